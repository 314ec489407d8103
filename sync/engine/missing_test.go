package engine_test

import (
	"fmt"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/engine"
)

func TestManyMissingAsks(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		for i := range 30 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d.round()
		for _, id := range w.server.All("organisation") {
			_ = w.server.Delete(w.eve, id)
		}
		w.pass(10 * time.Second)
		d.round()
		want(t, "here", len(d.store.Records("organisation")), 30)
		want(t, "asked", len(d.inbox()), 1)
		d.round()
		want(t, "asked once", len(d.inbox()), 1)
		d.resolve(d.inbox()[0], engine.Theirs)
		d.round()
		want(t, "here after the answer", len(d.store.Records("organisation")), 0)
		want(t, "inbox after the answer", len(d.inbox()), 0)
	})
}

func TestManyMissingAreCreatedThereAgainOnAPersonsWord(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		d := w.desk("ann")
		for i := range 30 {
			w.create("organisation", crm.Values{"name": fmt.Sprint(i)})
		}
		w.pass(10 * time.Second)
		d.round()
		for _, id := range w.server.All("organisation") {
			_ = w.server.Delete(w.eve, id)
		}
		w.pass(10 * time.Second)
		d.round()
		d.resolve(d.inbox()[0], engine.Mine)
		for range 3 {
			w.pass(10 * time.Second)
			d.round()
		}
		want(t, "here", len(d.store.Records("organisation")), 30)
		want(t, "there", len(w.server.All("organisation")), 30)
		want(t, "inbox", len(d.inbox()), 0)
	})
}
