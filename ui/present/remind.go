package present

import (
	"strings"
	"time"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/app/remind"
	"satchel/ui/words"
)

// KindWord is what an item of the agenda is, in a word.
func KindWord(kind string) string {
	switch kind {
	case agenda.Step:
		return words.T("Next step")
	case agenda.Due:
		return words.T("Ticket due")
	case "email":
		return words.T("E-mail")
	case "":
		return ""
	}
	return words.T(strings.ToUpper(kind[:1]) + kind[1:])
}

// ItemTitle says what an item is: "Call: renewal". The next step says it in its own words.
func ItemTitle(i agenda.Item) string {
	if i.Kind == agenda.Step || i.Kind == "" {
		return i.Text
	}
	return KindWord(i.Kind) + ": " + i.Text
}

// ItemNote says when it is and with whom.
func ItemNote(i agenda.Item, now time.Time) string {
	t := i.At.Time().In(now.Location())
	note := clockOn(t, now)
	if i.AllDay(now.Location()) {
		note = Day(crm.DateOf(t), now)
	}
	if i.Who != "" {
		note += " · " + i.Who
	}
	return note
}

// clockOn is the hour, with the day where it is not today.
func clockOn(t, now time.Time) string {
	if daysBetween(now, t) == 0 {
		return t.Format("15:04")
	}
	return words.Time(t, "Mon 2 Jan") + " " + t.Format("15:04")
}

// Reminder is what a desktop notification says.
type Reminder struct{ Title, Text string }

// Reminders turns what is due into notifications: one for each that is due now, and one for all that were missed together.
func Reminders(turn remind.Turn, now time.Time) []Reminder {
	var out []Reminder
	for _, i := range turn.Ring {
		out = append(out, Reminder{ItemTitle(i), ItemNote(i, now)})
	}
	switch n := len(turn.Missed); {
	case n == 1:
		out = append(out, Reminder{words.T("Missed: %s", ItemTitle(turn.Missed[0])), ItemNote(turn.Missed[0], now)})
	case n > 1:
		out = append(out, Reminder{words.N(int64(n), "%s missed reminder", "%s missed reminders"), ItemTitle(turn.Missed[n-1]) + " …"})
	}
	return out
}
