package present

import (
	"context"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// times says of a ticket by when it is to be answered and solved, how that went, and why.
func times(ctx context.Context, a *app.App, r crm.Record, now time.Time) ([]Group, error) {
	g := Group{Title: words.T("Times")}
	var target, hours crm.Record
	if id := r.Text("target"); id != "" {
		var err error
		if target, err = a.Get(ctx, crm.Ref{Entity: "target", ID: id}); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			return nil, err
		}
		if id := target.Text("schedule"); id != "" {
			if hours, err = a.Get(ctx, crm.Ref{Entity: "schedule", ID: id}); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
				return nil, err
			}
		}
	}
	zone := now.Location()
	add := func(what string, due, done crm.Instant, took any, within int64) {
		line := Line{Ref: target.Ref()}
		switch {
		case due == 0 && done == 0:
			return
		case due == 0:
			line.Text = words.T("%s: %s", what, Exact(done, zone))
		case done == 0 && due < crm.InstantOf(now):
			line.Text = words.T("%s: was due %s", what, Exact(due, zone))
		case done == 0:
			line.Text = words.T("%s: due %s", what, Exact(due, zone))
		case done > due:
			line.Text = words.T("%s: late, was due %s", what, Exact(due, zone))
		default:
			line.Text = words.T("%s: in time", what)
		}
		if seconds, ok := took.(int64); ok {
			line.Note = Length(seconds)
		}
		if within > 0 {
			line.Why = reasonOf(target, hours, within)
		}
		g.Lines = append(g.Lines, line)
	}
	open := r.Instant("solved_at") == 0
	add(words.T("First answer"), r.Instant("answer_due_at"), r.Instant("answered_at"), r.Get("answer_time"), target.Int("answer_within"))
	if open {
		add(words.T("Next update"), r.Instant("update_due_at"), 0, nil, target.Int("update_within"))
	}
	if left, ok := r.Get("time_left").(int64); ok {
		g.Lines = append(g.Lines, Line{
			Ref: target.Ref(), Text: words.T("Solution: the clock stands, %s left", Length(left)), Why: reasonOf(target, hours, target.Int("solve_within")),
		})
	} else {
		add(words.T("Solution"), r.Instant("solve_due_at"), r.Instant("solved_at"), r.Get("our_time"), target.Int("solve_within"))
	}
	if at := r.Instant("promised_at"); at != 0 {
		add(words.T("Promise"), at, r.Instant("solved_at"), nil, 0)
	}
	if id := r.Text("escalates_to"); id != "" && open && r.Instant("due_at") != 0 && r.Instant("due_at") < crm.InstantOf(now) {
		names, err := a.Titles(ctx, "user", []string{id})
		if err != nil {
			return nil, err
		}
		g.Lines = append(g.Lines, Line{Text: words.T("Late: it concerns %s too", names[id])})
	}
	if len(g.Lines) == 0 {
		return nil, nil
	}
	return []Group{g}, nil
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
	text = words.T("%s, counted in %s, %s", text, strings.ReplaceAll(hours.Text("hours"), "\n", "; "), zone)
	if off := strings.Join(strings.Fields(hours.Text("days_off")), " "); off != "" {
		text = words.T("%s, without %s", text, off)
	}
	return text
}
