package apptest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/app/service"
	"satchel/cmd/internal/boot"
	"satchel/sync/memory"
)

// noKeys is a keychain for one process.
type noKeys map[string]string

func (k noKeys) Get(_ context.Context, account string) (string, error) { return k[account], nil }

func (k noKeys) Set(_ context.Context, account, secret string) error { k[account] = secret; return nil }

func (k noKeys) Delete(context.Context, string) error { return nil }

// helpdesk is one agent's computer in a zone, connected to the team's server.
type helpdesk struct {
	*testing.T
	*app.App
}

func newHelpdesk(t *testing.T, server, name, zone string, clock *time.Time) helpdesk {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	a, end, err := boot.Open(t.Context(), boot.Options{
		File: filepath.Join(t.TempDir(), name+".db"), Now: func() time.Time { return *clock }, Zone: z, Keys: noKeys{}, User: name,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.Connect(t.Context(), replica.Connection{Provider: "memory", URL: memory.Scheme + server, User: name}, "any"); err != nil {
		t.Fatal(err)
	}
	return helpdesk{t, a}
}

func (d helpdesk) round() {
	d.Helper()
	for range 2 {
		if _, err := d.Sync.Round(d.Context(), nil); err != nil {
			d.Fatal(err)
		}
	}
}

func (d helpdesk) set(id string, v crm.Values) {
	d.Helper()
	if _, err := d.Change(d.Context(), "Edit", crm.Ref{Entity: "ticket", ID: id}, v); err != nil {
		d.Fatal(err)
	}
}

// only is the one ticket here.
func (d helpdesk) only() crm.Record {
	d.Helper()
	list, err := d.List(d.Context(), crm.Query{Entity: "ticket"})
	if err != nil || len(list) != 1 {
		d.Fatalf("%d tickets, %v", len(list), err)
	}
	return list[0]
}

// due is when the ticket is due, on a wall clock in Berlin.
func (d helpdesk) due() string {
	d.Helper()
	v := d.only().Instant("due_at")
	if v == 0 {
		return "-"
	}
	z, _ := time.LoadLocation("Europe/Berlin")
	return v.Time().In(z).Format("Mon 2006-01-02 15:04")
}

// alike expects that both computers worked out the same.
func alike(a, b helpdesk) {
	a.Helper()
	for _, name := range append(service.Derived, "status", "solved_at", "states", "promised_at") {
		if name == "target" || name == "escalates_to" { // ids differ
			continue
		}
		if x, y := a.only().Get(name), b.only().Get(name); !crm.Equal(x, y) {
			a.Errorf("%s: %v here, %v there", name, x, y)
		}
	}
}

// TestAFaultOnFridayEveningIsDueOnTuesday is script C's case, in the zone of the working hours and in another one, on the computer where
// the ticket was made and on one that came to know of it later, over the changes of the clock, and with days of waiting between.
func TestAFaultOnFridayEveningIsDueOnTuesday(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, off, made, due, answered, again, waited string }{
		{"Whit Monday", "DE-BE", "2026-05-22 16:50", "Tue 2026-05-26 12:50", "2026-05-26 10:00", "2026-05-29 10:00", "Fri 2026-05-29 12:50"},
		{"spring", "2026-03-30", "2026-03-27 16:50", "Tue 2026-03-31 12:50", "2026-03-31 10:00", "2026-04-03 10:00", "Fri 2026-04-03 12:50"},
		{"autumn", "2026-10-26", "2026-10-23 16:50", "Tue 2026-10-27 12:50", "2026-10-27 10:00", "2026-10-30 10:00", "Fri 2026-10-30 12:50"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := func(text string) time.Time {
				v, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
			clock := at(c.made)
			server := uuid.NewString()
			ann := newHelpdesk(t, server, "Ann", "Europe/Berlin", &clock)
			ben := newHelpdesk(t, server, "Ben", "America/New_York", &clock)
			hours := add(t, ann.App, "schedule", crm.Values{"name": "Office", "zone": "Europe/Berlin", "hours": "Mon-Fri 9:00-17:00", "days_off": c.off})
			add(t, ann.App, "target", crm.Values{"name": "High faults", "kind": "Fault", "priority": "High", "schedule": hours, "solve_within": int64(4 * 3600)})
			id := add(t, ann.App, "ticket", crm.Values{"subject": "Press stands still", "kind": "Fault", "priority": "High"})
			if got := ann.due(); got != c.due {
				t.Fatalf("due %s, want %s", got, c.due)
			}
			ann.round()
			ben.round()
			if got := ben.due(); got != c.due {
				t.Errorf("there due %s, want %s", got, c.due)
			}
			alike(ann, ben)

			clock = at(c.answered) // nothing is exchanged before the customer has answered
			add(t, ann.App, "message", crm.Values{"ticket": id, "direction": "out", "body": "Which press?", "at": crm.InstantOf(clock)})
			ann.set(id, crm.Values{"status": crm.TicketWaiting})
			if r := ann.only(); ann.due() != "-" || r.Int("time_left") != int64((2*time.Hour+50*time.Minute).Seconds()) {
				t.Errorf("while waiting: due %s, %d s left", ann.due(), r.Int("time_left"))
			}
			clock = at(c.again)
			ann.set(id, crm.Values{"status": crm.TicketOpen})
			if got := ann.due(); got != c.waited {
				t.Errorf("after waiting due %s, want %s", got, c.waited)
			}
			ann.round()
			ben.round()
			alike(ann, ben)

			// One breach: due before it is solved, on both alike.
			clock = clock.Add(5 * time.Hour)
			ann.set(id, crm.Values{"status": crm.TicketSolved})
			ann.round()
			ben.round()
			alike(ann, ben)
			for _, d := range []helpdesk{ann, ben} {
				if n := count(t, d.App, "ticket", `solve_due_at < solved_at`); n != 1 {
					t.Errorf("%d breaches", n)
				}
			}
		})
	}
}

func TestWorkingHoursThatCannotBeReadAreRefused(t *testing.T) {
	a := open(t)
	_, _, err := a.Save(t.Context(), crm.Record{Entity: "schedule", Values: crm.Values{"name": "Never", "hours": "Mon"}})
	if crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("saved: %v", err)
	}
}

// A target that is made or changed counts at once for the tickets that are there, leaves no history of theirs, and undoing it takes it back.
func TestATargetCountsForTheTicketsThatAreThere(t *testing.T) {
	a := open(t)
	id := add(t, a, "ticket", crm.Values{"subject": "T"})
	before := get(t, a, "ticket", id)
	_, batch, err := a.Save(t.Context(), crm.Record{Entity: "target", Values: crm.Values{"name": "All", "answer_within": int64(3600)}})
	if err != nil {
		t.Fatal(err)
	}
	r := get(t, a, "ticket", id)
	if want := crm.InstantOf(now.Add(time.Hour)); r.Instant("due_at") != want || r.Text("due_for") != crm.DueAnswer {
		t.Errorf("due %v for %s", r.Instant("due_at"), r.Text("due_for"))
	}
	if !crm.Equal(r.Get(crm.FieldModifiedAt), before.Get(crm.FieldModifiedAt)) {
		t.Error("the ticket counts as changed")
	}
	if list, err := a.History(t.Context(), r.Ref(), 10); err != nil || len(list) != 1 {
		t.Errorf("%d lines of history, %v", len(list), err)
	}
	if saved, _, err := a.Save(t.Context(), crm.Record{Entity: "ticket", Values: crm.Values{"subject": "New", "status": crm.TicketNew}}); err != nil || saved.Get("due_at") == nil {
		t.Errorf("what was saved is returned without its due time: %v %v", saved.Values, err)
	}
	undo(t, a, batch.ID)
	if r := get(t, a, "ticket", id); r.Get("due_at") != nil {
		t.Error("still due")
	}
}

func TestADueTimeThatIsTypedIsAPromise(t *testing.T) {
	a := open(t)
	typed := crm.InstantOf(now.Add(48 * time.Hour))
	id := add(t, a, "ticket", crm.Values{"subject": "T", "due_at": typed})
	r := get(t, a, "ticket", id)
	if r.Instant("promised_at") != typed || r.Instant("due_at") != typed || r.Text("due_for") != crm.DuePromise {
		t.Errorf("promised %v, due %v for %q", r.Instant("promised_at"), r.Instant("due_at"), r.Text("due_for"))
	}
	if _, err := a.Change(t.Context(), "Edit", r.Ref(), crm.Values{"promised_at": nil}); err != nil {
		t.Fatal(err)
	}
	if r := get(t, a, "ticket", id); r.Get("due_at") != nil {
		t.Error("due without promise and target")
	}
}

func TestStatesMoveAsAllowed(t *testing.T) {
	a := open(t)
	id := add(t, a, "ticket", crm.Values{"subject": "T", "kind": "Complaint"})
	ref := crm.Ref{Entity: "ticket", ID: id}
	for _, step := range []struct {
		v     crm.Values
		field string // that is refused, "" for none
	}{
		{crm.Values{"status": crm.TicketWaiting}, ""},
		{crm.Values{"status": crm.TicketNew}, "status"},
		{crm.Values{"status": crm.TicketSolved}, "cause"},
		{crm.Values{"status": crm.TicketSolved, "cause": "Wrong label"}, "remedy"},
		{crm.Values{"status": crm.TicketSolved, "cause": "Wrong label", "remedy": "New label"}, ""},
		{crm.Values{"status": crm.TicketWaiting}, "status"},
		{crm.Values{"status": crm.TicketClosed}, ""},
		{crm.Values{"status": crm.TicketSolved}, "status"},
		{crm.Values{"status": crm.TicketOpen}, ""},
	} {
		_, err := a.Change(t.Context(), "Edit", ref, step.v)
		if field := fieldOf(err); field != step.field || (err != nil) != (step.field != "") {
			t.Errorf("%v: %v", step.v, err)
		}
	}
	if r := get(t, a, "ticket", id); r.Int("reopens") != 1 {
		t.Errorf("reopened %d times", r.Int("reopens"))
	}
}

func fieldOf(err error) string {
	var e *crm.Error
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}

// A late ticket of somebody else is on the list of whom its target names, and on nobody's before it is late.
func TestALateTicketConcernsWhomItsTargetNames(t *testing.T) {
	a := open(t)
	me, err := a.Setting(t.Context(), app.SettingMe)
	if err != nil {
		t.Fatal(err)
	}
	ben := put(t, a, "user", crm.Values{"name": "Ben"})
	put(t, a, "target", crm.Values{"name": "All", "solve_within": int64(3600), "escalate_to": me})
	for _, c := range []struct {
		age  time.Duration
		want int64
	}{{59 * time.Minute, 0}, {61 * time.Minute, 1}} {
		id := put(t, a, "ticket", crm.Values{"subject": "T", crm.FieldOwner: ben, crm.FieldCreatedAt: crm.InstantOf(now.Add(-c.age))})
		q, err := agenda.Today(now).Near[0].Query(a.Catalog(), false)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := a.Count(t.Context(), q); err != nil || n != c.want {
			t.Errorf("after %v: %d, %v", c.age, n, err)
		}
		if _, err := a.Delete(t.Context(), crm.Ref{Entity: "ticket", ID: id}); err != nil {
			t.Fatal(err)
		}
	}
}
