package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/cmd/internal/boot"
	"satchel/sync/espocrm/espotest"
)

const canaryKey = "5ecre7c4na7y5ecre7c4na7y5ecre7c4"

// canary fills every field that holds free text of every entity that a person can enter, and returns the values.
func canary(t *testing.T, file string) []string {
	t.Helper()
	a, end, err := boot.Open(t.Context(), boot.Options{File: file, User: "Kanarina Vogel"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	values := []string{"Kanarina", "Vogel"}
	word := func(e *crm.Entity, f crm.Field) string {
		w := fmt.Sprintf("kanari%02d%s", len(values), strings.ReplaceAll(f.Name, "_", ""))
		values = append(values, w)
		return w
	}
	for _, e := range a.Catalog().Entities() {
		if e.Child || e.ReadOnly || e.Name == "user" {
			continue
		}
		r, err := a.New(t.Context(), e.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range e.Fields {
			if f.ReadOnly || f.Name == crm.FieldID || len(f.Options) > 0 {
				continue
			}
			switch f.Kind {
			case crm.Text, crm.LongText:
				if !isCurrencyCode(e, f.Name) {
					r.Set(f.Name, word(e, f))
				}
			case crm.Emails:
				r.Set(f.Name, []crm.Reach{{Value: word(e, f) + "@example.org"}})
			case crm.Postal:
				r.Set(f.Name, crm.Address{Street: word(e, f), City: word(e, f)})
			case crm.Tags:
				r.Set(f.Name, []string{word(e, f)})
			case crm.URL:
				r.Set(f.Name, "https://"+word(e, f)+".example")
			}
		}
		if _, _, err := a.Save(t.Context(), r); err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
	}
	return values
}

func isCurrencyCode(e *crm.Entity, name string) bool {
	for _, f := range e.Fields {
		if f.Currency == name {
			return true
		}
	}
	return name == "language" || name == "currency"
}

// TestNeitherTheKeyNorAValueGetsOut connects to a model of EspoCRM and lets the exchange fail in many ways, with every request told, and
// then looks for the key everywhere, and for values of records where none may be.
func TestNeitherTheKeyNorAValueGetsOut(t *testing.T) {
	t.Setenv("SATCHEL_SECRET", canaryKey)
	d := newDesk(t)
	values := canary(t, d.db)
	if len(values) < 30 {
		t.Fatalf("only %d canaries", len(values))
	}
	server := espotest.New(time.Now)
	for _, u := range []espotest.User{{UserName: "sync", Type: "api", APIKey: canaryKey, Role: espotest.FullRole()}} {
		if _, err := server.AddUser(u); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(server)
	defer web.Close()
	values = append(values, strings.TrimPrefix(web.URL, "http://"))

	var logged, said strings.Builder
	call := func(args ...string) {
		t.Helper()
		_, out, messages := d.call(append([]string{"--verbose"}, args...)...)
		for line := range strings.Lines(messages) {
			if strings.HasPrefix(line, "time=") {
				logged.WriteString(line)
			}
		}
		said.WriteString(out + messages)
	}
	n := 0
	server.Fail(func(r *espotest.Request) *espotest.Fault {
		n++
		switch {
		case r.Method == "GET":
			return nil
		case n%5 == 0:
			return &espotest.Fault{Status: 500}
		case n%7 == 0:
			return &espotest.Fault{Drop: true}
		case n%3 == 0:
			return &espotest.Fault{Status: 400}
		}
		return nil
	})
	call("connect", "espocrm", "--url", web.URL)
	for range 3 {
		call("sync")
	}
	call("status")
	call("--json", "status")
	call("inbox")
	file := filepath.Join(t.TempDir(), "diagnostics.json")
	call("diagnostics", file)
	export := filepath.Join(t.TempDir(), "export")
	call("export", export)
	web.Close()
	call("sync") // fails, and says so

	raw, err := os.ReadFile(file) //nolint:gosec // made by the test
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	rounds, _ := got["sync"].(map[string]any)["rounds"].([]any)
	if len(rounds) == 0 || logged.Len() < 500 || !strings.Contains(logged.String(), "request failed") {
		t.Fatalf("too little happened: %d rounds, %d bytes of log\n%s", len(rounds), logged.Len(), said.String())
	}
	for name, text := range map[string]string{"the diagnostics": string(raw), "the log": logged.String()} {
		for _, v := range values {
			if strings.Contains(strings.ToLower(text), strings.ToLower(v)) {
				t.Errorf("%s hold the value %q", name, v)
			}
		}
	}
	if strings.Contains(said.String(), canaryKey) || strings.Contains(string(raw), canaryKey) {
		t.Error("the program said the key")
	}
	for _, dir := range []string{filepath.Dir(d.db), export} {
		if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			raw, err := os.ReadFile(path) //nolint:gosec // of the test
			if bytes.Contains(raw, []byte(canaryKey)) {
				t.Errorf("%s holds the key", path)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	if code, _, messages := d.call("diagnostics", file); code != exitFailed || !strings.Contains(messages, "exists already") {
		t.Errorf("an existing file: exit %d, %q", code, messages)
	}
}
