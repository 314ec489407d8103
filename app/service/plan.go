package service

import (
	"time"

	"satchel/app/crm"
	"satchel/app/worktime"
)

// Plan holds the targets, ready to be asked. It is never changed once made.
type Plan struct {
	targets []target
	hours   map[string]Hours
}

// Hours are working hours as they were read.
type Hours struct {
	Calendar *worktime.Calendar // nil where they cannot be read
	Err      error              // why
}

// target is one target; the zero target asks for nothing, day and night.
type target struct {
	id, kind, priority          string
	from                        crm.Date
	answer, update, solve, warn time.Duration
	hours                       *worktime.Calendar
	broken                      error // the working hours cannot be read: nothing is due
	escalateTo                  string
}

// NewPlan reads targets and working hours.
func NewPlan(targets, schedules []crm.Record) *Plan {
	p := &Plan{hours: map[string]Hours{}}
	for _, r := range schedules {
		p.hours[r.ID] = ReadHours(r)
	}
	length := func(r crm.Record, name string) time.Duration { return time.Duration(r.Int(name)) * time.Second }
	for _, r := range targets {
		t := target{
			id: r.ID, kind: r.Text("kind"), priority: r.Text("priority"), from: r.Date("valid_from"), hours: always, escalateTo: r.Text("escalate_to"),
			answer: length(r, "answer_within"), update: length(r, "update_within"), solve: length(r, "solve_within"), warn: length(r, "warn_before"),
		}
		if id := r.Text("schedule"); id != "" {
			h, ok := p.hours[id]
			switch {
			case !ok:
				t.broken = crm.Errorf(crm.CodeNotFound, "The working hours of the target %q are gone.", r.Text("name"))
			case h.Err != nil:
				t.broken = h.Err
			default:
				t.hours = h.Calendar
			}
		}
		p.targets = append(p.targets, t)
	}
	return p
}

// ReadHours makes a calendar of working hours; the error is for the person who typed them.
func ReadHours(r crm.Record) Hours {
	zone, err := time.LoadLocation(r.Text("zone"))
	if err != nil {
		return Hours{Err: crm.FieldErrorf("zone", "There is no time zone %q; write it like Europe/Berlin.", r.Text("zone"))}
	}
	hours, err := worktime.ParseHours(r.Text("hours"))
	if err != nil {
		return Hours{Err: err}
	}
	off, err := worktime.ParseDaysOff(r.Text("days_off"))
	if err != nil {
		return Hours{Err: err}
	}
	c, err := worktime.New(zone, hours, off)
	return Hours{Calendar: c, Err: err}
}

// targetOf finds the target of a ticket.
func (p *Plan) targetOf(t crm.Record) target {
	best, rank := target{hours: always}, -1
	for _, x := range p.targets {
		fits := (x.kind == "" || x.kind == t.Text("kind")) && (x.priority == "" || x.priority == t.Text("priority"))
		made := crm.DateOf(t.Instant(crm.FieldCreatedAt).Time().In(x.hours.Zone()))
		if !fits || x.from > made {
			continue
		}
		r := 0
		if x.priority != "" {
			r += 2
		}
		if x.kind != "" {
			r++
		}
		if r > rank || r == rank && (x.from > best.from || x.from == best.from && x.id < best.id) {
			best, rank = x, r
		}
	}
	return best
}
