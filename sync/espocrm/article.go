package espocrm

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var articleStatus = []pair{
	{"Draft", "Draft"}, {"In review", "In Review"}, {"Published", "Published"}, {"Archived", "Archived"},
}

// labels are the names of the records to which a link to many points, in order.
type labels struct{ link string }

func (c labels) attributes() []string       { return []string{c.link + "Ids", c.link + "Names"} }
func (c labels) write(*writer, any)         {}
func (c labels) canon(_ *schema, v any) any { return text{}.canon(nil, v) }
func (c labels) read(r *reader) (any, bool) {
	names, _ := r.row[c.link+"Names"].(map[string]any) // an empty one may come as a list
	var out []string
	for _, v := range names {
		if s, _ := v.(string); strings.TrimSpace(s) != "" {
			out = append(out, strings.TrimSpace(s))
		}
	}
	slices.Sort(out)
	return text{}.canon(nil, strings.Join(out, ", ")), r.has(c.link + "Names")
}

// markup is a text that is HTML there, which the server does not clean: anything may be in it. Here it is plain text.
type markup struct{ attr string }

func (c markup) attributes() []string       { return []string{c.attr} }
func (c markup) longAttr() string           { return c.attr }
func (c markup) write(*writer, any)         {}
func (c markup) canon(_ *schema, v any) any { return text{long: true}.canon(nil, v) }
func (c markup) read(r *reader) (any, bool) {
	return c.canon(nil, plainText(r.text(c.attr))), r.has(c.attr)
}

// Elements that are no text for a person, that stand on lines of their own, and that are paragraphs.
var (
	unread = []atom.Atom{atom.Script, atom.Style, atom.Head, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Svg, atom.Textarea, atom.Select}
	lines  = []atom.Atom{atom.Br, atom.Div, atom.Li, atom.Tr, atom.Dt, atom.Dd, atom.Hr, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Figcaption}
	blocks = []atom.Atom{
		atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Blockquote, atom.Pre, atom.Figure,
	}
)

// plainText takes what a person would read out of HTML. It never fails: whatever is not HTML is text.
func plainText(source string) string {
	var out textBuilder
	hidden := 0 // depth in elements that are not text
	var within atom.Atom
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		token := z.Token()
		known := slices.Contains(unread, token.DataAtom)
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				out.text(token.Data)
			}
		case html.StartTagToken:
			switch {
			case hidden > 0 && token.DataAtom == within:
				hidden++
			case hidden == 0 && known:
				hidden, within = 1, token.DataAtom
			case hidden == 0:
				out.open(token.DataAtom)
			}
		case html.SelfClosingTagToken:
			if hidden == 0 {
				out.open(token.DataAtom)
			}
		case html.EndTagToken:
			switch {
			case hidden > 0 && token.DataAtom == within:
				hidden--
			case hidden == 0 && token.DataAtom != atom.Br:
				out.close(token.DataAtom)
			}
		}
	}
}

// textBuilder gathers words; breaks are written when the next word comes.
type textBuilder struct {
	b      strings.Builder
	breaks int
	space  bool
	bullet bool
}

func (t *textBuilder) open(a atom.Atom) {
	t.close(a)
	if a == atom.Li {
		t.bullet = true
	}
	if a == atom.Td || a == atom.Th {
		t.space = true
	}
}

func (t *textBuilder) close(a atom.Atom) {
	switch {
	case slices.Contains(blocks, a):
		t.breaks = max(t.breaks, 2)
	case a == atom.Br:
		t.breaks = min(t.breaks+1, 2)
	case slices.Contains(lines, a):
		t.breaks = max(t.breaks, 1)
	}
}

func (t *textBuilder) text(s string) {
	words := strings.Fields(s)
	if len(words) == 0 {
		t.space = t.space || s != ""
		return
	}
	switch {
	case t.b.Len() == 0:
	case t.breaks > 0:
		t.b.WriteString(strings.Repeat("\n", t.breaks))
	case t.space || strings.TrimLeft(s, " \t\r\n\u00a0") != s:
		t.b.WriteByte(' ')
	}
	if t.bullet {
		t.b.WriteString("- ")
	}
	t.b.WriteString(strings.Join(words, " "))
	t.breaks, t.bullet, t.space = 0, false, strings.TrimRight(s, " \t\r\n\u00a0") != s
}

func (t *textBuilder) String() string { return t.b.String() }
