package docs

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheGuidesStayInStep(t *testing.T) {
	english := chapters(Guide("en"))
	others, err := fs.Glob(guides, "guide.*.md")
	if err != nil || len(others) == 0 || len(english) < 10 {
		t.Fatalf("%d chapters, the other guides are %v, %v", len(english), others, err)
	}
	for _, name := range others {
		language := strings.Split(name, ".")[1]
		got := chapters(Guide(language))
		if len(got) != len(english) {
			t.Errorf("%s has %d headings, the English guide %d", name, len(got), len(english))
		}
		for i, c := range english[:min(len(english), len(got))] {
			at := name + ", " + got[i].title
			compare(t, at, "blocks", c.blocks, got[i].blocks)
			compare(t, at, "code", c.code, got[i].code)
			compare(t, at, "keys", c.keys, got[i].keys)
			compare(t, at, "links", c.links, got[i].links)
		}
	}
}

func TestALanguageWithoutAGuideReadsEnglish(t *testing.T) {
	if got := Guide("fr"); got == "" || got != Guide("en") || got == Guide("de") {
		t.Errorf("French begins %.20q, English %.20q, German %.20q", got, Guide("en"), Guide("de"))
	}
}

func TestAChapterThatLacksAKeyIsSeen(t *testing.T) {
	a, b := chapters("## Lists\n\n**Ctrl+Up** and `id`\n")[0], chapters("## Listen\n\n**Strg+↑** und `id`\n")[0]
	if !slices.Equal(a.keys, b.keys) || !slices.Equal(a.code, b.code) || len(a.keys) != 1 || len(a.code) != 1 {
		t.Errorf("%+v and %+v differ", a, b)
	}
	if c := chapters("## Listen\n\n**Strg+↓** und `id`\n")[0]; slices.Equal(a.keys, c.keys) {
		t.Errorf("%+v and %+v are alike", a, c)
	}
}

// chapter is what stays the same of a heading and what stands below it, whatever the language.
type chapter struct {
	title  string
	blocks []string // the heading, paragraphs, items and code, in their order
	code   []string // in backticks or indented, sorted
	keys   []string // with a modifier, sorted
	links  []string // where they lead, sorted
}

var (
	inline  = regexp.MustCompile("`[^`]+`")
	pressed = regexp.MustCompile(`(?:(?:Ctrl|Alt|Shift)\+)+[^\s*;,.)]+|\bF\d+\b`)
	leads   = regexp.MustCompile(`\]\(([^)]+)\)`)

	// keyNames are the words on a German keyboard, and of arrows in either language.
	keyNames = strings.NewReplacer("Strg+", "Ctrl+", "Umschalt+", "Shift+", "Entf", "Del", "+Up", "+↑", "+Down", "+↓", "+Left", "+←", "+Right", "+→",
		"Pfeile", "arrows")
)

func chapters(markdown string) []chapter {
	var out []chapter
	for block := range strings.SplitSeq(strings.ReplaceAll(markdown, "\n- ", "\n\n- "), "\n\n") {
		block = strings.Trim(block, "\n")
		level := len(block) - len(strings.TrimLeft(block, "#"))
		if level > 0 {
			out = append(out, chapter{title: block, blocks: []string{block[:level]}})
			continue
		}
		if block == "" || len(out) == 0 {
			continue
		}
		c := &out[len(out)-1]
		switch {
		case strings.HasPrefix(block, "    "):
			c.blocks, c.code = append(c.blocks, "code"), append(c.code, block)
			continue
		case strings.HasPrefix(block, "- "):
			c.blocks = append(c.blocks, "item")
		default:
			c.blocks = append(c.blocks, "paragraph")
		}
		c.code = append(c.code, inline.FindAllString(block, -1)...)
		c.keys = append(c.keys, pressed.FindAllString(keyNames.Replace(block), -1)...)
		for _, m := range leads.FindAllStringSubmatch(block, -1) {
			c.links = append(c.links, m[1])
		}
	}
	for i := range out {
		slices.Sort(out[i].code)
		slices.Sort(out[i].keys)
		slices.Sort(out[i].links)
	}
	return out
}

func compare(t *testing.T, at, what string, want, got []string) {
	t.Helper()
	if !slices.Equal(want, got) {
		t.Errorf("%s: the %s are\n%q, in English\n%q", at, what, got, want)
	}
}
