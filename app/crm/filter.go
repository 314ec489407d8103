package crm

import (
	"strconv"
	"strings"
)

// Expr is a filter: [And], [Or], [Not] over conditions. A parsed filter has [Cond] leaves, a bound one [Test] and [Some] leaves. Logic is
// two-valued: a condition on a value that is not set is false, except Ne, NotIn and Empty, and Not turns false into true.
type Expr interface {
	String() string // the filter language; parses back to an equal filter
	precedence() int
}

// And holds when all its parts hold; empty holds always.
type And []Expr

// Or holds when one of its parts holds; empty never holds.
type Or []Expr

// Not holds when its part does not.
type Not struct{ Of Expr }

// Op compares a field with values.
type Op string

// The comparisons. Text is compared without case, and without accents where the field is marked Fold.
const (
	Eq       Op = "="
	Ne       Op = "!="
	Lt       Op = "<"
	Le       Op = "<="
	Gt       Op = ">"
	Ge       Op = ">="
	In       Op = "in"
	NotIn    Op = "not in"
	Contains Op = "contains" // part of a text; one of a list
	Starts   Op = "starts"   // beginning of a text
	Empty    Op = "is empty"
	NotEmpty Op = "is set"
)

// Arg is one word to compare with. Only an unquoted word can be a keyword such as today or me.
type Arg struct {
	Text   string
	Quoted bool
}

// Cond is one condition as written.
type Cond struct {
	Path string
	Op   Op
	Args []Arg
}

// Test is one condition bound to a catalog: Values have the type of the field's kind (list fields compare with string). It has
// one value, none for Empty and NotEmpty, any number for In and NotIn. A time may be compared with a [Path] to another time field of
// the same record.
type Test struct {
	Path   Path
	Op     Op
	Values []any
}

// Some is a bound condition on records that link here: it holds if Where holds for one of them.
type Some struct {
	Back  Back
	Where Expr // over Back.Entity
}

// Where builds a condition without parsing: Where("stage", Eq, "Won"). Values are taken as quoted words.
func Where(path string, op Op, words ...string) Expr {
	c := Cond{Path: path, Op: op}
	for _, w := range words {
		c.Args = append(c.Args, Arg{Text: w, Quoted: true})
	}
	return c
}

// Within builds a condition on a period or keyword: Within("close_date", "next 7 days").
func Within(path, period string) Expr { return Cond{Path: path, Op: In, Args: []Arg{{Text: period}}} }

// AllOf joins filters by and, leaving out nil.
func AllOf(exprs ...Expr) Expr {
	var out And
	for _, e := range exprs {
		if e != nil {
			out = append(out, e)
		}
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	return out
}

func (a And) precedence() int { return 2 }
func (o Or) precedence() int  { return 1 }
func (Not) precedence() int   { return 3 }
func (Cond) precedence() int  { return 4 }
func (Test) precedence() int  { return 4 }
func (Some) precedence() int  { return 4 }

func (a And) String() string { return join(a, " and ", 2) }
func (o Or) String() string  { return join(o, " or ", 1) }

func (n Not) String() string { return "not " + wrap(n.Of, 3) }

func (c Cond) String() string {
	path := c.Path
	switch c.Op {
	case Empty, NotEmpty:
		return path + " " + string(c.Op)
	case In, NotIn:
		if len(c.Args) == 1 && !c.Args[0].Quoted {
			return path + " " + string(c.Op) + " " + c.Args[0].Text
		}
		words := make([]string, len(c.Args))
		for i, a := range c.Args {
			words[i] = a.String()
		}
		return path + " " + string(c.Op) + " (" + strings.Join(words, ", ") + ")"
	}
	return path + " " + string(c.Op) + " " + c.Args[0].String()
}

func (t Test) String() string {
	c := Cond{Path: t.Path.String(), Op: t.Op}
	for _, v := range t.Values {
		if other, ok := v.(Path); ok {
			c.Args = append(c.Args, Arg{Text: other.String()})
			continue
		}
		c.Args = append(c.Args, Arg{Text: FormatText(t.Path.Last(), v, Locale{}), Quoted: true})
	}
	return c.String()
}

func (s Some) String() string { return s.Back.Entity.Name + "(" + s.Where.String() + ")" }

func (a Arg) String() string {
	if a.Quoted {
		return strconv.Quote(a.Text)
	}
	return a.Text
}

func join[T ~[]Expr](list T, sep string, precedence int) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = wrap(e, precedence+1)
	}
	return strings.Join(parts, sep)
}

func wrap(e Expr, least int) string {
	if e.precedence() < least {
		return "(" + e.String() + ")"
	}
	return e.String()
}
