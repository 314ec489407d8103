package kit

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"
)

func TestScrollingIsExactInAMillionRows(t *testing.T) {
	e := extent{rows: 1_000_000, row: 36, view: 601}
	var s scroller
	s.to(e.most(), e)
	end := s
	for range 1000 {
		s.by(-1, e)
	}
	if got, want := s.position(e), e.most()-1000; got != want {
		t.Errorf("1000 steps of one pixel up from the end: %v, want %v", got, want)
	}
	for range 1000 {
		s.by(1, e)
	}
	if s != end {
		t.Errorf("back at the end: %+v, want %+v", s, end)
	}
	if _, last := s.visible(e); last != 999_999 {
		t.Errorf("last row in view %d", last)
	}
}

func TestScrollerStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := extent{
			rows: rapid.IntRange(0, 2_000_000).Draw(t, "rows"),
			row:  rapid.SampledFrom([]float32{28, 36, 45, 54}).Draw(t, "row"),
			view: rapid.Float32Range(0, 2000).Draw(t, "view"),
		}
		var s scroller
		for _, dy := range rapid.SliceOf(rapid.Float64Range(-1e8, 1e8)).Draw(t, "moves") {
			s.by(dy, e)
			if s.off < 0 || s.off >= e.row || s.top < 0 {
				t.Fatalf("%+v is no place", s)
			}
			if pos := s.position(e); pos < 0 || pos > math.Ceil(e.most()) {
				t.Fatalf("position %v outside 0 to %v", pos, e.most())
			}
			first, last := s.visible(e)
			if first < 0 || last >= e.rows {
				t.Fatalf("rows %d to %d of %d", first, last, e.rows)
			}
		}
		if e.rows == 0 || e.view < e.row {
			return
		}
		i := rapid.IntRange(0, e.rows-1).Draw(t, "row to show")
		s.show(i, e)
		top := float64(i)*float64(e.row) - s.position(e)
		if top < -1 || top+float64(e.row) > float64(e.view)+1 {
			t.Fatalf("row %d is at %v of %v", i, top, e.view)
		}
	})
}

func TestAScrollKnowsWhenItsContentBecomesWider(t *testing.T) {
	text := NewText("a", Style{})
	s := NewScroll(Column(0, text))
	w := test.NewTempWindow(t, s)
	w.Resize(fyne.NewSize(300, 200))
	before := s.MinSize()
	text.SetText("a text that is a good deal longer")
	s.Refresh()
	if got := s.MinSize(); got.Width <= before.Width || got.Height != before.Height {
		t.Errorf("%v became %v", before, got)
	}
	s.SetMinSize(fyne.NewSize(10, 120))
	if got := s.MinSize(); got.Height != 120 {
		t.Errorf("asked for a height of 120 it has %v", got)
	}
}
