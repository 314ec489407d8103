package espocrm

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

func TestPostsComeApartAsTheyWerePutTogether(t *testing.T) {
	long := strings.Repeat("word ", 200)
	for _, c := range []struct{ post, subject, body string }{
		{"Called back", "Called back", ""},
		{"Called back\nNo **answer**.\n\nAgain tomorrow.", "Called back", "No **answer**.\n\nAgain tomorrow."},
		{"  \n\nFirst\r\n\n  second ", "First", "second"},
		{"", "", ""},
		{long + "\nmore", strings.TrimSpace(long[:crm.MaxText-1]) + "…", strings.TrimSpace(long) + " \nmore"},
	} {
		subject, body := splitPost(c.post)
		if subject != c.subject || body != c.body {
			t.Errorf("%q comes apart as %q and %q", clip(c.post), clip(subject), clip(body))
		}
		if a, b := splitPost(joinPost(subject, body)); a != subject || b != body {
			t.Errorf("%q comes back as %q and %q", clip(c.post), clip(a), clip(b))
		}
	}
}

// posts are the posts there, as "parent text", internal ones starred.
func (w *world) posts() (out []string) {
	for _, n := range w.server.All(typeNote) {
		if n[attrType] == "Post" {
			star := ""
			if n[attrInternal] == true {
				star = " *"
			}
			out = append(out, strings.ReplaceAll(n[attrParentType].(string)+" "+n[attrPost].(string)+star, "\n", "|"))
		}
	}
	return out
}

func (d *desk) count(entity string) (n int) {
	d.store.View(func(tx replica.Tx) { all, _ := tx.List(crm.Query{Entity: entity}); n = len(all) })
	return n
}

func (w *world) expect(want ...string) {
	w.t.Helper()
	if got := strings.Join(w.posts(), "; "); got != strings.Join(want, "; ") {
		w.t.Errorf("there is\n%s\nwant\n%s", got, strings.Join(want, "; "))
	}
}

func TestEngineNotesAreSentWhereTheyBelong(t *testing.T) {
	w := newWorld(t, nil)
	d := w.desk("ann")
	company := d.put("organisation", "", crm.Values{"name": "Acme"})
	person := d.put("contact", "", crm.Values{"last_name": "Kay", "organisation": company})
	ticket := d.put("ticket", "", crm.Values{"subject": "Fire", "organisation": company})
	yesterday := instant("2026-02-27 10:00:00")
	first := d.put("activity", "", crm.Values{"kind": "note", "subject": "Met Kay", "body": "Likes tea.", "contact": person, "organisation": company, "at": yesterday})
	d.put("activity", "", crm.Values{"kind": "note", "subject": "Burns", "about": ticket, "contact": person})
	d.put("activity", "", crm.Values{"kind": "note", "subject": "About nobody"})
	secret := d.put("message", "", crm.Values{"ticket": ticket, "direction": "internal", "body": "He is cross.\nBe nice."})
	d.put("message", "", crm.Values{"ticket": ticket, "direction": "out", "body": "We are on our way."})
	d.put("message", "", crm.Values{"ticket": ticket, "direction": "in", "body": "Help!"})
	d.round()
	d.round()
	w.expect("Contact Met Kay|Likes tea.", "Case Burns", "Case He is cross.|Be nice. *")
	if note := d.local("activity", first); note["at"] != yesterday || note["organisation"] != company || crm.IsEmpty(note[crm.FieldOwner]) {
		t.Errorf("here %v", note)
	}
	if d.questions() != 0 {
		t.Errorf("%d questions", d.questions())
	}
	// Either part is changed alone.
	d.put("activity", first, crm.Values{"body": "Likes coffee."})
	d.put("message", secret, crm.Values{"body": "He is very cross."})
	d.round()
	w.pass(10 * time.Minute)
	d.put("activity", first, crm.Values{"subject": "Met Mr Kay"})
	d.round()
	w.expect("Contact Met Mr Kay|Likes coffee.", "Case Burns", "Case He is very cross. *")
	// Another computer has them, and quiet rounds write nothing.
	w.pass(10 * time.Minute)
	other := w.desk("ben")
	other.round()
	if other.count("activity") != 2 || other.count("message") != 1 {
		t.Errorf("the other computer has %d notes, %d messages", other.count("activity"), other.count("message"))
	}
	w.pass(10 * time.Minute)
	writes := other.store.Writes
	if r := other.round(); r.Pulled+r.Pushed != 0 || other.store.Writes != writes {
		t.Errorf("a quiet round was %+v", r)
	}
	d.remove("activity", first)
	d.remove("message", secret)
	d.round()
	w.expect("Case Burns")
}

func TestEngineReadsPostsOfColleagues(t *testing.T) {
	w := newWorld(t, nil)
	account, about := w.make(typeAccount, map[string]any{"name": "Acme"}), w.make(typeCase, map[string]any{"name": "Fire"})
	task := w.make(typeTask, map[string]any{"name": "Do", "assignedUserId": w.me})
	post := func(parent, id, text string, internal bool) string {
		return w.make(typeNote, map[string]any{attrParentType: parent, attrParentID: id, attrPost: text, attrInternal: internal})
	}
	one := post(typeAccount, account, "Nice people\nWarm rooms", false)
	post(typeTask, task, "Nowhere here", false)
	secret := post(typeCase, about, "Between us", true)
	long := post(typeCase, about, strings.Repeat("word ", 4000), false)
	d := w.desk("ann")
	d.round()
	note := d.local("activity", d.id("activity", typeNote+"/"+one))
	if d.count("activity") != 3 || note["subject"] != "Nice people" || note["body"] != "Warm rooms" || note["kind"] != "note" || note["done"] != true ||
		note["organisation"] != d.id("organisation", account) || crm.IsEmpty(note["at"]) {
		t.Errorf("%d activities, %v", d.count("activity"), note)
	}
	if m := d.local("message", d.id("message", secret)); d.count("message") != 1 || m["direction"] != "internal" || m["body"] != "Between us" || m["ticket"] != d.id("ticket", about) {
		t.Errorf("%d messages, %v", d.count("message"), m)
	}
	if n := d.local("activity", d.id("activity", typeNote+"/"+long)); len(n["body"].(string)) < 19_000 || len(n["subject"].(string)) > crm.MaxText+3 {
		t.Error("a long post was cut off")
	}
	// A change moves the post's stamp, a deletion is found by the sweep.
	w.pass(10 * time.Minute)
	if err := w.server.Update("admin", typeNote, one, map[string]any{attrPost: "Nicer people"}); err != nil {
		t.Fatal(err)
	}
	d.round()
	if n := d.local("activity", d.id("activity", typeNote+"/"+one)); n["subject"] != "Nicer people" || n["body"] != nil {
		t.Errorf("%v", n)
	}
	if err := w.server.Delete("admin", typeNote, secret); err != nil {
		t.Fatal(err)
	}
	w.pass(2 * time.Hour)
	for range 3 {
		d.round()
	}
	if d.count("message") != 0 {
		t.Error("the deleted post is still here")
	}
	// What a colleague wrote is the colleague's.
	d.put("activity", d.id("activity", typeNote+"/"+one), crm.Values{"body": "Mine"})
	d.round()
	if d.questions() == 0 && d.hold("activity", typeNote+"/"+one) != replica.NoAccess {
		t.Error("nobody is told that the post cannot be changed")
	}
}

func (d *desk) hold(entity, remoteID string) (why replica.HoldReason) {
	ref := crm.Ref{Entity: entity, ID: d.id(entity, remoteID)}
	d.store.View(func(tx replica.Tx) {
		if item, _ := tx.Item(ref); item.Hold != nil {
			why = item.Hold.Reason
		}
	})
	return why
}

func TestParentOfAPost(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	first, second := w.create(typeContact, crm.Values{"last_name": "King"}), w.create(typeContact, crm.Values{"last_name": "Queen"})
	about := func(r remote.Record) remote.Ref { return remote.Ref{Entity: "contact", ID: r.ID} }
	note := w.create(typeNote, crm.Values{"kind": "note", "subject": "One", "contact": about(first)})
	_, err := w.Update(context.Background(), typeNote, note.ID, "", crm.Values{"contact": about(second)})
	if e := remote.AsError(err); e == nil || e.Class != remote.Rejected || e.Field != "contact" {
		t.Errorf("a post moved: %v", err)
	}
	_, err = w.Create(context.Background(), typeNote, "", crm.Values{"kind": "note", "subject": "One"})
	if e := remote.AsError(err); e == nil || e.Class != remote.Rejected {
		t.Errorf("a post about nothing: %v", err)
	}
	deal := w.create(typeOpportunity, crm.Values{"name": "D"})
	up := w.update(note, crm.Values{"subject": "Two", "contact": about(first)})
	if up.Version != note.Version || up.Values["subject"] != "Two" {
		t.Errorf("%+v", up)
	}
	if _, err = w.Update(context.Background(), typeNote, note.ID, "", crm.Values{"about": remote.Ref{Entity: "deal", ID: deal.ID}}); remote.AsError(err) == nil {
		t.Error("a post moved to a deal")
	}
}

// A note whose answer got lost is found by its words, whatever the other types have for it.
func TestEngineCreatesNotesOnce(t *testing.T) {
	for _, marked := range []bool{false, true} {
		w := newWorld(t, nil)
		for _, o := range objects {
			if o.marks() && marked {
				if _, err := w.server.AddField(o.name, "externalUid", "varchar", 64); err != nil {
					t.Fatal(err)
				}
			}
		}
		contact := w.make(typeContact, map[string]any{"lastName": "Kay"})
		d := w.desk("ann")
		d.round()
		lost := false
		w.server.Fail(func(r *espotest.Request) *espotest.Fault {
			if r.Method == http.MethodPost && r.Path == typeNote && !lost {
				lost = true
				return &espotest.Fault{Drop: true}
			}
			return nil
		})
		d.put("activity", "", crm.Values{"kind": "note", "subject": "Once", "body": "only", "contact": d.id("contact", contact)})
		for range 5 {
			_, _ = d.engine.Round(t.Context())
			w.pass(2 * time.Minute)
		}
		w.expect("Contact Once|only")
		if !lost || d.count("activity") != 1 || d.questions() != 0 {
			t.Errorf("marked %v: %d notes, %d questions", marked, d.count("activity"), d.questions())
		}
	}
}
