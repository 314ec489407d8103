package exchange

import (
	"bufio"
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"satchel/app/crm"
)

const cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:abc-1\r\nFN:Dr. Adaeze N. Okafor\r\nN:Okafor;Adaeze;N.;Dr.;\r\nORG:Lumen\\; Handels AG;Purchasing\r\n" +
	"TITLE:Head of purchasing\r\nEMAIL;TYPE=HOME:ada@home.example\r\nitem1.EMAIL;TYPE=WORK,PREF:a.okafor@lumen.example\r\n" +
	"TEL;TYPE=CELL:+49 171 5550199\r\nADR;TYPE=WORK:;;Lindenstr. 9;Berlin;;10115;Germany\r\nBDAY:1985-04-12\r\nCATEGORIES:vip,fair\r\n" +
	"NOTE:Likes short\r\n  mails\\nand tea\r\nURL:https://lumen.example\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Cher\r\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+1-555-0100\r\nBDAY:--0203\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bad Mail\r\nEMAIL:not a mail\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Wei=C3=9F;J=C3=BC=\r\nrgen\r\nTEL;WORK;VOICE:030 555 0141\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:4.0\r\nEMAIL:nameless@example.org\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Cut Off\r\n"

func TestVCardsOfAllVersions(t *testing.T) {
	s := newFake(t)
	file := write(t, "people.vcf", cards)
	res := run(t, s, "contact", file, Options{})
	if res.New != 3 || len(res.Refused) != 3 {
		t.Fatalf("%+v", res)
	}
	want := []Refusal{
		{Row: 3, Column: "EMAIL", Reason: `"not a mail" is not an e-mail address like anna@example.org.`},
		{Row: 5, Column: "N", Reason: "Contact needs a value for Last name."},
		{Row: 6, Column: "", Reason: "The card is cut off or broken (vcard: no END field found)."},
	}
	if diff := cmp.Diff(want, res.Refused, cmpopts.IgnoreFields(Refusal{}, "Err", "Cells")); diff != "" {
		t.Error(diff)
	}
	r := s.one(t, "contact", "last_name", "Okafor")
	got := crm.Values{}
	for _, f := range []string{"first_name", "title", "emails", "phones", "address", "birthday", "tags", "description", "outside_id", "organisation"} {
		got[f] = r.Get(f)
	}
	wantValues := crm.Values{
		"first_name": "Dr. Adaeze N.", "title": "Head of purchasing", "outside_id": "abc-1", "birthday": crm.Date("1985-04-12"),
		"emails":      []crm.Reach{{Value: "a.okafor@lumen.example", Label: "work"}, {Value: "ada@home.example", Label: "home"}},
		"phones":      []crm.Reach{{Value: "+49 171 5550199", Label: "mobile"}},
		"address":     crm.Address{Street: "Lindenstr. 9", City: "Berlin", PostalCode: "10115", Country: "Germany"},
		"tags":        []string{"vip", "fair"},
		"description": "Likes short mails\nand tea\nhttps://lumen.example", "organisation": s.one(t, "organisation", "name", "Lumen; Handels AG").ID,
	}
	if diff := cmp.Diff(wantValues, got); diff != "" {
		t.Error(diff)
	}
	if r := s.one(t, "contact", "name", "Cher"); cmp.Diff([]crm.Reach{{Value: "+1-555-0100", Label: "home"}}, r.Reaches("phones")) != "" || r.Text("birthday") != "" {
		t.Errorf("%v", r.Values)
	}
	if r := s.one(t, "contact", "name", "Jürgen Weiß"); cmp.Diff([]crm.Reach{{Value: "030 555 0141", Label: "work"}}, r.Reaches("phones")) != "" {
		t.Errorf("%v", r.Values)
	}
	if again := run(t, s, "contact", file, Options{}); again.New != 0 || again.Existing != 3 || again.Changed != 0 {
		t.Errorf("second import: %+v", again)
	}
}

func TestVCardRoundTrip(t *testing.T) {
	s := newFake(t)
	run(t, s, "contact", write(t, "people.vcf", cards), Options{})
	var out bytes.Buffer
	if err := VCards(context.Background(), s, crm.Query{Entity: "contact"}, bufio.NewWriter(&out), nil); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(out.String(), "\r\n") {
		if len(line) > 76 {
			t.Errorf("a line of %d bytes: %s", len(line), line)
		}
	}
	file := write(t, "out.vcf", out.String())
	if again := run(t, s, "contact", file, Options{}); again.New != 0 || len(again.Refused) != 0 {
		t.Errorf("into the same database: %+v", again)
	}
	fresh := newFake(t)
	if res := run(t, fresh, "contact", file, Options{}); res.New != 3 {
		t.Fatalf("%+v", res)
	}
	for _, old := range s.all("contact") {
		r := fresh.one(t, "contact", "name", old.Text("name"))
		for _, f := range []string{"first_name", "last_name", "title", "emails", "phones", "address", "birthday", "tags", "description"} {
			if !crm.Equal(old.Get(f), r.Get(f)) {
				t.Errorf("%s of %s: %v, was %v", f, r.Text("name"), r.Get(f), old.Get(f))
			}
		}
	}
}

func TestVCardsAreOnlyContacts(t *testing.T) {
	for entity, content := range map[string]string{"deal": cards, "contact": "no card at all"} {
		if _, err := NewPlan(context.Background(), newFake(t), entity, write(t, "x.vcf", content), Options{}); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", entity, err)
		}
	}
}

func TestHugeCardsAreReadInNoTime(t *testing.T) {
	photo := "PHOTO;ENCODING=b;TYPE=JPEG:" + strings.Repeat(strings.Repeat("A", 70)+"\r\n ", 150_000) + "\r\n"
	note := "NOTE;ENCODING=QUOTED-PRINTABLE:" + strings.Repeat("x=\r\n", 300_000) + "end\r\n"
	phones := strings.Repeat("TEL:+49 30 5550141\r\n", 1000)
	file := write(t, "big.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\n"+photo+note+phones+"N:Big;Card\r\nEND:VCARD\r\n")
	s := newFake(t)
	if res := run(t, s, "contact", file, Options{}); res.New != 1 {
		t.Fatalf("%+v", res)
	}
	r := s.one(t, "contact", "name", "Card Big")
	if len(r.Reaches("phones")) != 1 || r.Text("description") != strings.Repeat("x", 300_000)+"end" {
		t.Errorf("%d phones, a note of %d", len(r.Reaches("phones")), len(r.Text("description")))
	}
}
