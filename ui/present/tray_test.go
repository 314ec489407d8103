package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/present"
)

func TestTheTrayTellsWhatThereIsNews(t *testing.T) {
	now := time.Date(2026, 11, 18, 14, 2, 0, 0, time.UTC)
	call := agenda.Item{Ref: crm.Ref{Entity: "activity", ID: "a"}, Kind: "call", Text: "renewal", At: crm.InstantOf(now.Add(-2 * time.Minute))}
	long := call
	long.Text = strings.Repeat("long ", 40)
	connected := app.Status{Connected: true, Waiting: 3, Refused: 2, Last: replica.Round{Failure: "x", Code: crm.CodeUnavailable}}
	for name, c := range map[string]struct {
		status  app.Status
		waiting []agenda.Item
		want    []string
	}{
		"alone":     {app.Status{}, nil, []string{"Open Satchel", "Log an activity", "", "Quit Satchel"}},
		"in a team": {connected, nil, []string{"Open Satchel", "Log an activity", "", "3 to send · 2 things need you · offline", "Sync now", "", "Quit Satchel"}},
		"all is well": {
			app.Status{Connected: true},
			[]agenda.Item{call},
			[]string{"Open Satchel", "Log an activity", "", "all sent", "Sync now", "", "14:00  Call: renewal", "", "Quit Satchel"},
		},
		"many": {app.Status{}, slices.Repeat([]agenda.Item{call}, 7), []string{
			"Open Satchel", "Log an activity", "", "14:00  Call: renewal", "14:00  Call: renewal", "14:00  Call: renewal", "14:00  Call: renewal", "14:00  Call: renewal",
			"and 2 more reminders", "", "Quit Satchel",
		}},
	} {
		var got []string
		for _, l := range present.Tray(c.status, c.waiting, now) {
			got = append(got, l.Text)
			if tells := strings.Contains(l.Text, "sent") || strings.Contains(l.Text, "to send"); (l.Does == "") != (tells || l.Text == "") {
				t.Errorf("%s: %q does %q", name, l.Text, l.Does)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, l := range present.Tray(app.Status{}, []agenda.Item{long}, now) {
		if len([]rune(l.Text)) > 70 {
			t.Errorf("%q is too long", l.Text)
		}
	}
}
