package present_test

import (
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/present"
)

func TestTheStatusLineIsAlwaysInNumbers(t *testing.T) {
	now := time.Date(2026, 11, 18, 14, 2, 0, 0, time.UTC)
	at := func(h, m int) crm.Instant { return crm.InstantOf(time.Date(2026, 11, 18, h, m, 0, 0, time.UTC)) }
	failed := func(code crm.Code) replica.Round {
		return replica.Round{Failure: "The server cannot be reached.", Code: code}
	}
	for _, c := range []struct {
		want   string
		tone   present.Tone
		status app.Status
		doing  app.Activity
	}{
		{"All saved on this computer", "", app.Status{Waiting: 9}, app.Activity{}},
		{"All saved on this computer · 3 to send · last checked 14:02", "", app.Status{Connected: true, Waiting: 3, Checked: at(14, 2)}, app.Activity{}},
		{"All saved on this computer · all sent · 2 things need you", "amber", app.Status{Connected: true, Refused: 1, Conflicts: 1}, app.Activity{}},
		{
			"All saved on this computer · 12 of 340 sent · last checked 13:59", "",
			app.Status{Connected: true, Waiting: 328, Checked: at(13, 59)},
			app.Activity{Running: true, Progress: app.Progress{What: "Sending contact", Done: 12, Total: 340, Sending: true}},
		},
		{
			"All saved on this computer · all sent · Reading Contact: 120 of 412", "",
			app.Status{Connected: true, Checked: at(13, 59)},
			app.Activity{Running: true, Progress: app.Progress{What: "Reading Contact", Done: 120, Total: 412}},
		},
		{
			"All saved on this computer · 3 to send · Offline since 13:40, trying again at 14:05", "",
			app.Status{Connected: true, Waiting: 3, Checked: at(13, 30), Failing: at(13, 40), Last: failed(crm.CodeUnavailable)},
			app.Activity{Next: at(14, 5).Time()},
		},
		{
			"All saved on this computer · all sent · Offline since yesterday 09:00, trying again now", "",
			app.Status{Connected: true, Failing: at(9, 0) - 86_400_000, Last: failed(crm.CodeTimeout)},
			app.Activity{Running: true},
		},
		{
			"All saved on this computer · 3 to send · The key was refused: look at the connection", "amber",
			app.Status{Connected: true, Waiting: 3, Failing: at(13, 40), Last: failed(crm.CodeAuth)},
			app.Activity{Next: at(14, 5).Time()},
		},
		{"All saved on this computer · all sent · last try failed: The server cannot be reached.", "amber", app.Status{Connected: true, Last: failed(crm.CodeCorrupt)}, app.Activity{}},
	} {
		got, tone := present.StatusLine(c.status, c.doing, now)
		if want := c.want; got != want || tone != c.tone {
			t.Errorf("%q (%s), want %q (%s)", got, tone, want, c.tone)
		}
	}
}
