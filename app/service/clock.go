package service

import (
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/app/worktime"
)

// clock runs over one ticket. It stands still while the ticket waits for the customer or is settled.
type clock struct {
	created, answered, solved crm.Instant // 0 = not yet
	wrote                     crm.Instant // when the customer wrote last, if nobody answered since; 0 = no
	said                      crm.Instant // when somebody of ours spoke last
	promised                  crm.Instant
	changes                   []crm.StateChange
	pauses                    []pause
	target                    target
	answerWithin              time.Duration
}

// pause is a stretch in which the clock stands; to 0 = still.
type pause struct{ from, to crm.Instant }

func newClock(p *Plan, f Facts) clock {
	t := f.Ticket
	c := clock{created: t.Instant(crm.FieldCreatedAt), promised: t.Instant("promised_at"), changes: crm.States(t), target: p.targetOf(t)}
	if crm.IsDone(t.Text("status")) {
		if c.solved = t.Instant("solved_at"); c.solved == 0 {
			c.solved = lastDone(c.changes)
		}
	}
	c.pauses = pauses(c.changes)
	c.answerWithin = c.target.answer
	opened := false // by us: there is nothing to answer
	for _, touch := range f.Touches {
		switch {
		case touch.In || touch.Automatic:
		case touch.At <= c.created:
			opened = true
		case c.answered == 0 || touch.At < c.answered:
			c.answered = touch.At
		}
		if !touch.In && !touch.Automatic {
			c.said = max(c.said, touch.At)
		}
	}
	for _, touch := range f.Touches {
		if touch.In && touch.At > c.said {
			c.wrote = max(c.wrote, touch.At)
		}
	}
	if opened {
		c.answered, c.answerWithin = 0, 0
	}
	return c
}

// lastDone is when a ticket came to the settled state that it is in.
func lastDone(changes []crm.StateChange) crm.Instant {
	var at crm.Instant
	for i := len(changes) - 1; i >= 0 && crm.IsDone(changes[i].State); i-- {
		at = changes[i].At
	}
	return at
}

// pauses are the stretches in which a ticket waited for the customer or was settled.
func pauses(changes []crm.StateChange) []pause {
	var out []pause
	for _, x := range changes {
		stands := x.State == crm.TicketWaiting || crm.IsDone(x.State)
		open := len(out) > 0 && out[len(out)-1].to == 0
		switch {
		case stands && !open:
			out = append(out, pause{from: x.At})
		case !stands && open:
			out[len(out)-1].to = x.At
		}
	}
	return out
}

// hours is the calendar by which the clock runs.
func (c clock) hours() *worktime.Calendar { return c.target.hours }

// running calls f with the stretches in which the clock runs from a moment on, until f returns false; the last has no end (0). What
// comes after over no longer stops it: it is known how it went.
func (c clock) running(from, over crm.Instant, f func(a, b crm.Instant) bool) {
	for _, p := range c.pauses {
		if over != 0 && p.from >= over {
			break
		}
		if p.to != 0 && p.to <= from {
			continue
		}
		if p.from > from && !f(from, p.from) {
			return
		}
		if p.to == 0 {
			return
		}
		from = p.to
	}
	f(from, 0)
}

// dueAfter is when the clock has run for so long since a moment; 0 for no target, and while that is open because the clock stands.
func (c clock) dueAfter(from crm.Instant, within time.Duration, over crm.Instant) crm.Instant {
	if within <= 0 || from == 0 || c.target.broken != nil {
		return 0
	}
	var due crm.Instant
	c.running(from, over, func(a, b crm.Instant) bool {
		if b != 0 {
			if worked := c.hours().Between(a, b); worked < within {
				within -= worked
				return true
			}
		}
		due, _ = c.hours().Add(a, within) // none within 20 years is none
		return false
	})
	return due
}

// worked is the working time between two moments in which the clock ran.
func (c clock) worked(from, to crm.Instant) time.Duration {
	var sum time.Duration
	c.running(from, to, func(a, b crm.Instant) bool {
		if b == 0 || b > to {
			b = to
		}
		if a < b {
			sum += c.hours().Between(a, b)
		}
		return b < to
	})
	return sum
}

// outstanding sets what is due next, for what, and from when on it is near; while the clock stands, what would be left.
func (c clock) outstanding(out crm.Values) {
	type due struct {
		what           string
		at, warn, from crm.Instant
		within         time.Duration
	}
	list := []due{{what: crm.DuePromise, at: c.promised, warn: c.promised - crm.Instant(nearTime.Milliseconds())}}
	if c.answered == 0 {
		list = append(list, due{what: crm.DueAnswer, from: c.created, within: c.answerWithin})
	}
	if c.said != 0 && c.solved == 0 {
		list = append(list, due{what: crm.DueUpdate, from: c.said, within: c.target.update})
	}
	list = append(list, due{what: crm.DueSolution, from: c.created, within: c.target.solve})
	if c.solved != 0 { // how it went
		list = slices.DeleteFunc(list, func(d due) bool { return d.what == crm.DueAnswer })
	}
	for i, d := range list {
		if d.what == crm.DuePromise || d.within <= 0 {
			continue
		}
		list[i].at, list[i].warn = c.dueAfter(d.from, d.within, c.solved), d.from
		if soon := d.within - c.warnBefore(d.within); soon > 0 {
			list[i].warn = c.dueAfter(d.from, soon, c.solved)
		}
		if d.what == crm.DueUpdate && list[i].at != 0 {
			out["update_due_at"] = list[i].at
		}
		if d.what == crm.DueSolution && list[i].at == 0 && c.solved == 0 && c.target.broken == nil && len(c.pauses) > 0 {
			out["time_left"] = seconds(d.within - c.worked(c.created, c.pauses[len(c.pauses)-1].from))
		}
	}
	next := due{}
	for _, d := range list {
		if d.at != 0 && (next.at == 0 || d.at < next.at) {
			next = d
		}
	}
	if next.at != 0 {
		out["due_at"], out["due_for"], out["warn_at"] = next.at, next.what, next.warn
	}
}

// warnBefore is how long before the end of such a time the ticket is near it.
func (c clock) warnBefore(within time.Duration) time.Duration {
	if c.target.warn > 0 {
		return c.target.warn
	}
	return min(nearTime, within/4)
}

// reopenings sets when a ticket was settled first, and whether that held.
func (c clock) reopenings(out crm.Values) {
	var first, again crm.Instant
	var times int64
	done := false
	for _, x := range c.changes {
		switch {
		case crm.IsDone(x.State) && !done:
			done = true
			if first == 0 {
				first = x.At
			}
		case !crm.IsDone(x.State) && done:
			done = false
			if times++; again == 0 {
				again = x.At
			}
		}
	}
	if first == 0 {
		first = c.solved
	}
	if first != 0 {
		out["first_solved_at"] = first
	}
	if times > 0 {
		out["reopens"], out["reopened_after"] = times, int64((again-first)/1000)
	}
}
