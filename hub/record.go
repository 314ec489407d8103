package hub

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// brief is a record without its values.
func brief(r *core.Record) wire.Record {
	return wire.Record{
		Feed: feedOf(r), ID: r.Id, Version: strconv.Itoa(r.GetInt(columnSeq)), At: crm.Instant(r.GetInt(crm.FieldModifiedAt)),
		By: r.GetString(columnChangedBy),
	}
}

// show is a record as it travels.
func (v *visitor) show(r *core.Record) (wire.Record, error) {
	out := brief(r)
	out.Values = map[string]json.RawMessage{}
	set := func(name string, value any) error {
		if crm.IsEmpty(value) {
			return nil
		}
		raw, err := wire.Encode(value)
		out.Values[name] = raw
		return err
	}
	if err := set(crm.FieldCreatedAt, int64(r.GetInt(crm.FieldCreatedAt))); err != nil {
		return out, err
	}
	if out.Feed == "user" {
		values := crm.Values{"name": r.GetString("name"), "user_name": r.Email(), "active": !r.GetBool("disabled")}
		if r.Email() != "" {
			values["emails"] = []crm.Reach{{Value: r.Email()}}
		}
		for name, value := range values {
			if err := set(name, value); err != nil {
				return out, err
			}
		}
		return out, nil
	}
	for _, f := range v.h.entity(out.Feed).Fields {
		switch {
		case !wire.Carries(f):
		case f.Name == crm.FieldOwner:
			if id := r.GetString(f.Name); id != "" {
				if err := set(f.Name, wire.Link("user", id)); err != nil {
					return out, err
				}
			}
		case isText(f):
			if err := set(f.Name, r.GetString(f.Name)); err != nil {
				return out, err
			}
		default:
			if raw, ok := r.GetRaw(f.Name).(types.JSONRaw); ok && len(raw) > 0 && string(raw) != "null" {
				out.Values[f.Name] = json.RawMessage(raw)
			}
		}
	}
	return out, nil
}

// fill sets values in a record that is about to be saved. A [wire.Failure] says which value is none of its field's.
func (v *visitor) fill(r *core.Record, values map[string]json.RawMessage) error {
	e := v.h.entity(feedOf(r))
	for name, raw := range values {
		f, ok := e.Field(name)
		if !ok || f.Name != name || !wire.Carries(f) {
			return &wire.Failure{Kind: wire.Rejected, Field: name, Message: "This hub has no such field."}
		}
		value, err := wire.Decode(f, raw)
		if err == nil {
			err = check(f, value)
		}
		if err != nil {
			return &wire.Failure{Kind: wire.Rejected, Field: name, Message: err.Error()}
		}
		switch text, _ := value.(string); {
		case f.Name == crm.FieldOwner:
			_, id, _ := wire.Unlink(f, text)
			r.Set(name, id)
		case f.Kind == crm.Day:
			day, _ := value.(crm.Date)
			r.Set(name, string(day))
		case isText(f):
			r.Set(name, text)
		default:
			raw, err := wire.Encode(value)
			if err != nil {
				return err
			}
			r.Set(name, types.JSONRaw(raw))
		}
	}
	return nil
}

// check tests what every program may rely on: the type, the length, where a link points to. Answers of a choice are not tested,
// since a newer program may have more.
func check(f crm.Field, value any) error {
	if value == nil {
		return nil
	}
	switch links, _ := value.([]string); {
	case f.Kind == crm.Link:
		links = []string{value.(string)}
		fallthrough
	case f.Kind == crm.Links:
		for _, link := range links {
			if _, _, ok := wire.Unlink(f, link); !ok {
				return crm.FieldErrorf(f.Name, "%s cannot point to this.", crm.Term(f.Label))
			}
		}
		return nil
	case f.Kind == crm.Choice, f.Kind == crm.MultiChoice:
		return crm.Field{Name: f.Name, Label: f.Label, Kind: map[crm.Kind]crm.Kind{crm.Choice: crm.Text, crm.MultiChoice: crm.Tags}[f.Kind]}.Check(value)
	case f.Kind == crm.URL:
		return crm.Field{Name: f.Name, Label: f.Label, Kind: crm.Text, Max: f.Limit()}.Check(value)
	}
	return f.Check(value)
}

// rejected turns PocketBase's own refusal into one for the client.
func rejected(err error) *wire.Failure {
	return &wire.Failure{Kind: wire.Rejected, Message: "The hub does not accept the record: " + strings.TrimSuffix(err.Error(), ".") + "."}
}
