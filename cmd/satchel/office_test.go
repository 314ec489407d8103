//go:build e2e

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

// apiKey is typed into the wizard and must only be in the keychain afterwards.
const apiKey = "9a8b7c6d5e4f30211203f4e5d6c7b8a9"

// office is the team's EspoCRM on this computer: a model of the server behind a real port, on a line that can be cut and be bad.
type office struct {
	*espotest.Server
	t     *testing.T
	at    string // address
	web   *http.Server
	reads atomic.Int64
	slow  atomic.Int64 // nanoseconds that an answer takes
	drops atomic.Int64 // every so manieth request is lost after it was answered; 0 = none
}

func newOffice(t *testing.T, now func() time.Time) *office {
	o := &office{Server: espotest.New(now), t: t}
	for _, u := range []espotest.User{
		{UserName: "sync", Type: "api", APIKey: apiKey, Role: espotest.FullRole()},
		{UserName: "ben", FirstName: "Ben", LastName: "Okoro", Type: "regular", Role: espotest.FullRole()},
	} {
		if _, err := o.AddUser(u); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 60 {
		phone := fmt.Sprintf("+49305550%03d", 100+i)
		if _, err := o.Create("ben", "Contact", map[string]any{
			"firstName": fmt.Sprintf("Anna %02d", i), "lastName": "Customer", "emailAddress": fmt.Sprintf("anna%02d@customer.example", i),
			"phoneNumber": phone, "phoneNumberData": []any{map[string]any{"phoneNumber": phone, "primary": true, "type": "Office"}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	for kind, values := range map[string]map[string]any{
		"Lead": {"name": "Lead to be deleted", "lastName": "Lead to be deleted"}, "Opportunity": {"name": "Frames 2027", "stage": "Proposal", "amount": 1000, "closeDate": "2027-01-31"},
		"Case": {"name": "Asked for the blue sample", "status": "New"},
	} {
		if _, err := o.Create("ben", kind, values); err != nil {
			t.Fatal(err)
		}
	}
	o.plug()
	t.Cleanup(o.unplug)
	return o
}

// ServeHTTP answers as the model does, as slowly as the line is.
func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := o.reads.Add(1)
	<-time.After(time.Duration(o.slow.Load()))
	if every := o.drops.Load(); every > 0 && n%every == 0 {
		o.Server.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	o.Server.ServeHTTP(w, r)
}

// plug lets the server answer, always at the same address.
func (o *office) plug() {
	var port net.ListenConfig
	at := o.at
	if at == "" {
		at = "127.0.0.1:0"
	}
	l, err := port.Listen(o.t.Context(), "tcp", at)
	if err != nil {
		o.t.Fatal(err)
	}
	o.at, o.web = l.Addr().String(), &http.Server{Handler: o, ReadHeaderTimeout: patience}
	go func(s *http.Server) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			o.t.Error(err)
		}
	}(o.web)
}

// unplug lets every connection fail.
func (o *office) unplug() {
	if err := o.web.Close(); err != nil {
		o.t.Error(err)
	}
}

// has tells whether a contact has a value.
func (o *office) has(field, value string) bool {
	for _, r := range o.All("Contact") {
		if r[field] == value {
			return true
		}
	}
	return false
}

// find returns the id of the record with a value.
func (o *office) find(kind, field, value string) string {
	o.t.Helper()
	for _, r := range o.All(kind) {
		if r[field] == value {
			return r["id"].(string)
		}
	}
	o.t.Fatalf("no %s has the %s %s", kind, field, value)
	return ""
}

// number counts the records with a value.
func (o *office) number(kind, field, value string) (n int) {
	for _, r := range o.All(kind) {
		if r[field] == value {
			n++
		}
	}
	return n
}

// update lets a colleague change a record.
func (o *office) update(kind, id string, values map[string]any) {
	o.t.Helper()
	if err := o.Update("ben", kind, id, values); err != nil {
		o.t.Fatal(err)
	}
}

// change lets a colleague rename a contact.
func (o *office) change(from, to string) {
	o.t.Helper()
	o.update("Contact", o.find("Contact", "firstName", from), map[string]any{"firstName": to})
}

// secretIsSafe looks for the key beside the keychain.
func (p *person) secretIsSafe() {
	p.Helper()
	files := 0
	err := filepath.WalkDir(filepath.Dir(p.file), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if strings.Contains(string(raw), apiKey) {
			p.Errorf("%s holds the key", path)
		}
		files++
		return err
	})
	if err != nil || files == 0 {
		p.Errorf("looked into %d files: %v", files, err)
	}
}
