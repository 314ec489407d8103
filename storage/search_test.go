package storage

import (
	"context"
	"strings"
	"testing"

	"satchel/app/crm"
)

func TestSearchFindsInAnySpelling(t *testing.T) {
	f := open(t)
	anna := f.add("contact", crm.Values{
		"first_name": "Anna", "last_name": "Müller-Lüdenscheidt", "title": "Head of Purchasing",
		"emails": mails("Anna.M@Example.org"), "phones": mails("+49 (0)30 555-0141"),
	})
	org := f.add("organisation", crm.Values{"name": "東京電力株式会社", "website": "www.tepco.example"})
	ticket := f.add("ticket", crm.Values{"subject": "Printer on fire", "description": strings.Repeat("very long ", 50) + "smoke everywhere"})
	number := f.get("ticket", ticket).Text("number")
	for text, want := range map[string]string{
		"anna": anna, "ann": anna, "MULLER": anna, "müller lüd": anna, "ludenscheidt anna": anna, "anna.m@example.org": anna, "anna.m@": anna,
		"example.org": anna, "@example.org": anna, "030 5550141": anna, "0049 30 5550141": anna, "550141": anna, "purch": anna, "東京": org, "電力": org, "京": org,
		"tepco": org, number: ticket, "#" + number: ticket, "smoke": ticket, "printer fire": ticket,
	} {
		hits, err := f.Search(context.Background(), text, 10)
		if err != nil || len(hits) == 0 || hits[0].ID != want {
			t.Errorf("%q: %v %v", text, hits, err)
		}
		n, err := f.Count(context.Background(), crm.Query{Entity: hits[0].Entity, Text: strings.TrimPrefix(text, "#")})
		if err != nil || n != 1 {
			t.Errorf("list with %q: %d %v", text, n, err)
		}
	}
	for _, text := range []string{"", " ", "nobody", "京東", "anna smoke", `"`, `" OR x y "`, "NEAR(", "title:", "a* ^b", "-", "'", "(", "%", "_", "\x00", "\xff", "NOT", "AND OR", strings.Repeat("x ", 5000)} {
		if hits, err := f.Search(context.Background(), text, 10); err != nil || len(hits) != 0 {
			t.Errorf("%q: %v %v", text, hits, err)
		}
		if n, err := f.Count(context.Background(), crm.Query{Entity: "contact", Text: text}); err != nil || n != 0 && text != "" {
			t.Errorf("list with %q: %d %v", text, n, err)
		}
	}
	f.sound()
}

func TestSearchSaysWhyAndPutsExactKeysFirst(t *testing.T) {
	f := open(t)
	f.add("contact", crm.Values{"last_name": "1001 Nights"})
	f.add("contact", crm.Values{"last_name": "Other", "description": "asked about 1001 and a@example.org"})
	mail := f.add("contact", crm.Values{"last_name": "Zorn", "emails": mails("a@example.org")})
	ticket := f.add("ticket", crm.Values{"subject": "x"})
	for text, want := range map[string][2]string{"1001": {ticket, "No.: 1001"}, "a@example.org": {mail, "E-mail: a@example.org (work)"}, "zorn": {mail, ""}} {
		hits, err := f.Search(context.Background(), text, 10)
		if err != nil || len(hits) == 0 || hits[0].ID != want[0] || hits[0].Why != want[1] {
			t.Errorf("%q: %+v %v", text, hits, err)
		}
	}
}

func TestSearchFollowsChanges(t *testing.T) {
	f := open(t)
	id := f.add("contact", crm.Values{"last_name": "Before", "emails": mails("before@example.org")})
	f.set("contact", id, crm.Values{"last_name": "Since", "emails": mails("since@example.com")})
	for text, want := range map[string]int{"before": 0, "before@example.org": 0, "example.org": 0, "since": 1, "since@example.com": 1} {
		if hits, err := f.Search(context.Background(), text, 10); err != nil || len(hits) != want {
			t.Errorf("%q: %v %v", text, hits, err)
		}
	}
}

func TestFoldedTexts(t *testing.T) {
	for in, want := range map[string]string{
		"Müller": "muller", "STRASSE": "strasse", "Straße": "strasse", "Ærø": "aero", "Łódź": "lodz", "İstanbul": "istanbul", "  a ": "a", "ＡＢＣ": "abc", "ﬁn": "fin",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
		if Fold(Fold(in)) != Fold(in) {
			t.Errorf("%s: folding twice differs", in)
		}
	}
	if natural("T-9") >= natural("T-10") || natural("0042") != natural("42") {
		t.Error("numbers do not sort as people count")
	}
}

func TestSearchByOneLetterOfTheNextWord(t *testing.T) {
	f := open(t)
	f.must(crm.FromUser, func(tx crm.Tx) error {
		for _, name := range []string{"Smith", "Olsen"} {
			r := crm.NewRecord("contact", tx.NewID())
			r.Values = crm.Values{"first_name": "Emily", "last_name": name}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	// The words stand in another order than in the title, so that only the full-text index can find them.
	for text, want := range map[string]int{"smith e": 1, "emily o": 1, "olsen s": 0, "e": 2} {
		hits, err := f.Search(context.Background(), text, 10)
		if err != nil || len(hits) != want {
			t.Errorf("%q: %d hits, want %d (%v)", text, len(hits), want, err)
		}
	}
}
