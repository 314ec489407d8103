package present

import (
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/ui/words"
)

func TestHoursNameTheDaysOfTheWeekInTheLanguageOfTheScreen(t *testing.T) {
	words.Use("de")
	defer words.Use("en")
	hours := crm.NewRecord("schedule", "1")
	hours.Values = crm.Values{"hours": "Mon-Thu 9:00-17:00\nFri, Sat 9:00-12:00"}
	if got, want := reasonOf(crm.NewRecord("target", "2"), hours, 3600), "1 h nach dem Ziel , gezählt in Mo-Do 9:00-17:00; Fr, Sa 9:00-12:00, UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e, err := crm.Base().Entity("schedule")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := e.Field("hours")
	if got := (Scene{Now: time.Now()}).Value(f, "Mon-Fri 8:00-18:00", ""); got != "Mo-Fr 8:00-18:00" {
		t.Errorf("a list shows %q", got)
	}
}
