package engine

import (
	"time"

	"satchel/app/replica"
)

// Pacer is the schedule without the clock and the goroutine of a [Runner], for measurements and simulations of whole days.
type Pacer struct{ s schedule }

// Due tells whether a round begins now; it then counts as running until Ended.
func (p *Pacer) Due(now time.Time) (run bool) {
	p.s, run = p.s.step(event{what: fired}, now, 0)
	return run
}

// Edited tells that a person changed something. It asks for a round soon; see Next.
func (p *Pacer) Edited(now time.Time) { p.s, _ = p.s.step(event{what: edited}, now, 0) }

// Ended tells how the round ended. rand, in [0, 1), spreads the next one.
func (p *Pacer) Ended(r replica.Round, err error, now time.Time, rand float64) {
	p.s, _ = p.s.step(ended(finished, r, err), now, rand)
}

// Next is when the next round begins; zero before the first.
func (p *Pacer) Next() time.Time { return p.s.next }
