package remotetest

import (
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

func (s *suite) capabilities() {
	if len(s.caps.Feeds) == 0 || s.caps.PageSize < 1 {
		s.Fatalf("capabilities are empty: %+v", s.caps)
	}
	if s.caps.ChangesFeed && s.caps.Lag > 0 {
		s.Error("lists are behind the sequence of changes")
	}
	for _, f := range s.caps.Feeds {
		e := s.entity(f)
		for _, name := range f.Fields {
			if !e.Has(name) {
				s.Errorf("feed %s names a field %q that %s does not have", f.Name, name, e.Label)
			}
		}
	}
}

func (s *suite) roundTrips() {
	for i, f := range s.writable() {
		values := s.values(f, i, false)
		rec := s.create(f, values)
		s.same(f, rec, values)
		again, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
		s.ok("get", err)
		s.same(f, again, values)
		e := s.entity(f)
		for name, v := range again.Values {
			d, ok := e.Field(name)
			if !ok || !f.Holds(name) && name != crm.FieldCreatedAt && name != crm.FieldModifiedAt {
				s.Errorf("%s answers with %q, which the feed does not hold", f.Name, name)
				continue
			}
			if d.Kind == crm.Link || d.Kind == crm.Links || crm.IsEmpty(v) {
				continue
			}
			if err := d.Check(v); err != nil {
				s.Errorf("%s.%s: %v", f.Name, name, err)
			}
		}
	}
}

func (s *suite) createReadsBack() {
	f := s.some()
	rec := s.create(f, s.values(f, 1, true))
	if rec.ID == "" || rec.Feed != f.Name || rec.ModifiedAt == 0 {
		s.Fatalf("the record is not whole: %+v", rec)
	}
	got, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
	s.ok("get", err)
	if got.Version != rec.Version || got.ModifiedAt != rec.ModifiedAt {
		s.Fatalf("create said %q at %s, get says %q at %s", rec.Version, rec.ModifiedAt, got.Version, got.ModifiedAt)
	}
	for name, v := range got.Values {
		if !equal(v, rec.Values[name]) {
			s.Errorf("%s: create said %#v, get says %#v", name, rec.Values[name], v)
		}
	}
}

func (s *suite) updateIsPartial() {
	for i, f := range s.writable() {
		values := s.values(f, i, false)
		rec := s.create(f, values)
		e := s.entity(f)
		for _, field := range e.Fields {
			if !f.Holds(field.Name) || !sends(field) || field.Kind != crm.Text || values[field.Name] == nil || field.MergeGroup() != field.Name {
				continue
			}
			s.pass(time.Second)
			change := crm.Values{field.Name: sample(e, field, 77)}
			got, err := s.Provider.Update(s.ctx, f.Name, rec.ID, rec.Version, change)
			s.ok("update of "+f.Name, err)
			values[field.Name] = change[field.Name]
			s.same(f, got, values)
			break
		}
	}
}

func (s *suite) updateEmpties() {
	f := s.some()
	e := s.entity(f)
	values := s.values(f, 3, false)
	rec := s.create(f, values)
	for _, field := range e.Fields {
		if values[field.Name] == nil || field.Required || titled(e, field) || field.Kind == crm.Bool || field.Currency != "" {
			continue
		}
		s.pass(time.Second)
		got, err := s.Provider.Update(s.ctx, f.Name, rec.ID, rec.Version, crm.Values{field.Name: nil})
		s.ok("emptying "+field.Name, err)
		if !crm.IsEmpty(got.Values[field.Name]) {
			s.Errorf("%s is still %#v", field.Name, got.Values[field.Name])
		}
		rec = got
	}
}

// title is a field whose change is visible in every feed.
func (s *suite) title(f remote.Feed) string {
	for _, field := range s.entity(f).Fields {
		if field.Required && field.Kind == crm.Text && f.Holds(field.Name) {
			return field.Name
		}
	}
	s.Skip("no plain field")
	return ""
}

func (s *suite) versions() {
	f := s.some()
	rec := s.create(f, s.values(f, 1, true))
	if !f.Version {
		s.Skip("the feed has no versions")
	}
	name := s.title(f)
	s.pass(time.Second)
	s.Change(f.Name, rec.ID, crm.Values{name: "theirs"})
	_, err := s.Provider.Update(s.ctx, f.Name, rec.ID, rec.Version, crm.Values{name: "mine"})
	e := s.failure("stale update", err, remote.Conflict)
	if e.Current == nil || e.Current.Values[name] != "theirs" {
		s.Fatalf("the conflict does not hold the current record: %+v", e.Current)
	}
	_, err = s.Provider.Update(s.ctx, f.Name, rec.ID, e.Current.Version, crm.Values{name: "mine"})
	s.ok("update of the current version", err)
}

func (s *suite) getGone() {
	f := s.some()
	rec := s.create(f, s.values(f, 1, true))
	s.Delete(f.Name, rec.ID)
	_, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
	s.class("get", err, remote.Gone)
	_, err = s.Provider.Update(s.ctx, f.Name, rec.ID, rec.Version, crm.Values{s.title(f): "x"})
	s.class("update", err, remote.Gone)
}

func (s *suite) getDenied() {
	if s.Deny == nil {
		s.Skip("this server hides nothing")
	}
	f := s.some()
	rec := s.create(f, s.values(f, 1, true))
	s.Deny(f.Name, rec.ID)
	_, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
	s.class("get", err, remote.Denied)
}

func (s *suite) getMerged() {
	if !s.caps.Alias {
		s.Skip("the provider does not follow merges")
	}
	if s.Merge == nil {
		s.Fatal("nobody can merge records at this server")
	}
	f := s.some()
	a, b := s.create(f, s.values(f, 1, true)), s.create(f, s.values(f, 2, true))
	s.Merge(f.Name, a.ID, b.ID)
	got, err := s.Provider.Get(s.ctx, f.Name, a.ID)
	s.ok("get", err)
	if got.ID != b.ID {
		s.Fatalf("got %q, want the survivor %q", got.ID, b.ID)
	}
}

func (s *suite) deleteTwice() {
	f := s.some()
	rec := s.create(f, s.values(f, 1, true))
	s.ok("delete", s.Provider.Delete(s.ctx, f.Name, rec.ID))
	s.ok("delete again", s.Provider.Delete(s.ctx, f.Name, rec.ID))
	_, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
	s.class("get", err, remote.Gone)
}

func (s *suite) scanPages() {
	f := s.some()
	ids := map[string]bool{}
	for i := range 7 {
		ids[s.Create(f.Name, s.values(f, i, true))] = true
	}
	s.settle()
	for _, limit := range []int{0, 1, 3, 7} {
		got := s.list(remote.Scan{Feed: f.Name, Limit: limit})
		if len(got) != len(ids) {
			s.Fatalf("with pages of %d: %d records, want %d", limit, len(got), len(ids))
		}
		for _, rec := range got {
			if !ids[rec.ID] || rec.Values == nil {
				s.Fatalf("listed %+v", rec)
			}
		}
	}
	page, err := s.Provider.List(s.ctx, remote.Scan{Feed: f.Name, Limit: 7})
	s.ok("full page", err)
	if len(page.Records) == 7 && page.More {
		s.Error("the last page is full and says that more follows")
	}
	if page.Total >= 0 && page.Total != 7 {
		s.Errorf("total is %d, want 7 or untold", page.Total)
	}
}

func (s *suite) scanBrief() {
	f := s.some()
	id := s.Create(f.Name, s.values(f, 1, true))
	s.settle()
	whole, err := s.Provider.Get(s.ctx, f.Name, id)
	s.ok("get", err)
	got := s.list(remote.Scan{Feed: f.Name, Brief: true})
	if len(got) != 1 || got[0].ID != id || got[0].Values != nil {
		s.Fatalf("brief scan: %+v", got)
	}
	if got[0].ModifiedAt != whole.ModifiedAt || got[0].Version != whole.Version {
		s.Fatalf("brief scan says %q at %s, get says %q at %s", got[0].Version, got[0].ModifiedAt, whole.Version, whole.ModifiedAt)
	}
}

func (s *suite) scanWindow() {
	f := s.some()
	old := s.Create(f.Name, s.values(f, 1, true))
	s.Create(f.Name, s.values(f, 2, true))
	s.pass(time.Hour)
	s.Change(f.Name, old, crm.Values{s.title(f): "changed"})
	rec, err := s.Provider.Get(s.ctx, f.Name, old)
	s.ok("get", err)
	s.settle()
	if s.Pass != nil {
		got := s.list(remote.Scan{Feed: f.Name, Since: rec.ModifiedAt})
		if len(got) != 1 || got[0].ID != old {
			s.Fatalf("since the change: %d records", len(got))
		}
		got = s.list(remote.Scan{Feed: f.Name, Since: 1, Until: rec.ModifiedAt - 1_000})
		if len(got) != 1 || got[0].ID == old {
			s.Fatalf("before the change: %d records", len(got))
		}
	}
	if got := s.list(remote.Scan{Feed: f.Name, Since: rec.ModifiedAt, Until: rec.ModifiedAt}); len(got) < 1 {
		s.Fatal("both ends of a window belong to it")
	}
}

func (s *suite) scanDeleted() {
	f := s.some()
	id := s.Create(f.Name, s.values(f, 1, true))
	s.Delete(f.Name, id)
	s.settle()
	if got := s.list(remote.Scan{Feed: f.Name}); len(got) != 0 {
		s.Fatalf("%d records are listed", len(got))
	}
}

func (s *suite) findLost() {
	if s.Lose == nil {
		s.Skip("no answer can be lost")
	}
	f := s.some()
	marker, values := NewID(), s.values(f, 4, false)
	page, err := s.Provider.List(s.ctx, remote.Scan{Feed: f.Name, Brief: true, Limit: 1})
	s.ok("list", err)
	s.Lose()
	_, err = s.Provider.Create(s.ctx, f.Name, marker, values)
	e := s.failure("create", err, remote.AsError(err).Class)
	if !e.Unknown {
		s.Fatalf("a lost answer leaves the outcome unknown: %+v", e)
	}
	s.settle()
	found, err := s.Provider.Find(s.ctx, f.Name, marker, values, page.At)
	s.ok("find", err)
	if len(found) != 1 {
		s.Fatalf("found %d records", len(found))
	}
	s.same(f, found[0], values)
	if !s.caps.ClientID {
		return
	}
	again, err := s.Provider.Create(s.ctx, f.Name, marker, values)
	s.ok("create again", err)
	if again.ID != found[0].ID {
		s.Fatal("a repeated create made another record")
	}
}

func (s *suite) findNothing() {
	f := s.some()
	page, err := s.Provider.List(s.ctx, remote.Scan{Feed: f.Name, Brief: true, Limit: 1})
	s.ok("list", err)
	s.Create(f.Name, s.values(f, 8, true))
	s.settle()
	found, err := s.Provider.Find(s.ctx, f.Name, NewID(), s.values(f, 9, true), page.At)
	s.ok("find", err)
	if len(found) != 0 {
		s.Fatalf("found %d records", len(found))
	}
}

func (s *suite) canon() {
	for i, f := range s.writable() {
		e := s.entity(f)
		values := s.values(f, i, false)
		for _, field := range e.Fields {
			if v, ok := values[field.Name].(string); ok && field.Kind == crm.Text && field.MergeGroup() == field.Name && len(v)+3 <= field.Limit() {
				values[field.Name] = "  " + v + " "
			}
		}
		rec := s.create(f, values)
		for name, v := range values {
			once := s.Provider.Canon(f.Name, name, v)
			if twice := s.Provider.Canon(f.Name, name, once); !equal(once, twice) {
				s.Errorf("%s.%s: canonical form of %#v is %#v", f.Name, name, once, twice)
			}
			if got := s.Provider.Canon(f.Name, name, rec.Values[name]); !equal(got, once) {
				s.Errorf("%s.%s came back as %#v, canonical form is %#v", f.Name, name, got, once)
			}
		}
		for _, name := range f.Fields {
			if got := s.Provider.Canon(f.Name, name, nil); !crm.IsEmpty(got) {
				s.Errorf("%s.%s: canonical form of nothing is %#v", f.Name, name, got)
			}
		}
	}
}
