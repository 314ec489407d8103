package espotest

func taskType() *entityType {
	return &entityType{
		name: "Task", orderBy: "createdAt", order: "desc", textFilter: []string{"name"},
		stream: true, versioned: true, status: "status", byIDOnly: []string{"emailId"},
		fields: join([]field{
			varchar("name", 0).must(),
			enum("status", "Not Started", "Started", "Completed", "Canceled", "Deferred").standardly("Not Started").watched().
				over("Completed", "Canceled", "Deferred"),
			enum("priority", priorities...).standardly("Normal").watched(), of("datetimeOptional", "dateStart"),
			of("datetimeOptional", "dateEnd").watched(), of("date", "dateStartDate"), of("date", "dateEndDate"),
			of("datetime", "dateCompleted").locked(),
			{kind: "bool", name: "isOverdue", derived: true, readOnly: true, createOnly: true},
			of("jsonArray", "reminders").computed(), of("text", "description"),
			parent("Account", "Contact", "Lead", "Opportunity", "Case"),
			link("account", "Account").locked(), link("contact", "Contact").locked(),
			of("attachmentMultiple", "attachments"),
		}, stamps(), ownership(link("assignedUser", "User").must()), []field{of("datetime", "streamUpdatedAt").locked()}),
	}
}

// event is what meetings and calls have in common.
func event(name string) *entityType {
	return &entityType{
		name: name, orderBy: "dateStart", order: "desc", textFilter: []string{"name"}, status: "status",
		manyToMany: map[string]relation{
			"users":    {"User", "", name + "User", true},
			"contacts": {"Contact", "", "Contact" + name, true},
			"leads":    {"Lead", "", "Lead" + name, true},
		},
	}
}

func attendees() []field {
	return []field{
		of("text", "description"), parent("Account", "Lead", "Contact", "Opportunity", "Case"),
		link("account", "Account").locked(),
		links("users", "User", "status").watched(), links("contacts", "Contact", "status").watched(),
		links("leads", "Lead", "status").watched(),
	}
}

func meetingType() *entityType {
	t := event("Meeting")
	t.stream = true
	t.manyToMany["users"] = relation{"User", "meetings", "MeetingUser", true}
	t.manyToMany["contacts"] = relation{"Contact", "meetings", "ContactMeeting", true}
	t.manyToMany["leads"] = relation{"Lead", "meetings", "LeadMeeting", true}
	t.fields = join([]field{
		varchar("name", 0).must(), enum("status", "Planned", "Held", "Not Held").standardly("Planned").watched(),
		of("datetimeOptional", "dateStart").must().watched(), of("datetimeOptional", "dateEnd").unenforced(),
		of("bool", "isAllDay"), of("duration", "duration").computed().standardly(float64(3600)),
		of("jsonArray", "reminders").computed(), of("url", "joinUrl").locked().length(320),
	}, attendees(), stamps(), ownership(link("assignedUser", "User").must()), []field{
		of("date", "dateStartDate"), of("date", "dateEndDate"), of("datetime", "streamUpdatedAt").locked(),
	})
	return t
}

func callType() *entityType {
	t := event("Call")
	t.manyToMany["users"] = relation{"User", "calls", "CallUser", true}
	t.manyToMany["contacts"] = relation{"Contact", "calls", "ContactCall", true}
	t.manyToMany["leads"] = relation{"Lead", "calls", "CallLead", true}
	t.fields = join([]field{
		varchar("name", 0).must(), enum("status", "Planned", "Held", "Not Held").standardly("Planned").watched(),
		of("datetime", "dateStart").must().watched(), of("datetime", "dateEnd").must(),
		of("duration", "duration").computed().standardly(float64(300)), of("jsonArray", "reminders").computed(),
		enum("direction", "Outbound", "Inbound").standardly("Outbound"),
	}, attendees(), stamps(), []field{of("jsonObject", "phoneNumbersMap").computed()},
		ownership(link("assignedUser", "User").must()))
	return t
}
