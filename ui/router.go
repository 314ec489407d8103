package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/page"
	"satchel/ui/words"
)

// router is where the person is, was and can go back to.
type router struct {
	past, next []page.Route
	here       page.Route
	page       page.Page
	end        context.CancelFunc
}

// leave ends the page in view.
func (r *router) leave() {
	if c, ok := r.page.(page.Closer); ok {
		c.Close()
	}
	if r.end != nil {
		r.end()
	}
	r.page, r.end = nil, nil
}

// where is the route in view, with the record that is selected by now.
func (r *router) where() page.Route {
	if l, ok := r.page.(page.Located); ok {
		return l.Route()
	}
	return r.here
}

// Go goes to a route and remembers the one before.
func (s *Shell) Go(to page.Route) {
	r := &s.router
	if r.page != nil {
		if here := r.where(); here != to {
			r.past = append(r.past, here)
			r.next = nil
		}
	}
	s.open(to)
}

// Back goes to the route before, if there is one.
func (s *Shell) Back() {
	r := &s.router
	if n := len(r.past); n > 0 {
		to := r.past[n-1]
		r.past, r.next = r.past[:n-1], append(r.next, r.where())
		s.open(to)
	}
}

// Forward goes where Back came from.
func (s *Shell) Forward() {
	r := &s.router
	if n := len(r.next); n > 0 {
		to := r.next[n-1]
		r.next, r.past = r.next[:n-1], append(r.past, r.where())
		s.open(to)
	}
}

// Page returns the page in view.
func (s *Shell) Page() page.Page { return s.router.page }

// Route returns where the person is.
func (s *Shell) Route() page.Route { return s.router.where() }

// open shows a route: in place if the page can, else as a new page.
func (s *Shell) open(to page.Route) {
	r := &s.router
	s.remember(to)
	s.frame.Uncover()
	if o, ok := r.page.(page.Opener); ok && o.Open(to) {
		r.here = to
		return
	}
	build, ok := s.pages[to.Name]
	if !ok {
		s.say(words.T("This part is not installed."), "")
		return
	}
	r.leave()
	ctx, end := context.WithCancel(s.ctx)
	r.here, r.end = to, end
	r.page = build(s.env(ctx), to)
	s.config.Window.Canvas().Unfocus()
	s.body.Objects = []fyne.CanvasObject{r.page.Content()}
	s.side.box.Hidden = to.Name == "first"
	s.body.Refresh()
	s.frame.Refresh()
	s.side.mark(to)
	s.retitle()
}

// retitle calls the window after what it shows.
func (s *Shell) retitle() {
	if s.away != nil {
		s.config.Window.SetTitle("Satchel")
		return
	}
	s.config.Window.SetTitle(s.title(s.router.here))
}

// title is what the window is called while a route is in view.
func (s *Shell) title(to page.Route) string {
	if label := s.label(to); label != "" {
		return label + " – Satchel"
	}
	return "Satchel"
}

// most is how many records the palette remembers.
const most = 8

// remember keeps a record that was opened, for the palette.
func (s *Shell) remember(to page.Route) {
	if to.Name != "records" || to.ID == "" || to.ID == "new" {
		return
	}
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (map[string]string, error) {
		return s.config.App.Titles(ctx, to.Entity, []string{to.ID})
	}, func(titles map[string]string, err error) {
		title, ok := titles[to.ID]
		if err != nil || !ok {
			return
		}
		list := []crm.Hit{{Ref: crm.Ref{Entity: to.Entity, ID: to.ID}, Title: title}}
		for _, h := range s.recent {
			if h.Ref != list[0].Ref && len(list) < most {
				list = append(list, h)
			}
		}
		s.recent = list
	})
}
