package exchange

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"satchel/app/crm"
)

// inTheMannerOf are cards that we made as each program writes them, with what must be found in the contact and what must be in an export.
var inTheMannerOf = map[string]struct{ finds, writes string }{
	"outlook.vcf":     {"Dr. Jürgen Max Groß|j.gross@muster.example|+49 (30) 555-0141|Muster GmbH|Musterweg 5\n2. Stock|Privatgasse 7", "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2|ORG:Muster GmbH;Einkauf|N;LANGUAGE=de:Groß;Jürgen;Max;Dr.;MBA|PHOTO:data:image/jpeg;base64,/9j/|LABEL"},
	"iphone.vcf":      {"Zoë Martin|zoe@martin.example|Schule|+33 6 55 50 10 10|12 rue Haute", "item2.X-ABADR:fr|X-SOCIALPROFILE;type=twitter|X-ABDATE|item3.URL;type=pref:https://martin.example|item3.X-ABLABEL:_$!<HomePage>!$_|NICKNAME:Zo"},
	"android.vcf":     {"Łukasz Żak|lukasz@zak.example|+48 22 555 01 01", "X-ANDROID-CUSTOM|PHOTO:data:image/jpeg;base64,/9j/"},
	"gmail.vcf":       {"Ana Pérez|ana@perez.example|Escuela|+34 91 555 01 01", "X-PHONETIC-FIRST-NAME:Ana|item2.EVENT:2012-05-06|Calle Baja 2"},
	"thunderbird.vcf": {"Li Wei|li@wei.example|+86 10 5555 0101", "X-MOZILLA-HTML:FALSE|X-CUSTOM1:Messe"},
	"evolution.vcf":   {"Ida Berg|ida@berg.example|+47 22 55 50 10", "X-EVOLUTION-FILE-AS|X-EVOLUTION-SPOUSE:Ole|CALURI"},
	"lotusnotes.vcf":  {"Karl Renz|karl@renz.example|+43 1 555 0101", "X-LOTUS-CHILDREN:Eva|ROLE:Vorstand"},
	"blackberry.vcf":  {"Amy Pond|amy@pond.example|+44 20 5550 1010", "X-RIM-PIN:2100000A|BDAY:--0412"},
}

// written is what an export writes of all contacts, without the ids, which are of the database.
func written(t *testing.T, s Store) string {
	t.Helper()
	var out bytes.Buffer
	if err := VCards(context.Background(), s, crm.Query{Entity: "contact"}, bufio.NewWriter(&out), nil); err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`UID:[^\r]*\r\n`).ReplaceAllString(out.String(), "")
}

// TestCardsOfEveryProgram imports the cards without a lost property; export and import again are equal.
func TestCardsOfEveryProgram(t *testing.T) {
	for name, c := range inTheMannerOf {
		t.Run(name, func(t *testing.T) {
			s := newFake(t)
			file := filepath.Join("testdata", "cards", name)
			if res := run(t, s, "contact", file, Options{}); res.New != 1 || len(res.Refused) != 0 {
				t.Fatalf("%+v", res)
			}
			e, _ := crm.Base().Entity("contact")
			var all strings.Builder
			for _, r := range append(s.all("contact"), s.all("organisation")...) {
				for _, f := range e.Fields {
					if v := r.Get(f.Name); v != nil {
						all.WriteString(crm.FormatText(f, v, crm.Locale{}) + "\n")
					}
				}
				for _, a := range []crm.Address{r.Address("address"), r.Address("home_address")} {
					all.WriteString(a.Street + "\n")
				}
			}
			for _, want := range strings.Split(c.finds, "|") {
				if !strings.Contains(all.String(), want) {
					t.Errorf("%q is not in\n%s", want, all.String())
				}
			}
			first := written(t, s)
			for _, want := range strings.Split(c.writes, "|") {
				if !strings.Contains(strings.ReplaceAll(first, "\r\n ", ""), want) {
					t.Errorf("%q is not written back:\n%s", want, first)
				}
			}
			again := newFake(t)
			out := write(t, "out.vcf", first)
			if res := run(t, again, "contact", out, Options{}); res.New != 1 {
				t.Fatalf("%+v", res)
			}
			second := written(t, again)
			a, b := sha256.Sum256([]byte(first)), sha256.Sum256([]byte(second))
			t.Logf("%x, again %x", a[:8], b[:8])
			if a != b {
				t.Errorf("the second export is another one:\n%s\n%s", first, second)
			}
			if res := run(t, s, "contact", file, Options{}); res.New != 0 || res.Changed != 0 {
				t.Errorf("a second import: %+v", res)
			}
		})
	}
	if all, err := os.ReadDir(filepath.Join("testdata", "cards")); err != nil || len(all) != len(inTheMannerOf) {
		t.Errorf("%d files, %v", len(all), err)
	}
}

// TestACardWithoutItsEndDoesNotSwallowTheNext refuses the one that is broken; an END too many does no harm.
func TestACardWithoutItsEndDoesNotSwallowTheNext(t *testing.T) {
	s := newFake(t)
	res := run(t, s, "contact", write(t, "x.vcf", "BEGIN:VCARD\r\nFN:Half\r\nBEGIN:VCARD\r\nFN:Ann Lee\r\nEND:VCARD\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Bo Ek\r\nEND:VCARD\r\n"), Options{})
	if res.New != 2 || len(res.Refused) != 1 || !strings.Contains(res.Refused[0].Reason, "cut off or broken") {
		t.Errorf("%+v", res)
	}
}

// TestAChangedNameIsNotWrittenBackAsItWas leaves a kept line out once the record says something else.
func TestAChangedNameIsNotWrittenBackAsItWas(t *testing.T) {
	s := newFake(t)
	run(t, s, "contact", write(t, "x.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ann;;Dr.;\r\nFN:Dr. Ann Lee\r\nORG:Old Ltd;Sales\r\nEND:VCARD\r\n"), Options{})
	r := s.one(t, "contact", "last_name", "Lee")
	r.Set("last_name", "Lee-Fox")
	r.Set("organisation", nil)
	s.records[r.Ref()] = r
	if out := written(t, s); !strings.Contains(out, "N:Lee-Fox;Dr. Ann;;;\r\n") || strings.Contains(out, "N:Lee;") || strings.Contains(out, "Old Ltd") {
		t.Error(out)
	}
}
