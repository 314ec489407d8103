package boot

import (
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/hub/hubtest"
)

// fails is a round that the hub refuses, and what the person is told.
func (d desk) fails(want string) {
	d.t.Helper()
	_, err := d.Sync.Round(d.t.Context(), nil)
	if crm.CodeOf(err) != crm.CodeAuth || !strings.Contains(err.Error(), want) {
		d.t.Errorf("the round says %v, want %q", err, want)
	}
	st, err := d.SyncStatus(d.t.Context())
	d.ok(err)
	if st.Last.Code != crm.CodeAuth || !strings.Contains(st.Last.Failure, want) {
		d.t.Errorf("the window says %+v", st.Last)
	}
}

// TestASwitchedOffUserIsOutAtOnceAndTold switches a user off under its running desktop: nothing is exchanged any more, what is here stays,
// and the reason is told; let in again, everything goes on.
func TestASwitchedOffUserIsOutAtOnceAndTold(t *testing.T) {
	h := hubtest.Start(t)
	ann, ben := join(t, h.URL, "member"), join(t, h.URL, "other")
	ann.put("contact", "", crm.Values{"last_name": "Berg"})
	ann.sync()
	ben.sync()
	h.Run("user", "disable", "other@example.org")
	ann.put("contact", "", crm.Values{"last_name": "Secret"})
	ann.sync()
	ben.put("contact", "", crm.Values{"last_name": "Offline"})
	ben.fails("switched you off")
	if ben.one("contact", "Secret").ID != "" || ben.one("contact", "Berg").ID == "" || ben.one("contact", "Offline").ID == "" {
		t.Error("something came, or what was here is gone")
	}
	_, err := ben.Connect(t.Context(), replica.Connection{Provider: "hub", URL: h.URL, User: "other@example.org"}, hubtest.Password)
	if crm.CodeOf(err) != crm.CodeAuth {
		t.Errorf("signing in anew: %v", err)
	}
	h.Run("user", "reset", "other@example.org", "--password", hubtest.Password)
	ben.connect(h.URL, "other")
	ben.sync()
	ann.sync()
	if ben.one("contact", "Secret").ID == "" || ann.one("contact", "Offline").ID == "" {
		t.Error("let in again, not everything was exchanged")
	}
}

// TestOnesOwnPassword changes it at one computer, which goes on; the other one is told, and goes on once it knows the new one.
func TestOnesOwnPassword(t *testing.T) {
	h := hubtest.Start(t)
	office, home := join(t, h.URL, "member"), join(t, h.URL, "member")
	office.sync()
	home.sync()
	if err := office.ChangePassword(t.Context(), "guess", "another-password"); crm.CodeOf(err) == "" || !strings.Contains(err.Error(), "present password") {
		t.Errorf("a guess: %v", err)
	}
	office.ok(office.ChangePassword(t.Context(), hubtest.Password, "another-password"))
	office.sync()
	home.fails("ended this computer's sign-in")
	_, err := home.Connect(t.Context(), replica.Connection{Provider: "hub", URL: h.URL, User: "member@example.org"}, "another-password")
	home.ok(err)
	home.sync()
	office.ok(office.SignOutOthers(t.Context()))
	office.sync()
	home.fails("ended this computer's sign-in")
}
