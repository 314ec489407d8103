package engine

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"satchel/app/crm"
	"satchel/sync/remote"
)

var (
	errDown    = &remote.Error{Class: remote.Transient, Message: "down"}
	errRefused = &remote.Error{Class: remote.Auth, Message: "refused"}
)

// clockwork drives a schedule by hand.
type clockwork struct {
	*testing.T
	s   schedule
	now time.Time
}

func begin(t *testing.T) *clockwork {
	c := &clockwork{T: t, now: time.Unix(1_800_000_000, 0)}
	c.is("first round", c.step(event{what: fired}), true)
	return c
}

func (c *clockwork) step(e event) (run bool) {
	c.s, run = c.s.step(e, c.now, 0.5)
	return run
}

func (c *clockwork) is(what string, got, want any) {
	c.Helper()
	if got != want {
		c.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func (c *clockwork) wait() time.Duration { return c.s.next.Sub(c.now) }

// fire lets the timer fire and ends the round that begins.
func (c *clockwork) fire(e event) {
	c.Helper()
	c.now = c.s.next
	c.is("round begins", c.step(event{what: fired}), true)
	e.what = finished
	c.step(e)
}

func TestScheduleAfterAnEdit(t *testing.T) {
	c := begin(t)
	c.step(event{what: finished})
	c.is("first look", c.wait(), pollFirst)
	c.step(event{what: edited})
	c.is("after an edit", c.wait(), settle)
	c.now = c.now.Add(time.Second)
	c.step(event{what: edited})
	c.is("a second edit delays nothing", c.wait(), settle-time.Second)
}

func TestScheduleAfterAHint(t *testing.T) {
	c := begin(t)
	c.step(event{what: finished})
	c.step(event{what: hinted})
	c.is("right after a round", c.wait(), hintLeast)
	c.now = c.now.Add(10 * time.Second)
	c.s.next = c.now.Add(time.Minute)
	c.step(event{what: hinted})
	c.is("after a pause", c.wait(), gather)
	c.step(event{what: hinted})
	c.is("after another hint", c.wait(), gather)
}

func TestScheduleEditDuringARound(t *testing.T) {
	c := begin(t)
	c.step(event{what: edited})
	c.now = c.now.Add(time.Second)
	c.step(event{what: finished})
	c.is("another round", c.wait(), settle-time.Second)
}

func TestSchedulePollsSlowerAndSlower(t *testing.T) {
	c := begin(t)
	c.step(event{what: finished})
	for range 20 {
		c.fire(event{})
	}
	c.is("while watched", c.wait(), pollLast)
	c.step(event{what: hidden})
	c.fire(event{})
	c.is("while hidden", c.wait(), pollHidden)
	c.now = c.now.Add(time.Minute)
	c.is("at once on focus", c.step(event{what: focused}), true)
	c.step(event{what: finished})
	c.is("fast again", c.wait(), pollFirst)
	c.step(event{what: hidden})
	c.is("no round for switching to and fro", c.step(event{what: focused}), false)
	c.is("at once after sleep", c.step(event{what: woke}), true)
}

func TestScheduleJitter(t *testing.T) {
	for rand, want := range map[float64]time.Duration{0: pollFirst * 4 / 5, 0.5: pollFirst, 0.75: pollFirst * 11 / 10} {
		var s schedule
		if got := s.interval(false, rand); got != want {
			t.Fatalf("rand %v: got %v, want %v", rand, got, want)
		}
	}
}

func TestScheduleBreaker(t *testing.T) {
	c := begin(t)
	since := c.now
	c.step(event{what: finished, err: errDown})
	for range breakAfter - 1 {
		c.is("online", c.s.offline().IsZero(), true)
		c.fire(event{err: errDown})
	}
	c.is("offline since the first failure", c.s.offline(), since)
	wait := c.wait()
	c.is("back-off", wait, 16*time.Second)
	c.step(event{what: edited})
	c.is("an edit probes nothing", c.wait(), wait)
	c.fire(event{})
	c.is("one answer", c.s.offline().IsZero(), true)
	wait = c.wait()
	c.step(event{what: edited})
	c.is("not yet trusted", c.wait(), wait)
	c.fire(event{})
	c.step(event{what: edited})
	c.is("trusted after two", c.wait(), settle)
}

func TestScheduleOpensAgainFromHalfOpen(t *testing.T) {
	c := begin(t)
	c.step(event{what: finished, err: errDown})
	for range breakAfter - 1 {
		c.fire(event{err: errDown})
	}
	c.fire(event{})
	c.fire(event{err: errDown})
	c.is("open at the first failure", c.s.offline(), c.now)
	c.is("the network is back", c.step(event{what: woke}), true)
}

func TestScheduleRefusedKeyWaitsForThePerson(t *testing.T) {
	for _, person := range []happening{called, keyChanged} {
		c := begin(t)
		c.step(event{what: finished, err: errRefused})
		for _, e := range []happening{edited, woke, focused, fired} {
			c.now = c.now.Add(time.Hour)
			c.is("nothing", c.step(event{what: e}), false)
		}
		c.is("after the person", c.step(event{what: person}), true)
	}
	c := begin(t)
	c.step(event{what: finished, err: errRefused})
	c.step(event{what: elsewhere})
	c.is("after a round of the person that went well", c.s.armed(), true)
}

func TestScheduleRetryAfterWins(t *testing.T) {
	c := begin(t)
	c.step(event{what: finished, err: &remote.Error{Class: remote.Transient, RetryAfter: time.Hour}})
	for _, e := range []happening{edited, called, woke, focused, keyChanged, fired} {
		c.is("nothing", c.step(event{what: e}), false)
		c.is("wait", c.wait(), time.Hour)
	}
}

// In any sequence of events a next round is always near, one at a time, and never before the provider allows it.
func TestScheduleAlwaysGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s schedule
		now := time.Unix(1_800_000_000, 0)
		var earliest time.Time
		var running, refused, over bool
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Minute)).Draw(t, "pause")))
			e := event{what: happening(rapid.IntRange(0, int(stopped)).Draw(t, "what"))}
			if e.what == finished && !running || e.what == stopped && rapid.IntRange(0, 9).Draw(t, "really") > 0 {
				e.what = fired
			}
			if e.what == finished || e.what == elsewhere {
				e.busy = rapid.Bool().Draw(t, "busy")
				switch rapid.IntRange(0, 6).Draw(t, "end") {
				case 0:
					e.err = errDown
				case 1:
					e.err = errRefused
				case 2:
					after := time.Duration(rapid.Int64Range(1, int64(time.Hour)).Draw(t, "after"))
					e.err = &remote.Error{Class: remote.Transient, RetryAfter: after}
					earliest = later(earliest, now.Add(after))
				case 3:
					e.err = crm.Errorf(crm.CodeBusy, "busy")
				case 4:
					e.err = crm.Errorf(crm.CodeNotFound, "none")
				default:
					earliest = time.Time{}
				}
				refused = errors.Is(e.err, errRefused) || refused && e.err != nil
			}
			switch e.what {
			case finished:
				running = false
			case stopped:
				over = true
			case called, keyChanged:
				refused = false
			}
			var run bool
			s, run = s.step(e, now, rapid.Float64Range(0, 0.999).Draw(t, "rand"))
			if run {
				if running || refused || over {
					t.Fatalf("a round although running %v, refused %v, over %v", running, refused, over)
				}
				if now.Before(earliest) {
					t.Fatalf("a round %v before the provider allows it", earliest.Sub(now))
				}
				running = true
			}
			if s.armed() != (!running && !refused && !over) {
				t.Fatalf("armed %v although running %v, refused %v, over %v", s.armed(), running, refused, over)
			}
			if s.armed() && (s.next.Before(now) || s.next.Before(earliest) || s.next.After(later(earliest, now.Add(pollHidden*6/5)))) {
				t.Fatalf("the next round begins %v from now", s.next.Sub(now))
			}
		}
	})
}
