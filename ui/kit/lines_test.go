package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

func TestALongTagTakesFurtherLines(t *testing.T) {
	test.NewTempApp(t)
	tag := NewTag("you plan Thu 10:00: Call about the frame offer", Green)
	chip := NewFilterChip("Rating is one of 1, very bad, 2, bad or Reopened is more than 0 or First answered is after answer due", nil, nil)
	flow := Flow(6, tag, chip)
	const width = 240
	flow.Resize(fyne.NewSize(width, 1))
	flow.Resize(flow.MinSize().Max(fyne.NewSize(width, 0)))
	for name, o := range map[string]fyne.Widget{"tag": tag, "chip": chip} {
		said := ""
		for _, part := range test.WidgetRenderer(o).Objects() {
			if line, ok := part.(*canvas.Text); ok && line.Visible() {
				said = strings.TrimSpace(said + " " + line.Text)
				if line.Position().X+line.MinSize().Width > width || line.Position().Y+line.Size().Height > o.Size().Height+1 {
					t.Errorf("%q lies outside of the %s", line.Text, name)
				}
			}
		}
		if want := map[string]string{"tag": tag.Text, "chip": chip.Text}[name]; said != want {
			t.Errorf("the %s says %q", name, said)
		}
	}
}

func TestANarrowFieldShowsTheFirstExamples(t *testing.T) {
	width := func(s string) float32 { return float32(len([]rune(s))) }
	for _, c := range []struct {
		full string
		room float32
		want string
	}{
		{"tomorrow, Thu 10:00", 19, "tomorrow, Thu 10:00"},
		{"tomorrow, Thu 10:00", 18, "tomorrow"},
		{"Find by name, e-mail, phone …", 24, "Find by name, e-mail …"},
		{"Find by name, e-mail, phone …", 14, "Find by name …"},
		{"anna@example.org", 8, "anna@ex…"},
	} {
		if got := brief(c.full, c.room, width); got != c.want {
			t.Errorf("%q in %.0f is %q", c.full, c.room, got)
		}
	}
}

func TestAddressesBreakWhereTheirPartsMeet(t *testing.T) {
	width := func(s string) float32 { return float32(len([]rune(s))) }
	for word, want := range map[string]string{
		"person0@example.org": "person0|@example.org", "Featherstone-Haugh": "Featherstone-|Haugh", "Donaudampfschifffahrt": "Donaudampfschi|fffahrt",
	} {
		if got := strings.Join(wrap(word, 14, width), "|"); got != want {
			t.Errorf("%s breaks as %s", word, got)
		}
	}
}

func TestTheLastLineGoesOnWhereTheOthersEnd(t *testing.T) {
	width := func(s string) float32 { return float32(len([]rune(s))) }
	if got := strings.Join(clamp("Wolfeschlegelsteinberg-Featherstonehaugh the elder", 16, 2, width), "|"); got != "Wolfeschlegelste|inberg-Feathers…" {
		t.Errorf("it says %s", got)
	}
}

func TestWordsAreCutAndNotBroken(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	for text, want := range map[string]int{
		"Demo": 0, "Demonstration of the lab": 1, "Verkehrsverwaltungsamt Straßenverkehrsamt": 2, "anna@weiss.example": 0, "田中製作所田中製作所田中製作所": 0,
	} {
		got, n := CutWords(text, Style{}, 80)
		if n != want || (want == 0) != (got == text) || strings.Count(got, "…") != want {
			t.Errorf("%q: %q, %d words are cut; want %d", text, got, n, want)
		}
	}
}
