package remote

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Guarantee says in plain sentences what a person may rely on with a provider of these capabilities: what is sent once only, whether
// another person's change can be overwritten unseen, how soon changes and deletions are noticed. It is a pure function.
func Guarantee(caps Capabilities) []string {
	out := []string{creates(caps), overwrites(caps), changes(caps), deletes(caps)}
	if told := files(caps); told != "" {
		out = append(out, told)
	}
	return append(out, "Nothing that you type is lost: it is accepted there, or kept in the inbox and the history.")
}

func creates(c Capabilities) string {
	switch {
	case c.ClientID:
		return "A new record is created exactly once, even if the connection breaks in the middle."
	case c.Marker:
		return "A new record is created exactly once: it carries a mark by which it is found again if the connection breaks in the middle." + unmarked(c)
	}
	return "A new record is created at most once. If the connection breaks in the middle and it is not certain that it arrived, you are asked."
}

// unmarked says what holds for feeds without marks.
func unmarked(c Capabilities) string {
	var names []string
	for _, f := range c.Feeds {
		if f.NoMarker && f.Create && !f.Inside {
			names = append(names, plural(f.Entity))
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return " " + fmt.Sprintf("For some %s there is no place for the mark: a new record is created at most once, and you are asked if it is not certain that it arrived.",
		words(slices.Compact(names)))
}

// overwrites depends on the feed: some objects of a provider have versions and others do not. An entity with one that has none counts
// as having none.
func overwrites(c Capabilities) string {
	var checked, open []string
	for _, f := range c.Feeds {
		switch {
		case !f.Update:
		case f.Version:
			checked = append(checked, plural(f.Entity))
		default:
			open = append(open, plural(f.Entity))
		}
	}
	slices.Sort(checked)
	slices.Sort(open)
	open = slices.Compact(open)
	checked = slices.DeleteFunc(slices.Compact(checked), func(name string) bool { return slices.Contains(open, name) })
	switch {
	case len(checked)+len(open) == 0:
		return "Nothing there is overwritten, because your account may not change records there."
	case len(open) == 0:
		return "A change of somebody else is never overwritten unseen."
	case len(checked) == 0:
		return "Every record is read just before it is sent. A change that somebody else makes in that second can be overwritten; its value then stays in the history there."
	}
	return fmt.Sprintf("A change of somebody else is never overwritten unseen among %s.", words(checked)) + " " +
		fmt.Sprintf("Among %s the record is read just before it is sent; a change that somebody else makes in that second can be overwritten.", words(open))
}

func changes(c Capabilities) string {
	if c.ChangesFeed {
		return "Changes there arrive in the order in which they were made; none is skipped."
	}
	check := "Changes there arrive with the next check."
	if c.Lag > 0 {
		check = fmt.Sprintf("Changes there arrive with the next check, also one that shows up %s late.", span(c.Lag))
	}
	return check + " " + "The numbers of records are compared every hour and all of them are listed now and then, which finds what a check missed."
}

func deletes(c Capabilities) string {
	if c.DeletesFeed {
		return "What is deleted there is gone here with the next check."
	}
	return "What is deleted there is gone here within about an hour, or at once when you press Sync now."
}

// files says of what the files are exchanged.
func files(c Capabilities) string {
	var names []string
	guarded, inside := true, false
	for _, f := range c.Feeds {
		inside = inside || f.Inside
		if f.Files {
			names, guarded = append(names, plural(f.Entity)), guarded && f.Version
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 || !inside {
		return ""
	}
	out := fmt.Sprintf("Files of %s are exchanged.", words(names)) + " "
	if guarded {
		return out + "A file arrives once and whole, even if the connection breaks in the middle; one that somebody else attaches at the same time stays."
	}
	return out + "A file arrives once and whole, even if the connection breaks in the middle; where the server does not compare versions, one that somebody else attaches in the same second can be taken off its record."
}

// span is a time in units that every language writes alike.
func span(d time.Duration) string {
	if n := int(d.Round(time.Minute) / time.Minute); n > 1 {
		return fmt.Sprintf("%d min", n)
	}
	return fmt.Sprintf("%d s", max(int(d.Round(time.Second)/time.Second), 1))
}

// plural names the records of an entity.
func plural(entity string) string {
	if stem, ok := strings.CutSuffix(entity, "y"); ok {
		return stem + "ies"
	}
	return entity + "s"
}

// words lists names: "Account, Case and Lead".
func words(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
