package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
	"satchel/ui/words"
)

// Progress tells in numbers how far a long task has come, and can stop it.
type Progress struct {
	widget.BaseWidget
	label  *Text
	cancel *Button
	share  float32 // 0 to 1; less than 0: unknown
}

var _ fyne.Widget = (*Progress)(nil)

// NewProgress returns a progress line; cancel may be nil if the task cannot be
// stopped.
func NewProgress(cancel func()) *Progress {
	p := &Progress{label: Small(""), share: -1}
	p.cancel = NewButton(words.T("Cancel"), cancel)
	p.cancel.Hidden = cancel == nil
	p.ExtendBaseWidget(p)
	return p
}

// Set says how far it is: text with the numbers, and done of total. A total of 0
// or less means that the end is not known.
func (p *Progress) Set(text string, done, total int64) {
	p.share = -1
	if total > 0 {
		p.share = float32(min(max(float64(done)/float64(total), 0), 1))
	}
	p.label.Text = text
	p.label.Refresh()
	p.Refresh()
}

// SetCancelText changes the word on the button.
func (p *Progress) SetCancelText(text string) { p.cancel.SetText(text) }

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	const thick = 6
	track, done := box(), box()
	return draw(&drawing{
		owner:   p,
		objects: []fyne.CanvasObject{p.label, track, done, p.cancel},
		min: func() fyne.Size {
			return fyne.NewSize(180, max(p.label.MinSize().Height+4+thick, p.cancel.MinSize().Height))
		},
		layout: func(s fyne.Size) {
			width := s.Width
			if b := p.cancel.MinSize(); p.cancel.Visible() {
				width -= b.Width + look.Gap
				place(p.cancel, s.Width-b.Width, (s.Height-b.Height)/2, b.Width, b.Height)
			}
			h := p.label.MinSize().Height
			top := (s.Height - h - 4 - thick) / 2
			place(p.label, 0, top, width, h)
			place(track, 0, top+h+4, width, thick)
			place(done, 0, top+h+4, width*max(p.share, 0), thick)
		},
		restyle: func() {
			paint(track, look.Line, "", 0, thick/2)
			paint(done, look.Accent, "", 0, thick/2)
			done.Hidden = p.share <= 0
		},
	})
}
