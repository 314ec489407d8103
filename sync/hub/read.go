package hub

import (
	"bytes"
	"errors"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

// shape are the fields of a feed that both sides know, by name.
type shape map[string]*crm.Field

func shapeOf(e *crm.Entity, feed remote.Feed) shape {
	out := shape{}
	for _, f := range e.Fields {
		if f.Name == crm.FieldCreatedAt || feed.Holds(f.Name) {
			out[f.Name] = &f
		}
	}
	return out
}

// record translates a record of the hub. Fields that this program does not know are left alone; every one that it knows has a value,
// empty ones nil.
func (p *Provider) record(r wire.Record) (remote.Record, error) {
	out := remote.Record{Feed: r.Feed, ID: r.ID, Version: r.Version, ModifiedAt: r.At, ModifiedBy: r.By, Marker: r.ID}
	fields, ok := p.shapes[r.Feed]
	if !ok || r.ID == "" || r.Version == "" {
		return out, &remote.Error{Class: remote.Protocol, Message: "The hub shows something that is no record. Check the address."}
	}
	out.Values = make(crm.Values, len(fields))
	for name := range fields {
		out.Values[name] = nil
	}
	if err := fields.read(&p.dec, r.Values, out.Values); err != nil {
		e := &remote.Error{Class: remote.Protocol, Message: "The hub shows something that is no record. Check the address.", Err: err}
		var wrong *crm.Error
		if errors.As(err, &wrong) {
			e.Field, e.Message = wrong.Field, wrong.Error()
		}
		return out, e
	}
	if r.Feed == wire.File {
		return out, asFile(&out)
	}
	var err error
	out.Inside, err = p.inside(r)
	return out, err
}

// read decodes an object of values in one pass, straight into what they are here.
func (s shape) read(dec *jsontext.Decoder, object []byte, into crm.Values) error {
	if len(object) == 0 {
		return nil
	}
	dec.Reset(bytes.NewBuffer(object), wire.Lenient)
	if begin, err := dec.ReadToken(); err != nil || begin.Kind() != '{' {
		return errors.Join(errNoObject, err)
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadValue()
		if err != nil {
			return err
		}
		f := s[string(name[1:len(name)-1])] // no name of a field needs an escape
		if f == nil {                       // of a newer hub
			if err := dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		v, err := wire.Read(f, dec)
		if err != nil {
			return err
		}
		into[f.Name] = refs(f, v)
	}
	_, err := dec.ReadToken()
	return err
}

var errNoObject = errors.New("the values are no object")

// plainID is the form of the hub's own ids.
var plainID = regexp.MustCompile(`^[0-9a-f-]{36}$`)
