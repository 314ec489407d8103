package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// errPause ends the push of this round: the provider failed on several records in a row.
type errPause struct{ error }

// push sends what was changed here: new records with what they point to first, changes, then deletes, children first. A record that
// fails for a reason of its own is held and delays only what points to it. Where the provider takes many writes at once, what can
// travel together goes first; the rest follows one by one.
func (r *round) push() error {
	var entities []string
	for _, e := range r.entities() {
		if r.pulled[e] {
			entities = append(entities, e)
		}
	}
	if len(entities) == 0 {
		return nil
	}
	err := r.tx(func(tx replica.Tx) (err error) { r.total, err = tx.CountWaiting(entities); return err })
	if err != nil || r.total == 0 {
		return err
	}
	if stop, err := r.sent(r.joinThere(entities)); stop || err != nil {
		return err
	}
	if stop, err := r.sent(r.sendTogether(entities)); stop || err != nil {
		return err
	}
	var deletes []crm.Ref
	stop, err := r.sent(r.eachWaiting(entities, func(item replica.Item) error {
		if item.Deleted {
			deletes = append(deletes, item.Ref)
			return nil
		}
		err := r.send(item.Ref)
		r.progress(item.Entity, 1)
		return err
	}))
	if stop || err != nil {
		return err
	}
	slices.SortStableFunc(deletes, func(a, b crm.Ref) int {
		return slices.Index(entities, b.Entity) - slices.Index(entities, a.Entity)
	})
	if stop, err := r.sent(r.deleteTogether(deletes)); stop || err != nil {
		return err
	}
	for _, ref := range deletes {
		if stop, err := r.sent(r.delete(ref)); stop || err != nil {
			return err
		}
		r.progress(ref.Entity, 1)
	}
	return nil
}

// eachWaiting goes through what waits to be sent.
func (r *round) eachWaiting(entities []string, f func(replica.Item) error) error {
	for after := (crm.Ref{}); ; {
		var items []replica.Item
		err := r.tx(func(tx replica.Tx) (err error) { items, err = tx.Waiting(entities, after, rows); return err })
		if err != nil {
			return err
		}
		for _, item := range items {
			after = item.Ref
			if err := f(item); err != nil {
				return err
			}
		}
		if len(items) < rows {
			return nil
		}
	}
}

// progress tells how far the push is. What travelled in a batch is gone through once more one by one where it was held.
func (r *round) progress(feed string, n int) {
	r.done = min(r.done+int64(n), r.total)
	r.o.Progress(Progress{Phase: "push", Feed: feed, Done: r.done, Total: r.total})
}

// sent sorts out the result of sending one record.
func (r *round) sent(err error) (stop bool, _ error) {
	var pause errPause
	if errors.As(err, &pause) {
		return true, r.note(pause.error)
	}
	return err != nil, err
}

// send creates or updates one record.
func (r *round) send(ref crm.Ref) error {
	item, err := r.item(ref)
	switch {
	case err != nil, r.waiting[ref], r.heldBack(item):
		return err
	case item.New:
		return r.create(ref, nil)
	case item.RemoteID != "" && len(item.Edits) > 0:
		return r.update(ref)
	}
	return nil
}

// heldBack tells whether a record waits for a reason of its own. What a record depends on is looked at every time.
func (r *round) heldBack(item replica.Item) bool {
	h := item.Hold
	switch {
	case h == nil || h.Reason == replica.Dependency || h.Reason == replica.Unlinked:
		return false
	case h.Reason == replica.Stays:
		return !r.asked && !r.complete // until it is edited; what the provider has places for rarely changes
	}
	return h.Reason != replica.Failing && h.Reason != replica.Agreed || r.now < h.NextTry
}

// begin stores the intent and the values before a request leaves.
func (r *round) begin(tx replica.Tx, f remote.Feed, a replica.Attempt) error {
	e := r.entity(a.Entity)
	canon := r.canon(f, e)
	for _, name := range groupsOf(e) {
		sent, some := crm.Values{}, false
		for field, v := range held(f, a.Values, e.Group(name)) { // empty ones too: an answer names them all
			_, ok := a.Values[field]
			sent[field], some = v, some || ok
		}
		if some {
			if err := tx.Remember(a.Ref, name, hash(sent, canon)); err != nil {
				return err
			}
		}
	}
	return tx.SaveAttempt(a)
}

// refused handles the failure of a write. What the provider says about the record holds the record; only what concerns everything
// stops the push.
func (r *round) refused(a replica.Attempt, failure error) error {
	if err := r.setAside(a, failure); err != nil {
		return err
	}
	return r.count(failure)
}

// setAside notes why a record was not sent.
func (r *round) setAside(a replica.Attempt, failure error) error {
	e := remote.AsError(failure)
	if r.ctx.Err() != nil || e.Class == remote.Canceled { // the attempt stays, and its outcome is looked up next time
		return failure
	}
	open := e.Unknown || e.Class == remote.Protocol
	if _, before := r.again[a.Ref]; before && (e.Class == remote.Transient || e.Class == remote.Auth) {
		open = true // of what was sent in an earlier round nothing is known yet
	}
	return r.tx(func(tx replica.Tx) error {
		if !open {
			if err := tx.EndAttempt(a.ID); err != nil {
				return err
			}
		}
		switch e.Class {
		case remote.Rejected, remote.Conflict:
			if other, err := retyped(tx, a); err != nil || other {
				return err // the person has changed it meanwhile: what was refused is not sent again
			}
			r.out.Refused++
			return r.hold(tx, a.Ref, replica.Refused, e.Message)
		case remote.Denied:
			r.out.Refused++
			return r.hold(tx, a.Ref, replica.NoAccess, e.Message)
		case remote.Gone:
			return r.goneUnderway(tx, a)
		case remote.Duplicate:
			return r.askTwice(tx, a, e)
		}
		if e.RetryAfter > 0 || e.Class == remote.Auth {
			return nil
		}
		return r.hold(tx, a.Ref, replica.Failing, sentence(e, "It is tried again by itself."))
	})
}

// count tells whether a failure ends the push: because of what it is, or as the third in a row.
func (r *round) count(failure error) error {
	e := remote.AsError(failure)
	switch {
	case e.Class == remote.Auth || e.RetryAfter > 0:
		return failure
	case e.Class != remote.Transient && e.Class != remote.Protocol:
		r.failures = 0
		return nil
	}
	if r.failures++; r.failures >= 3 {
		return errPause{failure}
	}
	return nil
}

// retyped tells whether a record holds other values now than were sent.
func retyped(tx replica.Tx, a replica.Attempt) (bool, error) {
	now, err := tx.Get(a.Ref)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return true, nil
	}
	return differing(now.Values, a.Values) != nil, err
}

func (r *round) askTwice(tx replica.Tx, a replica.Attempt, e *remote.Error) error {
	if err := r.hold(tx, a.Ref, replica.Unsure, e.Message); err != nil {
		return err
	}
	var theirs crm.Values
	if len(e.Candidates) > 0 {
		var err error
		if theirs, err = r.toLocal(tx, r.entity(a.Entity), e.Candidates[0].Values); err != nil {
			return err
		}
	}
	return r.open(tx, replica.Conflict{
		Ref: a.Ref, Kind: replica.MaybeTwice, Mine: a.Values, Theirs: theirs, Candidates: idsOf(e.Candidates),
		Title:   titleOf(r.entity(a.Entity), a.Values),
		Message: sentence(e, "Take it for the same record, or create it as another one?"),
	})
}

// create sends a new record, after the new records that it points to. on lists the records whose creation waits for this one.
func (r *round) create(ref crm.Ref, on []crm.Ref) error {
	on = append(slices.Clone(on), ref)
	tried := map[crm.Ref]bool{}
	for {
		plan, err := r.planCreate(ref, on, tried)
		if err != nil || plan.nothing {
			return err
		}
		if len(plan.first) == 0 {
			return r.post(plan)
		}
		for _, dep := range plan.first {
			tried[dep] = true
			item, err := r.item(dep)
			if err != nil {
				return err
			}
			if item.New && !r.waiting[dep] && !r.heldBack(item) {
				if err := r.create(dep, on); err != nil {
					return err
				}
			}
		}
	}
}

// planned is a request ready to be sent.
type planned struct {
	nothing bool      // there is nothing to send, or the record was held
	first   []crm.Ref // records to be created before
	feed    remote.Feed
	attempt replica.Attempt
	wire    crm.Values
	version string
	remote  string
	content string // hash of the contents that go first, of a new file
	allowed bool   // the person has said to create it although a similar one exists
}

func (r *round) planCreate(ref crm.Ref, on []crm.Ref, tried map[crm.Ref]bool) (plan planned, err error) {
	err = r.tx(func(tx replica.Tx) error {
		plan = planned{nothing: true}
		item, err := tx.Item(ref)
		if err != nil || !item.New {
			return err
		}
		rec, err := tx.Get(ref)
		if crm.CodeOf(err) == crm.CodeNotFound {
			return nil
		} else if err != nil {
			return err
		}
		name, ok := r.p.FeedOf(rec)
		f, known := r.caps.Feed(name)
		if !ok || !known {
			return nil
		}
		if twin, err := r.keyed(tx, f, rec.Values, func(i replica.Item) bool { return i.RemoteID != "" && i.ID != ref.ID }); err != nil || twin.ID != "" {
			return err // the provider can hold one of them only: this one stays here
		}
		if r.implied(f, rec) {
			return nil
		}
		if stays, err := r.stays(tx, f, rec); err != nil || stays {
			return err
		}
		if !f.Create {
			return r.hold(tx, ref, replica.NoAccess, "Your account there may not create this.")
		}
		e := r.entity(ref.Entity)
		var out outgoing
		again, repeated := r.again[ref]
		if repeated { // what was sent before: the first one may have arrived after all
			again, out, err = r.repeatable(tx, again, rec)
		} else {
			out, err = r.toWire(tx, e, full(held(f, rec.Values, f.Fields)))
		}
		if err != nil {
			return err
		}
		unlinked := item.Hold != nil && item.Hold.Reason == replica.Unlinked
		first, blocked, err := r.dependencies(tx, e, out, on, tried, unlinked)
		if err != nil {
			return err
		}
		if blocked != "" {
			return r.hold(tx, ref, replica.Dependency, blocked)
		}
		plan = planned{feed: f, first: first, wire: out.wire, allowed: item.Hold != nil && item.Hold.Reason == replica.Agreed}
		if len(first) > 0 {
			return nil
		}
		plan.attempt = replica.Attempt{Ref: ref, ID: r.o.NewID(), Kind: replica.Create, Values: out.values, Started: r.now}
		if repeated {
			again.Started = r.now // this one may show late, too
			plan.attempt = again
			return r.begin(tx, f, again)
		}
		plan.attempt.Gens = gensOf(e, out.values, item.Edits)
		if f.Inside { // its contents go first
			plan.content = rec.Text("content")
			return nil
		}
		return r.begin(tx, f, plan.attempt)
	})
	return plan, err
}

// full drops empty values: a create names only what is set.
func full(values crm.Values) crm.Values {
	for name, v := range values {
		if crm.IsEmpty(v) {
			delete(values, name)
		}
	}
	return values
}

// dependencies says which records must be created first, or why this one has to wait. A link within a circle is left out and sent
// afterwards, unless the record needs it; so is, where a person said so, a link to a record that could not be created.
func (r *round) dependencies(tx replica.Tx, e *crm.Entity, out outgoing, on []crm.Ref, tried map[crm.Ref]bool, unlinked bool) (first []crm.Ref, blocked string, _ error) {
	for _, f := range e.Fields {
		for _, dep := range out.missing[f.Name] {
			switch {
			case (slices.Contains(on, dep) || unlinked && tried[dep]) && !f.Required:
			case slices.Contains(on, dep) || tried[dep]:
				blocked, err := r.waitsFor(tx, dep)
				return nil, blocked, err
			default:
				first = append(first, dep)
			}
		}
	}
	return first, "", nil
}

// waitsFor says which record another one waits for.
func (r *round) waitsFor(tx replica.Tx, dep crm.Ref) (string, error) {
	e := r.entity(dep.Entity)
	rec, err := tx.Get(dep)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return "", err
	}
	return fmt.Sprintf("Waits for the %s “%s” that it points to, which is not there yet.", strings.ToLower(e.Label), e.TitleOf(rec)), nil
}

// post sends a create.
func (r *round) post(plan planned) error {
	if plan.feed.Inside {
		var err error
		if plan, err = r.upload(plan); err != nil || plan.nothing {
			return err
		}
	}
	ctx := r.ctx
	if plan.allowed {
		ctx = remote.AllowTwice(ctx)
	}
	rec, err := r.p.Create(ctx, plan.feed.Name, plan.attempt.ID, plan.wire)
	_, err = r.settle(plan, rec, err)
	return err
}
