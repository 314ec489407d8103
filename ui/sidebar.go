package ui

import (
	"context"
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

// sidebar is the column of places with their counts.
type sidebar struct {
	s      *Shell
	box    *kit.Sidebar
	items  map[page.Route]*kit.NavItem
	all    []crm.View           // that are not hidden
	views  []crm.View           // of them, those below their lists
	read   []page.Route         // lists of what is only read here, where there is something to read
	found  map[page.Route]int64 // nil = not counted yet
	late   map[page.Route]bool  // what is found waits for us
	waits  int64                // in the inbox
	here   page.Route           // the place that is open
	latest async.Latest
	due    bool  // a count waits for its pause
	asked  int64 // version of the data that the counts were asked for
}

// sections are the places of everyday work, in the order of Ctrl+1 to Ctrl+8.
func (s *Shell) sections() []page.Route {
	out := []page.Route{{Name: "today"}}
	for _, name := range []string{"contact", "organisation", "lead", "deal", "ticket"} {
		out = append(out, page.Route{Name: "records", Entity: name})
	}
	return append(out, page.Route{Name: "calendar"}, page.Route{Name: "records", Entity: "activity"})
}

// reading are the lists of what comes from elsewhere and is only read here, such as articles.
func (s *Shell) reading() (out []page.Route) {
	for _, e := range s.config.App.Catalog().Entities() {
		if e.ReadOnly {
			out = append(out, page.Route{Name: "records", Entity: e.Name})
		}
	}
	return out
}

// label names a place.
func (s *Shell) label(r page.Route) string {
	if r.Name == "records" {
		if e, err := s.config.App.Catalog().Entity(r.Entity); err == nil {
			return words.T(e.Plural)
		}
	}
	return map[string]string{"today": words.T("Today"), "calendar": words.T("Calendar"), "insight": words.T("Charts"), "inbox": words.T("Inbox"), "connect": words.T("Connection"), "settings": words.T("Settings"), "guide": words.T("Guide"), "duplicates": words.T("Duplicates"), "backups": words.T("Backups"), "register": words.T("Register")}[r.Name]
}

// icon stands for a place where there is no room for its name.
func icon(r page.Route) string {
	switch r.Name {
	case "records":
		return r.Entity
	case "connect":
		return "sync"
	}
	return r.Name
}

func newSidebar(s *Shell) *sidebar {
	b := &sidebar{s: s, asked: -1}
	b.box = kit.NewSidebar(b.lines()...)
	return b
}

// lines makes all lines anew.
func (b *sidebar) lines() []fyne.CanvasObject {
	s := b.s
	b.items = map[page.Route]*kit.NavItem{}
	lines := []fyne.CanvasObject{kit.NewBrand("Satchel", func() { s.frame.Fold() })}
	lines = b.group(lines, words.T("Work"), append(s.sections(), b.read...)...)
	lines = b.group(lines, words.T("Insight"), page.Route{Name: "insight"})
	lines = b.group(lines, words.T("Team"), page.Route{Name: "inbox"}, page.Route{Name: "connect"}, page.Route{Name: "settings"})
	return lines
}

// group adds places under a heading, those that there are.
func (b *sidebar) group(lines []fyne.CanvasObject, title string, routes ...page.Route) []fyne.CanvasObject {
	var items []fyne.CanvasObject
	for _, r := range routes {
		if b.s.pages[r.Name] != nil {
			b.items[r] = kit.NewNavItem(b.s.label(r), "", func() { b.s.Go(r) })
			b.items[r].Icon = icon(r)
			items = append(items, b.items[r])
			items = append(items, b.below(r)...)
		}
	}
	if len(items) == 0 {
		return lines
	}
	return append(append(lines, kit.NewNavGroup(title)), items...)
}

// below are the views of a list.
func (b *sidebar) below(list page.Route) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, v := range b.views {
		r := viewRoute(v)
		if list.Name != r.Name || list.Entity != v.Entity {
			continue
		}
		item := kit.NewNavItem(page.ViewName(v), "", func() { b.s.Go(r) })
		item.Sub = true
		b.items[r] = item
		out = append(out, item)
	}
	return out
}

func viewRoute(v crm.View) page.Route {
	return page.Route{Name: "records", Entity: v.Entity, View: v.Key()}
}

// mark shows which place is open.
func (b *sidebar) mark(here page.Route) {
	b.here = page.Route{Name: here.Name, Entity: here.Entity, View: here.View}
	b.arrange()
	here = b.here
	if b.items[here] == nil { // a hidden view
		here.View = ""
	}
	for r, item := range b.items {
		item.SetOn(r == here)
	}
	b.box.Reveal(b.items[here])
}

// arrange puts the views below their lists. Those of the program that find nothing are left out where their list is not open: there is
// nothing to do, and the sidebar stays short. So are the lists of what is only read, as long as nothing came. Until it is counted there
// stands what stood there when the window was closed.
func (b *sidebar) arrange() {
	finds := func(r page.Route) bool {
		return b.found[r] > 0 || b.here.Entity == r.Entity || b.found == nil && slices.Contains(b.s.stay.Lines, r)
	}
	var views []crm.View
	for _, v := range b.all {
		if v.Origin == "" || finds(viewRoute(v)) {
			views = append(views, v)
		}
	}
	var read []page.Route
	for _, r := range b.s.reading() {
		if finds(r) {
			read = append(read, r)
		}
	}
	same := func(x, y crm.View) bool { return x.Key() == y.Key() && x.Name == y.Name }
	if slices.EqualFunc(views, b.views, same) && slices.Equal(read, b.read) {
		return
	}
	b.views, b.read = views, read
	b.box.SetLines(b.lines()...)
	b.mark(b.here)
	b.count()
}

// finding are the lines that are there only because they find something.
func (b *sidebar) finding() (out []page.Route) {
	for _, r := range b.read {
		if b.found[r] > 0 {
			out = append(out, r)
		}
	}
	for _, v := range b.views {
		if r := viewRoute(v); v.Origin != "" && b.found[r] > 0 {
			out = append(out, r)
		}
	}
	return out
}

// count writes the numbers behind the lines.
func (b *sidebar) count() {
	for r, n := range b.found {
		text := words.Number(n)
		if n == 0 && r.Name == "today" {
			text = ""
		}
		if item := b.items[r]; item != nil {
			item.Brief = brief(n)
			item.SetCount(text, b.late[r] && n > 0)
		}
	}
	if item := b.items[page.Route{Name: "inbox"}]; item != nil {
		text := ""
		if b.waits > 0 {
			text = words.Number(b.waits)
		}
		item.SetCount(text, b.waits > 0)
	}
}

// brief writes a count in few letters: 950, 8.7 k, 87 k.
func brief(n int64) string {
	v := float64(n)
	if n >= 10_000 {
		v = math.Round(v/1000) * 1000
	}
	return words.Short(v)
}

// counts are the numbers of the sidebar and what the status line says.
type counts struct {
	numbers map[page.Route]int64
	views   []crm.View
	late    map[page.Route]bool // what is counted waits for us
	waits   int64               // in the inbox
	status  app.Status
}

// untilShown is how long what a commit changed has the processor for itself on the page.
const untilShown = 150 * time.Millisecond

// countAfter counts the sidebar anew after a pause; commits that follow within it wait for the same count.
func (s *Shell) countAfter(pause time.Duration) {
	switch {
	case pause <= 0:
		s.refreshSides()
	case !s.side.due:
		s.side.due = true
		s.config.Run.After(pause, func() {
			s.side.due = false
			s.refreshSides()
		})
	}
}

// refreshSides counts anew after a commit, unless nothing changed since the last time.
func (s *Shell) refreshSides() {
	b := s.side
	version := s.config.App.Version()
	if version == b.asked {
		return
	}
	b.asked = version
	routes := append(s.sections(), s.reading()...)
	async.Run(b.latest.Next(s.ctx), s.config.Run, func(ctx context.Context) (counts, error) { return count(ctx, s.config.App, routes) },
		func(c counts, err error) {
			if err != nil {
				b.asked = -1
				s.fail(err)
				return
			}
			b.show(c)
			s.standing.status, s.standing.known = c.status, true
			s.showStatus()
			s.refreshTray()
		})
}

func (b *sidebar) show(c counts) {
	b.all, b.found, b.late, b.waits = c.views, c.numbers, c.late, c.waits
	b.arrange()
	b.count()
}

func count(ctx context.Context, a *app.App, routes []page.Route) (counts, error) {
	c := counts{numbers: map[page.Route]int64{}, late: map[page.Route]bool{}}
	for _, r := range routes {
		var n int64
		var err error
		if r.Name == "calendar" {
			continue
		}
		if r.Name == "today" {
			n, err = present.CountToday(ctx, a)
		} else {
			n, err = a.Count(ctx, crm.Query{Entity: r.Entity})
		}
		if err != nil {
			return c, err
		}
		c.numbers[r] = n
	}
	if err := c.countViews(ctx, a); err != nil {
		return c, err
	}
	status, err := a.SyncStatus(ctx)
	c.status, c.waits = status, status.Conflicts+status.Refused
	return c, err
}

// countViews counts what the views of the sidebar find; one with a filter that this computer does not understand has no number.
func (c *counts) countViews(ctx context.Context, a *app.App) error {
	var err error
	if c.views, err = visibleViews(ctx, a); err != nil {
		return err
	}
	for _, v := range c.views {
		where, err := crm.ParseFilter(v.Filter)
		if err != nil {
			continue
		}
		n, err := a.Count(ctx, crm.Query{Entity: v.Entity, Where: where})
		switch {
		case crm.CodeOf(err) == crm.CodeInvalid:
			continue
		case err != nil:
			return err
		}
		c.numbers[viewRoute(v)], c.late[viewRoute(v)] = n, v.Late
	}
	return nil
}

// visibleViews are the views that nobody has hidden.
func visibleViews(ctx context.Context, a *app.App) ([]crm.View, error) {
	all, err := a.Views(ctx)
	return slices.DeleteFunc(all, func(v crm.View) bool { return v.Hidden }), err
}

// Views returns the names and counts of the views in the sidebar, from top to bottom.
func (s *Shell) Views() []string {
	var out []string
	for _, v := range s.side.views {
		out = append(out, s.label(page.Route{Name: "records", Entity: v.Entity})+": "+page.ViewName(v)+" "+s.side.items[viewRoute(v)].Count)
	}
	return out
}
