package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/page"
	"satchel/ui/present"
)

func TestTheHeaderSaysWhatMatters(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	var said []string
	for _, tag := range d.shown(p).Tags {
		said = append(said, tag.Text)
	}
	all := strings.Join(said, " | ")
	for _, want := range []string{"1 open ticket", "1 open deal · 18,500 EUR", "Call about the frame offer", "Owner Anna Weber", "called", "plan"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing says %q: %s", want, all)
		}
	}
}

func TestANewRelatedRecordLeadsBack(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	contact := d.record(p)
	var deals present.Group
	for _, g := range d.shown(p).Related {
		if g.Entity == "deal" {
			deals = g
		}
	}
	if len(deals.Lines) != 1 {
		t.Fatalf("the deals are %+v", deals)
	}
	for _, save := range []bool{false, true} {
		n := d.count("deal")
		d.Go(page.Route{Name: "records", Entity: "deal", ID: "new", With: deals.With})
		d.run.Settle()
		p = d.Page().(*page.Records)
		if save {
			d.typeInto(p, "name", "A second deal")
			d.Do("save")
		} else {
			p.Cancel()
		}
		d.run.Settle()
		if r := d.Route(); r.Entity != "contact" || r.ID != contact.ID {
			t.Fatalf("it led to %+v", r)
		}
		if !save {
			if d.count("deal") != n {
				t.Error("giving up saved something")
			}
			continue
		}
		made := d.get("deal", d.idOf("deal", `name = "A second deal"`))
		if made.Text("contact") != contact.ID || made.Text("organisation") != contact.Text("organisation") {
			t.Errorf("the links are %v", made.Values)
		}
	}
}

func TestPreferencesSayWhereTheyComeFrom(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.inline(p, "best_time").SetText("mornings")
	d.Do("save")
	d.change(d.record(p).Ref(), crm.Values{"language": "German"})
	notes := map[string]string{}
	for _, f := range d.shown(p).Prefers {
		notes[f.Field] = f.Note
	}
	if notes["best_time"] != "You, today" || notes["language"] != "The online CRM, today" || notes["do_not_mail"] != "" || len(notes) != 6 {
		t.Errorf("the preferences say %v", notes)
	}
}

func TestOneChangeIsTakenBackFromTheHistory(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	before := d.record(p)
	d.inline(p, "title").SetText("Chief buyer")
	d.Do("save")
	d.inline(p, "best_time").SetText("mornings")
	d.Do("save")
	past, err := present.LoadHistory(d.Context(), d.app, before.Ref(), 10, d.app.Now())
	if err != nil || len(past) < 3 || !past[1].CanUndo || past[len(past)-1].CanUndo {
		t.Fatalf("the history is %+v, %v", past, err)
	}
	p.TakeBack(past[1].ID)
	if got := d.record(p); got.Text("title") != before.Text("title") || got.Text("best_time") != "mornings" {
		t.Errorf("taking one change back leaves %v", got.Values)
	}
}

func TestTheTimelineGoesOnWithoutEnd(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	ref, _ := p.Record()
	_, err := d.app.Do(d.Context(), crm.Action{Label: "Many", Source: crm.FromSync}, func(tx crm.Tx) error {
		for i := range 500 {
			r := crm.NewRecord("activity", tx.NewID())
			r.Values = crm.Values{"kind": "email", "subject": "mail", "at": crm.InstantOf(Moment) - crm.Instant(i/7), "done": true, "contact": ref.ID}
			if i == 499 {
				r.Values["kind"] = "letter"
			}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	events, _, older, err := present.LoadEvents(d.Context(), d.app, ref, "letter", 10, d.app.Now())
	if err != nil || len(events) != 1 || older {
		t.Errorf("the letter is not found among many mails: %d, %v, %v", len(events), older, err)
	}
	events, kinds, older, err := present.LoadEvents(d.Context(), d.app, ref, "", 300, d.app.Now())
	seen := map[string]bool{}
	for _, e := range events {
		seen[e.Ref.ID] = true
	}
	if err != nil || len(seen) != 300 || !older || len(kinds) < 2 {
		t.Errorf("%d different events of 300, kinds %v, older %v, %v", len(seen), kinds, older, err)
	}
}

func TestEveryNumberAndAddressIsALinkAndATimeLeadsToTheCalendar(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	r.Set("phones", []crm.Reach{{Value: "+49 30 5550 0140", Label: "work"}, {Value: "+49 171 555 0199", Label: "mobile"}})
	r.Set("emails", []crm.Reach{{Value: "a@lumen.example"}, {Value: "b@lumen.example"}})
	if _, _, err := d.app.Save(d.Context(), r); err != nil {
		t.Fatal(err)
	}
	d.run.Settle()
	d.tap("+49 171 555 0199 mobile")
	d.run.Settle()
	if len(d.opened) != 1 || d.opened[0] != "tel:+491715550199" || !strings.Contains(d.Toast(), "log it?") {
		t.Errorf("opened %q, said %q", d.opened, d.Toast())
	}
	d.tap("b@lumen.example")
	d.run.Settle()
	if len(d.opened) != 2 || d.opened[1] != "mailto:b@lumen.example" {
		t.Errorf("opened %q", d.opened)
	}
	var calendar *kit.Chip
	walk(p.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.Chip); ok && c.Text == "Calendar" {
			calendar = c
		}
	})
	if calendar == nil {
		t.Fatal("the next step does not lead to the calendar")
	}
	calendar.Tapped(&fyne.PointEvent{})
	if to := d.Route(); to.Name != "calendar" || to.ID != "2026-11-26" {
		t.Errorf("it leads to %+v", to)
	}
}
