package remotetest

import (
	"slices"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// sequenced leaves the case if the provider has no sequence of changes; then it must say so.
func (s *suite) sequenced() {
	s.Helper()
	if s.caps.ChangesFeed {
		return
	}
	if s.caps.DeletesFeed {
		s.Fatal("deletes are told by the sequence of changes, which there is not")
	}
	_, err := s.Provider.Changes(s.ctx, "")
	s.class("changes", err, remote.Protocol)
	s.Skip("the provider has no sequence of changes")
}

// place is where the sequence stands now.
func (s *suite) place() string {
	s.Helper()
	c, err := s.Provider.Changes(s.ctx, "")
	s.ok("changes", err)
	if c.Next == "" || c.Reset || c.More || len(c.Records)+len(c.Gone) > 0 {
		s.Fatalf("the place where the sequence stands: %+v", c)
	}
	return c.Next
}

// changes reads everything after a place, and returns the next one.
func (s *suite) changes(since string) (records []remote.Record, gone []remote.Tombstone, next string) {
	s.Helper()
	for range 1000 {
		c, err := s.Provider.Changes(s.ctx, since)
		s.ok("changes", err)
		if c.Reset || c.Next == "" || c.At == 0 || c.More && c.Next == since {
			s.Fatalf("after %q: %+v", since, c)
		}
		if len(c.Records)+len(c.Gone) > s.caps.PageSize {
			s.Fatalf("%d changes on a page of %d", len(c.Records)+len(c.Gone), s.caps.PageSize)
		}
		for _, stone := range c.Gone {
			if slices.ContainsFunc(c.Records, func(r remote.Record) bool { return r.Feed == stone.Feed && r.ID == stone.ID }) {
				s.Fatalf("%v is here and gone", stone)
			}
		}
		records, gone, since = append(records, c.Records...), append(gone, c.Gone...), c.Next
		if !c.More {
			return records, gone, since
		}
	}
	s.Fatal("the changes do not end")
	return nil, nil, ""
}

func (s *suite) changesOfAllFeeds() {
	s.sequenced()
	f := s.some()
	old := s.Create(f.Name, s.values(f, 1, true))
	since := s.place()
	want := map[string]bool{old: true}
	for i, f := range s.writable() {
		want[s.Create(f.Name, s.values(f, 10+i, true))] = true
	}
	s.pass(time.Second)
	s.Change(f.Name, old, crm.Values{s.title(f): "changed"})
	records, gone, next := s.changes(since)
	for _, rec := range records {
		whole, err := s.Provider.Get(s.ctx, rec.Feed, rec.ID)
		s.ok("get", err)
		if whole.Version != rec.Version || whole.ModifiedAt != rec.ModifiedAt || len(whole.Values) != len(rec.Values) {
			s.Errorf("the change shows %+v, get says %+v", rec, whole)
		}
		for name, v := range whole.Values {
			if !equal(v, rec.Values[name]) {
				s.Errorf("%s of the change is %#v, get says %#v", name, rec.Values[name], v)
			}
		}
		delete(want, rec.ID)
	}
	if len(want) > 0 || len(gone) > 0 {
		s.Fatalf("not told: %v, gone: %v", want, gone)
	}
	if records, gone, _ := s.changes(next); len(records)+len(gone) > 0 {
		s.Fatalf("told again: %v %v", records, gone)
	}
	if got := s.list(remote.Scan{Feed: f.Name}); len(got) == 0 {
		s.Fatal("a list shows less than the sequence")
	}
}

func (s *suite) changesCoverOwnWrites() {
	s.sequenced()
	f, since := s.some(), s.place()
	rec := s.create(f, s.values(f, 1, true))
	records, _, _ := s.changes(since)
	if !slices.ContainsFunc(records, func(r remote.Record) bool { return r.ID == rec.ID && r.Version == rec.Version }) {
		s.Fatal("our own create is not told")
	}
}

func (s *suite) changesNameTheGone() {
	s.sequenced()
	f := s.some()
	theirs, ours := s.Create(f.Name, s.values(f, 1, true)), s.Create(f.Name, s.values(f, 2, true))
	a, b := s.Create(f.Name, s.values(f, 3, true)), s.Create(f.Name, s.values(f, 4, true))
	since := s.place()
	s.Delete(f.Name, theirs)
	s.ok("delete", s.Provider.Delete(s.ctx, f.Name, ours))
	want := []remote.Tombstone{{Feed: f.Name, ID: theirs}, {Feed: f.Name, ID: ours}}
	if s.Merge != nil {
		s.Merge(f.Name, a, b)
		want = append(want, remote.Tombstone{Feed: f.Name, ID: a, Into: b})
	}
	records, gone, _ := s.changes(since)
	if !s.caps.DeletesFeed {
		if len(gone) > 0 {
			s.Fatalf("undeclared: %v", gone)
		}
		s.Skip("the sequence does not tell what is gone")
	}
	for _, stone := range want {
		if !slices.Contains(gone, stone) {
			s.Errorf("%+v is not told", stone)
		}
	}
	for _, rec := range records {
		if rec.ID != b {
			s.Errorf("told as there: %+v", rec)
		}
	}
}

func (s *suite) changesReset() {
	s.sequenced()
	f := s.some()
	id := s.Create(f.Name, s.values(f, 1, true))
	c, err := s.Provider.Changes(s.ctx, "no such place")
	s.ok("changes", err)
	if !c.Reset || c.Next == "" || len(c.Records)+len(c.Gone) > 0 {
		s.Fatalf("an unknown place: %+v", c)
	}
	s.Change(f.Name, id, crm.Values{s.title(f): "changed"})
	if records, _, _ := s.changes(c.Next); len(records) != 1 || records[0].ID != id {
		s.Fatalf("after the reset: %v", records)
	}
}

func (s *suite) changesHideTheHidden() {
	s.sequenced()
	if s.Deny == nil {
		s.Skip("this server hides nothing")
	}
	f := s.some()
	id, since := s.Create(f.Name, s.values(f, 1, true)), s.place()
	s.Deny(f.Name, id)
	s.Change(f.Name, id, crm.Values{s.title(f): "secret"})
	if records, gone, _ := s.changes(since); len(records)+len(gone) > 0 {
		s.Fatalf("told about a hidden record: %v %v", records, gone)
	}
}
