package desktop

import (
	"slices"
	"testing"

	"satchel/app/crm"
	"satchel/app/remind"
)

// trayed are the lines of the tray's menu.
func (d *desk) trayed() (out []string) {
	for _, i := range d.tray.Items {
		if !i.IsSeparator {
			out = append(out, i.Label)
		}
	}
	return out
}

func (d *desk) pick(label string) {
	d.Helper()
	for _, i := range d.tray.Items {
		if i.Label == label {
			i.Action()
			d.run.Settle()
			return
		}
	}
	d.Fatalf("the tray has no %q but %q", label, d.trayed())
}

func TestTheTrayFollowsRemindersAndOpensThem(t *testing.T) {
	d := open(t, true)
	before := d.trayed()
	if !slices.Contains(before, "Log an activity") || !d.tray.Items[len(d.tray.Items)-1].IsQuit || d.raised != 0 {
		t.Fatalf("the tray has %q", before)
	}
	service := &remind.Service{App: d.app}
	if _, err := service.Check(t.Context()); err != nil { // reminding begins
		t.Fatal(err)
	}
	d.change(crm.Ref{Entity: "activity", ID: "ring"}, crm.Values{"kind": "call", "subject": "renewal", "at": crm.InstantOf(Moment), "owner": d.setting("me")})
	turn, err := service.Check(t.Context())
	if err != nil || len(turn.Ring) != 1 {
		t.Fatalf("%+v rings (%v)", turn, err)
	}
	d.Remind(turn)
	d.run.Settle()
	const line = "12:00  Call: renewal"
	if !slices.Contains(d.trayed(), line) || len(d.notes) != 1 {
		t.Fatalf("the tray has %q, notified of %q", d.trayed(), d.notes)
	}
	d.Do("palette") // the tray's work goes before what lies over the window
	d.pick(line)
	if d.Reminders() == nil || d.Reminders().Len() != 1 || d.raised != 1 {
		t.Fatal("the reminders are not open")
	}
	d.Reminders().Done(0)
	d.run.Settle()
	if slices.Contains(d.trayed(), line) {
		t.Error("what is done stays in the tray")
	}
	d.pick("Log an activity")
	if d.QuickLog() == nil || !d.QuickLog().Shown() || d.raised != 2 {
		t.Error("nothing can be logged from the tray")
	}
	d.pick("Open Satchel")
	if d.raised != 3 {
		t.Error("the window does not come")
	}
}
