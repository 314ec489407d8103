package engine

import (
	"context"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Choice is a person's answer to an item of the inbox.
type Choice = replica.Choice

// The answers.
const (
	Mine   = replica.Mine   // what is here counts
	Theirs = replica.Theirs // what is there counts
)

// Resolve carries out a plain choice; see [Engine.Answer].
func (e *Engine) Resolve(ctx context.Context, conflictID string, choice Choice) error {
	return e.Answer(ctx, conflictID, replica.Answer{Choice: choice})
}

// Adopt answers a possible double: the record is that candidate. What differs here waits as edits, or becomes a conflict.
func (e *Engine) Adopt(ctx context.Context, conflictID, remoteID string) error {
	return e.Answer(ctx, conflictID, replica.Answer{Choice: Theirs, Candidate: remoteID})
}

// Answer carries out a person's answer. It makes no request: what is to be sent goes with the next round. Where the live value is no
// longer the one that the person saw, nothing is done (CodeConflict). What the answers mean:
//
//	both edited:   mine = a new edit on the live value; edited = another value is; theirs = the live value stays
//	gone there:    mine = create it again; theirs = let it go here too
//	gone here:     mine = delete it there too; theirs = bring it back
//	maybe twice:   mine = create it as another one; theirs = it is the candidate
//	maybe there:   mine = send it again; theirs = it is the candidate
//	rewound:       mine = send what is here again; theirs = take the older state there
//	many missing:  mine = create them there again; theirs = remove them here at the next complete listing
func (e *Engine) Answer(ctx context.Context, conflictID string, a replica.Answer) error {
	if a.Choice != Mine && a.Choice != Theirs && a.Choice != replica.Edited {
		return crm.Errorf(crm.CodeInvalid, "An answer is %q, %q or %q.", Mine, Theirs, replica.Edited)
	}
	return e.store.Replicate(ctx, func(tx replica.Tx) error {
		c, err := tx.Conflict(conflictID)
		if err != nil {
			return err
		}
		if a.Choice == replica.Edited && (c.Kind != replica.BothEdited || len(a.Values) == 0) {
			return crm.Errorf(crm.CodeInvalid, "A value of your own answers only a field that was changed on both sides.")
		}
		switch c.Kind {
		case replica.BothEdited:
			err = answerEdit(tx, e.store.Catalog(), c, a)
		case replica.GoneThere:
			err = afterGoneThere(tx, c, a.Choice)
		case replica.GoneHere:
			err = afterGoneHere(tx, c, a.Choice)
		case replica.MaybeTwice, replica.MaybeThere:
			if a.Choice == Theirs {
				return takeCandidate(tx, e.store.Catalog(), c, a.Candidate)
			}
			err = sendAgain(tx, c)
		case replica.Rewound:
			return afterRewound(tx, c, a.Choice)
		case replica.ManyMissing:
			return afterMissing(tx, c, a.Choice)
		}
		if err != nil {
			return err
		}
		return tx.CloseConflict(c.ID, string(a.Choice))
	})
}

func takeCandidate(tx replica.Tx, catalog *crm.Catalog, c replica.Conflict, id string) error {
	switch {
	case len(c.Candidates) == 0:
		return crm.Errorf(crm.CodeInvalid, "Nothing like %q was found there. Send it again, or delete it here.", c.Title)
	case id == "":
		id = c.Candidates[0]
	case !slices.Contains(c.Candidates, id):
		return crm.Errorf(crm.CodeInvalid, "This is not one of the possible doubles of %q.", c.Title)
	}
	return adoptCandidate(tx, catalog, c, id)
}

// answerEdit settles a field that was changed on both sides, if the live value is still the one that the person decided about.
func answerEdit(tx replica.Tx, catalog *crm.Catalog, c replica.Conflict, a replica.Answer) error {
	local, err := tx.Get(c.Ref)
	if err != nil {
		return err
	}
	e, err := catalog.Entity(c.Entity)
	if err != nil {
		return err
	}
	for field, v := range a.Seen {
		if !crm.Equal(local.Values[field], v) {
			return crm.Errorf(crm.CodeConflict, "The live value of %q changed since you saw it. Nothing was done; look at it and decide again.", c.Title)
		}
	}
	switch a.Choice {
	case Theirs:
		return nil
	case replica.Edited:
		for field := range a.Values {
			if !slices.Contains(e.Group(c.Group), field) {
				return crm.Errorf(crm.CodeInvalid, "This question is not about the field %q.", field)
			}
		}
		return enter(tx, e, local, a.Values)
	}
	return enter(tx, e, local, c.Mine)
}

// enter stores values as a person's new edit of the live ones.
func enter(tx replica.Tx, e *crm.Entity, local crm.Record, values crm.Values) error {
	if differing(local.Values, values) == nil {
		return nil
	}
	item, err := tx.Item(local.Ref())
	if err != nil {
		return err
	}
	for _, group := range groupsOf(e) {
		base, typed := crm.Values{}, false
		for _, field := range e.Group(group) {
			_, is := values[field]
			base[field], typed = local.Values[field], typed || is
		}
		if typed {
			item.Edits = raise(item.Edits, group, base)
		}
	}
	lift(&item)
	if err := tx.Put(crm.Record{Entity: local.Entity, ID: local.ID, Values: values}); err != nil {
		return err
	}
	return tx.SaveItem(item)
}

// lift ends the wait of a record whose values are others now than those that could not be sent, as a person's save does. What a person
// was asked stays to be answered.
func lift(item *replica.Item) {
	if item.Hold != nil && item.Hold.Reason != replica.Unsure && !isOlder(*item) {
		item.Hold = nil
	}
}
