package page

import (
	"math"
	"net/url"
	"sort"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Prose shows Markdown to be read. It breaks its lines itself: the toolkit writes letters below each other where a part of a line has no
// room left, and lets the lines of a list begin below its signs.
type Prose struct {
	widget.RichText
	source []widget.RichTextSegment // without line breaks
	width  float32                  // for which the lines are broken
}

// newMarkdown shows Markdown to be read. Nothing in it runs and nothing is loaded: HTML is left out, an image is its description, and a
// link leads to the web or nowhere.
func newMarkdown(text string) *Prose {
	r := &Prose{source: widget.NewRichTextFromMarkdown(text).Segments}
	harmless(r.source)
	r.Scroll = container.ScrollNone
	r.ExtendBaseWidget(r)
	return r
}

// Resize implements fyne.CanvasObject.
func (p *Prose) Resize(size fyne.Size) {
	if size.Width != p.width {
		p.width = size.Width
		p.Segments = broken(p.source, size.Width-2*theme.InnerPadding(), 0)
		p.RichText.Refresh()
	}
	p.RichText.Resize(size)
}

// MinSize implements fyne.CanvasObject: any width will do.
func (p *Prose) MinSize() fyne.Size {
	return fyne.NewSize(4*theme.TextSize(), p.RichText.MinSize().Height)
}

// harmless keeps of a text what can only be read: links lead to the web or nowhere, and nothing is loaded.
func harmless(segments []widget.RichTextSegment) {
	for i, s := range segments {
		switch s := s.(type) {
		case *widget.HyperlinkSegment:
			if s.URL == nil || !isWeb(s.URL) {
				segments[i] = &widget.TextSegment{Style: widget.RichTextStyleInline, Text: s.Text}
			}
		case *widget.ImageSegment:
			segments[i] = &widget.TextSegment{Style: widget.RichTextStyleInline, Text: s.Title}
		case *widget.TextSegment:
			if strings.HasSuffix(s.Text, "( ") { // the toolkit's own space before what is set off
				s.Text = strings.TrimSuffix(s.Text, " ")
			}
		case *widget.ListSegment:
			harmless(s.Items)
		case *widget.ParagraphSegment:
			harmless(s.Texts)
		}
	}
}

func isWeb(u *url.URL) bool { return strings.EqualFold(u.Scheme, "https") }

// broken returns the text with lines not wider than room; depth is that of the lists around it.
func broken(source []widget.RichTextSegment, room float32, depth int) []widget.RichTextSegment {
	var out, line []widget.RichTextSegment
	end := func() {
		out = append(out, lines(line, room, 0)...)
		line = nil
	}
	for _, s := range source {
		if s.Inline() {
			line = append(line, s)
			continue
		}
		end()
		switch s := s.(type) {
		case *widget.ListSegment:
			out = append(out, listed(s, room, depth)...)
		case *widget.ParagraphSegment:
			out = append(out, &widget.ParagraphSegment{Texts: broken(s.Texts, room, depth)})
		case *widget.TextSegment:
			side := room
			if s.Style == widget.RichTextStyleBlockquote {
				side -= 4 * theme.LineSpacing()
			}
			whole := *s
			whole.Text = ""
			for i, row := range strings.Split(s.Text, "\n") {
				if i > 0 {
					whole.Text += "\n"
				}
				short, _ := lines([]widget.RichTextSegment{&widget.TextSegment{Text: row, Style: s.Style}}, side, 0)[0].(*widget.TextSegment)
				whole.Text += short.Text
			}
			out = append(out, &whole)
		default:
			out = append(out, s)
		}
	}
	end()
	return out
}

// listed returns the items of a list, each behind its sign and the lines below each other.
func listed(list *widget.ListSegment, room float32, depth int) []widget.RichTextSegment {
	var out []widget.RichTextSegment
	n := list.StartNumber()
	for _, item := range list.Items {
		p, ok := item.(*widget.ParagraphSegment)
		if !ok { // a list of this item
			out = append(out, broken([]widget.RichTextSegment{item}, room, depth+1)...)
			continue
		}
		sign := &widget.TextSegment{Text: "•  ", Style: widget.RichTextStyleStrong}
		if list.Ordered {
			sign.Text = strconv.Itoa(n) + ". "
			n++
		}
		sign.Text = strings.Repeat(" ", 4*depth) + sign.Text
		text := &widget.ParagraphSegment{Texts: lines(append([]widget.RichTextSegment{sign}, p.Texts...), room, widthOf(sign, sign.Text))}
		out = append(out, &widget.ParagraphSegment{Texts: []widget.RichTextSegment{text}}) // one in another ends its line
	}
	return out
}

// piece is a part of a segment that is not broken: a word or the room between two.
type piece struct {
	segment int
	text    string
	width   float32
}

func (p piece) blank() bool { return strings.TrimSpace(p.text) == "" }

// lines breaks segments that follow each other in lines; all but the first line begin at indent.
func lines(segments []widget.RichTextSegment, room, indent float32) []widget.RichTextSegment {
	out := make([]widget.RichTextSegment, len(segments))
	var pieces []piece
	for i, s := range segments {
		out[i] = s
		text, ok := s.(*widget.TextSegment)
		if !ok {
			link, _ := s.(*widget.HyperlinkSegment)
			if link != nil {
				pieces = append(pieces, piece{i, link.Text, fyne.MeasureText(link.Text, theme.TextSize(), fyne.TextStyle{}).Width})
			}
			continue
		}
		pieces = append(pieces, piecesOf(i, text, room-indent)...)
		empty := *text
		empty.Text = ""
		out[i] = &empty
	}
	write := func(p piece, text string) {
		if t, ok := out[p.segment].(*widget.TextSegment); ok {
			t.Text += text
		}
	}
	x, first := float32(0), true
	for len(pieces) > 0 {
		n := 1 // a word may be of several segments
		for !pieces[0].blank() && n < len(pieces) && !pieces[n].blank() {
			n++
		}
		word, next := widthOfAll(pieces[:n]), float32(0)
		if pieces[0].blank() {
			for i := 1; i < len(pieces) && !pieces[i].blank(); i++ {
				next += pieces[i].width
			}
		}
		if pieces[0].blank() && !first && x+word+next > room && next > 0 {
			space := theSpace(out[pieces[0].segment])
			write(pieces[0], "\n"+strings.Repeat(" ", int(math.Ceil(float64(indent/space)))))
			x = indent
		} else {
			for _, p := range pieces[:n] {
				write(p, p.text)
			}
			x += word
			first = first && pieces[0].blank()
		}
		pieces = pieces[n:]
	}
	return out
}

// piecesOf cuts a segment into its words and what stands between them; a word wider than room into parts with nothing between them.
func piecesOf(i int, s *widget.TextSegment, room float32) []piece {
	var out []piece
	for text := s.Text; text != ""; {
		n := strings.IndexByte(text, ' ')
		switch {
		case n < 0:
			n = len(text)
		case n == 0:
			n = len(text) - len(strings.TrimLeft(text, " "))
		}
		p := piece{i, text[:n], widthOf(s, text[:n])}
		for runes := []rune(p.text); p.width > room && len(runes) > 1; p.width = widthOf(s, p.text) {
			fits := sort.Search(len(runes)-1, func(k int) bool { return widthOf(s, string(runes[:k+2])) > room }) + 1
			out = append(out, piece{i, string(runes[:fits]), widthOf(s, string(runes[:fits]))}, piece{segment: i})
			runes = runes[fits:]
			p.text = string(runes)
		}
		out = append(out, p)
		text = text[n:]
	}
	return out
}

func widthOfAll(pieces []piece) (w float32) {
	for _, p := range pieces {
		w += p.width
	}
	return w
}

// widthOf is how wide a text is in the style of a segment.
func widthOf(s *widget.TextSegment, text string) float32 {
	size := theme.TextSize()
	if s.Style.SizeName != "" {
		size = theme.Size(s.Style.SizeName)
	}
	return fyne.MeasureText(text, size, s.Style.TextStyle).Width
}

// theSpace is the width of a space in a segment.
func theSpace(s widget.RichTextSegment) float32 {
	if t, ok := s.(*widget.TextSegment); ok {
		return widthOf(t, " ")
	}
	return fyne.MeasureText(" ", theme.TextSize(), fyne.TextStyle{}).Width
}
