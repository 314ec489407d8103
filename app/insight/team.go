package insight

func activities() Metric {
	return Metric{
		Name: "activities", Title: "Activities by kind", Board: "Team", Entity: "activity", Lies: true,
		Gist:       "done in the period",
		Definition: "Activities that were done in the period, by kind. A number about the work, not about a person.",
		series:     []series{{where: []filter{is("done = yes")}, at: "at", by: axis{field: "kind"}}},
	}
}

func people() Metric {
	return Metric{
		Name: "people", Title: "Activities per person", Board: "Team", Entity: "activity", Lies: true,
		Gist:       "done in the period; not a score",
		Definition: "Activities that were done in the period by the person in charge, of whom you may see them. It says who was busy with what, not who is better.",
		series:     []series{{where: []filter{is("done = yes")}, at: "at", by: axis{field: "owner.name", none: "Nobody"}}},
	}
}

func steps() Metric {
	return Metric{
		Name: "steps", Title: "Leads with a next step", Board: "Team", Unit: Share, Good: Up, Entity: "lead", Now: true, Lies: true,
		Gist:       "of the open leads now",
		Definition: "Per person in charge: open leads with a next step or its time / all open leads.",
		series: []series{{
			where: []filter{isOpen("lead")}, part: is("next_step is set or next_step_at is set"), by: axis{field: "owner.name", none: "Nobody"},
		}},
	}
}

func promises() Metric {
	return Metric{
		Name: "solutions", Title: "Solutions in time per person", Board: "Team", Unit: Share, Good: Up, Entity: "ticket", Lies: true,
		Gist:       "of those that fell due in the period",
		Definition: "Per person in charge: tickets solved in time / all whose solution fell due in the period until now.",
		series: []series{{
			where: []filter{is("solve_due_at <= now")}, part: is("solved_at <= solve_due_at"), at: "solve_due_at", by: axis{field: "owner.name", none: "Nobody"},
		}},
	}
}
