package kit

import (
	"fmt"
	"image/color"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// TestFlatContentKeepsItsFonts looks whether the toolkit gave a widget a theme of its own, for which it would read all fonts anew.
func TestFlatContentKeepsItsFonts(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{})
	label := widget.NewLabel("Ada")
	w := test.NewTempWindow(t, InFlat(label))
	w.Resize(w.Canvas().Size().AddWidthHeight(200, 100))
	if got := label.Theme(); got != look.Current() {
		t.Errorf("the label has the theme %T", got)
	}
}

// TestFlatContentLeavesWhatWasMeasured: each overlay that opens is flat, and the whole window would be measured anew.
func TestFlatContentLeavesWhatWasMeasured(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{})
	measure := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		fyne.MeasureText("Ada Lovelace", 14, fyne.TextStyle{})
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	measure()
	known := measure()
	InFlat(widget.NewLabel("Grace"))
	if again := measure(); again > known+10 {
		t.Errorf("measured anew: %d allocations in place of %d", again, known)
	}
}

// TestAScrollIsLaidOutOnceForEachChange: the window would be drawn once more for each further time.
func TestAScrollIsLaidOutOnceForEachChange(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{})
	high := canvas.NewRectangle(color.Black)
	high.SetMinSize(fyne.NewSize(50, 300))
	s := NewScroll(Stack(high))
	r := &scrollRenderer{WidgetRenderer: s.Scroll.CreateRenderer(), scroll: s}
	counted := &laidOut{WidgetRenderer: r.WidgetRenderer}
	r.WidgetRenderer = counted
	r.Layout(fyne.NewSize(200, 100))
	for _, c := range []struct {
		what   string
		change func()
		more   bool
	}{
		{"nothing", func() {}, false},
		{"higher content", func() { high.SetMinSize(fyne.NewSize(50, 500)) }, true},
		{"nothing after it", func() {}, false},
		{"another place", func() { s.Offset.Y = 20 }, true},
		{"other content", func() { s.Content = Stack(high) }, true},
	} {
		before := counted.times
		c.change()
		if r.Layout(fyne.NewSize(200, 100)); (counted.times > before) != c.more {
			t.Errorf("%s: laid out %d times", c.what, counted.times-before)
		}
	}
}

type laidOut struct {
	fyne.WidgetRenderer
	times int
}

func (l *laidOut) Layout(s fyne.Size) { l.times++; l.WidgetRenderer.Layout(s) }

// TestNothingThatScrollsHasShadows: the theme without them is not asked when the toolkit draws one anew.
func TestNothingThatScrollsHasShadows(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{})
	high := canvas.NewRectangle(color.Black)
	high.SetMinSize(fyne.NewSize(50, 300))
	s := NewScroll(high)
	s.Resize(fyne.NewSize(100, 100))
	objects := test.WidgetRenderer(s).Objects()
	if len(objects) != 3 || objects[0] != high {
		t.Errorf("drawn are %d objects, want the content and two bars", len(objects))
	}
	for _, o := range objects {
		if kind := fmt.Sprintf("%T", o); strings.HasSuffix(kind, "Shadow") {
			t.Errorf("drawn is a %s", kind)
		}
	}
}
