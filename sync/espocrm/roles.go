package espocrm

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// A role is no record there but a link of a contact to an account, with two columns. Its id is made of both, "contact/account", and
// its stamp is the contact's. Changes in the server's panels of linked records move no stamp: the version, made of what the link
// holds, tells the sweep about them.

// Attributes of a role, as rows that are made from contacts have them.
const (
	attrAccounts       = "accountsIds"
	attrAccountColumns = "accountsColumns"
	attrRole           = "role"
	attrInactive       = "isInactive"
	attrPrimary        = "primary"
)

// ended is the day until which a role was held. There it is inactive or not, without a day: for what was ended there, the last change
// stands for it, and any two days count as the same.
type ended struct{}

func (ended) attributes() []string { return []string{attrInactive} }
func (ended) read(r *reader) (any, bool) {
	at, ok := r.instant(attrModifiedAt)
	if !r.flag(attrInactive) {
		return nil, true
	}
	return crm.DateOf(at.Time()), ok
}
func (ended) write(w *writer, v any) { w.out[attrInactive] = !crm.IsEmpty(v) }
func (ended) canon(_ *schema, v any) any {
	if crm.IsEmpty(v) {
		return nil
	}
	return crm.Date("2000-01-01")
}

// contacts is the schema of the records that hold the roles.
func (p *Provider) contacts() *schema { return p.schemas[typeContact] }

// limitRoles lets roles follow from the rights on contacts: to link one is to change it.
func (p *Provider) limitRoles() {
	c := p.contacts()
	r := rights{Read: c.rights.Read, Edit: c.rights.Edit, Delete: c.rights.Edit, Create: "no"}
	if !allows(p.schemas[typeAccount].rights.Read) || c.hidden["organisation"] {
		r = rights{}
	}
	if c.locked["organisation"] {
		r.Edit, r.Delete = "no", "no"
	}
	if allows(r.Edit) {
		r.Create = "yes"
	}
	p.schemas[typeRole].rights = r
}

// rolesOf makes a row for every role that a contact holds, in order of id.
func (p *Provider) rolesOf(contact *reader) ([]*reader, error) {
	if !contact.has(attrAccounts, attrAccount) {
		return nil, &remote.Error{Class: remote.Denied, Message: "Your user in EspoCRM may not see to which accounts contacts belong."}
	}
	columns, _ := contact.row[attrAccountColumns].(map[string]any) // an empty one may come as a list
	var out []*reader
	for _, account := range slices.Sorted(slices.Values(contact.ids(attrAccounts))) {
		row := map[string]any{attrRole: nil, attrInactive: nil}
		if c, ok := columns[account].(map[string]any); ok {
			maps.Copy(row, c)
		}
		row[attrID] = contact.id + "/" + account
		row[attrContact], row[attrAccount] = contact.id, account
		row[attrPrimary] = contact.text(attrAccount) == account
		for _, name := range []string{attrModifiedAt, attrModifiedBy} {
			row[name] = contact.row[name]
		}
		r, err := newReader(p.schemas[typeRole], row)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, contact.err
}

func (r *reader) roleRecord() (remote.Record, error) {
	rec, err := r.record()
	primary, inactive := "-", "-"
	if r.flag(attrPrimary) {
		primary = "p"
	}
	if r.flag(attrInactive) {
		inactive = "i"
	}
	rec.Version = primary + inactive + r.text(attrRole)
	if err == nil {
		err = r.err
	}
	return rec, err
}

// listRoles pages through contacts until it has a page of roles.
func (p *Provider) listRoles(ctx context.Context, scan remote.Scan) (remote.Page, error) {
	limit := p.page
	if scan.Limit > 0 {
		limit = min(scan.Limit, limit)
	}
	page := remote.Page{Total: -1}
	from, _, _ := strings.Cut(scan.After, "/")
	than := "greaterThanOrEquals" // the last contact may have more
	for {
		q := query{
			Where: window(p.contacts(), remote.Scan{Since: scan.Since, Until: scan.Until}), OrderBy: attrID, Order: "asc", MaxSize: p.page,
			Select: []string{attrID, attrModifiedAt, attrModifiedBy, attrAccount, attrAccounts},
		}
		if from != "" {
			q.Where = append(q.Where, condition{than, attrID, from})
		}
		rows, total, err := p.rows(ctx, p.contacts(), q, false)
		page.At = p.now
		if err != nil {
			return remote.Page{}, err
		}
		for _, row := range rows {
			contact, err := newReader(p.contacts(), row)
			if err != nil {
				return remote.Page{}, err
			}
			from, than = contact.id, "greaterThan"
			roles, err := p.rolesOf(contact)
			if err != nil {
				return remote.Page{}, err
			}
			for _, r := range roles {
				if r.id <= scan.After {
					continue
				}
				if len(page.Records) == limit {
					page.More = true
					return page, nil
				}
				rec, err := r.roleRecord()
				if err != nil {
					return remote.Page{}, err
				}
				if scan.Brief {
					rec.Values = nil
				}
				page.Records = append(page.Records, rec)
			}
		}
		if page.More = total == -1 && len(rows) > 0; !page.More || len(page.Records) > 0 {
			return page, nil
		}
	}
}

// readRole reads the contact of a role, and the role; its account's id is given too.
func (p *Provider) readRole(ctx context.Context, id string) (contact, role *reader, account string, _ error) {
	of, account, ok := strings.Cut(id, "/")
	if !ok {
		return nil, nil, "", &remote.Error{Class: remote.Gone, Message: "There is no such role in EspoCRM."}
	}
	contact, err := p.read(ctx, p.contacts(), of)
	if err != nil {
		return nil, nil, "", err
	}
	roles, err := p.rolesOf(contact)
	if err != nil {
		return nil, nil, "", err
	}
	for _, r := range roles {
		if r.id == contact.id+"/"+account {
			return contact, r, account, nil
		}
	}
	return contact, nil, account, nil
}

func (p *Provider) getRole(ctx context.Context, id string) (remote.Record, error) {
	_, role, _, err := p.readRole(ctx, id)
	if err != nil {
		return remote.Record{}, err
	}
	if role == nil {
		return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "The contact no longer belongs to this account in EspoCRM."}
	}
	return role.roleRecord()
}

// roleID is the id that a role has, from its links.
func roleID(values crm.Values) (string, bool) {
	contact, ok1 := values["contact"].(remote.Ref)
	account, ok2 := values["organisation"].(remote.Ref)
	return contact.ID + "/" + account.ID, ok1 && ok2 && contact.ID != "" && account.ID != ""
}

// createRole links the contact to the account, unless it is. It can be repeated.
func (p *Provider) createRole(ctx context.Context, values crm.Values) (remote.Record, error) {
	id, ok := roleID(values)
	if !ok {
		return remote.Record{}, &remote.Error{Class: remote.Rejected, Message: "A role needs a contact and an organisation that are in EspoCRM."}
	}
	contact, role, account, err := p.readRole(ctx, id)
	if err != nil {
		if e := remote.AsError(err); e.Class == remote.Gone { // the contact is, there is no role yet that could be
			e.Class, e.Field = remote.Rejected, "contact"
		}
		return remote.Record{}, err
	}
	if role == nil {
		r := request{method: http.MethodPost, path: path(typeContact, contact.id) + "/accounts", body: map[string]any{attrID: account}}
		if _, err := p.do(ctx, r); err != nil {
			var why *refusal
			if errors.As(err, &why) && why.status == http.StatusNotFound {
				return remote.Record{}, &remote.Error{Class: remote.Rejected, Field: "organisation", Message: "The organisation is not in EspoCRM any more. Choose another.", Err: err}
			}
			return remote.Record{}, err
		}
	}
	if contact.text(attrAccount) != "" { // which one is the main one is the contact's to say
		values = maps.Clone(values)
		delete(values, "primary")
	}
	return p.setRole(ctx, contact, role, id, account, values)
}

// setRole stores what differs: which account is the main one, then the columns of the link.
func (p *Provider) setRole(ctx context.Context, contact, role *reader, id, account string, values crm.Values) (remote.Record, error) {
	w := p.writer(p.schemas[typeRole], values)
	if err := w.write(); err != nil {
		return remote.Record{}, err
	}
	put := func(body map[string]any) error {
		_, err := p.do(ctx, request{method: http.MethodPut, path: path(typeContact, contact.id), body: body})
		if err != nil {
			return p.explained(ctx, p.contacts(), contact.id, err)
		}
		return nil
	}
	if w.out[attrPrimary] == true && contact.text(attrAccount) != account {
		if err := put(map[string]any{attrAccount: account}); err != nil {
			return remote.Record{}, err
		}
	}
	columns, differs := map[string]any{attrRole: nil, attrInactive: false}, false
	for _, name := range []string{attrRole, attrInactive} {
		if role != nil && role.row[name] != nil {
			columns[name] = role.row[name]
		}
		if v, given := w.out[name]; given && v != columns[name] {
			columns[name], differs = v, true
		}
	}
	if differs {
		if err := put(map[string]any{attrAccountColumns: map[string]any{account: columns}}); err != nil {
			return remote.Record{}, err
		}
	}
	rec, err := p.getRole(ctx, id)
	if err != nil { // it is done all the same; the next list brings the rest
		return remote.Record{Feed: typeRole, ID: id, Values: crm.Values{}}, nil
	}
	return rec, nil
}

func (p *Provider) updateRole(ctx context.Context, id string, values crm.Values) (remote.Record, error) {
	contact, role, account, err := p.readRole(ctx, id)
	if err != nil {
		return remote.Record{}, err
	}
	if role == nil {
		return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "The contact no longer belongs to this account in EspoCRM."}
	}
	for field, part := range map[string]string{"contact": contact.id, "organisation": account} {
		if v, given := values[field]; given && v != (remote.Ref{Entity: field, ID: part}) {
			return remote.Record{}, &remote.Error{
				Class: remote.Rejected, Field: field,
				Message: "EspoCRM keeps a role by its contact and its organisation, which cannot change. Delete the role and add another.",
			}
		}
	}
	return p.setRole(ctx, contact, role, id, account, values)
}

// deleteRole unlinks. The main one is unlinked by the contact itself, which moves its stamp so that everybody sees it.
func (p *Provider) deleteRole(ctx context.Context, id string) error {
	contact, role, account, err := p.readRole(ctx, id)
	if e := remote.AsError(err); e != nil && e.Class != remote.Gone {
		return e
	}
	if role == nil {
		return nil
	}
	r := request{method: http.MethodDelete, path: path(typeContact, contact.id) + "/accounts", body: map[string]any{attrID: account}}
	if role.flag(attrPrimary) {
		r = request{method: http.MethodPut, path: path(typeContact, contact.id), body: map[string]any{attrAccount: nil}}
	}
	_, err = p.do(ctx, r)
	if e := remote.AsError(err); e != nil && e.Class != remote.Gone {
		return e
	}
	return nil
}

// findRole tells for certain what became of a create: the link is there, and holds what was sent, or it does not.
func (p *Provider) findRole(ctx context.Context, values crm.Values) ([]remote.Record, error) {
	id, ok := roleID(values)
	if !ok {
		return nil, nil
	}
	rec, err := p.getRole(ctx, id)
	if e := remote.AsError(err); e != nil {
		if e.Class == remote.Gone || e.Class == remote.Denied {
			return nil, nil
		}
		return nil, e
	}
	return p.agreeing(p.schemas[typeRole], []remote.Record{rec}, values, slices.Collect(maps.Keys(values))), nil
}
