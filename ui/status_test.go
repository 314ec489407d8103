package ui

import (
	"testing"

	"satchel/app"
	"satchel/app/replica"
	"satchel/ui/kit"
)

func TestStatusText(t *testing.T) {
	failed := replica.Round{Failure: "crm.example.org does not answer."}
	for want, c := range map[string]struct {
		status           app.Status
		checked, offline string
		tone             kit.Tone
	}{
		"All saved on this computer":                                                        {status: app.Status{}},
		"All saved on this computer · all sent · last checked 14:02":                        {status: app.Status{Connected: true}, checked: "14:02"},
		"All saved on this computer · 3 to send · last checked 14:02 · offline since 14:05": {status: app.Status{Connected: true, Waiting: 3, Last: failed}, checked: "14:02", offline: "14:05"},
		"All saved on this computer · all sent · last try failed: crm.example.org does not answer.": {
			status: app.Status{Connected: true, Last: failed}, tone: kit.Amber,
		},
	} {
		got, tone := statusText(c.status, c.checked, c.offline)
		if got != want || tone != c.tone {
			t.Errorf("got %q (%v), want %q (%v)", got, tone, want, c.tone)
		}
	}
}
