package kit

import (
	"fyne.io/fyne/v2"

	"satchel/ui/look"
)

// Banner is a line across a page that says what is out of the ordinary and what
// can be done about it.
func Banner(tone Tone, sentence string, actions ...fyne.CanvasObject) *Surface {
	fill, text := tone.colors()
	line := append([]fyne.CanvasObject{Grow(NewParagraph(sentence, Style{Size: look.SizeFine, Color: text}))}, actions...)
	return NewSurface(fill, EdgeBottom, Pad{8, look.PadBar, 8 + look.Hairline, look.PadBar}, Row(look.Gap, line...))
}
