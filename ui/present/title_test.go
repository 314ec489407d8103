package present

import (
	"testing"

	"satchel/app/crm"
	"satchel/ui/words"
)

func TestTitlesAreSaidInTheLanguageOfTheScreen(t *testing.T) {
	words.Use("de")
	defer words.Use(words.English)
	for _, c := range []struct {
		entity string
		values crm.Values
		want   string
	}{
		{"rate", crm.Values{"currency": "USD", "base": "EUR", "valid_from": crm.Date("2026-11-01")}, "USD EUR 1. Nov 2026"},
		{"contact", crm.Values{}, "Kontakt ohne Namen"},
		{"contact", crm.Values{"name": "Ada Okafor"}, "Ada Okafor"},
	} {
		e, err := crm.Base().Entity(c.entity)
		if err != nil {
			t.Fatal(err)
		}
		if got := Title(e, crm.Record{Entity: c.entity, Values: c.values}); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
