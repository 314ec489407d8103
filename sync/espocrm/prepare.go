package espocrm

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"satchel/sync/remote"
)

// The field that keeps the attempt's UUID, as an administrator names it; the server makes [attrMarker] of it.
const (
	markerName   = "externalUid"
	markerLength = 64
)

var _ remote.Preparer = (*Provider)(nil)

// unmarked lists the types in which we create records that a lost answer would leave without a trace.
func (p *Provider) unmarked() []string {
	var out []string
	for _, o := range objects {
		s := p.schemas[o.name]
		if o.marks() && allows(s.rights.Read) && allows(s.rights.Create) && !s.marker {
			out = append(out, o.name)
		}
	}
	return out
}

// advice is what to tell an administrator; "" if the server is prepared.
func (p *Provider) advice() string {
	types := p.unmarked()
	if len(types) == 0 {
		return ""
	}
	return "Please add one field to each of these types in EspoCRM, under Administration > Entity Manager: " + strings.Join(types, ", ") +
		". The field is of the type Varchar, its name is " + markerName + ", its length 64. It needs no place in any layout. With it " +
		"Satchel finds a new record again when a bad line lost the confirmation, instead of asking whether it arrived."
}

// Prepare makes the marker field in every type that lacks it. An administrator may do so; the field shows in no layout.
func (p *Provider) Prepare(ctx context.Context) error {
	if _, err := p.Check(ctx); err != nil {
		return err
	}
	if !p.admin {
		return &remote.Error{Class: remote.Denied, Message: "Only an administrator of EspoCRM may prepare it. " + p.advice()}
	}
	for _, name := range p.unmarked() {
		_, err := p.do(ctx, request{method: http.MethodPost, path: path("Admin", "fieldManager", name), body: map[string]any{
			"name": markerName, "type": "varchar", "maxLength": markerLength, "label": "External Uid", "isCustom": true,
		}})
		var why *refusal
		if errors.As(err, &why) && why.label == "fieldAlreadyExists" {
			err = nil
		}
		if err != nil {
			return err
		}
	}
	p.stamp = "" // what was learned is no longer true, even within the same second
	if _, err := p.Check(ctx); err != nil {
		return err
	}
	if left := p.unmarked(); len(left) > 0 {
		return &remote.Error{Class: remote.Rejected, Message: "EspoCRM took the new fields but does not show them for " + strings.Join(left, ", ") +
			". An administrator can choose Administration > Rebuild; then it is tried again."}
	}
	return nil
}
