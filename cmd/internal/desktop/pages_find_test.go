package desktop

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"satchel/ui/form"
	"satchel/ui/kit"
)

// walk visits everything that is visible.
func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, f)
		}
	case *kit.Scroll:
		walk(o.Content, f)
	case *kit.Button, *kit.Chip, *kit.Text, *kit.Paragraph, *form.Input, *kit.Offstage: // nothing inside, or nothing that is in view
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, f)
		}
	}
}

func textOf(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *kit.Text:
		return o.Text
	case *kit.Paragraph:
		return o.Text
	case *kit.Button:
		return o.Text
	case *kit.Chip:
		return o.Text
	case *kit.Tag:
		return o.Text
	case *form.Input:
		return o.Text
	case *canvas.Text: // the cells of a table
		return o.Text
	}
	if _, ok := o.(fyne.Tappable); ok { // the chips of a choice
		return letters(o)
	}
	return ""
}

// letters is the text that a widget draws itself.
func letters(o fyne.CanvasObject) string {
	w, ok := o.(fyne.Widget)
	if !ok {
		return ""
	}
	for _, child := range test.WidgetRenderer(w).Objects() {
		switch t := child.(type) {
		case *canvas.Text:
			if t.Visible() {
				return t.Text
			}
		case *kit.Paragraph: // a line to press
			return t.Text
		}
	}
	return ""
}

// button finds a visible button by its text.
func (s *stage) button(text string) *kit.Button {
	s.t.Helper()
	var found *kit.Button
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && strings.HasPrefix(b.Text, text) && found == nil {
			found = b
		}
	})
	if found == nil {
		s.t.Fatalf("there is no button %q in:\n%s", text, texts(s.env.Window.Content()))
	}
	return found
}

// press presses a button.
func (s *stage) press(text string) { s.t.Helper(); s.button(text).Tapped(nil) }

// pressChip presses the nth chip of a text.
func (s *stage) pressChip(text string, n int) {
	s.t.Helper()
	var found []fyne.Tappable
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(fyne.Tappable); ok && textOf(o) == text {
			found = append(found, c)
		}
	})
	if n >= len(found) {
		s.t.Fatalf("there are %d chips %q", len(found), text)
	}
	found[n].Tapped(&fyne.PointEvent{})
}

// entry finds an entry by its place holder.
func (s *stage) entry(placeholder string) *form.Input {
	s.t.Helper()
	var found *form.Input
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		if e, ok := o.(*form.Input); ok && strings.HasPrefix(e.PlaceHolder, placeholder) {
			found = e
		}
	})
	if found == nil {
		s.t.Fatalf("there is no entry %q in:\n%s", placeholder, texts(s.env.Window.Content()))
	}
	return found
}

// sees says whether a text is in view.
func (s *stage) sees(text string) bool {
	return strings.Contains(texts(s.env.Window.Content()), text)
}

func (s *stage) expect(words ...string) {
	s.t.Helper()
	for _, w := range words {
		if !s.sees(w) {
			s.t.Errorf("%q is not in view:\n%s", w, texts(s.env.Window.Content()))
		}
	}
}
