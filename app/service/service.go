// Package service works out by when a ticket is to be answered and solved, and how long that took, from facts alone: its state changes,
// what was written, and the targets. So every computer comes to the same times, also for what happened while it was off. The store asks
// it at the end of every transaction that touched one of these facts.
package service

import (
	"maps"
	"time"

	"satchel/app/crm"
	"satchel/app/worktime"
)

// Version grows when the same facts lead to other times, so that they are worked out anew.
const Version = 1

// nearTime is how long before its time a ticket is near it where its target does not say, but at most a quarter of a target.
const nearTime = 4 * time.Hour

// always is the calendar of a target without working hours.
var always = func() *worktime.Calendar {
	day := []worktime.Span{{From: 0, To: 24 * 60}}
	c, err := worktime.New(time.UTC, worktime.Hours{day, day, day, day, day, day, day}, worktime.DaysOff{})
	if err != nil {
		panic(err)
	}
	return c
}()

// Facts are what a ticket's times follow from.
type Facts struct {
	Ticket  crm.Record
	Touches []Touch // in any order
}

// Touch is one contact about a ticket, over any channel.
type Touch struct {
	At        crm.Instant
	In        bool // from the customer
	Automatic bool // sent by a program, which answers nothing
}

// TouchOf reads a contact from a message or an activity; false for what no customer sees or what has not happened.
func TouchOf(r crm.Record) (Touch, bool) {
	t := Touch{At: r.Instant("at"), In: r.Text("direction") == "in", Automatic: r.Bool("automatic")}
	switch {
	case t.At == 0 && r.Entity == "message":
		t.At = r.Instant(crm.FieldCreatedAt)
	case r.Entity == "activity" && !r.Bool("done"):
		return t, false
	}
	seen := t.In || r.Text("direction") == "out"
	if r.Entity == "activity" && r.Text("kind") != "call" && r.Text("kind") != "email" && r.Text("kind") != "letter" {
		seen = r.Text("kind") == "meeting" || r.Text("kind") == "visit"
	}
	return t, seen && t.At != 0
}

// Times works out the derived fields of a ticket; every one of them is in the answer, nil where it is empty.
func (p *Plan) Times(f Facts) crm.Values {
	c := newClock(p, f)
	out := maps.Clone(nothing)
	set := func(name string, v crm.Instant) {
		if v != 0 {
			out[name] = v
		}
	}
	set("answered_at", c.answered)
	set("wrote_at", c.wrote)
	set("answer_due_at", c.dueAfter(c.created, c.answerWithin, c.answered))
	set("solve_due_at", c.dueAfter(c.created, c.target.solve, c.solved))
	if c.answered != 0 && c.target.broken == nil {
		out["answer_time"] = seconds(c.hours().Between(c.created, c.answered))
	}
	if c.solved >= c.created && c.solved != 0 && c.target.broken == nil {
		out["solve_time"] = seconds(c.hours().Between(c.created, c.solved))
		out["our_time"] = seconds(c.worked(c.created, c.solved))
	}
	c.reopenings(out)
	c.outstanding(out)
	if c.target.id != "" {
		out["target"] = c.target.id
		if c.target.escalateTo != "" && c.solved == 0 {
			out["escalates_to"] = c.target.escalateTo
		}
	}
	return out
}

// nothing are the derived fields without values.
var nothing = func() crm.Values {
	out := make(crm.Values, len(Derived))
	for _, name := range Derived {
		out[name] = nil
	}
	return out
}()

// Derived names the fields that [Plan.Times] sets.
var Derived = func() []string {
	var out []string
	e, err := crm.Base().Entity("ticket")
	if err != nil {
		panic(err)
	}
	for _, f := range e.Fields {
		if f.Derived {
			out = append(out, f.Name)
		}
	}
	return out
}()

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
