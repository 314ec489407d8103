package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/ui/look"
)

// EmptyState says what goes here and offers the first step, in the middle of the
// place that is empty.
func EmptyState(title, sentence string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	head := Heading(title)
	head.Align = fyne.TextAlignCenter
	text := NewParagraph(sentence, Style{Color: look.Dim})
	text.Align = fyne.TextAlignCenter
	lines := []fyne.CanvasObject{head, text}
	if len(actions) > 0 {
		buttons := append([]fyne.CanvasObject{Spacer()}, actions...)
		lines = append(lines, Inset(look.Gap, 0, 0, 0, Row(look.Gap, append(buttons, Spacer())...)))
	}
	return container.NewPadded(Column(0, Spacer(), MaxWidth(420, Column(look.Gap, lines...)), Spacer()))
}
