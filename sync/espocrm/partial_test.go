package espocrm

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// reachable makes a record there with several addresses and numbers.
func (w *world) reachable(kind string) string {
	w.t.Helper()
	id, err := w.server.Create("admin", kind, map[string]any{
		"name": "King", "lastName": "King",
		"emailAddressData": []any{
			map[string]any{"emailAddress": "a@x.example", "primary": true}, map[string]any{"emailAddress": "b@x.example"},
		},
		"phoneNumberData": []any{
			map[string]any{"phoneNumber": "+15555550111", "type": "Office", "primary": true},
			map[string]any{"phoneNumber": "+15555550112", "type": "Fax"},
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (d *desk) id(entity, remoteID string) (id string) {
	d.store.View(func(tx replica.Tx) { id, _ = tx.Local(entity, remoteID) })
	return id
}

func (d *desk) partial() (n int64) {
	d.store.View(func(tx replica.Tx) { _, n, _ = tx.Partial(1) })
	return n
}

// emailsThere are the addresses of a record there, primary first.
func (w *world) emailsThere(kind, id string) string {
	var out []string
	for _, e := range w.server.Get(kind, id)["emailAddressData"].([]any) {
		o := e.(map[string]any)
		if address := o["emailAddress"].(string); o["primary"] == true {
			out = slices.Insert(out, 0, address)
		} else {
			out = append(out, address)
		}
	}
	return strings.Join(out, " ")
}

func values(v any) string {
	list, _ := v.([]crm.Reach)
	var out []string
	for _, r := range list {
		out = append(out, r.Value)
	}
	return strings.Join(out, " ")
}

// A first load brings the primary ones; the others follow a few per round, over a restart too, and then nothing is asked again.
func TestEngineCompletesRecordsLittleByLittle(t *testing.T) {
	w := newWorld(t, nil)
	var ids []string
	for range 7 {
		ids = append(ids, w.reachable(typeContact))
		w.tick()
	}
	w.pass(time.Hour)
	d := w.desk("ann")
	d.reads = 3
	for round, left := range []int64{4, 1, 0, 0} {
		d.restart()
		d.round()
		if got := d.partial(); got != left {
			t.Errorf("round %d leaves %d, want %d", round, got, left)
		}
		if latest := d.local("contact", d.id("contact", ids[6])); values(latest["emails"]) != "a@x.example b@x.example" {
			t.Errorf("round %d: the one changed last has %v", round, latest["emails"])
		}
	}
	for _, id := range ids {
		c := d.local("contact", d.id("contact", id))
		if values(c["emails"]) != "a@x.example b@x.example" || len(c["phones"].([]crm.Reach)) != 2 {
			t.Errorf("%v %v", c["emails"], c["phones"])
		}
	}
	if r := d.round(); r.Requests != polled {
		t.Errorf("a quiet round makes %d requests", r.Requests)
	}
}

// A record that cannot be read stops neither the others nor the round.
func TestEngineCompletesAroundAFailure(t *testing.T) {
	w := newWorld(t, nil)
	first := w.reachable(typeContact)
	w.tick()
	bad := w.reachable(typeContact)
	fails := true
	w.server.Fail(func(r *espotest.Request) *espotest.Fault {
		if fails && r.Method == http.MethodGet && strings.HasSuffix(r.Path, bad) {
			return &espotest.Fault{Status: 500}
		}
		return nil
	})
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	if d.partial() != 1 || values(d.local("contact", d.id("contact", first))["emails"]) != "a@x.example b@x.example" {
		t.Errorf("%d left", d.partial())
	}
	fails = false
	d.round()
	if d.partial() != 0 {
		t.Error("not taken up again")
	}
}

// What was never shown here is never taken out by an edit here, and no conflict comes of it.
func TestEngineKeepsUnseenAddresses(t *testing.T) {
	for _, kind := range []string{typeContact, typeAccount, typeLead} {
		for name, c := range map[string]struct {
			typed []crm.Reach
			want  string
		}{
			"added":    {[]crm.Reach{{Value: "a@x.example"}, {Value: "c@x.example"}}, "a@x.example b@x.example c@x.example"},
			"replaced": {[]crm.Reach{{Value: "c@x.example"}}, "c@x.example b@x.example"},
			"emptied":  {nil, "b@x.example"},
			"same":     {[]crm.Reach{{Value: "a@x.example"}, {Value: "B@x.example"}}, "a@x.example b@x.example"},
		} {
			t.Run(kind+" "+name, func(t *testing.T) {
				w := newWorld(t, nil)
				id := w.reachable(kind)
				w.pass(time.Hour)
				d := w.desk("ann")
				d.reads = -1
				d.restart()
				d.round()
				entity := w.schemas[kind].entity
				d.put(entity, d.id(entity, id), crm.Values{"emails": c.typed})
				for range 3 {
					d.restart()
					d.round()
				}
				words := strings.Fields(strings.ToLower(w.emailsThere(kind, id)))
				want := strings.Fields(c.want)
				if len(words) == 0 || words[0] != want[0] || !slices.Equal(slices.Sorted(slices.Values(words)), slices.Sorted(slices.Values(want))) {
					t.Errorf("there are %v, want %v", words, want)
				}
				d.store.View(func(tx replica.Tx) {
					if all, _ := tx.Conflicts(); len(all) > 0 {
						t.Errorf("%d conflicts", len(all))
					}
				})
			})
		}
	}
}

// Taking out the last further address works at once, directly after a restart too.
func TestEngineTakesOutTheLastFurtherAddress(t *testing.T) {
	w := newWorld(t, nil)
	id := w.reachable(typeContact)
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	d.restart()
	d.put("contact", d.id("contact", id), crm.Values{"emails": []crm.Reach{{Value: "a@x.example"}}})
	d.round()
	if got := w.emailsThere(typeContact, id); got != "a@x.example" {
		t.Errorf("there is %s", got)
	}
}

// A change of a further address moves nothing that a list shows but the stamp.
func TestEngineSeesChangedFurtherAddresses(t *testing.T) {
	w := newWorld(t, nil)
	id := w.reachable(typeContact)
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	w.pass(time.Hour)
	if err := w.server.Update("admin", typeContact, id, map[string]any{"emailAddressData": []any{
		map[string]any{"emailAddress": "a@x.example", "primary": true}, map[string]any{"emailAddress": "z@x.example"},
	}}); err != nil {
		t.Fatal(err)
	}
	d.round()
	if got := values(d.local("contact", d.id("contact", id))["emails"]); got != "a@x.example z@x.example" {
		t.Errorf("here is %s", got)
	}
}

// A text that a list cut off is never handed out so, even if the record goes away before it is read.
func TestCutTextIsLeftOut(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	long := strings.Repeat("ä", longCut) + "end"
	id, err := w.server.Create("admin", typeAccount, map[string]any{"name": "Long", "description": long})
	if err != nil {
		t.Fatal(err)
	}
	if rec := w.list(remote.Scan{Feed: typeAccount})[0]; rec.Values["description"] != long {
		t.Error("the text did not come whole")
	}
	w.server.Before(func(r *espotest.Request) {
		if strings.HasSuffix(r.Path, id) {
			_ = w.server.Delete("admin", typeAccount, id)
		}
	})
	if rec := w.list(remote.Scan{Feed: typeAccount})[0]; rec.Values["name"] != "Long" || rec.Values["description"] != nil {
		t.Errorf("%d fields, a text of %d bytes", len(rec.Values), len(fmt.Sprint(rec.Values["description"])))
	}
}

// Completing ends: then rounds are quiet again. It stores several records at once, and makes way for a person who saves.
func TestCompletingEndsAndMakesWay(t *testing.T) {
	w := newWorld(t, nil)
	for range 120 {
		w.reachable(typeContact)
	}
	w.pass(time.Hour)
	d := w.desk("ann")
	d.reads = -1
	d.restart()
	d.round()
	d.reads = 0
	d.restart()
	var typed string
	gets := 0
	w.server.Before(func(r *espotest.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, typeContact+"/") && !strings.HasSuffix(r.Path, "s") {
			if gets++; gets == 12 {
				typed = d.put("organisation", "", crm.Values{"name": "Typed meanwhile"})
			}
		}
	})
	if r := d.round(); r.Completed != 20 || gets != 20 || typed == "" {
		t.Errorf("%d completed by %d reads, although somebody saved during the 12th", r.Completed, gets)
	}
	commits := d.store.Commits
	if r := d.round(); r.Completed != 50 || r.Pushed != 1 {
		t.Errorf("then %d completed, %d sent", r.Completed, r.Pushed)
	}
	if n := d.store.Commits - commits; n > 15 {
		t.Errorf("%d commits for 50 records", n)
	}
	if r := d.round(); r.Completed != 50 || d.partial() != 0 {
		t.Errorf("at last %d completed, %d left", r.Completed, d.partial())
	}
	w.pass(10 * time.Minute)
	d.round()
	gets = 0
	if r := d.round(); !r.Quiet() || gets > 0 {
		t.Errorf("not quiet: %+v, %d reads", r, gets)
	}
}

// Addresses are stored after the record and move no stamp of their own: what is read too early is read once more.
func TestEngineCompletesTornRecords(t *testing.T) {
	for _, first := range []bool{true, false} { // a first load, or a change that is seen later
		w := newWorld(t, nil)
		d := w.desk("ann")
		d.reads = 10
		d.restart()
		if !first {
			d.round()
			w.pass(time.Hour)
		}
		id := w.make(typeContact, map[string]any{"lastName": "King", "emailAddressData": []any{map[string]any{"emailAddress": "a@x.example", "primary": true}}})
		if _, err := d.engine.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.server.Update("admin", typeContact, id, map[string]any{"emailAddressData": []any{
			map[string]any{"emailAddress": "a@x.example", "primary": true}, map[string]any{"emailAddress": "b@x.example"},
		}}); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Minute)
		d.round()
		if got := values(d.local("contact", d.id("contact", id))["emails"]); got != "a@x.example b@x.example" || d.partial() != 0 {
			t.Errorf("first load %v: %s, %d known in part", first, got, d.partial())
		}
		if r := d.round(); first && r.Requests != polled {
			t.Errorf("a quiet round makes %d requests", r.Requests)
		}
	}
}

// What a colleague changes is here at once but for the lists that are shown in part: those are read once they are certainly whole, with
// one request for each state of a record.
func TestEngineReadsAChangedRecordOnce(t *testing.T) {
	w := newWorld(t, nil)
	known := w.reachable(typeContact)
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	gets := 0
	w.server.Before(func(r *espotest.Request) {
		if r.Method == http.MethodGet && (strings.HasSuffix(r.Path, known) || strings.HasPrefix(r.Path, typeContact+"/")) {
			gets++
		}
	})
	w.pass(20 * time.Minute)
	made := w.reachable(typeContact)
	if err := w.server.Update("admin", typeContact, known, map[string]any{
		"description": "met", "emailAddressData": []any{map[string]any{"emailAddress": "c@x.example", "primary": true}, map[string]any{"emailAddress": "a@x.example"}},
	}); err != nil {
		t.Fatal(err)
	}
	w.tick()
	for range 3 {
		d.round()
	}
	c, fresh := d.local("contact", d.id("contact", known)), d.local("contact", d.id("contact", made))
	if c["description"] != "met" || values(c["emails"]) != "a@x.example b@x.example" || values(fresh["emails"]) != "a@x.example" || gets != 0 {
		t.Errorf("at once: %v %v, a new one %v, %d reads", c["description"], c["emails"], fresh["emails"], gets)
	}
	d.put("contact", d.id("contact", known), crm.Values{"do_not_call": true}) // what is typed meanwhile goes, and is lost by nothing
	w.pass(time.Minute)
	for range 4 {
		d.round()
		w.pass(10 * time.Second)
	}
	c, fresh = d.local("contact", d.id("contact", known)), d.local("contact", d.id("contact", made))
	if values(c["emails"]) != "c@x.example a@x.example" || values(fresh["emails"]) != "a@x.example b@x.example" || d.partial() != 0 {
		t.Errorf("then %v, a new one %v, %d known in part", c["emails"], fresh["emails"], d.partial())
	}
	if there := w.server.Get(typeContact, known); there["doNotCall"] != true || w.emailsThere(typeContact, known) != "c@x.example a@x.example" {
		t.Errorf("there %v", there)
	}
	if gets != 4 { // two states seen, one read before the update and one after
		t.Errorf("%d reads", gets)
	}
}

// A record that was deleted here while a change of it was seen in part is asked about: nobody had seen that change.
func TestEngineAsksAboutAChangeSeenInPart(t *testing.T) {
	w := newWorld(t, nil)
	known := w.reachable(typeContact)
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	w.pass(20 * time.Minute)
	if err := w.server.Update("admin", typeContact, known, map[string]any{"emailAddressData": []any{
		map[string]any{"emailAddress": "a@x.example", "primary": true}, map[string]any{"emailAddress": "c@x.example"},
	}}); err != nil {
		t.Fatal(err)
	}
	w.tick()
	d.round()
	d.remove("contact", d.id("contact", known))
	d.round()
	if w.server.Get(typeContact, known) == nil || d.questions() != 1 {
		t.Errorf("deleted with an address that nobody saw; %d questions", d.questions())
	}
}

// TestEngineCompletesNothingOfWhatIsGone: what was edited here and deleted there waits for an answer, and holds nothing else up.
func TestEngineCompletesNothingOfWhatIsGone(t *testing.T) {
	w := newWorld(t, nil)
	id := w.reachable(typeLead)
	w.reachable(typeLead)
	w.pass(time.Hour)
	d := w.desk("ann")
	d.reads = -1
	d.restart()
	d.round()
	d.put("lead", d.id("lead", id), crm.Values{"name": "I go on with it"})
	if err := w.server.Delete("admin", typeLead, id); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		w.pass(2 * time.Hour)
		d.round()
	}
	if d.questions() != 1 || d.partial() == 0 {
		t.Fatalf("%d questions, %d to complete", d.questions(), d.partial())
	}
	d.reads = 0
	d.restart()
	other := d.put("organisation", "", crm.Values{"name": "Meanwhile"})
	d.round()
	if d.partial() != 0 || len(w.server.All(typeAccount)) != 1 {
		t.Errorf("%d to complete, %v is not sent", d.partial(), other)
	}
}
