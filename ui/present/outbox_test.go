package present

import (
	"testing"

	"satchel/app/crm"
	"satchel/app/replica"
)

func TestWhatWaitsIsSaidInBriefToo(t *testing.T) {
	contact, err := crm.Base().Entity("contact")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		item        replica.Item
		what, brief string
	}{
		{replica.Item{New: true}, "new", ""},
		{replica.Item{Edits: []replica.Edit{{Group: "title"}}}, "changed job title", ""},
		{replica.Item{Edits: []replica.Edit{{Group: "next_step"}, {Group: "title"}}}, "changed next step, next step on, job title", "changed 3 fields"},
	} {
		if what, brief := whatWaits(contact, c.item); what != c.what || brief != c.brief {
			t.Errorf("%q, in brief %q; want %q, %q", what, brief, c.what, c.brief)
		}
	}
}
