package ui

import (
	"net/url"
	"path/filepath"
	"strings"

	"satchel/ui/page"
)

// Scheme begins the address of a record: "satchel:contact/0197…".
const Scheme = "satchel:"

// Visit brings the window to the front for a further start of the program, and goes where that points to; a locked
// window does so once it is open.
func (s *Shell) Visit(targets []string) {
	if s.config.Raise != nil {
		s.config.Raise()
	}
	if s.away != nil {
		s.later = targets
		return
	}
	s.visit(targets)
}

// visit opens the record of an address, imports a file (an absolute path), and looks for a telephone number, a mail address or any other
// words. Of several targets the first counts.
func (s *Shell) visit(targets []string) {
	if len(targets) == 0 {
		return
	}
	s.clear()
	to := targets[0]
	address, isAddress := strings.CutPrefix(to, Scheme)
	switch entity, id, _ := strings.Cut(strings.Trim(address, "/"), "/"); {
	case isAddress:
		if _, err := s.config.App.Catalog().Entity(entity); err != nil {
			s.fail(err)
			return
		}
		s.Go(page.Route{Name: "records", Entity: entity, ID: id})
	case filepath.IsAbs(to):
		s.takeIn(to)
	default:
		s.openPalette()
		s.palette.Type(sought(to))
	}
}

// sought is what to look for: an address without its scheme and what follows it.
func sought(target string) string {
	for _, scheme := range []string{"tel:", "callto:", "mailto:"} {
		if rest, ok := strings.CutPrefix(target, scheme); ok {
			rest, _, _ = strings.Cut(rest, "?")
			if plain, err := url.PathUnescape(rest); err == nil {
				return plain
			}
			return rest
		}
	}
	return target
}
