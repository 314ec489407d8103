package desktop

import (
	"encoding/json"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/page"
)

// consents notes one of the person shown, as a person does, and comes back.
func (d *desk) consents(command, purpose, source string) {
	d.Helper()
	if !d.Do(command) {
		d.Fatalf("%s cannot be done", command)
	}
	d.run.Settle()
	p, ok := d.Page().(*page.Records)
	if !ok || p.Form() == nil {
		d.Fatalf("there is no form: %+v", d.Route())
	}
	p.Form().Editor("purpose").Set(purpose)
	d.typeInto(p, "source", source)
	d.Do("save")
	d.run.Settle()
}

func TestAConsentIsNotedAndObeyed(t *testing.T) {
	d := open(t, true)
	d.change(crm.Ref{Entity: "contact", ID: "fern"}, crm.Values{"last_name": "Fern", "emails": []crm.Reach{{Value: "fern@example.com"}}, "phones": []crm.Reach{{Value: "+49 30 1234567"}}})
	show := func() {
		d.Go(page.Route{Name: "records", Entity: "contact", ID: "fern"})
		d.run.Settle()
	}
	reach := func(command string) (address string) {
		t.Helper()
		show()
		d.opened = nil
		d.Do(command)
		d.run.Settle()
		return strings.Join(d.opened, " ")
	}
	show()
	if got := reach("mail") + " " + reach("call"); got != "mailto:fern@example.com tel:+49301234567" {
		t.Fatalf("before a consent: %q", got)
	}
	show()
	d.consents("consent-withdrawn", "mailings", "A letter in May")
	if r := d.Route(); r.Entity != "contact" || r.ID != "fern" {
		t.Errorf("after it is noted the person is at %+v", r)
	}
	show()
	for _, want := range []string{"Mailings: withdrawn", "A letter in May", "Do not mail"} {
		if !d.shows(want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if got := reach("mail"); got != "" || !strings.Contains(d.Toast(), "does not want e-mail") {
		t.Errorf("opened %q, toast %q", got, d.Toast())
	}
	if got := reach("call"); got == "" {
		t.Error("who refuses e-mail is not called")
	}
	show()
	d.consents("consent-withdrawn", "calls", "On the telephone")
	if got := reach("call") + reach("reach"); got != "" {
		t.Errorf("opened %q", got)
	}
	newer := crm.Record{Entity: "consent", Values: crm.Values{"person": "fern", "purpose": "mailings", "state": "given", "source": "Form", "at": crm.InstantOf(Moment.AddDate(0, 0, 1))}}
	if _, _, err := d.app.Save(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	if got := reach("mail"); got == "" {
		t.Error("a newer consent does not count")
	}
}

func TestFieldsThatNobodyFillsAreListed(t *testing.T) {
	s, _ := settings(t, true)
	s.press("Look for them")
	list, err := s.App.UnusedFields(t.Context())
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	for _, u := range list {
		s.expect(u.Label)
	}
}

func TestTheRegisterIsShown(t *testing.T) {
	d := open(t, true)
	d.Do("register")
	if !d.shows("Nothing was exported or erased yet") {
		t.Error("an empty register says nothing")
	}
	body, err := json.Marshal(app.Erasure{Erased: map[string]int{"contact": 1, "activity": 3}, Provider: "EspoCRM"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.app.Enter(t.Context(), app.Entry{At: crm.InstantOf(Moment), Who: d.setting("me"), Kind: app.Erased, Body: body}); err != nil {
		t.Fatal(err)
	}
	if err := d.app.LogExport(t.Context(), app.Export{What: "contact", Records: 17, Where: "/tmp/contacts.csv"}); err != nil {
		t.Fatal(err)
	}
	d.Go(page.Route{Name: "today"})
	d.Do("register")
	for _, want := range []string{"Exported: Contacts · 17 records", "contacts.csv · /tmp", "/tmp/contacts.csv", "Anna Weber", "Erased for good: Contacts: 1, Activities: 3.", "EspoCRM was told", "2 entries"} {
		if !d.shows(want) {
			t.Errorf("%q is not shown in %s", want, texts(d.window.Content()))
		}
	}
}
