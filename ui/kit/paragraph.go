package kit

import (
	"cmp"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/ui/look"
)

// Paragraph is text that breaks into as many lines as its width asks for. Put it
// into a Column, which gives it the height it needs.
type Paragraph struct {
	widget.BaseWidget
	Text   string
	Style  Style
	Align  fyne.TextAlign
	Most   int     // lines, of which the last ends with a sign where something is left out; 0: all of them
	Stride float32 // from line to line, in the size of the letters; 0: 1.4
}

var _ fyne.Widget = (*Paragraph)(nil)

// Lines is how many lines a text takes that are not wider than room.
func Lines(text string, style Style, room float32) int {
	return len(wrap(oneLine(text), room, func(s string) float32 { return style.measure(s).Width }))
}

// NewParagraph returns text that wraps.
func NewParagraph(text string, style Style) *Paragraph {
	p := &Paragraph{Text: text, Style: style}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes the text.
func (p *Paragraph) SetText(text string) {
	if p.Text == text {
		return
	}
	p.Text = text
	p.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{p: p, width: p.Size().Width}
	r.Refresh()
	return r
}

type paragraphRenderer struct {
	p     *Paragraph
	lines []fyne.CanvasObject
	width float32
}

// Destroy implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.lines }

// MinSize implements fyne.WidgetRenderer.
func (r *paragraphRenderer) MinSize() fyne.Size {
	height := r.lineHeight() * float32(max(len(r.lines), 1))
	return fyne.NewSize(4*r.p.Style.size(), height)
}

// Layout implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Layout(s fyne.Size) {
	if s.Width != r.width {
		r.width = s.Width
		r.wrap()
	}
	h := r.lineHeight()
	for i, line := range r.lines {
		place(line, 0, float32(i)*h, s.Width, h)
	}
}

// Refresh implements fyne.WidgetRenderer.
func (r *paragraphRenderer) Refresh() {
	r.wrap()
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

// lineHeight is the advance from line to line.
func (r *paragraphRenderer) lineHeight() float32 { return r.p.Style.size() * cmp.Or(r.p.Stride, 1.4) }

func (r *paragraphRenderer) wrap() {
	width := func(s string) float32 { return r.p.Style.measure(s).Width }
	if r.width <= 0 {
		width = func(string) float32 { return -1 } // not laid out yet: as if there were room for all
	}
	r.lines = r.lines[:0]
	lines := wrap(r.p.Text, max(r.width, 0), width)
	if r.p.Most > 0 {
		lines = clamp(r.p.Text, max(r.width, 0), r.p.Most, width)
	}
	for _, line := range lines {
		t := canvas.NewText("", look.Color(look.Text))
		t.Alignment = r.p.Align
		r.p.Style.apply(t, line)
		r.lines = append(r.lines, t)
	}
}

// wrap breaks text into lines not wider than room: at line breaks, else between
// words, else inside a word that is too long.
func wrap(text string, room float32, width func(string) float32) []string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	var lines []string
	for _, paragraph := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		words := strings.FieldsFunc(paragraph, blank)
		all := strings.Join(words, " ")
		whole := width(all)
		if whole <= room { // mostly
			lines = append(lines, all)
			continue
		}
		guess := int(float32(len(words)) * room / whole)
		for len(words) > 0 {
			n := longest(0, len(words), guess, func(n int) bool { return n == 0 || width(strings.Join(words[:n], " ")) <= room })
			if n == 0 {
				head := fitting(words[0], room, width)
				if words[0] = words[0][min(len(head), len(words[0])):]; words[0] == "" {
					words = words[1:]
				}
				lines = append(lines, head)
				continue
			}
			lines = append(lines, strings.Join(words[:n], " "))
			words = words[n:]
		}
	}
	return lines
}

// fitting returns the longest beginning of a word wider than room that fits, one letter at least. Addresses and double names break where
// their parts meet, if that leaves not most of the line empty.
func fitting(word string, room float32, width func(string) float32) string {
	runes := []rune(word)
	guess := int(float32(len(runes)) * room / width(word))
	n := longest(1, max(len(runes)-1, 1), guess, func(n int) bool { return width(string(runes[:n])) <= room })
	for at := n; at > n/3 && n < len(runes); at-- {
		if strings.ContainsRune("@.", runes[at]) || strings.ContainsRune("-/_", runes[at-1]) {
			return string(runes[:at])
		}
	}
	return string(runes[:n])
}
