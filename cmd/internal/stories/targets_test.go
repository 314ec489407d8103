package stories

import (
	"testing"
	"time"

	"satchel/app/crm"
)

// TestTheClockStandsWhileAColleagueWaits: Ben sets a case to Pending in his browser and back. EspoCRM keeps no moments of that, so they
// are taken from the changes as they come in; the wait moves the time by as much.
func TestTheClockStandsWhileAColleagueWaits(t *testing.T) {
	s := newScene(t)
	d := s.desk("anna")
	hours := d.add("schedule", crm.Values{"name": "Office", "zone": "UTC", "hours": "Mon-Fri 9:00-17:00"})
	d.add("target", crm.Values{"name": "All", "schedule": hours.ID, "solve_within": int64(16 * 3600)})
	made := s.now() // a Monday, 9:00
	id := s.theirs("Case", map[string]any{"name": "Press stands still", "status": "Assigned"})
	d.round()
	ticket := d.only("ticket")
	due := func() time.Time { v, _ := d.value(ticket, "due_at").(crm.Instant); return v.Time() }
	if want := made.Add(32 * time.Hour); !due().Equal(want) { // two days of eight hours: Tuesday, 17:00
		t.Fatalf("due %v, want %v", due(), want)
	}
	s.pass(made.Add(24 * time.Hour).Sub(s.now())) // Tuesday, 9:00
	s.change("Case", id, map[string]any{"status": "Pending"})
	d.rounds()
	if left := d.value(ticket, "time_left"); left != int64(8*3600) {
		t.Errorf("%v s left while it waits", left)
	}
	s.pass(made.Add(72 * time.Hour).Sub(s.now())) // Thursday, 9:00
	s.change("Case", id, map[string]any{"status": "Assigned"})
	d.rounds()
	if want := made.Add(80 * time.Hour); !due().Equal(want) { // Thursday, 17:00
		t.Errorf("after the wait due %v, want %v", due(), want)
	}
}
