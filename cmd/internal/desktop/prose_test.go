package desktop

import (
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/page"
)

// TestATextToBeReadKeepsItsWordsWhole breaks an article at every width between words only, the lines of a list below each other, and a word
// without room so that all of it is seen.
func TestATextToBeReadKeepsItsWordsWhole(t *testing.T) {
	s := newStage(t, false)
	text := "Read *this first* and then `what follows`, **always**: it goes *on and on* here.\n\n- **To begin**: *The first minutes* names the ways in, " +
		"*Import and export* brings a list, *The board* for the deals.\n\n      stage = \"Proposal\" and amount >= 1000\n\nhttps://example.org/" +
		"a-word-that-goes-on-and-on-until-nothing-has-room-any-more-on-any-line-of-this-page-0\n"
	article := s.add("article", crm.Values{"name": "Reading", "status": "Published", "body": text})
	s.show(page.NewRecords(s.env, page.Route{Entity: "article", ID: article.ID}))
	var shown *page.Prose
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		if p, ok := o.(*page.Prose); ok {
			shown = p
		}
	})
	if shown == nil {
		t.Fatal("no text")
	}
	for width := float32(180); width < 700; width++ {
		shown.Resize(fyne.NewSize(width, 900))
		for _, o := range test.WidgetRenderer(shown).Objects() {
			line, ok := o.(*canvas.Text)
			if !ok || line.Text == "" {
				continue
			}
			if r := []rune(line.Text); len(r) == 1 && unicode.IsLetter(r[0]) {
				t.Fatalf("%v wide a line is %q", width, line.Text)
			}
			if end := line.Position().X + line.MinSize().Width; end > width {
				t.Fatalf("%v wide %q ends at %v", width, line.Text, end)
			}
		}
	}
}
