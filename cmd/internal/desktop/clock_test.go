package desktop

import (
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/remind"
	"satchel/ui/page"
)

// TestAClockSetBackAYearLosesNoReminder sets the clock back while something is planned, works on, and sets it right again.
func TestAClockSetBackAYearLosesNoReminder(t *testing.T) {
	d := open(t, true)
	right := d.app.Now
	service := &remind.Service{App: d.app}
	check := func() remind.Turn {
		t.Helper()
		turn, err := service.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return turn
	}
	check()
	d.change(crm.Ref{Entity: "activity", ID: "ring"}, crm.Values{"kind": "call", "subject": "renewal", "at": crm.InstantOf(Moment.Add(time.Minute)), "owner": d.setting("me")})
	d.app.Now = func() time.Time { return Moment.AddDate(-1, 0, 0) }
	d.restart()
	check()
	for _, name := range []string{"today", "calendar", "insight", "inbox", "settings"} {
		d.Go(page.Route{Name: name})
		d.run.Settle()
	}
	n := d.count("activity")
	d.list("contact")
	d.Do("log")
	d.QuickLog().Type("called, all is well")
	d.Do("save")
	d.run.Settle()
	if d.count("activity") != n+1 {
		t.Errorf("nothing can be logged: %q", d.Toast())
	}
	d.Do("undo")
	d.run.Settle()
	if d.count("activity") != n {
		t.Error("the clock keeps undo from its work")
	}
	d.app.Now = func() time.Time { return right().Add(2 * time.Minute) }
	d.restart()
	rung := 0
	for range 3 {
		turn := check()
		for _, i := range append(turn.Ring, turn.Missed...) {
			if i.Text == "renewal" {
				rung++
			}
		}
	}
	if rung != 1 {
		t.Errorf("the reminder rang %d times", rung)
	}
	if bad, err := d.app.Check(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("the database is damaged: %q (%v)", bad, err)
	}
}

// TestWhatIsDueIsLateAtItsMinute lets time pass and nothing else.
func TestWhatIsDueIsLateAtItsMinute(t *testing.T) {
	d := open(t, false)
	d.change(crm.Ref{Entity: "ticket", ID: "soon"}, crm.Values{"subject": "Pump leaks", "promised_at": crm.InstantOf(Moment.Add(5 * time.Minute))})
	d.list("ticket")
	if !strings.Contains(texts(d.window.Content()), "in 5 min") {
		t.Fatalf("the list does not say when it is due")
	}
	d.Shell.App().Now = func() time.Time { return Moment.Add(6 * time.Minute) }
	d.Minute()
	d.run.Settle()
	if shown := texts(d.window.Content()); strings.Contains(shown, "in 5 min") || !strings.Contains(shown, "overdue 1 min") {
		t.Errorf("the list does not say that it is late:\n%s", shown)
	}
}
