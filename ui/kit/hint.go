package kit

import (
	"strings"

	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Hint is the place holder of a field of one line. Of one that has no room the first examples stay.
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
	h.shown = brief(h.full, room, func(s string) float32 { return style.measure(s).Width })
	if e.PlaceHolder != h.shown {
		e.SetPlaceHolder(h.shown)
	}
}

// brief leaves out the last of the examples that a place holder lists until it fits; a single one that does not is cut.
func brief(text string, room float32, width func(string) float32) string {
	list, more := strings.CutSuffix(text, " …")
	for end := len(list); end > 0; end = strings.LastIndexAny(list[:end], ",;") {
		short := list[:end]
		if more {
			short += " …"
		}
		if width(short) <= room {
			return short
		}
	}
	return ellipsis(text, room, width)
}
