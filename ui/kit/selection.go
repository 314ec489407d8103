package kit

// selection is a set of row numbers, kept as ranges in rising order that neither
// touch nor overlap, so that a million selected rows cost no more than one.
type selection struct{ ranges []span }

// span is the rows first to last, both included.
type span struct{ first, last int }

func (s *selection) clear() { s.ranges = nil }

func (s *selection) set(first, last int) {
	s.ranges = []span{{min(first, last), max(first, last)}}
}

func (s *selection) has(i int) bool {
	for _, r := range s.ranges {
		if i >= r.first && i <= r.last {
			return true
		}
	}
	return false
}

func (s *selection) count() int {
	n := 0
	for _, r := range s.ranges {
		n += r.last - r.first + 1
	}
	return n
}

func (s *selection) toggle(i int) {
	if s.has(i) {
		s.remove(i)
	} else {
		s.add(i)
	}
}

func (s *selection) add(i int) {
	added := span{i, i}
	var out []span
	for _, r := range s.ranges {
		if r.last+1 < added.first || r.first > added.last+1 {
			out = append(out, r)
			continue
		}
		added = span{min(r.first, added.first), max(r.last, added.last)}
	}
	at := 0
	for at < len(out) && out[at].last < added.first {
		at++
	}
	s.ranges = append(out[:at:at], append([]span{added}, out[at:]...)...)
}

func (s *selection) remove(i int) {
	var out []span
	for _, r := range s.ranges {
		if i < r.first || i > r.last {
			out = append(out, r)
			continue
		}
		if r.first < i {
			out = append(out, span{r.first, i - 1})
		}
		if i < r.last {
			out = append(out, span{i + 1, r.last})
		}
	}
	s.ranges = out
}

// clip forgets rows at and after n.
func (s *selection) clip(n int) {
	var out []span
	for _, r := range s.ranges {
		if r.first < n {
			out = append(out, span{r.first, min(r.last, n-1)})
		}
	}
	s.ranges = out
}
