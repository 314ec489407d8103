// Package crash plays short stories of a person, a colleague and a failing network on the real engine, and plays each again once for
// every moment at which the program can end: around each commit and each request. It starts the program again, lets it settle, and
// expects what would have come of the story without the crash.
package crash

import (
	"context"
	"fmt"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// Store is what a program keeps its data in.
type Store interface {
	replica.Store
	Edit(f func(crm.Tx) error) error // an action of the person
	NewID() string
}

// Opener opens the same store again whenever the program starts.
type Opener func(now func() time.Time) (Store, error)

// stage is one play of a story.
type stage struct {
	open   Opener
	at     time.Time
	server *memory.Server
	eve    string // who works at the server
	set    memory.Settings
	store  Store
	e      *engine.Engine

	end     int // boundary at which the program ends, counted from 1; 0 = never
	passed  int
	kind    Boundary // of that boundary
	met     int      // boundaries passed when the hook acted, 0 = it did not
	unheard []string // see [stage.orUnheard]
	dead    bool
	during  bool // a round is under way
	hook    hook
	faults  []memory.FaultKind
	verb    string // that the faults are for
	refuses string // a name that the server does not accept

	typed    map[crm.Ref]map[string]string // the person's last word
	removed  map[crm.Ref]bool              // what the person deleted and did not want back
	accepted map[string]bool               // values that the server held at some time
	boxed    map[string]bool               // values that the inbox held at some time
	twice    map[string]bool               // names that a person wants twice
}

// hook is something that the person or a colleague does while a request is under way.
type hook struct {
	verb, feed string
	do         func()
}

func newStage(set memory.Settings, open Opener, end int) *stage {
	s := &stage{
		open: open, end: end, at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), set: set, typed: map[crm.Ref]map[string]string{},
		removed: map[crm.Ref]bool{}, accepted: map[string]bool{}, boxed: map[string]bool{}, twice: map[string]bool{},
	}
	set.Now = func() time.Time { return s.at }
	set.Fault, set.Journal = s.fault, s.journal
	set.Reject = func(_ string, v crm.Values) string {
		if s.refuses != "" && v["name"] == s.refuses {
			return "This name is not allowed."
		}
		return ""
	}
	s.server = memory.NewServer(set)
	s.eve = s.server.User("Eve")
	s.start()
	return s
}

// start runs the program anew.
func (s *stage) start() {
	s.dead = false
	var err error
	s.store, err = s.open(func() time.Time { return s.at })
	must(err)
	s.e = engine.New(engine.Options{
		Store: dying{s.store, s}, Now: func() time.Time { return s.at.AddDate(-3, 0, 0) }, NewID: s.store.NewID, SweepEvery: -1,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error) {
			return wire{s.server.Client(remote.Options{Catalog: catalog, User: c.User, Meter: m}), s}, nil
		},
	})
}

func (s *stage) connect() {
	must(s.store.Connect(context.Background(), replica.Connection{Provider: "memory", URL: "memory://crash", User: "Ann"}))
}

// dies counts a boundary, and tells whether the program ends at it.
func (s *stage) dies(kind Boundary) bool {
	s.passed++
	if s.passed == s.end {
		s.dead, s.kind = true, kind
	}
	return s.dead
}

func (s *stage) fault(c memory.Call) memory.Fault {
	batched := c.Verb == "batch" && (s.verb == "create" || s.verb == "update" || s.verb == "delete")
	if len(s.faults) == 0 || (c.Verb != s.verb && !batched) {
		return memory.Fault{}
	}
	kind := s.faults[0]
	s.faults = s.faults[1:]
	return memory.Fault{Kind: kind, RetryAfter: time.Second}
}

func (s *stage) journal(w memory.Write) {
	for _, v := range w.After {
		if text, ok := v.(string); ok {
			s.accepted[text] = true
		}
	}
}

func (s *stage) meanwhile(verb, feed string) {
	if h := s.hook; h.do != nil && h.verb == verb && h.feed == feed {
		s.hook, s.met = hook{}, s.passed
		h.do()
	}
}

// patience is how many rounds a story may need to come to rest after something went wrong.
const patience = 8

// sync runs rounds until what was begun is settled: one, where nothing goes wrong. A program that ended is started again.
func (s *stage) sync() {
	for range patience {
		s.pass(time.Second)
		s.during = true
		_, err := s.e.Round(context.Background())
		s.during = false
		if s.dead {
			s.start()
			continue
		}
		s.look()
		if s.hook.do != nil { // the request that it waited for was made before the crash
			do := s.hook.do
			s.hook = hook{}
			do()
			continue
		}
		if err == nil && !s.answerDoubts() && !s.busy() {
			return
		}
		s.pass(20 * time.Second)
	}
}

// look notes what the inbox holds.
func (s *stage) look() {
	for _, c := range s.inbox() {
		for _, v := range c.Mine {
			if text, ok := v.(string); ok {
				s.boxed[text] = true
			}
		}
	}
}

// busy tells whether an outcome is still open, or a failing record waits to be tried again.
func (s *stage) busy() (busy bool) {
	s.view(func(tx replica.Tx) error {
		attempts, err := tx.Attempts()
		if err != nil {
			return err
		}
		busy = len(attempts) > 0
		var names []string
		for _, e := range s.store.Catalog().Entities() {
			names = append(names, e.Name)
		}
		items, err := tx.Waiting(names, crm.Ref{}, 1000)
		for _, item := range items {
			busy = busy || item.Hold == nil || item.Hold.Reason == replica.Failing || item.Hold.Reason == replica.Agreed
		}
		return err
	})
	return busy
}

// answerDoubts lets the person say what became of a create whose answer was lost: they look at the server, and send it again only if
// it is not there.
func (s *stage) answerDoubts() (some bool) {
	for _, c := range s.inbox() {
		if c.Kind != replica.MaybeThere {
			continue
		}
		choice := engine.Mine
		if len(c.Candidates) > 0 {
			choice = engine.Theirs
		}
		s.resolve(c, choice)
		some = true
	}
	return some
}

func (s *stage) pass(d time.Duration) { s.at = s.at.Add(d) }

func (s *stage) view(f func(replica.Tx) error) { must(s.store.Replicate(context.Background(), f)) }

func (s *stage) inbox() (all []replica.Conflict) {
	s.view(func(tx replica.Tx) (err error) { all, err = tx.Conflicts(); return err })
	return all
}

func (s *stage) item(ref crm.Ref) (item replica.Item) {
	s.view(func(tx replica.Tx) (err error) { item, err = tx.Item(ref); return err })
	return item
}

func must(err error) {
	if err != nil {
		panic(fmt.Errorf("the story cannot be played: %w", err))
	}
}
