package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/page"
	"satchel/ui/words"
)

// view opens a view by its key.
func (d *desk) view(entity, key string) *page.Records {
	d.Helper()
	d.Go(page.Route{Name: "records", Entity: entity, View: key})
	d.run.Settle()
	p, ok := d.Page().(*page.Records)
	if !ok {
		d.Fatalf("the page is %T", d.Page())
	}
	return p
}

// key is that of a saved view by its name.
func (d *desk) key(name string) string {
	d.Helper()
	list, err := d.app.Views(context.Background())
	if err != nil {
		d.Fatal(err)
	}
	for _, v := range list {
		if v.Name == name {
			return v.Key()
		}
	}
	return ""
}

func (d *desk) inSidebar(text string) bool {
	return slices.ContainsFunc(d.Views(), func(line string) bool { return strings.Contains(line, text) })
}

func TestTheProgramsViewsCountWhatTheyList(t *testing.T) {
	d := open(t, true)
	if !d.inSidebar("Leads: No next step 4") || !d.inSidebar("Tickets: Waiting for us 4") {
		t.Errorf("the sidebar has %q", d.Views())
	}
	p := d.view("lead", "lead.no-step")
	if p.Len() != 4 {
		t.Errorf("the view lists %d", p.Len())
	}
	r := d.record(p)
	r.Set("next_step", "Call")
	if _, _, err := d.app.Save(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	if p.Len() != 3 || !d.inSidebar("Leads: No next step 3") {
		t.Errorf("after a step was set it lists %d, the sidebar has %q", p.Len(), d.Views())
	}
}

func TestAViewIsSavedAndComesBack(t *testing.T) {
	d := open(t, true)
	d.Go(page.Route{Name: "records", Entity: "contact", Filter: `address.city = "Berlin"`})
	p := d.Page().(*page.Records)
	p.SortBy("organisation")
	p.ToggleColumn("title")
	p.SetCompact(true)
	p.SaveViewNamed("Berlin")
	if p.Changed() || !d.inSidebar("Contacts: Berlin 17") {
		t.Fatalf("changed %v, the sidebar has %q", p.Changed(), d.Views())
	}
	if plain := d.list("contact"); plain.Changed() || plain.Route().Filter != "" {
		t.Error("the plain list took the filter over")
	}
	p = d.view("contact", d.key("Berlin"))
	if now := p.Look(); now.Filter != `address.city = "Berlin"` || !now.Compact || now.Sort[0].Field != "organisation" || !slices.Contains(p.Columns(), "title") {
		t.Errorf("it came back as %+v with %v", now, p.Columns())
	}
}

func TestAChangedViewIsSavedOrReset(t *testing.T) {
	d := open(t, true)
	p := d.view("lead", "lead.no-step")
	p.SortBy("amount")
	if !p.Changed() {
		t.Fatal("it does not say that it was changed")
	}
	d.Do("view-reset")
	if p.Changed() || p.Look().Sort[0].Field != crm.FieldCreatedAt {
		t.Errorf("after the reset: %+v", p.Look())
	}
	p.SortBy("amount")
	d.Do("view-save")
	if p.Changed() || p.Route().View != "lead.no-step" {
		t.Errorf("after saving: changed %v, %+v", p.Changed(), p.Route())
	}
	if p = d.view("lead", "lead.no-step"); p.Look().Sort[0].Field != "amount" {
		t.Errorf("it came back sorted by %v", p.Look().Sort)
	}
	d.Do("undo")
	if p.Changed() || p.Look().Sort[0].Field != crm.FieldCreatedAt {
		t.Errorf("undo left it at %+v", p.Look())
	}
}

func TestViewsAreMovedHiddenAndDeleted(t *testing.T) {
	d := open(t, true)
	d.Go(page.Route{Name: "records", Entity: "lead", Filter: `status = "New"`})
	d.Page().(*page.Records).SaveViewNamed("Fresh")
	at := func() int {
		return slices.IndexFunc(d.Views(), func(line string) bool { return strings.HasPrefix(line, "Leads: Fresh") })
	}
	before := at()
	d.Do("view-up")
	if at() != before-1 {
		t.Errorf("moved up from %d to %d of %q", before, at(), d.Views())
	}
	d.Do("view-delete")
	if at() >= 0 || d.key("Fresh") != "" {
		t.Errorf("still there: %q", d.Views())
	}
	d.Do("undo")
	if at() != before-1 {
		t.Errorf("undo brought back %q", d.Views())
	}
	d.view("lead", "lead.no-step")
	d.Do("view-hide")
	if d.inSidebar("Leads: No next step") {
		t.Errorf("it is not hidden: %q", d.Views())
	}
	d.Do("undo")
	if !d.inSidebar("Leads: No next step") {
		t.Errorf("it is still hidden: %q", d.Views())
	}
}

func TestAViewCountsByItsFilter(t *testing.T) {
	d := open(t, true)
	_, _, err := d.app.SaveView(context.Background(), crm.View{Entity: "deal", Name: "Big", Filter: `amount >= 20000`})
	if err != nil {
		t.Fatal(err)
	}
	where, err := crm.ParseFilter("amount >= 20000")
	if err != nil {
		t.Fatal(err)
	}
	n, err := d.app.Count(context.Background(), crm.Query{Entity: "deal", Where: where})
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	p := d.view("deal", d.key("Big"))
	if int64(p.Len()) != n || !d.inSidebar("Deals: Big "+string(rune('0'+n))) {
		t.Errorf("counted %d, lists %d, the sidebar has %q", n, p.Len(), d.Views())
	}
}

func TestColumnsAreKeptForTheList(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	p.ToggleColumn("probability")
	d.Do("column-right") // the first one
	p = d.list("deal")
	if got := p.Columns(); got[0] != "stage" || got[1] != "name" || got[len(got)-1] != "probability" {
		t.Errorf("the columns came back as %v", got)
	}
	if !strings.Contains(p.Foot(), "EUR") || !strings.Contains(p.Foot(), "USD") || !strings.Contains(p.Foot(), "average") {
		t.Errorf("below the list stands %q", p.Foot())
	}
	d.Do("columns-reset")
	if got := p.Columns(); got[0] != "name" || slices.Contains(got, "probability") {
		t.Errorf("as at first: %v", got)
	}
}

func TestAConditionIsTurnedRound(t *testing.T) {
	d := open(t, true)
	d.Go(page.Route{Name: "records", Entity: "deal", Filter: `stage = "Won" and amount > 0`})
	p := d.Page().(*page.Records)
	won := p.Len()
	p.NegateFilter(0, -1)
	if p.Look().Filter != `not stage = "Won" and amount > 0` || int64(p.Len()+won) != d.count("deal") {
		t.Errorf("%q finds %d", p.Look().Filter, p.Len())
	}
	p.NegateFilter(0, -1)
	if p.Len() != won {
		t.Errorf("turned round twice it finds %d, not %d", p.Len(), won)
	}
}

// chips presses chips of the builder.
func (d *desk) chips(texts ...string) {
	d.Helper()
	for _, text := range texts {
		d.tap(text)
		d.run.Settle()
	}
}

func TestConditionsAreMadeWithTheMouse(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	d.tap("+ Filter")
	d.chips("Proposal", "Won", "Add")
	if got := p.Look().Filter; got != `stage in ("Proposal", "Won")` {
		t.Fatalf("two answers make %q", got)
	}
	p.EditFilter(0, 0)
	d.chips("Won", "Apply") // taken away again
	if got := p.Look().Filter; got != `stage = "Proposal"` {
		t.Fatalf("one of two taken away leaves %q", got)
	}
	p.JoinFilter(0, -1, false)
	d.chips("Negotiation", "Or this")
	d.tap("Only mine")
	if got, want := p.Look().Filter, `(stage = "Proposal" or stage = "Negotiation") and owner = me`; got != want || p.Len() != 3 {
		t.Fatalf("%q finds %d, want %q", got, p.Len(), want)
	}
	if !strings.Contains(texts(d.window.Content()), "Stage is Proposal or Stage is Negotiation") {
		t.Errorf("no chip says so:\n%s", texts(d.window.Content()))
	}
	p.NegateFilter(0, -1)
	p.EditFilter(0, 0)
	p.ToggleMine()
	if got := p.Look().Filter; got != `not (stage = "Proposal" or stage = "Negotiation")` {
		t.Errorf("everyone's is %q", got)
	}
}

// TestGroupsOfConditionsAreMadeWithTheMouse nests conditions both ways and takes them apart again.
func TestGroupsOfConditionsAreMadeWithTheMouse(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	is := func(want string) {
		t.Helper()
		if got := p.Look().Filter; got != want {
			t.Fatalf("%s\nwant %s", got, want)
		}
	}
	d.tap("+ Filter")
	d.chips("Proposal", "Add")
	p.JoinFilter(0, -1, false)
	d.chips("Negotiation", "Or this")
	p.JoinFilter(0, 1, true) // the second of two
	d.chips("Won", "And this")
	is(`stage = "Proposal" or stage = "Negotiation" and stage = "Won"`)
	if said := texts(d.window.Content()); !strings.Contains(said, "Stage is Proposal or (Stage is Negotiation and Stage is Won)") {
		t.Errorf("no chip says so:\n%s", said)
	}
	p.JoinFilter(0, 2, false) // an "or" inside of the "and" inside of the "or"
	d.chips("Lost", "Or this")
	is(`stage = "Proposal" or stage = "Negotiation" and (stage = "Won" or stage = "Lost")`)
	p.EditFilter(0, 3)
	d.chips("Lost", "Prospecting", "Apply")
	p.NegateFilter(0, 2)
	is(`stage = "Proposal" or stage = "Negotiation" and (not stage = "Won" or stage = "Prospecting")`)
	p.RemoveFilter(0, 1)
	is(`stage = "Proposal" or not stage = "Won" or stage = "Prospecting"`)
	for range 3 {
		p.RemoveFilter(0, 0)
	}
	is("")
}

func TestALinkIsPickedForACondition(t *testing.T) {
	d := open(t, true)
	id := d.idOf("organisation", `name = "Baltic Freight"`)
	d.Go(page.Route{Name: "records", Entity: "deal", Filter: `organisation = "` + id + `" and close_date in next 30 days`})
	d.run.Settle()
	p, _ := d.Page().(*page.Records)
	said := texts(d.window.Content())
	if p.Len() != 1 || !strings.Contains(said, "Organisation is Baltic Freight") || !strings.Contains(said, "within next 30 days") {
		t.Errorf("%d deals, the chips say\n%s", p.Len(), said)
	}
	p.EditFilter(0, 0)
	d.run.Settle()
	var input *form.Input
	walk(d.window.Content(), func(o fyne.CanvasObject) {
		if i, ok := o.(*form.Input); ok && strings.HasPrefix(i.PlaceHolder, "Type to find") {
			input = i
		}
	})
	if input == nil {
		t.Fatal("there is nothing to find a record with")
	}
	d.window.Canvas().Focus(input)
	test.Type(input, "Delta")
	d.run.Settle()
	d.press(fyne.KeyReturn)
	d.chips("Apply")
	want := fmt.Sprintf("organisation in (%q, %q) and close_date in next 30 days", id, d.idOf("organisation", `name = "Delta Medical"`))
	if got := p.Look().Filter; got != want || p.Len() != 2 {
		t.Errorf("%q finds %d, want %q", got, p.Len(), want)
	}
}

func TestAListShowsTheColumnsThatHaveRoom(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	wide := p.Columns()
	d.window.Resize(fyne.NewSize(1024, 700))
	narrow := p.Columns()
	if len(narrow) >= len(wide) || !slices.Contains(narrow, "name") || !slices.Contains(narrow, "next_step_at") {
		t.Errorf("%v became %v", wide, narrow)
	}
	d.window.Resize(fyne.NewSize(1280, 800))
	if got := p.Columns(); !slices.Equal(got, wide) {
		t.Errorf("made wide again it has %v, before %v", got, wide)
	}
	p.ToggleColumn("phone") // what a person chose is scrolled, not left out
	chosen := p.Columns()
	d.window.Resize(fyne.NewSize(1024, 700))
	if got := p.Columns(); !slices.Equal(got, chosen) {
		t.Errorf("%v became %v", chosen, got)
	}
}

func TestAPeriodIsWrittenInTheLanguageOfTheScreen(t *testing.T) {
	d := open(t, true)
	words.Use("de")
	t.Cleanup(func() { words.Use(words.English) })
	d.Go(page.Route{Name: "records", Entity: "deal", Filter: `close_date in next 30 days`})
	d.run.Settle()
	p := d.Page().(*page.Records)
	p.EditFilter(0, -1)
	entry := false
	walk(d.window.Content(), func(o fyne.CanvasObject) {
		if e, ok := o.(*form.Input); ok && e.Text == "nächste 30 Tage" {
			entry = true
			e.SetText("Letzte 7 Tage")
		}
	})
	d.tap("Anwenden")
	if got := p.Look().Filter; !entry || got != "close_date in last 7 days" {
		t.Errorf("typed in German, the filter is %q", got)
	}
}
