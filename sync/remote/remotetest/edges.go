package remotetest

import (
	"context"
	"fmt"

	"satchel/app/crm"
	"satchel/sync/remote"
)

func (s *suite) links() {
	for i, f := range s.writable() {
		e := s.entity(f)
		for name, v := range s.values(f, i, false) {
			ref, ok := v.(remote.Ref)
			if d, _ := e.Field(name); !ok || d.Kind != crm.Link {
				continue
			}
			needed := s.values(f, i, true)
			needed[name] = ref
			rec := s.create(f, needed)
			if rec.Values[name] != any(ref) {
				s.Errorf("%s.%s came back as %#v, want %#v", f.Name, name, rec.Values[name], ref)
			}
		}
	}
}

func (s *suite) badKey() {
	if s.BadKey == nil {
		s.Skip("every key is good")
	}
	_, err := s.BadKey.Check(s.ctx)
	s.class("check", err, remote.Auth)
}

func (s *suite) rejected() {
	if s.Refuse == nil {
		s.Skip("every value is good")
	}
	feed, values := s.Refuse()
	_, err := s.Provider.Create(s.ctx, feed, NewID(), values)
	if e := s.failure("create", err, remote.Rejected); e.Unknown {
		s.Fatal("a refusal is an outcome")
	}
}

func (s *suite) unknown() {
	if s.Extra == nil {
		s.Skip("the server has no other fields")
	}
	f := s.some()
	rec := s.create(f, s.values(f, 1, true))
	set, same := s.Extra(f.Name, rec.ID)
	set()
	current, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
	s.ok("get", err)
	_, err = s.Provider.Update(s.ctx, f.Name, rec.ID, current.Version, crm.Values{s.title(f): "changed"})
	s.ok("update", err)
	if !same() {
		s.Fatal("an update changed a field that was not given")
	}
}

func (s *suite) canceled() {
	f := s.some()
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	_, err := s.Provider.List(ctx, remote.Scan{Feed: f.Name})
	s.class("list", err, remote.Canceled)
	_, err = s.Provider.Get(ctx, f.Name, "x")
	s.class("get", err, remote.Canceled)
	_, err = s.Provider.Create(ctx, f.Name, NewID(), s.values(f, 1, true))
	s.class("create", err, remote.Canceled)
	s.class("delete", s.Provider.Delete(ctx, f.Name, "x"), remote.Canceled)
}

func (s *suite) feedOf() {
	for _, f := range s.writable() {
		r := crm.Record{Entity: f.Entity, ID: "x", Values: s.values(f, 0, true)}
		if v := s.values(f, 0, false)["kind"]; v != nil {
			r.Values["kind"] = v
		}
		if name, ok := s.Provider.FeedOf(r); !ok || name != f.Name {
			s.Errorf("a record made for %s goes to %s", f.Name, fmt.Sprint(name))
		}
	}
	if _, ok := s.Provider.FeedOf(crm.Record{Entity: "no such entity"}); ok {
		s.Error("an unknown entity has a feed")
	}
}
