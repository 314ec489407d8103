package hub

import (
	"encoding/json"
	"errors"
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

// object is a JSON object that is being written, member by member.
type object []byte

func (o *object) add(name string, raw []byte) {
	sep := byte(',')
	if len(*o) == 0 {
		sep = '{'
	}
	*o = append(append(append(append(*o, sep, '"'), name...), '"', ':'), raw...)
}

// set adds a value in the form in which it travels, unless it is empty.
func (o *object) set(name string, value any) error {
	if crm.IsEmpty(value) {
		return nil
	}
	raw, err := wire.Encode(value)
	if err == nil {
		o.add(name, raw)
	}
	return err
}

// show is a record as it travels, with its files.
func (v *visitor) show(r *core.Record) (wire.Record, error) {
	all, err := v.showAll([]*core.Record{r})
	if err != nil {
		return wire.Record{}, err
	}
	return all[0], nil
}

// showAll is show for some records of one feed.
func (v *visitor) showAll(records []*core.Record) ([]wire.Record, error) {
	out := make([]wire.Record, len(records))
	if len(records) == 0 {
		return out, nil
	}
	feed := feedOf(records[0])
	var files map[string][]fileRow
	if wire.HasFiles(v.h.catalog(), feed) {
		ids := make([]any, len(records))
		for i, r := range records {
			ids[i] = r.Id
		}
		var err error
		if files, err = filesOf(v.app, feed, ids); err != nil {
			return nil, err
		}
	}
	for i, r := range records {
		var err error
		if out[i], err = v.plain(r); err != nil {
			return nil, err
		}
		if files == nil {
			continue
		}
		out[i].Files = make([]wire.Record, len(files[r.Id]))
		for k, f := range files[r.Id] {
			if out[i].Files[k], err = f.show(); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// plain is a record without its files.
func (v *visitor) plain(r *core.Record) (wire.Record, error) {
	out, values := brief(r), make(object, 0, 1<<9)
	err := values.set(crm.FieldCreatedAt, int64(r.GetInt(crm.FieldCreatedAt)))
	if out.Feed == "user" {
		err = errors.Join(err, showUser(&values, r))
	} else {
		err = errors.Join(err, showFields(&values, v.h.entity(out.Feed), r))
	}
	out.Values = append(json.RawMessage(values), '}')
	return out, err
}

func showUser(to *object, r *core.Record) error {
	var mails []crm.Reach
	if r.Email() != "" {
		mails = []crm.Reach{{Value: r.Email()}}
	}
	return errors.Join(
		to.set("name", r.GetString("name")), to.set("user_name", r.Email()), to.set("active", !r.GetBool("disabled")), to.set("emails", mails),
	)
}

func showFields(to *object, e *crm.Entity, r *core.Record) error {
	for _, f := range e.Fields {
		var err error
		switch {
		case !wire.Carries(f):
		case f.Name == crm.FieldOwner:
			if id := r.GetString(f.Name); id != "" {
				err = to.set(f.Name, wire.Link("user", id))
			}
		case isText(f):
			err = to.set(f.Name, r.GetString(f.Name))
		default:
			if raw, ok := r.GetRaw(f.Name).(types.JSONRaw); ok && len(raw) > 0 && string(raw) != "null" {
				to.add(f.Name, raw)
			}
		}
		if err != nil {
			return err
		}
	}
	own, err := ownOf(r)
	for _, f := range e.Fields {
		if raw, ok := own[f.Name]; ok && f.Own {
			if v, failed := wire.Decode(f, raw); failed == nil && v != nil { // a field of the name may have been of another kind before
				to.add(f.Name, raw)
			}
		}
	}
	return err
}

// fill sets values in a record that is about to be saved. A [wire.Failure] says which value is none of its field's.
func (v *visitor) fill(r *core.Record, values map[string]json.RawMessage) error {
	e := v.h.entity(feedOf(r))
	for name, raw := range values {
		f, ok := e.Field(name)
		if !ok || f.Name != name || !wire.Carries(f) && !f.Own {
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
		case f.Own:
			if err := setOwn(r, name, value); err != nil {
				return err
			}
		case f.Name == crm.FieldOwner:
			_, id, _ := wire.Unlink(&f, text)
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
			if _, _, ok := wire.Unlink(&f, link); !ok {
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
