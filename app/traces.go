package app

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/fold"
)

// trace is one form in which a value of the person may be in the file.
type trace struct {
	field string // label
	who   bool   // it names the person alone, so that others in which it is found mention the person
	text  string
	look  string // what the search is asked for who else has it; "" = the search does not know it
}

// addTraces notes by which texts a person would be known again: names, addresses, numbers and what was written about them, as they are
// and as they were. Words that many share, such as a city, prove nothing.
func (a *App) addTraces(ctx context.Context, p *ErasePlan, e *crm.Entity, r crm.Record) error {
	for _, f := range e.Fields {
		p.traces = appendTraces(p.traces, e, f, r.Values[f.Name])
	}
	lines, err := a.History(ctx, r.Ref(), 0)
	for _, l := range lines {
		for _, c := range l.Fields {
			if f, ok := e.Field(c.Field); ok {
				p.traces = appendTraces(appendTraces(p.traces, e, f, c.Before), e, f, c.After)
			}
		}
	}
	return err
}

func appendTraces(list []trace, e *crm.Entity, f crm.Field, v any) []trace {
	who := f.Kind == crm.Emails || f.Kind == crm.Phones || slices.Contains(e.Title, f.Name)
	add := func(look string, forms ...string) {
		for _, text := range forms {
			known := slices.ContainsFunc(list, func(t trace) bool { return t.text == text })
			if len(text) >= shortestTrace && !known {
				list = append(list, trace{f.Label, who, text, look})
			}
		}
	}
	switch v := v.(type) {
	case []crm.Reach:
		for _, reach := range v {
			if f.Kind == crm.Phones {
				key := []rune(crm.PhoneKey(reach.Value))
				back := slices.Clone(key)
				slices.Reverse(back)
				add(reach.Value, reach.Value, string(key), string(back))
			} else {
				add(reach.Value, reach.Value, crm.EmailKey(reach.Value))
			}
		}
	case crm.Address:
		add(v.Street, v.Street)
	case string:
		switch {
		case f.Kind == crm.LongText:
			add(firstWords(v, 8), v)
		case slices.Contains(e.Title, f.Name):
			add(v, v, fold.Text(v))
		case f.Kind == crm.Text && f.Own, f.Kind == crm.URL:
			add(v, v)
		}
	}
	return list
}

// shortestTrace is the least number of bytes that are looked for: shorter ones are in every large file.
const shortestTrace = 6

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(n, len(words))], " ")
}
