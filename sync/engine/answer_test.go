package engine_test

import (
	"context"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
)

// clash lets both sides change the name of one organisation, and returns the question.
func clash(t *testing.T, w *world) (d *desk, there, here string, c replica.Conflict) {
	t.Helper()
	d = w.desk("ann")
	there = w.create("organisation", crm.Values{"name": "Acme"})
	w.pass(10 * time.Second)
	d.round()
	here = d.local("organisation", there)
	d.put("organisation", here, crm.Values{"name": "Acme mine"})
	w.change(there, crm.Values{"name": "Acme theirs"})
	w.pass(10 * time.Second)
	d.round()
	want(t, "inbox", len(d.inbox()), 1)
	return d, there, here, d.inbox()[0]
}

func (d *desk) answer(c replica.Conflict, a replica.Answer) error {
	return d.e.Answer(context.Background(), c.ID, a)
}

func (d *desk) settle(n int) {
	for range n {
		d.pass(10 * time.Second)
		d.round()
	}
}

func TestAnEditedAnswerIsSentAsANewEdit(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d, there, here, c := clash(t, w)
		if err := d.answer(c, replica.Answer{Choice: replica.Edited, Values: crm.Values{"name": "Acme both"}, Seen: c.Theirs}); err != nil {
			t.Fatal(err)
		}
		d.settle(2)
		want(t, "there", w.there(there, "name"), "Acme both")
		want(t, "here", d.text("organisation", here, "name"), "Acme both")
		want(t, "inbox", len(d.inbox()), 0)
	})
}

func TestAnAnswerToAnOldQuestionDoesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d, there, here, c := clash(t, w)
		w.change(there, crm.Values{"name": "Acme newer"})
		d.settle(1)
		for _, a := range []replica.Answer{
			{Choice: replica.Mine, Seen: c.Theirs},
			{Choice: replica.Theirs, Seen: c.Theirs},
			{Choice: replica.Edited, Values: crm.Values{"name": "x"}, Seen: c.Theirs},
		} {
			want(t, "code", crm.CodeOf(d.answer(c, a)), crm.CodeConflict)
		}
		want(t, "live", d.text("organisation", here, "name"), "Acme newer")
		want(t, "inbox", len(d.inbox()), 1)
		if err := d.answer(c, replica.Answer{Choice: replica.Mine, Seen: crm.Values{"name": "Acme newer"}}); err != nil {
			t.Fatal(err)
		}
		d.settle(2)
		want(t, "there", w.there(there, "name"), "Acme mine")
	})
}

func TestAnAnswerMustFitItsQuestion(t *testing.T) {
	d, _, here, c := clash(t, newWorld(t, servers["versions"]))
	for _, a := range []replica.Answer{
		{}, {Choice: "perhaps"}, {Choice: replica.Edited}, {Choice: replica.Edited, Values: crm.Values{"website": "x.example"}},
	} {
		want(t, "code", crm.CodeOf(d.answer(c, a)), crm.CodeInvalid)
	}
	want(t, "live", d.text("organisation", here, "name"), "Acme theirs")
	want(t, "inbox", len(d.inbox()), 1)
}

func TestAnAnswerCanBeTakenBack(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		for _, sent := range []bool{false, true} {
			for _, a := range []replica.Answer{{Choice: replica.Mine}, {Choice: replica.Theirs}, {Choice: replica.Edited, Values: crm.Values{"name": "Acme both"}}} {
				d, there, here, c := clash(t, w)
				if err := d.answer(c, a); err != nil {
					t.Fatal(err)
				}
				if sent {
					d.settle(2)
				}
				if err := d.e.Reopen(context.Background(), c.ID); err != nil {
					t.Fatalf("%v, sent %v: %v", a, sent, err)
				}
				want(t, "inbox", len(d.inbox()), 1)
				want(t, "mine in it", d.inbox()[0].Mine["name"], any("Acme mine"))
				want(t, "live", d.text("organisation", here, "name"), "Acme theirs")
				d.settle(2)
				want(t, "there", w.there(there, "name"), "Acme theirs")
				want(t, "inbox later", len(d.inbox()), 1)
				want(t, "again", crm.CodeOf(d.e.Reopen(context.Background(), c.ID)), crm.CodeNotFound)
				d.resolve(c, engine.Mine)
				d.settle(2)
				want(t, "there after all", w.there(there, "name"), "Acme mine")
			}
		}
	})
}

func TestLettingGoCanBeTakenBack(t *testing.T) {
	w := newWorld(t, servers["versions"])
	d := w.desk("ann")
	there := w.create("organisation", crm.Values{"name": "Acme"})
	d.settle(1)
	here := d.local("organisation", there)
	d.put("organisation", here, crm.Values{"website": "acme.example"})
	if err := w.server.Delete(w.eve, there); err != nil {
		t.Fatal(err)
	}
	d.settle(1)
	want(t, "inbox", len(d.inbox()), 1)
	c := d.inbox()[0]
	d.resolve(c, engine.Theirs)
	if _, ok := d.get("organisation", here); ok {
		t.Fatal("it is still here")
	}
	if err := d.e.Reopen(context.Background(), c.ID); err != nil {
		t.Fatal(err)
	}
	want(t, "website", d.text("organisation", here, "website"), "acme.example")
	d.settle(1)
	want(t, "asked again", len(d.inbox()), 1)
	d.resolve(c, engine.Mine)
	d.settle(1)
	want(t, "website there", w.there(d.item("organisation", here).RemoteID, "website"), "acme.example")
	want(t, "too late", crm.CodeOf(d.e.Reopen(context.Background(), c.ID)), crm.CodeConflict)
	want(t, "inbox", len(d.inbox()), 0)
}

func TestARecordIsSentWithoutALinkAndTheLinkFollows(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		w.reject = func(feed string, v crm.Values) string {
			if v["name"] == "Bad" {
				return "name: not bad"
			}
			return ""
		}
		org := d.put("organisation", "", crm.Values{"name": "Bad"})
		id := d.put("contact", "", crm.Values{"last_name": "Cole", "organisation": org})
		ref := crm.Ref{Entity: "contact", ID: id}
		d.settle(1)
		want(t, "reason", d.item("contact", id).Hold.Reason, replica.Dependency)
		want(t, "of a refused one", crm.CodeOf(d.e.Unlink(context.Background(), crm.Ref{Entity: "organisation", ID: org})), crm.CodeConflict)
		if err := d.e.Unlink(context.Background(), ref); err != nil {
			t.Fatal(err)
		}
		d.settle(2)
		there := d.item("contact", id).RemoteID
		if there == "" {
			t.Fatalf("not sent: %+v", d.item("contact", id))
		}
		rec, _ := w.server.Read(there)
		if !crm.IsEmpty(rec.Values["organisation"]) {
			t.Fatalf("link there: %v", rec.Values["organisation"])
		}
		want(t, "link here", d.text("contact", id, "organisation"), org)
		d.put("organisation", org, crm.Values{"name": "Good"})
		d.settle(3)
		rec, _ = w.server.Read(there)
		if crm.IsEmpty(rec.Values["organisation"]) {
			t.Fatal("the link never followed")
		}
		want(t, "link here", d.text("contact", id, "organisation"), org)
	})
}

func TestAnAnswerEndsTheWaitForRefusedValues(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d, there, here, c := clash(t, w)
		w.reject = func(_ string, v crm.Values) string {
			if v["name"] == "Acme refused" {
				return "This name is refused."
			}
			return ""
		}
		refused := func() {
			t.Helper()
			d.put("organisation", here, crm.Values{"name": "Acme refused"})
			d.settle(1)
			if h := d.item("organisation", here).Hold; h == nil || h.Reason != replica.Refused {
				t.Fatalf("not held for what is refused: %+v", h)
			}
		}
		refused()
		d.resolve(c, engine.Mine)
		d.settle(2)
		want(t, "there", w.there(there, "name"), "Acme mine")
		want(t, "held", d.item("organisation", here).Hold == nil, true)

		refused()
		w.change(there, crm.Values{"name": "Acme newer"})
		d.settle(2)
		c = d.inbox()[0]
		d.resolve(c, engine.Mine)
		d.settle(1)
		want(t, "held again", d.item("organisation", here).Hold != nil, true)
		if err := d.e.Reopen(context.Background(), c.ID); err != nil {
			t.Fatal(err)
		}
		want(t, "held", d.item("organisation", here).Hold == nil, true)
		want(t, "here", d.text("organisation", here, "name"), "Acme newer")
	})
}
