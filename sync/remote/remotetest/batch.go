package remotetest

import (
	"context"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// batched leaves the case if the provider takes one write at a time; then it must say so.
func (s *suite) batched() {
	s.Helper()
	if s.caps.Batch > 1 {
		return
	}
	_, err := s.Provider.Batch(s.ctx, []remote.Write{{Verb: remote.Create}})
	s.class("batch", err, remote.Protocol)
	s.Skip("the provider takes one write at a time")
}

// batch sends writes in as many requests as they need, and returns every answer by its reference.
func (s *suite) batch(writes ...remote.Write) map[string]remote.Answer {
	s.Helper()
	out := map[string]remote.Answer{}
	for len(writes) > 0 {
		n := min(len(writes), s.caps.Batch)
		answers, err := s.Provider.Batch(s.ctx, writes[:n])
		s.ok("batch", err)
		for _, a := range answers {
			out[a.Ref] = a
		}
		for _, w := range writes[:n] {
			if _, ok := out[w.Ref]; !ok {
				s.Fatalf("no answer to %+v", w)
			}
		}
		writes = writes[n:]
	}
	return out
}

func (s *suite) batchWrites() {
	s.batched()
	f := s.some()
	changed, removed := s.create(f, s.values(f, 1, true)), s.create(f, s.values(f, 2, true))
	var writes []remote.Write
	for i := range 3 {
		writes = append(writes, remote.Write{Verb: remote.Create, Ref: NewID(), Feed: f.Name, Values: s.values(f, 10+i, true)})
	}
	title := s.title(f)
	update := remote.Write{
		Verb: remote.Update, Ref: NewID(), Feed: f.Name, ID: changed.ID, Version: changed.Version, Values: crm.Values{title: "changed"},
	}
	remove := remote.Write{Verb: remote.Delete, Ref: NewID(), Feed: f.Name, ID: removed.ID, Version: removed.Version}
	answers := s.batch(append([]remote.Write{update, remove}, writes...)...)
	for ref, a := range answers {
		s.ok("entry "+ref, a.Err)
	}
	for _, w := range writes {
		rec := answers[w.Ref].Record
		s.same(f, rec, w.Values)
		whole, err := s.Provider.Get(s.ctx, f.Name, rec.ID)
		s.ok("get", err)
		if whole.Version != rec.Version || whole.ModifiedAt != rec.ModifiedAt {
			s.Errorf("the answer shows %+v, get says %+v", rec, whole)
		}
		if s.caps.Marker && whole.Marker != w.Ref {
			s.Errorf("the marker is %q, want %q", whole.Marker, w.Ref)
		}
	}
	if got := answers[update.Ref].Record; got.ID != changed.ID || got.Values[title] != "changed" {
		s.Errorf("the update answers with %+v", got)
	}
	_, err := s.Provider.Get(s.ctx, f.Name, removed.ID)
	s.class("get of what was deleted", err, remote.Gone)
	again := s.batch(remove)[remove.Ref]
	s.ok("deleting again", again.Err)
}

func (s *suite) batchStale() {
	s.batched()
	f := s.some()
	if !f.Version {
		s.Skip("the feed has no versions")
	}
	a, b := s.create(f, s.values(f, 1, true)), s.create(f, s.values(f, 2, true))
	title := s.title(f)
	s.Change(f.Name, a.ID, crm.Values{title: "theirs"})
	s.Change(f.Name, b.ID, crm.Values{title: "theirs"})
	good := remote.Write{Verb: remote.Create, Ref: NewID(), Feed: f.Name, Values: s.values(f, 3, true)}
	update := remote.Write{Verb: remote.Update, Ref: NewID(), Feed: f.Name, ID: a.ID, Version: a.Version, Values: crm.Values{title: "mine"}}
	remove := remote.Write{Verb: remote.Delete, Ref: NewID(), Feed: f.Name, ID: b.ID, Version: b.Version}
	answers := s.batch(update, good, remove)
	s.ok("the good entry", answers[good.Ref].Err)
	for _, w := range []remote.Write{update, remove} {
		e := s.failure("stale "+string(w.Verb), answers[w.Ref].Err, remote.Conflict)
		if e.Current == nil || e.Current.ID != w.ID || e.Current.Values[title] != "theirs" {
			s.Errorf("the conflict does not hold the current record: %+v", e.Current)
		}
	}
}

func (s *suite) batchRefused() {
	s.batched()
	if s.Refuse == nil {
		s.Skip("every value is good")
	}
	f := s.some()
	feed, values := s.Refuse()
	bad := remote.Write{Verb: remote.Create, Ref: NewID(), Feed: feed, Values: values}
	good := remote.Write{Verb: remote.Create, Ref: NewID(), Feed: f.Name, Values: s.values(f, 1, true)}
	before := len(s.list(remote.Scan{Feed: f.Name, Brief: true}))
	answers, err := s.Provider.Batch(s.ctx, []remote.Write{bad, good})
	s.settle()
	after := len(s.list(remote.Scan{Feed: f.Name, Brief: true}))
	if err != nil { // refused whole: then nothing was carried out
		if e := s.failure("batch", err, remote.Rejected); e.Unknown || after != before {
			s.Fatalf("a refusal is an outcome: %+v, %d records were made", e, after-before)
		}
		return
	}
	for _, a := range answers {
		switch a.Ref {
		case bad.Ref:
			s.class("the bad entry", a.Err, remote.Rejected)
		case good.Ref:
			s.ok("the good entry", a.Err)
		}
	}
	if after != before+1 {
		s.Fatalf("%d records were made", after-before)
	}
}

func (s *suite) batchRepeated() {
	s.batched()
	if !s.caps.ClientID {
		s.Skip("the provider does not take our ids")
	}
	f := s.some()
	w := remote.Write{Verb: remote.Create, Ref: NewID(), Feed: f.Name, Values: s.values(f, 1, true)}
	first, second := s.batch(w)[w.Ref], s.batch(w)[w.Ref]
	s.ok("create", first.Err)
	s.ok("create again", second.Err)
	if first.Record.ID != second.Record.ID {
		s.Fatal("a repeated create made another record")
	}
}

func (s *suite) batchTooMany() {
	s.batched()
	if s.caps.Batch > 1000 {
		s.Skipf("%d writes are never too many", s.caps.Batch)
	}
	f := s.some()
	writes := make([]remote.Write, s.caps.Batch+1)
	for i := range writes {
		writes[i] = remote.Write{Verb: remote.Create, Ref: NewID(), Feed: f.Name, Values: s.values(f, i, true)}
	}
	_, err := s.Provider.Batch(s.ctx, writes)
	if e := s.failure("batch", err, remote.Rejected); e.Unknown {
		s.Fatal("a refusal is an outcome")
	}
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	_, err = s.Provider.Batch(ctx, writes[:1])
	s.class("batch", err, remote.Canceled)
}
