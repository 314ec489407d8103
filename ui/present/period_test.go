package present

import (
	"strings"
	"testing"

	"satchel/ui/words"
)

func TestPeriodsAreReadAsTheyAreSaid(t *testing.T) {
	defer words.Use("en")
	for _, language := range words.Languages() {
		words.Use(language)
		texts := append([]string{"now", "last year", "next 1000 days", "last 2 quarters", "2026-Q4", "3 March"}, FilterPeriods...)
		for _, text := range texts {
			if got := PeriodOf(strings.ToUpper(Period(text))); !strings.EqualFold(got, text) {
				t.Errorf("%s: %q is said as %q and read as %q", language, text, Period(text), got)
			}
		}
	}
	words.Use("de")
	if got := PeriodOf("nächste 30 Tage"); got != "next 30 days" {
		t.Errorf("read %q", got)
	}
}
