package espocrm

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

func TestRequestsOfAnUpdate(t *testing.T) {
	w := newWorld(t, nil)
	r := w.create(typeContact, crm.Values{"last_name": "King"})
	mail := crm.Values{"emails": []crm.Reach{{Value: "k@x.example"}}}
	count := func(f func()) string {
		w.server.ResetCounts()
		f()
		counts := w.server.Counts()
		got, put := 0, 0
		for k, n := range counts {
			if strings.HasPrefix(k, "GET") {
				got += n
			} else {
				put += n
			}
		}
		return fmt.Sprintf("%d reads, %d writes", got, put)
	}
	if n := count(func() { w.update(r, crm.Values{"description": "x"}) }); n != "1 reads, 1 writes" {
		t.Errorf("plain field: %s", n)
	}
	w.list(remote.Scan{Feed: typeUser}) // forget what was read last
	if n := count(func() { w.update(r, mail) }); n != "2 reads, 1 writes" {
		t.Errorf("addresses: %s", n)
	}
	if n := count(func() { w.get(typeContact, r.ID); w.update(r, mail) }); n != "2 reads, 1 writes" {
		t.Errorf("addresses just after a read: %s", n)
	}
	if n := count(func() { w.update(r, crm.Values{"tags": []string{"x"}}) }); n != "1 reads, 0 writes" {
		t.Errorf("nothing that is held there: %s", n)
	}
}

func TestConvertedLead(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.create(typeLead, crm.Values{"name": "Ada King"})
	contact := remote.Ref{Entity: "contact", ID: w.create(typeContact, crm.Values{"last_name": "King"}).ID}
	won := crm.Values{"status": crm.LeadWon, "converted_at": crm.InstantOf(w.at), "contact": contact, "organisation": nil, "deal": nil}
	got := w.update(lead, won)
	delete(won, "converted_at") // the server takes its own time for it
	w.agree(got, won)
	if got.Values["converted_at"] == nil {
		t.Error("the server did not note the conversion")
	}
}

func TestAllDayMeetingGetsATime(t *testing.T) {
	w := newWorld(t, nil)
	id, err := w.server.Create("admin", typeMeeting, map[string]any{
		"name": "Fair", "assignedUserId": w.me, "isAllDay": true, "dateStartDate": "2026-12-04", "dateEndDate": "2026-12-05",
	})
	if err != nil {
		t.Fatal(err)
	}
	r := w.get(typeMeeting, "Meeting/"+id)
	w.agree(r, crm.Values{"at": instant("2026-12-04 00:00:00"), "duration": int64(172800)})
	at := instant("2026-12-04 09:30:00")
	sent := w.spy()
	w.agree(w.update(r, crm.Values{"at": at, "duration": int64(60)}), crm.Values{"at": at, "duration": int64(60)})
	if !strings.Contains(*sent, `"isAllDay":false`) || !strings.Contains(*sent, `"dateStartDate":null`) {
		t.Errorf("the days still win over the moments: %s", *sent)
	}
	w.agree(w.update(r, crm.Values{"duration": int64(120)}), crm.Values{"at": at, "duration": int64(120)})
}

func TestParentOfAnActivity(t *testing.T) {
	w := newWorld(t, nil)
	org := remote.Ref{Entity: "organisation", ID: w.create(typeAccount, crm.Values{"name": "Quay"}).ID}
	person := remote.Ref{Entity: "contact", ID: w.create(typeContact, crm.Values{"last_name": "King", "organisation": org}).ID}
	deal := remote.Ref{Entity: "deal", ID: w.create(typeOpportunity, crm.Values{
		"name": "Boats", "close_date": crm.Date("2026-12-31"), "organisation": org,
	}).ID}
	for _, feed := range []string{typeTask, typeCall} {
		kind := strings.ToLower(feed)
		r := w.create(feed, crm.Values{"kind": kind, "subject": feed, "at": instant("2026-04-01 10:00:00"), "contact": person, "organisation": org})
		w.agree(r, crm.Values{"contact": person, "organisation": org, "about": nil})
		r = w.update(r, crm.Values{"about": deal})
		w.agree(r, crm.Values{"about": deal, "organisation": org})
		r = w.update(r, crm.Values{"about": nil})
		w.agree(r, crm.Values{"about": nil, "organisation": org})
		r = w.update(r, crm.Values{"contact": nil})
		w.agree(r, crm.Values{"contact": nil, "organisation": org})
		r = w.update(r, crm.Values{"organisation": nil})
		w.agree(r, crm.Values{"organisation": nil})
	}
}

func TestDuplicate(t *testing.T) {
	w := newWorld(t, nil)
	first := w.create(typeContact, crm.Values{"first_name": "Ada", "last_name": "King"})
	ctx := context.Background()
	_, err := w.Create(ctx, typeContact, "", crm.Values{"first_name": "Ada", "last_name": "King"})
	e := class(t, err, remote.Duplicate)
	if len(e.Candidates) != 1 || e.Candidates[0].ID != first.ID || e.Candidates[0].Values["last_name"] != "King" || e.Unknown {
		t.Errorf("%+v", e)
	}
	second, err := w.Create(remote.AllowTwice(ctx), typeContact, "", crm.Values{"first_name": "Ada", "last_name": "King"})
	if err != nil || second.ID == first.ID {
		t.Errorf("%v, %v", second, err)
	}
}

func TestConflict(t *testing.T) {
	w := newWorld(t, nil)
	r := w.create(typeAccount, crm.Values{"name": "Quay", "website": "a.example"})
	w.tick()
	if err := w.server.Update("admin", typeAccount, r.ID, map[string]any{"website": "b.example"}); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	_, err := w.Update(ctx, typeAccount, r.ID, r.Version, crm.Values{"website": "c.example"})
	e := class(t, err, remote.Conflict)
	if e.Current == nil || e.Current.Values["website"] != "b.example" || e.Current.Version == r.Version {
		t.Fatalf("%+v", e)
	}
	got, err := w.Update(ctx, typeAccount, r.ID, e.Current.Version, crm.Values{"website": "c.example"})
	if err != nil || got.Values["website"] != "c.example" {
		t.Errorf("%+v, %v", got, err)
	}
}

// spy gives the body of the last update.
func (w *world) spy() *string {
	var body string
	w.server.Fail(func(q *espotest.Request) *espotest.Fault {
		if q.Method == http.MethodPut {
			body = string(q.Body)
		}
		return nil
	})
	return &body
}

func TestAmountWithoutItsCurrency(t *testing.T) {
	w := newWorld(t, nil)
	w.server.Set("currencyList", []any{"USD", "EUR", "JPY"})
	r := w.create(typeOpportunity, crm.Values{"name": "x", "close_date": crm.Date("2026-12-31"), "amount": int64(500), "currency": "JPY"})
	w.agree(r, crm.Values{"amount": int64(500), "currency": "JPY"})
	r = w.update(r, crm.Values{"amount": int64(750)})
	w.agree(r, crm.Values{"amount": int64(750), "currency": "JPY"})
	if n := fmt.Sprint(w.server.Get(typeOpportunity, r.ID)["amount"]); n != "750" {
		t.Errorf("750 yen are %s there", n)
	}
}

func TestOnlyGivenFieldsAreSent(t *testing.T) {
	w := newWorld(t, nil)
	r := w.create(typeContact, crm.Values{"last_name": "King", "description": "old"})
	sent := w.spy()
	w.update(r, crm.Values{"description": "new"})
	if *sent != `{"description":"new"}` {
		t.Errorf("sent %s", *sent)
	}
}

// An entry that stays keeps what we do not know of it.
func TestEntriesKeepTheirFlags(t *testing.T) {
	w := newWorld(t, nil)
	id, err := w.server.Create("admin", typeContact, map[string]any{"lastName": "King", "emailAddressData": []any{
		map[string]any{"emailAddress": "a@x.example", "primary": true},
		map[string]any{"emailAddress": "b@x.example", "optOut": true},
		map[string]any{"emailAddress": "c@x.example", "invalid": true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []crm.Reach{{Value: "new@x.example"}, {Value: "b@x.example"}, {Value: "c@x.example"}}
	rec, err := w.Update(context.Background(), typeContact, id, "", crm.Values{"emails": want})
	if err != nil {
		t.Fatal(err)
	}
	w.agree(rec, crm.Values{"emails": want})
	flags := map[string]string{}
	for _, e := range w.server.Get(typeContact, id)["emailAddressData"].([]any) {
		o := e.(map[string]any)
		if o["optOut"] == true {
			flags["optOut"] = o["emailAddress"].(string)
		}
		if o["invalid"] == true {
			flags["invalid"] = o["emailAddress"].(string)
		}
	}
	if flags["optOut"] != "b@x.example" || flags["invalid"] != "c@x.example" {
		t.Errorf("flags %v", flags)
	}
}

func TestGuestsOfAMeetingStay(t *testing.T) {
	w := newWorld(t, nil)
	var ids []string
	for _, name := range []string{"A", "B", "C"} {
		ids = append(ids, w.create(typeContact, crm.Values{"last_name": name}).ID)
	}
	id, err := w.server.Create("admin", typeMeeting, map[string]any{
		"name": "All", "assignedUserId": w.me, "dateStart": "2026-04-01 10:00:00", "dateEnd": "2026-04-01 11:00:00",
		"contactsIds": []any{ids[0], ids[1]},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := w.get(typeMeeting, "Meeting/"+id)
	if _, told := r.Values["contact"]; told {
		t.Error("one of several guests is told to be the contact")
	}
	ref := func(n int) remote.Ref { return remote.Ref{Entity: "contact", ID: ids[n]} }
	guests := func(r remote.Record, want ...int) {
		t.Helper()
		var refs []remote.Ref
		for _, n := range want {
			refs = append(refs, ref(n))
		}
		slices.SortFunc(refs, func(a, b remote.Ref) int { return strings.Compare(a.ID, b.ID) })
		if got, _ := r.Values["participants"].([]remote.Ref); !slices.Equal(got, refs) {
			t.Errorf("guests %v, want %v", got, refs)
		}
	}
	guests(r, 0, 1)
	r = w.update(r, crm.Values{"contact": ref(2)})
	guests(r, 0, 1, 2)
	r = w.update(r, crm.Values{"participants": []remote.Ref{ref(1)}})
	guests(r, 1)
	w.agree(r, crm.Values{"contact": ref(1)})
	r = w.update(r, crm.Values{"contact": ref(0)}) // takes the place of the only one
	guests(r, 0)
	r = w.update(r, crm.Values{"participants": nil})
	guests(r)
	w.agree(r, crm.Values{"contact": nil})
}

func TestRefusedValues(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	for name, c := range map[string]struct {
		feed   string
		values crm.Values
		field  string
	}{
		"too long":      {typeContact, crm.Values{"last_name": strings.Repeat("x", 101)}, "last_name"},
		"pattern":       {typeContact, crm.Values{"last_name": "<b>"}, "last_name"},
		"missing":       {typeContact, crm.Values{"first_name": "x"}, "last_name"},
		"local number":  {typeContact, crm.Values{"last_name": "x", "phones": []crm.Reach{{Value: "555 0123"}}}, "phones"},
		"currency":      {typeOpportunity, crm.Values{"name": "x", "amount": int64(1), "currency": "XYZ", "close_date": crm.Date("2026-12-31")}, "amount"},
		"digits":        {typeOpportunity, crm.Values{"name": "x", "amount": int64(1234567890123456789), "currency": "EUR", "close_date": crm.Date("2026-12-31")}, "amount"},
		"missing link":  {typeContact, crm.Values{"last_name": "x", "organisation": remote.Ref{Entity: "organisation", ID: "000000000000nope0"}}, "organisation"},
		"parent":        {typeTask, crm.Values{"kind": "task", "subject": "x", "about": remote.Ref{Entity: "deal", ID: "000000000000nope0"}}, "about"},
		"kind":          {typeCall, crm.Values{"kind": "task", "subject": "x"}, "kind"},
		"type of value": {typeContact, crm.Values{"last_name": 7}, "last_name"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Create(context.Background(), c.feed, "", c.values)
			e := class(t, err, remote.Rejected)
			if e.Field != c.field || e.Unknown || len(e.Message) < 20 {
				t.Errorf("field %q: %s", e.Field, e.Message)
			}
			if f, _ := w.entity(w.schemas[c.feed].object).Field(c.field); !strings.Contains(e.Message, f.Label) {
				t.Errorf("%q does not name %q", e.Message, f.Label)
			}
		})
	}
}

func TestWhatTheServerDemandsIsFilled(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	me := remote.Ref{Entity: "user", ID: w.me}
	r := w.create(typeCall, crm.Values{"kind": "call", "subject": "Just now", "done": true})
	w.agree(r, crm.Values{"owner": me, "duration": int64(300), "done": true})
	if r.Values["at"] == nil {
		t.Error("no time")
	}
	w.agree(w.create(typeTask, crm.Values{"kind": "task", "subject": "x"}), crm.Values{"owner": me, "at": nil, "done": false})
	planned := w.create(typeMeeting, crm.Values{"kind": "meeting", "subject": "Some day"})
	w.agree(planned, crm.Values{"owner": me, "duration": int64(3600), "done": false, "at": crm.InstantOf(w.at) - 1000})
	w.agree(w.create(typeOpportunity, crm.Values{"name": "x"}), crm.Values{"amount": int64(0), "close_date": crm.Date("2026-03-31")})
	_, err := w.Update(context.Background(), typeMeeting, planned.ID, "", crm.Values{"at": nil, "duration": nil})
	if e := class(t, err, remote.Rejected); e.Field != "at" {
		t.Errorf("%+v", e)
	}
}

func TestWordsThatTheServerLacksStayHere(t *testing.T) {
	w := newWorld(t, nil)
	r := w.create(typeAccount, crm.Values{"name": "x", "industry": "Bootsbau", "kind": "Buying group"})
	if b := w.create(typeAccount, crm.Values{"name": "y", "industry": "banking"}); b.Values["industry"] != "Banking" {
		t.Errorf("a word of the list in small letters became %v", b.Values["industry"])
	}
	w.agree(r, crm.Values{"industry": "Bootsbau", "kind": "Buying group"})
	if r.Values["industry"] != nil || r.Values["kind"] != nil {
		t.Errorf("%v", r.Values)
	}
	l := w.create(typeLead, crm.Values{"name": "x", "status": crm.LeadQualified})
	w.agree(l, crm.Values{"status": crm.LeadQualified})
	if l.Values["status"] != crm.LeadWorking {
		t.Errorf("%v", l.Values["status"])
	}
}

func TestFindLostCreate(t *testing.T) {
	for _, lost := range []bool{true, false} {
		w := newWorld(t, nil)
		for feed, values := range w.samples() {
			w.tick()
			since := crm.InstantOf(w.at)
			w.server.Fail(func(r *espotest.Request) *espotest.Fault {
				if r.Method == http.MethodPost {
					return &espotest.Fault{Drop: lost, Lose: !lost}
				}
				return nil
			})
			ctx := context.Background()
			_, err := w.Create(ctx, feed, "m", values)
			if e := class(t, err, remote.Transient); !e.Unknown {
				t.Errorf("%s: the outcome is not known: %+v", feed, e)
			}
			w.server.Heal()
			found, err := w.Find(ctx, feed, "m", values, since)
			if err != nil {
				t.Fatal(err)
			}
			if want := map[bool]int{true: 1, false: 0}[lost]; len(found) != want {
				t.Errorf("%s lost=%v: %d found", feed, lost, len(found))
			}
			if lost {
				w.agree(w.get(feed, found[0].ID), values)
			}
		}
	}
}

func TestFindByMarker(t *testing.T) {
	w := newWorld(t, nil)
	for _, o := range objects[1:] {
		if !o.marks() {
			continue
		}
		if _, err := w.server.AddField(o.name, "externalUid", "varchar", 64); err != nil {
			t.Fatal(err)
		}
	}
	w.check()
	if !w.Capabilities().Marker {
		t.Fatal("the marker is not seen")
	}
	marker := "0198a1b2-7c3d-7e4f-8a9b-0c1d2e3f4a5b"
	r, err := w.Create(context.Background(), typeContact, marker, crm.Values{"last_name": "King"})
	if err != nil || r.Marker != marker {
		t.Fatalf("%+v, %v", r, err)
	}
	for m, want := range map[string]int{marker: 1, "0198a1b2-0000-7e4f-8a9b-0c1d2e3f4a5b": 0} {
		found, err := w.Find(context.Background(), typeContact, m, crm.Values{"last_name": "King"}, crm.InstantOf(w.at))
		if err != nil || len(found) != want {
			t.Errorf("%s: %v, %v", m, found, err)
		}
	}
}

// A write that is done stays done although reading it back fails.
func TestWrittenButNotReadBack(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	w.server.Fail(func(r *espotest.Request) *espotest.Fault {
		if r.Method == http.MethodGet {
			return &espotest.Fault{Status: http.StatusBadGateway}
		}
		return nil
	})
	r, err := w.Create(context.Background(), typeTask, "", crm.Values{"kind": "task", "subject": "x"})
	if err != nil || !strings.HasPrefix(r.ID, "Task/") || r.Version != "1" || r.ModifiedAt == 0 || len(r.Values) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
