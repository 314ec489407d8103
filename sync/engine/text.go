package engine

import (
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"satchel/app/crm"
)

// mostLines that are compared; nobody types more.
const mostLines = 20_000

// mergeText joins two changes of one long text, line by line. It fails where both changed the same or adjacent lines, and where there
// was no text before. Lines that both added at one place are kept, theirs first. It is a pure function.
func mergeText(base, mine, theirs string) (string, bool) {
	switch {
	case mine == theirs, mine == base:
		return theirs, true
	case theirs == base:
		return mine, true
	case base == "" || max(strings.Count(base, "\n"), strings.Count(mine, "\n"), strings.Count(theirs, "\n")) > mostLines:
		return "", false
	}
	base = lined(base)
	x, y := udiff.Lines(base, lined(mine)), udiff.Lines(base, lined(theirs))
	var out strings.Builder
	at := 0
	apply := func(e udiff.Edit) {
		out.WriteString(base[at:e.Start])
		out.WriteString(e.New)
		at = e.End
	}
	for len(x) > 0 && len(y) > 0 {
		switch p, q := x[0], y[0]; {
		case p == q:
			apply(p)
			x, y = x[1:], y[1:]
		case p.Start == p.End && q.Start == q.End && p.Start == q.Start:
			p.New = bothAdded(p.New, q.New)
			apply(p)
			x, y = x[1:], y[1:]
		case p.End < q.Start:
			apply(p)
			x = x[1:]
		case q.End < p.Start:
			apply(q)
			y = y[1:]
		default:
			return "", false
		}
	}
	for _, e := range append(x, y...) { // one of them is empty
		apply(e)
	}
	out.WriteString(base[at:])
	merged := strings.TrimSuffix(out.String(), "\n")
	return merged, len(merged) <= crm.MaxLongText
}

// lined lets the last line end like the others.
func lined(text string) string {
	if text == "" {
		return ""
	}
	return text + "\n"
}

// bothAdded joins what both added at one place; lines with which both begin are one.
func bothAdded(mine, theirs string) string {
	m, t := strings.SplitAfter(mine, "\n"), strings.SplitAfter(theirs, "\n")
	n := 0
	for n < min(len(m), len(t)) && m[n] == t[n] {
		n++
	}
	return strings.Join(slices.Concat(t, m[n:]), "")
}

// mergeTexts is the verdict on a group of long texts that were changed on both sides; false where a person has to decide.
func mergeTexts(g group, canon canonFunc) (verdict, bool) {
	merged := make(crm.Values, len(g.remote))
	for name := range g.remote {
		base, _ := canon(name, g.edit.Base[name]).(string)
		mine, _ := canon(name, g.local[name]).(string)
		theirs, _ := canon(name, g.remote[name]).(string)
		text, ok := mergeText(base, mine, theirs)
		if !ok {
			return verdict{}, false
		}
		merged[name] = orNil(text)
	}
	return settled(g, merged, canon), true
}
