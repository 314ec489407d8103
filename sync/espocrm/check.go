package espocrm

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
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
	MostFile any    `json:"attachmentUploadMaxSize"` // in MB
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
			Table  map[string]rights           `json:"table"`
			Fields map[string]map[string]level `json:"fieldTable"`
		} `json:"acl"`
		Settings settings `json:"settings"`
	}
	if err := decode(a.body, &login); err != nil {
		return remote.Account{}, err
	}
	before := p.me.id
	if err := p.readUser(login.User); err != nil {
		return remote.Account{}, err
	}
	if before != "" && before != p.me.id { // another user may see other fields
		p.stamp = ""
	}
	p.admin = login.User["type"] == "admin" || login.User["type"] == "super-admin"
	for _, s := range p.schemas {
		r, ok := login.ACL.Table[s.typeName()]
		if !ok && p.admin {
			r = allRights
		}
		if s.inside {
			p.creates = r.Create
		}
		s.rights, s.levels = r, login.ACL.Fields[s.typeName()]
	}
	if p.set, err = p.readSettings(ctx, login.Settings); err != nil {
		return remote.Account{}, err
	}
	if err := p.learnAll(ctx); err != nil {
		return remote.Account{}, err
	}
	p.apply()
	p.checked = true
	p.remember()
	return p.account(), nil
}

// apply makes everything learned take effect.
func (p *Provider) apply() {
	if p.set.MaxSize > 0 {
		p.page = min(p.set.MaxSize, maxPage)
	}
	for _, s := range p.schemas {
		s.currency = p.set.Currency
	}
	p.shape()
	p.limitRoles()
	p.limitFiles()
	if notes := p.schemas[typeCaseNote]; !allows(p.schemas[typeCase].rights.Read) {
		notes.rights = rights{}
	}
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

// readSettings asks for the general settings where the login's answer did not have them.
func (p *Provider) readSettings(ctx context.Context, set settings) (settings, error) {
	if set.Version != "" && stampOf(set.Stamp) != "" {
		return set, nil
	}
	a, err := p.do(ctx, request{method: http.MethodGet, path: "Settings"})
	if err != nil {
		return set, err
	}
	return set, decode(a.body, &set)
}

// learnAll reads the definitions that are new: all where the server's stamp moved, and those of types that the user did not see
// before.
func (p *Provider) learnAll(ctx context.Context) error {
	stamp := stampOf(p.set.Stamp)
	learned := false
	for _, o := range objects {
		s := p.schemas[o.name]
		if o.name == typeUser || o.relation || o.inside || s.def != nil && stamp != "" && stamp == p.stamp {
			continue
		}
		if o.of != "" && allows(s.rights.Read) { // its type was learned before
			s.def = p.schemas[o.of].def
			continue
		}
		if !allows(s.rights.Read) {
			s.def = nil
			continue
		}
		if err := p.learn(ctx, s); err != nil {
			return err
		}
		learned = true
	}
	if learned {
		p.shape()
		offers := func(s *schema) bool { return len(s.offers) > 0 }
		if slices.ContainsFunc(slices.Collect(maps.Values(p.schemas)), offers) {
			if err := p.translate(ctx); err != nil {
				return err
			}
		}
	}
	p.stamp = stamp
	if at, err := strconv.ParseInt(stamp, 10, 64); err != nil || p.now.Time().Unix() <= at+1 {
		p.stamp = "" // they may change again within the second that the stamp names
	}
	return nil
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
func (p *Provider) account() remote.Account {
	base := strings.TrimSuffix(p.client.base.String(), apiPath)
	out := remote.Account{
		ID: base + "#" + p.me.id, Server: strings.TrimSpace("EspoCRM " + p.set.Version), User: p.me.name, UserID: p.me.id,
	}
	for _, o := range objects {
		if o.relation || o.inside || o.of != "" {
			continue
		}
		things := p.things(o)
		r := p.schemas[o.name].rights
		if o.reading {
			r = rights{Read: r.Read}
		}
		out.Rights = append(out.Rights, r.sentence(things))
		if d := p.schemas[o.name].def; d != nil && d.Left > 0 {
			out.Rights = append(out.Rights, fmt.Sprintf("EspoCRM has %d fields of its own for %s; Satchel offers the first %d.", d.Left+maxOwn, things, maxOwn))
		}
	}
	if said := p.filesSentence(); said != "" {
		out.Rights = append(out.Rights, said)
	}
	out.Admin, out.Advice = p.admin, p.advice()
	return out
}

// things are the records of an object, as a sentence calls them.
func (p *Provider) things(o *object) string {
	if o.qualified {
		return strings.ToLower(o.name) + "s"
	}
	return strings.ToLower(p.entity(o).Plural)
}

// entity is ours that an object holds.
func (p *Provider) entity(o *object) *crm.Entity {
	e, err := p.catalog.Entity(o.entity)
	if err != nil { // a catalog without it: labels only
		return &crm.Entity{Name: o.entity, Label: o.entity, Plural: o.entity}
	}
	return e
}
