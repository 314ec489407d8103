package simulate

import (
	"slices"
	"strings"
	"time"
)

// Shrink makes a failing schedule shorter, as long as the same invariant breaks, until nothing more can be left out or the time is up.
// now is the clock.
func Shrink(seed uint64, o Options, until time.Time, now func() time.Time) ([]Step, Result) {
	steps := Schedule(seed)
	result := Replay(seed, steps, o)
	name := invariant(result)
	for size := len(steps) / 2; size > 0 && name != ""; {
		shorter := false
		for at := 0; at < len(steps) && now().Before(until); {
			less := slices.Delete(slices.Clone(steps), at, min(at+size, len(steps)))
			if r := Replay(seed, less, o); invariant(r) == name {
				steps, result, shorter = less, r, true
			} else {
				at += size
			}
		}
		if now().After(until) {
			break
		}
		if size > 1 || !shorter {
			size /= 2
		}
	}
	return steps, result
}

// invariant is the name of the first invariant that a result breaks, "" = none.
func invariant(r Result) string {
	if len(r.Faults) == 0 {
		return ""
	}
	name, _, _ := strings.Cut(r.Faults[0], ":")
	return name
}

// Invariants are the names of the invariants that a result breaks.
func Invariants(r Result) string {
	var out []string
	for _, f := range r.Faults {
		name, _, _ := strings.Cut(f, ":")
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}
