package remotetest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// files returns the feed of the files, and one of those whose records can have some.
func (s *suite) files() (files, of remote.Feed) {
	s.Helper()
	for _, f := range s.caps.Feeds {
		if f.Inside {
			files = f
		}
		if f.Files && f.Update && of.Name == "" {
			of = f
		}
	}
	if files.Name == "" || of.Name == "" {
		s.Skip("no files are exchanged")
	}
	return files, of
}

// upload stores contents for a record of a feed.
func (s *suite) upload(of remote.Feed, name string, content []byte) (marker string) {
	s.Helper()
	marker, err := s.Provider.Upload(s.ctx, remote.Upload{For: of.Name, Name: name, Type: "text/plain", Content: content})
	s.ok("upload", err)
	if marker == "" || strings.Contains(marker, "/") {
		s.Fatalf("an upload is called %q", marker)
	}
	return marker
}

func fileValues(of remote.Feed, holder, name string, content []byte) crm.Values {
	return crm.Values{"name": name, "type": "text/plain", "size": int64(len(content)), "about": remote.Ref{Entity: of.Entity, ID: holder}}
}

// inside are the files of a record.
func (s *suite) inside(of remote.Feed, holder string) []remote.Record {
	s.Helper()
	rec, err := s.Provider.Get(s.ctx, of.Name, holder)
	s.ok("get", err)
	if rec.Inside == nil {
		s.Fatal("a record read by itself does not tell of its files")
	}
	return rec.Inside
}

func (s *suite) fileTravels() {
	files, of := s.files()
	holder := s.create(of, s.values(of, 1, true))
	if list := s.inside(of, holder.ID); len(list) != 0 {
		s.Fatalf("a new record has files: %+v", list)
	}
	s.pass(time.Minute)
	before := s.list(remote.Scan{Feed: of.Name})
	at, content := before[len(before)-1].ModifiedAt+1, []byte("Grüße\x00\xff\n")
	marker := s.upload(of, "Grüße.txt", content)
	if found, err := s.Provider.Find(s.ctx, files.Name, marker, fileValues(of, holder.ID, "Grüße.txt", content), 0); err != nil || len(found) > 0 {
		s.Fatalf("what belongs to nothing is found: %+v %v", found, err)
	}
	for range 2 { // it can be repeated
		rec, err := s.Provider.Create(s.ctx, files.Name, marker, fileValues(of, holder.ID, "Grüße.txt", content))
		s.ok("create", err)
		if want := remote.Within(of.Name, holder.ID, marker); rec.ID != want || rec.Marker != marker || rec.Feed != files.Name || rec.Version == "" {
			s.Fatalf("the file is %+v, want the id %q", rec, want)
		}
		list := s.inside(of, holder.ID)
		if len(list) != 1 || list[0].ID != rec.ID || list[0].Marker != marker || list[0].ModifiedAt != 0 || list[0].Version != rec.Version {
			s.Fatalf("the record has the files %+v", list)
		}
		s.same(files, list[0], crm.Values{"name": "Grüße.txt", "type": "text/plain", "about": remote.Ref{Entity: of.Entity, ID: holder.ID}})
		got, err := s.Provider.Get(s.ctx, files.Name, rec.ID)
		s.ok("get of the file", err)
		s.same(files, got, fileValues(of, holder.ID, "Grüße.txt", content))
		if len(got.Partial) > 0 || got.ModifiedAt == 0 {
			s.Errorf("read by itself the file is %+v", got)
		}
	}
	s.settle()
	if list := s.list(remote.Scan{Feed: of.Name, Since: at}); !slices.ContainsFunc(list, func(r remote.Record) bool { return r.ID == holder.ID }) {
		s.Error("the record does not count as changed")
	}
	if found, err := s.Provider.Find(s.ctx, files.Name, marker, fileValues(of, holder.ID, "Grüße.txt", content), 0); err != nil || len(found) != 1 {
		s.Errorf("found %+v, %v", found, err)
	}
	told := int64(0)
	got, err := s.Provider.Download(s.ctx, remote.Within(of.Name, holder.ID, marker), int64(len(content)), func(done, _ int64) { told = done })
	s.ok("download", err)
	if !bytes.Equal(got, content) || told != int64(len(content)) {
		s.Errorf("%q came back, and %d bytes were told", got, told)
	}
}

func (s *suite) filesOfOthersStay() {
	files, of := s.files()
	if s.Attach == nil {
		s.Skip("nobody else can attach files")
	}
	holder := s.create(of, s.values(of, 1, true))
	s.pass(time.Second)
	theirs := s.Attach(of.Name, holder.ID, "theirs.txt", []byte("theirs"))
	marker := s.upload(of, "mine.txt", []byte("mine"))
	mine, err := s.Provider.Create(s.ctx, files.Name, marker, fileValues(of, holder.ID, "mine.txt", []byte("mine")))
	s.ok("create", err)
	names := func() (out []string) {
		for _, f := range s.inside(of, holder.ID) {
			name, _ := f.Values["name"].(string)
			out = append(out, name)
		}
		slices.Sort(out)
		return out
	}
	if got := names(); !slices.Equal(got, []string{"mine.txt", "theirs.txt"}) {
		s.Fatalf("the record has the files %v", got)
	}
	if got, err := s.Provider.Download(s.ctx, theirs, 100, nil); err != nil || string(got) != "theirs" {
		s.Errorf("theirs reads %q, %v", got, err)
	}
	for range 2 { // it can be repeated
		s.ok("delete", s.Provider.Delete(s.ctx, files.Name, mine.ID))
	}
	if got := names(); !slices.Equal(got, []string{"theirs.txt"}) {
		s.Fatalf("after mine was deleted the record has the files %v", got)
	}
	_, err = s.Provider.Get(s.ctx, files.Name, mine.ID)
	s.class("get of a deleted file", err, remote.Gone)
	_, err = s.Provider.Download(s.ctx, mine.ID, 100, nil)
	s.class("download of a deleted file", err, remote.Gone)
	s.Delete(of.Name, holder.ID)
	s.ok("delete of a file whose record is gone", s.Provider.Delete(s.ctx, files.Name, theirs))
	_, err = s.Provider.Create(s.ctx, files.Name, s.upload(of, "late.txt", nil), fileValues(of, holder.ID, "late.txt", nil))
	s.class("create within a record that is gone", err, remote.Rejected)
}

func (s *suite) filesAreBounded() {
	files, of := s.files()
	holder := s.create(of, s.values(of, 1, true))
	content := bytes.Repeat([]byte("x"), 1000)
	marker := s.upload(of, "x.txt", content)
	rec, err := s.Provider.Create(s.ctx, files.Name, marker, fileValues(of, holder.ID, "x.txt", content))
	s.ok("create", err)
	_, err = s.Provider.Download(s.ctx, rec.ID, 999, nil)
	s.class("download of more than wanted", err, remote.Rejected)
	if most := s.caps.MostFile; most > 0 && most < crm.MostContent {
		_, err := s.Provider.Upload(s.ctx, remote.Upload{For: of.Name, Name: "x.txt", Type: "text/plain", Content: make([]byte, most+1)})
		s.class("upload of more than is taken", err, remote.Rejected)
	}
	marker, err = s.Provider.Upload(s.ctx, remote.Upload{For: of.Name, Name: "empty.txt", Type: "text/plain"})
	if err != nil { // a server may take no empty files
		s.class("upload of an empty file", err, remote.Rejected)
		return
	}
	empty, err := s.Provider.Create(s.ctx, files.Name, marker, fileValues(of, holder.ID, "empty.txt", nil))
	s.ok("create of an empty file", err)
	if got, err := s.Provider.Download(s.ctx, empty.ID, 0, nil); err != nil || len(got) != 0 {
		s.Errorf("an empty file reads %q, %v", got, err)
	}
}
