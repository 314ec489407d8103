// Package engine reconciles the local database with an online CRM, both ways: it pulls what changed there, merges, pushes what was
// changed here, and sweeps for what is missing. It keeps observations, not a queue: what is to be sent follows from the unsent edits
// of each record. One round runs in one goroutine; clock, randomness and requests are handed in.
package engine

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// Options are what an engine works with. Store, Open, Now and NewID are needed.
type Options struct {
	Store replica.Store
	// Open makes the provider of a connection, with the secret from the keychain. It makes no request.
	Open  func(ctx context.Context, c replica.Connection, catalog *crm.Catalog, m *remote.Meter) (remote.Provider, error)
	Now   func() time.Time // for figures only; what is decided follows the provider's clock
	NewID func() string    // fresh UUIDs
	// Progress is told what a round is doing, from its goroutine; nil = nobody.
	Progress func(Progress)
	// Me is the local id of the person's own user record, tied to the provider's user on first contact; "" = none.
	Me string
	// SweepEvery is the least time of the provider between two complete listings of an entity; 0 = an hour, or a day where the provider
	// tells by itself what is gone; negative = in every round.
	SweepEvery time.Duration
	// SweepShare is how many requests of polling earn one page of a sweep; 0 = 20; a round that a person asks for need not earn
	// its pages. A sweep is a backstop, so it may cost a small part
	// of what the polling costs, whatever the number of records: a small base is listed about hourly, 10,000 contacts about daily.
	SweepShare int
	// CompleteReads is how many records that lists showed in part are read whole by a round, after everything else; 0 = 50,
	// negative = none.
	CompleteReads int
	// SweepPages is how many pages a round lists for sweeps at most; 0 = 5. The first sweep, one asked for by a person and one of an
	// entity whose number of records differs have no limit.
	SweepPages int
}

// Progress says where a round is.
type Progress struct {
	Phase string // "pull", "push", "sweep", "complete", "fetch"
	Feed  string
	Done  int64 // records so far
	Total int64 // -1 = not known
}

// Engine runs rounds. Its methods may be called from any goroutine; rounds run one after the other.
type Engine struct {
	o     Options
	store replica.Store

	stale    atomic.Bool // the secret is another one
	mu       sync.Mutex  // held by a round
	provider remote.Provider
	meter    *remote.Meter
	conn     replica.Connection
	catalog  *crm.Catalog
	account  remote.Account
	looked   time.Time // when the provider was last asked what it can do
	earned   int       // requests of polling that no page of a sweep was spent for yet
	counts   map[string]count
	reached  map[string]reached // by feed
	short    map[string]bool    // feeds whose last scan brought less than was announced
	believed bool               // every record of which the provider told that it is gone was let go, as far as this program knows

	unreadable map[string]bool // files whose contents could not be fetched; a person can still ask for them
	fetched    bool            // every file that is fetched by itself is here, as far as this program knows
}

// New returns an engine. It makes no request.
func New(o Options) *Engine {
	if o.SweepPages == 0 {
		o.SweepPages = 5
	}
	if o.SweepShare <= 0 {
		o.SweepShare = 20
	}
	if o.CompleteReads == 0 {
		o.CompleteReads = 50
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return &Engine{o: o, store: o.Store, meter: &remote.Meter{}, earned: o.SweepShare, counts: map[string]count{}, reached: map[string]reached{}, short: map[string]bool{}, unreadable: map[string]bool{}}
}

// Round runs one round. The figures are filled as far as it came. A failure of the provider is a [remote.Error], with its RetryAfter;
// CodeNotFound means that there is no connection. A record that the provider refuses is no failure.
func (e *Engine) Round(ctx context.Context) (replica.Round, error) { return e.round(ctx, routine) }

// Asked is a round that a person waits for: where the provider counts another number of records than we know, it lists every id, so
// that what was deleted there is gone here when it returns.
func (e *Engine) Asked(ctx context.Context) (replica.Round, error) { return e.round(ctx, asked) }

// Complete is a round that also lists every id there, so that what was deleted there is gone here when it returns.
func (e *Engine) Complete(ctx context.Context) (replica.Round, error) { return e.round(ctx, complete) }

// kind is how much a round looks at.
type kind int

const (
	routine kind = iota
	asked
	complete
)

func (e *Engine) round(ctx context.Context, how kind) (replica.Round, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	start := e.o.Now()
	out := replica.Round{Started: crm.InstantOf(start)}
	conn, err := e.store.Connection(ctx)
	if err != nil {
		return replica.Round{}, err
	}
	last, err := e.lastRound(ctx)
	if err != nil {
		return replica.Round{}, err
	}
	if err := leaveAlone(conn, last, out.Started); err != nil {
		return replica.Round{}, err
	}
	requests, bytes := e.meter.Read()
	if err = e.open(ctx, conn); err == nil {
		r := newRound(ctx, e, how)
		err = r.run()
		out = r.out
		out.Started = crm.InstantOf(start)
	}
	after, size := e.meter.Read()
	out.Requests, out.Bytes = int(after-requests), size-bytes
	end := e.o.Now()
	out.Ms = end.Sub(start).Milliseconds()
	if err != nil {
		out.Failure, out.Code = err.Error(), crm.CodeOf(err)
		_ = e.secretAgain(err)
		if wait := retryAfter(err); wait > 0 {
			out.NotBefore = crm.InstantOf(end.Add(wait))
		}
	}
	if out.Quiet() && last.Failure == "" && out.Started >= last.Started && out.Started-last.Started < millis(quietEvery) {
		return out, nil
	}
	if saved := e.store.SaveRound(context.WithoutCancel(ctx), out); err == nil {
		err = saved
	}
	return out, err
}

// quietEvery is how often a round that found nothing is stored.
const quietEvery = 5 * time.Minute

func (e *Engine) lastRound(ctx context.Context) (replica.Round, error) {
	rounds, err := e.store.Rounds(ctx, 1)
	if err != nil || len(rounds) == 0 {
		return replica.Round{}, err
	}
	return rounds[0], nil
}

// leaveAlone fails as long as the provider asked not to be asked, whoever asks and in whatever program it was said.
func leaveAlone(conn replica.Connection, last replica.Round, now crm.Instant) error {
	if last.Started < conn.Since || now < last.Started || now >= last.NotBefore { // another connection, or a clock that was put back
		return nil
	}
	wait := time.Duration(last.NotBefore-now) * time.Millisecond
	return &remote.Error{
		Class: remote.Transient, RetryAfter: wait,
		Message: fmt.Sprintf("The online CRM asked to be left alone for a while. The next try is in %s.", spell(wait)),
	}
}

// spell writes a pause in words.
func spell(d time.Duration) string {
	if d > 90*time.Second {
		return fmt.Sprintf("%d minutes", (d+time.Minute-1)/time.Minute)
	}
	return fmt.Sprintf("%d seconds", (d+time.Second-1)/time.Second)
}

// open makes the provider where there is none for this connection and catalog, and checks whose account it is.
func (e *Engine) open(ctx context.Context, conn replica.Connection) error {
	catalog, p := e.store.Catalog(), e.provider
	if e.stale.Swap(false) || p == nil || e.conn != conn || e.catalog != catalog {
		var err error
		if p, err = e.o.Open(ctx, conn, catalog, e.meter); err != nil {
			return err
		}
	} else if since := e.o.Now().Sub(e.looked); since >= 0 && since < lookAgain {
		return nil
	}
	account, err := p.Check(ctx)
	if err != nil {
		return err
	}
	if conn.Account != "" && conn.Account != account.ID {
		return crm.Errorf(crm.CodeConflict, "The key now belongs to another account (%s at %s). Nothing was exchanged. "+
			"Connect again if that is intended.", account.User, conn.URL)
	}
	if e.conn != conn {
		clear(e.counts)
		clear(e.reached)
		clear(e.short)
		clear(e.unreadable)
		e.fetched = false
		e.believed = false
	}
	e.provider, e.conn, e.catalog, e.account, e.looked = p, conn, catalog, account, e.o.Now()
	return nil
}

// Renew lets the next round take the secret anew.
func (e *Engine) Renew() { e.stale.Store(true) }

// Capabilities are those of the provider as the last round found them; false before the first.
func (e *Engine) Capabilities() (remote.Capabilities, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.provider == nil {
		return remote.Capabilities{}, false
	}
	return e.provider.Capabilities(), true
}
