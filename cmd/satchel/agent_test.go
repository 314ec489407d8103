//go:build e2e

package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/cmd/internal/desktop"
)

// agent is whom script C is about: at a support desk in Berlin, before a Monday that is a holiday.
type agent struct {
	*person
	clock  *calendar
	office *office
	desk   *app.App
}

// prepare fills the office over some days and connects on Friday afternoon.
func (a *agent) prepare() {
	a.Helper()
	for _, c := range []struct{ at, name, status, customer string }{
		{"2026-05-18 11:00", "Two of three arrived", "Pending", "Anna 01"},
		{"2026-05-20 10:00", "Lamp flickers", "New", "Anna 02"},
		{"2026-05-21 16:45", "Pump leaks", "New", "Anna 03"},
		{"2026-05-22 15:00", "Colour of the frame", "New", "Anna 04"},
		{"2026-05-22 15:10", "Wrong size delivered", "New", "Anna 07"},
		{"2026-05-22 15:20", "Again the wrong size", "New", "Anna 07"},
	} {
		a.clock.turn(c.at)
		values := map[string]any{"name": c.name, "status": c.status, "type": "Incident", "priority": "Normal"}
		values["contactId"] = a.office.find("Contact", "firstName", c.customer)
		if _, err := a.office.Create("ben", "Case", values); err != nil {
			a.Fatal(err)
		}
	}
	a.office.update("Case", a.office.find("Case", "name", "Asked for the blue sample"), map[string]any{"status": "Closed"})
	a.clock.turn("2026-05-22 16:25")
	a.targets(a.desk)
	a.save(a.desk, "article", crm.Values{"name": "When the press stops", "status": "Published", "body": "Switch it off, wait for a minute, and clean the sieve."})
	a.start("Today", a.clock.environ()...)
	a.connect(a.office)
	a.has(int64(len(a.office.All("Case"))), "ticket", "")
	a.until("the first load is over", func() bool { st := a.status(); return st.Waiting == 0 && st.Failing == "" })
	a.save(a.desk, "activity", crm.Values{
		"kind": "call", "direction": "in", "subject": "Angry about the size", "at": crm.InstantOf(a.clock.now().Add(-time.Hour)), "done": true,
		"contact": a.one("contact", `first_name = "Anna 07"`)["id"],
	})
	a.settled()
}

// targets are those of the desk, the same on every computer.
func (a *agent) targets(on *app.App) {
	a.Helper()
	hours := a.save(on, "schedule", crm.Values{"name": "Office", "zone": "Europe/Berlin", "hours": "Mon-Fri 9:00-17:00", "days_off": "DE-BE"})
	a.save(on, "target", crm.Values{"name": "All tickets", "schedule": hours, "answer_within": int64(8 * 3600), "solve_within": int64(24 * 3600)})
	a.save(on, "target", crm.Values{"name": "High", "priority": "High", "schedule": hours, "answer_within": int64(4 * 3600), "solve_within": int64(16 * 3600)})
}

func (a *agent) save(on *app.App, entity string, values crm.Values) (id string) {
	a.Helper()
	r := crm.Record{Entity: entity, Values: values}
	saved, _, err := on.Save(a.Context(), r)
	if err != nil {
		a.Fatal(err)
	}
	return saved.ID
}

// one is the only record of a kind that fits.
func (a *agent) one(entity, where string) row {
	a.Helper()
	list := a.list(entity, where)
	if len(list) != 1 {
		a.Fatalf("%d %s fit %s, want one", len(list), entity, where)
	}
	return list[0]
}

// moment is a time of a record; zero where it is empty.
func (a *agent) moment(r row, field string) time.Time {
	a.Helper()
	text, _ := r[field].(string)
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		a.Fatal(err)
	}
	return at.In(a.clock.zone)
}

// above tells whether texts stand on the screen one below the other.
func (a *agent) above(words ...string) bool {
	a.Helper()
	s := a.now()
	at := make([]float32, len(words))
	for i, w := range words {
		t, ok := s.find(w)
		if !ok {
			return false
		}
		at[i] = t.Y
	}
	return slices.IsSorted(at)
}

// setsStatus answers the status in its place.
func (a *agent) setsStatus(to string) {
	a.Helper()
	t, ok := a.now().find("Status")
	for _, x := range a.now().Texts {
		if x.Text == "Status" && x.X > 800 {
			t = x
		}
	}
	if !ok {
		a.Fatal("there is no status")
	}
	a.click(int(t.X+130), int(t.Y+t.H/2))
	a.picks(to)
}

// colleague is another computer with the same targets, which heard of it all later.
func (a *agent) colleague() *app.App {
	a.Helper()
	on := a.clock.open(a.person, filepath.Join(a.TempDir(), "colleague.db"), desktop.Keys{})
	a.targets(on)
	if _, err := on.Connect(a.Context(), replica.Connection{Provider: "espocrm", URL: "http://" + a.office.at}, apiKey); err != nil {
		a.Fatal(err)
	}
	if _, err := on.Sync.Round(a.Context(), func(app.Progress) {}); err != nil {
		a.Fatal(err)
	}
	return on
}

// times lists the tickets of a filter with their times.
func (a *agent) times(on *app.App, filter string) (out []string) {
	a.Helper()
	where, err := crm.ParseFilter(filter)
	if err != nil {
		a.Fatal(err)
	}
	list, err := on.List(a.Context(), crm.Query{Entity: "ticket", Where: where, Limit: 100})
	if err != nil {
		a.Fatal(err)
	}
	for _, r := range list {
		out = append(out, fmt.Sprintf("%s: answer due %s, solution due %s", r.Text("subject"), r.Instant("answer_due_at"), r.Instant("solve_due_at")))
	}
	slices.Sort(out)
	return out
}
