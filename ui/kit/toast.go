package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// ToastTime is how long a toast stays.
const ToastTime = 8 * time.Second

const toastEdge = 2 // from a toast to the edge of the window

// Toaster says in passing what was done and offers to take it back, one toast at a time. It lies on the status line at the right, where
// the keys stand, and not on a page: what a page offers at its foot can be pressed meanwhile.
type Toaster struct {
	widget.BaseWidget
	after func(time.Duration, func()) (stop func())
	stop  func()
	text  *Text
	undo  *Button
	close *Button
	panel *Surface
}

var _ fyne.Widget = (*Toaster)(nil)

// NewToaster returns an empty toaster. after runs a function on the UI goroutine
// once some time has passed, unless stop is called before.
func NewToaster(after func(time.Duration, func()) (stop func())) *Toaster {
	t := &Toaster{after: after, text: Plain("")}
	t.undo = newButton("", Quiet, nil)
	t.close = newButton("", Quiet, t.HideToast)
	t.close.Icon = "close"
	t.panel = NewSurface(look.Pane, 0, Pad{1, 6, 1, look.PadBar}, Row(look.Gap, t.text, t.undo, t.close))
	t.panel.Outline, t.panel.Radius = look.Dim, look.RadiusCard
	t.panel.Hide()
	t.ExtendBaseWidget(t)
	return t
}

// ShowToast shows text in place of any toast before. action is the word of its
// button, mostly "Undo", and do what it does; "" shows no button.
func (t *Toaster) ShowToast(text, action string, do func()) {
	t.cancel()
	t.text.SetText(text)
	t.undo.Text = action
	t.undo.Kind = Active
	t.undo.do = func() {
		t.HideToast()
		if do != nil {
			do()
		}
	}
	t.undo.Hidden = action == ""
	t.undo.Refresh()
	t.panel.Show()
	t.Refresh()
	t.stop = t.after(ToastTime, t.HideToast)
}

// HideToast takes the toast away at once.
func (t *Toaster) HideToast() {
	t.cancel()
	t.panel.Hide()
	t.Refresh()
}

// Shown returns the text of the toast in view, "" if there is none.
func (t *Toaster) Shown() string {
	if !t.panel.Visible() {
		return ""
	}
	return t.text.Text
}

func (t *Toaster) cancel() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Toaster) CreateRenderer() fyne.WidgetRenderer {
	return draw(&drawing{
		owner:   t,
		objects: []fyne.CanvasObject{t.panel},
		min:     func() fyne.Size { return fyne.Size{} },
		layout: func(s fyne.Size) {
			least := t.panel.MinSize()
			w := least.Width - t.text.MinSize().Width + t.text.Natural().Width
			w = min(w, s.Width-2*toastEdge)
			place(t.panel, s.Width-toastEdge-w, s.Height-toastEdge-least.Height, w, least.Height)
		},
		restyle: func() {},
	})
}
