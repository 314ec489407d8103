package page

import (
	"fyne.io/fyne/v2"

	"satchel/ui/kit"
	"satchel/ui/look"
)

// columnWidth keeps cards that are read from top to bottom at a readable width.
const columnWidth = 820

// scrolled puts cards into one column that scrolls, below the page's bars.
func scrolled(column fyne.CanvasObject, bars ...fyne.CanvasObject) fyne.CanvasObject {
	inner := kit.Inset(20, look.PadDetail, 24, look.PadDetail, kit.MaxWidth(columnWidth, column))
	return kit.Page(kit.NewSurface("", 0, kit.Pad{}, kit.NewScroll(inner)), bars...)
}

// section is a card with a title, a sentence that explains it, and its content.
func section(title, sentence string, content ...fyne.CanvasObject) *kit.Surface {
	objects := []fyne.CanvasObject{kit.Bold(title)}
	if sentence != "" {
		objects = append(objects, dimmed(sentence))
	}
	return kit.NewCard(kit.Column(look.Gap, append(objects, content...)...))
}

// dimmed is a sentence of explanation that wraps.
func dimmed(sentence string) *kit.Paragraph {
	return kit.NewParagraph(sentence, kit.Style{Size: look.SizeFine, Color: look.Dim})
}

// replace gives a container other objects.
func replace(c *fyne.Container, objects ...fyne.CanvasObject) {
	c.Objects = objects
	c.Refresh()
}

// choice is a button that shows a value and opens the others.
func choice(value string, items func() []*fyne.MenuItem) *kit.Button {
	return kit.NewMenuButton(value, items)
}

// pick builds the menu of a choice among labels.
func pick(labels []string, current string, do func(label string)) []*fyne.MenuItem {
	items := make([]*fyne.MenuItem, len(labels))
	for i, l := range labels {
		items[i] = fyne.NewMenuItem(l, func() { do(l) })
		items[i].Checked = l == current
	}
	return items
}
