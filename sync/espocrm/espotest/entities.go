package espotest

var (
	industries = []string{
		"", "Advertising", "Aerospace", "Agriculture", "Apparel & Accessories", "Architecture", "Automotive", "Banking",
		"Biotechnology", "Building Materials & Equipment", "Chemical", "Construction", "Consulting", "Computer", "Culture",
		"Creative", "Defense", "Education", "Electronics", "Electric Power", "Energy", "Entertainment & Leisure", "Finance",
		"Food & Beverage", "Grocery", "Healthcare", "Hospitality", "Insurance", "Legal", "Manufacturing", "Mass Media",
		"Marketing", "Mining", "Music", "Publishing", "Petroleum", "Real Estate", "Retail", "Service", "Sports", "Software",
		"Support", "Shipping", "Travel", "Technology", "Telecommunications", "Television", "Transportation",
		"Testing, Inspection & Certification", "Venture Capital", "Wholesale", "Water",
	}
	leadSources = []string{
		"", "Call", "Email", "Existing Customer", "Partner", "Public Relations", "Web Site", "Campaign", "Other",
	}
	stages      = []string{"Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost"}
	probability = map[string]float64{
		"Prospecting": 10, "Qualification": 20, "Proposal": 50, "Negotiation": 80, "Closed Won": 100, "Closed Lost": 0,
	}
	priorities = []string{"Low", "Normal", "High", "Urgent"}
)

func phone(types ...string) field {
	return field{kind: "phone", name: "phoneNumber", typeList: types}
}

func personPhone() field { return phone("Mobile", "Office", "Home", "Fax", "Other") }

func contactType() *entityType {
	title := field{kind: "varchar", name: "title", maxLength: 100}
	return &entityType{
		name: "Contact", orderBy: "createdAt", order: "desc", textFilter: []string{"name", "emailAddress"},
		person: true, stream: true, starred: true, duplicates: []string{"name", "emailAddress"}, address: []string{"address"},
		fields: join(personFields(true), []field{
			title.computed(), of("text", "description"), of("email", "emailAddress"), personPhone(), of("bool", "doNotCall"),
		}, addressFields("address"), []field{
			link("account", "Account"), links("accounts", "Account", "role", "isInactive"),
			of("bool", "accountIsInactive").computed(), of("foreign", "accountType").locked().computed(),
			link("campaign", "Campaign"), of("bool", "hasPortalUser").locked().computed(),
			linkOne("portalUser", "User"), linkOne("originalLead", "Lead"),
			{kind: "bool", name: "targetListIsOptedOut", derived: true, readOnly: true, createOnly: true},
		}, stamps(), ownership(link("assignedUser", "User")), flags("emailAddress"), flags("phoneNumber"),
			[]field{of("datetime", "streamUpdatedAt").locked()}),
		manyToMany: map[string]relation{
			"accounts":      {"Account", "contacts", "AccountContact", false},
			"opportunities": {"Opportunity", "contacts", "ContactOpportunity", false},
			"cases":         {"Case", "contacts", "CaseContact", false},
			"meetings":      {"Meeting", "contacts", "ContactMeeting", false},
			"calls":         {"Call", "contacts", "ContactCall", false},
		},
		hasMany: map[string][2]string{
			"casesPrimary": {"Case", "contactId"}, "opportunitiesPrimary": {"Opportunity", "contactId"},
			"tasks": {"Task", "parentId"}, "tasksPrimary": {"Task", "contactId"},
		},
	}
}

func accountType() *entityType {
	return &entityType{
		name: "Account", orderBy: "createdAt", order: "desc", textFilter: []string{"name", "emailAddress"},
		stream: true, starred: true, versioned: true, duplicates: []string{"name", "emailAddress"},
		address: []string{"billingAddress", "shippingAddress"},
		fields: join([]field{
			varchar("name", 249).must().watched(), of("url", "website"), of("email", "emailAddress"),
			phone("Office", "Mobile", "Fax", "Other"),
			enum("type", "", "Customer", "Investor", "Partner", "Reseller").watched(),
			enum("industry", industries...), varchar("sicCode", 40),
			{kind: "bool", name: "contactIsInactive", derived: true, createOnly: true},
		}, addressFields("billingAddress"), addressFields("shippingAddress"), []field{
			of("text", "description"), link("campaign", "Campaign"), linkOne("originalLead", "Lead"),
			{kind: "bool", name: "targetListIsOptedOut", derived: true, readOnly: true, createOnly: true},
		}, stamps(), ownership(link("assignedUser", "User")), flags("emailAddress"), flags("phoneNumber"),
			[]field{of("datetime", "streamUpdatedAt").locked()}),
		manyToMany: map[string]relation{"contacts": {"Contact", "accounts", "AccountContact", true}},
		hasMany: map[string][2]string{
			"contactsPrimary": {"Contact", "accountId"}, "opportunities": {"Opportunity", "accountId"},
			"cases": {"Case", "accountId"}, "meetingsPrimary": {"Meeting", "accountId"}, "callsPrimary": {"Call", "accountId"},
			"tasksPrimary": {"Task", "accountId"}, "meetings": {"Meeting", "parentId"}, "calls": {"Call", "parentId"},
			"tasks": {"Task", "parentId"},
		},
	}
}

func leadType() *entityType {
	return &entityType{
		name: "Lead", orderBy: "createdAt", order: "desc", textFilter: []string{"name", "accountName", "emailAddress"},
		person: true, stream: true, status: "status", duplicates: []string{"name", "emailAddress"}, address: []string{"address"},
		fields: join(personFields(false), []field{
			varchar("title", 100),
			enum("status", "New", "Assigned", "In Process", "Converted", "Recycled", "Dead").standardly("New").watched().
				over("Converted", "Recycled", "Dead"),
			enum("source", leadSources...), enum("industry", industries...),
			of("currency", "opportunityAmount").atLeast(0).watched(),
			of("currencyConverted", "opportunityAmountConverted").locked(), of("url", "website"),
		}, addressFields("address"), []field{
			of("email", "emailAddress"), personPhone(), of("bool", "doNotCall").watched(), of("text", "description"),
			of("datetime", "convertedAt").locked(), varchar("accountName", 0), link("campaign", "Campaign"),
			link("createdAccount", "Account"), link("createdContact", "Contact"), link("createdOpportunity", "Opportunity"),
			{kind: "bool", name: "targetListIsOptedOut", derived: true, readOnly: true, createOnly: true},
			{kind: "enum", name: "opportunityAmountCurrency", maxLength: 3},
		}, stamps(), ownership(link("assignedUser", "User")), flags("emailAddress"), flags("phoneNumber"),
			[]field{of("datetime", "streamUpdatedAt").locked()}),
		manyToMany: map[string]relation{
			"meetings": {"Meeting", "leads", "LeadMeeting", false}, "calls": {"Call", "leads", "CallLead", false},
		},
		hasMany: map[string][2]string{"cases": {"Case", "leadId"}, "tasks": {"Task", "parentId"}},
	}
}

func opportunityType() *entityType {
	return &entityType{
		name: "Opportunity", orderBy: "createdAt", order: "desc", textFilter: []string{"name"},
		stream: true, versioned: true, status: "stage",
		fields: join([]field{
			varchar("name", 0).must(), of("currency", "amount").must().atLeast(0).watched(),
			of("currencyConverted", "amountConverted").locked(),
			of("float", "amountWeightedConverted").locked().computed(), link("account", "Account").watched(),
			links("contacts", "Contact", "role"), link("contact", "Contact"),
			enum("stage", stages...).standardly("Prospecting").watched(), enum("lastStage"),
			of("int", "probability").atLeast(0).atMost(100), enum("leadSource", leadSources...).watched(),
			of("date", "closeDate").must().watched(), of("text", "description"), link("campaign", "Campaign").watched(),
			linkOne("originalLead", "Lead"),
			{kind: "enum", name: "amountCurrency", maxLength: 3},
		}, stamps(), ownership(link("assignedUser", "User")), []field{of("datetime", "streamUpdatedAt").locked()}),
		manyToMany: map[string]relation{"contacts": {"Contact", "opportunities", "ContactOpportunity", true}},
		hasMany: map[string][2]string{
			"meetings": {"Meeting", "parentId"}, "calls": {"Call", "parentId"}, "tasks": {"Task", "parentId"},
		},
	}
}

func caseType() *entityType {
	return &entityType{
		name: "Case", orderBy: "number", order: "desc", textFilter: []string{"name", "number", "description"}, fullText: true,
		stream: true, versioned: true, status: "status",
		fields: join([]field{
			varchar("name", 0).must(), of("autoincrement", "number"),
			enum("status", "New", "Assigned", "Pending", "Closed", "Rejected", "Duplicate").standardly("New").watched().
				over("Closed", "Rejected", "Duplicate"),
			enum("priority", priorities...).standardly("Normal").watched(),
			enum("type", "", "Question", "Incident", "Problem").watched(), of("text", "description"),
			link("account", "Account"), link("lead", "Lead"), link("contact", "Contact"), links("contacts", "Contact"),
			link("inboundEmail", "InboundEmail").locked(), of("bool", "isInternal"), of("attachmentMultiple", "attachments"),
		}, stamps(), ownership(link("assignedUser", "User")), []field{of("datetime", "streamUpdatedAt").locked()}),
		manyToMany: map[string]relation{
			"contacts": {"Contact", "cases", "CaseContact", true},
			"articles": {"KnowledgeBaseArticle", "cases", "CaseArticle", true},
		},
		hasMany: map[string][2]string{
			"meetings": {"Meeting", "parentId"}, "calls": {"Call", "parentId"}, "tasks": {"Task", "parentId"},
		},
	}
}
