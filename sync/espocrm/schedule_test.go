package espocrm

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/engine/enginetest"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// told are the kinds of records of the schedules, with the texts that both sides hold.
var told = []struct {
	entity, kind string
	texts        []string // the first names the record
	attrs        []string // the same there
	fixed        crm.Values
}{
	{"organisation", typeAccount, []string{"name", "description"}, []string{"name", "description"}, nil},
	{"contact", typeContact, []string{"last_name", "description"}, []string{"lastName", "description"}, nil},
	{"deal", typeOpportunity, []string{"name", "description"}, []string{"name", "description"}, crm.Values{"stage": "Prospecting", "amount": int64(100), "currency": "USD", "close_date": crm.Date("2026-12-31")}},
	{"ticket", typeCase, []string{"subject", "description"}, []string{"name", "description"}, crm.Values{"status": crm.TicketNew}},
	{"activity", typeTask, []string{"subject", "body"}, []string{"name", "description"}, crm.Values{"kind": "task"}},
}

// said is a word that a person typed; words are unique.
type said struct {
	d    *desk
	ref  crm.Ref
	text string
	over bool // a later word of the same person, or a decision, took its place
}

// team are some people at their desks and colleagues at the server, in a random order of things.
type team struct {
	*world
	rnd      *rand.Rand
	desks    []*desk
	n        int
	words    []*said
	latest   map[string]*said
	accepted map[string]bool // words that the server held at some time
	asked    map[string]bool // words that an inbox held at some time
	again    map[string]bool // words of records that a person said to send again
	names    map[string]bool // words that name a record
}

var wordForm = regexp.MustCompile(`w\d+x`)

func newTeam(t *testing.T, seed uint64) *team {
	m := &team{
		world: newWorld(t, nil), rnd: rand.New(rand.NewPCG(seed, 1)), latest: map[string]*said{}, accepted: map[string]bool{}, //nolint:gosec // a schedule
		asked: map[string]bool{}, again: map[string]bool{}, names: map[string]bool{},
	}
	if m.rnd.IntN(2) == 0 {
		m.mark()
	}
	m.server.Fail(func(r *espotest.Request) (f *espotest.Fault) {
		defer func() { m.tell("  %s %s %s %v", r.Method, r.Path, r.Body, f) }()
		switch m.rnd.IntN(60) {
		case 0:
			return &espotest.Fault{Lose: true}
		case 1:
			return &espotest.Fault{Drop: true}
		case 2:
			return &espotest.Fault{Status: 502, Apply: m.rnd.IntN(2) == 0}
		case 3:
			return &espotest.Fault{Cut: 20}
		case 4:
			return &espotest.Fault{Status: 429, RetryAfter: "2"}
		}
		return nil
	})
	for i := range 1 + m.rnd.IntN(3) {
		d := &desk{world: m.world, name: fmt.Sprint("d", i), store: enginetest.NewStore(fmt.Sprint("d", i), crm.Base(), func() time.Time { return m.at })}
		if err := d.store.Connect(context.Background(), replica.Connection{Provider: "espocrm", URL: m.web.URL}); err != nil {
			t.Fatal(err)
		}
		m.desks = append(m.desks, d)
		m.start(d)
	}
	return m
}

// mark gives the server the field that holds marks, for all kinds that can have it.
func (m *team) mark() {
	for _, o := range objects[1:] {
		if !o.marks() {
			continue
		}
		if _, err := m.server.AddField(o.name, markerName, "varchar", markerLength); err != nil {
			m.t.Fatal(err)
		}
	}
}

func (m *team) start(d *desk) {
	d.engine = engine.New(engine.Options{
		Store: d.store, Now: func() time.Time { return m.at }, NewID: d.store.NewID, SweepEvery: -1,
		Open: func(_ context.Context, c replica.Connection, catalog *crm.Catalog, meter *remote.Meter) (remote.Provider, error) {
			return OpenWith(remote.Options{Catalog: catalog, URL: c.URL, Secret: "0123456789abcdef", Meter: meter}, m.server)
		},
	})
}

func (m *team) word() string { m.n++; return fmt.Sprintf("w%dx", m.n) }

// records are those here of a kind, ids sorted.
func (d *desk) records(entity string) (out []crm.Record) {
	d.store.View(func(tx replica.Tx) { out, _ = tx.List(crm.Query{Entity: entity}) })
	return slices.SortedFunc(slices.Values(out), func(a, b crm.Record) int { return strings.Compare(a.ID, b.ID) })
}

func (d *desk) inbox() (all []replica.Conflict) {
	d.store.View(func(tx replica.Tx) { all, _ = tx.Conflicts() })
	return all
}

func (m *team) step() {
	m.pass(time.Duration(m.rnd.IntN(20)) * time.Second)
	d := m.desks[m.rnd.IntN(len(m.desks))]
	switch n := m.rnd.IntN(100); {
	case n < 30:
		m.edit(d)
	case n < 55:
		m.there()
	case n < 60:
		m.start(d)
	case n < 66:
		m.pass(20 * time.Minute)
	case n < 72:
		m.answer(d)
	default:
		r, err := d.engine.Round(context.Background()) // failures are the point
		m.tell("%s round %+v %v", d.name, r, err)
		m.look()
	}
}

// edit is one action of a person.
func (m *team) edit(d *desk) {
	k := told[m.rnd.IntN(len(told))]
	all := d.records(k.entity)
	values, id := crm.Values{}, ""
	switch {
	case len(all) == 0 || m.rnd.IntN(4) == 0:
		id = d.store.NewID()
		for f, v := range k.fixed {
			values[f] = v
		}
		values[k.texts[0]] = m.word()
		m.names[values[k.texts[0]].(string)] = true
	case m.rnd.IntN(8) == 0:
		id = all[m.rnd.IntN(len(all))].ID
		for _, w := range m.words {
			w.over = w.over || w.ref.ID == id && w.d == d
		}
		m.tell("%s deletes %s %s", d.name, k.entity, id)
		d.remove(k.entity, id)
		return
	default:
		rec := all[m.rnd.IntN(len(all))]
		if rec.Entity == "activity" && rec.Text("kind") != "task" {
			return
		}
		id = rec.ID
		field := k.texts[m.rnd.IntN(len(k.texts))]
		values[field] = m.word()
		m.names[values[field].(string)] = field == k.texts[0]
	}
	m.tell("%s types into %s %s: %v", d.name, k.entity, id, values)
	d.put(k.entity, id, values)
	for f, v := range values {
		if text, ok := v.(string); ok && wordForm.MatchString(text) {
			key := fmt.Sprintf("%p %s %s", d, id, f)
			if old := m.latest[key]; old != nil {
				old.over = true
			}
			w := &said{d: d, ref: crm.Ref{Entity: k.entity, ID: id}, text: text}
			m.words, m.latest[key] = append(m.words, w), w
		}
	}
}

// there is one action of a colleague at the server.
func (m *team) there() {
	k := told[m.rnd.IntN(len(told))]
	all := m.server.All(k.kind)
	var err error
	switch {
	case len(all) == 0 || m.rnd.IntN(5) == 0:
		values := map[string]any{k.attrs[0]: m.word()}
		if k.entity == "activity" {
			values["assignedUserId"] = m.me
		}
		if k.entity == "deal" {
			values["closeDate"], values["amount"], values["stage"] = "2026-12-31", 1, "Prospecting"
		}
		_, err = m.server.Create("admin", k.kind, values)
	case m.rnd.IntN(10) == 0:
		err = m.server.Delete("admin", k.kind, all[m.rnd.IntN(len(all))]["id"].(string))
	case m.rnd.IntN(12) == 0 && k.entity == "contact":
		id := all[m.rnd.IntN(len(all))]["id"].(string)
		if firms := m.server.All(typeAccount); len(firms) > 0 {
			err = m.server.Update("admin", k.kind, id, map[string]any{"accountId": firms[m.rnd.IntN(len(firms))]["id"]})
		}
	default:
		id := all[m.rnd.IntN(len(all))]["id"].(string)
		err = m.server.Update("admin", k.kind, id, map[string]any{k.attrs[m.rnd.IntN(len(k.attrs))]: m.word()})
	}
	m.tell("there: %s: %v", k.kind, m.server.All(k.kind))
	if err != nil {
		m.t.Fatal(err)
	}
}

// answer settles one question of an inbox.
func (m *team) answer(d *desk) {
	all := d.inbox()
	if len(all) == 0 {
		return
	}
	c := all[m.rnd.IntN(len(all))]
	choice := []engine.Choice{engine.Mine, engine.Theirs}[m.rnd.IntN(2)]
	if (c.Kind == replica.MaybeThere || c.Kind == replica.MaybeTwice) && len(c.Candidates) == 0 {
		choice = engine.Mine
	}
	m.tell("%s answers %s to %+v", d.name, choice, c)
	if d.engine.Resolve(context.Background(), c.ID, choice) != nil {
		return
	}
	for _, text := range wordForm.FindAllString(fmt.Sprint(c.Mine, d.local(c.Entity, c.Ref.ID)), -1) {
		m.again[text] = m.again[text] || choice == engine.Mine
	}
	for _, w := range m.words {
		w.over = w.over || choice == engine.Theirs && w.d == d && w.ref == c.Ref
	}
	for field := range c.Mine { // the latest word is the one that was chosen
		if w := m.latest[fmt.Sprintf("%p %s %s", d, c.Ref.ID, field)]; w != nil {
			w.over = true
		}
	}
}

// tell says what happens, for whoever looks into a seed.
func (m *team) tell(format string, args ...any) {
	if os.Getenv("SATCHEL_ESPO_TELL") != "" {
		m.t.Logf("%s %s", m.at.Format("02 15:04:05 "), fmt.Sprintf(format, args...))
	}
}

// look notes what the server and the inboxes hold.
func (m *team) look() {
	for _, k := range told {
		for _, r := range m.server.All(k.kind) {
			for _, a := range k.attrs {
				for _, text := range wordForm.FindAllString(fmt.Sprint(r[a]), -1) {
					m.accepted[text] = true
				}
			}
		}
	}
	for _, d := range m.desks {
		for _, c := range d.inbox() {
			for _, text := range wordForm.FindAllString(fmt.Sprint(c.Mine), -1) {
				m.asked[text] = true
			}
		}
	}
}

// rest lets everything come to an end: no more faults, and every question is answered.
func (m *team) rest() {
	m.look()
	m.server.Heal()
	for range 14 {
		for _, d := range m.desks {
			m.pass(27 * time.Hour)
			r, err := d.engine.Complete(context.Background())
			m.tell("%s at rest %+v %v", d.name, r, err)
			if err != nil {
				m.t.Errorf("%v does not recover: %v", d.store, err)
			}
			m.look()
			for range d.inbox() {
				m.answer(d)
			}
		}
	}
}

func (m *team) check() (faults []string) {
	broken := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for _, k := range told {
		there, names := map[string]string{}, map[string]int{}
		for _, r := range m.server.All(k.kind) {
			var texts []string
			for _, a := range k.attrs {
				texts = append(texts, strings.Join(wordForm.FindAllString(fmt.Sprint(r[a]), -1), " "))
			}
			there[r["id"].(string)] = strings.Join(texts, "|")
			if names[texts[0]]++; names[texts[0]] > 1 && texts[0] != "" && !m.again[texts[0]] {
				broken("%q is there twice", texts[0])
			}
		}
		for i, d := range m.desks {
			seen := map[string]bool{}
			for _, rec := range d.records(k.entity) {
				var item replica.Item
				d.store.View(func(tx replica.Tx) { item, _ = tx.Item(rec.Ref()) })
				id := item.RemoteID[strings.LastIndex(item.RemoteID, "/")+1:]
				if id == "" {
					if item.Hold == nil {
						broken("desk %d: %v was not sent: %+v", i, rec.Ref(), item)
					}
					continue
				}
				var texts []string
				for _, f := range k.texts {
					texts = append(texts, strings.Join(wordForm.FindAllString(rec.Text(f), -1), " "))
				}
				if here := strings.Join(texts, "|"); here != there[id] && len(item.Edits) == 0 {
					broken("desk %d: %v is %q here and %q there (%s)", i, rec.Ref(), here, there[id], id)
				}
				seen[id] = true
			}
			for id, texts := range there {
				if !seen[id] {
					broken("desk %d lacks %s %s %q", i, k.kind, id, texts)
				}
			}
		}
	}
	for _, w := range m.words {
		if w.over || m.accepted[w.text] || m.asked[w.text] {
			continue
		}
		if strings.Contains(fmt.Sprint(w.d.local(w.ref.Entity, w.ref.ID)), w.text) {
			broken("%q of %v was never sent", w.text, w.ref)
		} else {
			broken("%q of %v is lost", w.text, w.ref)
		}
	}
	return faults
}

// TestSchedules lets teams work with the model in random orders, with lost requests and answers: nothing is lost, nothing is there
// twice without a person's word, and in the end all are agreed. SATCHEL_ESPO_SCHEDULES teams are played from SATCHEL_ESPO_FROM
// on; with SATCHEL_ESPO_TELL and -v all that happens is told.
func TestSchedules(t *testing.T) {
	number := func(name string, standard int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return standard
	}
	from := number("SATCHEL_ESPO_FROM", 0)
	for seed := from; seed < from+number("SATCHEL_ESPO_SCHEDULES", 10); seed++ {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			m := newTeam(t, uint64(seed)) //nolint:gosec // small
			for range 80 {
				m.step()
			}
			m.rest()
			for _, fault := range m.check() {
				t.Error(fault)
			}
		})
	}
}
