package hub

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// TestUpgrade opens a hub that an older program made, without a field and a kind of record that came later, and one that a newer program
// made, with more of both: everything is kept, and what is missing is there.
func TestUpgrade(t *testing.T) {
	s := serve(t)
	_, token := s.add("ann", wire.Member, "")
	id := uuid.NewString()
	values := map[string]json.RawMessage{"last_name": json.RawMessage(`"Müller"`), "tags": json.RawMessage(`["fair"]`)}
	if a, ok := s.write(token, wire.Write{Verb: wire.Create, Feed: "contact", ID: id, Values: values}); !ok || a.Error != nil {
		t.Fatal(a.Error)
	}
	rates, err := s.app.FindCollectionByNameOrId("rate")
	s.ok(err)
	s.ok(s.app.Delete(rates))
	contacts, err := s.app.FindCollectionByNameOrId("contact")
	s.ok(err)
	contacts.Fields.RemoveByName("title")
	contacts.Fields.Add(column(crm.Field{Name: "later", Kind: crm.Text}))
	s.ok(s.app.Save(contacts))
	r, err := s.app.FindRecordById("contact", id)
	s.ok(err)
	r.Set("later", "from a newer program")
	s.ok(s.app.Save(r))
	s.ok(s.app.ResetBootstrapState())

	h, err := Open(s.app.DataDir())
	s.ok(err)
	s.Hub = h
	s.mount()
	var got wire.Record
	if code := s.ask(token, http.MethodGet, wire.Get+"contact/"+id, nil, &got); code != http.StatusOK {
		t.Fatalf("the record is answered with %d", code)
	}
	if string(value(got, "last_name")) != `"Müller"` || string(value(got, "tags")) != `["fair"]` || value(got, "later") != nil {
		t.Errorf("the record is %s", got.Values)
	}
	a, ok := s.write(token, wire.Write{Verb: wire.Update, Feed: "contact", ID: id, Version: got.Version, Values: map[string]json.RawMessage{"title": json.RawMessage(`"Head"`)}})
	if !ok || a.Error != nil || string(value(*a.Record, "title")) != `"Head"` {
		t.Errorf("the new field is answered with %+v", a)
	}
	r, err = s.app.FindRecordById("contact", id)
	s.ok(err)
	if r.GetString("later") != "from a newer program" {
		t.Error("a field of a newer program was cleared")
	}
	if a, ok := s.write(token, wire.Write{Verb: wire.Create, Feed: "rate", ID: uuid.NewString(), Values: s.text("rate")}); !ok || a.Error != nil {
		t.Errorf("a record of the new kind is answered with %+v", a.Error)
	}
}

// TestANewIDIsFoundByAnIndex holds that creating does not read the whole table, as PocketBase's look for a new id would.
func TestANewIDIsFoundByAnIndex(t *testing.T) {
	s := serve(t)
	for _, feed := range s.feeds() {
		if feed == "user" {
			continue
		}
		var plan []struct {
			Detail string `db:"detail"`
		}
		s.ok(s.app.DB().NewQuery("EXPLAIN QUERY PLAN SELECT 1 FROM {{" + feed + "}} WHERE id = 'x' COLLATE NOCASE").All(&plan))
		if len(plan) != 1 || !strings.HasPrefix(plan[0].Detail, "SEARCH") {
			t.Errorf("a new id of %s is looked for so: %v", feed, plan)
		}
	}
}
