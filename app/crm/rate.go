package crm

import "strings"

// rate is what one unit of a currency was worth in another, from a day on until the next rate. Sums of several currencies are shown in one
// with the rate of each amount's own day.
func rate() *Entity {
	return &Entity{
		Name: "rate", Label: "Exchange rate", Plural: "Exchange rates", Icon: "insight", Child: true,
		Fields: append(system(),
			Field{Name: "currency", Label: "Currency", Kind: Text, Required: true, Max: 3},
			Field{Name: "valid_from", Label: "Valid from", Kind: Day, Required: true, Help: "It counts on this day and after it, until the next rate."},
			Field{Name: "value", Label: "Rate", Kind: Decimal, Currency: "base", Required: true, Help: "What one unit is worth: 0.92 where 1 USD is 0.92 EUR."},
			Field{Name: "base", Label: "In", Kind: Text, Required: true, Max: 3, Help: "The currency that it is worth this in. Sums are in the currency of new amounts."},
		),
		Title: []string{"currency", "base", "valid_from"}, Subtitle: []string{"value"},
		Columns: []Column{{"currency", 0.6}, {"valid_from", 1}, {"value", 1}, {"base", 0.6}},
		Form:    [][]string{{"currency", "valid_from"}, {"value", "base"}},
		Search:  []string{"currency", "base"},
		Sort:    []Sort{{Field: "valid_from", Desc: true}},
		Match:   [][]string{{"currency", "base", "valid_from"}},
		Rules:   []Rule{currenciesAreCapitals},
		Effects: []Effect{rateConverts},
	}
}

// currenciesAreCapitals writes the codes as amounts have them.
func currenciesAreCapitals(_ Record, after *Record, _ Instant) {
	for _, name := range []string{"currency", "base"} {
		if code := after.Text(name); code != "" {
			after.Set(name, strings.ToUpper(strings.TrimSpace(code)))
		}
	}
}

// rateConverts refuses a rate by which no amount can be converted.
func rateConverts(_ Tx, _ Record, after *Record) error {
	for _, name := range []string{"currency", "base"} {
		if code := after.Text(name); code != "" && !IsCurrency(code) {
			return FieldErrorf(name, "A currency is three letters, like EUR; %q is none.", clip(code))
		}
	}
	switch {
	case after.Get("currency") != nil && after.Text("currency") == after.Text("base"):
		return FieldErrorf("base", "A currency is always worth one of itself. Choose another one.")
	case after.Get("value") != nil && after.Float("value") <= 0:
		return FieldErrorf("value", "A rate is more than 0.")
	}
	return nil
}
