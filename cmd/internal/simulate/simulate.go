// Package simulate runs the real engine on real storage through random schedules of people, faults and crashes, and checks that
// nothing is lost, doubled or invented. A schedule is a list of steps that follows from its seed; whatever a step lets go wrong
// follows from that step alone, so that a failing schedule can be made shorter and still fails.
//
// The rooms: step.go (schedules), world.go (a team and its traits), people.go, web.go, answer.go (what people do), faults.go (what goes
// wrong), device.go (a client), backup.go (a server that is restored from a backup), oracle.go (what happened, independently of the engine), check.go (what must hold), reach.go (what must
// have happened), shrink.go (less of what fails), play.go (many seeds).
package simulate

import (
	"fmt"
	"runtime/debug"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Store is what a device keeps its data in.
type Store interface {
	replica.Store
	Edit(f func(crm.Tx) error) error // an action of the person
	NewID() string
}

// Options say how schedules are played.
type Options struct {
	// Open makes the store of a device; now is the device's clock.
	Open func(name string, now func() time.Time) (Store, error)
	// Copy copies a store to another computer; nil = never.
	Copy func(s Store, name string, now func() time.Time) Store
	// Trace computes the trace of the schedule.
	Trace bool
	// Hub gives every server what our team hub can do.
	Hub bool
	// Straight sets all clocks of clients right.
	Straight bool
	// Tell is told in words what happens; nil = nobody.
	Tell func(format string, args ...any)
}

// Result is what became of one schedule.
type Result struct {
	Seed    uint64
	Faults  []string // invariants that were broken, each beginning with its name; nil = none
	Ops     int      // steps and requests
	Trace   uint64   // of all requests, answers and transactions
	Reached map[string]int
}

// Run plays the schedule of a seed.
func Run(seed uint64, o Options) Result { return Replay(seed, Schedule(seed), o) }

// Replay plays some steps in the world of a seed.
func Replay(seed uint64, steps []Step, o Options) (out Result) {
	out = Result{Seed: seed}
	var w *world
	defer func() {
		if p := recover(); p != nil {
			out.Faults = append(out.Faults, fmt.Sprintf("panic: %v\n%s", p, debug.Stack()))
		}
		if w != nil {
			out.Ops, out.Trace, out.Reached = w.ops, w.trace.sum, w.reached
		}
	}()
	w = newWorld(seed, o)
	w.faulty = true
	for _, s := range steps {
		w.step(s)
		if out.Faults = w.broken(); len(out.Faults) > 0 {
			return out
		}
	}
	w.faulty = false
	w.settle()
	w.finish()
	out.Faults = w.broken()
	return out
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
