package desktop

import (
	"context"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/remind"
)

// due plans a call and lets its time come; the reminder is shown.
func (d *desk) due(subject string, late time.Duration) {
	d.Helper()
	ctx := context.Background()
	s := remind.Service{App: d.app}
	now := d.app.Now
	defer func() { d.app.Now = now }()
	d.app.Now = func() time.Time { return Moment.Add(-late - time.Minute) }
	if _, err := s.Check(ctx); err != nil {
		d.Fatal(err)
	}
	r, err := d.app.New(ctx, "activity")
	if err != nil {
		d.Fatal(err)
	}
	r.Set("kind", "call")
	r.Set("subject", subject)
	r.Set("at", crm.InstantOf(Moment.Add(-late)))
	if _, _, err := d.app.Save(ctx, r); err != nil {
		d.Fatal(err)
	}
	d.app.Now = now
	turn, err := s.Check(ctx)
	if err != nil || len(turn.Ring)+len(turn.Missed) == 0 {
		d.Fatalf("nothing is due: %+v (%v)", turn, err)
	}
	d.Remind(turn)
}

func TestAReminderIsSaidOnceAndAnswered(t *testing.T) {
	d := open(t, false)
	d.due("Call the printer", 0)
	if len(d.notes) != 1 || !strings.Contains(d.notes[0], "Call the printer") || !strings.Contains(d.Toast(), "Call the printer") {
		t.Fatalf("notified %q, toast %q", d.notes, d.Toast())
	}
	d.Do("reminders")
	if n := d.Reminders().Len(); n != 1 {
		t.Fatalf("%d reminders wait", n)
	}
	d.Reminders().Snooze(0, remind.Tomorrow)
	if n := d.Reminders().Len(); n != 0 {
		t.Errorf("%d reminders wait after one was put off", n)
	}
}

func TestAMissedReminderIsListedAndDone(t *testing.T) {
	d := open(t, false)
	d.due("Call the printer", 3*time.Hour)
	if len(d.notes) != 1 || !strings.HasPrefix(d.notes[0], "Missed") {
		t.Fatalf("notified %q", d.notes)
	}
	d.Do("reminders")
	if got := texts(d.window.Canvas().Overlays().Top()); !strings.Contains(got, "Call the printer") {
		t.Fatal("not listed:", got)
	}
	d.Reminders().Done(0)
	if n := d.Reminders().Len(); n != 0 || !d.newest().Bool("done") {
		t.Errorf("%d reminders wait after it was done", n)
	}
}
