package crm

import (
	"strings"
	"time"
)

// Bind checks a filter against an entity and turns its words into typed values: keywords and periods become days or moments of env,
// so that only [And], [Or], [Not] and [Test] are left. A nil filter stays nil. The error is a sentence for the person.
func (c *Catalog) Bind(entity string, filter Expr, env Env) (Expr, error) {
	switch e := filter.(type) {
	case nil:
		return nil, nil
	case And:
		list, err := c.bindAll(entity, e, env)
		return And(list), err
	case Or:
		list, err := c.bindAll(entity, e, env)
		return Or(list), err
	case Not:
		of, err := c.Bind(entity, e.Of, env)
		return Not{of}, err
	case Cond:
		return c.bindCond(entity, e, env)
	}
	return filter, nil
}

func (c *Catalog) bindAll(entity string, list []Expr, env Env) ([]Expr, error) {
	out := make([]Expr, len(list))
	for i, e := range list {
		bound, err := c.Bind(entity, e, env)
		if err != nil {
			return nil, err
		}
		out[i] = bound
	}
	return out, nil
}

func (c *Catalog) bindCond(entity string, cond Cond, env Env) (Expr, error) {
	path, err := c.Path(entity, cond.Path)
	if err != nil {
		return nil, err
	}
	if path.Back != nil && path.Field.Name == Touched {
		return c.bindTouched(entity, path, cond, env)
	}
	if back := path.Back; back != nil {
		cond.Path = strings.TrimPrefix(cond.Path, back.Entity.Name+".")
		where, err := c.bindCond(back.Entity.Name, cond, env)
		return Some{Back: *back, Where: where}, err
	}
	f := path.Last()
	switch cond.Op {
	case Empty, NotEmpty:
		return Test{Path: path, Op: cond.Op}, nil
	case Contains, Starts:
		if !f.IsText() && !f.IsList() && f.Kind != Postal {
			return nil, FieldErrorf(f.Name, "%s is not a text; %q does not apply to it.", Term(f.Label), cond.Op)
		}
		return Test{Path: path, Op: cond.Op, Values: []any{word(cond.Args[0], env)}}, nil
	case In, NotIn:
		return bindIn(path, cond, env)
	}
	if other, ok := c.beside(entity, path, cond.Args[0]); ok {
		return Test{Path: path, Op: cond.Op, Values: []any{other}}, nil
	}
	return bindCompare(path, cond.Op, cond.Args[0], env)
}

func bindIn(path Path, cond Cond, env Env) (Expr, error) {
	f := path.Last()
	if f.IsTime() {
		var periods Or
		for _, a := range cond.Args {
			p, ok := ParsePeriod(a.Text, env)
			if !ok {
				return nil, FieldErrorf(f.Name, "%q is not a period such as today, next 7 days, 2026-03 or 2026-Q2.", clip(a.Text))
			}
			periods = append(periods, And{edge(path, Ge, p.From), edge(path, Lt, p.To)})
		}
		if cond.Op == NotIn {
			return Not{periods}, nil
		}
		return periods, nil
	}
	t := Test{Path: path, Op: cond.Op}
	for _, a := range cond.Args {
		v, err := operand(f, a, env)
		if err != nil {
			return nil, err
		}
		t.Values = append(t.Values, v)
	}
	return t, nil
}

// beside finds the time field of the same record that a time is compared with: "closed_at >= created_at". No period has such a name.
func (c *Catalog) beside(entity string, path Path, a Arg) (Path, bool) {
	if f := path.Last(); a.Quoted || !f.IsTime() || len(path.Links) > 0 {
		return Path{}, false
	}
	e, err := c.Entity(entity)
	if err != nil || !e.Has(a.Text) {
		return Path{}, false
	}
	other, _ := e.Field(a.Text)
	return Path{Field: other}, other.Kind == path.Field.Kind
}

// bindCompare turns a comparison with a day or a longer period into its edges: "> 2017-Q2" begins after the quarter, "<= today"
// ends with today.
func bindCompare(path Path, op Op, a Arg, env Env) (Expr, error) {
	f := path.Last()
	if f.IsTime() {
		if p, ok := ParsePeriod(a.Text, env); ok {
			switch op {
			case Eq:
				return And{edge(path, Ge, p.From), edge(path, Lt, p.To)}, nil
			case Ne:
				return Not{And{edge(path, Ge, p.From), edge(path, Lt, p.To)}}, nil
			case Lt, Ge:
				return edge(path, op, p.From), nil
			case Le:
				return edge(path, Lt, p.To), nil
			case Gt:
				return edge(path, Ge, p.To), nil
			}
		}
	}
	if op != Eq && op != Ne && (f.IsList() || f.Kind == Bool || f.Kind == Link || f.Kind == Postal) {
		return nil, FieldErrorf(f.Name, "%s has no order; %q does not apply to it.", Term(f.Label), op)
	}
	v, err := operand(f, a, env)
	if err != nil {
		return nil, err
	}
	test := Test{Path: path, Op: op, Values: []any{v}}
	if f.Days && isNow(a) { // today as a whole is not over
		switch today := edge(path, Ne, env.today()); op {
		case Lt, Le:
			return And{test, today}, nil
		case Gt, Ge:
			today.Op = Eq
			return Or{test, today}, nil
		}
	}
	return test, nil
}

// isNow tells whether an operand is the word for this moment.
func isNow(a Arg) bool { return !a.Quoted && strings.EqualFold(a.Text, "now") }

// edge compares with the beginning of a day in the field's own kind.
func edge(path Path, op Op, at time.Time) Test {
	if path.Last().Kind == Day {
		return Test{Path: path, Op: op, Values: []any{DateOf(at)}}
	}
	return Test{Path: path, Op: op, Values: []any{InstantOf(at)}}
}

// operand reads one word as a value of the field. Money is read in whole currency units with two decimal places, whatever the
// record's currency: filters compare amounts as people write them.
func operand(f Field, a Arg, env Env) (any, error) {
	if isNow(a) && f.Kind == Moment {
		return InstantOf(env.Now), nil
	}
	switch f.Kind {
	case Link, Links:
		return word(a, env), nil
	case Emails, Phones, Tags, MultiChoice, Text, LongText, URL, Postal:
		return a.Text, nil
	}
	v, err := ParseText(f, a.Text, Locale{Zone: env.Zone})
	if err == nil && v == nil {
		return nil, FieldErrorf(f.Name, "%s cannot be compared with nothing; write \"is empty\".", Term(f.Label))
	}
	return v, err
}

func word(a Arg, env Env) any {
	if !a.Quoted && strings.EqualFold(a.Text, "me") {
		return env.Me
	}
	return a.Text
}
