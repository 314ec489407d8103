package desktop

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

// all reads every record that a filter finds.
func (d *desk) all(entity, filter string) []crm.Record {
	d.Helper()
	where, err := crm.ParseFilter(filter)
	if err != nil {
		d.Fatal(err)
	}
	list, err := d.app.List(context.Background(), crm.Query{Entity: entity, Where: where})
	if err != nil {
		d.Fatal(err)
	}
	return list
}

func TestManyAreChangedAtOnceAndTakenBack(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	r.Set("channel", "Letter")
	if _, _, err := d.app.Save(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	p.SelectRows(0, 4)
	if p.Chosen() != 5 || !strings.HasPrefix(p.Foot(), "Selected: 5 ") {
		t.Fatalf("%d selected, below stands %q", p.Chosen(), p.Foot())
	}
	d.Do("bulk-edit")
	b := p.Bulk()
	b.Set("channel", "Letter")
	d.run.Settle()
	if want := "5 contacts: Prefers Letter, Phone → Letter; 1 has it already"; b.Preview() != want {
		t.Errorf("the preview says %q", b.Preview())
	}
	b.Run()
	if got := len(d.all("contact", `channel = "Letter"`)); got != 5 {
		t.Errorf("%d were changed; toast %q", got, d.Toast())
	}
	for _, r := range d.all("contact", `channel = "Letter"`) {
		if r.Text(crm.FieldOwner) == "" {
			t.Errorf("%s lost a field that nobody chose", r.Text("name"))
		}
	}
	if p.Chosen() != 5 {
		t.Errorf("the selection went: %d", p.Chosen())
	}
	d.Do("undo")
	if got := len(d.all("contact", `channel = "Letter"`)); got != 1 {
		t.Errorf("after one undo %d are left", got)
	}
}

func TestThePreviewNamesFormerValuesOfEveryKind(t *testing.T) {
	d := open(t, true)
	e, _ := d.app.Catalog().Entity("deal")
	pick := app.Pick{Query: crm.Query{Entity: "deal", Where: crm.Where("stage", crm.Eq, "Negotiation")}}
	one := d.all("deal", `stage = "Negotiation"`)
	if len(one) != 1 {
		t.Fatalf("%d deals", len(one))
	}
	values := e.New("")
	for name, v := range map[string]any{"amount": int64(100), "close_date": crm.Date("2027-01-31"), "tags": []string{"hot"}, "organisation": one[0].Text("organisation"), "next_step_at": crm.InstantOf(Moment)} {
		values.Set(name, v)
	}
	for name, want := range map[string]string{
		"amount": "Amount 22,700 EUR → ", "close_date": "Expected close 16 Dec → 31 Jan", "tags": "Tags empty → hot", "probability": "Probability 80 % → ",
		"organisation": "Organisation Delta Medical → Delta Medical; 1 has it already", "next_step_at": "Next step on empty → today 12:00",
	} {
		got, err := present.BulkPreview(d.Context(), d.app, pick, values, []string{name}, present.Scene{Now: Moment})
		if err != nil || !strings.HasPrefix(got, "1 deal: "+want) {
			t.Errorf("%q, want %q (%v)", got, want, err)
		}
	}
}

func TestWhatWasDoneIsSaidInTheLanguage(t *testing.T) {
	speaks(t)
	words.Use("de")
	d := open(t, true)
	p := d.list("contact")
	p.SelectRows(0, 4)
	d.Do("bulk-delete")
	if want := "Kontakte gelöscht: 5"; d.Toast() != want {
		t.Errorf("%q, want %q", d.Toast(), want)
	}
	p = d.board("deal", "")
	p.Board().Select(0, 0)
	d.Do("shift-right")
	if got := d.Toast(); !strings.HasSuffix(got, "nach Qualifiziert verschoben") {
		t.Errorf("%q", got)
	}
}

func TestTheSelectionMeansRecordsNotPlaces(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.SelectRows(2, 3)
	names := []string{p.RowText(2, "name"), p.RowText(3, "name")}
	r, err := d.app.New(context.Background(), "contact")
	if err != nil {
		t.Fatal(err)
	}
	r.Set("first_name", "Aaron")
	r.Set("last_name", "Aardvark")
	if _, _, err := d.app.Save(context.Background(), r); err != nil { // moves all rows down by one
		t.Fatal(err)
	}
	d.Do("bulk-delete")
	for _, left := range d.all("contact", "") {
		if slices.Contains(names, left.Text("name")) {
			t.Errorf("%s is still there", left.Text("name"))
		}
	}
	if n := d.count("contact"); n != 16 {
		t.Errorf("%d contacts are left, want 16", n)
	}
	d.Do("undo")
	if n := d.count("contact"); n != 18 {
		t.Errorf("after undo %d contacts", n)
	}
}

func TestAllOfAFilterAreTaggedAndExported(t *testing.T) {
	d := open(t, true)
	p := d.view("lead", "lead.no-step")
	d.Do("select-all")
	p.TagChosenWith("hot, berlin", "fair")
	for _, r := range d.all("lead", "") {
		if got := r.Strings("tags"); !slices.Equal(got, []string{"hot", "berlin"}) {
			t.Errorf("%s has the tags %v", r.Text("name"), got)
		}
	}
	file := filepath.Join(t.TempDir(), "leads.csv")
	p.ExportTo(file)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err, d.Toast())
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	if owner := slices.Index(rows[0], "owner"); rows[1][owner] != "Anna Weber" { // not her id
		t.Errorf("the owner is written %q", rows[1][owner])
	}
	if log, err := d.app.Register(t.Context(), 0); err != nil || len(log) != 1 || !strings.Contains(string(log[0].Body), `"what":"lead","records":4`) {
		t.Errorf("the register has %v, %v", log, err)
	}
	p.ExportTo(file)
	if !strings.Contains(d.Toast(), "exists already") {
		t.Errorf("a second export said %q", d.Toast())
	}
}

func TestACancelledChangeChangesNothing(t *testing.T) {
	d := open(t, true)
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	_, err := d.app.ChangeAll(ctx, app.Pick{Query: crm.Query{Entity: "contact"}}, func(crm.Record) crm.Values {
		if n++; n == 9 {
			cancel()
		}
		return crm.Values{"source": "Cancelled"}
	}, nil)
	if crm.CodeOf(err) != crm.CodeCanceled || n < 9 {
		t.Errorf("after %d records: %v", n, err)
	}
	if got := len(d.all("contact", `source = "Cancelled"`)); got != 0 {
		t.Errorf("%d were changed", got)
	}
}

func TestACellIsEditedInTheList(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	column := slices.Index(p.Columns(), "next_step")
	if !p.EditCell(2, column) || p.CellForm() == nil {
		t.Fatal("the cell does not open")
	}
	typeCell(t, p, "next_step", "Send the catalogue")
	d.Do("save")
	if got := p.RowText(2, "next_step"); got != "Send the catalogue" || p.CellForm() != nil {
		t.Errorf("the row says %q, editor %v", got, p.CellForm())
	}
	d.Do("undo")
	if got := p.RowText(2, "next_step"); got != "" {
		t.Errorf("after undo the row says %q", got)
	}
}

func TestACellIsLeftByEscapeAndTab(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.EditCell(2, slices.Index(p.Columns(), "next_step"))
	typeCell(t, p, "next_step", "dropped")
	d.Escape()
	if p.CellForm() != nil || p.RowText(2, "next_step") != "" {
		t.Error("Esc kept it")
	}
	p.EditCell(2, slices.Index(p.Columns(), "next_step"))
	typeCell(t, p, "next_step", "kept")
	p.CellTab(1)
	if got := p.RowText(2, "next_step"); got != "kept" {
		t.Errorf("Tab left %q", got)
	}
	if p.CellForm() == nil || p.CellForm().Editor("next_step_at") == nil {
		t.Error("Tab did not go on to the next column")
	}
}

func TestAnErrorStaysAtTheCell(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	p.EditCell(0, slices.Index(p.Columns(), "amount"))
	typeCell(t, p, "amount", "a lot")
	d.Do("save")
	if p.CellForm() == nil || p.CellForm().Note("amount") == "" {
		t.Error("nonsense was taken")
	}
}

func TestNamesAreEditedByTheirParts(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.EditCell(0, 0)
	if f := p.CellForm(); f == nil || f.Editor("first_name") == nil || f.Editor("last_name") == nil {
		t.Fatal("the name of a contact cannot be edited in place")
	}
	if p.EditCell(0, len(p.Columns())) {
		t.Error("a column that is not there was edited")
	}
}

func typeCell(t *testing.T, p *page.Records, field, text string) {
	t.Helper()
	in, ok := p.CellForm().Editor(field).Focus().(*form.Input)
	if !ok {
		t.Fatalf("%s is not typed", field)
	}
	in.SetText(text)
}
