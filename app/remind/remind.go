// Package remind decides when a person is reminded of what: each thing once at its time, whatever the computer and its clock do in
// between. Its decisions are pure functions of the planned items, of what was shown before, and of now.
package remind

import (
	"slices"
	"time"

	"satchel/app/agenda"
	"satchel/app/crm"
)

// Mark remembers that a person was reminded of a record's time, or wants to be reminded later. A record whose time is moved counts as
// another thing.
type Mark struct {
	Ref   crm.Ref     `json:"ref"`
	At    crm.Instant `json:"at"`              // the time of the record
	Until crm.Instant `json:"until,omitempty"` // put off until then, 0 = not
	Rung  bool        `json:"rung,omitempty"`  // shown at its time, or at the one that it was put off to
	Seen  bool        `json:"seen,omitempty"`  // a person looked at it and wants to hear no more
}

// Book is everything that is remembered. The zero Book has not begun yet.
type Book struct {
	// From is when reminding began; what was due before is not shown.
	From  crm.Instant `json:"from"`
	Marks []Mark      `json:"marks,omitempty"` // in the order of their making
}

// mostMarks is how many are remembered; the oldest are forgotten first. The clock plays no part in it: it may be wrong.
const mostMarks = 2000

// late is how long after its time a reminder still counts as on time; later ones are told together, as missed.
const late = 2 * time.Minute

// Turn is what has to be shown now, and when to look again.
type Turn struct {
	Ring   []agenda.Item // due now
	Missed []agenda.Item // due while nobody could be reminded: the computer slept, or the program did not run
	Next   crm.Instant   // when the next one is due, 0 = none is known
}

// Turn goes through the items as of now and returns the book in which what has to be shown is marked. lead is how long before its time a
// person is reminded. What is due on a day without an hour rings when the working day begins, not at midnight.
func (b Book) Turn(items []agenda.Item, now crm.Instant, lead time.Duration, zone *time.Location) (Book, Turn) {
	next := Book{From: b.From, Marks: slices.Clone(b.Marks)}
	if next.From == 0 || next.From > now { // a clock that was set back must not silence the time until it is right again
		next.From = now
	}
	var t Turn
	for _, i := range items {
		at, ok := b.rings(i, lead, zone)
		switch {
		case !ok || moment(i, zone) < next.From && b.mark(i) == nil:
		case at > now:
			if t.Next == 0 || at < t.Next {
				t.Next = at
			}
		default:
			m := Mark{Ref: i.Ref, At: i.At, Rung: true}
			punctual := max(at, moment(i, zone))
			if old := b.mark(i); old != nil && old.Until != 0 {
				m.Until, punctual = old.Until, at
			}
			next.put(m)
			if now > punctual+crm.Instant(late.Milliseconds()) {
				t.Missed = append(t.Missed, i)
			} else {
				t.Ring = append(t.Ring, i)
			}
		}
	}
	return next, t
}

// rings tells when an item is to be shown; false if it was, or never is.
func (b Book) rings(i agenda.Item, lead time.Duration, zone *time.Location) (crm.Instant, bool) {
	m := b.mark(i)
	switch {
	case i.Done || i.At == 0:
		return 0, false
	case m != nil && (m.Rung || m.Seen):
		return 0, false
	case m != nil && m.Until != 0:
		return m.Until, true
	case i.AllDay(zone):
		return moment(i, zone), true
	}
	return i.At - crm.Instant(lead.Milliseconds()), true
}

// moment is when an item takes place: its time, or the beginning of the working day where it has only a day.
func moment(i agenda.Item, zone *time.Location) crm.Instant {
	if !i.AllDay(zone) {
		return i.At
	}
	y, m, d := i.At.Time().In(zone).Date()
	return crm.InstantOf(time.Date(y, m, d, morning, 0, 0, 0, zone))
}

// mark finds what is remembered about an item at its time, nil if nothing is.
func (b Book) mark(i agenda.Item) *Mark {
	for n := len(b.Marks) - 1; n >= 0; n-- {
		if m := &b.Marks[n]; m.Ref == i.Ref {
			if m.At == i.At {
				return m
			}
			return nil
		}
	}
	return nil
}

// put replaces what is remembered about a record.
func (b *Book) put(m Mark) {
	b.Marks = slices.DeleteFunc(b.Marks, func(old Mark) bool { return old.Ref == m.Ref })
	b.Marks = append(b.Marks, m)
	if n := len(b.Marks) - mostMarks; n > 0 {
		b.Marks = b.Marks[n:]
	}
}

// Waiting lists the items that were shown and wait for a person: neither done, nor moved, nor put off, nor seen.
func (b Book) Waiting(items []agenda.Item) []agenda.Item {
	var out []agenda.Item
	for _, i := range items {
		if m := b.mark(i); m != nil && m.Rung && !m.Seen && !i.Done {
			out = append(out, i)
		}
	}
	return out
}

// Snooze returns the book in which an item is shown again at a later moment.
func (b Book) Snooze(i agenda.Item, until crm.Instant) Book {
	next := Book{From: b.From, Marks: slices.Clone(b.Marks)}
	next.put(Mark{Ref: i.Ref, At: i.At, Until: until})
	return next
}

// Dismiss returns the book in which an item is not mentioned again.
func (b Book) Dismiss(i agenda.Item) Book {
	next := Book{From: b.From, Marks: slices.Clone(b.Marks)}
	next.put(Mark{Ref: i.Ref, At: i.At, Rung: true, Seen: true})
	return next
}

// Snooze is how long a reminder is put off.
type Snooze string

// The ways to put off.
const (
	TenMinutes Snooze = "10 min"
	Tomorrow   Snooze = "tomorrow"
	NextWeek   Snooze = "next week"
)

// morning is the hour at which the working day begins: what has only a day rings then, and what is put off to a day.
const morning = 9

// Until is the moment to which a reminder is put off, by the clock on the wall: tomorrow and on Monday at nine.
func (s Snooze) Until(now time.Time) crm.Instant {
	y, m, d := now.Date()
	switch s {
	case Tomorrow:
		return crm.InstantOf(time.Date(y, m, d+1, morning, 0, 0, 0, now.Location()))
	case NextWeek:
		return crm.InstantOf(time.Date(y, m, d+7-(int(now.Weekday())+6)%7, morning, 0, 0, 0, now.Location()))
	}
	return crm.InstantOf(now.Add(10 * time.Minute))
}
