package present

import (
	"context"
	"slices"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/words"
)

// MeasureWords are the functions of a report.
var MeasureWords = map[crm.Fn]string{
	crm.Count: words.Key("Count"), crm.Sum: words.Key("Sum"), crm.Avg: words.Key("Mean"), crm.Median: words.Key("Median"),
	crm.P90: words.Key("90th percentile"), crm.Min: words.Key("Least"), crm.Max: words.Key("Most"),
}

// Measures are the functions in the order in which they are offered.
var Measures = []crm.Fn{crm.Sum, crm.Avg, crm.Median, crm.P90, crm.Min, crm.Max}

// BucketWords are the pieces of time that a report counts by.
var BucketWords = map[crm.Bucket]string{
	crm.ByDay: words.Key("day"), crm.ByWeek: words.Key("week"), crm.ByMonth: words.Key("month"), crm.ByQuarter: words.Key("quarter"), crm.ByYear: words.Key("year"),
}

// Buckets are the pieces of time in the order in which they are offered.
var Buckets = []crm.Bucket{crm.ByDay, crm.ByWeek, crm.ByMonth, crm.ByQuarter, crm.ByYear}

// FormWords are the forms of a report.
var FormWords = map[string]string{
	"": words.Key("As fits"), crm.FormBars: words.Key("Columns"), crm.FormRows: words.Key("Rows"), crm.FormTable: words.Key("Table"),
}

// Measure says what a report measures: "Sum of Amount".
func Measure(e *crm.Entity, m crm.Measure) string {
	f, ok := e.Field(m.Field)
	if !ok {
		return words.T(MeasureWords[m.Fn])
	}
	return words.T("%s of %s", words.T(MeasureWords[m.Fn]), words.T(f.Label))
}

// Axis says what a report counts by: "Closed (month)".
func Axis(c *crm.Catalog, entity string, g crm.Group) string {
	label := g.Field
	if p, err := c.Path(entity, g.Field); err == nil {
		label = pathSaid(p)
	}
	if g.Bucket == "" {
		return label
	}
	return label + " (" + words.T(BucketWords[g.Bucket]) + ")"
}

func pathSaid(p crm.Path) string {
	label := ""
	for _, l := range p.Links {
		label += words.T(l.Label) + ": "
	}
	return label + PathLabel(p)
}

// Counting says what a report counts, in a few words.
func Counting(c *crm.Catalog, entity string, k crm.Counting) string {
	e, err := c.Entity(entity)
	if err != nil || k.IsZero() {
		return ""
	}
	text := Measure(e, k.Measure)
	for i, g := range k.By {
		if i == 0 {
			text = words.T("%s by %s", text, Axis(c, entity, g))
		} else {
			text += ", " + Axis(c, entity, g)
		}
	}
	return text
}

// Report is a view that counts as a metric that says in the person's language what it counts. names are the titles of records that its
// filter names by id.
func Report(c *crm.Catalog, v crm.View, names map[string]string) insight.Metric {
	m := insight.Report(v)
	m.Gist = Counting(c, v.Entity, v.Counting)
	if m.Title == "" {
		m.Title = m.Gist
	}
	said := []string{m.Gist}
	if where, err := crm.ParseFilter(v.Filter); err == nil {
		for _, p := range Parts(c, v.Entity, where, names) {
			said = append(said, p.Text)
		}
	}
	m.Definition = words.T("%s: %s. Amounts without an exchange rate stay in their currency; what has no records is 0.", EntityPlural(c, v.Entity), strings.Join(said, " · "))
	return m
}

// EntityPlural names the records of an entity.
func EntityPlural(c *crm.Catalog, entity string) string {
	e, err := c.Entity(entity)
	if err != nil {
		return entity
	}
	return words.T(e.Plural)
}

// Reports reads the reports that are pinned to a dashboard; "" = all reports.
func Reports(ctx context.Context, a *app.App, board string) ([]insight.Metric, error) {
	views, err := a.Views(ctx)
	if err != nil {
		return nil, err
	}
	var out []insight.Metric
	for _, v := range views {
		if v.Counting.IsZero() || board != "" && v.Board != board {
			continue
		}
		m, err := ReportOf(ctx, a, v)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// ReportOf is [Report] with the titles that it needs.
func ReportOf(ctx context.Context, a *app.App, v crm.View) (insight.Metric, error) {
	var names map[string]string
	if where, err := crm.ParseFilter(v.Filter); err == nil {
		if names, err = FilterNames(ctx, a, v.Entity, where); err != nil {
			return insight.Metric{}, err
		}
	}
	return Report(a.Catalog(), v, names), nil
}

// FirstCounting is how a list is counted at first: by its state, else by the month of creation.
func FirstCounting(e *crm.Entity) crm.Counting {
	c := crm.Counting{Measure: crm.Measure{Fn: crm.Count}, By: []crm.Group{{Field: crm.FieldCreatedAt, Bucket: crm.ByMonth}}}
	if f, ok := StateField(e); ok {
		c.By = []crm.Group{{Field: f.Name}}
	}
	return c
}

// CountFields are the numbers that a report can measure.
func CountFields(e *crm.Entity) []crm.Field {
	var out []crm.Field
	for _, f := range e.Fields {
		if f.IsNumber() && f.Name != "position" {
			out = append(out, f)
		}
	}
	return out
}

// CountPaths are what a report can count by: of the record itself, and of each record that it links to.
func CountPaths(c *crm.Catalog, e *crm.Entity) (own []crm.Path, linked [][]crm.Path) {
	add := func(to []crm.Path, text string) []crm.Path {
		p, err := c.Path(e.Name, text)
		if err != nil || !p.Last().Countable() {
			return to
		}
		return append(to, p)
	}
	for _, f := range e.Fields {
		switch {
		case f.Name == "outside_id" || slices.Contains(e.Title, f.Name) && f.Kind == crm.Text:
		case f.Kind == crm.Postal:
			own = add(add(own, f.Name+".city"), f.Name+".country")
		default:
			own = add(own, f.Name)
		}
		if f.Kind != crm.Link || len(f.To) != 1 {
			continue
		}
		var fields []crm.Path
		to, err := c.Entity(f.To[0])
		if err != nil {
			continue
		}
		for _, of := range to.Fields {
			switch {
			case of.Kind == crm.Postal:
				fields = add(fields, f.Name+"."+of.Name+".city")
			case of.Kind == crm.Choice || of.Name == "industry":
				fields = add(fields, f.Name+"."+of.Name)
			}
		}
		if len(fields) > 0 {
			linked = append(linked, fields)
		}
	}
	return own, linked
}
