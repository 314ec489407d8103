package crm

// Touched is the word by which a filter asks when somebody last dealt with a record: when one of its activities last reached the
// customer or, before any did, when the record came. "touched < last 14 days".
const Touched = "touched"

// Untouched is the condition that nobody has dealt with a record for 14 days. The fixed views and the marks of cards both ask by it.
func Untouched() Expr { return Cond{Path: Touched, Op: Lt, Args: []Arg{{Text: "last 14 days"}}} }

// Touches finds the records that tell when one of an entity was last dealt with; which of them count says [Timeline].Touch. False where
// there are none.
func (c *Catalog) Touches(entity string) (Back, bool) {
	to, err := c.Entity(entity)
	if err != nil {
		return Back{}, false
	}
	for _, e := range c.entities {
		if e == to || e.Timeline == nil || e.Timeline.Touch == nil {
			continue
		}
		if b := c.back(to, e.Name); b != nil {
			return *b, true
		}
	}
	return Back{}, false
}

// touched is what the word stands for.
func (c *Catalog) touched(entity string) (Path, bool) {
	b, ok := c.Touches(entity)
	return Path{Back: &b, Field: Field{Name: Touched, Label: "Last touched", Kind: Moment}}, ok
}

// toucher binds a condition on the last touch: it is one on when the record came, and one on its touches.
type toucher struct {
	back        Back
	created, at Path
	which       Expr
}

func (c *Catalog) bindTouched(entity string, path Path, cond Cond, env Env) (Expr, error) {
	t := toucher{back: *path.Back}
	var err error
	if t.created, err = c.Path(entity, FieldCreatedAt); err != nil {
		return nil, err
	}
	touches := t.back.Entity
	if t.at, err = c.Path(touches.Name, touches.Timeline.At); err != nil {
		return nil, err
	}
	if t.which, err = c.Bind(touches.Name, touches.Timeline.Touch, env); err != nil {
		return nil, err
	}
	cond.Path = FieldCreatedAt // of the same kind
	bound, err := c.bindCond(entity, cond, env)
	return t.expr(bound), err
}

// expr replaces the conditions of a bound filter.
func (t toucher) expr(e Expr) Expr {
	switch e := e.(type) {
	case And:
		return And(t.all(e))
	case Or:
		return Or(t.all(e))
	case Not:
		return Not{t.expr(e.Of)}
	case Test:
		return t.test(e)
	}
	return e
}

func (t toucher) all(list []Expr) []Expr {
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = t.expr(e)
	}
	return out
}

func (t toucher) test(x Test) Expr {
	some := func(op Op) Expr { return Some{t.back, And{t.which, Test{t.at, op, x.Values}}} }
	created := func(op Op) Expr { return Test{t.created, op, x.Values} }
	switch x.Op {
	case Lt:
		return And{created(Lt), Not{some(Ge)}}
	case Le:
		return And{created(Le), Not{some(Gt)}}
	case Ge, Gt:
		return Or{created(x.Op), some(x.Op)}
	case Eq:
		return And{Or{created(Ge), some(Ge)}, created(Le), Not{some(Gt)}}
	case Ne:
		return Not{t.test(Test{x.Path, Eq, x.Values})}
	}
	return created(x.Op) // every record came once: is set, is empty
}
