package espocrm

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// ticket makes a case there and returns its id.
func (w *world) ticket() string {
	w.t.Helper()
	w.check()
	id, err := w.server.Create("admin", typeCase, map[string]any{"name": "Mast"})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) theirs(id, name, content string) string {
	w.t.Helper()
	w.tick()
	own, err := w.server.Attach("admin", typeCase, id, name, "text/plain", []byte(content))
	if err != nil {
		w.t.Fatal(err)
	}
	return remote.Within(typeCase, id, own)
}

func aboutCase(id, name string) crm.Values {
	return crm.Values{"name": name, "type": "text/plain", "size": int64(4), "about": remote.Ref{Entity: "ticket", ID: id}}
}

func (w *world) upload(name, content string) string {
	w.t.Helper()
	marker, err := w.Upload(context.Background(), remote.Upload{For: typeCase, Name: name, Type: "text/plain", Content: []byte(content)})
	if err != nil {
		w.t.Fatal(err)
	}
	return marker
}

// Two people attach a file in the same moment, before and after the set was read: both stay.
func TestAFileAttachedMeanwhileStays(t *testing.T) {
	w := newWorld(t, nil)
	id := w.ticket()
	n := 0
	w.server.Before(func(r *espotest.Request) {
		if r.Method == http.MethodPut && n < 3 {
			n++
			w.theirs(id, fmt.Sprintf("theirs%d.txt", n), "t")
		}
	})
	marker := w.upload("mine.txt", "mine")
	rec, err := w.Create(context.Background(), typeAttachment, marker, aboutCase(id, "mine.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if got := w.server.Files(typeCase, id); len(got) != 4 || got["mine.txt"] != "mine" {
		t.Errorf("there are %v", got)
	}
	n = 1
	if err := w.Delete(context.Background(), typeAttachment, rec.ID); err != nil {
		t.Fatal(err)
	}
	ids, _ := w.server.Get(typeCase, id)["attachmentsIds"].([]any)
	if got := w.server.Files(typeCase, id); len(ids) != 5 || got["mine.txt"] != "" {
		t.Errorf("after mine was taken off there are %v, %v", ids, got)
	}
}

// A server that ignores the change without a word, as for a field that this user may not change, is not asked for ever.
func TestAnIgnoredFileIsDenied(t *testing.T) {
	puts := 0
	p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			puts++
		}
		fmt.Fprint(w, `{"id":"1","name":"Mast","versionNumber":1,"attachmentsIds":[],"attachmentsNames":[],"attachmentsTypes":[]}`)
	})
	p.schemas[typeCase].def = &definition{Fields: map[string]fieldDef{fieldFiles: {Type: "attachmentMultiple"}}}
	_, err := p.Create(context.Background(), typeAttachment, "m", aboutCase("1", "x.txt"))
	if e := remote.AsError(err); e == nil || e.Class != remote.Denied || puts != filesTries {
		t.Errorf("%v after %d tries", err, puts)
	}
}

// Where only the record may be read and not what is known about its file, the record tells.
func TestAFileThatOnlyItsRecordShows(t *testing.T) {
	p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/Attachment/") {
			w.Header().Set("X-Status-Reason", "No 'read' access.")
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, `{"id":"1","modifiedAt":"2026-03-01 09:00:00","attachmentsIds":["a"],"attachmentsNames":{"a":"../x\u0001.txt"},"attachmentsTypes":[]}`)
	})
	rec, err := p.Get(context.Background(), typeAttachment, "Case/1/a")
	if err != nil || rec.Values["name"] != "x.txt" || rec.ID != "Case/1/a" || rec.ModifiedAt == 0 || len(rec.Partial) > 0 {
		t.Errorf("%+v, %v", rec, err)
	}
	_, err = p.Get(context.Background(), typeAttachment, "Case/1/b")
	fails(t, err, remote.Gone)
}

// What a server sends as a file is bounded, and so is what it says about one.
func TestHostileFiles(t *testing.T) {
	endless := func(w http.ResponseWriter, _ *http.Request) {
		for range 4096 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   remote.Class
	}{
		"endless": {endless, remote.Rejected},
		"announced": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "99999999")
			endless(w, r)
		}, remote.Rejected},
		"forbidden": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, remote.Denied},
		"gone":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, remote.Gone},
		"broken":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, remote.Transient},
		"key":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, remote.Auth},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "500")
			_, _ = w.Write([]byte("short"))
		}, remote.Transient},
	} {
		p := connect(t, requestTimeout, c.answer)
		content, err := p.Download(context.Background(), "Case/1/2", 1<<20, nil)
		if e := remote.AsError(err); e == nil || e.Class != c.want || e.Message == "" || content != nil {
			t.Errorf("%s: %v, %d bytes", name, err, len(content))
		}
	}
	for _, row := range []string{
		`{"id":"1","attachmentsIds":"x"}`, `{"id":"1","attachmentsIds":[1]}`, `{"id":"1","attachmentsIds":["a/b"]}`, `{"id":"1","attachmentsIds":[""]}`,
		`{"id":"1","attachmentsIds":["` + strings.Repeat("x", maxID+1) + `"]}`, `{"id":"1","attachmentsIds":[` + strings.Repeat(`"a",`, filesInRecord) + `"b"]}`,
	} {
		p := connect(t, requestTimeout, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, row) })
		p.schemas[typeCase].def = &definition{Fields: map[string]fieldDef{fieldFiles: {Type: "attachmentMultiple"}}}
		_, err := p.Get(context.Background(), typeCase, "1")
		fails(t, err, remote.Protocol)
	}
}

// Neither the key nor the contents follow a redirect to another host.
func TestFilesDoNotFollowToAnotherHost(t *testing.T) {
	reached := 0
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer thief.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL+r.URL.Path, status) })
		_, err := p.Download(context.Background(), "Case/1/2", 100, nil)
		fails(t, err, remote.Protocol)
		_, err = p.Upload(context.Background(), remote.Upload{For: typeCase, Name: "a.txt", Type: "text/plain", Content: []byte("secret")})
		fails(t, err, remote.Protocol)
	}
	if reached != 0 {
		t.Errorf("the other host got %d requests", reached)
	}
}

func TestUploadsThatAreTooLarge(t *testing.T) {
	p := connect(t, requestTimeout, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) })
	u := remote.Upload{For: typeCase, Name: "a.txt", Type: "text/plain", Content: []byte("a")}
	_, err := p.Upload(context.Background(), u)
	if e := remote.AsError(err); e == nil || e.Class != remote.Rejected || !strings.Contains(e.Message, "a.txt is too large") {
		t.Errorf("%v", err)
	}
	w := newWorld(t, nil)
	w.server.Set("attachmentUploadMaxSize", 1.0)
	w.check()
	u.Content = bytes.Repeat([]byte("a"), 1<<20+1)
	if _, err = w.Upload(context.Background(), u); remote.AsError(err) == nil || remote.AsError(err).Class != remote.Rejected || w.Capabilities().MostFile != 1<<20 {
		t.Errorf("%v, at most %d", err, w.Capabilities().MostFile)
	}
	if n := len(w.server.All(typeAttachment)); n != 0 {
		t.Errorf("%d uploads were sent", n)
	}
}

// The type of a file comes from a name that a person chose: only a plain one is sent.
func TestTheTypeOfAnUploadIsPlain(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	for kind, want := range map[string]string{
		"image/svg+xml": "image/svg+xml", "": "application/octet-stream", "text/plain;base64,xx": "application/octet-stream", "a/" + strings.Repeat("b", 200): "application/octet-stream",
	} {
		marker, err := w.Upload(context.Background(), remote.Upload{For: typeCase, Name: "a.bin", Type: kind, Content: []byte("abc")})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.server.Get(typeAttachment, marker); got["type"] != want || fmt.Sprint(got["size"]) != "3" {
			t.Errorf("%q became %v of %v bytes", kind, got["type"], got["size"])
		}
	}
}

// Rights on files follow from those on what they belong to.
func TestRightsOnFiles(t *testing.T) {
	role := espotest.FullRole()
	role.Access[typeCase] = espotest.Access{Create: "no", Read: "all", Edit: "no", Delete: "no"}
	delete(role.Access, typeTask)
	w := newWorld(t, role)
	a := w.check()
	f, _ := w.Capabilities().Feed(typeAttachment)
	if !f.Inside || f.Create || f.Delete || !slices.Contains(a.Rights, "Files of tickets: you may see them.") {
		t.Errorf("%+v %q", f, a.Rights)
	}
	role.Extra = map[string]any{"fieldTable": map[string]any{typeCase: map[string]any{"attachments": map[string]any{"read": "no", "edit": "no"}}}}
	w = newWorld(t, role)
	w.check()
	if f, ok := w.Capabilities().Feed(typeAttachment); ok {
		t.Errorf("hidden files are exchanged: %+v", f)
	}
}

// What a real server recorded about files is read as it was meant.
func TestRecordedFiles(t *testing.T) {
	byID := map[string][]byte{}
	var uploaded, holder, kept string
	steps := 0
	for _, x := range exchanges(t)["09-case.jsonl"] {
		path := strings.TrimPrefix(x.Request.Path, apiPath)
		switch {
		case x.Step == 26:
			var row map[string]any
			if err := decode(x.body(), &row); err != nil {
				t.Fatal(err)
			}
			uploaded, _ = row["id"].(string)
		case x.Step == 28:
			_, holder, _ = strings.Cut(path, "/")
		case x.Step == 29:
			kept = string(x.body())
		case x.Step != 30 && x.Step != 31 && x.Step != 32:
			continue
		}
		steps++
		byID[x.Request.Method+" "+path] = x.body()
		if x.Step == 31 || x.Step == 32 { // refusals
			h := http.Header{}
			for k, v := range x.Response.Headers {
				h.Set(k, v)
			}
			e := statusError(request{method: x.Request.Method}, x.Response.Status, h, x.body())
			if x.Step == 32 && e.Class != remote.Rejected {
				t.Errorf("an upload without contents is %s", e.Class)
			}
			delete(byID, x.Request.Method+" "+path)
		}
	}
	if steps == 0 || steps%6 != 0 || uploaded == "" || holder == "" {
		t.Fatalf("%d steps about files", steps)
	}
	p := connect(t, requestTimeout, func(w http.ResponseWriter, r *http.Request) {
		path, _ := url.PathUnescape(strings.TrimPrefix(r.URL.Path, "/"+strings.Trim(apiPath, "/")+"/"))
		body, ok := byID[r.Method+" "+path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
		_, _ = w.Write(body)
	})
	p.schemas[typeCase].def = &definition{Fields: map[string]fieldDef{fieldFiles: {Type: "attachmentMultiple"}}, Versions: true}
	rec, err := p.Get(t.Context(), typeCase, holder)
	if err != nil || len(rec.Inside) != 1 {
		t.Fatalf("%+v, %v", rec.Inside, err)
	}
	file := rec.Inside[0]
	if file.Marker != uploaded || file.Values["name"] != "note.txt" || file.Values["type"] != "text/plain" || file.Values["about"] != (remote.Ref{Entity: "ticket", ID: holder}) {
		t.Errorf("%+v", file)
	}
	whole, err := p.Get(t.Context(), typeAttachment, file.ID)
	if err != nil || whole.Values["size"] != int64(13) || whole.ID != file.ID || whole.Values["about"] != file.Values["about"] || whole.ModifiedAt == 0 {
		t.Errorf("%+v, %v", whole, err)
	}
	content, err := p.Download(t.Context(), file.ID, 100, nil)
	if err != nil || string(content) != kept || kept != "hello wörld\n" {
		t.Errorf("%q, %v", content, err)
	}
	_, err = p.Download(t.Context(), remote.Within(typeCase, holder, "000000000000nope0"), 100, nil)
	fails(t, err, remote.Gone)
}
