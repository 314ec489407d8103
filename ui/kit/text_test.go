package kit

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"satchel/ui/look"
)

// columns is a width for tests: one for each rune, none for marks that join.
func columns(s string) float32 {
	n := 0
	for _, r := range s {
		if !joins(r) {
			n++
		}
	}
	return float32(n)
}

func TestEllipsis(t *testing.T) {
	for _, c := range []struct {
		text string
		room float32
		want string
	}{
		{"Adaeze", 6, "Adaeze"},
		{"Adaeze Okafor", 6, "Adaez…"},
		{"Adaeze Okafor", 8, "Adaeze…"}, // no space before the sign
		{"Ada · Okafor", 6, "Ada…"},     // nor a dot that parts
		{"Ada", 1, "…"},
		{"Ada", 0, "…"},
		{"", 0, ""},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"מאיה כהן", 4, "…מאי"},
	} {
		if got := ellipsis(c.text, c.room, columns); got != c.want {
			t.Errorf("%q in %v: %q, want %q", c.text, c.room, got, c.want)
		}
	}
}

func TestEllipsisFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		room := rapid.Float32Range(1, 40).Draw(t, "room")
		got := ellipsis(text, room, columns)
		if columns(got) > room {
			t.Fatalf("%q is wider than %v", got, room)
		}
		if !utf8.ValidString(got) && utf8.ValidString(text) {
			t.Fatalf("%q was cut inside a letter", got)
		}
		if columns(text) <= room && got != text {
			t.Fatalf("%q was shortened though it fits", text)
		}
	})
}

func TestWrapKeepsEveryWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z \n]{0,80}`).Draw(t, "text")
		room := rapid.Float32Range(1, 30).Draw(t, "room")
		lines := wrap(text, room, columns)
		for _, line := range lines {
			if columns(line) > room {
				t.Fatalf("line %q is wider than %v", line, room)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if squeeze(strings.Join(lines, " ")) != squeeze(text) {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}

func TestQuickWidthIsNearlyExact(t *testing.T) {
	for _, text := range []string{"Adaeze Okafor", "AVATAR Type Yo.", "Łukasz Wiśniewski", "Дмитрий Волков", "Nguyễn Thị Hoa", "فاطمة السيد", "מאיה כהן"} {
		for _, style := range []Style{{}, {Bold: true}, {Size: look.SizeSmall}} {
			exact, quick := style.measure(text).Width, style.width(text)
			if diff := quick - exact; diff < -1 || diff > exact*0.06 {
				t.Errorf("%q: %v, measured %v", text, quick, exact)
			}
		}
	}
}

// TestFewTextsAreMeasured counts how often a text is measured, which takes the toolkit a tenth of a millisecond each time.
func TestFewTextsAreMeasured(t *testing.T) {
	n := 0
	width := func(s string) float32 { n++; return columns(s) }
	words := strings.TrimSpace(strings.Repeat("twelve words ", 20))
	if lines := wrap(words, 50, width); len(lines) != 6 || n > 20 {
		t.Errorf("%d measurements for %d lines", n, len(lines))
	}
	n = 0
	if wrap("It fits.", 50, width); n != 1 {
		t.Errorf("%d measurements of a text that fits", n)
	}
	n = 0
	if ellipsis(words, 50, width); n > 5 {
		t.Errorf("%d measurements of a text that is cut", n)
	}
}
