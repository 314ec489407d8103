package crash

import (
	"context"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
)

// act is one action of the person, with the boundaries of its commit. What was not saved is typed again.
func (s *stage) act(f func(crm.Tx) error) {
	for _, kind := range []Boundary{BeforeCommit, AfterCommit} {
		if kind == AfterCommit {
			must(s.store.Edit(f))
		}
		if !s.dead && s.dies(kind) && !s.during {
			s.start()
		}
	}
}

// links are fields that hold an id, not a word of the person.
var links = map[string]bool{"organisation": true, "parent": true, "contact": true}

// put types values into a record; id "" makes one.
func (s *stage) put(entity, id string, values crm.Values) string {
	if id == "" {
		id = s.store.NewID()
	}
	ref := crm.Ref{Entity: entity, ID: id}
	s.act(func(tx crm.Tx) error { return tx.Put(crm.Record{Entity: entity, ID: id, Values: values}) })
	delete(s.removed, ref)
	if s.typed[ref] == nil {
		s.typed[ref] = map[string]string{}
	}
	for field, v := range values {
		if text, ok := v.(string); ok && !links[field] {
			s.typed[ref][field] = text
		}
	}
	return id
}

func (s *stage) remove(entity, id string) {
	ref := crm.Ref{Entity: entity, ID: id}
	s.act(func(tx crm.Tx) error { return tx.Delete(ref) })
	delete(s.typed, ref)
	s.removed[ref] = true
}

// decide lets the person say something to the engine, who notices if it did not get through.
func (s *stage) decide(say func() error, done func() bool) {
	for range 2 {
		err := say()
		if !s.dead {
			must(err)
			return
		}
		if s.start(); done() {
			return
		}
	}
}

// takeBack takes an answer back.
func (s *stage) takeBack(id string) {
	s.decide(func() error { return s.e.Reopen(context.Background(), id) }, func() bool { return s.isOpen(id) })
}

// unlink sends a record without the link to what it waits for.
func (s *stage) unlink(ref crm.Ref) {
	s.decide(func() error { return s.e.Unlink(context.Background(), ref) }, func() bool {
		h := s.item(ref).Hold
		return h == nil || h.Reason == replica.Unlinked
	})
}

// resolve answers an item of the inbox.
func (s *stage) resolve(c replica.Conflict, choice engine.Choice) {
	s.decide(func() error { return s.e.Resolve(context.Background(), c.ID, choice) }, func() bool { return !s.isOpen(c.ID) })
	switch {
	case c.Kind == replica.GoneThere && choice == engine.Theirs:
		delete(s.typed, c.Ref)
	case c.Kind == replica.GoneHere && choice == engine.Theirs:
		delete(s.removed, c.Ref)
	}
}

func (s *stage) isOpen(id string) bool {
	for _, c := range s.inbox() {
		if c.ID == id {
			return true
		}
	}
	return false
}

// answer settles everything in the inbox of a kind.
func (s *stage) answer(kind replica.ConflictKind, choice engine.Choice) {
	for _, c := range s.inbox() {
		if c.Kind == kind {
			s.resolve(c, choice)
		}
	}
}

// make lets the colleague make a record; change, drop and join alter it. Lists show it by the time of the next round.
func (s *stage) make(feed string, v crm.Values) string {
	id, err := s.server.Create(s.eve, feed, v)
	must(err)
	s.pass(5 * time.Second)
	return id
}

func (s *stage) change(id string, v crm.Values) {
	must(s.server.Change(s.eve, id, v))
	s.pass(5 * time.Second)
}

func (s *stage) drop(id string) {
	must(s.server.Delete(s.eve, id))
	s.pass(5 * time.Second)
}

func (s *stage) join(loser, survivor string) {
	must(s.server.Merge(s.eve, loser, survivor))
	s.pass(5 * time.Second)
}

// local is the id here of a record there.
func (s *stage) local(entity, remoteID string) (id string) {
	s.view(func(tx replica.Tx) (err error) { id, err = tx.Local(entity, remoteID); return err })
	return id
}

// once lets the next request of a kind go wrong.
func (s *stage) once(verb string, kinds ...memory.FaultKind) { s.verb, s.faults = verb, kinds }

// meet lets something happen while the next such request is under way.
func (s *stage) meet(verb, feed string, do func()) { s.hook = hook{verb, feed, do} }

// orUnheard says what the inbox holds at the end instead, if the program ends between the moment that meet waits for and the commit of
// the answer: then nobody here can know that the request arrived.
func (s *stage) orUnheard(inbox ...string) { s.unheard = inbox }
