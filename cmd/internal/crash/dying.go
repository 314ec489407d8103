package crash

import (
	"context"
	"errors"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

var errDied = errors.New("the program ended here")

// Boundary is a kind of moment at which a program may end.
type Boundary int

// The boundaries.
const (
	BeforeCommit  Boundary = iota // the transaction is lost
	AfterCommit                   // it is kept, and nobody was told
	BeforeRequest                 // it never left
	CarriedOut                    // the provider did it, the answer never came
	Answered                      // the answer came, and nothing of it was stored
)

// noting is a transaction that knows whether it wrote anything: one that only reads has no commit.
type noting struct {
	replica.Tx
	wrote *bool
}

func note[T any](n noting, v T) T { *n.wrote = true; return v }

func (n noting) Put(r crm.Record) error   { return note(n, n.Tx.Put(r)) }
func (n noting) Delete(ref crm.Ref) error { return note(n, n.Tx.Delete(ref)) }
func (n noting) Alias(entity, remoteID, id string) error {
	return note(n, n.Tx.Alias(entity, remoteID, id))
}
func (n noting) SaveItem(item replica.Item) error { return note(n, n.Tx.SaveItem(item)) }
func (n noting) Forget(ref crm.Ref) error         { return note(n, n.Tx.Forget(ref)) }
func (n noting) Remember(r crm.Ref, group, h string) error {
	return note(n, n.Tx.Remember(r, group, h))
}
func (n noting) SaveCursor(c replica.Cursor) error     { return note(n, n.Tx.SaveCursor(c)) }
func (n noting) SaveAttempt(a replica.Attempt) error   { return note(n, n.Tx.SaveAttempt(a)) }
func (n noting) EndAttempt(id string) error            { return note(n, n.Tx.EndAttempt(id)) }
func (n noting) OpenConflict(c replica.Conflict) error { return note(n, n.Tx.OpenConflict(c)) }
func (n noting) CloseConflict(id, how string) error    { return note(n, n.Tx.CloseConflict(id, how)) }

// dying is the store as a program sees it that may end at any commit.
type dying struct {
	Store
	s *stage
}

func (d dying) Replicate(ctx context.Context, f func(replica.Tx) error) error {
	if d.s.dead {
		return errDied
	}
	wrote := false
	err := d.Store.Replicate(ctx, func(tx replica.Tx) error {
		wrote = false
		if err := f(noting{tx, &wrote}); err != nil {
			return err
		}
		if wrote && d.s.dies(BeforeCommit) {
			return errDied
		}
		return nil
	})
	if err == nil && wrote && d.s.dies(AfterCommit) {
		return errDied
	}
	return err
}

func (d dying) SaveRound(ctx context.Context, r replica.Round) error {
	if d.s.dead || d.s.dies(BeforeCommit) {
		return errDied
	}
	return d.Store.SaveRound(ctx, r)
}

// wire is the provider as a program sees it that may end at any request.
type wire struct {
	remote.Provider
	s *stage
}

// ask runs one request with its three boundaries. The person may do something while it is under way.
func ask[T any](w wire, verb, feed string, do func() (T, error)) (T, error) {
	var none T
	if w.s.dead || w.s.dies(BeforeRequest) {
		return none, errDied
	}
	out, err := do()
	w.s.meanwhile(verb, feed)
	if w.s.dead || w.s.dies(CarriedOut) {
		return none, errDied
	}
	w.s.dies(Answered) // the answer is looked at, and whatever is to be stored or sent next is not
	return out, err
}

func (w wire) List(ctx context.Context, scan remote.Scan) (remote.Page, error) {
	return ask(w, "list", scan.Feed, func() (remote.Page, error) { return w.Provider.List(ctx, scan) })
}

func (w wire) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	return ask(w, "get", feed, func() (remote.Record, error) { return w.Provider.Get(ctx, feed, id) })
}

func (w wire) Create(ctx context.Context, feed, marker string, v crm.Values) (remote.Record, error) {
	return ask(w, "create", feed, func() (remote.Record, error) { return w.Provider.Create(ctx, feed, marker, v) })
}

func (w wire) Update(ctx context.Context, feed, id, version string, v crm.Values) (remote.Record, error) {
	return ask(w, "update", feed, func() (remote.Record, error) { return w.Provider.Update(ctx, feed, id, version, v) })
}

func (w wire) Delete(ctx context.Context, feed, id string) error {
	_, err := ask(w, "delete", feed, func() (struct{}, error) { return struct{}{}, w.Provider.Delete(ctx, feed, id) })
	return err
}

func (w wire) Find(ctx context.Context, feed, marker string, v crm.Values, since crm.Instant) ([]remote.Record, error) {
	return ask(w, "find", feed, func() ([]remote.Record, error) { return w.Provider.Find(ctx, feed, marker, v, since) })
}

func (w wire) Changes(ctx context.Context, since string) (remote.Changes, error) {
	return ask(w, "changes", "", func() (remote.Changes, error) { return w.Provider.Changes(ctx, since) })
}

func (w wire) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	return ask(w, "batch", "", func() ([]remote.Answer, error) {
		out, err := w.Provider.Batch(ctx, writes)
		for _, each := range writes {
			w.s.meanwhile(string(each.Verb), each.Feed)
		}
		return out, err
	})
}
