package present

import (
	"context"
	"regexp"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Time is one deadline of a ticket: what is due, how it stands, and what it follows from.
type Time struct {
	What   string
	Cell   Cell    // "due Tue 26 May, 12:50"
	Took   string  // "took 2 h", "" where it is not done
	Why    string  // "" where a person said so
	Target crm.Ref // zero where there is none
}

// times says of a ticket by when it is to be answered and solved, how that went, and why.
func times(ctx context.Context, a *app.App, r crm.Record, now time.Time) ([]Time, error) {
	if r.Entity != "ticket" {
		return nil, nil
	}
	target, err := lookUp(ctx, a, "target", r.Text("target"))
	if err != nil {
		return nil, err
	}
	hours, err := lookUp(ctx, a, "schedule", target.Text("schedule"))
	if err != nil {
		return nil, err
	}
	var out []Time
	add := func(what, field, within string, due, done crm.Instant, took any) {
		if due == 0 && done == 0 {
			return
		}
		t := Time{What: what, Cell: outcome(r, field, due, done, now), Target: target.Ref()}
		if seconds, ok := took.(int64); ok {
			t.Took = words.T("took %s", Length(seconds))
		}
		if limit := target.Int(within); limit > 0 {
			t.Why = reasonOf(target, hours, limit)
		}
		out = append(out, t)
	}
	open := r.Instant("solved_at") == 0
	add(words.T("First answer"), crm.DueAnswer, "answer_within", r.Instant("answer_due_at"), r.Instant("answered_at"), r.Get("answer_time"))
	if open {
		add(words.T("Next update"), crm.DueUpdate, "update_within", r.Instant("update_due_at"), 0, nil)
	}
	if left, ok := r.Get("time_left").(int64); ok {
		out = append(out, Time{
			What: words.T("Solution"), Cell: Cell{Text: words.T("the clock stands, %s left", Length(left)), Tone: "blue", Tag: true},
			Why: reasonOf(target, hours, target.Int("solve_within")), Target: target.Ref(),
		})
	} else {
		add(words.T("Solution"), crm.DueSolution, "solve_within", r.Instant("solve_due_at"), r.Instant("solved_at"), r.Get("our_time"))
	}
	if at := r.Instant("promised_at"); at != 0 {
		out = append(out, Time{What: words.T("Promise"), Cell: outcome(r, crm.DuePromise, at, r.Instant("solved_at"), now)})
	}
	if id := r.Text("escalates_to"); id != "" && open && r.Instant("due_at") != 0 && r.Instant("due_at") < crm.InstantOf(now) {
		names, err := a.Titles(ctx, "user", []string{id})
		if err != nil {
			return nil, err
		}
		out = append(out, Time{What: words.T("Late: it concerns %s too", names[id])})
	}
	return out, nil
}

// onDay is a moment, with its year where that is another one than now.
func onDay(i crm.Instant, now time.Time) string {
	if at := i.Time().In(now.Location()); at.Year() == now.Year() {
		return words.Time(at, "Mon 2 Jan, 15:04")
	}
	return Exact(i, now.Location())
}

// lookUp reads a record that may be gone or not be named.
func lookUp(ctx context.Context, a *app.App, entity, id string) (crm.Record, error) {
	if id == "" {
		return crm.Record{}, nil
	}
	r, err := a.Get(ctx, crm.Ref{Entity: entity, ID: id})
	if crm.CodeOf(err) == crm.CodeNotFound {
		return crm.Record{}, nil
	}
	return r, err
}

// outcome says how a deadline of a ticket stands; zero times are not there.
func outcome(r crm.Record, what string, due, done crm.Instant, now time.Time) Cell {
	switch {
	case due == 0:
		return Cell{Text: onDay(done, now), Tag: true}
	case done == 0 && due < crm.InstantOf(now):
		return Cell{Text: words.T("! was due %s", onDay(due, now)), Tone: "red", Tag: true}
	case done == 0:
		c := Cell{Text: words.T("due %s", onDay(due, now)), Tag: true}
		i := agenda.Item{Kind: agenda.Due, At: due}
		if r.Text("due_for") == what {
			i.Warn = r.Instant("warn_at")
		}
		c.Tone = pressing(i, now)
		return c
	case done > due:
		return Cell{Text: words.T("late, was due %s", onDay(due, now)), Tone: "red", Tag: true}
	}
	return Cell{Text: words.T("in time"), Tone: "green", Tag: true}
}

var dayName = regexp.MustCompile(`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b`)

// weekdays says the days of the week in a text.
func weekdays(text string) string {
	return dayName.ReplaceAllStringFunc(text, func(day string) string { return words.T(day) })
}

// reasonOf says what a time follows from: "8 h by the target High, counted in Mon-Fri 9:00-17:00, Europe/Berlin".
func reasonOf(target, hours crm.Record, within int64) string {
	text := words.T("%s by the target %s", Length(within), target.Text("name"))
	if hours.ID == "" {
		return words.T("%s, day and night", text)
	}
	zone := hours.Text("zone")
	if zone == "" {
		zone = "UTC"
	}
	text = words.T("%s, counted in %s, %s", text, weekdays(strings.ReplaceAll(hours.Text("hours"), "\n", "; ")), zone)
	if off := strings.Join(strings.Fields(hours.Text("days_off")), " "); off != "" {
		text = words.T("%s, without %s", text, off)
	}
	return text
}
