package storage

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// somebody fills everything that a person's values get into, and returns the records to erase and the values.
func somebody(t *testing.T, f *fixture) (refs []crm.Ref, values []string) {
	t.Helper()
	ctx := t.Context()
	if err := f.Connect(ctx, replica.Connection{Provider: "memory", User: "ann"}); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("Quittenmus mit Zwetschgenkern und Sauerampfer. ", 400)
	id := f.add("contact", crm.Values{
		"first_name": "Quirinia", "last_name": "Zwiebelthaler", "emails": mails("q.zwiebelthaler@quendel.example"), "phones": mails("+49 30 98765432"),
		"title": "Knopfgießerin", "address": crm.Address{Street: "Haselmausgasse 77", City: "Kleinkleckersdorf"}, "tags": []string{"walnussfan"},
		"interests": []string{"Quastenflosser"}, "description": long,
	})
	other := f.add("contact", crm.Values{"first_name": "Otto", "last_name": "Bleibt", "emails": mails("otto@bleibt.example"), "description": "Bleibtext"})
	f.set("contact", id, crm.Values{"phones": mails("+49 30 11223344"), "title": "Hutmacherin"}) // the former values are in the history
	f.set("contact", id, crm.Values{"title": "Drechslerin"})
	call := f.add("activity", crm.Values{"kind": "call", "subject": "Zitronenfalter besprochen", "body": "Murmeltiertext", "contact": id, "done": true})
	var file string
	f.must(crm.FromUser, func(tx crm.Tx) error {
		hash, err := tx.Keep([]byte("Pfefferminzinhalt der Datei"))
		if err != nil {
			return err
		}
		file = tx.NewID()
		return tx.Put(f.record("file", file, crm.Values{"name": "Lebkuchenrezept.txt", "about": id, "content": hash, "size": int64(27)}))
	})
	if err := f.SetSetting(ctx, app.SettingDraft(crm.Ref{Entity: "contact", ID: id}), `{"title":"Entwurfswort"}`); err != nil {
		t.Fatal(err)
	}
	if err := f.Replicate(ctx, func(tx replica.Tx) error {
		item := replica.Item{Ref: crm.Ref{Entity: "contact", ID: id}, RemoteID: "r1", Version: "1", Edits: []replica.Edit{{Group: "title", Gen: 1, Base: crm.Values{"title": "Basiswort"}}}}
		item.Hold = &replica.Hold{Reason: replica.Refused, Message: "Zwiebelthaler is refused."}
		if err := tx.SaveItem(item); err != nil {
			return err
		}
		return tx.OpenConflict(replica.Conflict{
			Ref: item.Ref, ID: tx.NewID(), Kind: replica.BothEdited, Group: "title", Mine: crm.Values{"title": "Meinwort"}, Theirs: crm.Values{"title": "Deinwort"}, Title: "Quirinia Zwiebelthaler",
		})
	}); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveRound(ctx, replica.Round{Failure: "Zwiebelthaler is refused."}); err != nil {
		t.Fatal(err)
	}
	b := f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Delete(crm.Ref{Entity: "activity", ID: call}) })
	f.undo(b.ID)
	for n := range 40 { // pages are split and joined around the values
		f.set("contact", other, crm.Values{"description": fmt.Sprint("Bleibtext", strings.Repeat(" und so weiter", n))})
	}
	return []crm.Ref{{Entity: "contact", ID: id}, {Entity: "activity", ID: call}, {Entity: "file", ID: file}}, []string{
		"Quirinia", "Zwiebelthaler", "quirinia", "zwiebelthaler", "quendel", "98765432", "23456789", "11223344", "44332211", "Knopfgie", "Hutmacherin", "Drechslerin",
		"Haselmausgasse", "haselmausgasse", "Kleinkleckersdorf", "walnussfan", "Quastenflosser", "quastenflosser", "Quittenmus", "Sauerampfer", "sauerampfer",
		"Zitronenfalter", "zitronenfalter", "Murmeltiertext", "Pfefferminzinhalt", "Lebkuchenrezept", "Entwurfswort", "Basiswort", "Meinwort", "Deinwort",
	}
}

// held lists the values whose bytes are in one of the files of the database, and the terms of the search that they are found by.
func (f *fixture) held(values []string) (out []string) {
	f.t.Helper()
	for _, part := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(f.File() + part)
		if err != nil {
			f.t.Fatal(err)
		}
		for _, v := range values {
			if bytes.Contains(raw, []byte(v)) {
				out = append(out, v+" in "+part)
			}
		}
	}
	if _, err := f.write.Exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, search, row)`); err != nil {
		f.t.Fatal(err)
	}
	for _, v := range values { // the index keeps only how terms differ from the one before, so their bytes need not be whole
		var n int
		if err := f.write.QueryRow(`SELECT count(*) FROM temp.terms WHERE term = lower(?)`, v).Scan(&n); err != nil {
			f.t.Fatal(err)
		}
		if n > 0 {
			out = append(out, v+" in the search")
		}
	}
	return out
}

func TestErasedValuesAreNowhereInTheFile(t *testing.T) {
	f := open(t)
	s := <-f.writer // the one writing connection, for the look into the index of the search
	s.stmts.close()
	_ = s.conn.Close()
	f.write.SetMaxOpenConns(2)
	conn, err := f.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.writer <- &session{conn: conn, stmts: newStatements(conn), rows: &changedRows{}}

	refs, values := somebody(t, f)
	f.checkpoint()
	if n := len(f.held(values)); n < len(values) {
		t.Fatalf("only %d of %d values are there before", n, len(values))
	}
	ctx := t.Context()
	note := app.Entry{At: 1, Who: "ann", Kind: app.Erased, Body: json.RawMessage(`{"records":3}`)}
	if err := f.Erase(ctx, refs, []string{"Quirinia Zwiebelthaler", "Zwiebelthaler"}, note); err != nil {
		t.Fatal(err)
	}
	if open, err := f.Unscrubbed(ctx); err != nil || !open {
		t.Errorf("before the scrub: %v %v", open, err)
	}
	var told []string
	if err := f.Scrub(ctx, func(p app.Progress) { told = slices.Compact(append(told, p.What)) }); err != nil {
		t.Fatal(err)
	}
	if held := f.held(values); held != nil {
		t.Errorf("still there: %q", held)
	}
	if found, err := f.Traces(ctx, append(slices.Clone(values), "Bleibtext"), nil); err != nil || !slices.Equal(found, []string{"Bleibtext"}) {
		t.Errorf("traces: %q %v", found, err)
	}
	if open, err := f.Unscrubbed(ctx); err != nil || open || len(told) != 3 {
		t.Errorf("after the scrub: %v %v, told %q", open, err, told)
	}
	f.sound()
	if list, err := f.Register(ctx, 0); err != nil || len(list) != 1 || string(list[0].Body) != `{"records":3}` {
		t.Errorf("the register: %v %v", list, err)
	}
	for _, ref := range refs {
		if _, err := f.Get(ctx, ref); crm.CodeOf(err) != crm.CodeNotFound {
			t.Errorf("%v: %v", ref, err)
		}
		if h, err := f.History(ctx, ref, 0); err != nil || len(h) > 0 {
			t.Errorf("history of %v: %v %v", ref, h, err)
		}
	}
	if list, err := f.Trash(ctx, "", 0); err != nil || len(list) > 0 {
		t.Errorf("trash: %v %v", list, err)
	}
	if hits, err := f.Search(ctx, "Bleibt", 5); err != nil || len(hits) != 1 {
		t.Errorf("the other: %v %v", hits, err)
	}
	if err := f.Replicate(ctx, func(tx replica.Tx) error {
		item, err := tx.Item(refs[0])
		if !item.Erased || !item.Deleted || item.RemoteID != "r1" || item.Hold != nil || item.Edits != nil {
			t.Errorf("what stays: %+v", item)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

func TestWhatStaysPointsToNobodyAfterAnErase(t *testing.T) {
	f := open(t)
	ctx := t.Context()
	if err := f.Connect(ctx, replica.Connection{Provider: "memory", User: "ann"}); err != nil {
		t.Fatal(err)
	}
	gone, other := f.add("contact", crm.Values{"last_name": "Berg"}), f.add("contact", crm.Values{"last_name": "Bleibt"})
	deal := f.add("deal", crm.Values{"name": "Press", "contact": gone, "amount": int64(9_007_199_254_740_993), "currency": "EUR"})
	ticket := f.add("ticket", crm.Values{"subject": "Pump", "contact": other})
	change := f.must(crm.FromUser, func(tx crm.Tx) error { // to the person, and with something else beside
		return tx.Put(f.record("ticket", ticket, crm.Values{"contact": gone, "subject": "Pump leaks"}))
	})
	binned := f.add("deal", crm.Values{"name": "Old press", "contact": gone})
	f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Delete(crm.Ref{Entity: "deal", ID: binned}) })
	before, err := f.Batches(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Erase(ctx, []crm.Ref{{Entity: "contact", ID: gone}}, nil, app.Entry{Body: json.RawMessage(`{}`)}); err != nil {
		t.Fatal(err)
	}
	for entity, id := range map[string]string{"deal": deal, "ticket": ticket} {
		if r := f.get(entity, id); r.Text("contact") != "" {
			t.Errorf("%s points to %q", entity, r.Text("contact"))
		}
		if err := f.Replicate(ctx, func(tx replica.Tx) error {
			item, err := tx.Item(crm.Ref{Entity: entity, ID: id})
			if !item.New {
				t.Errorf("%s is not sent: %+v", entity, item)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	look, err := sql.Open("sqlite", dsn(Options{File: f.File()}, "query_only(1)"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = look.Close() }()
	var lines int
	if err := look.QueryRow(`SELECT count(*) FROM change WHERE instr(ifnull(fields, ''), ?)`, gone).Scan(&lines); err != nil || lines > 0 {
		t.Errorf("%d lines of the history hold the id: %v", lines, err)
	}
	if r := f.get("deal", deal); r.Get("amount") != int64(9_007_199_254_740_993) {
		t.Errorf("the deal is worth %v", r.Get("amount"))
	}
	after, err := f.Batches(ctx, 0)
	if err != nil || len(after) >= len(before) { // the one that made the person is gone, and none came
		t.Errorf("%d actions before, %d after: %v", len(before), len(after), err)
	}
	f.undo(change.ID)
	if r := f.get("ticket", ticket); r.Text("subject") != "Pump" || r.Text("contact") != other {
		t.Errorf("an undo of what came before: %q with %q", r.Text("subject"), r.Text("contact"))
	}
	f.undo(binnedBatch(t, f, binned))
	if r := f.get("deal", binned); r.Text("name") != "Old press" || r.Text("contact") != "" {
		t.Errorf("out of the trash: %v", r.Values)
	}
	f.sound()
}

// TestALinkMadeWhileAnEraseBeginsIsTakenToo makes one after it was read what points to the person.
func TestALinkMadeWhileAnEraseBeginsIsTakenToo(t *testing.T) {
	f := open(t)
	gone := f.add("contact", crm.Values{"last_name": "Berg"})
	refs := []crm.Ref{{Entity: "contact", ID: gone}}
	early := f.add("deal", crm.Values{"name": "Press", "contact": gone})
	ticket := f.add("ticket", crm.Values{"subject": "Pump", "contact": gone})
	known, err := f.foresee(t.Context(), refs)
	if err != nil {
		t.Fatal(err)
	}
	late := f.add("deal", crm.Values{"name": "Pump", "contact": gone})
	if err := f.erase(t.Context(), refs, nil, app.Entry{Body: json.RawMessage(`{}`)}, known); err != nil {
		t.Fatal(err)
	}
	for _, r := range []crm.Record{f.get("deal", early), f.get("deal", late), f.get("ticket", ticket)} {
		if id := r.Text("contact"); id != "" {
			t.Errorf("%s points to %q", r.Entity, id)
		}
	}
	f.sound()
}

// binnedBatch is the action that deleted a record.
func binnedBatch(t *testing.T, f *fixture, id string) string {
	t.Helper()
	list, err := f.Trash(t.Context(), "deal", 0)
	if err != nil || len(list) != 1 || list[0].Ref.ID != id {
		t.Fatal(list, err)
	}
	return list[0].Batch
}

func TestEraseWaitsForAnAnswerUnderway(t *testing.T) {
	f := open(t)
	id := f.add("contact", crm.Values{"last_name": "Berg"})
	ref := crm.Ref{Entity: "contact", ID: id}
	if err := f.Replicate(context.Background(), func(tx replica.Tx) error {
		return tx.SaveAttempt(replica.Attempt{Ref: ref, ID: "a", Kind: replica.Create, Values: crm.Values{"last_name": "Berg"}})
	}); err != nil {
		t.Fatal(err)
	}
	if err := f.Erase(t.Context(), []crm.Ref{ref}, nil, app.Entry{Body: json.RawMessage(`{}`)}); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("%v", err)
	}
	if _, err := f.Get(t.Context(), ref); err != nil {
		t.Error(err)
	}
}

func TestTracesAreFoundAcrossPartsOfTheFile(t *testing.T) {
	f := open(t)
	want := strings.Repeat("0123456789abcdef", 30)
	f.add("contact", crm.Values{"last_name": "Berg", "description": want})
	for _, text := range []string{want, "Berg"} {
		if found, err := f.Traces(t.Context(), []string{text, "nowhere at all"}, nil); err != nil || !slices.Equal(found, []string{text}) {
			t.Errorf("%q: %q %v", text, found, err)
		}
	}
}
