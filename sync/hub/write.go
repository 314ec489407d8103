package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

// Create makes a record under the attempt's id; repeated, it answers with the record that is there.
func (p *Provider) Create(ctx context.Context, feed, marker string, values crm.Values) (remote.Record, error) {
	return p.one(ctx, remote.Write{Verb: remote.Create, Ref: marker, Feed: feed, Values: values})
}

// Update changes the given fields, if the version is still the record's.
func (p *Provider) Update(ctx context.Context, feed, id, version string, values crm.Values) (remote.Record, error) {
	return p.one(ctx, remote.Write{Verb: remote.Update, Ref: id, Feed: feed, ID: id, Version: version, Values: values})
}

// Delete removes a record. With [remote.MergeInto] its id answers with another one from then on.
func (p *Provider) Delete(ctx context.Context, feed, id string) error {
	answers, err := p.send(ctx, []wire.Write{{Ref: id, Verb: wire.Delete, Feed: feed, ID: own(feed, id), Into: remote.MergedInto(ctx)}})
	if err != nil {
		return err
	}
	return answers[0].Err
}

func (p *Provider) one(ctx context.Context, w remote.Write) (remote.Record, error) {
	answers, err := p.Batch(ctx, []remote.Write{w})
	if err != nil {
		return remote.Record{}, err
	}
	return answers[0].Record, answers[0].Err
}

// Batch carries out several writes in one transaction of the hub's.
func (p *Provider) Batch(ctx context.Context, writes []remote.Write) ([]remote.Answer, error) {
	if len(writes) > wire.BatchSize {
		return nil, &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("At most %d changes at once.", wire.BatchSize)}
	}
	out := make([]wire.Write, len(writes))
	for i, w := range writes {
		e, err := p.entity(ctx, w.Feed)
		if err != nil {
			return nil, err
		}
		out[i] = wire.Write{Ref: w.Ref, Verb: string(w.Verb), Feed: w.Feed, ID: own(w.Feed, w.ID), Version: w.Version}
		if w.Verb == remote.Create {
			out[i].ID = w.Ref
		}
		if out[i].Values, err = encode(e, w.Values); err != nil {
			return nil, err
		}
	}
	return p.send(ctx, out)
}

// send sends a batch and returns one answer per entry, in their order.
func (p *Provider) send(ctx context.Context, writes []wire.Write) ([]remote.Answer, error) {
	body, err := json.Marshal(writes)
	if err != nil {
		return nil, &remote.Error{Class: remote.Protocol, Message: "The records cannot be written as JSON.", Err: err}
	}
	if len(body) > wire.MaxBody {
		return nil, &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("The hub takes at most %d MB at once.", wire.MaxBody>>20)}
	}
	var answers []wire.Answer
	if err := p.do(ctx, request{method: http.MethodPost, path: wire.Batch, body: body, into: &answers}); err != nil {
		return nil, err
	}
	if len(answers) != len(writes) {
		return nil, &remote.Error{Class: remote.Protocol, Unknown: true, Message: "The hub did not answer to every change. Check the address."}
	}
	out := make([]remote.Answer, len(answers))
	for i, a := range answers {
		out[i].Ref = a.Ref
		switch {
		case a.Error != nil:
			out[i].Err = p.translate(a.Error)
		case a.Record != nil:
			if out[i].Record, err = p.record(*a.Record); err != nil {
				return nil, err
			}
		case writes[i].Verb != wire.Delete:
			return nil, &remote.Error{Class: remote.Protocol, Unknown: true, Message: "The hub did not say what became of a record."}
		}
	}
	return out, nil
}

// encode gives values the form in which they travel.
func encode(e *crm.Entity, values crm.Values) (map[string]json.RawMessage, error) {
	out := make(map[string]json.RawMessage, len(values))
	for name, v := range values {
		switch x := v.(type) {
		case remote.Ref:
			v = wire.Link(x.Entity, x.ID)
		case []remote.Ref:
			links := make([]string, len(x))
			for i, ref := range x {
				links[i] = wire.Link(ref.Entity, ref.ID)
			}
			v = links
		}
		raw, err := wire.Encode(v)
		if err != nil {
			return nil, &remote.Error{Class: remote.Rejected, Field: name, Message: fmt.Sprintf("%s holds a value that cannot be sent.", e.Label), Err: err}
		}
		out[name] = raw
	}
	return out, nil
}

// refs turns links into references; those to what this program does not know are none.
func refs(f *crm.Field, v any) any {
	switch v := v.(type) {
	case string:
		if f.Kind != crm.Link {
			return v
		}
		entity, id, ok := wire.Unlink(f, v)
		if !ok {
			return nil
		}
		return remote.Ref{Entity: entity, ID: id}
	case []string:
		if f.Kind != crm.Links {
			return v
		}
		out := make([]remote.Ref, 0, len(v))
		for _, link := range v {
			if entity, id, ok := wire.Unlink(f, link); ok {
				out = append(out, remote.Ref{Entity: entity, ID: id})
			}
		}
		return out
	}
	return v
}
