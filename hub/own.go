package hub

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// What a team added is kept in facts, by feed.
const (
	factDefs    = "defs"     // another one with every change of the others
	factOwn     = "own."     // + feed: fields as [crm.Entity.Added] gives them
	factDropped = "dropped." // + feed: see [wire.Feed]
)

// Bounds of what one feed can have added.
const (
	mostOwn     = 200
	mostAnswers = 1000
	mostLabel   = 100
)

// feedOfFields names the definitions in the sequence, so that waiting clients look. It is no feed: nothing of it is listed.
const feedOfFields = "field"

// takesOwn tells whether a team can add to a feed.
func takesOwn(feed string) bool { return feed != "user" && feed != wire.File }

// factList reads a fact that is a list of words.
func factList(app core.App, name string) (out []string, err error) {
	text, err := fact(app, name)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &out)
	}
	return out, err
}

// learnOwn makes the catalog from ours and what the team added. What this program has no kind for is left out, and stays stored.
func (h *Hub) learnOwn() error {
	c := crm.Base()
	for _, e := range crm.Base().Entities() {
		text, err := fact(h.app, factOwn+e.Name)
		if err != nil {
			return err
		}
		var fields []crm.Field
		if text != "" && json.Unmarshal([]byte(text), &fields) != nil {
			return crm.Errorf(crm.CodeCorrupt, "The own fields of %q on the hub cannot be read.", e.Name)
		}
		var taken []crm.Field
		for _, f := range fields {
			if with, err := c.With(e.Name, append(slices.Clip(taken), f)); err == nil {
				c, taken = with, append(taken, f)
			}
		}
	}
	h.known.Store(c)
	return nil
}

// define changes what the team added to a feed, for everybody.
func (h *Hub) define(e *core.RequestEvent, v *visitor) (any, error) {
	var d wire.Definition
	body, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return nil, err // the limit says how
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, e.BadRequestError("The definition cannot be read.", err)
	}
	if !v.write {
		return nil, &wire.Failure{Kind: wire.Denied, Message: "Your role on this hub lets you see records and not change them."}
	}
	if _, err := v.collection(d.Feed); err != nil {
		return nil, err
	}
	if !takesOwn(d.Feed) {
		return nil, &wire.Failure{Kind: wire.Rejected, Message: "Nothing can be added to this kind of record."}
	}
	if len(d.Drop) > 0 && !v.owner { // it would be gone for everybody
		return nil, &wire.Failure{Kind: wire.Denied, Message: "Only an owner of the hub may take a field or an answer away from the team. You may add some."}
	}
	h.shaping.Lock()
	defer h.shaping.Unlock()
	if err := h.reshape(d); err != nil {
		return nil, err
	}
	h.moved.raise()
	return h.hello(e, v)
}

// reshape carries out a definition.
func (h *Hub) reshape(d wire.Definition) error {
	now := h.entity(d.Feed)
	fields := without(now.Added(), d.Drop)
	bare, err := crm.Base().With(d.Feed, fields)
	if err != nil {
		return err
	}
	left, err := bare.Entity(d.Feed)
	if err != nil {
		return err
	}
	var add []crm.Field
	for _, f := range d.Add {
		add = append(add, plainField(f))
	}
	fields = left.AddedWith(left.Missing(add))
	next, err := crm.Base().With(d.Feed, fields)
	if err == nil {
		err = bounded(fields)
	}
	if err != nil {
		return &wire.Failure{Kind: wire.Rejected, Message: err.Error()}
	}
	became, err := next.Entity(d.Feed)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	err = h.app.RunInTransaction(func(tx core.App) error {
		dropped, err := factList(tx, factDropped+d.Feed)
		if err != nil {
			return err
		}
		dropped = slices.DeleteFunc(append(dropped, d.Drop...), func(what string) bool { return hasAdded(became, what) || !plausible(what) })
		slices.Sort(dropped)
		list, err := json.Marshal(slices.Compact(dropped))
		if err != nil {
			return err
		}
		_, failed := note(tx, change{Feed: feedOfFields, Record: d.Feed})
		return errors.Join(failed, setFact(tx, factOwn+d.Feed, string(raw)), setFact(tx, factDropped+d.Feed, string(list)), setFact(tx, factDefs, uuid.NewString()))
	})
	if err != nil {
		return err
	}
	return h.learnOwn()
}

// plausible keeps what can be no name out of the list of what was dropped.
func plausible(what string) bool { return what != "" && len(what) <= 2*crm.MaxText }

// plainField is what a client may say about a field.
func plainField(f crm.Field) crm.Field {
	out := crm.Field{Name: f.Name, Label: strings.TrimSpace(f.Label), Kind: f.Kind, Help: f.Help}
	for _, o := range f.Options {
		out.Options = append(out.Options, crm.Option{Value: o.Value, Label: o.Label, Tone: o.Tone, Open: o.Open, Percent: o.Percent})
	}
	return out
}

func bounded(fields []crm.Field) error {
	if len(fields) > mostOwn {
		return crm.Errorf(crm.CodeInvalid, "At most %d fields can be added to one kind of record.", mostOwn)
	}
	for _, f := range fields {
		if len(f.Label) > mostLabel || len(f.Name) > mostLabel+len(crm.OwnPrefix) || len(f.Help) > crm.MaxText || len(f.Options) > mostAnswers {
			return crm.FieldErrorf(f.Name, "A field that is added has a label of at most %d characters and at most %d answers.", mostLabel, mostAnswers)
		}
		for _, o := range f.Options {
			if len(o.Value) > crm.MaxText || len(o.Label) > crm.MaxText {
				return crm.FieldErrorf(f.Name, "An answer has at most %d characters.", crm.MaxText)
			}
		}
	}
	return nil
}

// without takes own fields, by name, and answers, as "field=value", out of what was added.
func without(fields []crm.Field, drop []string) []crm.Field {
	var out []crm.Field
	for _, f := range fields {
		if f.Own && slices.Contains(drop, f.Name) {
			continue
		}
		if !f.Own {
			f.Options = slices.DeleteFunc(slices.Clone(f.Options), func(o crm.Option) bool { return slices.Contains(drop, f.Name+"="+o.Value) })
			if len(f.Options) == 0 {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// hasAdded tells whether an entity has what a name of [wire.Feed.Dropped] means.
func hasAdded(e *crm.Entity, what string) bool {
	name, value, answer := strings.Cut(what, "=")
	return slices.ContainsFunc(e.Added(), func(f crm.Field) bool {
		return f.Name == name && f.Own != answer && (!answer || slices.ContainsFunc(f.Options, func(o crm.Option) bool { return o.Value == value }))
	})
}

// ownOf are the values of a record's own fields, those that were taken away too.
func ownOf(r *core.Record) (map[string]json.RawMessage, error) {
	raw, ok := r.GetRaw(columnOwn).(types.JSONRaw)
	if !ok || len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var out map[string]json.RawMessage
	err := json.Unmarshal(raw, &out)
	return out, err
}

func setOwn(r *core.Record, name string, value any) error {
	all, err := ownOf(r)
	if err != nil {
		return err
	}
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	if delete(all, name); value != nil {
		if all[name], err = wire.Encode(value); err != nil {
			return err
		}
	}
	raw, err := json.Marshal(all)
	r.Set(columnOwn, types.JSONRaw(raw))
	return err
}
