package present

import (
	"testing"

	"satchel/app/crm"
	"satchel/ui/words"
)

func TestTheHistoryIsToldInWholeSentences(t *testing.T) {
	for _, c := range []struct {
		change crm.Change
		german string
	}{
		{crm.Change{Kind: crm.Created}, "Anna Weber hat den Eintrag hinzugefügt"},
		{crm.Change{Kind: crm.Created, Source: crm.FromImport}, "Anna Weber hat den Eintrag durch einen Import hinzugefügt"},
		{crm.Change{Kind: crm.Updated, Source: crm.FromUndo}, "Anna Weber hat den Eintrag durch Rückgängigmachen geändert"},
		{crm.Change{Kind: crm.Deleted}, "Anna Weber hat den Eintrag gelöscht"},
	} {
		words.Use("de")
		if got := whatHappened(c.change, "Anna Weber"); got != c.german {
			t.Errorf("got %q, want %q", got, c.german)
		}
	}
	words.Use("en")
}
