package exchange

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

// archived exports into an archive.
func archived(t testing.TB, s Store) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out.zip")
	if _, err := Export(context.Background(), s, file, ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnArchiveHoldsWhatTheFolderHolds(t *testing.T) {
	s := withFile(t, "../Plan für A.txt", strings.Repeat("the plan ", 1000))
	dir, file := export(t, s, ExportOptions{}), archived(t, s)
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	got, want := tree(t, z), tree(t, os.DirFS(dir))
	if diff := cmp.Diff(want, got); diff != "" || len(got) != len(s.catalog.Entities())+5 {
		t.Errorf("%d files: %s", len(got), diff)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the archive: %v %v", left, err)
	}
	if _, err := Export(context.Background(), s, file, ExportOptions{}); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("over an archive: %v", err)
	}
	back := newFake(t)
	res, err := ReadBack(context.Background(), back, file, "", nil)
	if err != nil || len(res.Refused) > 0 {
		t.Fatal(res, err)
	}
	if diff := cmp.Diff(s.records, back.records); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(s.contents, back.contents); diff != "" {
		t.Error(diff)
	}
}

// tree reads all files below a folder.
func tree(t *testing.T, from fs.FS) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, name)
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// member is a file of an archive that a test makes.
type member struct {
	name  string
	text  string
	mode  fs.FileMode
	claim uint64 // the size that it claims, 0 = the true one
}

func packed(t testing.TB, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		h.SetMode(m.mode | 0o600)
		var w io.Writer
		var err error
		if m.claim > 0 {
			h.Method, h.UncompressedSize64, h.CompressedSize64 = zip.Store, m.claim, uint64(len(m.text))
			w, err = z.CreateRaw(h)
		} else {
			w, err = z.CreateHeader(h)
		}
		if err == nil {
			_, err = io.WriteString(w, m.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "in.zip", b.String())
}

const small = `{"satchel":1,"entities":{"contact":[{"id":"018f0000-0000-7000-8000-000000000001","last_name":"A"}]}}`

// harmful are archives that are refused as a whole, by what the refusal says.
func harmful() map[string][]member {
	whole := member{name: "everything.json", text: small}
	return map[string][]member{
		`"../everything.json", which leads outside`:     {{name: "../everything.json", text: small}},
		`"files/../../x", which leads outside`:          {whole, {name: "files/../../x", text: "x"}},
		`"/etc/everything.json", which leads outside`:   {{name: "/etc/everything.json", text: small}},
		`"C:/everything.json", which leads outside`:     {{name: "C:/everything.json", text: small}},
		`"C:everything.json", which leads outside`:      {{name: "C:everything.json", text: small}},
		`"..\\x.txt", which leads outside`:              {whole, {name: `..\x.txt`, text: "x"}},
		`"\\\\host\\share\\x", which leads outside`:     {whole, {name: `\\host\share\x`, text: "x"}},
		`"files/\x00x", which leads outside`:            {whole, {name: "files/\x00x", text: "x"}},
		`"files//x", which leads outside`:               {whole, {name: "files//x", text: "x"}},
		`is a link or a device`:                         {whole, {name: "files/x", text: "/etc/passwd", mode: fs.ModeSymlink}},
		`"everything.json", which is a link`:            {{name: "everything.json", text: "/etc/passwd", mode: fs.ModeSymlink}},
		`holds "everything.json" twice`:                 {whole, whole},
		`holds "EVERYTHING.JSON" twice`:                 {whole, {name: "EVERYTHING.JSON", text: "{}"}},
		"holds \"files/A\u0308.txt\" twice":             {whole, {name: "files/ä.txt", text: "1"}, {name: "files/A\u0308.txt", text: "2"}},
		`more than 200 times as large`:                  {{name: "everything.json", text: strings.Repeat(" ", 4<<20) + small}},
		`"everything.json" becomes more than 200 times`: {{name: "everything.json", text: small, claim: 4 << 30}},
		`"files/a" is larger than a file of an export`:  {whole, {name: "files/a", text: "x", claim: 4 << 30}},
		`"everything.json" is larger than a file of an`: {{name: "everything.json", text: small, claim: 1 << 62}},
		`holds no everything.json`:                      {{name: "a/b/everything.json", text: small}},
		`ends in the middle`:                            {{name: "everything.json", text: small[:40]}},
		`not sound JSON`:                                {{name: "everything.json", text: small, claim: uint64(len(small)) - 10}},
	}
}

func TestHarmfulArchivesAreRefused(t *testing.T) {
	for want, members := range harmful() {
		s := newFake(t)
		_, err := ReadBack(context.Background(), s, packed(t, members...), "", nil)
		if crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
		if len(s.records) > 0 {
			t.Errorf("%q: %d records of a refused archive", want, len(s.records))
		}
	}
	_, err := ReadBack(context.Background(), newFake(t), write(t, "text.zip", "no archive"), "", nil)
	if crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), "is not a sound archive") {
		t.Error(err)
	}
}

func TestAnArchiveMadeAgainIsReadBack(t *testing.T) {
	s := newFake(t)
	file := packed(t, member{name: "My export/", mode: fs.ModeDir}, member{name: "My export/everything.json", text: small}, member{name: "__MACOSX/My export/._everything.json", text: "x"})
	if res, err := ReadBack(context.Background(), s, file, "", nil); err != nil || res.New != 1 {
		t.Error(res, err)
	}
}

func TestNothingOutsideOfAFolderIsRead(t *testing.T) {
	s := withFile(t, "plan.txt", "the plan")
	dir := export(t, s, ExportOptions{})
	place := filepath.Join(dir, filepath.FromSlash(placeOf(s.all("file")[0])))
	outside := write(t, "plan.txt", "the plan")
	if err := os.Remove(place); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, place); err != nil {
		t.Skip("no links here:", err)
	}
	back := newFake(t)
	res, err := ReadBack(context.Background(), back, dir, "", nil)
	if err != nil || len(res.Refused) != 1 || len(back.all("file")) != 0 {
		t.Errorf("%+v %v", res, err)
	}
	if _, err := ReadBack(context.Background(), back, t.TempDir(), "", nil); err == nil || !strings.Contains(err.Error(), "holds no everything.json") {
		t.Error(err)
	}
}

func TestOneRecordCannotFillTheMemory(t *testing.T) {
	text := `{"satchel":1,"entities":{"contact":[{"id":"018f0000-0000-7000-8000-000000000001","last_name":"` + strings.Repeat("A", mostRecord+1) + `"}]}}`
	_, err := ReadBack(context.Background(), newFake(t), write(t, "everything.json", text), "", nil)
	if crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), "larger than 64 MB") {
		t.Error(err)
	}
}

func TestActivitiesAreExportedAsACalendar(t *testing.T) {
	s := newFake(t)
	_, err := s.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		ana := crm.Record{Entity: "contact", ID: tx.NewID(), Values: crm.Values{"first_name": "Ana", "last_name": "Lee; \"CEO\""}}
		if err := tx.Put(ana); err != nil {
			return err
		}
		for _, v := range []crm.Values{
			{"kind": "meeting", "subject": "Frame, second", "body": "a\nb", "at": crm.Instant(1_800_000_000_000), "duration": int64(5400), "contact": ana.ID},
			{"kind": "call", "subject": "Whole day", "at": crm.Instant(1_800_000_000_000 - 1_800_000_000_000%86_400_000)},
			{"kind": "task", "subject": "Offer", "at": crm.Instant(1_800_000_000_000), "done": true},
			{"kind": "task", "subject": "Some day"},
			{"kind": "note", "subject": "No time"},
		} {
			if err := tx.Put(crm.Record{Entity: "activity", ID: tx.NewID(), Values: v}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(export(t, s, ExportOptions{}), "activity.ics")
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "CONTACT:Ana Lee\\; \"CEO\"\r\n") || !strings.Contains(string(text), "BEGIN:VJOURNAL") {
		t.Errorf("%s %v", text, err)
	}
	// An import of it finds the same records and would change nothing but what it reads better.
	back := newFake(t)
	p, err := NewPlan(context.Background(), back, "activity", file, Options{})
	if err != nil || p.New != 4 || len(p.Refused) != 0 {
		t.Fatalf("%+v %v", p, err)
	}
	defer func() { _ = p.Close() }()
	if _, err := p.Run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"Frame, second", "Whole day", "Offer", "Some day"} {
		was, is := s.one(t, "activity", "subject", subject), back.one(t, "activity", "subject", subject)
		for _, field := range []string{"at", "duration", "subject"} {
			if !crm.Equal(was.Get(field), is.Get(field)) {
				t.Errorf("%s: %s was %v, is %v", subject, field, was.Get(field), is.Get(field))
			}
		}
		if is.Text("outside_id") != was.ID || was.Bool("done") && !is.Bool("done") {
			t.Errorf("%s: %v", subject, is)
		}
	}
}
