package desktop

import (
	"slices"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/sample"
	"satchel/ui/present"
)

// The fixed view, the marks of the cards and a count by hand must agree on what nobody has dealt with.
func TestUntouchedMeansTheSameInViewsAndOnCards(t *testing.T) {
	d := open(t, false)
	if _, err := sample.Load(d.Context(), d.app.Store, Moment, ""); err != nil {
		t.Fatal(err)
	}
	if err := Quiet(d.Context(), d.app); err != nil {
		t.Fatal(err)
	}
	f := filler{ctx: d.Context(), a: d.app}
	f.save("activity", crm.Values{ // a plan is no touch
		"kind": "call", "subject": "ask again", "at": crm.InstantOf(Moment.AddDate(0, 0, 1)), "about": d.idOf("deal", `name starts "Wolfe"`),
	})
	if f.err != nil {
		t.Fatal(f.err)
	}
	for _, entity := range []string{"lead", "deal"} {
		e, err := d.app.Catalog().Entity(entity)
		if err != nil {
			t.Fatal(err)
		}
		cards, err := present.LoadCards(d.Context(), d.app, crm.Query{Entity: entity}, Moment)
		if err != nil {
			t.Fatal(err)
		}
		var tagged, byHand []string
		for _, c := range cards {
			if c.Mark.Text != "" {
				tagged = append(tagged, c.Record.ID)
			}
			if present.IsOpen(e, c.Record) && d.quiet(c.Record) {
				byHand = append(byHand, c.Record.ID)
			}
		}
		var found []string
		for _, v := range e.Views(e) {
			if v.Key() == entity+".untouched" {
				found = d.idsOf(entity, v.Filter)
			}
		}
		for _, list := range [][]string{tagged, byHand, found} {
			slices.Sort(list)
		}
		if len(byHand) == 0 || !slices.Equal(tagged, byHand) || !slices.Equal(found, byHand) {
			t.Errorf("%s: %d untouched by hand, %d cards say so, %d are in the view", entity, len(byHand), len(tagged), len(found))
		}
	}
}

// quiet counts by hand: no call, mail, meeting, visit or letter that was done since 14 days ago, and not newer itself.
func (d *desk) quiet(r crm.Record) bool {
	edge := crm.InstantOf(time.Date(2026, 11, 8, 0, 0, 0, 0, time.UTC))
	list, err := d.app.List(d.Context(), crm.Query{Entity: "activity", Where: crm.Where("about", crm.Eq, r.ID)})
	if err != nil {
		d.Fatal(err)
	}
	for _, a := range list {
		if kind := a.Text("kind"); a.Bool("done") && kind != "task" && kind != "note" && a.Instant("at") >= edge {
			return false
		}
	}
	return r.Instant(crm.FieldCreatedAt) < edge
}

func (d *desk) idsOf(entity, filter string) []string {
	d.Helper()
	where, err := crm.ParseFilter(filter)
	if err != nil {
		d.Fatal(err)
	}
	list, err := d.app.List(d.Context(), crm.Query{Entity: entity, Where: where})
	if err != nil {
		d.Fatal(err)
	}
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.ID
	}
	return out
}

// A ticket waits for us while the next word is ours, whatever its state says.
func TestWaitingForUsKnowsWhoWroteLast(t *testing.T) {
	d := open(t, false)
	f := filler{ctx: d.Context(), a: d.app}
	ticket := func(subject, status string, directions ...string) {
		id := f.past("ticket", 1, crm.Values{"subject": subject, "status": status})
		for i, direction := range directions {
			at := crm.InstantOf(Moment.Add(time.Duration(i-len(directions)) * time.Minute))
			f.save("message", crm.Values{"ticket": id, "direction": direction, "body": "…", "at": at})
		}
	}
	ticket("new", "New")
	ticket("asked", "Open", "in")
	ticket("noted", "Open", "in", "internal")
	ticket("answered", "Open", "in", "out")
	ticket("asked again", "Open", "in", "out", "in")
	ticket("waits for them", "Waiting", "out")
	ticket("they came back", "Waiting", "in", "out", "in")
	ticket("solved", "Solved", "in")
	if f.err != nil {
		t.Fatal(f.err)
	}
	e, err := d.app.Catalog().Entity("ticket")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range e.Views(e) {
		if v.Key() != "ticket.waiting" {
			continue
		}
		var got []string
		for _, id := range d.idsOf("ticket", v.Filter) {
			got = append(got, d.get("ticket", id).Text("subject"))
		}
		slices.Sort(got)
		if want := []string{"asked", "asked again", "new", "noted", "they came back"}; !slices.Equal(got, want) {
			t.Errorf("waiting for us are %q, want %q", got, want)
		}
		return
	}
	t.Error("there is no such view")
}
