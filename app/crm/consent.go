package crm

// The purposes that decide whether a person may be reached; others are noted only.
const (
	PurposeMail = "mailings"
	PurposeCall = "calls"
)

// consent notes what a person allowed or forbade, for which purpose, when and how. The newest one of a purpose decides; those before it
// stay as the proof that there was one.
func consent() *Entity {
	return &Entity{
		Name: "consent", Label: "Consent", Plural: "Consents", Icon: "check", Child: true,
		Fields: append(system(),
			Field{Name: "person", Label: "Person", Kind: Link, To: []string{"contact", "lead"}, Required: true},
			Field{Name: "purpose", Label: "Purpose", Kind: Choice, Required: true, Default: PurposeMail, Options: []Option{
				{Value: PurposeMail, Label: "Mailings"},
				{Value: PurposeCall, Label: "Calls"},
				{Value: "data", Label: "Keeping the data"},
				{Value: "other", Label: "Something else"},
			}},
			Field{Name: "state", Label: "Answer", Kind: Choice, Required: true, Default: "given", Options: []Option{
				{Value: "given", Label: "Given", Tone: "green"},
				{Value: "withdrawn", Label: "Withdrawn", Tone: "red"},
			}},
			Field{Name: "at", Label: "When", Kind: Moment},
			Field{Name: "source", Label: "Known from", Kind: Text, Fold: true, Help: "How the person said so: a form, a letter, a call."},
			Field{Name: "description", Label: "Notes", Kind: LongText, Help: "The words that the person agreed to."},
		),
		Title: []string{"source"}, Subtitle: []string{"purpose", "state"},
		Columns:  []Column{{"purpose", 0.8}, {"state", 0.6}, {"at", 0.8}, {"source", 1.4}},
		Form:     [][]string{{"person"}, {"purpose"}, {"state", "at"}, {"source"}, {"description"}},
		Sort:     []Sort{{Field: "at", Desc: true}},
		Index:    [][]string{{"person", "at"}},
		Timeline: &Timeline{At: "at", Links: []string{"person"}},
		Rules:    []Rule{writtenNow},
		Effects:  []Effect{obeyConsent},
	}
}

// obeyConsent lets the newest consent for a purpose say whether the person may be reached by it, so that everything which obeys "do not
// call" and "do not mail" obeys a withdrawn consent too.
func obeyConsent(tx Tx, _ Record, after *Record) error {
	field := map[string]string{PurposeMail: "do_not_mail", PurposeCall: "do_not_call"}[after.Text("purpose")]
	if field == "" {
		return nil
	}
	newer, err := tx.List(Query{Entity: "consent", Where: AllOf(Where("person", Eq, after.Text("person")), Where("purpose", Eq, after.Text("purpose")))})
	if err != nil {
		return err
	}
	for _, c := range newer {
		if c.ID != after.ID && c.Instant("at") > after.Instant("at") {
			return nil
		}
	}
	for _, entity := range []string{"contact", "lead"} {
		r, err := tx.Get(Ref{Entity: entity, ID: after.Text("person")})
		if CodeOf(err) == CodeNotFound {
			continue
		} else if err != nil {
			return err
		}
		change := NewRecord(entity, r.ID)
		change.Set(field, after.Text("state") == "withdrawn")
		return tx.Put(change)
	}
	return nil
}
