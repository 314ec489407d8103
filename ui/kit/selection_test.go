package kit

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSelectionIsASet compares the ranges with the plainest of sets.
func TestSelectionIsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s selection
		want := map[int]bool{}
		row := rapid.IntRange(0, 30)
		t.Repeat(map[string]func(*rapid.T){
			"toggle": func(t *rapid.T) {
				i := row.Draw(t, "row")
				s.toggle(i)
				want[i] = !want[i]
			},
			"set": func(t *rapid.T) {
				a, b := row.Draw(t, "a"), row.Draw(t, "b")
				s.set(a, b)
				clear(want)
				for i := min(a, b); i <= max(a, b); i++ {
					want[i] = true
				}
			},
			"clip": func(t *rapid.T) {
				n := row.Draw(t, "n")
				s.clip(n)
				for i := range want {
					want[i] = want[i] && i < n
				}
			},
			"": func(t *rapid.T) {
				n := 0
				for i := range 31 {
					if s.has(i) != want[i] {
						t.Fatalf("row %d: %v, want %v in %v", i, s.has(i), want[i], s.ranges)
					}
					if want[i] {
						n++
					}
				}
				if s.count() != n {
					t.Fatalf("count %d, want %d", s.count(), n)
				}
				for i := 1; i < len(s.ranges); i++ {
					if s.ranges[i-1].last+1 >= s.ranges[i].first {
						t.Fatalf("ranges touch or are out of order: %v", s.ranges)
					}
				}
			},
		})
	})
}
