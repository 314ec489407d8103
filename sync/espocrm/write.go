package espocrm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// Create makes a record and reads it back, because the answer to a create lacks what the server added.
func (p *Provider) Create(ctx context.Context, feed, marker string, values crm.Values) (remote.Record, error) {
	p.recent = nil
	s, err := p.known(ctx, feed)
	if err != nil {
		return remote.Record{}, err
	}
	switch {
	case s.relation:
		return p.createRole(ctx, values)
	case s.inside:
		return p.createFile(ctx, marker, values)
	}
	w := p.writer(s, values)
	w.fresh = true
	if err := w.write(); err != nil {
		return remote.Record{}, err
	}
	if s.fill != nil {
		s.fill(w)
	}
	if owned := s.fieldOf(attrAssigned) != ""; owned && (s.rights.Read == "own" || s.rights.Read == "team") { // "own" means assigned, not made: without an owner it would be out of our sight
		fillOwner(w)
	}
	if w.err != nil {
		return remote.Record{}, w.err
	}
	if s.marker && marker != "" {
		w.out[attrMarker] = marker
	}
	for name, v := range w.out { // absent and null are the same to a new record
		if v == nil {
			delete(w.out, name)
		}
	}
	r := request{method: http.MethodPost, path: s.typeName(), body: w.out}
	if remote.TwiceAllowed(ctx) {
		r.header = map[string]string{"X-Skip-Duplicate-Check": "true"}
	}
	return p.written(ctx, s, r, "")
}

// Update sends the given fields and reads the record back, because the answer echoes what it did not store and shows what it no
// longer has.
func (p *Provider) Update(ctx context.Context, feed, id, version string, values crm.Values) (remote.Record, error) {
	recent := p.recent
	p.recent = nil
	s, err := p.known(ctx, feed)
	if err != nil {
		return remote.Record{}, err
	}
	switch {
	case s.relation:
		return p.updateRole(ctx, id, values)
	case s.inside:
		return remote.Record{}, &remote.Error{Class: remote.Rejected, Message: "EspoCRM keeps a file as it was attached."}
	}
	id = s.serverID(id)
	w := p.writer(s, values)
	if w.asks() {
		if w.before = recent; recent == nil || recent.schema != s || recent.id != id {
			if w.before, err = p.read(ctx, s, id); err != nil {
				return remote.Record{}, err
			}
		}
	}
	if err := w.write(); err != nil {
		return remote.Record{}, err
	}
	if len(w.out) == 0 {
		return p.get(ctx, s, id)
	}
	r := request{method: http.MethodPut, path: path(s.typeName(), id), body: w.out}
	if s.versions && version != "" {
		r.header = map[string]string{"X-Version-Number": version}
	}
	return p.written(ctx, s, r, id)
}

func (p *Provider) writer(s *schema, values crm.Values) *writer {
	return &writer{schema: s, entity: p.entity(s.object), me: p.me.id, now: p.now, values: values, out: map[string]any{}}
}

// written sends a create or an update and reads the record back. If that fails the write is done all the same: then only what is
// sure is returned, and the next list brings the rest.
func (p *Provider) written(ctx context.Context, s *schema, r request, id string) (remote.Record, error) {
	a, err := p.do(ctx, r)
	if err != nil {
		return remote.Record{}, p.explained(ctx, s, id, err)
	}
	var row map[string]any
	err = decode(a.body, &row)
	var got *reader
	if err == nil {
		got, err = newReader(s, row)
	}
	if err != nil {
		e := remote.AsError(err)
		e.Unknown = true
		return remote.Record{}, e
	}
	rec, err := p.get(ctx, s, got.id)
	if err == nil {
		return rec, nil
	}
	rec = remote.Record{Feed: s.name, ID: s.remoteID(got.id), Version: got.version(), Values: crm.Values{}}
	rec.ModifiedAt, _ = got.instant(attrModifiedAt)
	return rec, nil
}

// explained adds to a refused write what the engine and the person need: our field, the records it collides with.
func (p *Provider) explained(ctx context.Context, s *schema, id string, err error) error {
	e := remote.AsError(err)
	var why *refusal
	if !errors.As(err, &why) {
		return e
	}
	switch e.Class {
	case remote.Conflict:
		return p.collision(ctx, s, id, e, why)
	case remote.Rejected:
		e.Field = s.fieldOf(why.field)
		e.Message = withReason(rejection(p.entity(s.object), e.Field, s.options[why.field], why), why)
	}
	return e
}

// collision tells the 409 of a suspected double, which is a list of records, from the one of a stale version, an object.
func (p *Provider) collision(ctx context.Context, s *schema, id string, e *remote.Error, why *refusal) error {
	var rows []map[string]any
	if decode(why.body, &rows) == nil && id == "" {
		e.Class, e.Message = remote.Duplicate, "EspoCRM has a record of the same name or e-mail address already."
		for _, row := range rows {
			r, err := newReader(s, row)
			if err != nil {
				return err
			}
			rec, err := r.record()
			if err != nil {
				return err
			}
			e.Candidates = append(e.Candidates, rec)
		}
		return e
	}
	if id == "" || why.reason != "modified" && !strings.HasPrefix(strings.TrimSpace(string(why.body)), "{") {
		e.Class, e.Message = remote.Rejected, withReason("EspoCRM does not accept the record as it is.", why)
		return e
	}
	current, err := p.get(ctx, s, id)
	if err != nil {
		return err
	}
	e.Current = &current
	return e
}

// rejection explains a failed validation in our words and says what to do.
func rejection(e *crm.Entity, field string, options []string, why *refusal) string {
	if why.field == "" {
		return "EspoCRM does not accept the record. Change it and it is sent again."
	}
	name := clip(why.field)
	if field != "" {
		name = label(e, field)
	}
	advice := map[string]string{
		"required":      "it must be filled in.",
		"maxLength":     "it is too long. Shorten it.",
		"pattern":       "it holds a character that is not allowed there, such as < > or =. Take it out.",
		"emailAddress":  "this is not an e-mail address. Correct it.",
		"maxCount":      "there are too many entries. Take some out.",
		"validCurrency": "the currency is not in use there. Choose another, or ask an administrator to add it.",
		"min":           "the value is too small.",
		"max":           "the value is too large.",
		"link":          "the record it points to is not there any more, or you may not see it. Choose another.",
	}[why.kind]
	switch {
	case why.field == phones.primary && why.kind == "valid":
		advice = "a number needs its country, like +49 30 5550123. Correct it."
	case advice == "" && len(options) > 0:
		advice = "it has to be one of: " + clip(strings.Join(options, ", ")) + "."
	case advice == "":
		advice = "the value is not accepted. Change it."
	}
	return fmt.Sprintf("%s: %s", name, advice)
}

// Delete removes a record. One that is gone already is no error.
func (p *Provider) Delete(ctx context.Context, feed, id string) error {
	p.recent = nil
	s, err := p.known(ctx, feed)
	if err != nil {
		return err
	}
	switch {
	case s.relation:
		return p.deleteRole(ctx, id)
	case s.inside:
		return p.deleteFile(ctx, id)
	}
	id = s.serverID(id)
	r := request{method: http.MethodDelete, path: path(s.typeName(), id)}
	if into := remote.MergedInto(ctx); into != "" {
		r = request{method: http.MethodPost, path: "Action", body: map[string]any{
			"entityType": s.typeName(), "action": "merge", "id": s.serverID(into), "data": map[string]any{"sourceIdList": []string{id}, "attributes": map[string]any{}},
		}}
	}
	_, err = p.do(ctx, r)
	if e := remote.AsError(err); e != nil && e.Class != remote.Gone {
		return e
	}
	return nil
}
