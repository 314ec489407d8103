package page

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/kit"
	"satchel/ui/look"
)

// pressLine is a line of a list that leads somewhere: it shows when the pointer or the keys are on it.
type pressLine struct {
	widget.BaseWidget
	content fyne.CanvasObject
	do      func()
	onFocus func(on bool)             // may be nil
	onKey   func(*fyne.KeyEvent) bool // sees every key first; true = used; may be nil
	back    *canvas.Rectangle
	hovered bool
	focused bool
}

var (
	_ fyne.Tappable      = (*pressLine)(nil)
	_ fyne.Focusable     = (*pressLine)(nil)
	_ desktop.Hoverable  = (*pressLine)(nil)
	_ desktop.Cursorable = (*pressLine)(nil)
)

func newPressLine(do func(), content fyne.CanvasObject) *pressLine {
	l := &pressLine{content: content, do: do, back: canvas.NewRectangle(color.Transparent)}
	l.ExtendBaseWidget(l)
	return l
}

// Tapped implements fyne.Tappable.
func (l *pressLine) Tapped(*fyne.PointEvent) { l.do() }

// TypedKey implements fyne.Focusable.
func (l *pressLine) TypedKey(e *fyne.KeyEvent) {
	if l.onKey != nil && l.onKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.do()
	default:
		keyToWindow(l, e)
	}
}

// TypedRune implements fyne.Focusable.
func (l *pressLine) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (l *pressLine) FocusGained() { l.setFocus(true) }

// FocusLost implements fyne.Focusable.
func (l *pressLine) FocusLost() { l.setFocus(false) }

func (l *pressLine) setFocus(on bool) {
	l.focused = on
	if l.onFocus != nil {
		l.onFocus(on)
	}
	l.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (l *pressLine) MouseIn(*desktop.MouseEvent) { l.hovered = true; l.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (l *pressLine) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *pressLine) MouseOut() { l.hovered = false; l.Refresh() }

// Cursor implements desktop.Cursorable.
func (l *pressLine) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (l *pressLine) CreateRenderer() fyne.WidgetRenderer {
	r := &pressLineRenderer{l}
	r.style()
	return r
}

type pressLineRenderer struct{ l *pressLine }

func (r *pressLineRenderer) style() {
	r.l.back.CornerRadius = 4
	r.l.back.FillColor, r.l.back.StrokeColor, r.l.back.StrokeWidth = color.Transparent, nil, 0
	if r.l.focused {
		r.l.back.StrokeColor, r.l.back.StrokeWidth = look.Color(look.Accent), 1
		r.l.back.FillColor = look.Unseen(r.l.back.StrokeColor)
	}
	if r.l.hovered {
		r.l.back.FillColor = look.Color(look.Hover)
	}
}

func (r *pressLineRenderer) Destroy() {}
func (r *pressLineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.l.back, r.l.content}
}
func (r *pressLineRenderer) MinSize() fyne.Size { return r.l.content.MinSize() }
func (r *pressLineRenderer) Refresh()           { r.style(); canvas.Refresh(r.l) }

func (r *pressLineRenderer) Layout(s fyne.Size) {
	kit.Move(r.l.back, -6, 0)
	r.l.back.Resize(s.AddWidthHeight(12, 0))
	r.l.content.Resize(s)
}
