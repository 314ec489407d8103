package desktop

import (
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

func TestAPersonIsErasedFromTheRecordsMenu(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	before, ref := d.count("contact"), d.record(p).Ref()
	d.Do("erase")
	e := p.Erasing()
	if e == nil || !e.Shown() {
		t.Fatal("nothing is asked")
	}
	d.keysAreOn("Cancel")
	e.Close()
	if d.count("contact") != before {
		t.Fatal("closing erased")
	}
	d.Do("erase")
	p.Erasing().Go()
	if d.count("contact") != before-1 || !p.Erasing().Shown() {
		t.Fatalf("%d contacts of %d, the report is shown: %v", d.count("contact"), before, p.Erasing().Shown())
	}
	if _, err := d.app.Get(t.Context(), ref); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("%v", err)
	}
}

func TestTheReportNamesFieldsInTheLanguage(t *testing.T) {
	words.Use("de")
	defer words.Use(words.English)
	var said []string
	for _, s := range (app.Erasure{Searched: 7, Left: []string{"Address", "Phone"}}).Said(crm.Base()) {
		said = append(said, words.Say(s))
	}
	if got := strings.Join(said, " "); !strings.Contains(got, "Adresse, Telefon.") {
		t.Errorf("it says %s", got)
	}
}
