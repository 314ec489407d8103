package ui

import (
	"fyne.io/fyne/v2"

	"satchel/ui/page"
)

// Drop takes files that were let fall onto the window: on a record they are attached to it; anywhere else the first is imported, as the
// kind in view, else as contacts.
func (s *Shell) Drop(at fyne.Position, files []fyne.URI) {
	var paths []string
	for _, f := range files {
		if f.Scheme() == "file" {
			paths = append(paths, f.Path())
		}
	}
	if len(paths) == 0 || s.away != nil {
		return
	}
	if p, ok := s.Page().(page.Attacher); ok && p.Attach(at, paths) {
		return
	}
	s.takeIn(paths[0])
}

// takeIn shows what a file holds and offers to import it.
func (s *Shell) takeIn(file string) {
	if _, ok := s.Page().(page.Dropper); !ok {
		s.Go(page.Route{Name: "import", Entity: s.Route().Entity})
	}
	if p, ok := s.Page().(page.Dropper); ok {
		p.Drop(file)
	}
}
