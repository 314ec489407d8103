package desktop

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/page"
	"satchel/ui/words"
)

func (s *stage) count(entity string) int64 {
	s.t.Helper()
	n, err := s.Count(context.Background(), crm.Query{Entity: entity})
	s.must(err)
	return n
}

// contact finds a contact by last name.
func (s *stage) contact(last string) crm.Record {
	s.t.Helper()
	found, err := s.List(context.Background(), crm.Query{Entity: "contact", Where: crm.Where("last_name", crm.Eq, last)})
	s.must(err)
	if len(found) != 1 {
		s.t.Fatalf("%d contacts %s", len(found), last)
	}
	return found[0]
}

func importing(t *testing.T) (*stage, *page.Import) {
	s := newStage(t, false)
	p := page.NewImport(s.env, page.Route{Name: "import", Entity: "contact"}).(*page.Import)
	s.show(p)
	t.Cleanup(p.Close)
	return s, p
}

func TestAFileIsCheckedBeforeAnythingIsWritten(t *testing.T) {
	s, p := importing(t)
	s.expect("What comes in")
	if !s.button("Import").Disabled() {
		t.Error("nothing can be imported yet")
	}
	p.Drop(s.file("people.csv", peopleCSV))
	s.expect("3 new · 1 existing · 3 need you", "separated by semicolon", "3 rows need you", "Shoe size", "Not imported", "Ada · Ben")
	if n := s.count("contact"); n != 0 {
		t.Errorf("%d contacts were written", n)
	}
}

func TestAnImportSaysWhyInTheLanguage(t *testing.T) {
	speaks(t)
	words.Use("de")
	s, p := importing(t)
	p.Drop(s.file("people.csv", "first_name,last_name,email,birthday,hat\nAda,Lovelace,keine,3/4/1990,x\nBen,Koch,ben@koch.example,3/5/1990,x\n"))
	s.expect("ist keine E-Mail-Adresse", "(Tag zuerst)", "wird nicht importiert", "der Tag gilt als erster")
}

func TestAnImportIsUndoneWhole(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.csv", peopleCSV))
	s.press("Import 4 rows")
	s.expect("3 added")
	if s.count("contact") != 3 || len(s.undo) != 1 || s.undo[0] == "" {
		t.Fatalf("%d contacts, said %v", s.count("contact"), s.said)
	}
	if s.contact("Lovelace").Date("birthday") != "1985-12-10" {
		t.Error(s.contact("Lovelace").Values)
	}
	s.press("Show the contacts")
	if len(s.went) != 1 || s.went[0].Entity != "contact" {
		t.Error(s.went)
	}
	s.press("Undo")
	if s.count("contact") != 0 || s.count("organisation") != 0 {
		t.Errorf("%d contacts and %d organisations stay", s.count("contact"), s.count("organisation"))
	}
	s.expect("3 new · 1 existing · 3 need you")
}

func TestAColumnCanFillAnotherField(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.csv", "Vorname,Nachname,Rolle\nAda,Lovelace,Engineer\n"))
	p.Map("Rolle", "title")
	s.expect("Engineer")
	p.Map("Vorname", "title") // takes the field over
	s.press("Import 1 row")
	if r := s.contact("Lovelace"); r.Text("title") != "Ada" || r.Text("first_name") != "" {
		t.Errorf("%v", r.Values)
	}
}

func TestExistingRecordsAreFilledOverwrittenOrLeft(t *testing.T) {
	for choice, want := range map[string]string{"Fill their empty fields": "Buyer English", "Overwrite": "Director English", "Leave as they are": "Buyer "} {
		s, p := importing(t)
		s.add("contact", crm.Values{"first_name": "Olu", "last_name": "Adeyemi", "title": "Buyer", "emails": []crm.Reach{{Value: "olu@kanco.example"}}})
		p.Drop(s.file("people.csv", "first_name,last_name,email,title,language\nOlu,Adeyemi,olu@kanco.example,Director,English\n"))
		s.pressChip(choice, 0)
		s.expect("0 new · 1 existing · 0 need you")
		s.press("Import 1 row")
		r := s.contact("Adeyemi")
		if got := r.Text("title") + " " + r.Text("language"); got != want {
			t.Errorf("%s: %q, want %q", choice, got, want)
		}
		if len(s.fails) > 0 {
			t.Error(s.fails)
		}
	}
}

func TestTheOrderOfDatesCanBeChosen(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.csv", "first_name,last_name,birthday\nAda,Lovelace,3/4/1990\n"))
	s.expect("1990-04-03")
	s.pressChip("Month first", 0)
	s.expect("1990-03-04")
}

func TestFilesThatAreNoListsSaySo(t *testing.T) {
	s, p := importing(t)
	for content, want := range map[string]string{"%PDF-1.7 ...": "PDF", "": "empty", "\"a,b\nc": "quotation mark"} {
		p.Drop(s.file("x.csv", content))
		if !strings.Contains(texts(s.env.Window.Content()), want) {
			t.Errorf("%q is not said for %q:\n%s", want, content, texts(s.env.Window.Content()))
		}
		if !s.button("Import").Disabled() {
			t.Error("it can be imported")
		}
	}
	p.Drop(s.file("x.csv", "") + ".gone")
	s.expect("does not exist")
	p.Drop("")
	s.expect("Choose a file")
}

func TestAFileThatChangedIsNotImported(t *testing.T) {
	s, p := importing(t)
	file := s.file("people.csv", "last_name\nLovelace\n")
	p.Drop(file)
	s.rewrite(file, "last_name\nLovelace\nBerg\n")
	s.press("Import 1 row")
	if s.count("contact") != 0 || len(s.fails) != 1 {
		t.Errorf("%d contacts, %v", s.count("contact"), s.fails)
	}
}

func TestVCardsNeedNoMapping(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lovelace;Ada;;;\r\nFN:Ada Lovelace\r\nEMAIL:ada@engine.example\r\nEND:VCARD\r\n"))
	s.expect("1 new · 0 existing · 0 need you", "vCard")
	if s.sees("Column in the file") {
		t.Error("a vCard has no columns to map")
	}
	s.press("Import 1 row")
	s.contact("Lovelace")
}

var _ page.Dropper = (*page.Import)(nil)

// TestARowIsPutRightInPlace opens a refused row, repairs it and imports it with the others.
func TestARowIsPutRightInPlace(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.csv", "First name,Last name,E-mail\nAda,Lovelace,nobody\nBen,Koch,ben@koch.example\n"))
	s.expect("1 new · 0 existing · 1 needs you")
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		if rows, ok := o.(*kit.Table); ok && rows.OnOpen != nil {
			rows.OnOpen(0)
		}
	})
	s.expect("Row 2", "is not an e-mail address")
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		if cell, ok := o.(*form.Input); ok && cell.Text == "nobody" {
			cell.SetText("ada@lovelace.example")
		}
	})
	s.press("Check this row")
	s.expect("2 new · 0 existing · 0 need you")
	s.press("Import 2 rows")
	if s.contact("Lovelace").Reaches("emails")[0].Value != "ada@lovelace.example" {
		t.Error(s.contact("Lovelace").Values)
	}
}

// TestDaysThatCanBeReadInTwoWaysAreAskedFor holds the import back until the person says which number comes first.
func TestDaysThatCanBeReadInTwoWaysAreAskedFor(t *testing.T) {
	s, p := importing(t)
	p.Drop(s.file("people.csv", "First name,Last name,Birthday\nAda,Lovelace,3/4/1980\n"))
	s.expect("The days in Birthday can be read in two ways")
	if !s.button("Import 1 row").Disabled() {
		t.Error("the import begins though nobody knows what it means")
	}
	s.pressChip("Month first", 0)
	s.press("Import 1 row")
	if got := s.contact("Lovelace").Date("birthday"); got != "1980-03-04" {
		t.Error(got)
	}
}
