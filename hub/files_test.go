package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// upload sends contents with a digest and returns the name under which they are kept.
func (s *served) upload(token, name string, content []byte, digest string) (marker string, code int) {
	s.t.Helper()
	q := httptest.NewRequest(http.MethodPost, wire.Upload+"?"+url.Values{"name": {name}, "type": {"text/html; <script>"}}.Encode(), bytes.NewReader(content))
	q.Header.Set("Authorization", token)
	q.Header.Set(wire.DigestHeader, digest)
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, q)
	var kept wire.Uploaded
	if w.Code == http.StatusOK {
		s.ok(json.Unmarshal(w.Body.Bytes(), &kept))
	}
	return kept.Marker, w.Code
}

func (s *served) uploaded(token, name string, content []byte) string {
	s.t.Helper()
	marker, code := s.upload(token, name, content, wire.Digest(sha256.Sum256(content)))
	if code != http.StatusOK {
		s.t.Fatalf("an upload is answered with %d", code)
	}
	return marker
}

func attachTo(feed, id, marker string) wire.Write {
	about, err := json.Marshal(wire.Link(feed, id))
	if err != nil {
		panic(err)
	}
	return wire.Write{Verb: wire.Create, Feed: wire.File, ID: marker, Values: map[string]json.RawMessage{"about": about}}
}

func (s *served) files(token, feed, id string) (names []string) {
	s.t.Helper()
	var r wire.Record
	if code := s.ask(token, http.MethodGet, wire.Get+feed+"/"+id, nil, &r); code != http.StatusOK || r.Files == nil {
		s.t.Fatalf("the record is answered with %d and the files %v", code, r.Files)
	}
	for _, f := range r.Files {
		var name string
		s.ok(json.Unmarshal(value(f, "name"), &name))
		names = append(names, name)
	}
	return names
}

// TestFilesFollowTheRightsOfTheirRecords lets everybody try everything with a file of each kind of record.
func TestFilesFollowTheRightsOfTheirRecords(t *testing.T) {
	s := serve(t)
	s.ok(s.SetSees(SeesOwn))
	ann, annToken := s.add("ann", wire.Member, "")
	_, benToken := s.add("ben", wire.Member, "")
	_, boss := s.add("boss", wire.Owner, "")
	_, looker := s.add("looker", wire.Viewer, "")
	n := 0
	refused := func(what, token string, w wire.Write) {
		t.Helper()
		n++
		if a, ok := s.write(token, w); ok && a.Error == nil {
			t.Errorf("%s is carried out", what)
		}
	}
	for _, feed := range s.feeds() {
		if !wire.HasFiles(s.catalog(), feed) {
			continue
		}
		id := s.make(feed, ann)
		marker := s.uploaded(annToken, "../../etc/pass\u202ewd", []byte("secret of "+feed))
		for who, token := range map[string]string{"its owner": annToken, "another": benToken, "the boss": boss} {
			if code := s.ask(token, http.MethodGet, wire.Content+marker, nil, nil); code != http.StatusNotFound {
				t.Errorf("%s: %s reads what belongs to nothing: %d", feed, who, code)
			}
		}
		refused("attaching another's upload", boss, attachTo(feed, id, marker))
		refused("attaching to a hidden record", benToken, attachTo(feed, id, s.uploaded(benToken, "x", nil)))
		if a, ok := s.write(annToken, attachTo(feed, id, marker)); !ok || a.Error != nil {
			t.Fatalf("%s: attaching is answered with %+v", feed, a.Error)
		}
		if got := s.files(boss, feed, id); len(got) != 1 || got[0] != "passwd" {
			t.Errorf("%s has the files %q", feed, got)
		}
		for who, c := range map[string]struct {
			token string
			want  int
		}{
			"ann": {annToken, http.StatusOK}, "the boss": {boss, http.StatusOK}, "ben": {benToken, http.StatusForbidden},
			"the viewer": {looker, http.StatusForbidden}, "nobody": {"", http.StatusUnauthorized},
		} {
			for _, path := range []string{wire.Content + marker, wire.Get + wire.File + "/" + marker} {
				n++
				if code := s.ask(c.token, http.MethodGet, path, nil, nil); code != c.want {
					t.Errorf("%s: %s asks for %s and gets %d, want %d", feed, who, path, code, c.want)
				}
			}
		}
		for _, token := range []string{benToken, looker} {
			refused("taking away", token, wire.Write{Verb: wire.Delete, Feed: wire.File, ID: marker})
		}
		refused("changing", annToken, wire.Write{Verb: wire.Update, Feed: wire.File, ID: marker, Values: map[string]json.RawMessage{"name": json.RawMessage(`"y"`)}})
		refused("moving", annToken, attachTo(feed, s.make(feed, ann), marker))
	}
	if _, code := s.upload(looker, "x", nil, wire.Digest(sha256.Sum256(nil))); code != http.StatusForbidden {
		t.Errorf("a viewer uploads: %d", code)
	}
	t.Logf("%d attempts", n)
}

// TestBadFiles sends what no file is.
func TestBadFiles(t *testing.T) {
	s := serve(t)
	_, token := s.add("ann", wire.Member, "")
	if _, code := s.upload(token, "x", []byte("damaged"), wire.Digest(sha256.Sum256([]byte("whole")))); code != http.StatusUnprocessableEntity {
		t.Errorf("damaged contents: %d", code)
	}
	if _, code := s.upload(token, "x", []byte("x"), ""); code != http.StatusUnprocessableEntity {
		t.Errorf("contents without a digest: %d", code)
	}
	large := make([]byte, crm.MostContent+1)
	if _, code := s.upload(token, "x", large, wire.Digest(sha256.Sum256(large))); code != http.StatusRequestEntityTooLarge {
		t.Errorf("too much: %d", code)
	}
	marker := s.uploaded(token, "x", []byte("x"))
	for _, about := range []string{`"user/x"`, `"../x"`, `1`, `null`, `"contact/` + uuid.NewString() + `"`, `"contact/x' OR 1=1 --"`} {
		w := wire.Write{Verb: wire.Create, Feed: wire.File, ID: marker, Values: map[string]json.RawMessage{"about": json.RawMessage(about)}}
		if a, ok := s.write(token, w); ok && a.Error == nil {
			t.Errorf("a file about %s is taken", about)
		}
	}
	for _, path := range []string{"..%2f..%2fdata.db", "x'%20OR%201=1", uuid.NewString()} {
		if code := s.ask(token, http.MethodGet, wire.Content+path, nil, nil); code == http.StatusOK {
			t.Errorf("%s is answered", path)
		}
	}
}

// TestFilesGoWithTheirRecords deletes and merges records with files, takes one away, and looks at what is left.
func TestFilesGoWithTheirRecords(t *testing.T) {
	s := serve(t)
	ann, token := s.add("ann", wire.Member, "")
	one, two := s.make("ticket", ann), s.make("ticket", ann)
	do := func(w wire.Write) {
		t.Helper()
		if a, ok := s.write(token, w); !ok || a.Error != nil {
			t.Fatalf("%s is answered with %+v", w.Verb, a.Error)
		}
	}
	count := func(table string) (n int) {
		s.ok(s.app.DB().NewQuery("SELECT count(*) FROM " + table).Row(&n))
		return n
	}
	first, second := s.uploaded(token, "first", []byte("1")), s.uploaded(token, "second", []byte("2"))
	do(attachTo("ticket", one, first))
	do(attachTo("ticket", two, second))
	var before, after wire.Record
	s.ask(token, http.MethodGet, wire.Get+"ticket/"+two, nil, &before)
	do(wire.Write{Verb: wire.Delete, Feed: "ticket", ID: one, Into: two})
	s.ask(token, http.MethodGet, wire.Get+"ticket/"+two, nil, &after)
	if got := s.files(token, "ticket", two); len(got) != 2 || before.Version == after.Version {
		t.Errorf("after a merge the record has the files %v, and its version went from %s to %s", got, before.Version, after.Version)
	}
	for range 2 {
		do(wire.Write{Verb: wire.Delete, Feed: wire.File, ID: first})
	}
	if got := s.files(token, "ticket", two); len(got) != 1 || got[0] != "second" {
		t.Errorf("one was taken away, left are %v", got)
	}
	s.uploaded(token, "late", []byte("3"))
	file := filepath.Join(t.TempDir(), "backup.db")
	s.ok(s.Backup(context.Background(), file))
	do(wire.Write{Verb: wire.Delete, Feed: "ticket", ID: two})
	s.ok(s.clearFiles())
	if f, c := count("hub_file"), count("hub_content"); f != 1 || c != 1 {
		t.Errorf("%d files and %d contents are left, want the upload of a moment ago alone", f, c)
	}
	then := s.now
	s.now = func() time.Time { return then().Add(25 * time.Hour) }
	s.ok(s.clearFiles())
	if f, c := count("hub_file"), count("hub_content"); f+c != 0 {
		t.Errorf("%d files and %d contents are left", f, c)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	_, err := Restore(dir, file)
	s.ok(err)
	h, err := Open(dir)
	s.ok(err)
	out := filepath.Join(t.TempDir(), "export")
	s.ok(h.Export(out))
	s.ok(h.Close())
	found, err := filepath.Glob(filepath.Join(out, wire.File, "*"))
	s.ok(err)
	if len(found) != 1 || !strings.HasSuffix(found[0], second) {
		t.Errorf("the restored hub exports the files %v", found)
	}
}
