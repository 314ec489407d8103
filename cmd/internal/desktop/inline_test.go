package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/page"
)

// inline begins to edit a field in its place and returns where one types.
func (d *desk) inline(p *page.Records, field string) *form.Input {
	d.Helper()
	p.EditField(field)
	if p.Inline() == nil {
		d.Fatalf("%s is not edited", field)
	}
	in, ok := p.Inline().Editor(field).Focus().(*form.Input)
	if !ok {
		d.Fatalf("%s is not typed", field)
	}
	return in
}

func (d *desk) presses(name fyne.KeyName) {
	d.Helper()
	f := d.window.Canvas().Focused()
	if f == nil {
		d.Fatalf("nothing has the keys for %s", name)
	}
	f.TypedKey(&fyne.KeyEvent{Name: name})
}

func TestAFieldIsEditedInItsPlace(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	before := d.record(p)
	d.inline(p, "title").SetText("Chief buyer")
	d.presses(fyne.KeyReturn)
	if got := d.record(p).Text("title"); got != "Chief buyer" || p.Inline() != nil || d.Toast() == "" {
		t.Fatalf("saved %q, toast %q", got, d.Toast())
	}
	d.presses(fyne.KeyReturn) // the line has the keys again
	if p.Inline() == nil {
		t.Fatal("Enter on a field does not edit it")
	}
	d.presses(fyne.KeyEscape)
	if p.Inline() != nil || d.setting("draft:contact:"+before.ID) != "" {
		t.Error("Esc does not end it")
	}
	d.Do("undo")
	if got := d.record(p).Text("title"); got != before.Text("title") {
		t.Errorf("after undo it is %q", got)
	}
	d.inline(p, "title").SetText("given up")
	d.presses(fyne.KeyEscape)
	if got := d.record(p).Text("title"); got != before.Text("title") {
		t.Errorf("Esc saved %q", got)
	}
}

func TestTabGoesOnToTheNextField(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.inline(p, "title").SetText("Chief buyer")
	d.presses(fyne.KeyTab)
	if d.record(p).Text("title") != "Chief buyer" || p.Inline() == nil || p.Inline().Editor("emails") == nil {
		t.Fatal("Tab does not save and go on")
	}
	p.Cancel()
	in := d.inline(p, "title")
	in.KeyDown(&fyne.KeyEvent{Name: "LeftShift"})
	d.presses(fyne.KeyTab)
	if p.Inline() == nil || p.Inline().Editor("organisation") == nil {
		t.Error("Shift+Tab does not go back")
	}
}

func TestAWrongValueStaysInItsPlace(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	before := d.record(p)
	d.inline(p, "emails").SetText("nonsense")
	d.presses(fyne.KeyTab) // an address has its label beside it; Ctrl+S saves
	d.Do("save")
	if p.Inline() == nil || !strings.Contains(p.Inline().Note("emails"), "nonsense") || len(d.record(p).Reaches("emails")) != len(before.Reaches("emails")) {
		t.Errorf("the field says %q", p.Inline().Note("emails"))
	}
}

func TestBothValuesAreShownWhereTwoEditOneField(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	in := d.inline(p, "title")
	in.SetText("mine")
	d.change(r.Ref(), crm.Values{"title": "theirs", "language": "German"})
	if note := p.Inline().Note("title"); in.Text != "mine" || !strings.Contains(note, "“theirs”") {
		t.Fatalf("the field holds %q and says %q", in.Text, note)
	}
	d.presses(fyne.KeyReturn)
	if got := d.record(p); got.Text("title") != "mine" || got.Text("language") != "German" {
		t.Errorf("saved %v", got.Values)
	}
}

func TestAFormKeepsWhatOthersChangedMeanwhile(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	d.Do("edit")
	d.typeInto(p, "title", "mine")
	d.typeInto(p, "first_name", "Ada")
	d.change(r.Ref(), crm.Values{"language": "German", "title": "theirs"})
	if d.typed(p, "language") != "German" || d.typed(p, "title") != "mine" || !strings.Contains(p.Form().Note("title"), "theirs") {
		t.Fatalf("the form holds %q and %q, and says %q", d.typed(p, "language"), d.typed(p, "title"), p.Form().Note("title"))
	}
	d.Do("save")
	got := d.record(p)
	if got.Text("language") != "German" || got.Text("title") != "mine" || got.Text("first_name") != "Ada" {
		t.Errorf("saved %v", got.Values)
	}
}

// TestSavingNeverTakesBackWhatWasNotSeen is about a change that commits before the form hears of it.
func TestSavingNeverTakesBackWhatWasNotSeen(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	seen := d.record(p)
	d.change(seen.Ref(), crm.Values{"title": "theirs", "language": "German"})
	typed := crm.Record{Entity: "contact", ID: seen.ID, Values: crm.Values{"title": "mine", "language": seen.Text("language")}}
	now, b, err := d.app.Amend(d.Context(), seen, typed)
	if crm.CodeOf(err) != crm.CodeConflict || b.Changes != 0 || now.Text("title") != "theirs" {
		t.Errorf("stored over what was not seen: %v, %v", now.Values, err)
	}
	typed.Values["title"] = seen.Text("title")
	typed.Values["best_time"] = "mornings"
	if now, _, err := d.app.Amend(d.Context(), seen, typed); err != nil || now.Text("language") != "German" || now.Text("best_time") != "mornings" || now.Text("title") != "theirs" {
		t.Errorf("stored %v, %v", now.Values, err)
	}
}

func TestWhatIsTypedOutlivesItsRecord(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	for text, begin := range map[string]func(text string){
		"half written":  func(text string) { d.Do("edit"); d.typeInto(p, "title", text) },
		"half in place": func(text string) { d.inline(p, "title").SetText(text) },
	} {
		r := d.record(p)
		begin(text)
		n := d.count("contact")
		if _, err := d.app.Delete(d.Context(), r.Ref()); err != nil {
			t.Fatal(err)
		}
		if p.Form() == nil || d.typed(p, "title") != text || !strings.Contains(d.Toast(), "deleted") {
			t.Fatalf("what was typed is gone; toast %q", d.Toast())
		}
		d.Do("save")
		if got := d.record(p); d.count("contact") != n || got.Text("title") != text || got.Text("last_name") != r.Text("last_name") || got.ID == r.ID {
			t.Errorf("saved %v", got.Values)
		}
	}
}

func TestLosingADealAsksWhyInPlace(t *testing.T) {
	d := open(t, true)
	d.list("deal")
	d.Go(page.Route{Name: "records", Entity: "deal", ID: d.idOf("deal", `stage = "Proposal"`)})
	p := d.Page().(*page.Records)
	p.EditField("stage")
	d.run.Settle()
	if menu := d.window.Canvas().Overlays().Top(); menu == nil {
		t.Error("the answers are not offered at once")
	} else {
		d.window.Canvas().Overlays().Remove(menu)
	}
	p.Inline().Set("stage", crm.DealLost)
	if p.Inline() == nil || p.Inline().Editor("lost_reason") == nil || d.record(p).Text("stage") != crm.DealLost {
		t.Fatal("nobody asks why")
	}
	test.Type(d.window.Canvas().Focused(), "Price")
	d.presses(fyne.KeyReturn)
	if got := d.record(p).Text("lost_reason"); got != "Price" {
		t.Errorf("the reason is %q", got)
	}
}

func TestASolvedComplaintAsksForItsCauseInTheForm(t *testing.T) {
	d := open(t, false)
	d.change(crm.Ref{Entity: "ticket", ID: "box"}, crm.Values{"subject": "Box arrived open", "kind": "Complaint", "status": crm.TicketOpen})
	p := d.list("ticket")
	p.EditField("status")
	p.Inline().Set("status", crm.TicketSolved)
	d.run.Settle()
	if p.Form() == nil || !strings.Contains(texts(d.window.Content()), "its cause and its remedy") {
		t.Fatalf("it does not say what is missing:\n%s", texts(d.window.Content()))
	}
	test.Type(d.window.Canvas().Focused(), "Tape too narrow")
	p.Form().Set("remedy", "Wide tape")
	d.Do("save")
	d.run.Settle()
	if got := d.get("ticket", "box"); got.Text("cause") != "Tape too narrow" || got.Text("status") != crm.TicketSolved {
		t.Errorf("%v", got.Values)
	}
}

// change stores values as a colleague's work that comes with the sync.
func (d *desk) change(ref crm.Ref, values crm.Values) {
	d.Helper()
	_, err := d.app.Do(d.Context(), crm.Action{Label: "Read", Source: crm.FromSync}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: values})
	})
	if err != nil {
		d.Fatal(err)
	}
}
