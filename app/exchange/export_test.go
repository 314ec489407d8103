package exchange

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"satchel/app/crm"
)

// filled is a store with awkward records of every entity.
func filled(t testing.TB) *fakeStore {
	t.Helper()
	s := newFake(t)
	if err := s.SetOwnFields(context.Background(), "contact", []crm.Field{{Name: "x_shoe_size", Label: "Shoe size", Kind: crm.Decimal}}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		put := func(entity string, v crm.Values) string {
			e, _ := s.catalog.Entity(entity)
			r := e.New(tx.NewID())
			for name, value := range v {
				r.Set(name, value)
			}
			if err := tx.Put(r); err != nil {
				t.Fatal(entity, err)
			}
			return r.ID
		}
		owner := put("user", crm.Values{"name": "Anna", "user_name": "anna"})
		mother := put("organisation", crm.Values{"name": "=HYPERLINK(\"x\")", "owner": owner, "website": "kanco.example"})
		org := put("organisation", crm.Values{"name": "'+1 Ltd; \"quoted\", Söhne", "parent": mother, "kind": "Partner"})
		contact := put("contact", crm.Values{
			"first_name": "@dmin", "last_name": "-Dash", "organisation": org, "title": "+Lead", "created_at": crm.Instant(1_600_000_000_000),
			"phones": []crm.Reach{{Value: "+49 30 5550141", Label: "work"}, {Value: "030 1"}, {Value: "0301", Label: "home"}}, "emails": []crm.Reach{{Value: "a@b.example", Label: "home"}},
			"address": crm.Address{Street: "Line 1\nLine 2", City: "Köln"}, "do_not_mail": true, "birthday": crm.Date("1970-01-02"),
			"tags": []string{"a, b", "c"}, "description": "\n=first line\r\nthird\ttab", "x_shoe_size": 44.5,
		})
		put("contact", crm.Values{"last_name": "N/A", "do_not_call": false, "emails": []crm.Reach{{Value: "a@b.example"}}})
		lead := put("lead", crm.Values{"name": "Kessler Bau", "amount": int64(-1050), "currency": "JPY", "status": "Lost"})
		deal := put("deal", crm.Values{"name": "Frame", "stage": "Won", "amount": int64(-1050), "currency": "EUR", "organisation": org, "contact": contact, "lead": lead, "closed_at": crm.Instant(1_700_000_000_123)})
		ticket := put("ticket", crm.Values{"subject": "Help", "status": "Solved", "solved_at": crm.Instant(1_700_000_000_000), "contact": contact})
		put("message", crm.Values{"ticket": ticket, "body": "@all\n'quoted'", "direction": "in", "at": crm.Instant(1)})
		put("activity", crm.Values{"subject": "Call", "about": deal, "duration": int64(90), "done": true, "at": crm.Instant(5)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func export(t testing.TB, s Store, o ExportOptions) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := Export(context.Background(), s, dir, o); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestEverythingReadsBack(t *testing.T) {
	s := filled(t)
	dir := export(t, s, ExportOptions{})
	back := newFake(t)
	res, err := ReadBack(context.Background(), back, filepath.Join(dir, "everything.json"), "", nil)
	if err != nil || len(res.Refused) > 0 || int(res.New) != len(s.records) {
		t.Fatalf("%+v %v", res, err)
	}
	if diff := cmp.Diff(s.records, back.records); diff != "" {
		t.Error(diff)
	}
	again, err := ReadBack(context.Background(), back, filepath.Join(dir, "everything.json"), "", nil)
	if err != nil || again.New != 0 || again.Changed != 0 || again.Batch != "" {
		t.Errorf("second time: %+v %v", again, err)
	}
}

func TestCSVFilesReadBack(t *testing.T) {
	for _, raw := range []bool{false, true} {
		s := filled(t)
		dir := export(t, s, ExportOptions{Raw: raw})
		back := newFake(t)
		back.catalog = s.catalog
		for _, e := range s.catalog.Entities() {
			if raw && e.Name == "organisation" {
				continue // an apostrophe before a formula is taken for ours
			}
			if len(s.all(e.Name)) == 0 {
				continue
			}
			if e.Name == "contact" {
				run(t, back, "role", filepath.Join(dir, "role.csv"), Options{}) // before the contacts would make their own
			}
			res := run(t, back, e.Name, filepath.Join(dir, e.Name+".csv"), Options{})
			if len(res.Refused) > 0 {
				t.Errorf("%s: %+v", e.Name, res.Refused)
			}
			if diff := cmp.Diff(s.all(e.Name), back.all(e.Name)); diff != "" {
				t.Errorf("%s: %s", e.Name, diff)
			}
		}
	}
}

func TestExportIsSafeAndWhole(t *testing.T) {
	s := filled(t)
	dir := export(t, s, ExportOptions{})
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != len(s.catalog.Entities())+4 {
		t.Fatalf("%v %v", files, err)
	}
	for _, f := range files {
		if info, _ := f.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
		if !strings.HasSuffix(f.Name(), ".csv") {
			continue
		}
		text, _ := os.Open(filepath.Join(dir, f.Name()))
		rows, err := csv.NewReader(text).ReadAll()
		_ = text.Close()
		if err != nil {
			t.Fatal(f.Name(), err)
		}
		for _, row := range rows {
			for i, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && rows[0][i] != "amount" {
					t.Errorf("%s: a spreadsheet would run %q", f.Name(), cell)
				}
			}
		}
	}
	readme, _ := os.ReadFile(filepath.Join(dir, "README.txt"))
	for _, want := range []string{"contact.csv       2 contacts", "x_shoe_size", "apostrophe", "id of a row of organisation"} {
		if !strings.Contains(string(readme), want) {
			t.Errorf("README.txt lacks %q", want)
		}
	}
	if _, err := Export(context.Background(), s, dir, ExportOptions{}); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("into a full folder: %v", err)
	}
	parent := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Export(ctx, canceledStore{s}, filepath.Join(parent, "x"), ExportOptions{}); err == nil {
		t.Error("a cancelled export went through")
	}
	if left, _ := os.ReadDir(parent); len(left) != 0 {
		t.Errorf("a cancelled export left %v", left)
	}
}

// canceledStore answers as a real one does after a cancel.
type canceledStore struct{ *fakeStore }

func (s canceledStore) Each(ctx context.Context, q crm.Query, f func(crm.Record) error) error {
	if err := s.fakeStore.Each(ctx, q, f); err != nil {
		return err
	}
	return ctx.Err()
}

func TestOnlyOneEntity(t *testing.T) {
	dir := export(t, filled(t), ExportOptions{Only: "Deals"})
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	if got := strings.Join(names, " "); got != "README.txt deal.csv everything.json" {
		t.Error(got)
	}
}

func TestReadBackChecksFirst(t *testing.T) {
	s := newFake(t)
	for text, code := range map[string]crm.Code{
		`{"satchel":2,"entities":{}}`: crm.CodeNewer, `{"entities":{}}`: crm.CodeInvalid, `[]`: crm.CodeInvalid, `{"satchel":1,"entities":{"contact":[{]}}`: crm.CodeInvalid,
		`{"satchel":1,"entities":{"robot":[]}}`: crm.CodeInvalid, `{"satchel":1`: crm.CodeInvalid, ``: crm.CodeInvalid,
	} {
		if _, err := ReadBack(context.Background(), s, write(t, "x.json", text), "", nil); crm.CodeOf(err) != code {
			t.Errorf("%s: %v", text, err)
		}
	}
	res, err := ReadBack(context.Background(), s, write(t, "x.json", `{"satchel":1,"entities":{"contact":[
		{"id":"0190a0b0-0000-7000-8000-000000000001","last_name":"Good"},{"id":"7","last_name":"No id"},
		{"id":"0190a0b0-0000-7000-8000-000000000002","shoe":1}]}}`), "", nil)
	if err != nil || res.New != 1 || len(res.Refused) != 2 || res.Refused[0].Row != 2 || res.Refused[1].Row != 3 {
		t.Errorf("%+v %v", res, err)
	}
}

func TestDefusedCellsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+@\t-]{0,4}[a-z']{0,3}`)).Draw(t, "cell")
		safe := defuse(cell)
		if isFormula(safe) {
			t.Fatalf("%q is run", safe)
		}
		if got := undefuse(safe); got != cell {
			t.Fatalf("%q came back as %q by %q", cell, got, safe)
		}
	})
}

func TestCSVReaderReadsWhatTheStandardWriterWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-zß",;|\n \t']{0,8}`)
		width := rapid.IntRange(2, 5).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 6).Draw(t, "rows")
		comma := rapid.SampledFrom([]byte(delimiters)).Draw(t, "comma")
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = rune(comma)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		r := newCSVReader(strings.NewReader(b.String()), comma)
		for _, want := range rows {
			got, err := r.read()
			if err != nil || got.bad != nil || cmp.Diff(want, got.cells) != "" {
				t.Fatalf("%q from %q: %+v %v", want, b.String(), got, err)
			}
		}
	})
}
