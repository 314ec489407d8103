package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"satchel/app/crm"
	"satchel/app/replica"
)

func TestMergeText(t *testing.T) {
	for name, c := range map[string]struct {
		base, mine, theirs, want string
		clean                    bool
	}{
		"different lines":           {"a\nb\nc\nd\ne", "A\nb\nc\nd\ne", "a\nb\nc\nd\nE", "A\nb\nc\nd\nE", true},
		"both add at the end":       {"a", "a\nmine", "a\ntheirs", "a\ntheirs\nmine", true},
		"both begin alike":          {"a", "a\nx\nmine", "a\nx\ntheirs", "a\nx\ntheirs\nmine", true},
		"one adds, one removes":     {"a\nb\nc\nd", "a\nb\nc\nd\nmine", "b\nc\nd", "b\nc\nd\nmine", true},
		"the same line":             {"a\nb", "a\nmine", "a\ntheirs", "", false},
		"adjacent lines":            {"a\nb", "A\nb", "a\nB", "", false},
		"changed here, gone there":  {"a\nb\nc", "a\nB\nc", "", "", false},
		"nothing before":            {"", "mine", "theirs", "", false},
		"alike":                     {"a\nb", "a\nx", "a\nx", "a\nx", true},
		"not changed here":          {"a", "a", "b", "b", true},
		"not changed there":         {"a", "b", "a", "b", true},
		"emptied on both sides":     {"a", "", "", "", true},
		"an empty last line counts": {"a\n", "a\n\nmine", "a\n\ntheirs", "a\n\ntheirs\nmine", true},
	} {
		got, clean := mergeText(c.base, c.mine, c.theirs)
		if got != c.want || clean != c.clean {
			t.Errorf("%s: got %q, %v, want %q, %v", name, got, clean, c.want, c.clean)
		}
	}
}

func TestMergeTextTooLong(t *testing.T) {
	half := strings.Repeat("x", crm.MaxLongText/2)
	if _, ok := mergeText("a", "a\n"+half+"m", "a\n"+half+"t"); ok {
		t.Fatal("a merged text is longer than a text can be")
	}
}

var someText = rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "c", "d", "é\r"}), 0, 12), func(lines []string) string {
	return strings.Join(lines, "\n")
})

func TestMergeTextLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := someText.Draw(t, "base"), someText.Draw(t, "mine"), someText.Draw(t, "theirs")
		for _, c := range [][4]string{{base, mine, mine, mine}, {base, mine, base, mine}, {base, base, theirs, theirs}} {
			if got, ok := mergeText(c[0], c[1], c[2]); !ok || got != c[3] {
				t.Fatalf("mergeText(%q, %q, %q) = %q, %v", c[0], c[1], c[2], got, ok)
			}
		}
		merged, ok := mergeText(base, mine, theirs)
		if _, back := mergeText(base, theirs, mine); back != ok {
			t.Fatal("it depends on who asks whether a text merges")
		}
		if !ok {
			return
		}
		if again, ok := mergeText(theirs, merged, theirs); !ok || again != merged {
			t.Fatalf("merged again: %q, %v", again, ok)
		}
	})
}

// Whatever lines the two sides add, wherever, all of them are in the outcome, and everything that was there before.
func TestMergeTextKeepsAllAdditions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var base []string
		for i := range rapid.IntRange(1, 20).Draw(t, "lines") {
			base = append(base, fmt.Sprintf("line %d", i))
		}
		add := func(side string) []string {
			out := slices.Clone(base)
			for i := range rapid.IntRange(1, 8).Draw(t, side) {
				out = slices.Insert(out, rapid.IntRange(0, len(out)).Draw(t, "at"), fmt.Sprintf("%s %d", side, i))
			}
			return out
		}
		mine, theirs := add("mine"), add("theirs")
		merged, ok := mergeText(strings.Join(base, "\n"), strings.Join(mine, "\n"), strings.Join(theirs, "\n"))
		if !ok {
			t.Fatal("additions do not merge")
		}
		lines := strings.Split(merged, "\n")
		for _, line := range slices.Concat(mine, theirs) {
			if !slices.Contains(lines, line) {
				t.Fatalf("%q is lost", line)
			}
		}
		if want := len(mine) + len(theirs) - len(base); len(lines) != want {
			t.Fatalf("%d lines, want %d", len(lines), want)
		}
	})
}

func TestMergeTextIsQuick(t *testing.T) {
	long := func(word string) string {
		var b strings.Builder
		for i := 0; b.Len() < crm.MaxLongText-40; i++ {
			fmt.Fprintf(&b, "%s %d\n", word, i*i)
		}
		return b.String()
	}
	start := time.Now()
	mergeText(long("a"), long("b"), long("c"))
	few := strings.Repeat("line\n", mostLines)
	mergeText(few, strings.ReplaceAll(few, "line\nline", "x\nline"), strings.ReplaceAll(few, "line\nline", "line\ny"))
	mergeText(strings.Repeat("\n", crm.MaxLongText), strings.Repeat("x\n", crm.MaxLongText/2), strings.Repeat("\ny\n", crm.MaxLongText/3))
	if d := time.Since(start); d > 5*time.Second {
		t.Fatalf("it took %v", d)
	}
}

func TestLongTextsOfAGroupMerge(t *testing.T) {
	text := func(s string) crm.Values { return crm.Values{"description": s} }
	g := group{
		edit: &replica.Edit{Group: "description", Gen: 2, Base: text("a\nb\nc")}, local: text("a\nb\nc\nmine"), remote: text("theirs\na\nb\nc"),
		texts: true, sent: func() bool { return false },
	}
	v := merge(g, plain)
	if v.conflict || v.take["description"] != "theirs\na\nb\nc\nmine" || v.edit == nil || v.edit.Base["description"] != "theirs\na\nb\nc" {
		t.Fatalf("got %+v", v)
	}
	g.remote = text("a\nb\nC")
	if v := merge(g, plain); !v.conflict {
		t.Fatalf("got %+v", v)
	}
}

func FuzzMergeText(f *testing.F) {
	f.Add("a\nb", "a\nb\nc", "x\na\nb")
	f.Add("", "\x00\xff", "\r\n")
	f.Fuzz(func(t *testing.T, base, mine, theirs string) {
		merged, ok := mergeText(base, mine, theirs)
		if !ok && (mine == base || theirs == base || mine == theirs) {
			t.Fatalf("mergeText(%q, %q, %q) fails", base, mine, theirs)
		}
		if ok && len(merged) > len(base)+len(mine)+len(theirs)+2 {
			t.Fatalf("mergeText(%q, %q, %q) = %q", base, mine, theirs, merged)
		}
	})
}
