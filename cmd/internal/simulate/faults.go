package simulate

import (
	"context"
	"time"

	"satchel/app/crm"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// draw decides whether something happens, with a chance of a thousand. It depends on the step under way and on how often it was
// asked for within the step, on nothing else.
func (w *world) draw(what string, thousand int) bool {
	if !w.faulty {
		return false
	}
	if w.dice(what)%1000 >= uint64(thousand) { //nolint:gosec // positive
		return false
	}
	w.reach(what)
	w.tell("    %s", what)
	return true
}

func (w *world) dice(what string) uint64 {
	w.turn[what]++
	h := mix(w.now.Dice, w.turn[what])
	for _, b := range []byte(what) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return mix(h)
}

// trouble is what may go wrong with a request: a name, a kind, whether only a complete listing finds what it hides.
var trouble = []struct {
	name  string
	fault memory.Fault
	wild  bool
}{
	{"unreachable", memory.Fault{Kind: memory.Unreachable}, false},
	{"lost request", memory.Fault{Kind: memory.LostRequest}, false},
	{"lost response", memory.Fault{Kind: memory.LostResponse}, false},
	{"500 after apply", memory.Fault{Kind: memory.ServerError}, false},
	{"429 with Retry-After", memory.Fault{Kind: memory.Busy, RetryAfter: time.Second}, false},
	{"429 without Retry-After", memory.Fault{Kind: memory.Busy}, false},
	{"key refused", memory.Fault{Kind: memory.BadKey}, false},
	{"delivered twice", memory.Fault{Kind: memory.Twice}, false},
	{"wrong total", memory.Fault{Kind: memory.WrongTotal}, false},
	{"answers missing", memory.Fault{Kind: memory.PartAnswer}, false},
	{"short page", memory.Fault{Kind: memory.ShortPage}, true},
	{"listing blip", memory.Fault{Kind: memory.Blip}, true},
	{"stale read", memory.Fault{Kind: memory.Stale}, true},
}

// fault lets some requests go wrong.
func (w *world) fault(c memory.Call) memory.Fault {
	w.ops++
	if !w.faulty || w.traits.trouble == 0 {
		return memory.Fault{}
	}
	h := w.dice("request " + c.Verb)
	if h%1000 >= uint64(w.traits.trouble) { //nolint:gosec // positive
		return memory.Fault{}
	}
	t := trouble[(h>>20)%uint64(len(trouble))]
	switch {
	case t.wild && w.calm, t.fault.Kind == memory.Twice && (c.Verb == "create" || c.Verb == "batch") && !w.set.ClientIDs: // a proxy's double is not the engine's
		return memory.Fault{}
	}
	w.reach(t.name)
	w.tell("    %s", t.name)
	w.active.pause = w.active.pause || t.fault.RetryAfter > 0
	w.active.stale = t.fault.Kind == memory.Stale
	w.active.lagged = w.active.lagged || w.active.stale
	return t.fault
}

// wire is the provider as a program sees it that may end before a request, or after its answer, and whose person types meanwhile.
type wire struct {
	remote.Provider
	d *device
}

func (w *wire) crash(when string) error {
	if !w.d.dead && w.d.w.crashes > 0 && w.d.w.draw(when, w.d.w.crashes) {
		w.d.dead = true
	}
	if w.d.dead {
		return errCrash
	}
	return nil
}

// before watches over every request: none after the provider asked to wait, none by a program that has ended.
func (w *wire) before(verb, feed string, args ...any) error {
	if err := w.crash("crash before request"); err != nil {
		return err
	}
	if w.d.pause {
		w.d.w.breaks("I17: %s sent %s %s although it was asked to wait", w.d.name, verb, feed)
	}
	w.d.asked++
	w.d.w.trace.note(w.d.name, verb, feed, args)
	return nil
}

func around[T any](w *wire, verb, feed string, do func() (T, error), args ...any) (T, error) {
	var none T
	if err := w.before(verb, feed, args...); err != nil {
		return none, err
	}
	out, err := do()
	w.d.w.trace.note(out, err)
	w.d.w.tell("  %s %s %s %v = %v, %v", w.d.name, verb, feed, args, out, err)
	if w.d.w.draw("typing meanwhile", w.d.w.typing) {
		w.d.w.edit(w.d)
	}
	if w.d.w.set.Versions && verb != "get" && w.d.w.draw("a colleague meanwhile", w.d.w.typing) {
		w.d.w.web()
	}
	if crash := w.crash("crash after request"); crash != nil {
		return none, crash
	}
	return out, err
}

func (w *wire) List(ctx context.Context, s remote.Scan) (remote.Page, error) {
	return around(w, "list", s.Feed, func() (remote.Page, error) {
		page, err := w.Provider.List(ctx, s)
		if !s.Brief {
			w.d.w.shown(w.d, page.Records, s.Since == 0)
		}
		return page, err
	}, s)
}

// shown notes what a list showed in part: it counts as seen once it is read whole. Whoever deletes a record that came here so deletes the
// state that was shown: nothing was changed there since.
func (w *world) shown(d *device, records []remote.Record, first bool) {
	for _, rec := range records {
		if len(rec.Partial) == 0 {
			continue
		}
		for _, t := range w.oracle.tokens(rec.Values) {
			w.oracle.glimpsed[d.name+" "+t] = true
		}
		if now, _ := w.office.read(rec.ID); (first || localOf(d, w.entityOf(rec), rec.ID).ID == "") && now.ModifiedAt == rec.ModifiedAt && now.Version == rec.Version {
			for _, t := range w.oracle.tokens(now.Values) {
				w.oracle.shown[d.name+" "+t] = true
			}
		}
	}
}

func (w *wire) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	return around(w, "get", feed, func() (remote.Record, error) {
		w.d.stale = false
		rec, err := w.Provider.Get(ctx, feed, id)
		switch {
		case err != nil: // a failed read teaches nothing
		case w.d.stale: // from one of an older state nobody can tell
			delete(w.d.w.oracle.read, w.d.name+" "+id)
		default:
			w.d.w.oracle.reads(w.d.name, id, rec.Values)
		}
		return rec, err
	}, id)
}

func (w *wire) Create(ctx context.Context, feed, marker string, v crm.Values) (remote.Record, error) {
	w.checkRefs("create", feed, v)
	w.d.writes++
	return around(w, "create", feed, func() (remote.Record, error) {
		rec, err := w.Provider.Create(ctx, feed, marker, v)
		w.d.w.oracle.refused(w.d.name, v, err)
		return rec, err
	}, marker, v)
}

func (w *wire) Update(ctx context.Context, feed, id, version string, v crm.Values) (remote.Record, error) {
	w.checkRefs("update", feed, v)
	w.d.writes++
	return around(w, "update", feed, func() (remote.Record, error) {
		rec, err := w.Provider.Update(ctx, feed, id, version, v)
		w.d.w.oracle.refused(w.d.name, v, err)
		return rec, err
	}, id, version, v)
}

func (w *wire) Delete(ctx context.Context, feed, id string) error {
	w.d.writes++
	_, err := around(w, "delete", feed, func() (struct{}, error) { return struct{}{}, w.Provider.Delete(ctx, feed, id) }, id)
	return err
}

func (w *wire) Find(ctx context.Context, feed, marker string, v crm.Values, since crm.Instant) ([]remote.Record, error) {
	return around(w, "find", feed, func() ([]remote.Record, error) { return w.Provider.Find(ctx, feed, marker, v, since) }, marker, v, since)
}

func (w *wire) Changes(ctx context.Context, since string) (remote.Changes, error) {
	return around(w, "changes", "", func() (remote.Changes, error) { return w.Provider.Changes(ctx, since) }, since)
}

func (w *wire) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	for _, one := range writes {
		w.checkRefs("batch", one.Feed, one.Values)
		w.d.writes++
	}
	return around(w, "batch", "", func() ([]remote.Answer, error) { return w.Provider.Batch(ctx, writes) }, writes)
}

// checkRefs expects that what a request refers to is or was there.
func (w *wire) checkRefs(verb, feed string, v crm.Values) {
	for field, value := range v {
		var refs []remote.Ref
		switch value := value.(type) {
		case remote.Ref:
			refs = []remote.Ref{value}
		case []remote.Ref:
			refs = value
		}
		for _, ref := range refs {
			if ref.ID == "" || !w.d.w.office.ever(ref.ID) {
				w.d.w.breaks("I15: %s sends %s %s with %s = %+v, which never was there", w.d.name, verb, feed, field, ref)
			}
		}
	}
}
