package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/kit"
)

// reading is a long text that scrolls by arrows and pages once it has the keys; other keys go to the window.
type reading struct {
	widget.BaseWidget
	scroll *kit.Scroll
	window fyne.Window
}

var _ fyne.Focusable = (*reading)(nil)

func newReading(w fyne.Window, height float32, content fyne.CanvasObject) *reading {
	r := &reading{scroll: kit.NewScroll(content), window: w}
	r.scroll.SetMinSize(fyne.NewSize(100, height))
	r.ExtendBaseWidget(r)
	return r
}

// FocusGained implements fyne.Focusable.
func (*reading) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (*reading) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (*reading) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (r *reading) TypedKey(e *fyne.KeyEvent) {
	const line = 48
	page, all := r.scroll.Size().Height-line, r.scroll.Content.MinSize().Height
	by, ok := map[fyne.KeyName]float32{fyne.KeyUp: -line, fyne.KeyDown: line, fyne.KeyPageUp: -page, fyne.KeyPageDown: page, fyne.KeySpace: page, fyne.KeyHome: -all, fyne.KeyEnd: all}[e.Name]
	if !ok {
		if typed := r.window.Canvas().OnTypedKey(); typed != nil {
			typed(e)
		}
		return
	}
	to := min(max(r.scroll.Offset.Y+by, 0), max(all-r.scroll.Size().Height, 0))
	r.scroll.ScrollToOffset(fyne.NewPos(0, to))
}

// CreateRenderer implements fyne.Widget.
func (r *reading) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.scroll) }
