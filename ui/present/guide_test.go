package present

import "testing"

func TestTheGuideIsFoundByWords(t *testing.T) {
	all := Chapters("# The guide\n\nHello.\n\n## Lists\n\nSort by a column.\n\n## Zürich\n\nA town.\n")
	if len(all) != 3 || all[0].Title != "The guide" || all[1].Text != "Sort by a column." {
		t.Fatalf("the chapters are %+v", all)
	}
	for text, want := range map[string]string{"sort column": "Lists", "COLUMN": "Lists", "zurich": "Zürich", "hello": "The guide"} {
		if got := FindChapters(all, text); len(got) != 1 || got[0].Title != want {
			t.Errorf("%q finds %v, want %s", text, got, want)
		}
	}
	if got := FindChapters(all, "sort town"); len(got) != 0 {
		t.Errorf("words of different chapters find %v", got)
	}
}
