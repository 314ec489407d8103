package storage

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

func TestPutStoresEveryKindAndGetReadsItBack(t *testing.T) {
	f := open(t)
	want := crm.Values{
		"last_name": "Straße", "emails": mails("a@example.org", "b@example.org"), "phones": mails("+49 30 5550141"),
		"address": crm.Address{City: "Köln", Country: "DE"}, "next_step_at": crm.Instant(1), "do_not_call": false, "birthday": crm.Date("2000-02-29"),
		"tags": []string{"x", "y"}, "description": "line\nline",
	}
	id := f.add("contact", want)
	got := f.get("contact", id)
	for name, v := range want {
		if !crm.Equal(got.Get(name), v) {
			t.Errorf("%s: %v, want %v", name, got.Get(name), v)
		}
	}
	if got.Text("name") != "Straße" || got.Instant("created_at") == 0 || got.Instant("modified_at") == 0 {
		t.Errorf("derived values missing: %v", got.Values)
	}
	deal := f.add("deal", crm.Values{"name": "d", "amount": int64(12345), "currency": "EUR", "probability": 12.5})
	if d := f.get("deal", deal); d.Int("amount") != 12345 || d.Float("probability") != 12.5 {
		t.Errorf("deal: %v", d.Values)
	}
	f.sound()
}

func TestPutStoresOnlyWhatDiffers(t *testing.T) {
	f := open(t)
	id := f.add("contact", crm.Values{"last_name": "A", "title": "Boss"})
	before, version := f.get("contact", id), f.Version()
	if b := f.set("contact", id, crm.Values{"last_name": "A"}); b.Changes != 0 || b.ID != "" {
		t.Errorf("a save without a difference made the batch %+v", b)
	}
	if f.Version() != version || !cmp.Equal(f.get("contact", id), before) {
		t.Error("a save without a difference changed something")
	}
	f.set("contact", id, crm.Values{"title": nil})
	after := f.get("contact", id)
	if after.Get("title") != nil || after.Text("last_name") != "A" || after.Instant("modified_at") <= before.Instant("modified_at") {
		t.Errorf("after clearing the title: %v", after.Values)
	}
	h, err := f.History(context.Background(), crm.Ref{Entity: "contact", ID: id}, 10)
	if err != nil || len(h) != 2 || h[1].Kind != crm.Created || !cmp.Equal(h[0].Fields, []crm.FieldChange{{Field: "title", Before: "Boss"}}) {
		t.Errorf("history: %+v %v", h, err)
	}
}

func TestAFailedActionLeavesNothing(t *testing.T) {
	f := open(t)
	version := f.Version()
	_, err := f.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		if err := tx.Put(f.record("organisation", tx.NewID(), crm.Values{"name": "Kept not"})); err != nil {
			return err
		}
		return tx.Put(f.record("organisation", tx.NewID(), nil))
	})
	if crm.CodeOf(err) != crm.CodeInvalid {
		t.Fatalf("error %v", err)
	}
	if n, err := f.Count(context.Background(), crm.Query{Entity: "organisation"}); n != 0 || err != nil || f.Version() != version {
		t.Errorf("%d records, %v", n, err)
	}
	f.sound()
}

func TestEffectsNumbersAndRoles(t *testing.T) {
	f := open(t)
	org := f.add("organisation", crm.Values{"name": "Acme"})
	id := f.add("contact", crm.Values{"last_name": "A", "organisation": org})
	roles, err := f.List(context.Background(), crm.Query{Entity: "role", Where: crm.Where("contact", crm.Eq, id), Sort: []crm.Sort{{Field: "contact"}}})
	if err != nil || len(roles) != 1 || roles[0].Text("organisation") != org {
		t.Errorf("roles: %v %v", roles, err)
	}
	first := f.add("ticket", crm.Values{"subject": "a"})
	second := f.add("ticket", crm.Values{"subject": "b"})
	if a, b := f.get("ticket", first).Text("number"), f.get("ticket", second).Text("number"); a != "1001" || b != "1002" {
		t.Errorf("numbers %s, %s", a, b)
	}
	f.sound()
}

func TestOwnFieldsStayWithTheRecord(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	size := crm.Field{Name: "x_size", Label: "Size", Kind: crm.Integer}
	word := crm.Field{Name: "x_word", Label: "Word", Kind: crm.Text}
	if err := f.SetOwnFields(ctx, "contact", []crm.Field{size, word}); err != nil {
		t.Fatal(err)
	}
	id := f.add("contact", crm.Values{"last_name": "A", "x_size": int64(44), "x_word": "Größe"})
	if err := f.SetOwnFields(ctx, "contact", []crm.Field{word}); err != nil {
		t.Fatal(err)
	}
	f.set("contact", id, crm.Values{"x_word": "neu"})
	if err := f.SetOwnFields(ctx, "contact", []crm.Field{size, word}); err != nil {
		t.Fatal(err)
	}
	r := f.get("contact", id)
	if r.Int("x_size") != 44 || r.Text("x_word") != "neu" {
		t.Errorf("own fields: %v", r.Values)
	}
	for text, want := range map[string]int64{`x_size >= 44`: 1, `x_size > 44`: 0, `x_word = NEU`: 1, `x_word is empty`: 0} {
		if n, err := f.Count(ctx, crm.Query{Entity: "contact", Where: filter(t, text)}); n != want || err != nil {
			t.Errorf("%s: %d %v", text, n, err)
		}
	}
}

func TestDataArePrivateToTheirOwner(t *testing.T) {
	f := open(t)
	for _, file := range []string{f.File(), f.File() + "-wal"} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", file, info.Mode(), err)
		}
	}
}

func TestHistoryKeepsWhatWasDeleted(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	id := f.add("contact", crm.Values{"last_name": "Gone", "emails": mails("gone@example.org")})
	before := f.get("contact", id)
	b := f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Delete(crm.Ref{Entity: "contact", ID: id}) })
	trash, err := f.Trash(ctx, "", 10)
	if err != nil || len(trash) != 1 || trash[0].Title != "Gone" {
		t.Fatalf("trash: %+v %v", trash, err)
	}
	if hits, err := f.Search(ctx, "gone", 5); err != nil || len(hits) != 0 {
		t.Errorf("deleted record found: %v %v", hits, err)
	}
	f.undo(b.ID)
	if diff := cmp.Diff(before, f.get("contact", id)); diff != "" {
		t.Error(diff)
	}
	if trash, err := f.Trash(ctx, "", 10); err != nil || len(trash) != 0 {
		t.Errorf("trash after undo: %v %v", trash, err)
	}
	f.sound()
}

// dump is everything that an export would show.
func (f *fixture) dump() string {
	f.t.Helper()
	out := ""
	for _, e := range f.Catalog().Entities() {
		err := f.Each(context.Background(), crm.Query{Entity: e.Name, Sort: []crm.Sort{{Field: "id"}}}, func(r crm.Record) error {
			raw, err := json.Marshal(r)
			out += string(raw) + "\n"
			return err
		})
		if err != nil {
			f.t.Fatal(err)
		}
	}
	return out
}
