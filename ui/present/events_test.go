package present

import (
	"testing"

	"satchel/app/crm"
)

// TestAWithdrawnConsentHasItsOwnSign: in a timeline it had the tick of one that was given.
func TestAWithdrawnConsentHasItsOwnSign(t *testing.T) {
	e := entity(t, "consent")
	given := eventOf(e, crm.Record{Entity: e.Name, Values: crm.Values{"purpose": crm.PurposeMail, "state": "given"}}, "", now)
	withdrawn := eventOf(e, crm.Record{Entity: e.Name, Values: crm.Values{"purpose": crm.PurposeMail, "state": "withdrawn"}}, "", now)
	if given.Icon != "check" || given.Tone != "green" || withdrawn.Icon != "close" || withdrawn.Tone != "red" {
		t.Errorf("given is %q in %q, withdrawn %q in %q", given.Icon, given.Tone, withdrawn.Icon, withdrawn.Tone)
	}
}
