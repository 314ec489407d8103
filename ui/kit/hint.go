package kit

import (
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Hint is the place holder of a field of one line. One that has no room ends with a sign.
type Hint struct{ full, shown string }

// Fit shows as much of the place holder as there is room for. Call it after every change of the width.
func (h *Hint) Fit(e *widget.Entry, width float32) {
	if e.MultiLine || width <= 0 {
		return
	}
	if e.PlaceHolder != h.shown { // another one was set meanwhile
		h.full = e.PlaceHolder
	}
	style := Style{Size: look.SizeText}
	room := width - 2*theme.InnerPadding() - 2
	h.shown = ellipsis(h.full, room, func(s string) float32 { return style.measure(s).Width })
	if e.PlaceHolder != h.shown {
		e.SetPlaceHolder(h.shown)
	}
}
