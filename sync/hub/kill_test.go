package hub

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/remote"
	"satchel/sync/remote/remotetest"
)

// worker writes through a hub that is killed again and again, repeats what was not answered, and remembers what was.
type worker struct {
	p     *Provider
	rand  *rand.Rand
	done  *atomic.Bool
	acked map[string]string // by id: the value last acknowledged
	gone  map[string]bool
	err   error
}

func (w *worker) work() {
	for n := 0; !w.done.Load() && w.err == nil; n++ {
		text := fmt.Sprint("value ", n)
		id := w.any()
		switch k := w.rand.IntN(10); {
		case id == "" || k < 4:
			id = remotetest.NewID()
			w.err = w.until(func() error {
				_, err := w.p.Create(context.Background(), "contact", id, crm.Values{"last_name": "Test", "description": text})
				return err
			})
			w.acked[id] = text
		case k < 9:
			w.err = w.until(func() error { return w.update(id, text) })
			w.acked[id] = text
		default:
			w.err = w.until(func() error { return w.p.Delete(context.Background(), "contact", id) })
			delete(w.acked, id)
			w.gone[id] = true
		}
	}
}

func (w *worker) any() string {
	for id := range w.acked {
		return id
	}
	return ""
}

// update sends a value on top of the current version, as the engine does after a lost answer: it reads first.
func (w *worker) update(id, text string) error {
	now, err := w.p.Get(context.Background(), "contact", id)
	if err != nil || now.Values["description"] == text {
		return err
	}
	if now.Values["description"] != w.acked[id] {
		return fmt.Errorf("%s holds %v, acknowledged was %q", id, now.Values["description"], w.acked[id])
	}
	_, err = w.p.Update(context.Background(), "contact", id, now.Version, crm.Values{"description": text})
	return err
}

// until repeats what failed for a passing reason.
func (w *worker) until(do func() error) error {
	for {
		err := do()
		if e := remote.AsError(err); e == nil || e.Class != remote.Transient {
			return err
		}
		<-time.After(5 * time.Millisecond)
	}
}

// follower keeps a copy by the sequence of changes alone.
type follower struct {
	p     *Provider
	place string
	copy  map[string]string
}

// read takes in everything that is new; a failure that passes ends it for now.
func (f *follower) read() error {
	for {
		c, err := f.p.Changes(context.Background(), f.place)
		if e := remote.AsError(err); e != nil {
			if e.Class == remote.Transient {
				return nil
			}
			return e
		}
		if c.Reset {
			return fmt.Errorf("the place %s is not known any more", f.place)
		}
		for _, r := range c.Records {
			f.copy[r.ID], _ = r.Values["description"].(string)
		}
		for _, t := range c.Gone {
			delete(f.copy, t.ID)
		}
		if f.place = c.Next; !c.More {
			return nil
		}
	}
}

// TestKilledHub kills the hub SATCHEL_KILLS times while three clients write and one follows: nothing acknowledged is lost or doubled, and
// the sequence of changes tells everything.
func TestKilledHub(t *testing.T) {
	kills := 4
	if text := os.Getenv("SATCHEL_KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	h, done := hubtest.Start(t), &atomic.Bool{}
	account, err := as(t, h, "member", nil).Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	open := func() *Provider {
		p, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: h.URL, User: "member@example.org", Secret: account.Secret, Meter: &remote.Meter{}}, nil)
		if err == nil {
			_, err = p.Check(context.Background())
		}
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	seed := uint64(kills)
	f := follower{p: open(), copy: map[string]string{}}
	start, err := f.p.Changes(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	f.place = start.Next
	var all sync.WaitGroup
	var workers []*worker
	for i := range 3 {
		w := &worker{p: open(), rand: rand.New(rand.NewPCG(seed, uint64(i))), done: done, acked: map[string]string{}, gone: map[string]bool{}}
		workers = append(workers, w)
		all.Go(w.work)
	}
	pause := rand.New(rand.NewPCG(seed, 99))
	for range kills {
		<-time.After(time.Duration(20+pause.IntN(180)) * time.Millisecond)
		h.Kill()
		h.Serve("")
		if err := f.read(); err != nil {
			t.Fatal(err)
		}
	}
	done.Store(true)
	all.Wait()
	if err := f.read(); err != nil {
		t.Fatal(err)
	}
	lost, wrong, total := 0, 0, 0
	there := listed(t, open())
	for i, w := range workers {
		if w.err != nil {
			t.Errorf("worker %d: %v", i, w.err)
		}
		for id, text := range w.acked {
			total++
			if got, ok := there[id]; !ok {
				lost++
			} else if got != text {
				wrong++
			}
			if got := f.copy[id]; got != text {
				t.Errorf("the follower has %q of %s, want %q", got, id, text)
			}
		}
		for id := range w.gone {
			if _, ok := there[id]; ok {
				t.Errorf("%s is there although its deletion was acknowledged", id)
			}
		}
	}
	t.Logf("%d kills: %d records, %d lost, %d wrong, %d doubled", kills, total, lost, wrong, len(there)-total)
	if lost+wrong > 0 || len(there) != total || len(f.copy) != total {
		t.Errorf("the hub has %d records and the follower %d, want %d", len(there), len(f.copy), total)
	}
}

// listed reads all contacts.
func listed(t *testing.T, p *Provider) map[string]string {
	out, scan := map[string]string{}, remote.Scan{Feed: "contact"}
	for {
		page, err := p.List(context.Background(), scan)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Records {
			out[r.ID], _ = r.Values["description"].(string)
			scan.After = r.ID
		}
		if !page.More {
			return out
		}
	}
}
