package desktop

import (
	"context"
	"slices"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/docs"
	"satchel/ui/page"
	"satchel/ui/words"
)

func (d *desk) practised() app.Practice {
	d.Helper()
	p, err := d.app.Practice(context.Background())
	if err != nil {
		d.Fatal(err)
	}
	return p
}

// TestANewcomerIsOfferedPractice goes from the three ways in to a list that ticks itself and can be put away.
func TestANewcomerIsOfferedPractice(t *testing.T) {
	d := open(t, false)
	if d.Route().Name != "first" {
		t.Fatalf("an empty database begins with %q", d.Route().Name)
	}
	d.Do("sample")
	d.run.Settle()
	if p := d.practised(); !p.Shown || p.Has(app.PracticeFind) || p.Has(app.PracticeBack) { // the customers of tests are logged by a person
		t.Fatalf("the practice is %+v, want it shown with nothing done", p)
	}
	d.Do("palette")
	d.Palette().Type("adeyemi")
	d.run.Settle()
	d.Palette().Choose(0)
	d.run.Settle()
	if p := d.practised(); !p.Has(app.PracticeFind) || p.Has(app.PracticeBack) {
		t.Errorf("after finding somebody %v is ticked", p.Done)
	}
	d.Do("delete")
	d.run.Settle()
	d.Do("undo")
	d.run.Settle()
	if p := d.practised(); !p.Has(app.PracticeBack) {
		t.Errorf("after taking back %v is ticked", p.Done)
	}
	if err := d.app.HidePractice(context.Background()); err != nil {
		t.Fatal(err)
	}
	d.Do("practice")
	d.run.Settle()
	if p := d.practised(); !p.Shown || !p.Has(app.PracticeFind) {
		t.Errorf("brought back it is %+v, want it shown with what was done", p)
	}
}

// TestRecordsOfColleaguesEndTheFirstPage has the exchange bring a contact while the three ways in are shown.
func TestRecordsOfColleaguesEndTheFirstPage(t *testing.T) {
	d := open(t, false)
	write := func(source crm.Source, r crm.Record) {
		_, err := d.app.Do(context.Background(), crm.Action{Source: source}, func(tx crm.Tx) error { return tx.Put(r) })
		if err != nil {
			t.Fatal(err)
		}
		d.run.Settle()
	}
	write(crm.FromSync, crm.Record{Entity: "role", ID: "r1", Values: crm.Values{"title": "Buyer"}})
	if d.Route().Name != "first" {
		t.Errorf("without a record of its own the window shows %q", d.Route().Name)
	}
	write(crm.FromSync, crm.Record{Entity: "contact", ID: "c1", Values: crm.Values{"last_name": "Okoro"}})
	if d.Route().Name != "today" {
		t.Errorf("with a colleague's contact the window shows %q", d.Route().Name)
	}
}

func TestRecordsThatWereThereBringNoPractice(t *testing.T) {
	d := open(t, true)
	d.Do("delete")
	d.run.Settle()
	if p := d.practised(); p.Shown || len(p.Done) > 0 {
		t.Errorf("the practice is %+v, want none", p)
	}
}

func TestTheGuideIsReadInTheChosenLanguage(t *testing.T) {
	speaks(t)
	for _, name := range words.Languages() {
		if name != words.English && docs.Guide(name) == docs.Guide(words.English) {
			t.Errorf("%s has no guide", words.NameOf(name))
		}
	}
	d := open(t, true)
	for language, want := range map[string]struct{ find, chapter string }{
		"de": {"RUCKGANGIG Import", "Import und Export"}, "en": {"undo import", "Import and export"},
	} {
		d.Go(page.Route{Name: "settings"})
		d.run.Settle()
		d.Page().(*page.Settings).SetLanguage(language)
		d.run.Settle()
		d.Do("guide")
		g := d.Page().(*page.Guide)
		all := len(g.Titles())
		g.Type(want.find)
		if got := g.Titles(); !slices.Contains(got, want.chapter) || len(got) == all {
			t.Errorf("in %s %q finds %v of %d", language, want.find, got, all)
		}
	}
}

func TestTheGuideIsReadInside(t *testing.T) {
	d := open(t, true)
	d.Do("guide")
	g, ok := d.Page().(*page.Guide)
	if !ok {
		t.Fatalf("the page is %T", d.Page())
	}
	if all := g.Titles(); len(all) < 5 {
		t.Errorf("the guide has the chapters %v", all)
	}
	g.Type("undo import")
	if got := g.Titles(); !slices.Contains(got, "Import and export") || slices.Contains(got, "Numbers") {
		t.Errorf("found %v", got)
	}
	g.Type("xylophone quarks")
	if got := g.Titles(); len(got) != 0 {
		t.Errorf("found %v", got)
	}
	d.Do("about")
	d.Escape()
}
