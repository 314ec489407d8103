package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
)

// kind says how people work on an entity.
type kind struct {
	title string            // field that every new record gets a unique value in
	texts []string          // fields for unique texts, the title among them
	links map[string]string // link fields and what they point to
	tags  bool
	money bool
	mails bool
}

var everyKind = map[string]kind{
	"organisation": {title: "name", texts: []string{"name", "industry", "description"}, links: map[string]string{"parent": "organisation"}, tags: true, mails: true},
	"contact":      {title: "last_name", texts: []string{"last_name", "title", "description"}, links: map[string]string{"organisation": "organisation"}, tags: true, mails: true},
	"lead":         {title: "name", texts: []string{"name", "company", "source"}, tags: true, money: true, mails: true},
	"deal":         {title: "name", texts: []string{"name", "source", "description"}, links: map[string]string{"organisation": "organisation", "contact": "contact"}, tags: true, money: true},
	"ticket":       {title: "subject", texts: []string{"subject", "description"}, links: map[string]string{"organisation": "organisation", "contact": "contact"}, tags: true},
	"activity":     {title: "subject", texts: []string{"subject", "body"}, links: map[string]string{"contact": "contact", "organisation": "organisation"}},
}

// base is the catalog of all worlds, made once.
var base = sync.OnceValue(crm.Base)

// never is a time between sweeps that no schedule lives to see.
const never = 50 * 365 * 24 * time.Hour

// traits are what makes the world of one seed differ from others.
type traits struct {
	set      memory.Settings
	entities []string
	clients  int
	sweep    time.Duration
	calm     bool // nothing happens that only a complete listing can find, and there is none
	trouble  int  // of a thousand requests
	crashes  int  // of a thousand commits and requests
	typing   int  // of a thousand requests, people act in the midst of
	picky    bool // the server refuses some values
	deaf     bool // the server ignores a field of some users without a word
	backups  bool // the server is restored from backups
}

// PlainSeeds is the last of the seeds whose worlds have none of the traits that were added later, so that those which failed once stay
// what they were.
const PlainSeeds = 1_000_000

// traitsOf varies the world with the seed.
func traitsOf(seed uint64) traits {
	rnd := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a schedule
	one := func(in int) bool { return rnd.IntN(in) == 0 }
	t := traits{
		set: memory.Settings{
			Versions: one(2), Markers: !one(3), ClientIDs: one(4), Normalise: one(2), Split: one(2), Twins: one(3), Alias: true,
			PageSize: []int{1, 3, 7, 200}[rnd.IntN(4)],
		},
		clients: 1 + rnd.IntN(4), sweep: []time.Duration{-1, -1, 0}[rnd.IntN(3)],
		trouble: []int{0, 20, 60, 60, 150}[rnd.IntN(5)], crashes: []int{0, 2, 4, 20}[rnd.IntN(4)],
		typing: []int{0, 40, 80, 200}[rnd.IntN(4)], calm: one(4), picky: one(3), deaf: one(6),
	}
	t.set.ChangesFeed, t.set.DeletesFeed = one(3), one(2)
	if one(3) {
		t.set.Batch, t.set.Whole = 2+rnd.IntN(6), one(2)
	}
	if one(10) {
		t.clients = 6
	}
	if one(2) {
		t.set.Grain = time.Second
	}
	if one(2) {
		t.set.Lag = 3 * time.Second
	}
	if t.calm {
		t.sweep = never
	}
	all := []string{"organisation", "contact", "lead", "deal", "ticket", "activity"}
	for _, e := range all {
		if one(3) {
			t.entities = append(t.entities, e)
		}
	}
	if len(t.entities) == 0 {
		t.entities = []string{"organisation", "lead"}
	}
	t.set.Only = t.entities
	if seed > PlainSeeds {
		t.more(rand.New(rand.NewPCG(seed, 4))) //nolint:gosec // a schedule
	}
	return t
}

// more are the traits that were added later.
func (t *traits) more(rnd *rand.Rand) {
	if rnd.IntN(6) == 0 {
		t.backups = true
		if t.calm { // what a backup takes away only a complete listing finds
			t.calm, t.sweep = false, -1
		}
	}
	// Two changes of one stamp look alike in a list that shows a part.
	t.set.Partial = rnd.IntN(4) == 0 && t.set.Grain == 0
}

// world is one simulated team: a server, its clients, and what the oracle knows.
type world struct {
	traits
	seed     uint64
	o        Options
	at       time.Time
	shift    time.Duration // of the server's clock
	server   *memory.Server
	office   office
	eve      string
	devices  []*device
	active   *device // whose program runs now
	oracle   *oracle
	rnd      *rand.Rand // of the step under way
	pcg      *rand.PCG
	now      Step
	turn     map[string]uint64 // how often something was drawn in this step
	faulty   bool
	n        int // unique values
	ops      int
	loose    map[string]bool // ids that changed without a new stamp
	restless bool            // something changed when every client had its last round
	denied   map[string]bool // user and id, ever
	back     bool            // the server went back in time, or its clock did
	backup   func()          // restores the last backup; nil = there is none
	rewound  bool            // a backup was restored
	faults   []string
	reached  map[string]int
	trace    tracer
}

func newWorld(seed uint64, o Options) *world {
	w := &world{
		traits: traitsOf(seed), seed: seed, o: o, at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), turn: map[string]uint64{},
		loose: map[string]bool{}, denied: map[string]bool{}, reached: map[string]int{}, trace: tracer{on: o.Trace},
	}
	if o.Hub {
		w.set = w.set.LikeHub()
		w.clients = max(w.clients, 2)
	}
	w.pcg = rand.NewPCG(seed, 3)
	w.rnd = rand.New(w.pcg) //nolint:gosec // a schedule
	w.open()
	for range w.clients {
		name := fmt.Sprintf("d%d", len(w.devices))
		if w.backups {
			w.server.User(name) // no backup takes it away
		}
		store, err := o.Open(name, w.clockOf(len(w.devices)))
		must(err)
		must(store.Connect(context.Background(), replica.Connection{Provider: "memory", URL: "memory://sim", User: name}))
		w.add(name, name, store)
	}
	return w
}

// clockOf is the clock of a client, up to ten years wrong.
func (w *world) clockOf(i int) func() time.Time {
	years := int(mix(w.seed, uint64(i))%21) - 10 //nolint:gosec // small
	if w.o.Straight {
		years = 0
	}
	return func() time.Time { return w.at.AddDate(years, 0, 0) }
}

func (w *world) add(name, user string, store Store) {
	d := &device{Store: store, w: w, name: name, user: user, now: w.clockOf(len(w.devices))}
	d.start()
	w.devices = append(w.devices, d)
}

// step does one thing.
func (w *world) step(s Step) {
	w.ops++
	w.now = s
	clear(w.turn)
	w.pcg.Seed(s.Dice, 0)
	w.at = w.at.Add(time.Duration(w.rnd.IntN(1500)) * time.Millisecond)
	d := w.devices[s.Who%len(w.devices)]
	w.tell("%s %s %s", w.at.Format("15:04:05.000"), d.name, verbNames[s.Do])
	switch s.Do {
	case Edit:
		w.edit(d)
	case Undo:
		w.undo(d)
	case Web:
		w.web()
	case Answer:
		w.answer(d)
	case Retry:
		w.retry(d)
	case Restart:
		d.start()
	case Other:
		d.engines[0], d.engines[1] = d.engines[1], d.engines[0]
		w.reach("two instances")
	case Copy:
		w.copy(d)
	case Pass:
		w.at = w.at.Add([]time.Duration{time.Minute, 20 * time.Minute, 7 * time.Hour, 26 * time.Hour}[w.rnd.IntN(4)])
	case Clock:
		if !w.calm && !w.backups { // a clock that went back, too, would prove nothing
			by := []time.Duration{-time.Hour, time.Hour, -10 * time.Second, -30 * time.Second}[w.rnd.IntN(4)]
			w.shift += by
			w.back = w.back || by < 0
			w.oracle.setBack = w.oracle.setBack || by < 0
			w.reach("server clock set")
		}
	case Round, Listing:
		_, _ = w.round(d, s.Do == Listing) // with faults about, failing is allowed
	}
	w.look(d)
}

// copy brings a client's database to another computer, where the same person goes on. What waits to be created would be created by
// both, so a person does it when all is sent.
func (w *world) copy(d *device) {
	if w.o.Copy == nil || len(w.devices) > 6 || !idle(d) {
		return
	}
	name := fmt.Sprintf("d%d", len(w.devices))
	w.add(name, d.user, w.o.Copy(d.Store, name, w.clockOf(len(w.devices))))
	w.oracle.copy(d.name, name)
	w.reach("database copied")
}

// clock is the server's.
func (w *world) clock() time.Time { return w.at.Add(w.shift) }

func (w *world) chance(percent int) bool { return w.rnd.IntN(100) < percent }

// value makes a unique text.
func (w *world) value(who string) string {
	w.n++
	v := fmt.Sprintf("%s-%d", who, w.n)
	w.oracle.by[v] = who
	return v
}

// tell says in words what happens, to whoever wants to know.
func (w *world) tell(format string, args ...any) {
	if w.o.Tell != nil {
		w.o.Tell(format, args...)
	}
}

func (w *world) breaks(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// broken returns what was broken so far, without repetition.
func (w *world) broken() []string {
	out := slices.Compact(slices.Sorted(slices.Values(append(w.faults, w.oracle.faults...))))
	return out
}

func (w *world) fields(entity string) []string {
	k := everyKind[entity]
	out := slices.Clone(k.texts)
	if k.money {
		out = append(out, "amount", "currency")
	}
	if k.tags {
		out = append(out, "tags")
	}
	if k.mails && w.set.Partial {
		out = append(out, "emails")
	}
	return out
}
