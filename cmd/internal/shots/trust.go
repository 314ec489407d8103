package main

import (
	"satchel/ui"
	"satchel/ui/page"
)

// erase opens the dialog that removes a person for good, and goes through it to the report.
func erase(through bool) func(*ui.Shell) {
	return func(s *ui.Shell) {
		goTo("contact")(s)
		s.Do("erase")
		if p, ok := s.Page().(*page.Records); ok && through && p.Erasing() != nil {
			p.Erasing().Go()
		}
	}
}
