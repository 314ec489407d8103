package memory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// client is one user's way into a server.
type client struct {
	s      *Server
	user   string // id of the user
	name   string
	secret string
	meter  *remote.Meter
	stale  bool // the request under way reads a copy that lags behind
}

// Client opens the server for a user, who is made if there is none of this name yet.
func (s *Server) Client(o remote.Options) remote.Provider {
	name := o.User
	if name == "" {
		name = "Me"
	}
	meter := o.Meter
	if meter == nil {
		meter = &remote.Meter{}
	}
	return &client{s: s, user: s.User(name), name: name, secret: o.Secret, meter: meter}
}

func (c *client) Capabilities() remote.Capabilities {
	set := c.s.set
	return remote.Capabilities{
		Feeds: c.s.feeds, ClientID: set.ClientIDs, Marker: set.Markers || set.ClientIDs, Grain: set.Grain, Lag: set.Lag, PageSize: set.PageSize,
		ChangesFeed: set.ChangesFeed, DeletesFeed: set.ChangesFeed && set.DeletesFeed, Alias: set.Alias, Batch: set.Batch,
		MostFile: set.MostFile,
	}
}

// ask runs one request with the server locked, and what the server's settings let go wrong with it.
func ask[T any](ctx context.Context, c *client, verb, feed, id string, do func() (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, &remote.Error{Class: remote.Canceled, Message: "The exchange was stopped.", Err: err}
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.n++
	c.meter.Count(200)
	call := Call{User: c.user, Verb: verb, Feed: feed, ID: id, N: c.s.n}
	var fault Fault
	if c.s.set.Fault != nil {
		fault = c.s.set.Fault(call)
	}
	switch {
	case fault.Kind == BadKey, c.s.set.Secret != "" && c.secret != c.s.set.Secret:
		return none, &remote.Error{Class: remote.Auth, Message: "The server does not accept this key. Enter it again in Settings."}
	case fault.Kind == Unreachable:
		return none, &remote.Error{Class: remote.Transient, Message: "The server cannot be reached."}
	case fault.Kind == Busy:
		return none, &remote.Error{Class: remote.Transient, Message: "The server is busy.", RetryAfter: fault.RetryAfter}
	case fault.Kind == LostRequest:
		return none, &remote.Error{Class: remote.Transient, Message: "The server did not answer.", Unknown: call.Writes()}
	}
	c.stale = fault.Kind == Stale
	out, err := do()
	c.stale = false
	switch fault.Kind {
	case Twice:
		out, err = do()
	case LostResponse:
		return none, &remote.Error{Class: remote.Transient, Message: "The answer was lost.", Unknown: call.Writes()}
	case ServerError:
		return none, &remote.Error{Class: remote.Transient, Message: "The server reports an error of its own.", Unknown: call.Writes()}
	case ShortPage:
		if p, ok := any(&out).(*remote.Page); ok {
			p.Records, p.More = p.Records[:len(p.Records)/2], false
		}
	case PartAnswer:
		if a, ok := any(&out).(*[]remote.Answer); ok {
			*a = everySecond(*a)
		}
	case Blip, WrongTotal:
		if p, ok := any(&out).(*remote.Page); ok {
			misreport(p, fault.Kind, call.N)
		}
	}
	return out, err
}

// misreport leaves a record out of a list, or names a wrong total.
func misreport(p *remote.Page, kind FaultKind, n int) {
	if kind == WrongTotal {
		p.Total = max(0, p.Total+int64(n%5)-2)
		return
	}
	if len(p.Records) > 1 { // the last one stays: the next page begins after it
		i := n % (len(p.Records) - 1)
		p.Records = append(p.Records[:i:i], p.Records[i+1:]...)
		p.Total--
	}
}

func (c *client) Check(ctx context.Context) (remote.Account, error) {
	return ask(ctx, c, "check", "", "", func() (remote.Account, error) {
		return remote.Account{
			ID: "memory " + c.s.set.Name + " " + c.user, Server: "Satchel memory", User: c.name, UserID: c.user,
			Rights: []string{"May see and change everything."},
		}, nil
	})
}

func (c *client) List(ctx context.Context, scan remote.Scan) (remote.Page, error) {
	return ask(ctx, c, "list", scan.Feed, "", func() (remote.Page, error) {
		if _, _, err := c.s.feed(scan.Feed); err != nil {
			return remote.Page{}, err
		}
		limit := c.s.set.PageSize
		if scan.Limit > 0 && scan.Limit < limit {
			limit = scan.Limit
		}
		page, now := remote.Page{At: c.s.stamp()}, c.s.visible()
		for _, id := range c.s.ids[scan.Feed] {
			r := c.s.rows[id]
			st := r.listed(now)
			if st == nil || st.gone || st.at < scan.Since || (scan.Until > 0 && st.at > scan.Until) || c.s.denied[c.user+" "+id] {
				continue
			}
			page.Total++
			switch {
			case id <= scan.After:
			case len(page.Records) == limit:
				page.More = true
			default:
				page.Records = append(page.Records, c.s.inPart(c.s.record(r, st, scan.Brief)))
			}
		}
		return page, nil
	})
}

// find returns a live row, following merges.
func (c *client) find(feed, id string) (*row, error) {
	r := c.s.rows[id]
	for r != nil && r.into != "" && c.s.set.Alias {
		r = c.s.rows[r.into]
	}
	return r, c.usable(r, feed)
}

// usable tells why a row cannot be read or changed.
func (c *client) usable(r *row, feed string) error {
	switch {
	case r == nil || r.feed != feed || r.now().gone:
		return &remote.Error{Class: remote.Gone, Message: fmt.Sprintf("There is no such %s, or no longer.", feed)}
	case c.s.denied[c.user+" "+r.id]:
		return &remote.Error{Class: remote.Denied, Message: "You may not see this record."}
	}
	return nil
}

func (c *client) Get(ctx context.Context, feed, id string) (remote.Record, error) {
	return ask(ctx, c, "get", feed, id, func() (remote.Record, error) {
		if c.isFile(feed) {
			return c.getFile(id)
		}
		r, err := c.find(feed, id)
		if err != nil {
			return remote.Record{}, err
		}
		st := r.now()
		if n := len(r.states); c.stale && n > 1 && !r.states[n-2].gone {
			st = &r.states[n-2]
		}
		return c.s.whole(r, st), nil
	})
}

func (c *client) Create(ctx context.Context, feed, marker string, values crm.Values) (remote.Record, error) {
	return ask(ctx, c, "create", feed, "", func() (remote.Record, error) {
		return c.create(feed, marker, values, remote.TwiceAllowed(ctx))
	})
}

func (c *client) create(feed, marker string, values crm.Values, twice bool) (remote.Record, error) {
	if c.isFile(feed) {
		return c.createFile(marker, values)
	}
	if r := c.s.rows[c.s.qualify(feed, marker)]; r != nil && c.s.set.ClientIDs {
		if r.now().gone {
			return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "This record was deleted."}
		}
		return c.s.whole(r, r.now()), nil
	}
	f, e, err := c.s.feed(feed)
	if err != nil {
		return remote.Record{}, err
	}
	if !f.Create {
		return remote.Record{}, &remote.Error{Class: remote.Denied, Message: "You may not create this."}
	}
	if twins := c.twins(feed, e, values); len(twins) > 0 && !twice {
		return remote.Record{}, &remote.Error{Class: remote.Duplicate, Message: "Such a record exists already.", Candidates: twins}
	}
	r, err := c.s.create(c.user, feed, marker, values)
	if err != nil {
		return remote.Record{}, err
	}
	return c.s.whole(r, r.now()), nil
}

// twins are the live records with the same title.
func (c *client) twins(feed string, e *crm.Entity, values crm.Values) []remote.Record {
	if !c.s.set.Twins {
		return nil
	}
	title := e.TitleOf(crm.Record{Values: values})
	var out []remote.Record
	for _, id := range c.s.ids[feed] {
		if r := c.s.rows[id]; !r.now().gone && e.TitleOf(crm.Record{Values: r.now().values}) == title {
			out = append(out, c.s.record(r, r.now(), false))
		}
	}
	return out
}

func (c *client) Update(ctx context.Context, feed, id, version string, values crm.Values) (remote.Record, error) {
	return ask(ctx, c, "update", feed, id, func() (remote.Record, error) { return c.update(feed, id, version, values) })
}

func (c *client) update(feed, id, version string, values crm.Values) (remote.Record, error) {
	r, err := c.current(feed, id, version)
	if err != nil {
		return remote.Record{}, err
	}
	if err := c.s.update(c.user, r, values); err != nil {
		return remote.Record{}, err
	}
	return c.s.whole(r, r.now()), nil
}

// current returns a row that may be changed, if the version is still its own.
func (c *client) current(feed, id, version string) (*row, error) {
	r := c.s.rows[id]
	if err := c.usable(r, feed); err != nil {
		return nil, err
	}
	now := c.s.whole(r, r.now())
	if c.s.set.Versions && version != now.Version {
		return nil, &remote.Error{Class: remote.Conflict, Message: "The record was changed meanwhile.", Current: &now}
	}
	return r, nil
}

func (c *client) Delete(ctx context.Context, feed, id string) error {
	_, err := ask(ctx, c, "delete", feed, id, func() (struct{}, error) {
		if c.isFile(feed) {
			return struct{}{}, c.deleteFile(id)
		}
		r := c.s.rows[id]
		err := c.usable(r, feed)
		switch into := remote.MergedInto(ctx); {
		case err != nil:
		case into != "":
			return struct{}{}, c.s.merge(c.user, r, into)
		default:
			c.s.remove(c.user, r)
		}
		return struct{}{}, missingIsFine(err)
	})
	return err
}

// missingIsFine lets a delete be repeated.
func missingIsFine(err error) error {
	if err != nil && remote.AsError(err).Class == remote.Gone {
		return nil
	}
	return err
}

// Find looks for the marker, or without markers for records that this user created since then and that hold these values.
func (c *client) Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]remote.Record, error) {
	return ask(ctx, c, "find", feed, "", func() ([]remote.Record, error) {
		if c.isFile(feed) {
			return c.findFile(marker, values)
		}
		var out []remote.Record
		_, e, err := c.s.feed(feed)
		if err != nil {
			return nil, err
		}
		since -= crm.Instant(2 * time.Second / time.Millisecond)
		now := c.s.visible()
		for _, id := range c.s.ids[feed] {
			r := c.s.rows[id]
			st := r.listed(now)
			if st == nil || st.gone {
				continue
			}
			if c.s.set.Markers || c.s.set.ClientIDs {
				if r.marker == marker {
					out = append(out, c.s.record(r, st, false))
				}
			} else if r.creator == c.user && r.created >= since && c.holds(e, st.values, values) {
				out = append(out, c.s.record(r, st, false))
			}
		}
		return out, nil
	})
}

func (c *client) holds(e *crm.Entity, have, want crm.Values) bool {
	for name, v := range want {
		f, _ := e.Field(name)
		if !same(have[name], c.s.canon(f, v)) {
			return false
		}
	}
	return true
}

func same(a, b any) bool {
	x, ok := a.([]remote.Ref)
	y, too := b.([]remote.Ref)
	if ok && too {
		return slices.Equal(x, y)
	}
	return !ok && !too && crm.Equal(a, b)
}

func (c *client) Canon(feed, field string, value any) any {
	_, e, err := c.s.feed(feed)
	if err != nil {
		return value
	}
	f, _ := e.Field(field)
	if name, ok := value.(string); ok && c.isFile(feed) && field == "name" {
		return crm.FileName(name)
	}
	return c.s.canon(f, value)
}

func (c *client) FeedOf(r crm.Record) (string, bool) { return c.s.feedOf(r) }
