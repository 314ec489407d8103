package present

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Foot counts the records of a query and adds up the numbers among the columns: amounts for each currency by itself, numbers with
// their mean, percentages and durations as their mean alone.
func Foot(ctx context.Context, a *app.App, q crm.Query, columns []string) (string, error) {
	e, err := a.Catalog().Entity(q.Entity)
	if err != nil {
		return "", err
	}
	n, err := a.Count(ctx, q)
	if err != nil {
		return "", err
	}
	parts := []string{Records(e, n)}
	for _, name := range columns {
		f, ok := e.Field(name)
		if !ok || !f.IsNumber() || n == 0 || f.Currency != "" && f.Kind != crm.Money { // rates of different currencies add up to nothing
			continue
		}
		text, err := footOf(ctx, a, q, f)
		if err != nil {
			return "", err
		}
		if text != "" {
			parts = append(parts, words.T(f.Label)+" "+text)
		}
	}
	return strings.Join(parts, "   ·   "), nil
}

// Records says how many of an entity: "12 contacts".
func Records(e *crm.Entity, n int64) string { return words.Number(n) + " " + nameOf(e, n) }

func nameOf(e *crm.Entity, n int64) string {
	if n == 1 {
		return words.Small(words.T(e.Label))
	}
	return words.Small(words.T(e.Plural))
}

// footOf adds up one field.
func footOf(ctx context.Context, a *app.App, q crm.Query, f crm.Field) (string, error) {
	q.Measure = []crm.Measure{{Fn: crm.Sum, Field: f.Name}, {Fn: crm.Avg, Field: f.Name}, {Fn: crm.Count, Field: f.Name}}
	if f.Kind == crm.Money {
		q.Group = []crm.Group{{Field: f.Currency}}
	}
	rows, err := a.Rows(ctx, q)
	if err != nil {
		return "", err
	}
	var out []string
	for _, row := range rows {
		if n, _ := row.Values[2].(int64); n == 0 {
			continue
		}
		currency := ""
		if f.Kind == crm.Money {
			currency, _ = row.Keys[0].(string)
		}
		out = append(out, sumText(f, row.Values[0], row.Values[1], currency))
	}
	return strings.Join(out, " + "), nil
}

func sumText(f crm.Field, sum, mean any, currency string) string {
	scene := Scene{}
	whole := func(v any) any { // means of whole things are shown whole
		if x, ok := v.(float64); ok && f.Kind != crm.Percent && f.Kind != crm.Decimal {
			return int64(x + 0.5)
		}
		return v
	}
	round := func(v any) any {
		if x, ok := v.(float64); ok {
			return float64(int64(x*100+0.5)) / 100
		}
		return v
	}
	average := words.T("average %s", scene.Value(f, round(whole(mean)), currency))
	switch f.Kind {
	case crm.Percent, crm.Duration:
		return average
	case crm.Money:
		return scene.Value(f, whole(sum), currency)
	}
	return words.T("%s, average %s", scene.Value(f, round(sum), currency), scene.Value(f, round(whole(mean)), currency))
}
