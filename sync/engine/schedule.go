package engine

import (
	"errors"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// Times of the schedule.
const (
	settle     = 1500 * time.Millisecond // after an edit, so that several are sent together
	gather     = 200 * time.Millisecond  // after a hint, for the same reason
	hintLeast  = time.Second             // between the end of a round and one for a hint, so that a busy team is read in larger pieces
	pollFirst  = 15 * time.Second        // after activity
	pollLast   = 5 * time.Minute
	pollHidden = 15 * time.Minute // while nobody looks
	retryFirst = time.Second
	retryLast  = 15 * time.Minute
	retryLeast = 100 * time.Millisecond
	breakAfter = 5 // transient failures in a row
	trustAfter = 2 // successes in a row
)

// happening is what a schedule is told.
type happening int

const (
	edited     happening = iota // a person changed something
	hinted                      // the provider has something new
	called                      // a person wants a round now
	woke                        // the computer woke up, or the network is another one
	focused                     // the window came to the front
	hidden                      // the window went away
	fired                       // the timer
	finished                    // the round that the schedule began has ended
	elsewhere                   // a round that somebody else began has ended
	keyChanged                  // another key or connection
	stopped                     // for good
)

// event is one happening, with how a round ended.
type event struct {
	what  happening
	err   error          // nil = complete
	busy  bool           // the round brought or sent something
	round *replica.Round // its figures, for the status only
}

// breaker says how much the provider is trusted to answer.
type breaker int

const (
	closed   breaker = iota // it answers
	open                    // it failed again and again: one probe per back-off
	halfOpen                // it answered, but not yet often enough
)

// schedule decides when the next round begins. It is a value without clock, timer or randomness: [schedule.step] gets them handed in.
// Begin with the zero schedule: the first step begins a round.
type schedule struct {
	next      time.Time // when the next round begins, meaningless while running, refused or over
	running   bool
	over      bool // stopped for good
	refused   bool // the key is refused: the provider locks out whoever keeps trying, so only a person goes on
	away      bool // nobody looks
	poll      time.Duration
	notBefore time.Time // asked for by the provider; nothing else comes before it
	wanted    time.Time // a round asked for while one is running
	ended     time.Time // of the last round

	breaker   breaker
	failures  int       // transient ones in a row
	successes int       // in a row while half open
	failing   time.Time // since when
}

// step takes one event in. It returns what follows, and whether a round begins now. rand is in [0, 1).
func (s schedule) step(e event, now time.Time, rand float64) (_ schedule, run bool) {
	switch e.what {
	case edited:
		s.poll = pollFirst
		if s.breaker == closed {
			s.want(now.Add(settle))
		}
	case hinted:
		if s.breaker == closed {
			s.want(later(now.Add(gather), s.ended.Add(hintLeast)))
		}
	case called:
		s.poll, s.refused = pollFirst, false
		s.want(now)
	case woke:
		s.poll = pollFirst
		s.want(now)
	case focused:
		s.away, s.poll = false, pollFirst
		s.want(later(now, s.ended.Add(pollFirst))) // switching windows to and fro asks for nothing more
	case hidden:
		s.away = true
	case keyChanged:
		s.refused, s.breaker, s.failures, s.poll = false, closed, 0, pollFirst
		s.want(now)
	case finished:
		s.running = false
		s.result(e, now, rand)
	case elsewhere:
		s.result(e, now, rand)
	case stopped:
		s.over = true
	}
	if s.next.Before(s.notBefore) {
		s.next = s.notBefore
	}
	if s.armed() && !now.Before(s.next) {
		s.running, s.wanted = true, time.Time{}
		return s, true
	}
	return s, false
}

// armed tells whether a timer for next has to run.
func (s schedule) armed() bool { return !s.running && !s.over && !s.refused }

// offline is since when the provider does not answer, zero while it does.
func (s schedule) offline() time.Time {
	if s.breaker != open {
		return time.Time{}
	}
	return s.failing
}

// want brings the next round forward, never behind.
func (s *schedule) want(at time.Time) {
	if s.running {
		if s.wanted.IsZero() || at.Before(s.wanted) {
			s.wanted = at
		}
	} else if at.Before(s.next) {
		s.next = at
	}
}

// result takes in how a round ended.
func (s *schedule) result(e event, now time.Time, rand float64) {
	s.ended = now
	pause, answered := s.pause(e, now, rand)
	s.next = now.Add(pause)
	if answered {
		s.notBefore = time.Time{}
	}
	if after := retryAfter(e.err); after > 0 {
		s.notBefore = later(s.notBefore, now.Add(after))
	}
	if wanted := s.wanted; !s.running {
		s.wanted = time.Time{}
		if answered && s.breaker == closed && !wanted.IsZero() && wanted.Before(s.next) {
			s.next = wanted
		}
	}
}

// pause is the time until the next round, and whether the provider answered as it should.
func (s *schedule) pause(e event, now time.Time, rand float64) (_ time.Duration, answered bool) {
	switch crm.CodeOf(e.err) {
	case "":
		s.succeed()
		return s.interval(e.busy, rand), true
	case crm.CodeAuth:
		s.refused = true
		return retryLast, false
	case crm.CodeNotFound, crm.CodeConflict: // no connection, or another account: a person has to do something first
		return retryLast, false
	case crm.CodeBusy, crm.CodeCanceled: // another program exchanges already, or a person stopped it
		return s.interval(false, rand), false
	}
	s.fail(now)
	ceiling := min(retryFirst<<min(s.failures, 20), retryLast)
	return max(time.Duration(float64(ceiling)*rand), retryLeast), false
}

// interval is the time to the next look without a reason, ever longer.
func (s *schedule) interval(busy bool, rand float64) time.Duration {
	if busy || s.poll == 0 {
		s.poll = pollFirst
	}
	wait := s.poll
	s.poll = min(s.poll*3/2, pollLast)
	if s.away {
		wait = pollHidden
	}
	return time.Duration(float64(wait) * (0.8 + 0.4*rand))
}

func (s *schedule) succeed() {
	s.refused = false
	if s.breaker == closed {
		s.failures = 0
		return
	}
	if s.breaker == open {
		s.breaker, s.successes, s.poll = halfOpen, 0, pollFirst
	}
	if s.successes++; s.successes >= trustAfter {
		s.breaker, s.failures, s.poll = closed, 0, pollFirst
	}
}

func (s *schedule) fail(now time.Time) {
	if s.failures++; s.failures == 1 {
		s.failing = now
	}
	if s.breaker == halfOpen {
		s.failing = now
	}
	if s.breaker == halfOpen || s.failures >= breakAfter {
		s.breaker = open
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func retryAfter(err error) time.Duration {
	var e *remote.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
