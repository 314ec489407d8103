// Package insight computes the numbers that managers look at. Every number is asked through [crm.Query], carries its definition, how
// many records it stands on and the filter that lists exactly those records.
package insight

import (
	"context"
	"math"
	"time"

	"satchel/app/crm"
)

// Asker answers queries: the store.
type Asker interface {
	Count(ctx context.Context, q crm.Query) (int64, error)
	Rows(ctx context.Context, q crm.Query) ([]crm.Row, error)
}

// Source is what a chart is computed from.
type Source struct {
	Store   Asker
	Now     time.Time
	Zone    *time.Location // whose days and months count; nil = UTC
	Catalog *crm.Catalog   // of the database, with the answers that were added; nil = without
}

func (s Source) now() time.Time {
	if s.Zone == nil {
		return s.Now.UTC()
	}
	return s.Now.In(s.Zone)
}

// Span limits a chart to whole days; empty ends leave it to the chart.
type Span struct{ From, To crm.Date }

// Chart is a computed metric.
type Chart struct {
	Name       string
	Title      string
	Definition string // a sentence: what is counted, what not
	Unit       string // "money", "%", "" for a count
	Entity     string // of the records behind it
	AsOf       crm.Instant
	N          int64 // records behind all points
	Points     []Point
}

// Point is one bar.
type Point struct {
	Label    string
	Currency string  // of Value where the unit is money
	Value    float64 // minor units for money
	Known    bool    // false: nothing to divide by; shown as "–"
	N        int64
	Note     string   // for the person: "9 of 21"
	Where    crm.Expr // the records behind it
}

// Part is how many of N a share in percent counts.
func (p Point) Part() int64 { return int64(math.Round(p.Value * float64(p.N) / 100)) }

// Metric is a chart that can be asked for.
type Metric struct {
	Name       string
	Title      string
	Definition string
	Unit       string
	Entity     string
	points     func(context.Context, Source, Span) ([]Point, error)
}

// Metrics returns all charts in the order of the page.
func Metrics() []Metric {
	return []Metric{pipeline(), won(), sources(), ages()}
}

// Find returns a metric by name; the error lists the names.
func Find(name string) (Metric, error) {
	names := ""
	for _, m := range Metrics() {
		if m.Name == name {
			return m, nil
		}
		names += " " + m.Name
	}
	return Metric{}, crm.Errorf(crm.CodeInvalid, "There is no chart %q. There are:%s.", name, names)
}

// Compute asks for the metric's numbers.
func (m Metric) Compute(ctx context.Context, s Source, span Span) (Chart, error) {
	points, err := m.points(ctx, s, span)
	if err != nil {
		return Chart{}, err
	}
	c := Chart{Name: m.Name, Title: m.Title, Definition: m.Definition, Unit: m.Unit, Entity: m.Entity, AsOf: crm.InstantOf(s.Now), Points: points}
	for _, p := range points {
		c.N += p.N
	}
	return c, nil
}

// within limits a time field to the span; nil if the span is open.
func within(field string, span Span) crm.Expr {
	var from, to crm.Expr
	if span.From != "" {
		from = crm.Where(field, crm.Ge, string(span.From))
	}
	if span.To != "" {
		to = crm.Where(field, crm.Le, string(span.To))
	}
	return crm.AllOf(from, to)
}

// open lists the choices of a field that still need work, in their order.
func (s Source) open(entity, field string) []string {
	catalog := s.Catalog
	if catalog == nil {
		catalog = crm.Base()
	}
	var out []string
	for _, e := range catalog.Entities() {
		if f, ok := e.Field(field); ok && e.Name == entity {
			for _, o := range f.Options {
				if o.Open {
					out = append(out, o.Value)
				}
			}
		}
	}
	return out
}
