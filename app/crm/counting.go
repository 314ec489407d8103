package crm

import "strings"

// Counting is how a view counts what it finds: it makes a report of a list. The zero value is a plain list.
type Counting struct {
	Measure Measure // a function and, but for a count, its field
	By      []Group // at most two axes; none = one number
	Form    string  // "" = as fits, else [FormBars], [FormRows] or [FormTable]
}

// The forms of a report.
const (
	FormBars  = "bars"
	FormRows  = "rows"
	FormTable = "table"
)

// MostAxes is how many axes a report can have.
const MostAxes = 2

// IsZero tells whether nothing is counted.
func (c Counting) IsZero() bool { return c.Measure.Fn == "" }

// String writes it as it is stored and as the command line takes it: "sum amount by closed_at month, organisation.industry as rows".
func (c Counting) String() string {
	if c.IsZero() {
		return ""
	}
	out := string(c.Measure.Fn)
	if c.Measure.Field != "" {
		out += " " + c.Measure.Field
	}
	for i, g := range c.By {
		out += map[bool]string{true: " by ", false: ", "}[i == 0] + g.Field
		if g.Bucket != "" {
			out += " " + string(g.Bucket)
		}
	}
	if c.Form != "" {
		out += " as " + c.Form
	}
	return out
}

// ParseCounting reads what [Counting.String] writes; "" is a plain list.
func ParseCounting(text string) (Counting, error) {
	var c Counting
	words := strings.Fields(strings.ReplaceAll(text, ",", " , "))
	next := func() (w string) {
		if len(words) > 0 {
			w, words = words[0], words[1:]
		}
		return w
	}
	is := func(word string) bool { return len(words) > 0 && words[0] == word }
	bad := Errorf(CodeInvalid, "%q is no report: one is written as \"count by status\" or \"sum amount by closed_at month, owner as rows\".", clip(text))
	if len(words) == 0 {
		return c, nil
	}
	switch c.Measure.Fn = Fn(next()); c.Measure.Fn {
	case Count, Sum, Avg, Min, Max, Median, P90:
	default:
		return c, bad
	}
	if len(words) > 0 && !is("by") && !is("as") {
		c.Measure.Field = next()
	}
	if is("by") {
		for is("by") || is(",") {
			next()
			g := Group{Field: next()}
			if len(words) > 0 && !is(",") && !is("as") {
				g.Bucket = Bucket(next())
			}
			c.By = append(c.By, g)
		}
	}
	if is("as") {
		next()
		c.Form = next()
	}
	if len(words) > 0 || len(c.By) > MostAxes || c.Form != "" && c.Form != FormBars && c.Form != FormRows && c.Form != FormTable {
		return Counting{}, bad
	}
	for _, g := range c.By {
		switch g.Bucket {
		case "", ByDay, ByWeek, ByMonth, ByQuarter, ByYear:
		default:
			return Counting{}, bad
		}
	}
	return c, nil
}

// Countable tells whether a report can have a point for each value of a field.
func (f Field) Countable() bool {
	switch f.Kind {
	case LongText, Postal, Money, Decimal, Duration, URL:
		return false
	}
	return !f.IsList() && f.Name != FieldID
}

// CountingQuery is what a counting asks for: amounts by their currency first.
func (c *Catalog) CountingQuery(entity string, counting Counting) (Query, error) {
	q := Query{Entity: entity, Measure: []Measure{counting.Measure}}
	e, err := c.Entity(entity)
	if err != nil {
		return q, err
	}
	if f, ok := e.Field(counting.Measure.Field); ok && counting.Measure.Fn != Count {
		switch {
		case !f.IsNumber():
			return q, FieldErrorf(f.Name, "%s is not a number and cannot be added up.", Term(f.Label))
		case f.Kind == Money:
			q.Group = append(q.Group, Group{Field: f.Currency})
		}
	}
	for _, g := range counting.By {
		p, err := c.Path(entity, g.Field)
		if err != nil {
			return q, err
		}
		if f := p.Last(); !f.Countable() || f.IsTime() && g.Bucket == "" {
			return q, FieldErrorf(g.Field, "%s has too many values to count by.", Term(f.Label))
		}
		q.Group = append(q.Group, g)
	}
	return q, c.CheckQuery(q)
}
