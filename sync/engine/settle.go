package engine

import (
	"satchel/app/replica"
	"satchel/sync/remote"
)

// settle takes in what became of one write, whether it travelled alone or with others. again says that the record was merged with what
// is there now, and that what is left can be sent at once.
func (r *round) settle(plan planned, rec remote.Record, failure error) (again bool, _ error) {
	a := plan.attempt
	if failure == nil {
		r.failures = 0
		if a.Kind == replica.Update && (!plan.feed.Version || plan.version == "") {
			r.out.Unguarded++
		}
		return false, r.tx(func(tx replica.Tx) error {
			if a.Kind != replica.Delete {
				return r.acknowledge(tx, plan.feed, a, rec)
			}
			r.out.Pushed++
			if err := tx.EndAttempt(a.ID); err != nil {
				return err
			}
			return r.deleted(tx, a.Ref)
		})
	}
	if e := remote.AsError(failure); isStale(a, e) {
		return r.stale(plan, e)
	}
	r.waiting[a.Ref] = true
	return false, r.refused(a, failure)
}

// settleSilently is settle without a request of its own: a stale change without the state that it met is looked at by the next round.
func (r *round) settleSilently(plan planned, rec remote.Record, failure error) (again bool, _ error) {
	if e := remote.AsError(failure); failure != nil && isStale(plan.attempt, e) && e.Current == nil {
		r.waiting[plan.attempt.Ref] = true
		return false, r.tx(func(tx replica.Tx) error { return tx.EndAttempt(plan.attempt.ID) })
	}
	return r.settle(plan, rec, failure)
}

// isStale tells whether a change met another state of its record than it supposed.
func isStale(a replica.Attempt, e *remote.Error) bool {
	return a.Kind != replica.Create && !e.Unknown && (e.Class == remote.Conflict || e.Class == remote.Gone)
}

// stale merges a record that is other there than the write supposed. Gone may mean merged: the record itself is asked.
func (r *round) stale(plan planned, e *remote.Error) (again bool, _ error) {
	a := plan.attempt
	err := r.tx(func(tx replica.Tx) error {
		if err := tx.EndAttempt(a.ID); err != nil || e.Current == nil {
			return err
		}
		return r.takeRead(tx, plan.feed, a.Ref, *e.Current)
	})
	if err != nil || e.Current != nil {
		return err == nil, err
	}
	again, err = r.refresh(plan.feed, a.Ref, plan.remote)
	return again && err == nil, r.passing(a.Ref, err)
}
