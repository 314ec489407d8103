package main

// underway is the suite for what a person does while a request is on its way.
var underway = engineTest("TestWhatHappensUnderway")

// sending are mistakes of the push.
var sending = []mutant{
	{"an answer clears without generation", "I8: only what was sent is settled", one(engine+"ack.go",
		`(item.Edits[i].Gen != gen || !equal(sent, sent, local.Values, canon))`, `gen < 0`), underway},
	{"edits during a create are dropped", "I8: only what was sent is settled", one(engine+"ack.go",
		`case a.Kind == replica.Create && (!named || !equal(sent, sent, local.Values, canon)):`, `case a.Kind == replica.Create && len(sent) < 0:`), underway},
	{"a create is repeated without looking", "I3: nothing is made twice", one(engine+"attempts.go",
		"	r.waiting[a.Ref] = true\n", "	if a.ID != \"\" {\n		return r.tx(func(tx replica.Tx) error { return tx.EndAttempt(a.ID) })\n	}\n"), suite{}},
	{"a create is repeated too early", "I3: nothing is made twice", one(engine+"attempts.go",
		`late := r.now > a.Started+r.patience()`, `late := r.now > 0`), engineTest("TestALostCreateIsWaitedFor")},
	{"a doubtful create is sent again unasked", "I3: a person is asked", one(engine+"attempts.go",
		`case len(free) == 0 && r.marked(f):`, `case len(free) == 0:`), engineTest("TestLostResponse")},
	{"a feed without marks counts as marked", "I3: a person is asked", one(engine+"attempts.go",
		`return f.Inside || r.caps.Marker && !f.NoMarker`, `return f.Inside || r.caps.Marker`), engineTest("TestALostCreateWithout")},
	{"the attempt is not stored before", "I3: nothing is made twice", one(engine+"push.go",
		"	return tx.SaveAttempt(a)\n", "	return nil\n"), suite{}},
	{"a deletion during a create is lost", "I4: both sides come to agree", one(engine+"ack.go",
		`a.Ref, false, true, nil, nil`, `a.Ref, false, false, nil, nil`), underway},
	{
		"a link that was left out is forgotten", "I4: the link follows", one(engine+"ack.go",
			`if err != nil || (len(out.missing) == 0 && len(out.wire) == 0) {`, `if err != nil || len(out.missing) >= 0 {`),
		engineTest("TestARecordIsSentWithoutALink|TestCircle"),
	},
	{"a child before its parent", "I15: no link to what is not there", one(engine+"wire.go",
		`case target == coming:`, `case target == coming && f.Required:`), engineTest("TestRecordsTravel|TestCircle")},
	{"the whole record is sent", "I6: only what was changed is sent", one(engine+"update.go",
		`out, err := r.toWire(tx, e, held(f, rec.Values, e.Group(edit.Group)))`, `out, err := r.toWire(tx, e, held(f, rec.Values, f.Fields))`), engineTest("TestOnlyWhatWasTyped")},
	{"no look before an update", "I6: without versions the record is read first", one(engine+"update.go",
		`if !fresh && (!f.Version || item.Version == "" || item.Partial) {`, `if !fresh && f.Version && (item.Version == "" || item.Partial) {`), engineTest("TestUnseen")},
	{"a delete does not look", "I11: a change unseen is not deleted", one(engine+"update.go",
		`if rec.ID != item.RemoteID || !unchanged(item, rec) && !item.Erased {`, `if rec.ID != item.RemoteID {`), engineTest("TestUnseen")},
	{"a refused record stops the others", "I14: a record delays only itself", one(engine+"push.go",
		"		r.failures = 0\n		return nil\n", "		return failure\n"), engineTest("TestRefusedRecord|TestOneFailing")},
	{"one failing record pauses everything", "I14: a record delays only itself", one(engine+"push.go",
		`if r.failures++; r.failures >= 3 {`, `if r.failures++; r.failures >= 1 {`), engineTest("TestRefusedRecord|TestOneFailing")},
	{
		"a refused record is sent in every round", "I17: effort is bounded", one(engine+"push.go",
			`case h == nil || h.Reason == replica.Dependency || h.Reason == replica.Unlinked:`, `case h == nil || h.Reason != replica.Unsure:`),
		engineTest("TestRefusedRecord"),
	},
	{"a double is made although told", "I3: nothing is made twice", one(engine+"push.go",
		`case remote.Duplicate:
			return r.askTwice(tx, a, e)`, `case remote.Duplicate:
			return r.hold(tx, a.Ref, replica.Agreed, e.Message)`), engineTest("TestPossibleDouble")},
	{"what others typed is sent back", "I5: only a person's action is sent", one("storage/mark.go",
		`t.action.Source == crm.FromSync || `, ``), storageTest("TestEdits")},
	{"a later save takes the place of the base", "I6: the base is what the person saw", one("storage/mark.go",
		`DO UPDATE SET gen = gen + 1`, `DO UPDATE SET gen = gen + 1, base = excluded.base`), storageTest("TestEdits")},
	{"saves are not counted", "I8: only what was sent is settled", one("storage/mark.go",
		`DO UPDATE SET gen = gen + 1`, `DO NOTHING`), storageTest("TestEdits")},
}

// batches are mistakes with several writes in one request, and with answers stored by halves.
var batches = []mutant{
	{"answers of a batch are matched by position", "I8: an answer settles its own entry", one(engine+"together.go",
		"	for _, plan := range batch {\n		a, ok := told[plan.attempt.ID]\n",
		"	for i, plan := range batch {\n		a, ok := told[plan.attempt.ID]\n		if i < len(answers) {\n			a, ok = answers[i], true\n		}\n"), engineTest("Batch")},
	{"a batch carried out in part is a success", "I1: a refused entry is still to be sent", one(engine+"together.go",
		`again, err := settle(plan, a.Record, a.Err)`, `again, err := settle(plan, a.Record, nil)`), crashes},
	{"a lost batch is sent again without looking", "I3: nothing is made twice", one(engine+"together.go",
		`if err := r.setAside(plan.attempt, failure); err != nil {`,
		`if err := r.tx(func(tx replica.Tx) error { return tx.EndAttempt(plan.attempt.ID) }); err != nil {`), engineTest("TestALostBatch|TestLostAnswerOfABatch")},
	{"an answer is stored by halves", "I13: a crash leaves what a round repairs", one(engine+"settle.go",
		"		r.failures = 0\n", "		r.failures = 0\n		if err := r.tx(func(tx replica.Tx) error { return tx.EndAttempt(a.ID) }); err != nil {\n			return false, err\n		}\n"), crashes},
}
