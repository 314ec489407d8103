package present

import (
	"strings"

	"satchel/app/crm"
	"satchel/app/exchange"
	"satchel/ui/words"
)

// Target is a field that a column of a file can fill.
type Target struct{ Path, Label string }

// NotImported is the label of a column that fills nothing.
func NotImported() string { return words.T("Not imported") }

// Targets lists what a column can fill, in the order of the form; an address is filled part by part, and the organisation that a row
// names by fields of its own.
func Targets(c *crm.Catalog, e *crm.Entity) []Target {
	out := targets(e)
	for _, f := range e.Fields {
		if f.Kind != crm.Link || len(f.To) != 1 || f.To[0] != "organisation" || f.ReadOnly {
			continue
		}
		if to, err := c.Entity(f.To[0]); err == nil {
			for _, t := range targets(to)[1:] {
				if tf, ok := to.Field(t.Path); t.Path != "name" && (!ok || tf.Kind != crm.Link && tf.Kind != crm.Links) {
					out = append(out, Target{f.Name + "." + t.Path, words.T(f.Label) + ": " + t.Label})
				}
			}
		}
	}
	return out
}

// targets lists those of one entity.
func targets(e *crm.Entity) []Target {
	out := []Target{{"", NotImported()}}
	if e.Has("first_name") {
		out = append(out, Target{"name", words.T("Whole name")})
	}
	for _, f := range e.Fields {
		switch {
		case f.ReadOnly || f.Name == crm.FieldOwner:
		case f.Kind == crm.Postal:
			for _, part := range crm.AddressParts {
				out = append(out, Target{f.Name + "." + part, words.T(f.Label) + ": " + partLabel(part)})
			}
		default:
			out = append(out, Target{f.Name, words.T(f.Label)})
		}
	}
	return out
}

// TargetLabel names what a column fills.
func TargetLabel(all *crm.Catalog, e *crm.Entity, c exchange.Column) string {
	for _, t := range Targets(all, e) {
		if t.Path == c.Field {
			if c.Label != "" {
				return t.Label + " (" + c.Label + ")"
			}
			return t.Label
		}
	}
	if f, ok := e.Field(c.Field); ok {
		return words.T(f.Label)
	}
	return c.Field
}

// FileForm says how a file was recognised.
func FileForm(p *exchange.Plan) []string {
	if p.Dialect.Delimiter == 0 {
		if p.Entity == "activity" {
			return []string{"iCalendar"}
		}
		return []string{"vCard"}
	}
	header := words.T("first row names the columns")
	if !p.Dialect.Header {
		header = words.T("no row of names")
	}
	if p.Dialect.Sheet != "" {
		return []string{"XLSX", p.Dialect.Sheet, header}
	}
	mark := map[byte]string{
		',': words.T("separated by commas"), ';': words.T("separated by semicolons"), '\t': words.T("separated by tabs"), '|': words.T("separated by bars"),
	}[p.Dialect.Delimiter]
	if p.Program != "" {
		return []string{p.Program, "CSV", mark, string(p.Dialect.Encoding), header}
	}
	return []string{"CSV", mark, string(p.Dialect.Encoding), header}
}

// PlanText sums up what an import would do: "188 new · 10 existing · 2 need you".
func PlanText(p *exchange.Plan) string {
	return words.T("%s new · %s existing · %s", Number(p.New), Number(p.Existing), words.N(int64(len(p.Refused))+p.More, "%s needs you", "%s need you"))
}

// ResultText sums up what an import did.
func ResultText(r exchange.Result) string {
	text := words.T("%s added · %s changed", Number(r.New), Number(r.Changed))
	if n := int64(len(r.Refused)) + r.More; n > 0 {
		text += " · " + words.T("%s refused", Number(n))
	}
	return text
}

// Stays says which record an undo left as it is, and why.
func Stays(e *crm.Entity, c crm.Change) string {
	if c.Kind != crm.Updated || len(c.Fields) == 0 {
		return words.T("%s: it was changed since, or something that stays leads to it.", c.Title)
	}
	var labels []string
	for _, field := range c.Fields {
		f, _ := e.Field(field.Field)
		labels = append(labels, words.T(f.Label))
	}
	return words.T("%s: %s was changed since and stays; all else that the import changed is as before.", c.Title, strings.Join(labels, ", "))
}

// Previewed are the first rows of a file as they are understood, by the columns that fill something, at most six of them.
func Previewed(c *crm.Catalog, e *crm.Entity, p *exchange.Plan) (titles []string, rows [][]string) {
	for _, col := range p.Columns {
		if col.Field == "" || len(titles) == 6 {
			continue
		}
		titles = append(titles, TargetLabel(c, e, col))
		for i, s := range col.Sample {
			if i == len(rows) {
				rows = append(rows, nil)
			}
			for len(rows[i]) < len(titles)-1 {
				rows[i] = append(rows[i], "")
			}
			rows[i] = append(rows[i], s)
		}
	}
	return titles, rows
}
