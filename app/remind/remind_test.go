package remind

import (
	"fmt"
	"math/rand"
	"testing"
	"time"

	"satchel/app/agenda"
	"satchel/app/crm"
)

// eight is when the tests begin.
var eight = time.Date(2026, time.November, 18, 8, 0, 0, 0, time.UTC)

func item(id string, t time.Time) agenda.Item {
	return agenda.Item{Ref: crm.Ref{Entity: "activity", ID: id}, Kind: "call", Text: id, At: crm.InstantOf(t)}
}

// life is a computer on which time passes; it counts how often each item was shown, and as what.
type life struct {
	book  Book
	items []agenda.Item
	lead  time.Duration
	zone  *time.Location
	rung  map[string]int
	late  map[string]int
}

func begin(items ...agenda.Item) *life {
	l := &life{items: items, zone: time.UTC, rung: map[string]int{}, late: map[string]int{}}
	l.at(eight)
	return l
}

func (l *life) at(now time.Time) Turn {
	var t Turn
	l.book, t = l.book.Turn(l.items, crm.InstantOf(now), l.lead, l.zone)
	for _, i := range t.Ring {
		l.rung[i.Text]++
	}
	for _, i := range t.Missed {
		l.late[i.Text]++
	}
	return t
}

// run looks at the clock every 30 seconds.
func (l *life) run(from, to time.Time) {
	for now := from; now.Before(to); now = now.Add(30 * time.Second) {
		l.at(now)
	}
}

func (l *life) want(t *testing.T, id string, rung, late int) {
	t.Helper()
	if l.rung[id] != rung || l.late[id] != late {
		t.Errorf("%s rang %d times and was missed %d times, want %d and %d", id, l.rung[id], l.late[id], rung, late)
	}
}

func TestEachRingsOnceAtItsTime(t *testing.T) {
	l := begin(item("eleven", eight.Add(3*time.Hour)))
	l.run(eight, eight.Add(3*time.Hour))
	l.want(t, "eleven", 0, 0)
	if turn := l.at(eight.Add(2 * time.Hour)); turn.Next != crm.InstantOf(eight.Add(3*time.Hour)) {
		t.Errorf("the next is at %s", turn.Next)
	}
	l.run(eight.Add(3*time.Hour), eight.Add(9*time.Hour))
	l.want(t, "eleven", 1, 0)
}

func TestALeadTimeRingsBefore(t *testing.T) {
	l := begin(item("eleven", eight.Add(3*time.Hour)))
	l.lead = 15 * time.Minute
	l.at(eight.Add(2*time.Hour + 44*time.Minute))
	l.want(t, "eleven", 0, 0)
	l.at(eight.Add(2*time.Hour + 45*time.Minute))
	l.lead = 0 // changed afterwards
	l.run(eight.Add(3*time.Hour), eight.Add(4*time.Hour))
	l.want(t, "eleven", 1, 0)
}

// The lid is closed at 11:05 and opened at 13:00.
func TestSleepMakesTheOneInBetweenMissed(t *testing.T) {
	l := begin(item("eleven", eight.Add(3*time.Hour)), item("twelve", eight.Add(4*time.Hour)), item("two", eight.Add(6*time.Hour)))
	l.run(eight, eight.Add(3*time.Hour+5*time.Minute))
	l.run(eight.Add(5*time.Hour), eight.Add(8*time.Hour))
	l.want(t, "eleven", 1, 0)
	l.want(t, "twelve", 0, 1)
	l.want(t, "two", 1, 0)
	if got := l.book.Waiting(l.items); len(got) != 3 {
		t.Errorf("%d wait for a person", len(got))
	}
}

func TestAWrongClockNeitherRepeatsNorSilences(t *testing.T) {
	l := begin(item("eleven", eight.Add(3*time.Hour)), item("two", eight.Add(6*time.Hour)))
	l.run(eight, eight.Add(4*time.Hour))
	yearBack := eight.AddDate(-1, 0, 0)
	l.run(yearBack, yearBack.Add(6*time.Hour))
	l.want(t, "eleven", 1, 0)
	l.want(t, "two", 0, 0)
	l.run(eight.Add(5*time.Hour), eight.Add(7*time.Hour)) // right again
	l.want(t, "eleven", 1, 0)
	l.want(t, "two", 1, 0)

	l = begin(item("eleven", eight.Add(3*time.Hour)))
	l.run(eight.Add(3*time.Hour), eight.Add(3*time.Hour+time.Minute))
	l.run(eight.Add(2*time.Hour), eight.Add(4*time.Hour)) // an hour back: the hour comes twice
	l.want(t, "eleven", 1, 0)
}

// A program that began with a clock a year ahead must remind once the clock is right.
func TestABeginningInTheFutureIsForgotten(t *testing.T) {
	l := &life{items: []agenda.Item{item("eleven", eight.Add(3*time.Hour))}, zone: time.UTC, rung: map[string]int{}, late: map[string]int{}}
	l.items[0].At = crm.InstantOf(eight.Add(3 * time.Hour))
	l.book = Book{From: crm.InstantOf(eight.AddDate(1, 0, 0))}
	l.run(eight, eight.Add(4*time.Hour))
	l.want(t, "eleven", 1, 0)
}

func TestWhatWasDueBeforeIsNotShown(t *testing.T) {
	l := begin(item("last year", eight.AddDate(-1, 0, 0)))
	l.run(eight, eight.Add(time.Hour))
	l.want(t, "last year", 0, 0)
}

func TestAnotherZoneChangesNoMoment(t *testing.T) {
	l := begin(item("eleven", eight.Add(3*time.Hour)))
	l.zone = time.FixedZone("far", 9*3600)
	l.run(eight, eight.Add(4*time.Hour))
	l.zone = time.FixedZone("west", -8*3600)
	l.run(eight.Add(4*time.Hour), eight.Add(24*time.Hour))
	l.want(t, "eleven", 1, 0)
}

func TestADayWithoutAnHourRingsWhenWorkBegins(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	midnight := time.Date(2026, 11, 19, 0, 0, 0, 0, berlin)
	l := begin(item("day", midnight))
	l.zone, l.lead = berlin, 15*time.Minute
	l.run(eight, midnight.Add(9*time.Hour))
	l.want(t, "day", 0, 0)
	l.run(midnight.Add(9*time.Hour), eight.AddDate(0, 0, 3))
	l.want(t, "day", 1, 0)

	l = begin(item("slept", midnight))
	l.zone = berlin
	l.at(midnight.Add(14 * time.Hour))
	l.want(t, "slept", 0, 1)

	l = &life{items: []agenda.Item{item("today", midnight)}, zone: berlin, rung: map[string]int{}, late: map[string]int{}}
	l.run(midnight.Add(8*time.Hour), midnight.Add(10*time.Hour)) // reminding begins on the day itself, before nine
	l.want(t, "today", 1, 0)
}

func TestSnoozedRingsAgainOnce(t *testing.T) {
	l := begin(item("eleven", eight.Add(3*time.Hour)))
	eleven := eight.Add(3 * time.Hour)
	l.run(eight, eleven.Add(time.Minute))
	l.book = l.book.Snooze(l.items[0], TenMinutes.Until(eleven.Add(time.Minute)))
	if n := len(l.book.Waiting(l.items)); n != 0 {
		t.Errorf("%d wait while it is put off", n)
	}
	l.run(eleven, eleven.Add(10*time.Minute))
	l.want(t, "eleven", 1, 0)
	l.run(eleven.Add(10*time.Minute), eleven.AddDate(0, 0, 1))
	l.want(t, "eleven", 2, 0)
	l.book = l.book.Dismiss(l.items[0])
	l.run(eleven.AddDate(0, 0, 1), eleven.AddDate(0, 0, 1).Add(time.Hour))
	l.want(t, "eleven", 2, 0)
}

func TestAMovedOrDoneItemIsAnotherMatter(t *testing.T) {
	eleven := eight.Add(3 * time.Hour)
	l := begin(item("eleven", eleven))
	l.run(eight, eleven.Add(time.Hour))
	l.items[0].At = crm.InstantOf(eleven.AddDate(0, 0, 1))
	l.run(eleven.Add(time.Hour), eleven.AddDate(0, 0, 1).Add(time.Minute))
	l.want(t, "eleven", 2, 0)
	l.items[0].At, l.items[0].Done = crm.InstantOf(eleven.AddDate(0, 0, 2)), true
	l.run(eleven.AddDate(0, 0, 2), eleven.AddDate(0, 0, 2).Add(time.Minute))
	l.want(t, "eleven", 2, 0)
}

func TestSnoozesAreByTheClockOnTheWall(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones here")
	}
	saturday := time.Date(2026, 10, 24, 16, 0, 0, 0, berlin) // the clocks go back in the night
	for how, want := range map[Snooze]time.Time{
		TenMinutes: saturday.Add(10 * time.Minute),
		Tomorrow:   time.Date(2026, 10, 25, 9, 0, 0, 0, berlin),
		NextWeek:   time.Date(2026, 10, 26, 9, 0, 0, 0, berlin),
	} {
		if got := how.Until(saturday); got != crm.InstantOf(want) {
			t.Errorf("%s is %s, want %s", how, got, crm.InstantOf(want))
		}
	}
}

// However the computer sleeps, restarts and has its clock set back, nothing is shown twice, and everything due is shown in the end.
func TestNothingTwiceAndNothingLost(t *testing.T) {
	for seed := range int64(200) {
		luck := rand.New(rand.NewSource(seed)) //nolint:gosec // a test
		l := begin()
		for n := range 30 {
			l.items = append(l.items, item(fmt.Sprint(n), eight.Add(time.Duration(1+luck.Intn(48*60))*time.Minute)))
		}
		now := eight
		for range 300 {
			switch luck.Intn(20) {
			case 0: // sleep
				now = now.Add(time.Duration(luck.Intn(300)) * time.Minute)
			case 1: // a wrong clock for one look
				l.at(now.AddDate(-luck.Intn(3), 0, -luck.Intn(3)))
			case 2:
				l.lead = time.Duration(luck.Intn(30)) * time.Minute
			default:
				now = now.Add(time.Duration(luck.Intn(60)) * 10 * time.Second)
			}
			l.at(now)
		}
		l.at(eight.AddDate(0, 0, 3))
		for _, i := range l.items {
			if n := l.rung[i.Text] + l.late[i.Text]; n != 1 && i.At%crm.Instant(24*3600*1000) != 0 {
				t.Fatalf("seed %d: %s was shown %d times", seed, i.Text, n)
			}
		}
	}
}
