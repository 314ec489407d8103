package present

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/ui/words"
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

func TestRightsAreSaidInTheLanguageOfTheScreen(t *testing.T) {
	words.Use("de")
	defer words.Use("en")
	got := Rights([]string{
		"Contacts: you may see all, create new ones and change those assigned to you.", "Calls: you may see all, create new ones and change those assigned to you.",
		"You may not see tickets.", "Files of tickets and tasks: you may see them.", "You see all records of the hub.",
	})
	want := []string{
		"Kontakte, Anrufe: Sie dürfen alle sehen, neue anlegen und Ihre eigenen ändern.",
		"Sie dürfen Tickets nicht sehen.", "Dateien von Tickets und Aufgaben: Sie dürfen sie sehen.", "Sie sehen alle Datensätze des Hubs.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
