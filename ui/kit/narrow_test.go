package kit_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/kit"
)

// narrowCards are what a board of one column shows.
type narrowCards struct{ card kit.Card }

func (narrowCards) Columns() []kit.BoardColumn {
	return []kit.BoardColumn{{Title: "Qualified"}, {Title: "Proposal"}}
}
func (narrowCards) Len(column int) int               { return 1 - column }
func (c narrowCards) Card(int, int) (kit.Card, bool) { return c.card, true }
func (narrowCards) Need(int, int, int)               {}

// drawn is what o draws in a size, as markup.
func drawn(t *testing.T, o fyne.CanvasObject, size fyne.Size) string {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	for range 3 { // heights that follow from widths settle
		w.Resize(size.AddWidthHeight(1, 1))
		w.Resize(size)
	}
	return test.RenderToMarkup(w.Canvas())
}

func TestNarrowCardCutsNothing(t *testing.T) {
	markup := drawn(t, kit.NewBoard(narrowCards{kit.Card{
		Title: "Frame 2027", Line: "Lumen Handels AG", Left: "1,204,300 EUR", Tag: kit.CardTag{Text: "kein nächster Schritt", Tone: kit.Amber},
	}}), fyne.NewSize(440, 300))
	for _, text := range []string{"Frame 2027", "Lumen Handels AG", "1,204,300 EUR", "kein nächster Schritt"} {
		if !strings.Contains(markup, ">"+text+"<") {
			t.Errorf("%q is not whole on a narrow card", text)
		}
	}
}

// TestALongTitleOfACardTakesASecondLine gives one to all cards, so that what is below stays readable.
func TestALongTitleOfACardTakesASecondLine(t *testing.T) {
	markup := drawn(t, kit.NewBoard(narrowCards{kit.Card{
		Title: "Frame 2027 Kanco and its many subsidiaries", Line: "Lumen Handels AG", Left: "1,204,300 EUR", Tag: kit.CardTag{Text: "no next step", Tone: kit.Amber},
	}}), fyne.NewSize(440, 300))
	for _, text := range []string{"Frame 2027 Kanco and", "its many subsidiaries", "Lumen Handels AG", "1,204,300 EUR", "no next step"} {
		if !strings.Contains(markup, ">"+text+"<") {
			t.Errorf("%q is not whole:\n%s", text, markup)
		}
	}
}

func TestBarKeepsItsTitleWhole(t *testing.T) {
	bar := kit.NewBar("Verkaufschancen", "9", kit.NewButton("Liste", nil), kit.NewButton("Board", nil), kit.NewPrimary("Neu: Verkaufschance", nil))
	wide := kit.NewBar("Verkaufschancen", "9", kit.NewButton("Liste", nil))
	for _, b := range []*kit.Bar{bar, wide} {
		if markup := drawn(t, kit.Page(kit.NewParagraph("", kit.Style{}), b), fyne.NewSize(400, 300)); !strings.Contains(markup, ">Verkaufschancen<") {
			t.Errorf("the title is cut:\n%s", markup)
		}
	}
	if one, two := wide.MinSize().Height, bar.MinSize().Height; two <= one {
		t.Errorf("the actions have no line of their own: %v and %v high", one, two)
	}
}

// TestAKeyIsNotBrokenInsideOfAWord gives long words their room, and takes a second line for a choice that has none.
func TestAKeyIsNotBrokenInsideOfAWord(t *testing.T) {
	pairs := kit.KeyValues(kit.KeyValue{Key: "Wahrscheinlichkeit", Value: "50 %"}, kit.KeyValue{Key: "Name", Value: "Frame"})
	if got := drawn(t, pairs, fyne.NewSize(300, 200)); !strings.Contains(got, ">Wahrscheinlichkeit<") {
		t.Errorf("the key is broken:\n%s", got)
	}
	tabs := kit.NewTabs(nil, "Anruf", "E-Mail", "Besprechung", "Besuch", "Aufgabe")
	if got := drawn(t, kit.Column(0, tabs), fyne.NewSize(200, 200)); !strings.Contains(got, ">Besprechung<") || !strings.Contains(got, ">Aufgabe<") {
		t.Errorf("a choice is cut:\n%s", got)
	}
}
