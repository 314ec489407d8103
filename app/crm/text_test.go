package crm

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sample draws a valid value for a field.
func sample(t *rapid.T, f Field) any {
	word := rapid.StringMatching(`[\p{L}\d=+'"-][\p{L}\d ,.'"@+=-]{0,20}[\p{L}\d]`)
	switch f.Kind {
	case LongText:
		return rapid.StringMatching(`\n?[\p{L} ;\n\t]{1,40}x`).Draw(t, "long")
	case Choice:
		return rapid.SampledFrom(f.Options).Draw(t, "choice").Value
	case Bool:
		return rapid.Bool().Draw(t, "bool")
	case Integer, Duration:
		return rapid.Int64().Draw(t, "int")
	case Money:
		return rapid.Int64Range(-1e15, 1e15).Draw(t, "money")
	case Decimal, Percent:
		return rapid.Float64Range(-1e9, 1e9).Draw(t, "float")
	case Day:
		return Date("2000-01-01").AddDays(rapid.IntRange(-30000, 30000).Draw(t, "day"))
	case Moment:
		return Instant(rapid.Int64Range(-1e12, 4e12).Draw(t, "moment"))
	case Emails:
		return []Reach{{Value: rapid.StringMatching(`[a-z]{1,8}@[a-z]{1,8}\.org`).Draw(t, "mail"), Label: rapid.SampledFrom([]string{"", "work"}).Draw(t, "label")}}
	case Phones:
		return []Reach{{Value: rapid.StringMatching(`\+[0-9]{5,12}`).Draw(t, "phone")}, {Value: "(0)30 5550 (141)", Label: "home old"}, {Value: "030 (5)"}}
	case Postal:
		return Address{City: word.Draw(t, "city"), Street: "A 1\nback"}
	case URL:
		return rapid.StringMatching(`(https://)?[a-z]{1,10}\.org(/[a-z]{1,5})?`).Draw(t, "url")
	case Tags, MultiChoice, Links:
		return []string{word.Draw(t, "tag"), "b"}
	}
	return strings.TrimSpace(word.Draw(t, "text"))
}

func TestTextFormReadsBack(t *testing.T) {
	for _, e := range Base().Entities() {
		for _, f := range e.Fields {
			if f.Kind == Postal {
				continue // its parts have text forms of their own
			}
			t.Run(e.Name+"."+f.Name, rapid.MakeCheck(func(t *rapid.T) {
				loc := Locale{Currency: rapid.SampledFrom([]string{"EUR", "JPY", "KWD", ""}).Draw(t, "currency")}
				want := sample(t, f)
				got, err := ParseText(f, FormatText(f, want, loc), loc)
				if err != nil || !Equal(got, want) {
					t.Fatalf("%#v came back as %#v, %v", want, got, err)
				}
			}))
		}
	}
}

func TestJSONReadsBack(t *testing.T) {
	for _, e := range Base().Entities() {
		t.Run(e.Name, rapid.MakeCheck(func(t *rapid.T) {
			r := NewRecord(e.Name, "0198c0de-0000-7000-8000-000000000001")
			for _, f := range e.Fields {
				if f.Name != FieldID && rapid.Bool().Draw(t, "set") {
					r.Values[f.Name] = sample(t, f)
				}
			}
			for _, f := range e.Fields {
				if f.Kind == Money {
					r.Values[f.Currency] = rapid.SampledFrom([]string{"EUR", "JPY"}).Draw(t, "currency")
				}
			}
			raw, err := e.JSON(r)
			if err != nil {
				t.Fatal(err)
			}
			back, err := e.FromJSON(raw)
			if err != nil {
				t.Fatalf("%v in %s", err, raw)
			}
			for _, f := range e.Fields {
				if !Equal(r.Get(f.Name), back.Get(f.Name)) {
					t.Fatalf("%s: %#v came back as %#v", f.Name, r.Get(f.Name), back.Get(f.Name))
				}
			}
		}))
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		text, currency string
		minor          int64
		back           string
	}{
		{"1234.5", "EUR", 123450, "1234.50"},
		{"-0.05", "EUR", -5, "-0.05"},
		{"500", "JPY", 500, "500"},
		{"1.2340", "KWD", 1234, "1.234"},
		{"0", "EUR", 0, "0.00"},
		{"7.", "EUR", 700, "7.00"},
	} {
		got, err := ParseMoney(c.text, c.currency)
		if err != nil || got != c.minor || FormatMoney(got, c.currency) != c.back {
			t.Errorf("%s %s: %d, %v, %s", c.text, c.currency, got, err, FormatMoney(got, c.currency))
		}
	}
	for _, bad := range []string{"1.999", "1,5", "", "-", "--1", "1e3", "99999999999999999999", "+-3", "１"} {
		if n, err := ParseMoney(bad, "EUR"); err == nil {
			t.Errorf("%q was read as %d", bad, n)
		}
	}
	if FormatMoney(math.MinInt64, "EUR") != "-92233720368547758.08" {
		t.Error("the smallest amount is misprinted: " + FormatMoney(math.MinInt64, "EUR"))
	}
}

func TestPhoneKeyAgreesInAnySpelling(t *testing.T) {
	for _, s := range []string{"+49 30 5550141", "0049 (0)30 5550141", "030 555 0141", "(030) 5550-141"} {
		if PhoneKey(s) != "305550141" {
			t.Errorf("%s: %s", s, PhoneKey(s))
		}
	}
	if PhoneKey("no digits") != "" || PhoneKey("112") != "112" {
		t.Error("short numbers lost")
	}
}

func TestValidateNamesTheField(t *testing.T) {
	e, _ := Base().Entity("contact")
	valid := func(change func(Values)) Record {
		r := e.New("id")
		r.Values["last_name"] = "Okafor"
		change(r.Values)
		return r
	}
	if err := e.Validate(valid(func(Values) {})); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(Values){
		"last_name":   func(v Values) { v["last_name"] = "" },
		"emails":      func(v Values) { v["emails"] = []Reach{{Value: "not an address"}} },
		"phones":      func(v Values) { v["phones"] = []Reach{{Value: "12"}} },
		"birthday":    func(v Values) { v["birthday"] = Date("2026-02-30") },
		"channel":     func(v Values) { v["channel"] = "Pigeon" },
		"description": func(v Values) { v["description"] = strings.Repeat("x", MaxLongText+1) },
		"title":       func(v Values) { v["title"] = "a\x00b" },
		"do_not_call": func(v Values) { v["do_not_call"] = "yes" },
		"nonsense":    func(v Values) { v["nonsense"] = 1 },
		"tags":        func(v Values) { v["tags"] = []string{"a;b"} },
	} {
		err := e.Validate(valid(change))
		var problem *Error
		if CodeOf(err) != CodeInvalid || !asError(err, &problem) || problem.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
