package present

import (
	"cmp"
	"context"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Calendar is what happens on days in a row.
type Calendar struct {
	Days     []CalendarDay
	More     bool // there is more than can be shown
	Everyone bool // also what is others'
}

// CalendarDay is one day. Hours are those of the clock on the wall, so a day on which the clocks change looks like any other.
type CalendarDay struct {
	Start time.Time // its first moment
	Items []CalendarItem
}

// CalendarItem is one thing on a day.
type CalendarItem struct {
	agenda.Item
	AllDay      bool
	From, To    int // minutes after midnight, by the clock on the wall
	Lane, Lanes int // its place beside others at the same time
	Tone        Tone
	Icon        string // a sign of the kind, so that the colour is not alone
	Short       string // what and with whom
	Label       string // with a word for the kind
}

// calendarLeast is how many minutes an item takes at least.
const calendarLeast = 30

// LoadCalendar reads n days from the one of first.
func LoadCalendar(ctx context.Context, a *app.App, first time.Time, n int) (Calendar, error) {
	zone := first.Location()
	day := func(i int) time.Time {
		y, m, d := first.Date()
		return time.Date(y, m, d+i, 0, 0, 0, 0, zone)
	}
	everyone, err := agenda.Everyone(ctx, a)
	if err != nil {
		return Calendar{}, err
	}
	now := a.Now().In(zone)
	items, more, err := agenda.Read(ctx, a, agenda.Query{From: crm.InstantOf(day(0)), To: crm.InstantOf(day(n)), Mine: !everyone})
	if err != nil {
		return Calendar{}, err
	}
	c := Calendar{More: more, Everyone: everyone, Days: make([]CalendarDay, n)}
	for i := range c.Days {
		c.Days[i].Start = day(i)
	}
	for _, i := range items {
		t := i.At.Time().In(zone)
		if k := daysBetween(day(0), t); k >= 0 && k < n {
			c.Days[k].Items = append(c.Days[k].Items, onCalendar(i, t, now))
		}
	}
	for _, d := range c.Days {
		lanes(d.Items)
	}
	return c, nil
}

func onCalendar(i agenda.Item, t, now time.Time) CalendarItem {
	c := CalendarItem{
		Item: i, AllDay: i.AllDay(now.Location()), From: t.Hour()*60 + t.Minute(), Tone: kindTones[i.Kind], Icon: kindIcons[i.Kind],
		Short: i.Text + notEmpty(" · ", i.Who),
	}
	c.Label = KindWord(i.Kind) + ": " + c.Short
	c.To = min(c.From+max(int(i.Seconds/60), calendarLeast), 24*60)
	switch tone := pressing(i, now); {
	case i.Done:
		c.Tone, c.Icon, c.Label = "", "check", "✓ "+c.Label
	case tone == "red":
		c.Tone, c.Short, c.Label = tone, "! "+c.Short, "! "+c.Label
	case tone != "":
		c.Tone = tone
	}
	return c
}

// kindTones colour what is still to be done and does not press: red and amber say that it does.
var kindTones = map[string]Tone{
	"call": "blue", "email": "blue", "letter": "blue", "meeting": "teal", "visit": "green", "task": "blue", agenda.Step: "blue", agenda.Due: "blue",
}

// kindIcons are the signs of the kinds.
var kindIcons = map[string]string{
	"call": "call", "email": "mail", "letter": "letter", "meeting": "meeting", "visit": "visit", "note": "note", "task": "task",
	agenda.Step: "today", agenda.Due: "ticket",
}

// lanes puts items that overlap side by side. Items are in order of time.
func lanes(items []CalendarItem) {
	var group []*CalendarItem // that hang together
	end := 0
	finish := func() {
		most := 0
		for _, i := range group {
			most = max(most, i.Lane+1)
		}
		for _, i := range group {
			i.Lanes = most
		}
		group = nil
	}
	order := make([]*CalendarItem, 0, len(items))
	for n := range items {
		if !items[n].AllDay {
			order = append(order, &items[n])
		}
	}
	slices.SortStableFunc(order, func(x, y *CalendarItem) int { return cmp.Compare(x.From, y.From) })
	for _, i := range order {
		if i.From >= end {
			finish()
		}
		for taken := true; taken; {
			taken = slices.ContainsFunc(group, func(o *CalendarItem) bool { return o.Lane == i.Lane && o.To > i.From })
			if taken {
				i.Lane++
			}
		}
		group, end = append(group, i), max(end, i.To)
	}
	finish()
}

// Moved is what moving an item to another moment stores; nil for the time of a ticket, which a customer was promised.
func Moved(i agenda.Item, to time.Time, step any) crm.Values {
	switch i.Kind {
	case agenda.Due:
		return nil
	case agenda.Step:
		return crm.Values{"next_step_at": crm.InstantOf(to), "next_step": step}
	}
	return crm.Values{"at": crm.InstantOf(to)}
}

// CalendarSpan names n days from a first one: "23 Nov – 29 Nov 2026", "November 2026".
func CalendarSpan(first time.Time, n int) string {
	if n > 14 {
		return words.Time(first.AddDate(0, 0, 14), "January 2006")
	}
	return words.Time(first, "2 Jan") + " – " + words.Time(first.AddDate(0, 0, n-1), "2 Jan 2006")
}
