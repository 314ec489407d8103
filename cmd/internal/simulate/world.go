package simulate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
)

// entities that people work on, and the fields they type into.
var fields = map[string][]string{
	"organisation": {"name", "industry", "website"},
	"lead":         {"name", "company", "source"},
}

var names = []string{"organisation", "lead"}

// world is one simulated team: a server, its clients, and what the oracle knows.
type world struct {
	rnd     *rand.Rand
	at      time.Time
	server  *memory.Server
	eve     string
	devices []*device
	o       *oracle
	faults  bool
	n       int // unique values
	ops     int
}

// settingsOf varies the server with the seed.
func settingsOf(rnd *rand.Rand) memory.Settings {
	set := memory.Settings{
		Versions: rnd.IntN(2) == 0, Markers: rnd.IntN(3) > 0, ClientIDs: rnd.IntN(4) == 0, Normalise: rnd.IntN(2) == 0,
		PageSize: []int{1, 3, 7, 200}[rnd.IntN(4)], Alias: true,
	}
	set.ChangesFeed, set.DeletesFeed = rnd.IntN(3) == 0, rnd.IntN(2) == 0
	if rnd.IntN(3) == 0 {
		set.Batch, set.Whole = 2+rnd.IntN(6), rnd.IntN(2) == 0
	}
	if rnd.IntN(2) == 0 {
		set.Grain = time.Second
	}
	if rnd.IntN(2) == 0 {
		set.Lag = 3 * time.Second
	}
	return set
}

// newWorld makes a team of one to four clients.
func newWorld(seed uint64, open func(name string, now func() time.Time) (Store, error)) (*world, error) {
	w := &world{rnd: rand.New(rand.NewPCG(seed, 0)), at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} //nolint:gosec // a schedule
	set := settingsOf(w.rnd)
	w.o = newOracle(set.Versions)
	set.Now = func() time.Time { return w.at }
	set.Fault, set.Journal = w.fault, w.o.journal
	w.server = memory.NewServer(set)
	w.eve = w.server.User("Eve")
	for i := range 1 + w.rnd.IntN(4) {
		name := fmt.Sprintf("d%d", i)
		store, err := open(name, func() time.Time { return w.at })
		if err != nil {
			return nil, err
		}
		d := &device{Store: store, name: name, server: w.server, chance: w.chance, now: func() time.Time { return w.at.AddDate(i*3-4, 0, 0) }}
		d.user = w.server.User(name)
		w.o.users[d.user] = name
		d.edit = func() { w.edit(d) }
		if err := store.Connect(context.Background(), replica.Connection{Provider: "memory", URL: "memory://sim", User: name}); err != nil {
			return nil, err
		}
		d.start()
		w.devices = append(w.devices, d)
	}
	return w, nil
}

func (w *world) chance(percent float64) bool { return w.rnd.Float64()*100 < percent }

// fault lets a twentieth of all requests go wrong.
func (w *world) fault(c memory.Call) memory.Fault {
	w.ops++
	if !w.faults || c.Verb == "check" || !w.chance(6) {
		return memory.Fault{}
	}
	kinds := []memory.FaultKind{memory.Unreachable, memory.LostRequest, memory.LostResponse, memory.ServerError, memory.Busy, memory.ShortPage, memory.PartAnswer}
	return memory.Fault{Kind: kinds[w.rnd.IntN(len(kinds))], RetryAfter: time.Second}
}

func (w *world) value(who string) string {
	w.n++
	return fmt.Sprintf("%s-%d.example", who, w.n)
}

// step does one thing.
func (w *world) step() {
	w.ops++
	w.at = w.at.Add(time.Duration(w.rnd.IntN(1500)) * time.Millisecond)
	d := w.devices[w.rnd.IntN(len(w.devices))]
	switch n := w.rnd.IntN(100); {
	case n < 35:
		w.edit(d)
	case n < 55:
		w.web()
	case n < 62:
		w.answer(d)
	case n < 64:
		d.start()
	case n < 66:
		w.at = w.at.Add(time.Minute)
	default:
		_, _ = w.round(d) // with faults about, failing is allowed
	}
}

// edit is one action of a person at a client.
func (w *world) edit(d *device) {
	entity := names[w.rnd.IntN(len(names))]
	var records []crm.Record
	must(d.Edit(func(tx crm.Tx) (err error) { records, err = tx.List(crm.Query{Entity: entity}); return err }))
	if len(records) == 0 || w.chance(15) {
		ref, v := crm.Ref{Entity: entity, ID: d.NewID()}, w.value(d.name)
		must(d.Edit(func(tx crm.Tx) error {
			return tx.Put(crm.Record{Entity: entity, ID: ref.ID, Values: fresh(entity, v)})
		}))
		w.o.save(d.name, ref, "name", v)
		return
	}
	r := records[w.rnd.IntN(len(records))]
	if w.chance(8) {
		w.o.see(d.name, r.Values)
		must(d.Edit(func(tx crm.Tx) error { return tx.Delete(r.Ref()) }))
		w.o.drop(d.name, r.Ref())
		return
	}
	field := fields[entity][w.rnd.IntN(3)]
	v := w.value(d.name)
	w.o.see(d.name, crm.Values{field: r.Values[field]})
	must(d.Edit(func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: entity, ID: r.ID, Values: crm.Values{field: v}})
	}))
	w.o.save(d.name, r.Ref(), field, v)
}

func fresh(entity, name string) crm.Values {
	v := crm.Values{"name": name}
	if entity == "lead" {
		v["status"] = crm.LeadNew
	}
	return v
}

// web is one action of somebody at the server.
func (w *world) web() {
	entity := names[w.rnd.IntN(len(names))]
	ids := w.server.All(entity)
	if len(ids) == 0 || w.chance(15) {
		_, err := w.server.Create(w.eve, entity, fresh(entity, w.value("eve")))
		must(err)
		return
	}
	id := ids[w.rnd.IntN(len(ids))]
	switch {
	case w.chance(8):
		must(w.server.Delete(w.eve, id))
	case w.chance(3) && len(ids) > 1:
		if other := ids[w.rnd.IntN(len(ids))]; other != id {
			must(w.server.Merge(w.eve, id, other))
		}
	default:
		must(w.server.Change(w.eve, id, crm.Values{fields[entity][w.rnd.IntN(3)]: w.value("eve")}))
	}
}

// answer settles one item of a client's inbox.
func (w *world) answer(d *device) {
	all := inboxOf(d)
	if len(all) == 0 {
		return
	}
	c := all[w.rnd.IntN(len(all))]
	choice := []engine.Choice{engine.Mine, engine.Theirs}[w.rnd.IntN(2)]
	if c.Kind == replica.MaybeThere || c.Kind == replica.MaybeTwice {
		choice = engine.Mine
		if s, ok := c.Mine["name"].(string); ok {
			w.o.resent[s] = true
		}
	}
	if rec, ok := recordOf(d, c.Ref); ok {
		w.o.see(d.name, rec.Values)
		if c.Kind == replica.GoneThere {
			w.o.resent[rec.Text("name")] = true // a person creates it again
		}
		if c.Kind == replica.BothEdited && choice == engine.Mine {
			for field, v := range c.Mine {
				if s, ok := v.(string); ok {
					w.o.save(d.name, c.Ref, field, s) // the person's latest word
				}
			}
		}
	}
	if choice == engine.Theirs && c.Kind == replica.GoneThere {
		w.o.drop(d.name, c.Ref)
	}
	// An item may have become void: its record is gone from here since. Then the person only closes it.
	if err := d.e.Resolve(context.Background(), c.ID, choice); err != nil && !d.dead {
		must(d.Replicate(context.Background(), func(tx replica.Tx) error { return tx.CloseConflict(c.ID, "void") }))
	}
}

func inboxOf(d *device) (all []replica.Conflict) {
	must(d.Replicate(context.Background(), func(tx replica.Tx) (err error) { all, err = tx.Conflicts(); return err }))
	return all
}

func recordOf(d *device, ref crm.Ref) (rec crm.Record, ok bool) {
	must(d.Replicate(context.Background(), func(tx replica.Tx) error {
		r, err := tx.Get(ref)
		rec, ok = r, err == nil
		return nil
	}))
	return rec, ok
}

// round runs one round of a client, which may crash.
func (w *world) round(d *device) (replica.Round, error) {
	d.faulty = w.faults
	r, err := d.e.Round(context.Background())
	d.faulty = false
	if d.dead {
		d.start()
	}
	return r, err
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
