package words

import (
	"regexp"
	"time"
)

// names are the parts of a layout that are words: "Monday", "Jan".
var names = regexp.MustCompile(`\b(?:Monday|Mon|January|Jan)\b`)

// Time writes a time by a layout of the time package. The layout itself is looked up like any text, because languages order days and
// months differently, and so are the names of weekdays and months.
func Time(t time.Time, layout string) string {
	s := current.Load()
	if names.FindString(layout) != layout { // the text "Monday" is a day, not a layout
		layout = s.say(layout, nil)
	}
	out, rest := "", layout
	for {
		at := names.FindStringIndex(rest)
		if at == nil {
			return out + t.Format(rest)
		}
		out += t.Format(rest[:at[0]]) + s.say(t.Format(rest[at[0]:at[1]]), nil)
		rest = rest[at[1]:]
	}
}
