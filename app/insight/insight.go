// Package insight computes the numbers that managers look at. A metric is data: a name, a definition, filters and measures of the one
// query model. Every point of its chart carries how many records it stands on and the filter that lists exactly those records.
package insight

import (
	"context"
	"math"
	"slices"
	"time"

	"satchel/app/crm"
)

// Asker answers queries: the store.
type Asker interface {
	Count(ctx context.Context, q crm.Query) (int64, error)
	List(ctx context.Context, q crm.Query) ([]crm.Record, error)
	Rows(ctx context.Context, q crm.Query) ([]crm.Row, error)
	Titles(ctx context.Context, entity string, ids []string) (map[string]string, error)
	VersionOf(entities ...string) int64
}

// Source is what a chart is computed from.
type Source struct {
	Store   Asker
	Now     time.Time
	Zone    *time.Location // whose days and months count; nil = UTC
	Catalog *crm.Catalog   // of the database, with the answers that were added; nil = without
	// Base tells the currency that amounts are converted to; nil = each stays in its own.
	Base func(context.Context) (string, error)
	Memo *Memo // nil = every chart reads all for itself

	used map[Rate]bool // rates by which an amount was converted; nil = nobody asks
}

// asOf answers queries at a moment.
type asOf struct {
	Asker
	at crm.Instant
}

func (a asOf) Count(ctx context.Context, q crm.Query) (int64, error) {
	q.AsOf = a.at
	return a.Asker.Count(ctx, q)
}

func (a asOf) List(ctx context.Context, q crm.Query) ([]crm.Record, error) {
	q.AsOf = a.at
	return a.Asker.List(ctx, q)
}

func (a asOf) Rows(ctx context.Context, q crm.Query) ([]crm.Row, error) {
	q.AsOf = a.at
	return a.Asker.Rows(ctx, q)
}

func (s Source) now() time.Time {
	if s.Zone == nil {
		return s.Now.UTC()
	}
	return s.Now.In(s.Zone)
}

// The units of values besides a plain number, "".
const (
	Money   = "money"  // minor units of the point's currency
	Share   = "%"      // of the point's N
	Days    = "days"   // of 24 hours
	Working = "time"   // seconds of working time
	Points  = "points" // a difference of shares, -100 to 100
)

// Boards are the dashboards in their order; a metric belongs to one, and none has more than eight.
var Boards = []string{"Sales", "Marketing", "Customers", "Service", "Team"}

// Good tells in which direction a number is better.
type Good int

// The directions.
const (
	Neither Good = 0
	Up      Good = 1
	Down    Good = -1
)

// Chart is a computed metric.
type Chart struct {
	Name       string
	Title      string
	Definition string // what is counted, what not
	Unit       string
	Good       Good
	Entity     string // of the records behind it
	Lies       bool   // best drawn with a row for each point
	Table      bool   // best shown as numbers
	Apart      bool   // its values do not add up, such as means
	AsOf       crm.Instant
	N          int64 // records behind all points, each counted once
	Points     []Point
	Total      Point  // over the whole period; not Known where there is no such number, as of several currencies
	Before     Point  // the same over the period before, of equal length; not Known where there is none
	Earlier    Span   // that period
	Rates      []Rate // by which amounts were converted, here or in the period before
}

// Point is one bar.
type Point struct {
	Label    string
	Series   string   // of several numbers side by side; "" where there is one
	Currency string   // of Value where the unit is money
	Value    float64  // minor units for money
	Known    bool     // false: nothing to divide by; shown as "–"
	N        int64    // records behind it
	Where    crm.Expr // that find them
}

// Part is how many of N a share in percent counts.
func (p Point) Part() int64 { return int64(math.Round(p.Value * float64(p.N) / 100)) }

// Metric is a chart that can be asked for.
type Metric struct {
	Name       string
	Title      string
	Gist       string // what is counted, in a few words
	Definition string
	Needs      string // what is counted at all, said where nothing is; "" where the kind of records tells it
	Board      string
	Unit       string
	Good       Good
	Entity     string
	Now        bool // of what is open now: a period says nothing about it
	Lies       bool
	Table      bool
	Apart      bool
	asked      string // by a report, whose name tells little
	series     []series
	labels     []string            // of the points of a figure
	unit       func(Source) string // of a report, whose field may be of any kind
	// figure computes the points where series do not tell them.
	figure func(context.Context, Source, Span) ([]Point, error)
}

// Metrics returns all metrics, board by board.
func Metrics() []Metric {
	return []Metric{
		pipeline(), forecast(), categories(), won(), winRate(), cycle(), lost(), velocity(),
		sources(), sourceWon(), conversion(), untouched(),
		segments(), risk(), churn(), lifetime(), recommendation(), satisfaction(), byArticle(),
		day(), ages(), flow(), targets(), answerTime(), unanswered(), solveTime(), reopened(),
		activities(), people(), steps(), promises(),
	}
}

// Key tells metrics apart: equal keys ask the same.
func (m Metric) Key() string { return m.Name + m.asked }

// Words are the texts by which the metric and its points are said, apart from values of records.
func (m Metric) Words() []string {
	out := append([]string{m.Title, m.Gist, m.Definition, m.Needs}, m.labels...)
	for _, x := range m.series {
		out = append(out, x.name, x.by.none)
		for _, c := range x.by.classes {
			out = append(out, c.label)
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
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
func (m Metric) Compute(ctx context.Context, s Source, span Span) (c Chart, err error) {
	s.used = map[Rate]bool{}
	s.Store = asOf{s.Store, crm.InstantOf(s.Now)}
	defer func() { c.Rates = listed(s.used) }()
	c = Chart{
		Name: m.Name, Title: m.Title, Definition: m.Definition, Unit: m.Unit, Good: m.Good, Entity: m.Entity, Lies: m.Lies, Table: m.Table, Apart: m.Apart, AsOf: crm.InstantOf(s.Now),
	}
	if m.unit != nil {
		c.Unit = m.unit(s)
	}
	if m.figure != nil {
		points, err := m.figure(ctx, s, span)
		c.Points = points
		for _, p := range points {
			c.N += p.N
		}
		return c, err
	}
	counted := map[string]bool{} // a series of the same records beside another one counts none anew
	for _, x := range m.series {
		points, err := x.points(ctx, s, m.Entity, span)
		if err != nil {
			return Chart{}, err
		}
		again := counted[x.records()]
		counted[x.records()] = true
		for _, p := range points {
			if c.Points = append(c.Points, p); !again {
				c.N += p.N
			}
		}
	}
	return c, m.compare(ctx, s, span, &c)
}

// compare sets the number over the whole period and that over the one before.
func (m Metric) compare(ctx context.Context, s Source, span Span, c *Chart) (err error) {
	x := m.series[0]
	if x.by.classes != nil || m.Now {
		return nil
	}
	if c.Total, err = x.total(ctx, s, m.Entity, span); err != nil {
		return err
	}
	earlier, ok := span.Before()
	if !ok {
		return nil
	}
	c.Earlier = earlier
	c.Before, err = x.total(ctx, s, m.Entity, earlier)
	if c.Before.Currency != c.Total.Currency {
		c.Before = Point{}
	}
	return err
}
