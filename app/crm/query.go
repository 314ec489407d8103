package crm

// Query is the only way to ask for records. Lists, views, charts, reports, exports and the command line use it, so that a number
// and the list behind it cannot differ. Storage compiles it to SQL.
type Query struct {
	Entity  string
	Where   Expr      // nil = all records
	Text    string    // words that the record must contain, found by the full-text search; "" = no restriction
	Sort    []Sort    // empty = the entity's own order; ties are broken by order of creation
	Fields  []string  // fields to read; nil = all
	Limit   int       // most rows; 0 = no limit
	Offset  int       // rows to skip
	Group   []Group   // with Measure: one row per combination of group values, in ascending order
	Measure []Measure // what to compute per group; without Group over all rows
	AsOf    Instant   // the moment that words such as "now" and "today" of the filter mean; 0 = that of asking
}

// Members behind the name of an entity means which records of it there are, not what they hold.
const Members = " members"

// Sort is one key of an order.
type Sort struct {
	Field string
	Desc  bool
}

// Group is one axis of a grouped query.
type Group struct {
	Field  string // may be a path such as "organisation.industry"
	Bucket Bucket // for days and moments; "" groups by the value itself
}

// Bucket cuts time into pieces, in the zone of the query's [Env].
type Bucket string

// The buckets; their group values are texts that sort in time order.
const (
	ByDay     Bucket = "day"     // "2026-11-22"
	ByWeek    Bucket = "week"    // Monday of the ISO week, "2026-11-16"
	ByMonth   Bucket = "month"   // "2026-11"
	ByQuarter Bucket = "quarter" // "2026-Q4"
	ByYear    Bucket = "year"    // "2026"
)

// Fn is a function over the rows of a group.
type Fn string

// The measures. Money may be summed only where the currency is one of the groups: see [Catalog.CheckQuery].
const (
	Count Fn = "count" // rows; with a field: rows where it is not empty
	Sum   Fn = "sum"
	Avg   Fn = "avg"
	Min   Fn = "min"
	Max   Fn = "max"
	// Median is the middle value, or the mean of the two middle ones; P90 is the smallest value that at least nine tenths do not exceed
	// (nearest rank). Both pass over empty values.
	Median Fn = "median"
	P90    Fn = "p90"
)

// Measure is one number to compute per group.
type Measure struct {
	Fn     Fn
	Field  string // "" only for Count
	Weight string // for Sum: a Percent field; sums Field × Weight / 100
	// Since, with a time field: what is measured is the days (of 24 hours) from Since to Field, negative where Field lies before; empty
	// where one of them is. Both are moments, or both days.
	Since string
}

// Row is one row of a grouped query. Keys are the group values as text, nil where the value is empty; Values are int64 for Count
// and for sums of integers and money in minor units, float64 otherwise (also for weighted sums, in minor units); nil for no rows.
type Row struct {
	Keys   []any
	Values []any
	N      int64 // rows in the group
}

// CheckQuery refuses a query that names what does not exist or that would add amounts of different currencies.
func (c *Catalog) CheckQuery(q Query) error {
	e, err := c.Entity(q.Entity)
	if err != nil {
		return err
	}
	for _, s := range q.Sort {
		if _, err := c.forward(e.Name, s.Field); err != nil {
			return err
		}
	}
	for _, name := range q.Fields {
		if !e.Has(name) {
			return FieldErrorf(name, "%s has no field %q.", Term(e.Label), clip(name))
		}
	}
	grouped := map[string]bool{}
	for _, g := range q.Group {
		path, err := c.forward(e.Name, g.Field)
		if err != nil {
			return err
		}
		if g.Bucket != "" && !path.Last().IsTime() {
			return FieldErrorf(g.Field, "%s is not a time and cannot be grouped by %s.", Term(path.Last().Label), g.Bucket)
		}
		grouped[g.Field] = true
	}
	for _, m := range q.Measure {
		if err := checkMeasure(e, m, grouped); err != nil {
			return err
		}
	}
	return nil
}

func checkMeasure(e *Entity, m Measure, grouped map[string]bool) error {
	if m.Field == "" {
		if m.Fn != Count {
			return Errorf(CodeInvalid, "The measure %q needs a field.", m.Fn)
		}
		return nil
	}
	f, ok := e.Field(m.Field)
	if !ok {
		return FieldErrorf(m.Field, "%s has no field %q.", Term(e.Label), clip(m.Field))
	}
	if m.Since != "" {
		if since, ok := e.Field(m.Since); !ok || !f.IsTime() || since.Kind != f.Kind {
			return FieldErrorf(m.Since, "The time from %s to %s cannot be measured.", clip(m.Since), Term(f.Label))
		}
		return nil
	}
	if (m.Fn == Sum || m.Fn == Avg || m.Fn == Median || m.Fn == P90) && !f.IsNumber() {
		return FieldErrorf(m.Field, "%s is not a number and cannot be added up.", Term(f.Label))
	}
	if m.Weight != "" {
		if w, ok := e.Field(m.Weight); !ok || w.Kind != Percent || m.Fn != Sum {
			return FieldErrorf(m.Weight, "A sum can be weighted only by a percentage.")
		}
	}
	if f.Kind == Money && m.Fn != Count && !grouped[f.Currency] {
		return FieldErrorf(m.Field, "Amounts of different currencies cannot be added: group by %s too.", f.Currency)
	}
	return nil
}
