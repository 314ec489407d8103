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

func TestPaging(t *testing.T) {
	w := newWorld(t, nil)
	w.server.Set("recordListMaxSizeLimit", 20)
	want := map[string]bool{}
	for i := range 45 {
		if i%10 == 0 {
			w.tick()
		}
		id, err := w.server.Create("admin", typeContact, map[string]any{"lastName": fmt.Sprintf("P%02d", i)})
		if err != nil {
			t.Fatal(err)
		}
		want[id] = true
	}
	p, err := w.List(context.Background(), remote.Scan{Feed: typeContact, Limit: 7})
	if err != nil || len(p.Records) != 7 || p.Total != 45 || !p.More || p.At != crm.InstantOf(w.at) {
		t.Fatalf("%d records, total %d, more %v, at %v, %v", len(p.Records), p.Total, p.More, p.At, err)
	}
	all := w.list(remote.Scan{Feed: typeContact, Brief: true})
	if len(all) != 45 || w.Capabilities().PageSize != 20 {
		t.Errorf("%d of 45", len(all))
	}
	last := ""
	for _, r := range all {
		if r.ID <= last || !want[r.ID] || r.Values != nil || r.ModifiedAt == 0 {
			t.Errorf("%+v after %s", r, last)
		}
		last = r.ID
	}
}

func TestWindow(t *testing.T) {
	w := newWorld(t, nil)
	var ids []string
	start := w.at
	for i := range 5 {
		w.tick()
		id, err := w.server.Create("admin", typeTask, map[string]any{"name": fmt.Sprint(i), "assignedUserId": w.me})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, "Task/"+id)
	}
	got := w.list(remote.Scan{Feed: typeTask, Since: crm.InstantOf(start.Add(2e9)), Until: crm.InstantOf(start.Add(4e9)) + 999})
	var names []string
	for _, r := range got {
		names = append(names, r.ID)
	}
	if fmt.Sprint(names) != fmt.Sprint(ids[1:4]) {
		t.Errorf("%v, want %v", names, ids[1:4])
	}
}

func TestUsersHaveMe(t *testing.T) {
	w := newWorld(t, nil)
	if _, err := w.server.AddUser(espotest.User{UserName: "ben", FirstName: "Ben", LastName: "Boat", Password: "x"}); err != nil {
		t.Fatal(err)
	}
	for _, brief := range []bool{false, true} {
		seen := map[string]int{}
		last := ""
		for _, r := range w.list(remote.Scan{Feed: typeUser, Brief: brief, Limit: 1}) {
			seen[r.ID]++
			if r.ID <= last {
				t.Errorf("%s after %s", r.ID, last)
			}
			last = r.ID
			if !brief && r.Values["name"] == nil {
				t.Errorf("no name: %v", r.Values)
			}
		}
		if seen[w.me] != 1 || len(seen) < 3 {
			t.Errorf("users %v", seen)
		}
	}
}

func TestQuietPollIsOneRequest(t *testing.T) {
	w := newWorld(t, nil)
	w.create(typeContact, crm.Values{"last_name": "King", "emails": []crm.Reach{{Value: "k@x.example"}}})
	since := crm.InstantOf(w.at) - 60_000
	for round := range 3 {
		w.server.ResetCounts()
		requests, _ := w.meter.Read()
		w.list(remote.Scan{Feed: typeContact, Since: since})
		now, _ := w.meter.Read()
		if now-requests != 1 {
			t.Errorf("round %d: %d requests, %v", round, now-requests, w.server.Counts())
		}
	}
}

// A list shows the primary address only, and says so.
func TestListsSayWhatTheyLack(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	for _, kind := range []string{typeContact, typeAccount, typeLead} {
		_, err := w.server.Create("admin", kind, map[string]any{"name": "x", "lastName": "x", "emailAddressData": []any{
			map[string]any{"emailAddress": "a@x.example", "primary": true}, map[string]any{"emailAddress": "b@x.example"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, since := range []crm.Instant{0, crm.InstantOf(w.at)} {
			rec := w.list(remote.Scan{Feed: kind, Since: since})[0]
			if got := rec.Values["emails"].([]crm.Reach); len(got) != 1 || !slices.Equal(rec.Partial, []string{"emails", "phones"}) {
				t.Errorf("%s since %d: %v %v", kind, since, got, rec.Partial)
			}
			rec = w.get(kind, rec.ID)
			if got := rec.Values["emails"].([]crm.Reach); len(got) != 2 || rec.Partial != nil {
				t.Errorf("%s read: %v %v", kind, got, rec.Partial)
			}
		}
	}
}

func TestTornRecordIsReadAgain(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	w.server.Slow(0, 5e9)
	id, err := w.server.Create("admin", typeContact, map[string]any{"lastName": "Torn", "emailAddress": "torn@x.example"})
	if err != nil {
		t.Fatal(err)
	}
	since := crm.InstantOf(w.at) - 60_000
	first := w.list(remote.Scan{Feed: typeContact, Since: since})
	if len(first) != 1 || !crm.IsEmpty(first[0].Values["emails"]) {
		t.Fatalf("%+v", first)
	}
	w.pass(6e9)
	again := w.list(remote.Scan{Feed: typeContact, Since: since})
	if again[0].ID != id || crm.IsEmpty(again[0].Values["emails"]) || again[0].ModifiedAt != first[0].ModifiedAt {
		t.Errorf("%+v", again[0])
	}
}

func TestLongTextIsWhole(t *testing.T) {
	w := newWorld(t, nil)
	long := strings.Repeat("ä", 12_345)
	r := w.create(typeAccount, crm.Values{"name": "Long", "description": long})
	for _, l := range w.list(remote.Scan{Feed: typeAccount}) {
		if l.ID == r.ID && l.Values["description"] != long {
			t.Errorf("%d characters", len([]rune(l.Values["description"].(string))))
		}
	}
}

func TestGoneDeniedAndDeleted(t *testing.T) {
	w := newWorld(t, nil)
	r := w.create(typeContact, crm.Values{"last_name": "Gone"})
	ctx := context.Background()
	for range 2 {
		if err := w.Delete(ctx, typeContact, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Get(ctx, typeContact, r.ID)
	fails(t, err, remote.Gone)
	_, err = w.Update(ctx, typeContact, r.ID, "", crm.Values{"last_name": "x"})
	fails(t, err, remote.Gone)
	_, err = w.Get(ctx, typeContact, "a/b?c#d")
	fails(t, err, remote.Gone)
	admin := w.open("admin", "admin")
	_, err = admin.Get(ctx, typeContact, r.ID)
	fails(t, err, remote.Gone)

	own := espotest.OwnRole()
	if _, err := w.server.AddUser(espotest.User{UserName: "own", Type: "api", APIKey: "own-key", Role: own}); err != nil {
		t.Fatal(err)
	}
	mine := w.open("", "own-key")
	made, err := mine.Create(ctx, typeContact, "", crm.Values{"last_name": "Mine"})
	if err != nil || made.Values["last_name"] != "Mine" {
		t.Fatalf("a user who sees only its own cannot see what it made: %+v, %v", made, err)
	}
	other := w.create(typeContact, crm.Values{"last_name": "Theirs"})
	_, err = mine.Get(ctx, typeContact, other.ID)
	fails(t, err, remote.Denied)
	_, err = mine.Update(ctx, typeContact, other.ID, "", crm.Values{"last_name": "x"})
	fails(t, err, remote.Denied)
	fails(t, mine.Delete(ctx, typeContact, other.ID), remote.Denied)
}

func TestNotFoundOfAnotherProgramIsNotGone(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	w.server.Fail(func(*espotest.Request) *espotest.Fault {
		return &espotest.Fault{Status: http.StatusNotFound, Page: true}
	})
	_, err := w.Get(context.Background(), typeContact, "65f0c0de000000001")
	fails(t, err, remote.Protocol)
	fails(t, w.Delete(context.Background(), typeContact, "65f0c0de000000001"), remote.Protocol)
}
