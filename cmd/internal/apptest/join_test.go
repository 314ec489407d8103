package apptest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app"
	"satchel/app/crm"
)

// everything is all records, by entity and id, without when they were last changed.
func everything(t *testing.T, a *app.App) map[crm.Ref]crm.Values {
	t.Helper()
	out := map[crm.Ref]crm.Values{}
	for _, e := range a.Catalog().Entities() {
		list, err := a.List(t.Context(), crm.Query{Entity: e.Name})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			out[r.Ref()] = r.Values
		}
	}
	return out
}

// some makes a record of a name.
func some(t *testing.T, a *app.App, entity, name string) string {
	t.Helper()
	field := map[string]string{"contact": "last_name", "ticket": "subject"}[entity]
	if field == "" {
		field = "name"
	}
	return add(t, a, entity, crm.Values{field: name})
}

// linked makes a record of an entity with whatever it needs, whose field points to another one.
func linked(t *testing.T, a *app.App, e *crm.Entity, field crm.Field, to crm.Ref) string {
	t.Helper()
	r := e.New("")
	for _, f := range e.Fields {
		switch {
		case !f.Required || r.Get(f.Name) != nil || f.Name == field.Name:
		case f.Kind == crm.Link:
			r.Set(f.Name, some(t, a, f.To[0], "needed"))
		case f.Kind == crm.Choice:
			r.Set(f.Name, f.Options[0].Value)
		default:
			r.Set(f.Name, "needed")
		}
	}
	r.Set(field.Name, to.ID)
	if field.Kind == crm.Links {
		r.Set(field.Name, []string{to.ID})
	}
	var id string
	_, err := a.Do(t.Context(), crm.Action{Label: "Make", Source: crm.FromUser}, func(tx crm.Tx) (err error) {
		if e.Name == "file" {
			hash, err := tx.Keep([]byte(field.Name + to.ID))
			if err != nil {
				return err
			}
			r.Set("content", hash)
		}
		r.ID = tx.NewID()
		id = r.ID
		return tx.Put(r)
	})
	if err != nil {
		t.Fatalf("%s.%s: %v", e.Name, field.Name, err)
	}
	return id
}

// Whatever points to a record points to the one that it is merged into, of every entity and by every link of the description; one undo
// brings everything back as it was.
func TestEverythingFollowsAMerge(t *testing.T) {
	for _, entity := range []string{"contact", "organisation", "lead"} {
		t.Run(entity, func(t *testing.T) {
			a := open(t)
			keep := crm.Ref{Entity: entity, ID: some(t, a, entity, "Keep")}
			gone := crm.Ref{Entity: entity, ID: some(t, a, entity, "Gone")}
			made := map[crm.Ref]string{}
			for _, e := range a.Catalog().Entities() {
				for _, f := range e.Fields {
					if (f.Kind == crm.Link || f.Kind == crm.Links) && slices.Contains(f.To, entity) && e.Makes() {
						made[crm.Ref{Entity: e.Name, ID: linked(t, a, e, f, gone)}] = f.Name
					}
				}
			}
			note := put(t, a, "activity", crm.Values{"kind": "note", "subject": "a note", entityLink(entity): gone.ID, "done": true})
			before := everything(t, a)
			_, batch, err := a.Merge(t.Context(), keep, gone, nil)
			if err != nil {
				t.Fatal(err)
			}
			for ref, values := range everything(t, a) {
				for name, v := range values {
					if list, _ := v.([]string); v == gone.ID || slices.Contains(list, gone.ID) {
						t.Errorf("%s of %v points to what is gone", name, ref)
					}
				}
			}
			for ref, field := range made {
				if ref.Entity == "role" { // another one says it now
					if n := count(t, a, "role", field+` = "`+keep.ID+`"`); n == 0 {
						t.Errorf("%d roles", n)
					}
					continue
				}
				r := get(t, a, ref.Entity, ref.ID)
				if v := r.Get(field); v != keep.ID && !slices.Contains(r.Strings(field), keep.ID) {
					t.Errorf("%s of %v: %v", field, ref, v)
				}
			}
			if n := count(t, a, "activity", `subject = "a note" and `+entityLink(entity)+` = "`+keep.ID+`"`); n != 1 {
				t.Errorf("%d notes", n)
			}
			if _, err := a.Get(t.Context(), gone); crm.CodeOf(err) != crm.CodeNotFound {
				t.Errorf("it is still there: %v", err)
			}
			undone := undo(t, a, batch.ID)
			if len(undone.Kept) > 0 {
				t.Errorf("kept: %v", undone.Kept)
			}
			if diff := cmp.Diff(before, everything(t, a)); diff != "" {
				t.Errorf("after the undo (note %s): %s", note, diff)
			}
		})
	}
}

// entityLink is the field by which an activity points to a record of an entity.
func entityLink(entity string) string {
	if entity == "lead" {
		return "about"
	}
	return entity
}

// What the one that stays takes: lists are joined, empty fields filled, what belongs together is taken together, and what somebody chose
// stands. Two roles at the same organisation become one.
func TestWhatAMergeTakes(t *testing.T) {
	a := open(t)
	acme, other := add(t, a, "organisation", crm.Values{"name": "Acme"}), add(t, a, "organisation", crm.Values{"name": "Other"})
	keep := add(t, a, "contact", crm.Values{
		"first_name": "Anna", "last_name": "Weiß", "organisation": acme, "title": "Buyer", "description": "likes tea", "outside_id": "7",
		"phones": []crm.Reach{{Value: "030 5550141"}}, "tags": []string{"vip"},
	})
	gone := add(t, a, "contact", crm.Values{
		"first_name": "A.", "last_name": "Weiss", "organisation": acme, "title": "Head of buying", "description": "likes cake", "outside_id": "8",
		"phones": []crm.Reach{{Value: "+49 30 5550141"}, {Value: "+49 170 1"}}, "emails": []crm.Reach{{Value: "a@acme.example"}}, "tags": []string{"VIP", "fair"},
		"next_step": "Call", "next_step_at": at("2026-12-01T10:00:00Z"), "birthday": crm.Date("1980-05-06"),
	})
	linked(t, a, entityOf(t, a, "role"), linkOf(t, a, "role", "contact"), crm.Ref{Entity: "contact", ID: gone})
	if _, err := a.Change(t.Context(), "Edit", crm.Ref{Entity: "contact", ID: gone}, crm.Values{"organisation": other}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Change(t.Context(), "Edit", crm.Ref{Entity: "contact", ID: gone}, crm.Values{"organisation": acme}); err != nil {
		t.Fatal(err)
	}
	_, batch, err := a.Merge(t.Context(), crm.Ref{Entity: "contact", ID: keep}, crm.Ref{Entity: "contact", ID: gone}, crm.Values{"title": "Head of buying"})
	if err != nil {
		t.Fatal(err)
	}
	r := get(t, a, "contact", keep)
	want := crm.Values{
		"first_name": "Anna", "last_name": "Weiß", "organisation": acme, "title": "Head of buying", "description": "likes tea\n\nlikes cake", "outside_id": "7",
		"phones": []crm.Reach{{Value: "030 5550141"}, {Value: "+49 170 1"}}, "emails": []crm.Reach{{Value: "a@acme.example"}}, "tags": []string{"vip", "fair"},
		"next_step": "Call", "next_step_at": at("2026-12-01T10:00:00Z"), "birthday": crm.Date("1980-05-06"),
	}
	for name, v := range want {
		if !crm.Equal(r.Get(name), v) {
			t.Errorf("%s is %v", name, r.Get(name))
		}
	}
	if n := count(t, a, "role", `contact = "`+keep+`" and organisation = "`+acme+`"`); n != 1 {
		t.Errorf("%d roles at one organisation", n)
	}
	if n := count(t, a, "role", `contact = "`+keep+`" and primary = yes`); n != 1 {
		t.Errorf("%d main roles", n)
	}
	if n := count(t, a, "role", `contact = "`+keep+`"`); n != 3 {
		t.Errorf("%d roles", n)
	}
	merged, err := a.Merged(t.Context(), "contact")
	if err != nil || len(merged) != 1 || merged[0].Into != keep || merged[0].OutsideID != "8" {
		t.Errorf("merged: %v, %v", merged, err)
	}
	undo(t, a, batch.ID)
	if get(t, a, "contact", gone).Text("title") != "Head of buying" || get(t, a, "contact", keep).Text("title") != "Buyer" {
		t.Error("the undo did not part them")
	}
}

func entityOf(t *testing.T, a *app.App, name string) *crm.Entity {
	t.Helper()
	e, err := a.Catalog().Entity(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func linkOf(t *testing.T, a *app.App, entity, name string) crm.Field {
	t.Helper()
	f, _ := entityOf(t, a, entity).Field(name)
	return f
}
