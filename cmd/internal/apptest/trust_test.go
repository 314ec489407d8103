package apptest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

func TestTheNewestConsentIsObeyed(t *testing.T) {
	a := open(t)
	for entity, name := range map[string]string{"contact": "last_name", "lead": "name"} {
		id := add(t, a, entity, crm.Values{name: "Berg"})
		say := func(purpose, state string, at crm.Instant) {
			t.Helper()
			add(t, a, "consent", crm.Values{"person": id, "purpose": purpose, "state": state, "at": at, "source": "Form"})
		}
		now := crm.InstantOf(a.Now())
		say(crm.PurposeMail, "withdrawn", now)
		if r := get(t, a, entity, id); !r.Bool("do_not_mail") || r.Bool("do_not_call") {
			t.Errorf("%s after mailings were withdrawn: %v", entity, r.Values)
		}
		say(crm.PurposeMail, "given", now-1000) // noted late: it is older
		say("data", "withdrawn", now+1)         // says nothing about reaching the person
		if r := get(t, a, entity, id); !r.Bool("do_not_mail") {
			t.Errorf("%s: an older consent counts", entity)
		}
		say(crm.PurposeMail, "given", now+2)
		say(crm.PurposeCall, "withdrawn", now+2)
		if r := get(t, a, entity, id); r.Bool("do_not_mail") || !r.Bool("do_not_call") {
			t.Errorf("%s in the end: %v", entity, r.Values)
		}
	}
	lead := add(t, a, "lead", crm.Values{"name": "Maya Cohen"})
	add(t, a, "consent", crm.Values{"person": lead, "purpose": crm.PurposeCall, "state": "withdrawn", "source": "Call"})
	done, err := a.Convert(t.Context(), lead, app.Known{})
	if err != nil {
		t.Fatal(err)
	}
	if !get(t, a, "contact", done.Contact).Bool("do_not_call") {
		t.Error("the contact that the lead became may be called")
	}
}

func TestTheSheetOfAPersonSaysWhereEachValueCameFrom(t *testing.T) {
	a := open(t)
	org := add(t, a, "organisation", crm.Values{"name": "Lumen"})
	id := add(t, a, "contact", crm.Values{"first_name": "Anna", "last_name": "Berg", "organisation": org})
	if _, err := a.Do(t.Context(), crm.Action{Label: "Import 1 contacts from fair.csv", Source: crm.FromImport}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: "contact", ID: id, Values: crm.Values{"title": "Buyer"}})
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Do(t.Context(), crm.Action{Label: "Sync", Source: crm.FromSync}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: "contact", ID: id, Values: crm.Values{"phones": []crm.Reach{{Value: "030 1234567"}}}})
	}); err != nil {
		t.Fatal(err)
	}
	add(t, a, "activity", crm.Values{"kind": "note", "subject": "Likes <b>tea</b>", "contact": id})
	add(t, a, "consent", crm.Values{"person": id, "purpose": crm.PurposeMail, "state": "given", "source": "Fair 2026"})
	sheet, err := a.About(t.Context(), crm.Ref{Entity: "contact", ID: id})
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]string{}
	for _, v := range sheet.Records[0].Values {
		from[v.Field] = v.Value + " " + v.From.String()
	}
	for field, want := range map[string]string{"title": "Buyer imported by ", "phones": "030 1234567 from the online CRM", "last_name": "Berg typed by ", "organisation": "Lumen typed by "} {
		if !strings.HasPrefix(from[field], want) {
			t.Errorf("%s: %q, want %q", field, from[field], want)
		}
	}
	kinds := []string{}
	for _, r := range sheet.Records {
		kinds = append(kinds, r.Entity)
	}
	slices.Sort(kinds)
	if !slices.Equal(kinds, []string{"activity", "consent", "contact", "role"}) {
		t.Errorf("records of %v", kinds)
	}
	for _, ending := range []string{".html", ".json", ".txt"} {
		file := filepath.Join(t.TempDir(), "anna"+ending)
		if err := a.WriteAbout(t.Context(), sheet, file, app.Teller{}); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(file) //nolint:gosec // of the test
		if err != nil || !strings.Contains(string(raw), "fair.csv") || !strings.Contains(string(raw), "Fair 2026") {
			t.Errorf("%s: %v %s", ending, err, raw)
		}
		if ending == ".html" && strings.Contains(string(raw), "<b>tea") {
			t.Error("a value is taken for markup")
		}
		if err := a.WriteAbout(t.Context(), sheet, file, app.Teller{}); crm.CodeOf(err) != crm.CodeConflict {
			t.Errorf("a second time: %v", err)
		}
	}
	if list, err := a.Register(t.Context(), 0); err != nil || len(list) != 3 || list[0].Kind != app.Exported || strings.Contains(string(list[0].Body), "Berg") {
		t.Errorf("the register: %v %v", list, err)
	}
}

func TestFieldsThatNobodyFillsAreTold(t *testing.T) {
	a := open(t)
	add(t, a, "contact", crm.Values{"last_name": "Berg", "title": "Buyer"})
	list, err := a.UnusedFields(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, u := range list {
		told[u.Entity+"."+u.Field] = true
	}
	if told["contact.title"] || told["contact.last_name"] || !told["contact.birthday"] || told["lead.website"] {
		t.Errorf("told: %v", told)
	}
}
