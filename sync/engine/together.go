package engine

import (
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// sendTogether sends in batches what needs nothing that is still to be sent, again and again, until only single cases are left:
// circles of links, changes without a version to compare, records that were stale. Those go one by one.
func (r *round) sendTogether(entities []string) error {
	for more := r.caps.Batch > 1; more; {
		var batch []planned
		deferred, done := false, 0
		flush := func() error {
			plans := batch
			batch = nil
			done += len(plans)
			return r.sendBatch(plans)
		}
		err := r.eachWaiting(entities, func(item replica.Item) error {
			plan, err := r.planTogether(item)
			switch {
			case err != nil || plan.nothing:
				return err
			case len(plan.first) > 0:
				deferred = true
				return nil
			}
			if batch = append(batch, plan); len(batch) < r.caps.Batch {
				return nil
			}
			return flush()
		})
		if err != nil {
			return r.notSent(batch, err)
		}
		if err := flush(); err != nil {
			return err
		}
		more = deferred && done > 0
	}
	return nil
}

// planTogether plans a create or an update that may travel with others. A change without a version must be read just before it is
// sent, and what a person allowed to exist twice is a request of its own kind.
func (r *round) planTogether(item replica.Item) (planned, error) {
	none := planned{nothing: true}
	if item.Deleted || r.inside(item.Entity) || r.waiting[item.Ref] || r.alone[item.Ref] || r.heldBack(item) {
		return none, nil
	}
	if item.New {
		if item.Hold != nil && item.Hold.Reason == replica.Agreed {
			return none, nil
		}
		return r.planCreate(item.Ref, []crm.Ref{item.Ref}, nil)
	}
	f, ok := r.caps.FeedOfID(item.Entity, item.RemoteID)
	if !ok || !f.Version || item.Version == "" || item.Partial {
		return none, nil
	}
	return r.planUpdate(item.Ref, false)
}

// deleteTogether deletes in batches where the provider compares versions; elsewhere a record is read just before it is deleted. What
// belongs to one entity travels together, so that children go before their parents.
func (r *round) deleteTogether(refs []crm.Ref) error {
	if r.caps.Batch < 2 {
		return nil
	}
	var batch []planned
	for i, ref := range refs {
		plan, err := r.planDelete(ref)
		if err != nil {
			return r.notSent(batch, err)
		}
		if !plan.nothing && plan.feed.Version && plan.version != "" {
			send := false
			err := r.tx(func(tx replica.Tx) error {
				item, err := tx.Item(ref)
				if err != nil || !item.Deleted || item.Version != plan.version { // brought back a moment ago
					return err
				}
				send = true
				return tx.SaveAttempt(plan.attempt)
			})
			if err != nil {
				return r.notSent(batch, err)
			}
			if send {
				batch = append(batch, plan)
			}
		}
		if len(batch) == r.caps.Batch || i == len(refs)-1 || refs[i+1].Entity != ref.Entity {
			if err := r.sendBatch(batch); err != nil {
				return err
			}
			batch = nil
		}
	}
	return nil
}

// sendBatch sends planned writes in one request, and settles each by its own answer. A refusal of the whole batch is the fault of some
// entry: halves are sent until it is alone.
func (r *round) sendBatch(batch []planned) error {
	if len(batch) == 0 {
		return nil
	}
	answers, err := r.p.Batch(r.ctx, writes(batch))
	if err != nil && len(batch) > 1 && refusal(remote.AsError(err)) {
		if err := r.sendBatch(batch[:len(batch)/2]); err != nil {
			return r.notSent(batch[len(batch)/2:], err)
		}
		return r.sendBatch(batch[len(batch)/2:])
	}
	if err != nil && !refusal(remote.AsError(err)) {
		return r.lostBatch(batch, err)
	}
	r.progress(batch[0].feed.Entity, len(batch))
	return r.settleBatch(batch, answers, err)
}

func writes(batch []planned) []remote.Write {
	out := make([]remote.Write, len(batch))
	for i, p := range batch {
		out[i] = remote.Write{
			Verb: remote.Verb(p.attempt.Kind), Ref: p.attempt.ID, Feed: p.feed.Name, ID: p.remote, Version: p.version, Values: p.wire,
		}
	}
	return out
}

// refusal tells whether nothing of a request was carried out because of what it asked for.
func refusal(e *remote.Error) bool {
	switch e.Class {
	case remote.Rejected, remote.Denied, remote.Conflict, remote.Duplicate, remote.Gone:
		return !e.Unknown && e.RetryAfter == 0
	}
	return false
}

// settleBatch settles every entry; all of them, also when one of them ends the push. After that nothing more is asked.
func (r *round) settleBatch(batch []planned, answers []remote.Answer, whole error) (first error) {
	told := make(map[string]remote.Answer, len(answers))
	for _, a := range answers {
		told[a.Ref] = a
	}
	for _, plan := range batch {
		a, ok := told[plan.attempt.ID]
		switch {
		case whole != nil:
			a.Err = whole
		case !ok:
			a.Err = &remote.Error{Class: remote.Transient, Unknown: true, Message: "The provider did not say what became of this record."}
		}
		settle := r.settle
		if first != nil {
			settle = r.settleSilently
		}
		again, err := settle(plan, a.Record, a.Err)
		r.alone[plan.attempt.Ref] = r.alone[plan.attempt.Ref] || again
		first = cmpErr(first, err)
	}
	return first
}

// lostBatch handles a request that failed as a whole, for no fault of its entries. It is one failure, whatever the number of entries.
func (r *round) lostBatch(batch []planned, failure error) error {
	for _, plan := range batch {
		r.waiting[plan.attempt.Ref] = true
		if err := r.setAside(plan.attempt, failure); err != nil {
			return err
		}
	}
	return r.count(failure)
}

// notSent takes back the intents of writes that were not sent after all, but for those that were sent in an earlier round.
func (r *round) notSent(batch []planned, why error) error {
	err := r.tx(func(tx replica.Tx) error {
		for _, plan := range batch {
			if _, before := r.again[plan.attempt.Ref]; before {
				continue
			}
			if err := tx.EndAttempt(plan.attempt.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return cmpErr(why, err)
}
