package espocrm

import (
	"context"
	"net/http"
	"strings"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// settings are the server's general values.
type settings struct {
	Version  string `json:"version"`
	MaxSize  int    `json:"recordListMaxSizeLimit"`
	Currency string `json:"defaultCurrency"`
	Stamp    any    `json:"cacheTimestamp"`
}

// Check logs in, learns the user's rights, and reads the definitions of all types unless they are known already.
func (p *Provider) Check(ctx context.Context) (remote.Account, error) {
	p.recent = nil
	a, err := p.do(ctx, request{method: http.MethodGet, path: "App/user"})
	if err != nil {
		return remote.Account{}, err
	}
	var login struct {
		User map[string]any `json:"user"`
		ACL  struct {
			Table  map[string]rights                                 `json:"table"`
			Fields map[string]map[string]struct{ Read, Edit string } `json:"fieldTable"`
		} `json:"acl"`
		Settings settings `json:"settings"`
	}
	if err := decode(a.body, &login); err != nil {
		return remote.Account{}, err
	}
	if err := p.readUser(login.User); err != nil {
		return remote.Account{}, err
	}
	admin := login.User["type"] == "admin" || login.User["type"] == "super-admin"
	for name, s := range p.schemas {
		r, ok := login.ACL.Table[name]
		if !ok && admin {
			r = allRights
		}
		s.rights = r
		s.limit(login.ACL.Fields[name])
	}
	p.limitRoles()
	set, err := p.readSettings(ctx, login.Settings)
	if err != nil {
		return remote.Account{}, err
	}
	p.checked = true
	return p.account(set), nil
}

// readUser takes our own record out of the login's answer.
func (p *Provider) readUser(row map[string]any) error {
	r, err := newReader(p.schemas[typeUser], row)
	if err != nil {
		return &remote.Error{Class: remote.Protocol, Message: "The answer to the login is not one of EspoCRM. Check the address.", Err: err}
	}
	me := identity{id: r.id, name: r.text(attrName)}
	if me.name == "" {
		me.name = r.text("userName")
	}
	if r.text("type") == "api" {
		me.row = row
	}
	p.me = me
	return r.err
}

// readSettings adds the general settings, and learns the definitions where they are new.
func (p *Provider) readSettings(ctx context.Context, set settings) (settings, error) {
	a, err := p.do(ctx, request{method: http.MethodGet, path: "Settings"})
	if err != nil {
		return set, err
	}
	if err := decode(a.body, &set); err != nil {
		return set, err
	}
	if set.MaxSize > 0 {
		p.page = min(set.MaxSize, maxPage)
	}
	stamp := text{}.canon(nil, stampOf(set.Stamp))
	for _, o := range objects {
		s := p.schemas[o.name]
		s.currency = set.Currency
		if o.name == typeUser || o.relation || stamp != nil && stamp == p.stamp || !allows(s.rights.Read) {
			continue
		}
		if err := p.learn(ctx, s); err != nil {
			return set, err
		}
	}
	p.stamp, _ = stamp.(string)
	return set, nil
}

func stampOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case interface{ String() string }:
		return v.String()
	}
	return ""
}

// account says who we are and what we may.
func (p *Provider) account(set settings) remote.Account {
	base := strings.TrimSuffix(p.client.base.String(), apiPath)
	out := remote.Account{
		ID: base + "#" + p.me.id, Server: strings.TrimSpace("EspoCRM " + set.Version), User: p.me.name, UserID: p.me.id,
	}
	for _, o := range objects {
		if o.relation {
			continue
		}
		e := p.entity(o)
		things := strings.ToLower(e.Plural)
		if o.qualified {
			things = strings.ToLower(o.name) + "s"
		}
		r := p.schemas[o.name].rights
		if o.name == typeUser {
			r = rights{Read: r.Read}
		}
		out.Rights = append(out.Rights, r.sentence(things))
	}
	return out
}

// entity is ours that an object holds.
func (p *Provider) entity(o *object) *crm.Entity {
	e, err := p.catalog.Entity(o.entity)
	if err != nil { // a catalog without it: labels only
		return &crm.Entity{Name: o.entity, Label: o.entity, Plural: o.entity}
	}
	return e
}
