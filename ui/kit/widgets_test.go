package kit

import (
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

func press1(o fyne.Focusable, name fyne.KeyName) { o.TypedKey(&fyne.KeyEvent{Name: name}) }

func TestButtonPresses(t *testing.T) {
	n := 0
	b := NewPrimary("Log", func() { n++ })
	test.Tap(b)
	press1(b, fyne.KeyReturn)
	press1(b, fyne.KeySpace)
	press1(b, fyne.KeyA)
	if n != 3 {
		t.Errorf("pressed %d times, want 3", n)
	}
	b.Disable()
	test.Tap(b)
	press1(b, fyne.KeyReturn)
	if n != 3 {
		t.Error("a disabled button was pressed")
	}
	if b.Cursor() != desktop.DefaultCursor {
		t.Error("a disabled button invites the pointer")
	}
	NewButton("nothing", nil).Tapped(&fyne.PointEvent{})
}

func TestButtonShowsHoverAndFocus(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{})
	b := NewButton("Call", nil)
	plain := test.RenderObjectToMarkup(b)
	b.MouseIn(nil)
	hover := test.RenderObjectToMarkup(b)
	b.MouseOut()
	b.FocusGained()
	focus := test.RenderObjectToMarkup(b)
	b.FocusLost()
	if plain == hover || plain == focus || hover == focus {
		t.Error("states look alike")
	}
	if test.RenderObjectToMarkup(b) != plain {
		t.Error("a state stayed behind")
	}
}

func TestChip(t *testing.T) {
	var did []string
	c := NewFilterChip("City is Berlin", func() { did = append(did, "edit") }, func() { did = append(did, "remove") })
	c.Resize(c.Natural())
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(12, 8)})
	c.Tapped(&fyne.PointEvent{Position: fyne.NewPos(c.Size().Width-chipPad-2, 8)})
	press1(c, fyne.KeyReturn)
	press1(c, fyne.KeyDelete)
	if want := []string{"edit", "remove", "edit", "remove"}; !reflect.DeepEqual(did, want) {
		t.Errorf("did %v, want %v", did, want)
	}
}

func TestTabs(t *testing.T) {
	var got []int
	tabs := NewTabs(func(i int) { got = append(got, i) }, "All", "Calls", "Mails")
	chips := tabs.all.Objects
	press1(chips[0].(*tabChip), fyne.KeyLeft)
	press1(chips[0].(*tabChip), fyne.KeyRight)
	test.Tap(chips[2].(*tabChip))
	tabs.Select(2)
	tabs.Select(9)
	if !reflect.DeepEqual(got, []int{1, 2}) || tabs.Selected() != 2 || !tabs.chips[2].On || tabs.chips[1].On {
		t.Errorf("changed to %v, selected %d", got, tabs.Selected())
	}
}

func TestSearchField(t *testing.T) {
	w := test.NewTempWindow(t, nil)
	var typed []string
	down, escaped, palette := 0, 0, 0
	f := NewSearchField("Find", func(s string) { typed = append(typed, s) })
	f.OnDown, f.OnEscape = func() { down++ }, func() { escaped++ }
	w.SetContent(f)
	ctrlK := &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}
	w.Canvas().AddShortcut(ctrlK, func(fyne.Shortcut) { palette++ })
	test.Type(f, "ka")
	press1(f, fyne.KeyDown)
	press1(f, fyne.KeyEscape)
	press1(f, fyne.KeyEscape)
	f.TypedShortcut(ctrlK)
	if want := []string{"k", "ka", ""}; !reflect.DeepEqual(typed, want) {
		t.Errorf("typed %q, want %q", typed, want)
	}
	if down != 1 || escaped != 1 || palette != 1 {
		t.Errorf("down %d, escaped %d, palette %d; want one each", down, escaped, palette)
	}
}

func TestField(t *testing.T) {
	f := NewField("Mail", Plain("x")).SetHint("One address.")
	before := f.MinSize().Height
	f.SetError("This is no mail address.")
	if f.Note() != "This is no mail address." || f.note.Style.Color != look.Red {
		t.Errorf("note %q", f.Note())
	}
	f.SetError("")
	if f.Note() != "One address." || f.MinSize().Height != before {
		t.Error("the hint did not come back")
	}
}

func TestProgress(t *testing.T) {
	cancelled := 0
	p := NewProgress(func() { cancelled++ })
	for _, c := range []struct {
		done, total int64
		want        float32
	}{{0, 0, -1}, {5, -1, -1}, {50, 100, 0.5}, {200, 100, 1}, {-5, 100, 0}} {
		if p.Set("", c.done, c.total); p.share != c.want {
			t.Errorf("%d of %d: share %v, want %v", c.done, c.total, p.share, c.want)
		}
	}
	test.Tap(p.cancel)
	if cancelled != 1 {
		t.Error("not cancelled")
	}
}

func TestSplit(t *testing.T) {
	var kept float32
	s := NewSplit(Plain("left"), Plain("right"), 0.5)
	s.NarrowWidth = 300
	s.OnRatio = func(r float32) { kept = r }
	s.Resize(fyne.NewSize(1000, 100))
	s.drag(100)
	newGrip(s.drag, s.dragged, s.Refresh).DragEnd()
	if s.Left.Size().Width != 600 || kept != 0.6 {
		t.Errorf("left pane %v wide, ratio %v", s.Left.Size().Width, kept)
	}
	s.drag(-5000)
	if w := s.Left.Size().Width; w < s.Left.MinSize().Width || s.Right.Size().Width <= 0 {
		t.Errorf("left pane %v wide", w)
	}
	s.Alone = true
	s.Refresh()
	if s.Right.Visible() || s.Left.Size().Width != 1000 {
		t.Errorf("alone: the left pane is %v wide", s.Left.Size().Width)
	}
	s.Alone = false
	s.Resize(fyne.NewSize(200, 100))
	if !s.Left.Visible() || s.Right.Visible() {
		t.Error("narrow: want the left pane alone")
	}
	s.ShowRight = true
	s.Refresh()
	if s.Left.Visible() || !s.Right.Visible() || s.Right.Size().Width != 200 {
		t.Error("narrow: want the right pane alone")
	}
}

func TestTheRightPaneKeepsItsWidthUntilALineIsDragged(t *testing.T) {
	s := NewSplit(Plain("left"), Plain("right"), 0.6)
	s.Keep = 350
	for width, want := range map[float32]float32{1000: 600, 800: 450 - look.Hairline} {
		s.Resize(fyne.NewSize(width, 100))
		if got := s.Left.Size().Width; got != want {
			t.Errorf("of %v the left pane has %v, want %v", width, got, want)
		}
	}
	s.Resize(fyne.NewSize(800, 100))
	s.drag(100)
	if got := s.Right.Size().Width; got > 251 {
		t.Errorf("after the drag the right pane has %v", got)
	}
}

func TestMenuButton(t *testing.T) {
	chosen := ""
	b := NewMenuButton("High", func() []*fyne.MenuItem {
		return []*fyne.MenuItem{fyne.NewMenuItem("Low", func() { chosen = "Low" })}
	})
	w := test.NewTempWindow(t, Column(0, b))
	w.Resize(fyne.NewSize(300, 300))
	test.Tap(b)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("no menu opened")
	}
	test.TapCanvas(w.Canvas(), fyne.CurrentApp().Driver().AbsolutePositionForObject(b).AddXY(20, b.Size().Height+16))
	if chosen != "Low" {
		t.Errorf("chosen %q", chosen)
	}
}

func TestRowShrinksTextAndGrowsOne(t *testing.T) {
	long, short := Plain("A rather long text that has to give way"), Plain("short")
	r := Row(10, long, short)
	r.Resize(fyne.NewSize(long.Natural().Width+short.Natural().Width+10, 20))
	if long.Size().Width != long.Natural().Width {
		t.Error("text was cut though there was room")
	}
	r.Resize(fyne.NewSize(150, 20))
	if end := short.Position().X + short.Size().Width; end > 150.5 {
		t.Errorf("the row ends at %v of 150", end)
	}
	field := Grow(Plain("x"))
	g := Row(10, field, short)
	g.Resize(fyne.NewSize(500, 20))
	if end := short.Position().X + short.Size().Width; end < 499 || end > 501 {
		t.Errorf("what stands after a growing object ends at %v of 500", end)
	}
}

func TestParagraphTakesItsHeight(t *testing.T) {
	p := NewParagraph("A paragraph breaks into as many lines as its width asks for.", Style{})
	below := Plain("below")
	c := Column(0, p, below)
	c.Resize(fyne.NewSize(2000, 400))
	one := below.Position().Y
	c.Resize(fyne.NewSize(120, 400))
	if below.Position().Y < 3*one {
		t.Errorf("what follows stands at %v, after %v for one line", below.Position().Y, one)
	}
}

func TestFlowGoesOn(t *testing.T) {
	a, b := NewTag("1 open ticket", Amber), NewTag("2 deals", Blue)
	f := Flow(8, a, b)
	f.Resize(fyne.NewSize(a.Natural().Width+20, 100))
	if b.Position().Y <= a.Position().Y || b.Position().X != 0 {
		t.Errorf("second tag at %v", b.Position())
	}
	if f.MinSize().Height < 2*look.Size(look.SizeTag) {
		t.Error("the second line has no height")
	}
}

func TestALongerStateTakesTheRoomThatThereIs(t *testing.T) {
	test.NewTempApp(t)
	s := NewStatusLine("", "Ctrl+K", nil)
	w := test.NewTempWindow(t, s)
	w.Resize(fyne.NewSize(1000, 28))
	s.SetState("All saved", Neutral)
	s.SetState("All saved on this computer · 3 to send · Offline since 14:02", Neutral)
	if have, want := s.state.Size().Width, s.state.Natural().Width; have < want {
		t.Errorf("the state has %v of %v", have, want)
	}
	w.Resize(fyne.NewSize(s.state.Natural().Width+60, 28))
	if s.keys.Visible() {
		t.Error("the keys stay where the state needs their room")
	}
}

func TestWhatHasTheFocusScrollsIntoView(t *testing.T) {
	test.NewTempApp(t)
	first, last := NewButton("First", nil), NewButton("Last", nil)
	scroll := NewScroll(Column(1000, NewCard(first), NewCard(last)))
	w := test.NewTempWindow(t, Page(NewSurface("", 0, Pad{}, scroll)))
	w.Resize(fyne.NewSize(300, 300))
	w.Canvas().Focus(last)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(last)
	if at.Y < 0 || at.Y+last.Size().Height > 300 {
		t.Errorf("the focus is at %v", at)
	}
	w.Canvas().Focus(first)
	if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(first); at.Y < 0 {
		t.Errorf("the focus is at %v", at)
	}
}

func TestAValueThatIsTooLongForItsButtonEndsInAnEllipsis(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	b := NewMenuButton("Advertising by post and by e-mail", nil)
	b.Shrinks = true
	row := Row(0, b)
	test.NewTempWindow(t, row).Resize(fyne.NewSize(130, 60))
	said := func(width float32) (text string) {
		row.Resize(fyne.NewSize(width, 40))
		for _, o := range test.WidgetRenderer(b).Objects() {
			if o, ok := o.(*canvas.Text); ok {
				text += o.Text
			}
		}
		return text
	}
	if got := said(120); b.Size().Width > 120 || !strings.HasSuffix(got, "…") {
		t.Errorf("%v wide, it says %q", b.Size().Width, got)
	}
	if got := said(600); got != b.Text {
		t.Errorf("with room it says %q", got)
	}
}
