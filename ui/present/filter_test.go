package present

import (
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/ui/words"
)

// TestRecordsByTheirIdsAreCounted: the list behind a chart's bar can name hundreds.
func TestRecordsByTheirIdsAreCounted(t *testing.T) {
	for want, where := range map[string]crm.Expr{
		"2 certain records": crm.Where(crm.FieldID, crm.In, "a", "b"),
		"Id is empty":       crm.Cond{Path: crm.FieldID, Op: crm.Empty},
	} {
		if p := Parts(crm.Base(), "organisation", where, nil); len(p) != 1 || p[0].Text != want {
			t.Errorf("%s: %v", want, p)
		}
	}
}

// TestATimeIsComparedWithAnotherByItsName: the names of fields are for the machine.
func TestATimeIsComparedWithAnotherByItsName(t *testing.T) {
	where, err := crm.ParseFilter("answered_at > answer_due_at")
	if err != nil {
		t.Fatal(err)
	}
	if p := Parts(crm.Base(), "ticket", where, nil); len(p) != 1 || strings.Contains(p[0].Text, "_") || !strings.HasSuffix(p[0].Text, " first answer due") {
		t.Errorf("it says %v", p)
	}
}

// TestEveryConditionHasItsPlace takes each condition of nested groups away, and puts another one in its place.
func TestEveryConditionHasItsPlace(t *testing.T) {
	for _, c := range []struct{ filter, without, with string }{
		{`a = "1"`, ``, `x = "9"`},
		{
			`a = "1" or b = "2" and c = "3"`,
			`b = "2" and c = "3" | a = "1" or c = "3" | a = "1" or b = "2"`,
			`x = "9" or b = "2" and c = "3" | a = "1" or x = "9" and c = "3" | a = "1" or b = "2" and x = "9"`,
		},
		{`not (a = "1" or not b = "2")`, `not not b = "2" | not a = "1"`, `not (x = "9" or not b = "2") | not (a = "1" or x = "9")`},
	} {
		e, err := crm.ParseFilter(c.filter)
		if err != nil {
			t.Fatal(err)
		}
		var without, with []string
		for _, leaf := range Leaves(e) {
			if e := leaf.With(nil); e != nil {
				without = append(without, e.String())
			}
			with = append(with, leaf.With(crm.Where("x", crm.Eq, "9")).String())
		}
		if got := strings.Join(without, " | "); got != c.without {
			t.Errorf("%s without: %s", c.filter, got)
		}
		if got := strings.Join(with, " | "); got != c.with {
			t.Errorf("%s with: %s", c.filter, got)
		}
	}
}

func TestConditionsAreGoodGerman(t *testing.T) {
	words.Use("de")
	defer words.Use(words.English)
	for filter, want := range map[string]string{
		`owner = me`: "Zuständig: ich", `owner != me`: "Zuständig: nicht ich", `amount >= 20000.5`: "Betrag ist mindestens 20.000,5",
		`tags contains "vip"`: "Schlagwörter enthalten vip", `tags is empty`: "Schlagwörter sind leer", `name is empty`: "Name ist leer",
	} {
		e, err := crm.ParseFilter(filter)
		if err != nil {
			t.Fatal(err)
		}
		if got := (speaker{c: crm.Base(), entity: "deal"}).say(e); got != want {
			t.Errorf("%s is said as %q, want %q", filter, got, want)
		}
	}
}
