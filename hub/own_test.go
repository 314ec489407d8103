package hub

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// TestOwnFields follows a field that a team adds: kept, shown, taken away, forgotten by nobody, back with its values.
func TestOwnFields(t *testing.T) {
	s := serve(t)
	_, token := s.add("ann", wire.Owner, "")
	id := uuid.NewString()
	size := crm.Field{Name: "x_size", Label: "Size", Kind: crm.Integer}
	define := func(d wire.Definition) (w wire.Welcome) {
		t.Helper()
		d.Feed = "contact"
		if code := s.ask(token, http.MethodPost, wire.Define, d, &w); code != http.StatusOK {
			t.Fatalf("%+v is answered with %d", d, code)
		}
		return w
	}
	contacts := func(w wire.Welcome) wire.Feed {
		t.Helper()
		i := slices.IndexFunc(w.Feeds, func(f wire.Feed) bool { return f.Name == "contact" })
		return w.Feeds[i]
	}
	shown := func() (r wire.Record) {
		t.Helper()
		s.ask(token, http.MethodGet, wire.Get+"contact/"+id, nil, &r)
		return r
	}
	write := func(verb string, values map[string]json.RawMessage) bool {
		t.Helper()
		a, ok := s.write(token, wire.Write{Verb: verb, Feed: "contact", ID: id, Values: values})
		return ok && a.Error == nil
	}
	epoch, seq, err := s.here()
	s.ok(err)

	first := define(wire.Definition{Add: []crm.Field{size, {Name: "channel", Kind: crm.Choice, Options: []crm.Option{{Value: "Pigeon", Label: "Pigeon"}}}}})
	if f := contacts(first); len(f.Own) != 2 || first.Defs == "" {
		t.Fatalf("added: %+v", f.Own)
	}
	if _, now, err := s.here(); err != nil || now == seq {
		t.Error("who waits is not told")
	}
	var changes wire.Sequence
	if s.ask(token, http.MethodGet, wire.Changes+"?since="+place(epoch, seq), nil, &changes); changes.Defs != first.Defs || len(changes.Records) != 0 {
		t.Errorf("the changes say %+v", changes)
	}
	if !write(wire.Create, map[string]json.RawMessage{"last_name": json.RawMessage(`"Berg"`), "x_size": json.RawMessage(`43`)}) || string(value(shown(), "x_size")) != "43" {
		t.Fatalf("the record is %s", shown().Values)
	}
	if !write(wire.Update, map[string]json.RawMessage{"first_name": json.RawMessage(`"Ann"`)}) || string(value(shown(), "x_size")) != "43" {
		t.Errorf("an update of another field clears it: %s", shown().Values)
	}
	if write(wire.Update, map[string]json.RawMessage{"x_size": json.RawMessage(`"large"`)}) || write(wire.Update, map[string]json.RawMessage{"x_other": json.RawMessage(`1`)}) {
		t.Error("a value of another kind, or of no field, is accepted")
	}
	wrong := size
	wrong.Kind = crm.Text
	if f := contacts(define(wire.Definition{Add: []crm.Field{wrong}})); f.Own[0].Kind != crm.Integer && f.Own[1].Kind != crm.Integer {
		t.Errorf("another kind of the same name replaces it: %+v", f.Own)
	}

	dropped := define(wire.Definition{Drop: []string{"x_size", "channel=Pigeon"}})
	if f := contacts(dropped); len(f.Own) != 0 || !slices.Equal(f.Dropped, []string{"channel=Pigeon", "x_size"}) || value(shown(), "x_size") != nil {
		t.Errorf("taken away: %+v", f)
	}
	s.ok(s.Close())
	again, err := Open(s.app.DataDir())
	s.ok(err)
	s.Hub = again
	s.mount()
	back := define(wire.Definition{Add: []crm.Field{size}})
	if f := contacts(back); len(f.Own) != 1 || !slices.Equal(f.Dropped, []string{"channel=Pigeon"}) || string(value(shown(), "x_size")) != "43" {
		t.Errorf("back: %+v, %s", f, shown().Values)
	}
	define(wire.Definition{Drop: []string{"x_size"}})
	if define(wire.Definition{Add: []crm.Field{{Name: "x_size", Label: "Size", Kind: crm.Tags}}}); value(shown(), "x_size") != nil {
		t.Errorf("a number is shown as tags: %s", shown().Values)
	}
	for what, d := range map[string]wire.Definition{
		"a field of users":     {Feed: "user", Add: []crm.Field{size}},
		"a field of no feed":   {Feed: "_superusers", Add: []crm.Field{size}},
		"a name that is none":  {Feed: "deal", Add: []crm.Field{{Name: "x_'; DROP TABLE deal", Label: "x", Kind: crm.Text}}},
		"a field of ours":      {Feed: "deal", Add: []crm.Field{{Name: "seq", Label: "x", Kind: crm.Text}}},
		"a kind that is none":  {Feed: "deal", Add: []crm.Field{{Name: "x_a", Label: "a", Kind: "soup"}}},
		"a label without end":  {Feed: "deal", Add: []crm.Field{{Name: "x_a", Label: strings.Repeat("a", mostLabel+1), Kind: crm.Text}}},
		"answers without end":  {Feed: "deal", Add: []crm.Field{{Name: "x_a", Label: "a", Kind: crm.Choice, Options: make([]crm.Option, mostAnswers+1)}}},
		"answers of an amount": {Feed: "deal", Add: []crm.Field{{Name: "amount", Kind: crm.Money, Options: []crm.Option{{Value: "much", Label: "Much"}}}}},
	} {
		if code := s.ask(token, http.MethodPost, wire.Define, d, nil); code != http.StatusUnprocessableEntity {
			t.Errorf("%s is answered with %d", what, code)
		}
	}
}

// TestViews: a view is its owner's alone until it is shared, and again once it is no longer; articles and what a team sets down for
// everybody are everybody's.
func TestViews(t *testing.T) {
	s := serve(t)
	annID, ann := s.add("ann", wire.Owner, "north")
	_, ben := s.add("ben", wire.Member, "north")
	_, far := s.add("far", wire.Member, "south")
	id := uuid.NewString()
	set := func(verb, shared string) {
		t.Helper()
		a, ok := s.write(ann, wire.Write{Verb: verb, Feed: feedView, ID: id, Values: map[string]json.RawMessage{
			"name": json.RawMessage(`"Mine"`), "entity": json.RawMessage(`"deal"`), "shared": json.RawMessage(shared), "owner": json.RawMessage(`"user/` + annID + `"`),
		}})
		if !ok || a.Error != nil {
			t.Fatal(a.Error)
		}
	}
	sees := func(token string) bool {
		t.Helper()
		epoch, _, err := s.here()
		s.ok(err)
		var changes wire.Sequence
		s.ask(token, http.MethodGet, wire.Changes+"?since="+place(epoch, 0), nil, &changes)
		gone := slices.ContainsFunc(changes.Gone, func(g wire.Tombstone) bool { return g.ID == id })
		code := s.ask(token, http.MethodGet, wire.Get+feedView+"/"+id, nil, nil)
		if told := has(changes.Records, id); told == gone || told != (code == http.StatusOK) || !told && code != http.StatusNotFound {
			t.Errorf("told %v, gone %v, got %d", told, gone, code)
		}
		return code == http.StatusOK
	}
	expect := func(what string, wantBen, wantFar bool) {
		t.Helper()
		if got := [3]bool{sees(ann), sees(ben), sees(far)}; got != [3]bool{true, wantBen, wantFar} {
			t.Errorf("%s: ann, ben and far see it: %v", what, got)
		}
	}
	set(wire.Create, "false")
	expect("at first", false, false)
	set(wire.Update, "true")
	expect("shared", true, true)
	s.ok(s.SetSees(SeesTeam))
	expect("shared, teams apart", true, false)
	s.ok(s.SetSees(SeesOwn))
	expect("shared, each for itself", true, true)
	set(wire.Update, "null")
	expect("no longer shared", false, false)

	a, ok := s.write(ann, wire.Write{Verb: wire.Create, Feed: "article", ID: uuid.NewString(), Values: map[string]json.RawMessage{"name": json.RawMessage(`"How to"`)}})
	if !ok || a.Error != nil || string(value(*a.Record, crm.FieldOurs)) != "true" {
		t.Fatalf("the article is %+v, %v", a.Record, a.Error)
	}
	if code := s.ask(far, http.MethodGet, wire.Get+"article/"+a.Record.ID, nil, nil); code != http.StatusOK {
		t.Errorf("where everybody sees only what is their own, an article is answered with %d", code)
	}
}
