package present

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKindsWithTheSameRightsAreOneSentence(t *testing.T) {
	got := Rights([]string{"Users: you may see all.", "Contacts: you may see all and change all.", "You may not see tickets.", "Leads: you may see all and change all."})
	want := []string{"Users: you may see all.", "Contacts, leads: you may see all and change all.", "You may not see tickets."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := Rights(nil); got != nil {
		t.Error(got)
	}
}
