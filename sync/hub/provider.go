// Package hub is the provider for our own team server. It gives the strongest guarantees: ids are ours, so a create can be repeated;
// every record has a version; one sequence of changes tells everything new and everything gone in one request.
package hub

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

// Provider speaks to one user's account of one hub. It is for one goroutine at a time.
type Provider struct {
	client  *client
	catalog *crm.Catalog
	keep    func(known string)
	known   string
	me      wire.Welcome // zero before the hub was asked, or what was remembered
	asked   bool
	feeds   []remote.Feed    // of me, what both know
	shapes  map[string]shape // the same for reading
	defs    string           // of what was remembered last
	dec     jsontext.Decoder // of values
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

// Entities are those of which a hub keeps records.
func Entities() (out []string) {
	for _, e := range crm.Base().Entities() {
		if wire.Holds(e) || e.Name == wire.File {
			out = append(out, e.Name)
		}
	}
	return out
}

// OpenWith is [Open] with a transport of the caller's, for tests; nil is the real network.
func OpenWith(o remote.Options, transport http.RoundTripper) (*Provider, error) {
	c, err := newClient(o, transport)
	if err != nil {
		return nil, err
	}
	p := &Provider{client: c, catalog: o.Catalog, keep: o.Keep, known: o.Known}
	if p.keep == nil {
		p.keep = func(string) {}
	}
	if o.Known != "" && json.Unmarshal([]byte(o.Known), &p.me) != nil {
		p.me = wire.Welcome{} // of another version: it is learned anew
	}
	p.share()
	return p, nil
}

// Check signs in and learns what the hub keeps and what this user may do.
func (p *Provider) Check(ctx context.Context) (remote.Account, error) {
	if err := p.learn(ctx); err != nil {
		return remote.Account{}, err
	}
	return remote.Account{
		ID: "hub " + p.me.Hub + " " + p.me.User, Server: "Satchel hub " + p.me.Version, User: p.me.Name, UserID: p.me.User, Rights: rights(p.me),
		Secret: p.client.token,
	}, nil
}

func (p *Provider) learn(ctx context.Context) error {
	var w wire.Welcome
	if err := p.do(ctx, request{path: wire.Hello, into: &w}); err != nil {
		return err
	}
	if w.Hub == "" || w.User == "" {
		return &remote.Error{Class: remote.Protocol, Message: "The answer is not one of a Satchel hub. Check the address."}
	}
	now := w.At
	if err := p.remember(w); err != nil {
		return err
	}
	p.me, p.asked = w, true
	p.share()
	return p.client.renew(ctx, now)
}

// remember keeps what a hub said for the next opening, if it is new.
func (p *Provider) remember(w wire.Welcome) error {
	w.At = 0
	p.defs = w.Defs
	raw, err := json.Marshal(w)
	if err != nil {
		return &remote.Error{Class: remote.Protocol, Message: "What the hub says cannot be kept.", Err: err}
	}
	if known := string(raw); known != p.known {
		p.known = known
		p.keep(known)
	}
	return nil
}

// relearn asks again what the hub keeps, and only remembers it: what this provider offers stays as it is for whoever works with it.
func (p *Provider) relearn(ctx context.Context, defs string) error {
	var w wire.Welcome
	if err := p.do(ctx, request{path: wire.Hello, into: &w}); err != nil {
		return err
	}
	if err := p.remember(w); err != nil {
		return err
	}
	p.defs = defs // of an older page: it is not asked again for the same
	return nil
}

// Define adds own fields and answers for the team, or takes them away.
func (p *Provider) Define(ctx context.Context, feed string, add []crm.Field, drop []string) error {
	body, err := json.Marshal(wire.Definition{Feed: feed, Add: add, Drop: drop})
	if err != nil {
		return &remote.Error{Class: remote.Rejected, Message: "The field cannot be written as JSON.", Err: err}
	}
	var w wire.Welcome
	err = p.do(ctx, request{method: http.MethodPost, path: wire.Define, body: body, into: &w})
	if e := remote.AsError(err); e != nil && e.Class == remote.Denied { // of no record
		return &remote.Error{Class: remote.Denied, Message: "The hub does not let you change the fields of the team. An owner may.", Err: err}
	}
	if err != nil {
		return err
	}
	return p.remember(w)
}

var _ remote.Definer = (*Provider)(nil)

func rights(w wire.Welcome) []string {
	sees := map[string]string{
		"all": "You see all records of the hub.", "team": "You see the records of your team.", "own": "You see your own records.",
	}[w.Sees]
	changes := "You may change what you see."
	if w.Role == wire.Viewer {
		changes = "You may not change anything; ask whoever runs the hub for another role."
	}
	return []string{sees, changes}
}

// Capabilities are the same for every user, but for what the feeds let one do.
func (p *Provider) Capabilities() remote.Capabilities {
	return remote.Capabilities{
		Feeds: p.feeds, ClientID: true, Marker: true, ChangesFeed: true, DeletesFeed: true, Alias: true, Erases: true, Batch: wire.BatchSize, PageSize: wire.PageSize,
	}
}

// share finds the feeds and fields that hub and program both know, so that either may be newer.
func (p *Provider) share() {
	p.feeds, p.shapes = nil, map[string]shape{}
	files := slices.ContainsFunc(p.me.Feeds, func(f wire.Feed) bool { return f.Name == wire.File })
	for _, there := range p.me.Feeds {
		e, err := p.catalog.Entity(there.Name)
		if err != nil || e.Name != there.Name || !wire.Holds(e) && e.Name != wire.File {
			continue
		}
		f := remote.Feed{Name: e.Name, Entity: e.Name, Version: true, Create: there.Write, Update: there.Write, Delete: there.Write, Merge: there.Write}
		if f.Files = files && wire.HasFiles(p.catalog, e.Name); e.Name == wire.File {
			f.Inside, f.NoMarker, f.Update, f.Version, f.Merge = true, true, false, false, false
		}
		f.Own, f.Define, f.Dropped = offered(there.Own), there.Own != nil && there.Write, there.Dropped
		f.Keep = there.Keep
		for _, field := range e.Fields {
			if wire.Carries(field) && slices.Contains(there.Fields, field.Name) || field.Own && field.Shared && holds(f.Own, field) {
				f.Fields = append(f.Fields, field.Name)
			}
		}
		p.feeds = append(p.feeds, f)
		p.shapes[f.Name] = shapeOf(e, f)
	}
}

// offered is what the team added, as it is offered to the catalog.
func offered(fields []crm.Field) []crm.Field {
	out := slices.Clone(fields)
	for i := range out {
		out[i].Shared = out[i].Own
	}
	return out
}

// holds tells whether a field of ours is among what the team added.
func holds(added []crm.Field, f crm.Field) bool {
	return slices.ContainsFunc(added, func(have crm.Field) bool { return have.Name == f.Name && have.Compatible(f) })
}

// FeedOf names the entity itself, where the hub keeps it.
func (p *Provider) FeedOf(r crm.Record) (string, bool) {
	e, err := p.catalog.Entity(r.Entity)
	if err != nil || e.Name != r.Entity || e.Name == "user" || !wire.Holds(e) && e.Name != wire.File {
		return "", false
	}
	known := slices.ContainsFunc(p.me.Feeds, func(f wire.Feed) bool { return f.Name == e.Name })
	return e.Name, known || len(p.me.Feeds) == 0 && e.Name != wire.File
}

// Canon gives values back as they are; what is empty is nothing, and what is no text cannot be kept as one.
func (p *Provider) Canon(feed, field string, value any) any {
	if crm.IsEmpty(value) {
		return nil
	}
	if s, ok := value.(string); ok && feed == wire.File && field == "name" {
		return crm.FileName(s)
	} else if ok {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return value
}

// entity describes a feed, after the hub was asked what it keeps.
func (p *Provider) entity(ctx context.Context, feed string) (*crm.Entity, error) {
	if !p.asked {
		if err := p.learn(ctx); err != nil {
			return nil, err
		}
	}
	e, err := p.catalog.Entity(feed)
	if err != nil || e.Name != feed {
		return nil, &remote.Error{Class: remote.Protocol, Message: "The hub keeps no records of this kind."}
	}
	return e, nil
}

// List reads one page of a feed.
func (p *Provider) List(ctx context.Context, scan remote.Scan) (remote.Page, error) {
	if _, err := p.entity(ctx, scan.Feed); err != nil {
		return remote.Page{}, err
	}
	q := url.Values{"total": {"1"}}
	number := func(name string, n int64) {
		if n > 0 {
			q.Set(name, strconv.FormatInt(n, 10))
		}
	}
	number("since", int64(scan.Since))
	number("until", int64(scan.Until))
	number("limit", int64(scan.Limit))
	if scan.After != "" {
		q.Set("after", scan.After)
		q.Del("total") // the first page told it
	}
	if scan.Brief {
		q.Set("brief", "1")
	}
	var page wire.Page
	if err := p.do(ctx, request{path: wire.List + url.PathEscape(scan.Feed), query: q, into: &page}); err != nil {
		return remote.Page{}, err
	}
	out := remote.Page{More: page.More, Total: page.Total, At: page.At, Records: make([]remote.Record, 0, len(page.Records))}
	for _, r := range page.Records {
		rec, err := p.record(r)
		if err != nil {
			return remote.Page{}, err
		}
		if scan.Brief {
			rec.Values = nil
		}
		out.Records = append(out.Records, rec)
	}
	return out, nil
}

// Get reads one record.
func (p *Provider) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	return p.get(ctx, feed, own(feed, id))
}

// get is Get by the hub's own id.
func (p *Provider) get(ctx context.Context, feed, id string) (remote.Record, error) {
	if _, err := p.entity(ctx, feed); err != nil {
		return remote.Record{}, err
	}
	if id == "" {
		return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "The hub has no such record, or no longer."}
	}
	var r wire.Record
	err := p.do(ctx, request{path: wire.Get + url.PathEscape(feed) + "/" + url.PathEscape(id), into: &r})
	if err != nil {
		return p.survivor(err)
	}
	return p.record(r)
}

// survivor answers with the record that the asked one was merged into.
func (p *Provider) survivor(err error) (remote.Record, error) {
	if f := failureOf(err); f != nil && f.Kind == wire.Into && f.Current != nil {
		return p.record(*f.Current)
	}
	return remote.Record{}, err
}

// do sends a request and says in the engine's words what the hub refused.
func (p *Provider) do(ctx context.Context, r request) error { return p.translate(p.client.do(ctx, r)) }

// Find looks for a create by its id.
func (p *Provider) Find(ctx context.Context, feed, marker string, _ crm.Values, _ crm.Instant) ([]remote.Record, error) {
	r, err := p.get(ctx, feed, marker)
	if e := remote.AsError(err); e != nil {
		if e.Class == remote.Gone {
			return nil, nil
		}
		return nil, e
	}
	return []remote.Record{r}, nil
}

// Changes reads one page of the sequence.
func (p *Provider) Changes(ctx context.Context, since string) (remote.Changes, error) {
	if !p.asked {
		if err := p.learn(ctx); err != nil {
			return remote.Changes{}, err
		}
	}
	q := url.Values{}
	if since != "" {
		q.Set("since", since)
	}
	var s wire.Sequence
	if err := p.do(ctx, request{path: wire.Changes, query: q, into: &s}); err != nil {
		return remote.Changes{}, err
	}
	if s.Defs != p.defs { // somebody added a field: what is remembered is renewed, and holds from the next opening on
		if err := p.relearn(ctx, s.Defs); err != nil {
			return remote.Changes{}, err
		}
	}
	out := remote.Changes{Next: s.Next, More: s.More, Reset: s.Reset, At: s.At}
	for _, r := range s.Records {
		if !p.knows(r.Feed) { // of a newer hub
			continue
		}
		rec, err := p.record(r)
		if err != nil {
			return remote.Changes{}, err
		}
		out.Records = append(out.Records, rec)
	}
	for _, t := range s.Gone {
		if p.knows(t.Feed) {
			out.Gone = append(out.Gone, remote.Tombstone{Feed: t.Feed, ID: t.ID, Into: t.Into})
		}
	}
	return out, nil
}

// Hint waits for a change on the hub.
func (p *Provider) Hint(ctx context.Context, place string) (string, error) {
	var at wire.Place
	if err := p.do(ctx, request{path: wire.Wait, query: url.Values{"place": {place}}, into: &at}); err != nil {
		return "", err
	}
	return at.Place, nil
}

func (p *Provider) knows(feed string) bool {
	e, err := p.catalog.Entity(feed)
	return err == nil && e.Name == feed
}
