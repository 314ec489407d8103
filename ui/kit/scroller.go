package kit

import "math"

// scroller is a place in a long list: the row at the top and how much of it has
// gone by. An integer row keeps the place exact where a pixel offset in float32
// would tremble (a million rows are 36 million pixels).
type scroller struct {
	top int
	off float32 // 0 <= off < row height
}

// extent is what a place is measured against.
type extent struct {
	rows      int
	row, view float32 // heights of a row and of the window on the list
}

// most is the largest possible position in pixels.
func (e extent) most() float64 {
	return math.Max(float64(e.rows)*float64(e.row)-float64(e.view), 0)
}

func (s *scroller) position(e extent) float64 {
	return float64(s.top)*float64(e.row) + float64(s.off)
}

// to goes to a position in pixels, or to the nearest there is.
func (s *scroller) to(pos float64, e extent) {
	pos = math.Round(math.Min(math.Max(pos, 0), e.most()))
	s.top = int(pos / float64(e.row))
	s.off = float32(pos - float64(s.top)*float64(e.row))
}

// by moves by a number of pixels.
func (s *scroller) by(pixels float64, e extent) { s.to(s.position(e)+pixels, e) }

// show moves as little as needed to bring row i wholly into view. It waits for
// the list to have a height.
func (s *scroller) show(i int, e extent) {
	if e.view <= 0 {
		return
	}
	top := float64(i) * float64(e.row)
	pos := s.position(e)
	switch {
	case top < pos:
		s.to(top, e)
	case top+float64(e.row) > pos+float64(e.view):
		s.to(math.Ceil(top+float64(e.row)-float64(e.view)), e)
	}
}

// visible returns the rows in view, partly too; last is -1 if there are none.
func (s *scroller) visible(e extent) (first, last int) {
	last = s.top + int(math.Ceil(float64(e.view+s.off)/float64(e.row))) - 1
	return s.top, min(last, e.rows-1)
}
