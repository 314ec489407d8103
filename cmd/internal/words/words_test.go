package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// fixture has one of each mistake.
const fixture = `package page

import "satchel/ui/words"

func show(n int64, name string) {
	kit.NewButton("press", nil)
	label.SetText("New " + name)
	title := "Nothing here yet"
	words.T("Known %s", name)
	words.T("Unknown")
	words.T("Other values: %d", n)
	words.N(n, "%s thing", "%s things")
	words.N(n, "one lead", "%s leads")
	panic("Not for a person")
}
`

const fixtureGerman = `{
  "Known %s": "Bekannt: %s",
  "Other values: %d": "Andere Werte: %s",
  "%s things": "%s Dinge",
  "%s leads": {"one": "%s Lead", "other": "%s Leads"},
  "Nobody says this": "Das sagt niemand"
}`

func TestEachMistakeIsFound(t *testing.T) {
	var german catalogueFile
	if err := german.read([]byte(fixtureGerman)); err != nil {
		t.Fatal(err)
	}
	f := &findings{texts: map[string]text{}}
	if err := f.scan("ui/page/fixture.go", []byte(fixture)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`ui/page/fixture.go:6: "press" does not go through words`,
		`ui/page/fixture.go:7: "New " does not go through words`,
		`ui/page/fixture.go:8: "Nothing here yet" does not go through words`,
		`ui/page/fixture.go:13: "one lead" and "%s leads" fill in different values`,
		`ui/page/fixture.go:12: the German of "%s things" has the forms [other] and needs [one other]`,
		`ui/page/fixture.go:11: "Other values: %d" and "Andere Werte: %s" fill in different values`,
		`ui/page/fixture.go:10: "Unknown" has no German`,
		`assets/words/de.json: nobody says "Nobody says this"`,
	}
	if got := f.check(german); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSentencesThatAreKeptNeedGerman(t *testing.T) {
	f := &findings{texts: map[string]text{}}
	err := f.scan("sync/engine/fixture.go", []byte(`package engine

var kept = []string{"Try again.", "not a sentence.", what + " " + "Send it " + "again?", "Send " + "all of it?",
	fmt.Sprintf("More than %d are gone. " + "Look at them.", 3)}
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(f.texts)); !slices.Equal(got, []string{"More than %d are gone. Look at them.", "Send all of it?", "Try again."}) {
		t.Errorf("found %q", got)
	}
}

func TestValuesMayChangePlaces(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"%s of %d", "%[2]d: %[1]s", true},
		{"%s of %s", "%s", false},
		{"100 %% of %s", "%s ganz", true},
		{"%q", "%s", false},
	} {
		if same := values(c.a) == values(c.b); same != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, same)
		}
	}
}

func TestTheCatalogueIsWrittenInOrder(t *testing.T) {
	var german catalogueFile
	if err := german.read([]byte(`{"b": "<zwei>", "a": {"other": "%s Dinge", "one": "%s Ding"}}`)); err != nil {
		t.Fatal(err)
	}
	want := "{\n  \"a\": {\"one\": \"%s Ding\", \"other\": \"%s Dinge\"},\n  \"b\": \"<zwei>\"\n}\n"
	if got := string(german.sorted()); got != want {
		t.Errorf("got %s", got)
	}
}
