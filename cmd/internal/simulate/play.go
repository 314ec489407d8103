package simulate

import (
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"
)

// Played is what became of many schedules.
type Played struct {
	Ops, Seeds int            // up to and with the failing one
	Reached    map[string]int // by all of them
	Failed     *Result        // of the lowest failing seed; nil = none
}

// Play plays the seeds from, from+1 and so on, on all cores, until they make up so many operations or one fails. Which seeds are
// played, and which failure is reported, does not depend on the number of cores.
func Play(from uint64, least int, options func(seed uint64) Options) Played {
	out := Played{Reached: map[string]int{}}
	const batch = 64
	for first := from; out.Ops < least; first += batch {
		for _, r := range several(first, batch, options) {
			if out.Ops >= least {
				return out
			}
			out.Ops += r.Ops
			out.Seeds++
			for what, n := range r.Reached {
				out.Reached[what] += n
			}
			if len(r.Faults) > 0 {
				out.Failed = &r
				return out
			}
		}
	}
	return out
}

// several plays some seeds side by side.
func several(first uint64, n int, options func(seed uint64) Options) []Result {
	out := make([]Result, n)
	next := make(chan int)
	var done sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		done.Go(func() {
			for i := range next {
				seed := first + uint64(i) //nolint:gosec // small
				out[i] = proven(seed, options(seed))
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	done.Wait()
	return out
}

// proven plays a seed, and one in fifty of them a second time: the same again must happen, also where all clocks of the clients
// are right.
func proven(seed uint64, o Options) Result {
	if seed%50 != 0 || o.Copy == nil { // without copies the store is one that draws ids by chance
		return Run(seed, o)
	}
	o.Trace = true
	once := Run(seed, o)
	name := "I16"
	if seed%100 == 0 {
		o.Straight, name = true, "I18"
	}
	again := Run(seed, o)
	if once.Trace != again.Trace || !slices.Equal(once.Faults, again.Faults) || !maps.Equal(once.Reached, again.Reached) {
		once.Faults = append(once.Faults, fmt.Sprintf("%s: two runs of seed %d differ: %x, %x", name, seed, once.Trace, again.Trace))
	}
	once.Ops += again.Ops
	return once
}

// Each plays so many seeds on all cores, and yields what came of them in whatever order they end.
func Each(first uint64, seeds int, options func(seed uint64) Options) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		next, results := make(chan uint64), make(chan Result)
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(func() {
				for seed := range next {
					results <- Run(seed, options(seed))
				}
			})
		}
		go func() {
			for i := range uint64(seeds) {
				next <- first + i
			}
			close(next)
			workers.Wait()
			close(results)
		}()
		for r := range results {
			if !yield(r) {
				for range results { // let the workers end
				}
				return
			}
		}
	}
}
