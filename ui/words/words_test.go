package words

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"satchel/app/crm"
)

const german = `{
  "%s contacts": {"one": "%s Kontakt", "other": "%s Kontakte"},
  "%s is needed.": "%s fehlt.",
  "%s of %s": "von %[2]s %[1]s",
  "Cannot open %s: %w": "%s lässt sich nicht öffnen: %w",
  "Mon 2 Jan": "Mon, 2. Jan",
  "Mon": "Mo", "Dec": "Dez", "Monday": "Montag",
  "Name": "Name", "First name": "Vorname",
  "Other": "Andere", "other": "andere",
  "Open|verb": "Öffnen",
  "100 %": "100 %"
}`

// in speaks a language from a small catalogue of the test's.
func in(t *testing.T, language, text string) {
	t.Helper()
	before, spoken := catalogues, current.Load()
	t.Cleanup(func() { catalogues = before; current.Store(spoken) })
	catalogues = load(fstest.MapFS{"de.json": {Data: []byte(text)}})
	Use(language)
}

func TestTextsAreSaidInTheLanguageInUse(t *testing.T) {
	in(t, "de_AT.UTF-8", german)
	for _, c := range []struct{ want, got string }{
		{"de", Language()},
		{"Vorname fehlt.", T("%s is needed.", crm.Term("First name"))},
		{"First name fehlt.", T("%s is needed.", "First name")},
		{"von 9 4", T("%s of %s", "4", "9")},
		{"Nothing in German", T("Nothing in German")},
		{"", T("")},
		{"100 %", T("100 %")},
		{"Öffnen", T("Open|verb")},
		{"Close", T("Close|verb")},
		{"Andere", T("Other")},
		{"1 Kontakt", N(1, "%s contact", "%s contacts")},
		{"0 Kontakte", N(0, "%s contact", "%s contacts")},
		{"-12.480 Kontakte", N(-12480, "%s contact", "%s contacts")},
		{"1 lead of Ann", N(1, "%s lead of %s", "%s leads of %s", "Ann")},
		{"2 leads of Ann", N(2, "%s lead of %s", "%s leads of %s", "Ann")},
		{"1.234.567", Number(1234567)},
		{"Mo, 7. Dez", Time(time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC), "Mon 2 Jan")},
		{"Montag", Time(time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC), "Monday")},
		{"07.12.", Time(time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC), "02.01.")},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if decimal, thousands := Marks(); decimal != "," || thousands != "." {
		t.Errorf("marks are %q and %q", decimal, thousands)
	}
}

func TestWhatWasKeptIsSaidBySentences(t *testing.T) {
	in(t, "de", `{"Try again.": "Noch einmal.", "Gone here. Send it?": "Weg. Senden?", "Send it?": "Schicken?"}`)
	for kept, want := range map[string]string{
		"":                                 "",
		"Try again.":                       "Noch einmal.",
		"Gone here. Send it?":              "Weg. Senden?",
		"No. Try again. Gone?  Send it?":   "No. Noch einmal. Gone?  Schicken?",
		"See crm.example.org|x Try again.": "See crm.example.org|x Try again.",
		"Field|name is 100 % wrong":        "Field|name is 100 % wrong",
	} {
		if got := Stored(kept); got != want {
			t.Errorf("%q is said as %q, want %q", kept, got, want)
		}
	}
}

// foreign is an error of another package.
type foreign string

func (f foreign) Error() string { return string(f) }

func TestWhatWasKeptIsSaidWithItsValues(t *testing.T) {
	Use("de")
	t.Cleanup(func() { Use(English) })
	for kept, want := range map[string]string{
		"EspoCRM has a fault or too much to do at the moment (HTTP 503). It will be tried again.":  "EspoCRM hat gerade einen Fehler oder zu viel zu tun (HTTP 503). Es wird wieder versucht.",
		"More than 20 of 300 organisations are missing there. Nothing was removed here.":           "Mehr als 20 von 300 Organisationen fehlen dort. Hier wurde nichts entfernt.",
		"Waits for the contact “A % of B.” that it points to, which is not there yet.":             "Wartet auf Kontakt „A % of B.“: Der Datensatz verweist darauf, und dort gibt es das noch nicht.",
		"The file may not be read or written: permission denied":                                   "Die Datei darf nicht gelesen oder geschrieben werden: keine Berechtigung",
		"A change of somebody else is never overwritten unseen among contacts, deals and tickets.": "Bei diesen Arten wird die Änderung eines anderen nie ungesehen überschrieben: Kontakte, Verkaufschancen und Tickets.",
		`"a \"b\"" is not an e-mail address like anna@example.org.`:                                "„a \"b\"“ ist keine E-Mail-Adresse wie anna@example.org.",
		"Merged Jo into Joe": "Merged Jo into Joe", // of a server
	} {
		if got := Stored(kept); got != want {
			t.Errorf("%q is said as %q, want %q", kept, got, want)
		}
	}
	if got := T("%s “%s”", "Kontakt", "Jo"); got != "Kontakt „Jo“" {
		t.Errorf("the name of a record is said as %q", got)
	}
	full := &fs.PathError{Op: "write", Path: "a.db", Err: syscall.ENOSPC}
	if got := Error(crm.Errorf(crm.CodeInvalid, "The file %s cannot be written: %w", "a.db", full)); got != "Die Datei a.db lässt sich nicht schreiben: write a.db: kein Platz auf dem Datenträger" {
		t.Errorf("a cause is said as %q", got)
	}
	if got := Error(crm.Errorf(crm.CodeInvalid, "%q is no duration.", "a\nb")); got != `„a\nb“ ist keine Dauer.` {
		t.Errorf("a value between quotation marks is said as %q", got)
	}
	if got := StoredLabel("Merged Jo into Joe"); got != "Jo in Joe zusammengeführt" {
		t.Errorf("a label is said as %q", got)
	}
	if got := Error(foreign("EspoCRM refuses the request.")); got != "EspoCRM lehnt die Anfrage ab." {
		t.Errorf("got %q", got)
	}
}

func TestEnglishNeedsNoCatalogue(t *testing.T) {
	in(t, "en_GB", german)
	for _, c := range []struct{ want, got string }{
		{"First name is needed.", T("%s is needed.", crm.Term("First name"))},
		{"1 contact", N(1, "%s contact", "%s contacts")},
		{"12,480 contacts", N(12480, "%s contact", "%s contacts")},
		{"999", Number(999)},
		{"Mon 7 Dec", Time(time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC), "Mon 2 Jan")},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if decimal, thousands := Marks(); decimal != "." || thousands != "," {
		t.Errorf("marks are %q and %q", decimal, thousands)
	}
}

func TestErrorsAreSaidWithTheErrorsInside(t *testing.T) {
	in(t, "de", german)
	inner := crm.FieldErrorf("first_name", "%s is needed.", crm.Term("First name"))
	outer := crm.Errorf(crm.CodeInvalid, "Cannot open %s: %w", "a.db", inner)
	for _, c := range []struct {
		want string
		err  error
	}{
		{"", nil},
		{"Vorname fehlt.", inner},
		{"a.db lässt sich nicht öffnen: Vorname fehlt.", outer},
		{"row 3: Vorname fehlt.", fmt.Errorf("row 3: %w", inner)},
		{"Vorname fehlt.\ndisk gone", errors.Join(inner, errors.New("disk gone"))},
		{"a.db lässt sich nicht öffnen: file does not exist", crm.Errorf(crm.CodeNotFound, "Cannot open %s: %w", "a.db", fs.ErrNotExist)},
		{"Andere", &crm.Error{Message: "Other"}},
	} {
		if got := Error(c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if inner.Error() != "First name is needed." {
		t.Errorf("the English sentence became %q", inner)
	}
}

func TestTheLanguageChangesWhileOthersSpeak(t *testing.T) {
	in(t, "en", german)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				Use("de")
				if got := N(2, "%s contact", "%s contacts"); got != "2 contacts" && got != "2 Kontakte" {
					t.Errorf("got %q", got)
				}
				Use("en")
			}
		})
	}
	all.Wait()
}

func TestAnUnknownLanguageIsEnglish(t *testing.T) {
	in(t, "de", german)
	for _, name := range []string{"", "C", "fr-FR", "no language at all"} {
		if Use("de"); Language() != "de" {
			t.Fatal("German is not there")
		}
		if Use(name); Language() != English {
			t.Errorf("%q became %q", name, Language())
		}
	}
}

func TestABrokenCatalogueIsRefused(t *testing.T) {
	for name, text := range map[string]string{"de.json": `{"a": 7}`, "no language.json": `{}`, "fr.json": `{`} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			load(fstest.MapFS{name: {Data: []byte(text)}})
		}()
	}
}

func BenchmarkT(b *testing.B) {
	Use("de")
	defer Use(English)
	for b.Loop() {
		T("%s is needed.", "Name")
	}
}

func TestNumbersInFewCharacters(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 950: "950", 12500: "12.5 k", 406100: "406 k", 1.2e6: "1.2 M", 2e9: "2 G", -1500: "-1.5 k"} {
		if got := Short(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
