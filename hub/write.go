package hub

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

var isID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// carryOut does the writes of a batch in one transaction. An entry that is refused changes nothing and the others stand; a failure of
// the hub itself undoes all of them.
func (v *visitor) carryOut(writes []wire.Write) ([]wire.Answer, error) {
	out := make([]wire.Answer, len(writes))
	err := v.app.RunInTransaction(func(tx core.App) error {
		v := *v
		v.app = tx
		for i, w := range writes {
			record, err := v.apply(w)
			out[i] = wire.Answer{Ref: w.Ref}
			var refused *wire.Failure
			switch {
			case errors.As(err, &refused):
				out[i].Error = refused
			case err != nil:
				return fmt.Errorf("entry %d of the batch: %w", i, err)
			default:
				out[i].Record = record
			}
		}
		return nil
	})
	return out, err
}

// apply carries out one entry. It answers with the record, or with nil where it is gone.
func (v *visitor) apply(w wire.Write) (*wire.Record, error) {
	switch {
	case !v.write:
		return nil, &wire.Failure{Kind: wire.Denied, Message: "Your role on this hub lets you see records and not change them."}
	case w.Feed == "user":
		return nil, &wire.Failure{Kind: wire.Denied, Message: "Users are made and changed on the hub itself."}
	case !isID.MatchString(w.ID):
		return nil, &wire.Failure{Kind: wire.Rejected, Field: "id", Message: "The id of a record has to be a UUID."}
	}
	switch {
	case w.Feed == wire.File && w.Verb == wire.Create:
		return v.attach(w)
	case w.Feed == wire.File && w.Verb == wire.Delete:
		return nil, v.detach(w.ID)
	case w.Verb == wire.Create:
		return v.shown(v.create(w))
	case w.Verb == wire.Update:
		r, err := v.current(w)
		if err != nil {
			return nil, err
		}
		if err := v.fill(r, w.Values); err != nil {
			return nil, err
		}
		return v.shown(r, v.save(r))
	case w.Verb == wire.Delete:
		return nil, v.remove(w)
	}
	return nil, &wire.Failure{Kind: wire.Rejected, Message: "This hub does not know what to do with a record so."}
}

func (v *visitor) shown(r *core.Record, err error) (*wire.Record, error) {
	if err != nil {
		return nil, err
	}
	out, err := v.show(r)
	return &out, err
}

// create makes a record, once: an id that is there already is answered with its record, if the same user made it.
func (v *visitor) create(w wire.Write) (*core.Record, error) {
	c, err := v.collection(w.Feed)
	if err != nil {
		return nil, err
	}
	last, known, err := noted(v.app, w.Feed, w.ID)
	switch {
	case err != nil:
		return nil, err
	case known && last.Gone:
		return nil, &wire.Failure{Kind: wire.Gone, Message: "This record was deleted."}
	case known:
		r, err := v.app.FindRecordById(c, w.ID)
		if err != nil {
			return nil, err
		}
		if r.GetString(columnCreatedBy) != v.user.Id {
			return nil, &wire.Failure{Kind: wire.Rejected, Field: "id", Message: "Another record has this id."}
		}
		return v.find(w.Feed, w.ID)
	}
	r := core.NewRecord(c)
	r.Id = w.ID
	r.Set(columnCreatedBy, v.user.Id)
	if v.h.entity(w.Feed).Has(crm.FieldOurs) {
		r.Set(crm.FieldOurs, types.JSONRaw("true"))
	}
	if err := v.fill(r, w.Values); err != nil {
		return nil, err
	}
	return r, v.save(r)
}

// save writes a record in the visitor's name.
func (v *visitor) save(r *core.Record) error {
	r.Set(columnChangedBy, v.user.Id)
	if err := v.app.Validate(r); err != nil {
		return rejected(err)
	}
	return v.app.SaveNoValidate(r)
}

// current finds the record of an entry, if the version is still its own.
func (v *visitor) current(w wire.Write) (*core.Record, error) {
	r, err := v.find(w.Feed, w.ID)
	var refused *wire.Failure
	if errors.As(err, &refused) && refused.Kind == wire.Into {
		return nil, &wire.Failure{Kind: wire.Gone, Message: refused.Message}
	}
	if err != nil {
		return nil, err
	}
	if w.Version != "" && w.Version != strconv.Itoa(r.GetInt(columnSeq)) {
		now, err := v.show(r)
		if err != nil {
			return nil, err
		}
		return nil, &wire.Failure{Kind: wire.Conflict, Message: "The record was changed meanwhile.", Current: &now}
	}
	return r, nil
}

// remove deletes a record, or merges it into another one. What is gone already may be deleted again.
func (v *visitor) remove(w wire.Write) error {
	r, err := v.current(w)
	var refused *wire.Failure
	if errors.As(err, &refused) && refused.Kind == wire.Gone {
		return nil
	}
	if err != nil {
		return err
	}
	if w.Into != "" {
		into, err := v.find(w.Feed, w.Into)
		if err != nil || w.Into == w.ID {
			return &wire.Failure{Kind: wire.Rejected, Message: "The record cannot be merged into that one."}
		}
		if err := v.takeAlong(r, into); err != nil {
			return err
		}
		r.SetRaw(mergedInto, w.Into)
	}
	return v.app.Delete(r)
}
