package agenda

import (
	"testing"
	"time"
)

func TestWeeksBeginWhereTheyDo(t *testing.T) {
	for locale, want := range map[string]time.Weekday{"de-DE": time.Monday, "en-US": time.Sunday, "ar_EG.UTF-8": time.Saturday, "en": time.Monday, "pt-BR": time.Sunday, "": time.Monday, "in": time.Monday} {
		if got := WeekStart(locale); got != want {
			t.Errorf("weeks of %q begin on %s, want %s", locale, got, want)
		}
	}
	sunday := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	for begins, want := range map[time.Weekday]int{time.Monday: 16, time.Sunday: 22, time.Saturday: 21} {
		if got := WeekOf(sunday, begins).Day(); got != want {
			t.Errorf("the week of the 22nd begins on the %d, want %d", got, want)
		}
	}
}
