// Package hub is the team server: PocketBase with the collections of our catalog, one sequence of changes over all of them, and rules
// about who may see and change what. Clients speak to it as sync/hub/wire says.
package hub

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // PocketBase's own tables

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// Version is told to clients.
const Version = "1"

// Hub is one folder of data. Several processes may have it open, one of them serving.
type Hub struct {
	app     core.App
	known   atomic.Pointer[crm.Catalog]
	shaping sync.Mutex // held while own fields change
	now     func() time.Time
	moved   signal // a change was committed
	guesses *guesses
	carried chan struct{} // holds one for every file that is in memory
}

// Open opens the hub of a folder, making what is missing. Collections and fields of a newer catalog are added; nothing is ever taken
// away, so that a hub can be opened by an older program too.
func Open(dir string) (*Hub, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, crm.Errorf(crm.CodeUnavailable, "The folder of the hub cannot be made: %w", err)
	}
	h := &Hub{
		app: core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: connect}),
		now: time.Now, moved: signal{next: make(chan struct{})}, carried: make(chan struct{}, atOnce), guesses: newGuesses(),
	}
	h.known.Store(crm.Base())
	if err := h.app.Bootstrap(); err != nil {
		return nil, crm.Errorf(crm.CodeUnavailable, "The folder of the hub cannot be opened: %w", err)
	}
	if err := errors.Join(h.app.RunAllMigrations(), h.prepare()); err != nil {
		return nil, errors.Join(crm.Errorf(crm.CodeInternal, "The hub's tables cannot be made: %w", err), h.Close())
	}
	h.follow()
	h.watchSignIns()
	return h, nil
}

// catalog is what the hub keeps: ours, with the own fields of its team.
func (h *Hub) catalog() *crm.Catalog { return h.known.Load() }

// Close ends all use of the folder.
func (h *Hub) Close() error { return h.app.ResetBootstrapState() }

// connect opens a database as PocketBase does, but so that what was acknowledged survives a power cut: clients forget an edit then.
func connect(file string) (*dbx.DB, error) {
	return dbx.Open("sqlite", file+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}

// prepare makes tables, collections and settings what this program needs.
func (h *Hub) prepare() error {
	if err := h.makeTables(); err != nil {
		return err
	}
	if err := errors.Join(h.makeCollections(), h.learnOwn()); err != nil {
		return err
	}
	s := h.app.Settings()
	s.Meta.AppName = "Satchel hub"
	s.Meta.HideControls = true // collections follow from the catalog
	s.Logs.MaxDays = 0         // requests name records and people
	s.RateLimits.Enabled = true
	s.RateLimits.Rules = []core.RateLimitRule{
		{Label: "*:auth", MaxRequests: signIns, Duration: signInSpan}, {Label: "POST " + wire.Rekey, MaxRequests: signIns, Duration: signInSpan},
	}
	return h.app.Save(s)
}

// trustProxy says whether X-Forwarded-For names who sends a request. Anybody could write it where there is no proxy.
func (h *Hub) trustProxy(yes bool) error {
	s := h.app.Settings()
	if s.TrustedProxy.Headers = nil; yes {
		s.TrustedProxy.Headers = []string{"X-Forwarded-For"}
	}
	return h.app.Save(s)
}

// So many attempts to sign in may come from one address within so many seconds.
const (
	signIns    = 10
	signInSpan = 60
)

// Entrance is where and for whom a hub answers.
type Entrance struct {
	Address string   // port 0 takes a free one
	Domains []string // get their certificates by ACME; none = plain HTTP, for one machine or behind a proxy
	// Proxied says that requests come through a proxy that notes whose they are in X-Forwarded-For: attempts to sign in are then counted
	// for whoever that names last, and otherwise for whoever is connected.
	Proxied bool
}

// Serve answers requests until the context ends. started is told the address once it does, trouble of what goes wrong beside the
// requests.
func (h *Hub) Serve(ctx context.Context, at Entrance, started func(address string), trouble func(error)) (err error) {
	release, err := hold(h.app.DataDir())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.Address)
	if err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The hub cannot listen at %s: %w", at.Address, err)
	}
	if err := errors.Join(newEpoch(h.app), h.trustProxy(at.Proxied)); err != nil {
		return errors.Join(err, listener.Close())
	}
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.InstallerFunc = nil
		e.Listener = listener
		h.routes(e.Router)
		if err := e.Next(); err != nil {
			return err
		}
		started(listener.Addr().String())
		return nil
	})
	if err := h.app.Cron().Add("satchelNightly", "30 2 * * *", func() {
		if err := h.nightly(ctx); err != nil {
			trouble(fmt.Errorf("the nightly backup failed: %w", err))
		}
	}); err != nil {
		return errors.Join(err, listener.Close())
	}
	config := apis.ServeConfig{HttpAddr: at.Address}
	if len(at.Domains) > 0 {
		config = apis.ServeConfig{HttpsAddr: at.Address, CertificateDomains: at.Domains}
	}
	ended := make(chan error, 1)
	go func() { ended <- apis.Serve(h.app, config) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		stop := &core.TerminateEvent{App: h.app}
		err = h.app.OnTerminate().Trigger(stop, func(e *core.TerminateEvent) error { return e.Next() })
		err = errors.Join(err, <-ended)
	}
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
