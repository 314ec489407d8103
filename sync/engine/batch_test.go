package engine_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

func (d *desk) write(n int) (ids []string) {
	for i := range n {
		ids = append(ids, d.put("organisation", "", crm.Values{"name": fmt.Sprint("N", i)}))
	}
	return ids
}

func TestIndependentRecordsTravelTogether(t *testing.T) {
	_, d, ids := teamDesk(t, 3)
	news := d.write(6)
	child := d.put("contact", "", crm.Values{"last_name": "Child", "organisation": news[5]})
	d.put("organisation", d.local("organisation", ids[0]), crm.Values{"industry": "Steel"})
	d.remove("organisation", d.local("organisation", ids[1]))
	d.remove("organisation", d.local("organisation", ids[2]))
	var r replica.Round
	// Six creates and an update in two batches of four, the contact after its organisation, both deletes in one.
	want(t, "requests", d.requests(func() { r = d.round() }), "batch 4, changes 1")
	want(t, "pushed", r.Pushed, 10)
	want(t, "there", len(d.server.All("organisation")), 7)
	want(t, "link", d.item("contact", child).New, false)
	want(t, "attempts", d.attempts(), 0)
	d.round()
	want(t, "quiet", d.requests(func() { d.round() }), "changes 1")
}

func TestLostAnswerOfABatch(t *testing.T) {
	for _, kind := range []memory.FaultKind{memory.LostRequest, memory.LostResponse, memory.ServerError, memory.PartAnswer} {
		w, d, ids := teamDesk(t, 2)
		news := d.write(2)
		edited, removed := d.local("organisation", ids[0]), d.local("organisation", ids[1])
		d.put("organisation", edited, crm.Values{"industry": "Steel"})
		d.remove("organisation", removed)
		w.once("batch", kind)
		_, _ = d.tryRound()
		if d.attempts() == 0 {
			t.Fatal("a missing answer is an open outcome")
		}
		w.fault = nil
		for range 3 {
			d.round()
		}
		want(t, "attempts", d.attempts(), 0)
		want(t, "there", len(w.server.All("organisation")), 3)
		for _, id := range news {
			want(t, "sent", d.item("organisation", id).New, false)
		}
		want(t, "industry", w.there(ids[0], "industry"), "Steel")
		want(t, "edits", len(d.item("organisation", edited).Edits), 0)
		want(t, "inbox", len(d.inbox()), 0)
	}
}

func TestALostBatchIsLookedForBeforeAnythingIsSentAgain(t *testing.T) {
	set := team
	set.ClientIDs, set.Markers = false, true // ids are given there: sending twice would make doubles
	w := newWorld(t, set)
	d := w.desk("ann")
	engineNoSweep(d)
	d.round()
	ids := d.write(3)
	w.once("batch", memory.LostResponse)
	_, _ = d.tryRound()
	want(t, "arrived unheard", len(w.server.All("organisation")), 3)
	want(t, "open outcomes", d.attempts(), 3)
	var found, sent int
	w.fault = func(c memory.Call) memory.Fault {
		switch c.Verb {
		case "find":
			found++
		case "batch", "create":
			sent++
		}
		return memory.Fault{}
	}
	d.round()
	want(t, "looked for", found, 3)
	want(t, "sent again", sent, 0)
	want(t, "there", len(w.server.All("organisation")), 3)
	want(t, "open outcomes", d.attempts(), 0)
	for _, id := range ids {
		want(t, "known as sent", d.item("organisation", id).New, false)
	}
}

func TestABatchThatIsRefusedWholeIsHalvedUntilTheOffenderIsAlone(t *testing.T) {
	set := team
	set.Whole, set.Batch = true, 8
	w := newWorld(t, set)
	d := w.desk("ann")
	engineNoSweep(d)
	d.round()
	w.reject = func(_ string, v crm.Values) string {
		if v["name"] == "N5" {
			return "Not this one."
		}
		return ""
	}
	ids := d.write(8)
	r := d.round()
	want(t, "there", len(w.server.All("organisation")), 7)
	want(t, "refused", r.Refused, 1)
	want(t, "held", d.item("organisation", ids[5]).Hold.Message, "Not this one.")
	want(t, "attempts", d.attempts(), 0)
}

func TestARefusedEntryOfABatchStandsAlone(t *testing.T) {
	w, d, _ := teamDesk(t, 0)
	w.reject = func(_ string, v crm.Values) string {
		if v["name"] == "N1" {
			return "Not this one."
		}
		return ""
	}
	ids := d.write(4)
	r := d.round()
	want(t, "there", len(w.server.All("organisation")), 3)
	want(t, "refused", r.Refused, 1)
	want(t, "held", d.item("organisation", ids[1]).Hold.Reason, replica.Refused)
}

func TestAStaleEntryOfABatchIsMergedAndSent(t *testing.T) {
	w, d, ids := teamDesk(t, 3)
	for _, id := range ids {
		d.put("organisation", d.local("organisation", id), crm.Values{"industry": "mine"})
	}
	d.store.Crash = func() error { // somebody is faster: the first commit after the pull is an intent
		d.store.Crash = nil
		return w.server.Change(w.eve, ids[0], crm.Values{"website": "theirs.example"})
	}
	d.round()
	for _, id := range ids {
		want(t, "industry", w.there(id, "industry"), "mine")
	}
	want(t, "theirs", d.text("organisation", d.local("organisation", ids[0]), "website"), "theirs.example")
	want(t, "inbox", len(d.inbox()), 0)
}

func TestADeleteInABatchOfWhatWasChangedThereAsks(t *testing.T) {
	w, d, ids := teamDesk(t, 2)
	for _, id := range ids {
		d.remove("organisation", d.local("organisation", id))
	}
	d.store.Crash = func() error {
		d.store.Crash = nil
		return w.server.Change(w.eve, ids[0], crm.Values{"website": "theirs.example"})
	}
	d.round()
	want(t, "there", len(w.server.All("organisation")), 1)
	box := d.inbox()
	want(t, "inbox", len(box), 1)
	want(t, "kind", box[0].Kind, replica.GoneHere)
}

func TestAnUnreachableServerIsOneFailureOfABatch(t *testing.T) {
	w, d, _ := teamDesk(t, 0)
	d.write(8)
	w.once("batch", memory.Unreachable)
	d.round()
	want(t, "the other batch arrived", len(w.server.All("organisation")), 4)
	want(t, "attempts", d.attempts(), 0)
	w.fault = nil
	d.round()
	want(t, "there", len(w.server.All("organisation")), 8)
}

func TestAnEditDuringABatchStaysToBeSent(t *testing.T) {
	w, d, _ := teamDesk(t, 0)
	ids := d.write(3)
	w.fault = func(c memory.Call) memory.Fault {
		if c.Verb == "batch" {
			w.fault = nil
			d.put("organisation", ids[1], crm.Values{"name": "typed meanwhile"})
		}
		return memory.Fault{}
	}
	d.round()
	d.round()
	want(t, "there", w.there(d.item("organisation", ids[1]).RemoteID, "name"), "typed meanwhile")
	want(t, "here", d.text("organisation", ids[1], "name"), "typed meanwhile")
}

func TestPushTellsHowMuchThereIsToSend(t *testing.T) {
	for name, set := range map[string]memory.Settings{"one by one": servers["versions"], "together": team} {
		w := newWorld(t, set)
		d := w.desk("ann")
		d.round()
		d.write(9)
		var told []engine.Progress
		d.e = engine.New(engine.Options{
			Store: d.store, Now: func() time.Time { return d.at }, NewID: d.store.NewID,
			Progress: func(p engine.Progress) {
				if p.Phase == "push" {
					told = append(told, p)
				}
			},
			Open: func(_ context.Context, c replica.Connection, _ *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
				return d.server.Client(remote.Options{User: c.User, Meter: m}), nil
			},
		})
		d.round()
		last := told[len(told)-1]
		want(t, name+": total", last.Total, 9)
		want(t, name+": done", last.Done, 9)
	}
}
