package page

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
)

// TestLargeTextOfAnEventHasTheLine: beside its time it would have a word a line.
func TestLargeTextOfAnEventHasTheLine(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: 150})
	const width = 260
	w := test.NewTempWindow(t, eventLine(present.Event{Icon: "call", Text: "Consent: Mailings: withdrawn · Answer to the newsletter of November", When: "2 months ago"}))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, 200))
	found := false
	for _, o := range test.LaidOutObjects(w.Content()) {
		if p, ok := o.(*kit.Paragraph); ok {
			found = true
			if p.Size().Width < width*2/3 {
				t.Errorf("the text has %v of %d", p.Size().Width, width)
			}
		}
	}
	if !found {
		t.Error("there is no text")
	}
}

// TestTheSignOfAnEventHasItsTone: that of a withdrawn consent looked like any other.
func TestTheSignOfAnEventHasItsTone(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	for tone, want := range map[present.Tone]fyne.ThemeColorName{"": look.Accent, "red": look.Red} {
		w := test.NewTempWindow(t, eventLine(present.Event{Icon: "close", Tone: tone}))
		found := false
		for _, o := range test.LaidOutObjects(w.Content()) {
			if i, ok := o.(*kit.Icon); ok {
				if found = true; i.Color != want {
					t.Errorf("%q is %s, want %s", tone, i.Color, want)
				}
			}
		}
		if !found {
			t.Errorf("%q has no sign", tone)
		}
	}
}
