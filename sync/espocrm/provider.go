package espocrm

import (
	"context"
	"net/http"
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// What the engine may rely on.
const (
	grain   = time.Second
	lag     = 3 * time.Minute // a change is stamped before it is stored, and may wait for a lock in between
	maxPage = 200
)

// merging are the objects of which the server makes one of two.
var merging = []string{typeAccount, typeContact, typeLead}

// Provider speaks to one account of one EspoCRM. It is for one goroutine at a time.
type Provider struct {
	remote.NoChanges
	remote.NoBatch

	client  *client
	catalog *crm.Catalog
	schemas map[string]*schema
	page    int         // most records of one answer
	now     crm.Instant // the server's clock at its last answer
	me      identity
	checked bool
	admin   bool         // may make fields there
	creates string       // whether files may be made there at all, as a right
	set     settings     // of the server, as last told
	stamp   string       // of the server's definitions as learned; they are read again when it moves
	keep    func(string) // remembers what was learned; never nil
	kept    string       // what was remembered last
	recent  *reader      // the record read last, good for the next call only
}

// identity is who we are there.
type identity struct {
	id, name string
	row      map[string]any // our own record, for API users, which no list of users shows
}

// Open makes a provider. It makes no request; see [remote.Opener].
func Open(o remote.Options) (remote.Provider, error) {
	p, err := OpenWith(o, nil)
	if err != nil {
		return nil, err
	}
	return p, nil
}

var _ remote.Opener = Open

// OpenWith is [Open] with a transport of the caller's, for tests and simulations; nil is the real network.
func OpenWith(o remote.Options, transport http.RoundTripper) (*Provider, error) {
	return open(o, transport, requestTimeout)
}

func open(o remote.Options, transport http.RoundTripper, timeout time.Duration) (*Provider, error) {
	base, err := baseURL(o.URL)
	if err != nil {
		return nil, err
	}
	login, err := newCredentials(o.User, o.Secret)
	if err != nil {
		return nil, err
	}
	p := &Provider{
		client: newClient(base, login, o.Meter, transport, timeout), catalog: o.Catalog,
		schemas: map[string]*schema{}, page: maxPage, keep: o.Keep,
	}
	if p.keep == nil {
		p.keep = func(string) {}
	}
	for _, obj := range objects {
		p.schemas[obj.name] = newSchema(obj)
	}
	p.recall(o.Known)
	return p, nil
}

// Capabilities lists the feeds that the user may see. Before Check they are those that were remembered.
func (p *Provider) Capabilities() remote.Capabilities {
	c := remote.Capabilities{Marker: p.checked, Grain: grain, Lag: lag, PageSize: p.page, MostFile: p.mostFile()}
	for _, o := range objects {
		s := p.schemas[o.name]
		if (p.checked || p.kept != "") && !allows(s.rights.Read) {
			continue
		}
		f := remote.Feed{Name: o.name, Entity: o.entity, Version: s.versions, Inside: o.inside, Files: s.hasFiles()}
		if o.relation {
			f.Key = o.key
		}
		if !o.reading {
			f.Create, f.Update, f.Delete = allows(s.rights.Create), allows(s.rights.Edit), allows(s.rights.Delete)
		}
		f.Merge = f.Update && f.Delete && slices.Contains(merging, o.name)
		f.Own = s.offers
		for _, m := range s.fields {
			if s.reads(m.field) {
				f.Fields = append(f.Fields, m.field)
			}
		}
		f.NoMarker = o.plain
		if f.Create && !s.marker && o.marks() {
			c.Marker = false
		}
		c.Feeds = append(c.Feeds, f)
	}
	return c
}

// Canon gives the form in which a value comes back; fields that the feed does not hold are left as they are.
func (p *Provider) Canon(feed, field string, value any) any {
	s := p.schemas[feed]
	if s == nil {
		return value
	}
	c := s.codec(field)
	if c == nil {
		return value
	}
	return c.canon(s, value)
}

// FeedOf names the feed that takes a new record.
func (p *Provider) FeedOf(r crm.Record) (string, bool) {
	feed := feedFor(r)
	return feed, feed != ""
}

// known finds a feed and makes sure that the server was asked what it can do.
func (p *Provider) known(ctx context.Context, feed string) (*schema, error) {
	s := p.schemas[feed]
	if s == nil {
		return nil, &remote.Error{Class: remote.Protocol, Message: "EspoCRM has no feed " + clip(feed) + "."}
	}
	if !p.checked {
		if _, err := p.Check(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// do sends a request and notes the server's clock.
func (p *Provider) do(ctx context.Context, r request) (answer, error) {
	a, err := p.client.do(ctx, r)
	if err == nil && !a.at.IsZero() {
		p.now = crm.InstantOf(a.at)
	}
	return a, err
}
