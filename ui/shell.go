// Package ui is the desktop's shell: the window's frame, the way between pages, the commands with their menu and shortcuts, and the
// sidebar and status line that follow every commit.
package ui

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/lock"
	"satchel/app/remind"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Builder makes the page of a route.
type Builder func(page.Env, page.Route) page.Page

// Config is what the shell is given.
type Config struct {
	App    *app.App
	Run    async.Runner
	Window fyne.Window
	// Sample fills the database with sample data; nil hides what needs it. It is called off the UI goroutine.
	Sample func(context.Context) error
	// Guide returns the user's guide in Markdown, in a language that [words.Languages] names; nil hides it.
	Guide func(language string) string
	// Open opens an address outside: mail, telephone, web; nil asks the system for its program.
	Open func(*url.URL) error
	// Notify shows a notification of the desktop; nil shows none. It is called off the UI goroutine.
	Notify func(title, text string)
	// Stay is how the window was left the last time.
	Stay Stay
	// Targets are what the program was started for, as [Shell.Visit] takes them.
	Targets []string
	// Place tells where the window is on the screen, while there is one; nil where the toolkit does not know.
	Place func() Place
	// Tray shows a menu in the system's tray in place of the one before; nil where there is no tray.
	Tray func(*fyne.Menu)
	// Settle is how long the first page has the processor for itself before the sidebar is counted, which a large file takes a second for;
	// after a commit it is [untilShown] at most. Zero: the sidebar is counted at once.
	Settle time.Duration
	// Raise brings the window to the front; nil where there is nobody to see it.
	Raise func()
	// Lock keeps the window from whoever passes by, loaded already; nil = one that was never set.
	Lock *lock.Lock
	// Restart ends the program and starts it anew, with a backup that was made ready in place of the database; nil = nobody can.
	Restart func()
	// Said is shown as soon as the window is there; "" = nothing.
	Said string
	// Trouble is told as soon as the window is there; nil = nothing.
	Trouble error
	// Pages adds pages to those of the shell, by the name of their route.
	Pages map[string]Builder
}

// Shell is the window. It is used on the UI goroutine only.
type Shell struct {
	config   Config       // its Run goes through the gate
	gate     *async.Gate  // shut while the window is locked
	behind   async.Runner // the gate: for what goes on while it is locked
	ctx      context.Context
	end      context.CancelFunc
	router   router
	commands []page.Command
	pages    map[string]Builder

	root    *fyne.Container // all of the window
	away    *away           // what the lock hides, nil while it is open
	later   []string        // what the program was started for meanwhile
	side    *sidebar
	body    *fyne.Container
	status  *kit.StatusLine
	toaster *kit.Toaster
	frame   *kit.Frame

	palette   *page.Palette
	log       *page.QuickLog
	cheat     *page.Overlay
	reminders *page.Reminders
	drafts    *page.Drafts
	recent    []crm.Hit
	asked     page.Asked   // for a sync round
	told      async.Latest // of what the sync tells about itself

	stay     Stay         // as it was found, with the place that is known by now
	letters  page.Letters // single letters are keys
	standing standing
	said     string             // by the status line
	trayed   []present.TrayLine // as the tray shows
	rung     async.Latest       // reminders for it

	practising bool // a newcomer has the list of practice

	forget  func() // ends the subscription to commits
	unwatch func() // ends that to the sync
	mu      sync.Mutex
	pending *crm.Batch // commits not yet shown; guarded by mu
}

// New fills the window and goes to the first page.
func New(c Config) *Shell {
	ctx, end := context.WithCancel(context.Background())
	if c.Lock == nil {
		c.Lock = lock.New(c.App)
	}
	s := &Shell{behind: c.Run, gate: &async.Gate{Runner: c.Run}, ctx: ctx, end: end, stay: c.Stay}
	c.Run = s.gate
	s.config = c
	s.pages = map[string]Builder{
		"today": page.NewToday, "calendar": page.NewCalendar, "records": page.NewRecords, "first": page.NewFirst,
		"insight": page.NewInsight, "inbox": page.NewInbox, "connect": page.NewConnect, "import": page.NewImport, "duplicates": page.NewDuplicates, "settings": page.NewSettings, "backups": page.NewBackups, "register": page.NewRegister,
	}
	if c.Guide != nil {
		s.pages["guide"] = page.NewGuide(c.Guide)
	}
	for name, b := range c.Pages {
		s.pages[name] = b
	}
	s.drafts = page.NewDrafts(ctx, c.App, c.Run, s.fail)
	s.asked.Ended = func() {
		s.side.asked = -1
		s.refreshSides()
	}
	s.body = kit.Stack()
	s.toaster = kit.NewToaster(c.Run.After)
	c.Window.SetPadded(false)
	s.fill()
	s.bindKeys()
	if c.Lock.Locked() {
		s.hide()
	}
	c.Window.SetOnDropped(s.Drop)
	s.forget = c.App.OnCommit(s.committed)
	s.watch()
	if c.Tray != nil { // the toolkit wants one before the window runs
		c.Tray(s.trayMenu(s.trayLines(app.Status{}, nil)))
	}
	s.begin()
	c.Run.Start(ctx, func(context.Context) func() { look.ReadFonts(c.Stay.Letters); return nil })
	c.Run.Post(func() { // a locked window says it once it is open
		if c.Said != "" {
			s.say(c.Said, "")
		}
		if c.Trouble != nil {
			s.fail(c.Trouble)
		}
	})
	return s
}

// fill makes everything around the page, in the language in use.
func (s *Shell) fill() {
	s.commands = s.table()
	s.side = newSidebar(s)
	s.status = kit.NewStatusLine("", keysHint(), func() { s.Go(page.Route{Name: "inbox"}) })
	s.said = ""
	before := s.frame
	s.frame = kit.NewFrame(s.side.box, s.status, s.body)
	if s.frame.Folded, s.frame.SideScale = s.stay.Folded, s.stay.Side; before != nil { // said in another language
		s.frame.Folded, s.frame.SideScale = before.Folded, before.SideScale
	}
	s.frame.OnChange = s.Stay
	s.root = kit.Stack(s.frame, s.toaster)
	w := s.config.Window
	w.SetContent(kit.InFlat(s.root))
	w.SetMainMenu(s.menu())
}

// begin goes to the day, or to the three ways in where there is nothing yet.
func (s *Shell) begin() {
	type found struct {
		empty   bool
		letters string
		views   []crm.View
	}
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (f found, err error) {
		if f.letters, err = s.config.App.Setting(ctx, page.LettersSetting); err == nil {
			f.empty, err = isEmpty(ctx, s.config.App)
		}
		if err == nil {
			f.views, err = visibleViews(ctx, s.config.App)
		}
		return f, err
	},
		func(f found, err error) {
			s.letters.Read(f.letters)
			s.side.all = f.views
			switch {
			case err != nil:
				s.fail(err)
			case f.empty:
				s.offerPractice()
				s.Go(page.Route{Name: "first"})
				return
			}
			s.watchPractice()
			s.Go(s.lastPage())
			s.visit(s.config.Targets)
		})
	s.countAfter(s.config.Settle)
}

// isEmpty tells whether the database holds no records that a person would miss.
func isEmpty(ctx context.Context, a *app.App) (bool, error) {
	for _, e := range a.Catalog().Entities() {
		if e.Child {
			continue
		}
		found, err := a.List(ctx, crm.Query{Entity: e.Name, Fields: []string{crm.FieldCreatedAt}, Limit: 1}) // counting takes longer
		if err != nil || len(found) > 0 {
			return false, err
		}
	}
	return true, nil
}

// Close ends all work of the window; what is half typed is stored.
func (s *Shell) Close() error {
	s.forget()
	s.unwatch()
	stay := s.leave()
	s.router.leave()
	s.end()
	return errors.Join(s.drafts.Close(), s.keep(context.Background(), stay))
}

// env is what pages are given; ctx ends with the page.
func (s *Shell) env(ctx context.Context) page.Env {
	return page.Env{
		App: s.config.App, Run: s.config.Run, Context: ctx, Window: s.config.Window, Zone: s.config.App.Zone,
		Go: s.Go, Back: s.Back, Say: s.say, Offer: s.toaster.ShowToast, Fail: s.fail, Remind: &remind.Service{App: s.config.App}, Reach: s.reachBy, Log: s.openLog, LogAs: s.logAs, Sample: s.loadSample, Drafts: s.drafts, Asked: &s.asked, Letters: &s.letters, Speak: s.speak, Lock: s.config.Lock, LockNow: s.lockNow, Restart: s.config.Restart,
	}
}

// say shows a toast; undo names the batch that its button takes back.
func (s *Shell) say(text, undo string) {
	if undo == "" {
		s.toaster.ShowToast(text, "", nil)
		return
	}
	s.toaster.ShowToast(text, words.T("Undo"), func() { s.takeBack(undo) })
}

// fail shows an error's sentence; work that was given up is none.
func (s *Shell) fail(err error) {
	if crm.CodeOf(err) != crm.CodeCanceled && context.Cause(s.ctx) == nil {
		s.toaster.ShowToast(words.Error(err), "", nil)
	}
}

// App returns what the window works on.
func (s *Shell) App() *app.App { return s.config.App }

// Toast returns the text of the toast in view, "" if there is none.
func (s *Shell) Toast() string { return s.toaster.Shown() }

// committed hears of every commit, on the goroutine that committed. Commits that come faster than the screen are shown together.
func (s *Shell) committed(b crm.Batch) {
	s.mu.Lock()
	first := s.pending == nil
	if first {
		s.pending = &b
	} else {
		merged := b
		merged.Refs = nil // a night behind the lock may bring many
		merged.Entities = slices.Compact(slices.Sorted(slices.Values(slices.Concat(s.pending.Entities, b.Entities))))
		s.pending = &merged
	}
	s.mu.Unlock()
	if first {
		s.config.Run.Post(s.showCommits)
	}
	if b.Changes > 0 && b.Source != crm.FromSync {
		s.config.Run.Post(func() { s.practised(b) })
	}
}

func (s *Shell) showCommits() {
	s.mu.Lock()
	b := s.pending
	s.pending = nil
	s.mu.Unlock()
	if b == nil {
		return
	}
	if p := s.router.page; p != nil {
		p.Refresh(*b)
	}
	s.countAfter(min(s.config.Settle, untilShown))
}
