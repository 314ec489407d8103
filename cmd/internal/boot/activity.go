package boot

import (
	"sync"
	"time"

	"satchel/app"
	"satchel/sync/engine"
)

// activity is what the sync is doing, for those who watch it.
type activity struct {
	watching sync.Mutex // guards what follows
	now      app.Activity
	asker    func(app.Progress) // of the round under way, nil = nobody
	waiting  int64              // records to be sent when the round began
	watchers map[int]func(app.Activity)
	last     int // number of the last watcher
}

// Watch implements [app.Syncer].
func (a *activity) Watch(f func(app.Activity)) (cancel func()) {
	a.watching.Lock()
	if a.watchers == nil {
		a.watchers = map[int]func(app.Activity){}
	}
	a.last++
	n, now := a.last, a.now
	a.watchers[n] = f
	a.watching.Unlock()
	f(now)
	return func() {
		a.watching.Lock()
		defer a.watching.Unlock()
		delete(a.watchers, n)
	}
}

// change tells everybody what is new.
func (a *activity) change(f func(*app.Activity)) {
	a.watching.Lock()
	f(&a.now)
	now := a.now
	var all []func(app.Activity)
	for _, w := range a.watchers {
		all = append(all, w)
	}
	a.watching.Unlock()
	for _, w := range all {
		w(now)
	}
}

func (a *activity) begin(asker func(app.Progress), waiting int64) {
	a.watching.Lock()
	a.asker, a.waiting = asker, waiting
	a.watching.Unlock()
	a.change(func(now *app.Activity) { now.Running, now.Progress, now.Next = true, app.Progress{}, time.Time{} })
}

func (a *activity) finish() {
	a.watching.Lock()
	a.asker = nil
	a.watching.Unlock()
	a.change(func(now *app.Activity) { now.Running, now.Progress = false, app.Progress{} })
}

// expect notes when the next round begins by itself.
func (a *activity) expect(next time.Time) {
	a.change(func(now *app.Activity) { now.Next = next })
}

// report passes on how far the engine is. What waits is sent without being counted there, so it was counted before.
func (a *activity) report(p engine.Progress) {
	words := map[string]string{"pull": "Reading", "push": "Sending", "sweep": "Checking", "complete": "Completing", "fetch": "Fetching"}
	out := app.Progress{What: words[p.Phase] + " " + p.Feed, Done: p.Done, Total: max(p.Total, 0), Sending: p.Phase == "push"}
	a.watching.Lock()
	if out.Sending && out.Total == 0 {
		out.Total = max(a.waiting, out.Done)
	}
	asker := a.asker
	a.watching.Unlock()
	if asker != nil {
		asker(out)
	}
	a.change(func(now *app.Activity) { now.Progress = out })
}
