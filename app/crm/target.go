package crm

// schedule is when people work: what the clock of a target runs by.
func schedule() *Entity {
	return &Entity{
		Name: "schedule", Label: "Work schedule", Plural: "Work schedules", Icon: "calendar", Child: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true, Max: 100},
			Field{Name: "zone", Label: "Time zone", Kind: Text, Max: 60, Help: "Such as Europe/Berlin. Empty is UTC."},
			Field{Name: "hours", Label: "Hours", Kind: LongText, Weekdays: true, Required: true, Max: 1000, Default: "Mon-Fri 9:00-17:00", Help: "Such as Mon-Thu 9:00-12:00, 13:00-17:00; Fri 9:00-15:00."},
			Field{Name: "days_off", Label: "Days off", Kind: LongText, Max: 10_000, Help: "Regions whose public holidays are free, such as DE-BE or US, and days such as 2026-12-24 or 2026-12-27..2026-12-31."},
		),
		Title: []string{"name"}, Subtitle: []string{"zone", "hours"},
		Columns: []Column{{"name", 1}, {"zone", 0.8}, {"hours", 1.6}, {"days_off", 1.2}},
		Form:    [][]string{{"name", "zone"}, {"hours"}, {"days_off"}},
		Search:  []string{"name"},
		Sort:    []Sort{{Field: "name"}},
		Match:   [][]string{{"name"}},
	}
}

// target is how soon tickets of a kind and priority are to be answered and solved. Of several that fit, the one that names the priority
// counts, then the one that names the kind, then the one that began last.
func target() *Entity {
	t := ticket()
	choice := func(name, help string) Field {
		f, _ := t.Field(name)
		f.Default, f.Help = nil, help
		return f
	}
	return &Entity{
		Name: "target", Label: "Target", Plural: "Targets", Icon: "check", Child: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true, Max: 100},
			choice("kind", "Empty is every kind."),
			choice("priority", "Empty is every priority."),
			Field{Name: "answer_within", Label: "First answer within", Kind: Duration},
			Field{Name: "update_within", Label: "Next update within", Kind: Duration},
			Field{Name: "solve_within", Label: "Solution within", Kind: Duration},
			Field{Name: "warn_before", Label: "Warn before", Kind: Duration, Help: "How long before its time a ticket is shown as near it."},
			Field{Name: "schedule", Label: "Working hours", Kind: Link, To: []string{"schedule"}, Help: "Empty is day and night."},
			Field{Name: "valid_from", Label: "Valid from", Kind: Day, Help: "For tickets made on this day or later. To change a target and leave what was before, add one with a later day."},
			Field{Name: "escalate_to", Label: "When late, tell", Kind: Link, To: []string{"user"}},
		),
		Title: []string{"name"}, Subtitle: []string{"kind", "priority"},
		Columns: []Column{{"name", 1.2}, {"kind", 0.6}, {"priority", 0.6}, {"answer_within", 0.7}, {"solve_within", 0.7}, {"schedule", 0.9}},
		Form: [][]string{
			{"name"}, {"kind", "priority"}, {"answer_within", "update_within", "solve_within"}, {"warn_before", "schedule"}, {"valid_from", "escalate_to"},
		},
		Search: []string{"name"},
		Sort:   []Sort{{Field: "name"}},
		Match:  [][]string{{"name"}},
	}
}
