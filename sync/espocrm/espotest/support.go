package espotest

// The types around the business records: people, teams, posts, files, the log.

func userType() *entityType {
	last := varchar("lastName", 100).must()
	name := varchar("userName", 50).must().lenient()
	return &entityType{
		name: "User", orderBy: "userName", order: "asc", textFilter: []string{"name", "userName", "emailAddress"}, person: true,
		byIDOnly: []string{"lastAccess"},
		fields: join([]field{
			name, of("personName", "name"),
			enum("type", "regular", "admin", "portal", "system", "super-admin", "api").standardly("regular").length(24),
			enum("salutationName", "", "Mr.", "Ms.", "Mrs.", "Dr."), varchar("firstName", 100), last,
			{kind: "bool", name: "isActive", standard: true},
			varchar("title", 100), of("email", "emailAddress"),
			personPhone(),
			{kind: "colorpicker", name: "avatarColor"},
			varchar("middleName", 100),
			link("defaultTeam", "Team"),
			{kind: "linkMultiple", name: "teams", entity: "Team", columns: []string{"role"}, byName: true},
			links("roles", "Role"), links("portals", "Portal"), links("portalRoles", "PortalRole"), links("accounts", "Account"),
			link("contact", "Contact"),
			{kind: "file", name: "avatar"},
			link("workingTimeCalendar", "WorkingTimeCalendar"),
			of("datetime", "createdAt").locked(), of("datetime", "modifiedAt").locked(), link("createdBy", "User").locked(),
		}, flags("emailAddress"), flags("phoneNumber")),
		hidden: map[string]bool{"workingTimeCalendarName": true},
		manyToMany: map[string]relation{
			"teams":    {"Team", "users", "TeamUser", true},
			"meetings": {"Meeting", "users", "MeetingUser", false},
			"calls":    {"Call", "users", "CallUser", false},
			"roles":    {"Role", "users", "RoleUser", true},
		},
		hasMany: map[string][2]string{"tasks": {"Task", "assignedUserId"}},
	}
}

func teamType() *entityType {
	return &entityType{
		name: "Team", orderBy: "name", order: "asc", textFilter: []string{"name"},
		fields: []field{
			varchar("name", 100),
			{kind: "array", name: "positionList"},
			of("text", "description"), links("roles", "Role"),
			link("layoutSet", "LayoutSet"), link("workingTimeCalendar", "WorkingTimeCalendar"),
			of("datetime", "createdAt").locked(), of("datetime", "modifiedAt").locked(),
		},
		manyToMany: map[string]relation{"users": {"User", "teams", "TeamUser", false}},
	}
}

func roleType() *entityType {
	return &entityType{name: "Role", orderBy: "name", order: "asc", fields: join([]field{varchar("name", 150).must()}, stamps())}
}

func noteType() *entityType {
	return &entityType{
		name: "Note", orderBy: "number", order: "desc", textFilter: []string{"post"}, fullText: true,
		quiet: []string{"isGlobal", "isPinned", "number"},
		fields: join([]field{
			of("text", "post"), of("jsonObject", "data").locked(),
			enum("type", "Post", "Create", "CreateRelated", "Update", "Assign", "Relate", "Unrelate",
				"EmailReceived", "EmailSent").locked().standardly("Post").length(24),
			enum("targetType", "self", "all", "teams", "users", "portals").length(7).once(),
			of("linkParent", "parent").once(),
			{kind: "linkParent", name: "related", readOnly: true},
			of("attachmentMultiple", "attachments"), of("autoincrement", "number").locked(), of("bool", "isGlobal").once(),
			of("foreign", "createdByGender").computed(), of("bool", "isInternal").once(), of("bool", "isPinned").locked(),
			of("jsonObject", "reactionCounts").locked().computed(), of("jsonArray", "myReactions").locked().computed(),
			{kind: "linkParent", name: "superParent", readOnly: true},
		}, stamps()),
		hidden: map[string]bool{"superParentName": true},
	}
}

func historyType() *entityType {
	return &entityType{
		name: "ActionHistoryRecord", orderBy: "number", order: "desc", noTotal: true, readOnly: true,
		fields: []field{
			of("autoincrement", "number"), of("varchar", "targetType").lenient(), of("jsonObject", "data"),
			enum("action", "read", "update", "create", "delete"), of("datetime", "createdAt"),
			of("foreign", "userType").computed(), varchar("ipAddress", 39).lenient(),
			{kind: "linkParent", name: "target"},
			link("user", "User"),
		},
	}
}

func attachmentType() *entityType {
	return &entityType{
		name: "Attachment", orderBy: "createdAt", order: "desc",
		fields: []field{
			varchar("name", 255).must().lenient(), varchar("type", 100).lenient(), of("int", "size").atLeast(0),
			of("varchar", "field"), of("bool", "isBeingUploaded"), of("datetime", "createdAt").locked(),
			of("datetime", "modifiedAt").locked(),
			enum("role", "Attachment", "Inline Attachment", "Import File", "Export File", "Mail Merge", "Mass Pdf").length(36),
			varchar("storage", 24).lenient(), varchar("storageFilePath", 260).lenient(), of("bool", "global"),
			{kind: "linkParent", name: "parent"},
			{kind: "linkParent", name: "related"},
			varchar("sourceId", 36).locked().lenient(), link("createdBy", "User").locked(),
		},
	}
}

func articleType() *entityType {
	return &entityType{
		name: "KnowledgeBaseArticle", orderBy: "order", order: "asc", textFilter: []string{"name", "bodyPlain"}, fullText: true,
		versioned: true, keepStamp: true, status: "status",
		fields: join([]field{
			varchar("name", 0).must(), enum("status", "Draft", "In Review", "Published", "Archived").standardly("Draft"),
			enum("language"), enum("type", "Article").standardly("Article"), of("date", "publishDate"), of("date", "expirationDate"),
			of("int", "order"), of("text", "description"), of("wysiwyg", "body"), of("text", "bodyPlain").locked(),
			links("portals", "Portal"), links("categories", "KnowledgeBaseCategory"), of("attachmentMultiple", "attachments"),
		}, stamps(), ownership(link("assignedUser", "User"))),
		manyToMany: map[string]relation{"cases": {"Case", "articles", "CaseArticle", false}},
	}
}

// allTypes are the types the model serves.
func allTypes() map[string]*entityType {
	types := map[string]*entityType{}
	for _, t := range []*entityType{
		contactType(), accountType(), leadType(), opportunityType(), caseType(), taskType(), meetingType(), callType(),
		userType(), teamType(), roleType(), noteType(), historyType(), attachmentType(), articleType(),
	} {
		t.index()
		types[t.name] = t
	}
	return types
}
