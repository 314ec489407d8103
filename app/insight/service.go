package insight

import "satchel/app/crm"

// age is a class of records whose moment lies so many days back.
func age(field, label string, from, to int) class {
	return class{label, func(s Source) crm.Expr {
		var young crm.Expr
		if to > 0 {
			young = crm.Where(field, crm.Gt, s.before(to))
		}
		return crm.AllOf(crm.Where(field, crm.Le, s.before(from)), young)
	}}
}

// agesOf are the classes of open tickets.
func agesOf(field string) []class {
	return []class{
		age(field, "under 1 day", 0, 1), age(field, "1 to 3 days", 1, 3), age(field, "3 to 7 days", 3, 7), age(field, "7 to 30 days", 7, 30), age(field, "over 30 days", 30, 0),
	}
}

func day() Metric {
	const missed = `(answer_due_at in today and (answered_at > answer_due_at or answered_at is empty and answer_due_at < now) or ` +
		`solve_due_at in today and (solved_at > solve_due_at or solved_at is empty and solve_due_at < now))`
	long := isOpen("ticket")
	return Metric{
		Name: "day", Title: "The day's tickets", Board: "Service", Entity: "ticket", Now: true, Lies: true, Apart: true,
		Gist: "solved, late, left",
		Definition: "Tickets that were solved today and are not opened again; tickets of which a target fell due today and was missed; tickets that are open since " +
			"more than three days. One ticket can be in several of them.",
		series: []series{{by: axis{classes: []class{
			{"Solved today", is("solved_at in today")},
			{"Breached today", is(missed)},
			{"Open > 3 days", func(s Source) crm.Expr { return crm.AllOf(long(s), crm.Where(crm.FieldCreatedAt, crm.Lt, s.before(3))) }},
		}}}},
	}
}

func ages() Metric {
	return Metric{
		Name: "tickets", Title: "Open tickets by age", Board: "Service", Good: Down, Entity: "ticket", Now: true,
		Gist:       "open now, since creation",
		Definition: "Tickets that are New, Open or Waiting now, or in another open state of your CRM, by the time since they were created.",
		series:     []series{{where: []filter{isOpen("ticket")}, at: crm.FieldCreatedAt, by: axis{classes: agesOf(crm.FieldCreatedAt)}}},
	}
}

func flow() Metric {
	return Metric{
		Name: "flow", Title: "Tickets in and out", Board: "Service", Entity: "ticket",
		Gist:       "created and solved, by month",
		Definition: "Tickets created in a month, and tickets solved in it and not opened again since: one that was solved twice counts once, when it was solved last.",
		series: []series{
			{name: "Created", at: crm.FieldCreatedAt},
			{name: "Solved", at: "solved_at"},
		},
	}
}

func targets() Metric {
	one := func(label, due, done string) series {
		return series{
			where: []filter{is(due + " <= now")}, at: due, part: is(done + " <= " + due),
			by: axis{classes: []class{{label, is(due + " is set")}}},
		}
	}
	return Metric{
		Name: "targets", Title: "Targets met", Board: "Service", Unit: Share, Good: Up, Entity: "ticket", Lies: true,
		Gist: "of those that fell due in the period",
		Definition: "Of the targets that fell due in the period until now, by kind: those that were met in time. What is not done yet is not met; what falls " +
			"due later, or has no target, counts nowhere.",
		series: []series{one("First answer", "answer_due_at", "answered_at"), one("Solution", "solve_due_at", "solved_at")},
	}
}

func answerTime() Metric {
	one := func(name string, fn crm.Fn) series {
		return series{name: name, where: []filter{is("answer_time is set")}, at: "answered_at", measure: crm.Measure{Fn: fn, Field: "answer_time"}}
	}
	return Metric{
		Name: "answer_time", Title: "Time to first answer", Board: "Service", Unit: Working, Good: Down, Entity: "ticket",
		Gist: "working time, median and 90th percentile",
		Definition: "Working time from the creation of a ticket to the first answer that the customer saw, by the month of that answer: half took less than the " +
			"median, nine of ten less than the 90th percentile. What a program sent is no answer, a ticket that we opened needs none, and unanswered ones are " +
			"in a chart of their own.",
		series: []series{one("Median", crm.Median), one("90 %", crm.P90)},
	}
}

func unanswered() Metric {
	return Metric{
		Name: "unanswered", Title: "Unanswered tickets by age", Board: "Service", Good: Down, Entity: "ticket", Now: true,
		Gist:       "open and without an answer now",
		Definition: "Open tickets that nobody has answered yet, by the time since they were created.",
		series: []series{{
			where: []filter{isOpen("ticket"), is("answered_at is empty")}, at: crm.FieldCreatedAt, by: axis{classes: agesOf(crm.FieldCreatedAt)},
		}},
	}
}

func solveTime() Metric {
	one := func(name, field string, fn crm.Fn) series {
		return series{name: name, where: []filter{is("solve_time is set")}, at: "solved_at", measure: crm.Measure{Fn: fn, Field: field}}
	}
	return Metric{
		Name: "solve_time", Title: "Time to solution", Board: "Service", Unit: Working, Good: Down, Entity: "ticket",
		Gist: "working time: in full, and ours",
		Definition: "Working time from the creation of a ticket to its last solution, by the month of that solution, as medians: in full, and ours without the time " +
			"in which it waited for the customer or was solved before it was opened again.",
		series: []series{one("In full", "solve_time", crm.Median), one("Ours", "our_time", crm.Median)},
	}
}

func reopened() Metric {
	return Metric{
		Name: "reopened", Title: "Opened again", Board: "Service", Unit: Share, Good: Down, Entity: "ticket",
		Gist:       "within 7 days / solved in the month",
		Definition: "Of the tickets that were solved for the first time in a month those that were opened again within 7 days.",
		series:     []series{{part: is("reopened_after <= 604800"), at: "first_solved_at"}},
	}
}

func satisfaction() Metric {
	return Metric{
		Name: "csat", Title: "Satisfied customers (CSAT)", Board: "Customers", Unit: Share, Good: Up, Entity: "ticket",
		Gist:       "ratings 4 and 5 / all ratings",
		Definition: "Of the tickets rated in a month those rated 4 or 5. A 3 is no satisfied customer, and the share is no mean.",
		series:     []series{{where: []filter{is("rating is set")}, part: is(`rating in ("4", "5")`), at: "rated_at"}},
	}
}

func byArticle() Metric {
	return Metric{
		Name: "by_article", Title: "Solved by article", Board: "Customers", Unit: Share, Good: Up, Entity: "ticket",
		Gist:       "answered with an article / solved in the month",
		Definition: "Of the tickets solved in a month and not opened again since those that were answered with an article of the knowledge base.",
		series:     []series{{part: is("article is set"), at: "solved_at"}},
	}
}
