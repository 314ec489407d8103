package ui

import (
	"fyne.io/fyne/v2"

	"satchel/ui/page"
)

// Drop takes a file that was let fall onto the window to the import: of the kind in view, else of contacts.
func (s *Shell) Drop(_ fyne.Position, files []fyne.URI) {
	if len(files) == 0 || files[0].Scheme() != "file" {
		return
	}
	if _, ok := s.Page().(page.Dropper); !ok {
		s.Go(page.Route{Name: "import", Entity: s.Route().Entity})
	}
	if p, ok := s.Page().(page.Dropper); ok {
		p.Drop(files[0].Path())
	}
}
