package match

import (
	"testing"

	"satchel/app/crm"
)

func TestNames(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"Jörg Müller", "JOERG  mueller"},
		{"Jörg Müller", "Jorg Muller"},
		{"Dr. Anna Weiß", "Anna Weiss"},
		{"Łukasz Wiśniewski", "Lukasz Wisniewski"},
		{"Søren Åkesson", "Soren Akesson"},
		{"Петр Волков", "Petr Volkov"},
		{"Γιώργος Παπάς", "Giorgos Papas"},
		{"Jean-Luc d'Arc", "Jean Luc dArc"},
		{"J. R. R. Tolkien", "JRR Tolkien"},
		{"Becker & Sohn", "Becker und Sohn"},
	} {
		if Name(c.a) != Name(c.b) {
			t.Errorf("%q is %q, %q is %q", c.a, Name(c.a), c.b, Name(c.b))
		}
	}
	if Name("Anna Meier") == Name("Anna Maier") {
		t.Error("two names are one")
	}
}

func TestCompanies(t *testing.T) {
	for _, c := range []struct{ text, own, legal string }{
		{"Becker & Sohn GmbH", "becker sohn", "gmbh"},
		{"Becker und Sohn G.m.b.H.", "becker sohn", "gmbh"},
		{"Becker Gesellschaft mit beschränkter Haftung", "becker", "gmbh"},
		{"Becker GmbH & Co. KG", "becker", "gmbh co kg"},
		{"Whitfield Limited", "whitfield", "ltd"},
		{"Whitfield Ltd.", "whitfield", "ltd"},
		{"Carter, Inc.", "carter", "inc"},
		{"Carter Incorporated", "carter", "inc"},
		{"Marino S.p.A.", "marino", "spa"},
		{"Wiśniewski Sp. z o.o.", "wisniewski", "sp zoo"},
		{"ООО Ромашка", "romashka", "ooo"},
		{"AB", "ab", ""},
		{"The Old Mill", "old mill", ""},
	} {
		if own, legal := Company(c.text); own != c.own || legal != c.legal {
			t.Errorf("%q is %q and %q", c.text, own, legal)
		}
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"meier", "maier", true},
		{"schmidt", "schmitd", true},
		{"schmidt", "schmid", true},
		{"schmidt", "schmit", true}, // one letter less
		{"volkov", "wolkow", false},
		{"tom", "tim", false},
		{"org1", "org2", false},
		{"meier", "meier", false},
	} {
		if got := c.a != c.b && slip(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func record(entity string, values ...any) crm.Record {
	r := crm.NewRecord(entity, "")
	for i := 0; i < len(values); i += 2 {
		v := values[i+1]
		if s, ok := v.(string); ok && (values[i] == "emails" || values[i] == "phones") {
			v = []crm.Reach{{Value: s}}
		}
		r.Set(values[i].(string), v)
	}
	return r
}

func TestWhy(t *testing.T) {
	contact := func(values ...any) crm.Record { return record("contact", values...) }
	organisation := func(values ...any) crm.Record { return record("organisation", values...) }
	for _, c := range []struct {
		a, b crm.Record
		want string
	}{
		{contact("last_name", "Weiß", "emails", "Anna@Example.org "), contact("last_name", "Other", "emails", "anna@example.org"), "same mail anna@example.org"},
		{contact("last_name", "Weiß", "phones", "0049 (0)30 5550141"), contact("last_name", "Other", "phones", "+49 30 555 01-41"), "same phone +49 30 555 01-41"},
		{contact("first_name", "Jörg", "last_name", "Müller", "organisation", "o"), contact("first_name", "Joerg", "last_name", "Mueller", "organisation", "o"), "same name at the same organisation"},
		{contact("first_name", "Jörg", "last_name", "Müller", "organisation", "o"), contact("first_name", "Jörg", "last_name", "Müller", "organisation", "p"), ""},
		{contact("first_name", "Jörg", "last_name", "Müller", "organisation", "o"), contact("first_name", "Jörg", "last_name", "Müller"), "same name"},
		{contact("first_name", "Müller", "last_name", "Jörg", "organisation", "o"), contact("first_name", "Jörg", "last_name", "Müller", "organisation", "o"), "names in another order, at the same organisation"},
		{contact("first_name", "Anna", "last_name", "Meier", "organisation", "o"), contact("first_name", "Anna", "last_name", "Maier", "organisation", "o"), "name with one letter else, at the same organisation"},
		{contact("last_name", "Meier"), contact("last_name", "Meier"), ""},
		{organisation("name", "Becker GmbH"), organisation("name", "Becker G.m.b.H."), "same name"},
		{organisation("name", "Becker GmbH"), organisation("name", "Becker AG"), "same name but for the legal form"},
		{organisation("name", "Norra Verkstad"), organisation("name", "Nora Verkstad"), "name with one letter else"},
		{organisation("name", "Filiale 12 Nord"), organisation("name", "Filiale 13 Nord"), ""},
		{organisation("name", "Becker", "website", "https://www.becker.example/de"), organisation("name", "BK", "website", "becker.example"), "same website becker.example"},
		{record("lead", "name", "Anna Weiß", "company", "Becker GmbH"), record("lead", "name", "anna weiss", "company", "Becker"), "same name at the same organisation"},
	} {
		e, _ := crm.Base().Entity(c.a.Entity)
		k, _ := Of(e)
		if got := Compare(k.Face(c.a, ""), k.Face(c.b, "")).String(); got != c.want {
			t.Errorf("%v and %v: %q instead of %q", c.a.Values, c.b.Values, got, c.want)
		}
	}
	if e, _ := crm.Base().Entity("deal"); e != nil {
		if _, ok := Of(e); ok {
			t.Error("deals stand for somebody")
		}
	}
}
