package apptest

import (
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

func count(t *testing.T, a *app.App, entity, where string) int64 {
	t.Helper()
	filter, err := crm.ParseFilter(where)
	if err != nil {
		t.Fatal(err)
	}
	n, err := a.Count(t.Context(), crm.Query{Entity: entity, Where: filter})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get(t *testing.T, a *app.App, entity, id string) crm.Record {
	t.Helper()
	r, err := a.Get(t.Context(), crm.Ref{Entity: entity, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func undo(t *testing.T, a *app.App, batch string) crm.Undone {
	t.Helper()
	u, err := a.TakeBack(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestALeadIsConvertedExactlyOnce(t *testing.T) {
	a := open(t)
	acme := add(t, a, "organisation", crm.Values{"name": "ACME GmbH"})
	lead := add(t, a, "lead", crm.Values{
		"name": "Maya Cohen", "company": "Acme GmbH", "amount": int64(123400), "currency": "USD", "source": "Fair", "emails": []crm.Reach{{Value: "maya@acme.example"}},
	})
	first, err := a.Convert(t.Context(), lead, app.Known{})
	if err != nil {
		t.Fatal(err)
	}
	if first.Organisation != acme {
		t.Error("a second organisation of the same name was made")
	}
	contact, deal, l := get(t, a, "contact", first.Contact), get(t, a, "deal", first.Deal), get(t, a, "lead", lead)
	if contact.Text("first_name") != "Maya" || contact.Text("last_name") != "Cohen" || contact.Text("organisation") != acme || contact.Text("lead") != lead {
		t.Errorf("contact %v", contact.Values)
	}
	if deal.Int("amount") != 123400 || deal.Text("currency") != "USD" || deal.Text("stage") != "Qualified" || deal.Text("contact") != first.Contact || deal.Text("lead") != lead {
		t.Errorf("deal %v", deal.Values)
	}
	if l.Text("status") != crm.LeadWon || l.Instant("converted_at") == 0 || l.Text("deal") != first.Deal {
		t.Errorf("lead %v", l.Values)
	}
	again, err := a.Convert(t.Context(), lead, app.Known{})
	if err != nil || again.Batch.Changes != 0 || again.Contact != first.Contact || again.Deal != first.Deal || again.Organisation != acme {
		t.Errorf("converted again: %+v %v", again, err)
	}
	if n := count(t, a, "contact", "") + count(t, a, "deal", "") + count(t, a, "organisation", ""); n != 3 {
		t.Errorf("%d records", n)
	}
	if u := undo(t, a, first.Batch.ID); len(u.Kept) != 0 {
		t.Errorf("kept %v", u.Kept)
	}
	if l := get(t, a, "lead", lead); l.Text("status") != crm.LeadNew || l.Instant("converted_at") != 0 || l.Text("contact") != "" {
		t.Errorf("after undo the lead is %v", l.Values)
	}
	if n := count(t, a, "contact", "") + count(t, a, "deal", "") + count(t, a, "role", ""); n != 0 || count(t, a, "organisation", "") != 1 {
		t.Errorf("undo left %d records", n)
	}
	if _, err := a.Convert(t.Context(), "nope", app.Known{}); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("a missing lead: %v", err)
	}
}

func TestAContactsOrganisationIsItsMainRole(t *testing.T) {
	a := open(t)
	old, next := add(t, a, "organisation", crm.Values{"name": "Old"}), add(t, a, "organisation", crm.Values{"name": "New"})
	id := add(t, a, "contact", crm.Values{"last_name": "Cohen", "organisation": old, "title": "Buyer"})
	if n := count(t, a, "role", `primary = yes and title = "Buyer"`); n != 1 {
		t.Fatalf("%d main roles", n)
	}
	moved, err := a.Change(t.Context(), "Moved", crm.Ref{Entity: "contact", ID: id}, crm.Values{"organisation": next, "title": "Head"})
	if err != nil {
		t.Fatal(err)
	}
	if count(t, a, "role", "") != 2 || count(t, a, "role", `primary = yes and title = "Head"`) != 1 || count(t, a, "role", `primary = no and title = "Buyer"`) != 1 {
		t.Error("the former role is not kept as history")
	}
	undo(t, a, moved.ID)
	if count(t, a, "role", "") != 1 || count(t, a, "role", `primary = yes and title = "Buyer"`) != 1 || get(t, a, "contact", id).Text("organisation") != old {
		t.Error("an undo of the move leaves other roles than before")
	}
}

func TestADeletedRecordComesBackUnderItsID(t *testing.T) {
	a := open(t)
	if err := a.SetOwnFields(t.Context(), "contact", []crm.Field{{Name: "x_shoe", Label: "Shoe size", Kind: crm.Integer}}); err != nil {
		t.Fatal(err)
	}
	id := add(t, a, "contact", crm.Values{"last_name": "Cohen", "x_shoe": int64(42)})
	before := get(t, a, "contact", id)
	batch, err := a.Delete(t.Context(), before.Ref())
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, a, "contact", "x_shoe = 42"); n != 0 {
		t.Errorf("%d after the deletion", n)
	}
	undo(t, a, batch.ID)
	after := get(t, a, "contact", id)
	for name, v := range before.Values {
		if !crm.Equal(v, after.Get(name)) {
			t.Errorf("%s was %v and came back as %v", name, v, after.Get(name))
		}
	}
	if n := count(t, a, "contact", "x_shoe = 42"); n != 1 {
		t.Errorf("%d after the undo", n)
	}
	if hits, err := a.Search(t.Context(), "Cohen", 5); err != nil || len(hits) != 1 {
		t.Errorf("%v %v", hits, err)
	}
}

func TestALoggedCallSetsTheNextStepAsOneAction(t *testing.T) {
	a := open(t)
	deal := add(t, a, "deal", crm.Values{"name": "Deal"})
	call := crm.NewRecord("activity", "")
	call.Values = crm.Values{"kind": "call", "subject": "Asked about the offer", "about": deal}
	batch, err := a.Log(t.Context(), call, crm.Ref{Entity: "deal", ID: deal}, app.NextStep{Text: "Send it", At: at("2026-12-01T09:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	if d := get(t, a, "deal", deal); d.Text("next_step") != "Send it" || count(t, a, "activity", "") != 1 {
		t.Errorf("%v", d.Values)
	}
	undo(t, a, batch.ID)
	if d := get(t, a, "deal", deal); d.Text("next_step") != "" || count(t, a, "activity", "") != 0 {
		t.Errorf("after undo %v", d.Values)
	}
	if _, err := a.Log(t.Context(), call, crm.Ref{}, app.NextStep{Text: "Write it down"}); err != nil || count(t, a, "activity", `kind = "task" and done = no`) != 1 {
		t.Errorf("a next step about nothing is no task: %v", err)
	}
}

func TestAChangeNamesTheRecordAsItIsAfterIt(t *testing.T) {
	a := open(t)
	seen := get(t, a, "contact", add(t, a, "contact", crm.Values{"first_name": "Wei", "last_name": "Zhang"}))
	typed := crm.NewRecord("contact", seen.ID)
	typed.Set("last_name", "Zhang-Miller")
	renamed, b, err := a.Amend(t.Context(), seen, typed)
	if err != nil || b.Label != "Changed contact Wei Zhang-Miller" {
		t.Errorf("amended: %q, %v", b.Label, err)
	}
	renamed.Set("first_name", "Weiwei")
	if _, b, err = a.Save(t.Context(), renamed); err != nil || b.Label != "Changed contact Weiwei Zhang-Miller" {
		t.Errorf("saved: %q, %v", b.Label, err)
	}
}
