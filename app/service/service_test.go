package service

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"satchel/app/crm"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// office is working from 9 to 17 in Berlin; the Monday after the first case's Friday is Whit Monday.
func office(answer, update, solve time.Duration) *Plan {
	schedule := crm.NewRecord("schedule", "s")
	schedule.Values = crm.Values{"name": "Office", "zone": "Europe/Berlin", "hours": "Mon-Fri 9:00-17:00", "days_off": "DE-BE"}
	target := crm.NewRecord("target", "t")
	target.Values = crm.Values{
		"name": "High", "priority": "High", "schedule": "s", "escalate_to": "boss",
		"answer_within": seconds(answer), "update_within": seconds(update), "solve_within": seconds(solve),
	}
	return NewPlan([]crm.Record{target}, []crm.Record{schedule})
}

// moment reads a wall clock in Berlin.
func moment(t testing.TB, text string) crm.Instant {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", text, zone(t, "Europe/Berlin"))
	if err != nil {
		t.Fatal(err)
	}
	return crm.InstantOf(v)
}

// ticket builds one from "State moment" lines; the first is its creation.
func ticket(t testing.TB, moves ...string) crm.Record {
	t.Helper()
	r := crm.NewRecord("ticket", "1")
	r.Values = crm.Values{"kind": "Fault", "priority": "High"}
	var lines []string
	for i, m := range moves {
		state, at, _ := strings.Cut(m, " ")
		v := moment(t, at)
		if i == 0 {
			r.Set(crm.FieldCreatedAt, v)
		}
		r.Set("status", state)
		r.Set(crm.FieldModifiedAt, v)
		if crm.IsDone(state) {
			r.Set("solved_at", v)
		}
		lines = append(lines, v.String()+" "+state)
	}
	r.Set("states", strings.Join(lines, "\n"))
	return r
}

// shown writes the fields asked for as wall clocks in Berlin and lengths.
func shown(t testing.TB, v crm.Values, names string) string {
	t.Helper()
	var out []string
	for _, name := range strings.Fields(names) {
		text := "-"
		switch x := v[name].(type) {
		case crm.Instant:
			text = x.Time().In(zone(t, "Europe/Berlin")).Format("01-02 15:04")
		case int64:
			text = (time.Duration(x) * time.Second).String()
			if name == "reopens" {
				text = string(rune('0' + x))
			}
		case string:
			text = x
		}
		out = append(out, name+" "+text)
	}
	return strings.Join(out, ", ")
}

func TestTimes(t *testing.T) {
	const h = time.Hour
	out := func(at string) Touch { return Touch{At: moment(t, at)} }
	in := func(at string) Touch { return Touch{At: moment(t, at), In: true} }
	for _, c := range []struct {
		name    string
		plan    *Plan
		ticket  crm.Record
		touches []Touch
		want    string
	}{
		{
			"made on a Friday evening before a Monday off", office(0, 0, 4*h), ticket(t, "New 2026-05-22 16:50"), nil,
			"due_at 05-26 12:50, due_for solution, solve_due_at 05-26 12:50, warn_at 05-26 11:50, target t, escalates_to boss",
		},
		{
			"over the spring change of the clock", office(0, 0, 4*h), ticket(t, "New 2026-03-27 16:50"), nil,
			"due_at 03-30 12:50",
		},
		{
			"over the autumn change of the clock", office(0, 0, 4*h), ticket(t, "New 2026-10-23 16:50"), nil,
			"due_at 10-26 12:50",
		},
		{
			"the earliest target counts", office(h, 0, 8*h), ticket(t, "New 2026-06-01 10:00"), nil,
			"due_at 06-01 11:00, due_for answer, answer_due_at 06-01 11:00, solve_due_at 06-02 10:00",
		},
		{
			"neither a message of the customer's nor one of a program answers", office(h, 0, 8*h), ticket(t, "New 2026-06-01 10:00"),
			[]Touch{in("2026-06-01 10:10"), {At: moment(t, "2026-06-01 10:01"), Automatic: true}},
			"due_for answer, answered_at -, answer_time -, wrote_at 06-01 10:10",
		},
		{
			"after the first answer the solution is due", office(h, 0, 8*h), ticket(t, "New 2026-06-01 10:00"),
			[]Touch{out("2026-06-01 10:40"), out("2026-06-01 10:20")},
			"due_at 06-02 10:00, due_for solution, answered_at 06-01 10:20, answer_time 20m0s, wrote_at -",
		},
		{
			"what was said when it was made is no answer: we opened it", office(h, 0, 8*h), ticket(t, "New 2026-06-01 10:00"),
			[]Touch{out("2026-06-01 10:00"), out("2026-06-01 16:00")},
			"answer_due_at -, answered_at -, answer_time -, due_for solution",
		},
		{
			"the next update is due after the last one", office(h, 2*h, 16*h), ticket(t, "New 2026-06-01 10:00"),
			[]Touch{out("2026-06-01 10:40"), out("2026-06-01 16:00")},
			"update_due_at 06-02 10:00, due_at 06-02 10:00, due_for update",
		},
		{
			"the clock stands while waiting, and what is left is known", office(0, 0, 4*h),
			ticket(t, "Open 2026-06-01 10:00", "Waiting 2026-06-01 11:30"), nil,
			"due_at -, solve_due_at -, time_left 2h30m0s",
		},
		{
			"three days of waiting move the time by as much", office(0, 0, 4*h),
			ticket(t, "Open 2026-06-01 10:00", "Waiting 2026-06-01 11:30", "Open 2026-06-04 16:20"), nil,
			"due_at 06-05 10:50, time_left -",
		},
		{
			"waiting after a breach heals nothing", office(0, 0, 4*h),
			ticket(t, "Open 2026-06-01 10:00", "Waiting 2026-06-01 15:00"), nil,
			"solve_due_at 06-01 14:00, due_at 06-01 14:00, time_left -",
		},
		{
			"solved in time: full time and ours", office(0, 0, 8*h),
			ticket(t, "Open 2026-06-01 10:00", "Waiting 2026-06-01 12:00", "Open 2026-06-02 12:00", "Solved 2026-06-02 15:00"), nil,
			"solve_due_at 06-03 10:00, solve_time 13h0m0s, our_time 5h0m0s, first_solved_at 06-02 15:00, reopens -",
		},
		{
			"reopened and settled again: the last solution counts, the rest in between is not ours", office(0, 0, 8*h),
			ticket(t, "Open 2026-06-01 10:00", "Solved 2026-06-01 12:00", "Closed 2026-06-01 13:00", "Open 2026-06-03 12:00", "Solved 2026-06-03 14:00"), nil,
			"solve_time 20h0m0s, our_time 4h0m0s, first_solved_at 06-01 12:00, reopens 1, reopened_after 48h0m0s",
		},
		{
			"another priority has no target", office(h, h, h), func() crm.Record {
				r := ticket(t, "New 2026-06-01 10:00")
				r.Set("priority", "Low")
				return r
			}(), nil,
			"due_at -, answer_due_at -, target -, escalates_to -",
		},
		{
			"a promise counts beside the target", office(0, 0, 8*h), func() crm.Record {
				r := ticket(t, "New 2026-06-01 10:00")
				r.Set("promised_at", moment(t, "2026-06-01 18:00"))
				return r
			}(), nil,
			"due_at 06-01 18:00, due_for promise, warn_at 06-01 14:00, solve_due_at 06-02 10:00",
		},
		{
			"a state that nobody noted counts from the last change", office(0, 0, 4*h), func() crm.Record {
				r := ticket(t, "Open 2026-06-01 10:00")
				r.Set("status", "Waiting")
				r.Set(crm.FieldModifiedAt, moment(t, "2026-06-01 12:00"))
				return r
			}(), nil,
			"due_at -, time_left 2h0m0s",
		},
		{
			"solved before it was made", office(0, 0, 4*h), func() crm.Record {
				r := ticket(t, "Solved 2026-06-01 10:00")
				r.Set("solved_at", moment(t, "2026-05-01 10:00"))
				return r
			}(), nil,
			"solve_time -, our_time -",
		},
	} {
		got := c.plan.Times(Facts{Ticket: c.ticket, Touches: c.touches})
		var names []string
		for _, part := range strings.Split(c.want, ", ") {
			name, _, _ := strings.Cut(part, " ")
			names = append(names, name)
		}
		if text := shown(t, got, strings.Join(names, " ")); text != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, text, c.want)
		}
	}
}

func TestTheMostTellingTargetCounts(t *testing.T) {
	made := func(id string, v crm.Values) crm.Record { return crm.Record{Entity: "target", ID: id, Values: v} }
	p := NewPlan([]crm.Record{
		made("all", crm.Values{}),
		made("fault", crm.Values{"kind": "Fault"}),
		made("urgent", crm.Values{"priority": "Urgent"}),
		made("urgent later", crm.Values{"priority": "Urgent", "valid_from": crm.Date("2026-06-02")}),
	}, nil)
	for _, c := range []struct{ kind, priority, made, want string }{
		{"Question", "Low", "2026-06-01 10:00", "all"},
		{"Fault", "Low", "2026-06-01 10:00", "fault"},
		{"Fault", "Urgent", "2026-06-01 10:00", "urgent"},
		{"Fault", "Urgent", "2026-06-02 10:00", "urgent later"},
	} {
		r := ticket(t, "New "+c.made)
		r.Set("kind", c.kind)
		r.Set("priority", c.priority)
		if got := p.targetOf(r).id; got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestHoursThatCannotBeReadMakeNothingDue(t *testing.T) {
	for name, v := range map[string]crm.Values{
		"a zone that is gone":   {"zone": "Mars/Phobos", "hours": "Mon 9-17"},
		"no working time":       {"hours": "Mon"},
		"overlapping stretches": {"hours": "Mon 9-17; Mon 12-18"},
		"no day off":            {"hours": "Mon 9-17", "days_off": "Sunday"},
	} {
		s := crm.Record{Entity: "schedule", ID: "s", Values: v}
		target := crm.Record{Entity: "target", ID: "t", Values: crm.Values{"schedule": "s", "solve_within": int64(60), "answer_within": int64(60)}}
		if h := ReadHours(s); crm.CodeOf(h.Err) != crm.CodeInvalid {
			t.Errorf("%s: %v", name, h.Err)
		}
		for _, states := range [][]string{{"Open 2026-06-01 10:00"}, {"Open 2026-06-01 10:00", "Waiting 2026-06-02 10:00"}, {"Open 2026-06-01 10:00", "Solved 2026-06-02 10:00"}} {
			got := NewPlan([]crm.Record{target}, []crm.Record{s}).Times(Facts{Ticket: ticket(t, states...), Touches: []Touch{{At: moment(t, "2026-06-03 10:00")}}})
			if got["due_at"] != nil || got["solve_time"] != nil || got["answer_time"] != nil {
				t.Errorf("%s: %v", name, got)
			}
		}
	}
}

func TestOnlyWhatACustomerSeesIsAContact(t *testing.T) {
	for _, c := range []struct {
		entity string
		v      crm.Values
		want   bool
	}{
		{"message", crm.Values{"direction": "out"}, true},
		{"message", crm.Values{"direction": "in"}, true},
		{"message", crm.Values{"direction": "internal"}, false},
		{"activity", crm.Values{"kind": "call", "direction": "out", "done": true}, true},
		{"activity", crm.Values{"kind": "call", "direction": "out"}, false},
		{"activity", crm.Values{"kind": "letter", "direction": "out", "done": true}, true},
		{"activity", crm.Values{"kind": "visit", "done": true}, true},
		{"activity", crm.Values{"kind": "note", "direction": "out", "done": true}, false},
		{"activity", crm.Values{"kind": "task", "direction": "out", "done": true}, false},
	} {
		c.v["at"] = crm.Instant(1)
		if _, got := TouchOf(crm.Record{Entity: c.entity, Values: c.v}); got != c.want {
			t.Errorf("%s %v: %v", c.entity, c.v, got)
		}
	}
}

// BenchmarkTimes is one ticket's times with a wait.
func BenchmarkTimes(b *testing.B) {
	p := office(time.Hour, 8*time.Hour, 16*time.Hour)
	f := Facts{Ticket: ticket(b, "New 2026-06-01 10:00", "Waiting 2026-06-02 12:00", "Open 2026-06-03 12:00"), Touches: []Touch{{At: moment(b, "2026-06-01 10:40")}}}
	for b.Loop() {
		p.Times(f)
	}
}
