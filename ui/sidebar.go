package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/page"
	"satchel/ui/present"
)

// sidebar is the column of places with their counts.
type sidebar struct {
	s      *Shell
	box    *kit.Sidebar
	items  map[page.Route]*kit.NavItem
	latest async.Latest
	asked  int64 // version of the data that the counts were asked for
}

// sections are the places of everyday work, in the order of Ctrl+1 to Ctrl+6.
func (s *Shell) sections() []page.Route {
	out := []page.Route{{Name: "today"}}
	for _, name := range []string{"contact", "organisation", "lead", "deal", "ticket", "activity"} {
		out = append(out, page.Route{Name: "records", Entity: name})
	}
	return out
}

// label names a place.
func (s *Shell) label(r page.Route) string {
	if r.Name == "records" {
		if e, err := s.config.App.Catalog().Entity(r.Entity); err == nil {
			return e.Plural
		}
	}
	return map[string]string{"today": "Today", "insight": "Charts", "inbox": "Inbox", "connect": "Connection", "settings": "Settings"}[r.Name]
}

func newSidebar(s *Shell) *sidebar {
	b := &sidebar{s: s, items: map[page.Route]*kit.NavItem{}, asked: -1}
	lines := []fyne.CanvasObject{kit.NewBrand("Satchel")}
	lines = b.group(lines, "Work", s.sections()...)
	lines = b.group(lines, "Insight", page.Route{Name: "insight"})
	lines = b.group(lines, "Team", page.Route{Name: "inbox"}, page.Route{Name: "connect"}, page.Route{Name: "settings"})
	b.box = kit.NewSidebar(lines...)
	return b
}

// group adds places under a heading, those that there are.
func (b *sidebar) group(lines []fyne.CanvasObject, title string, routes ...page.Route) []fyne.CanvasObject {
	var items []fyne.CanvasObject
	for _, r := range routes {
		if b.s.pages[r.Name] != nil {
			b.items[r] = kit.NewNavItem(b.s.label(r), "", func() { b.s.Go(r) })
			items = append(items, b.items[r])
		}
	}
	if len(items) == 0 {
		return lines
	}
	return append(append(lines, kit.NewNavGroup(title)), items...)
}

// mark shows which place is open.
func (b *sidebar) mark(here page.Route) {
	here = page.Route{Name: here.Name, Entity: here.Entity}
	for r, item := range b.items {
		item.SetOn(r == here)
	}
}

// counts are the numbers of the sidebar and what the status line says.
type counts struct {
	numbers map[page.Route]int64
	waits   int64 // in the inbox
	status  app.Status
}

// refreshSides counts anew after a commit, unless nothing changed since the last time.
func (s *Shell) refreshSides() {
	b := s.side
	version := s.config.App.Version()
	if version == b.asked {
		return
	}
	b.asked = version
	routes := s.sections()
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
		})
}

func (b *sidebar) show(c counts) {
	for r, n := range c.numbers {
		text := present.Number(n)
		if n == 0 && r.Name == "today" {
			text = ""
		}
		b.items[r].SetCount(text, false)
	}
	if item := b.items[page.Route{Name: "inbox"}]; item != nil {
		text := ""
		if c.waits > 0 {
			text = present.Number(c.waits)
		}
		item.SetCount(text, c.waits > 0)
	}
}

func count(ctx context.Context, a *app.App, routes []page.Route) (counts, error) {
	c := counts{numbers: map[page.Route]int64{}}
	for _, r := range routes {
		var n int64
		var err error
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
	status, err := a.SyncStatus(ctx)
	c.status, c.waits = status, status.Conflicts+status.Refused
	return c, err
}
