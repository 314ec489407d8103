package desktop

import (
	"context"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/ui/page"
)

func TestFirstRunOffersSampleData(t *testing.T) {
	d := open(t, false)
	if d.Route().Name != "first" {
		t.Fatalf("an empty database opens %q", d.Route().Name)
	}
	if !d.Do("sample") || d.Route().Name != "today" || d.count("contact") == 0 {
		t.Fatal("the sample data were not written")
	}
}

func TestTheFirstRecordIsShown(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	if got := d.record(p).Text("name"); got != "Adaeze Okafor" {
		t.Errorf("shows %q", got)
	}
	d.Do("next")
	if got := d.record(p).Text("name"); got != "Ana María de la Fuente" {
		t.Errorf("the next one is %q", got)
	}
}

func TestEditSaveUndo(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	before := d.record(p)
	d.Do("edit")
	d.typeInto(p, "title", "Chief buyer")
	d.Do("save")
	if got := d.record(p).Text("title"); got != "Chief buyer" {
		t.Fatalf("saved %q", got)
	}
	if p.Form() != nil || d.Toast() == "" {
		t.Error("the form is still there, or nothing was said")
	}
	d.Do("undo")
	if got := d.record(p).Text("title"); got != before.Text("title") {
		t.Errorf("after undo it is %q", got)
	}
}

func TestErrorsStandAtTheField(t *testing.T) {
	d := open(t, true)
	p, n := d.list("contact"), d.count("contact")
	d.Do("new")
	d.typeInto(p, "emails", "nonsense")
	d.Do("save")
	if p.Form() == nil || d.count("contact") != n {
		t.Fatal("a contact without a name was saved")
	}
	if p.Form().Note("last_name") == "" || !strings.Contains(p.Form().Note("emails"), "nonsense") {
		t.Errorf("the form says %q and %q", p.Form().Note("last_name"), p.Form().Note("emails"))
	}
	d.typeInto(p, "last_name", "Neu")
	d.typeInto(p, "emails", "neu@example.org")
	if p.Form().Note("last_name") != "" {
		t.Error("the error stays after typing")
	}
	d.Do("save")
	if d.count("contact") != n+1 || d.record(p).Text("name") != "Neu" {
		t.Error("the contact was not saved and shown")
	}
}

func TestEscapeDropsTheForm(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.Do("edit")
	d.typeInto(p, "title", "dropped")
	if !p.Cancel() || p.Form() != nil || d.record(p).Text("title") == "dropped" {
		t.Error("the form was not dropped")
	}
}

func TestAnUnsavedFormIsKept(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.Do("edit")
	d.typeInto(p, "title", "half written")
	p.Select(3)
	if p.Form() == nil || !p.Form().Dirty() {
		t.Error("another row took the form away")
	}
	if _, err := d.app.Delete(context.Background(), crm.Ref{Entity: "lead", ID: first(d, "lead")}); err != nil {
		t.Fatal(err)
	}
	if p.Form() == nil || !p.Form().Dirty() {
		t.Error("a commit took the form away")
	}
}

func TestSelectionSurvivesRefresh(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.Select(4)
	shown := d.record(p)
	r, err := d.app.New(context.Background(), "contact")
	if err != nil {
		t.Fatal(err)
	}
	r.Set("first_name", "Aaron")
	r.Set("last_name", "Aardvark")
	if _, _, err := d.app.Save(context.Background(), r); err != nil { // sorts before all others
		t.Fatal(err)
	}
	if got := d.record(p); got.ID != shown.ID {
		t.Errorf("shows %q after the refresh", got.Text("name"))
	}
	if got := p.Selected(); got != 5 {
		t.Errorf("row %d is selected, want 5", got)
	}
}

// TestTheListMarksTheRecordThatARouteLeadsTo is about the list as it opens: the first row is not taken for it.
func TestTheListMarksTheRecordThatARouteLeadsTo(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.Select(2)
	want := d.record(p)
	d.Do("go-today")
	d.Go(page.Route{Name: "records", Entity: "contact", ID: want.ID})
	d.run.Settle()
	p = d.Page().(*page.Records)
	if got := d.record(p); got.ID != want.ID || p.Selected() != 2 {
		t.Errorf("shows %q, row %d is marked", got.Text("name"), p.Selected())
	}
}

func TestFilterAndFind(t *testing.T) {
	d := open(t, true)
	d.Go(page.Route{Name: "records", Entity: "deal", Filter: `stage = "Won"`})
	d.run.Settle()
	p := d.Page().(*page.Records)
	if p.Len() == 0 || int64(p.Len()) >= d.count("deal") {
		t.Fatalf("the filter shows %d of %d", p.Len(), d.count("deal"))
	}
	if got := d.record(p).Text("stage"); got != "Won" {
		t.Errorf("shows a deal in %q", got)
	}
	p = d.list("contact")
	p.Type("Okafor")
	d.run.Settle()
	if p.Len() != 1 {
		t.Errorf("finds %d", p.Len())
	}
	p.Type("nobody at all")
	d.run.Settle()
	if p.Len() != 0 {
		t.Errorf("finds %d", p.Len())
	}
}

func TestSort(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	p.SortBy("amount")
	p.SortBy("amount") // descending
	p.Select(0)
	top := d.record(p).Int("amount")
	list, err := d.app.List(context.Background(), crm.Query{Entity: "deal"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if r.Int("amount") > top {
			t.Errorf("%d is above %d", top, r.Int("amount"))
		}
	}
}

func TestDeleteOffersUndo(t *testing.T) {
	d := open(t, true)
	p, n := d.list("contact"), d.count("contact")
	gone := d.record(p)
	d.Do("delete")
	if d.count("contact") != n-1 || !strings.Contains(d.Toast(), "Deleted") {
		t.Fatalf("%d contacts, toast %q", d.count("contact"), d.Toast())
	}
	if d.record(p).ID == gone.ID {
		t.Error("the deleted record is still shown")
	}
	d.Do("undo")
	if d.count("contact") != n {
		t.Error("it did not come back")
	}
}

func TestConvertLead(t *testing.T) {
	d := open(t, true)
	n := d.count("deal")
	d.list("lead")
	d.Do("convert")
	if d.count("deal") != n+1 || d.Route().Entity != "deal" {
		t.Errorf("%d deals, shows %+v", d.count("deal"), d.Route())
	}
}

func TestTwinWarning(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.Do("new")
	d.typeInto(p, "emails", "person3@example.org")
	d.run.Settle()
	if !p.Form().Warning() {
		t.Error("nobody was warned of a known address")
	}
	d.typeInto(p, "emails", "fresh@example.org")
	d.run.Settle()
	if p.Form().Warning() {
		t.Error("warned of a fresh address")
	}
}

func first(d *desk, entity string) string {
	d.Helper()
	list, err := d.app.List(context.Background(), crm.Query{Entity: entity, Limit: 1})
	if err != nil || len(list) == 0 {
		d.Fatal(err)
	}
	return list[0].ID
}
