// Package desktop tests the screens as the program runs them: on a real database file, without a display.
package desktop

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/lock"
	"satchel/app/remind"
	"satchel/app/replica"
	"satchel/app/sample"
	"satchel/storage"
	"satchel/ui/look"
	"satchel/ui/page"
)

// stage is a page's surroundings: a database, a window and what the page told the shell.
type stage struct {
	*app.App
	t       *testing.T
	env     page.Env
	run     *Runner
	guard   *Guard
	keys    *keychain
	crm     *provider
	went    []page.Route
	said    []string
	undo    []string
	fails   []error
	offered func() // by the last toast with a button
}

// noon is when the tests happen.
var noon = time.Date(2026, time.November, 18, 14, 2, 0, 0, time.UTC)

func newStage(t *testing.T, withSample bool) *stage {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	ctx := context.Background()
	now := func() time.Time { return noon }
	file := filepath.Join(t.TempDir(), "satchel.db")
	db, err := storage.Open(ctx, storage.Options{File: file, Now: now, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &stage{t: t, run: &Runner{}, keys: &keychain{}}
	s.crm = &provider{stage: s}
	s.App = &app.App{Store: db, Keys: s.keys, Remotes: s.crm, Sync: s.crm, Now: now, Zone: time.UTC, File: file, Charts: &app.Charts{}}
	if err := s.Start(ctx, "Anna Weber"); err != nil {
		t.Fatal(err)
	}
	if withSample {
		if _, err := sample.Load(ctx, db, noon, ""); err != nil {
			t.Fatal(err)
		}
	}
	s.guard = &Guard{Store: db, Runner: s.run}
	guarded := *s.App
	guarded.Store, guarded.Sync = s.guard, &GuardSync{s.App.Sync, s.guard}
	t.Cleanup(func() {
		if len(s.guard.Caught()) > 0 {
			t.Errorf("read on the UI goroutine: %v", s.guard.Caught())
		}
	})
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.env = page.Env{
		App: &guarded, Run: s.run, Context: ctx, Window: w, Zone: time.UTC,
		Go:     func(r page.Route) { s.went = append(s.went, r) },
		Say:    func(text, undo string) { s.said, s.undo = append(s.said, text), append(s.undo, undo) },
		Offer:  func(text, _ string, do func()) { s.said, s.offered = append(s.said, text), do },
		Fail:   func(err error) { s.fails = append(s.fails, err) },
		Remind: &remind.Service{App: &guarded}, Lock: lock.New(&guarded),
		Asked: &page.Asked{},
	}
	s.env.Drafts = page.NewDrafts(ctx, &guarded, s.run, s.env.Fail)
	return s
}

// show puts a page into the window, at the size of the content area of a window of 1280 by 800.
func (s *stage) show(p page.Page) {
	s.env.Window.SetContent(p.Content())
	s.env.Window.Resize(fyne.NewSize(1280-208, 800-28))
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) add(entity string, values crm.Values) crm.Record {
	s.t.Helper()
	r, err := s.New(context.Background(), entity)
	s.must(err)
	for name, v := range values {
		r.Set(name, v)
	}
	r, _, err = s.Save(context.Background(), r)
	s.must(err)
	return r
}

// keychain is the system's, in memory.
type keychain struct{ secrets map[string]string }

func (k *keychain) Get(_ context.Context, account string) (string, error) {
	if s, ok := k.secrets[account]; ok {
		return s, nil
	}
	return "", crm.Errorf(crm.CodeNotFound, "There is no key for %s.", account)
}

func (k *keychain) Set(_ context.Context, account, secret string) error {
	if k.secrets == nil {
		k.secrets = map[string]string{}
	}
	k.secrets[account] = secret
	return nil
}

func (k *keychain) Delete(_ context.Context, account string) error {
	delete(k.secrets, account)
	return nil
}

// provider is an online CRM and the sync with it, as far as screens see them.
type provider struct {
	stage     *stage
	conflicts []replica.Conflict
	resolved  []string
	answers   []replica.Answer
	reopened  []string
	retried   []crm.Ref
	unlinked  []crm.Ref
	watcher   func(app.Activity)
	rounds    int
	fail      error
	account   app.Account // what a test of the sign-in finds beside the usual
	there     []crm.Record
	coverage  *app.Coverage // nil = not connected
	fetch     func(ctx context.Context, file string, progress func(done, total int64)) error
	prepared  int
	state     app.SyncState
}

func (p *provider) Providers() []app.ProviderInfo {
	return []app.ProviderInfo{
		{Name: "espocrm", Label: "EspoCRM", URLHint: "https://crm.example.org", UserHint: "User name (only with a password)", KeyHelp: "An administrator makes an API user in EspoCRM under Administration, API Users, and gives you its key."},
		{Name: "other", Label: "Another CRM", URLHint: "https://other.example.org", KeyHelp: "Whoever runs it gives you a key.", Invites: true},
		{Name: "hub", Label: "Team hub", URLHint: "https://hub.example.org", UserHint: "E-mail address", KeyHelp: "Whoever runs it gives you a password.", Keeps: true, Meets: true},
	}
}

func (p *provider) Check(_ context.Context, c replica.Connection, secret string) (app.Account, error) {
	if secret != "open sesame" {
		return app.Account{}, crm.Errorf(crm.CodeAuth, "%s refuses the key %s.", c.URL, secret)
	}
	return app.Account{
		ID: "1", Server: "EspoCRM 9.3.10", User: "Anna Weber", UserID: "u1", Rights: []string{"Reads and changes contacts, leads and deals.", "May not delete."},
		Guarantee: []string{"A new record is created at most once."}, Offers: p.account.Offers, Admin: p.account.Admin, Advice: p.account.Advice,
	}, nil
}

func (p *provider) Round(_ context.Context, progress func(app.Progress)) (replica.Round, error) {
	p.rounds++
	progress(app.Progress{What: "Reading contacts", Done: 120, Total: 412})
	return replica.Round{Started: crm.InstantOf(noon), Pulled: 412, Pushed: 3, Requests: 9, Ms: 840}, p.fail
}

func (p *provider) Resolve(_ context.Context, conflict string, answer replica.Answer) error {
	if p.fail != nil {
		return p.fail
	}
	p.resolved = append(p.resolved, strings.TrimSpace(conflict+" "+string(answer.Choice)+" "+answer.Candidate))
	p.answers = append(p.answers, answer)
	p.conflicts = slices.DeleteFunc(p.conflicts, func(c replica.Conflict) bool { return c.ID == conflict })
	return nil
}

func (p *provider) Reopen(_ context.Context, conflict string) error {
	p.reopened = append(p.reopened, conflict)
	return p.fail
}

func (p *provider) Retry(_ context.Context, ref crm.Ref) error {
	p.retried = append(p.retried, ref)
	return nil
}

func (p *provider) Unlink(_ context.Context, ref crm.Ref) error {
	p.unlinked = append(p.unlinked, ref)
	return nil
}

func (p *provider) Watch(f func(app.Activity)) func() {
	p.watcher = f
	f(app.Activity{})
	return func() { p.watcher = nil }
}

func (p *provider) Conflicts(context.Context) ([]replica.Conflict, error) { return p.conflicts, nil }

func (p *provider) Survey(_ context.Context, _ replica.Connection, _ string, f func(string, crm.Record) error) error {
	for _, r := range p.there {
		if err := f(r.Entity, r); err != nil {
			return err
		}
	}
	return nil
}

func (p *provider) ChangePassword(_ context.Context, _ replica.Connection, _, old, fresh string) (string, error) {
	switch {
	case old != "open sesame":
		return "", crm.FieldErrorf("old", "The present password is another one.")
	case len(fresh) < 8:
		return "", crm.FieldErrorf("new", "A password has at least 8 characters.")
	}
	return "token after " + fresh, nil
}

func (p *provider) SignOutOthers(context.Context, replica.Connection, string) (string, error) {
	return "token alone", nil
}

func (p *provider) Prepare(context.Context, replica.Connection, string) error {
	p.prepared++
	p.account.Advice = ""
	return nil
}

func (p *provider) Coverage(context.Context) (app.Coverage, error) {
	if p.coverage == nil {
		return app.Coverage{}, crm.Errorf(crm.CodeNotFound, "not connected")
	}
	return *p.coverage, nil
}

func (p *provider) Fetch(ctx context.Context, file string, progress func(done, total int64)) error {
	if p.fetch == nil {
		return crm.Errorf(crm.CodeNotFound, "not connected")
	}
	return p.fetch(ctx, file, progress)
}

func (p *provider) Still(ctx context.Context, f func(context.Context) error) error { return f(ctx) }

func (p *provider) State() app.SyncState { return p.state }

func (p *provider) Entities(context.Context) ([]string, error) {
	return []string{"contact", "lead", "ticket"}, nil
}

// texts collects every text that is in view.
func texts(o fyne.CanvasObject) string {
	var all []string
	walk(o, func(o fyne.CanvasObject) {
		if s := textOf(o); s != "" {
			all = append(all, s)
		}
	})
	return strings.Join(all, "\n")
}
