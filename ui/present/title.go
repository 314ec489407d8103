package present

import (
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/ui/words"
)

// Title names a record as [crm.Entity.TitleOf] does, in the language of the screen: its days, and that it has no name.
func Title(e *crm.Entity, r crm.Record) string {
	title := e.TitleOf(r)
	if title == e.TitleOf(crm.Record{}) {
		return words.T("Unnamed %s", words.Small(words.T(e.Label)))
	}
	for _, name := range e.Title {
		if d, ok := r.Values[name].(crm.Date); ok {
			title = strings.Replace(title, string(d), words.Time(d.In(time.UTC), "2 Jan 2006"), 1)
		}
	}
	return title
}
