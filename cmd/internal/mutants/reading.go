package main

// cursors is the suite for mistakes of the cursor: the complete listing would repair what they miss, so it runs without.
var cursors = engineTest("TestCursor|TestSameStamp")

// reading are mistakes of the pull.
var reading = []mutant{
	{"cursor is strict", "I9: no change is skipped", one(engine+"pull.go",
		`max(c.High-millis(r.caps.Lag+r.caps.Grain), 1)`, `c.High + 1`), cursors},
	{"no overlap of two windows", "I9: a change that becomes visible late is read", one(engine+"pull.go",
		`max(c.High-millis(r.caps.Lag+r.caps.Grain), 1)`, `max(c.High, 1)`), cursors},
	{"overlap shorter than the lag", "I9: a change that becomes visible late is read", one(engine+"pull.go",
		`max(c.High-millis(r.caps.Lag+r.caps.Grain), 1)`, `max(c.High-millis(r.caps.Lag)*2/3, 1)`), cursors},
	{"overlap by the clock here", "I18: no clock of ours decides", one(engine+"pull.go",
		`max(c.High-millis(r.caps.Lag+r.caps.Grain), 1)`, `max(millis(time.Duration(r.o.Now().UnixNano()))-millis(r.caps.Lag+r.caps.Grain), 1)`), cursors},
	{"cursor by the clock here", "I18: no clock of ours decides", one(engine+"pull.go",
		`r.now = max(page.At, 1)`, `r.now = millis(time.Duration(r.o.Now().UnixNano()))`), cursors},
	{"cursor before its rows", "I12: a cursor moves with what it covers", one(engine+"pull.go",
		"		err := r.tx(func(tx replica.Tx) error {\n			for _, rec := range part {",
		"		err := r.tx(func(tx replica.Tx) error { return r.keepCursor(tx, *c, whole) })\n		if err != nil {\n			return err\n		}\n		err = r.tx(func(tx replica.Tx) error {\n			for _, rec := range part {"), cursors},
	{"ceiling of the last page", "I9: a window has one fixed end", one(engine+"pull.go",
		"if c.Until == 0 {\n			c.Until = r.now", "if c.Until = r.now; c.Until == 0 {\n			c.Until = r.now"), cursors},
	{
		"place in the changes before its rows", "I12: a place moves with what it covers", one(engine+"follow.go",
			"	for records := page.Records; ; {\n",
			"	if err := r.tx(func(tx replica.Tx) error { return tx.SaveCursor(*c) }); err != nil {\n		return err\n	}\n	for records := page.Records; ; {\n"),
		engineTest("TestPlaceAndPage"),
	},
	{"a late list counts as news", "I1: what is known better is not overwritten", one(engine+"apply.go",
		`if from == listed && item.RemoteAt > rec.ModifiedAt {`, `if from == listed && item.RemoteAt < 0 {`), engineTest("TestLateList")},
	{
		"a quiet round writes", "I5: without news nothing is written", one(engine+"pull.go",
			`if stored = tx.Wrote() || worthSaving(*saved, *c); !stored {`, `if stored = true; c.High < 0 {`),
		engineTest("TestQuiet"),
	},
	{"a window without news is read again and again", "I5: without news nothing is asked twice", one(engine+"reached.go",
		`at.stored == c.High && c.Until == 0`, `at.stored == c.High && c.Until != 0`), engineTest("TestQuiet")},
	{"what is to be read anew is skipped", "I9: no change is skipped", one(engine+"reached.go",
		`ok && at.stored == c.High &&`, `ok &&`), engineTest("TestQuiet")},
	{"the end of a scan is not stored", "I12: a cursor moves with what it covers", one(engine+"reached.go",
		`return stored.Until != 0 ||`, `return stored.Until != 0 && now.Until != 0 ||`), engineTest("TestQuiet|TestCursor")},
	{"clock of the server went back unseen", "I20: after a restore there all is read again", one(engine+"pull.go",
		"	if back {\n		c.High = 0", "	if back {\n		c.High += 0"), cursors},
	{"a restored backup overwrites what is here", "I20: what is older there replaces nothing", []edit{
		{engine + "rewind.go", `return by < 0, true`, `return by < -1<<40, true`},
		{engine + "rewind.go", `return rec.ModifiedAt < item.RemoteAt, false`, `return rec.ModifiedAt < 0, false`},
	}, engineTest("TestRestoredBackup")},
	{"a restored provider's missing records are let go", "I20: what a restored provider lacks needs a word", one(engine+"missing.go",
		`limit = 0 // what is missing`, `limit += 0 // what is missing`), engineTest("TestRestoredServer|TestRestoredBackup")},
	{"a value of another kind is taken in", "I19: an answer that makes no sense changes nothing", one(engine+"apply.go",
		`if field := misfit(e, rec.Values); field != "" {`, `if field := misfit(e, rec.Values); field == "-" {`), engineTest("TestAProviderThatLies")},
	{
		"another account unseen", "I10: another account's records are not ours", one(engine+"engine.go",
			`if conn.Account != "" && conn.Account != account.ID {`, `if conn.Account != "" && account.ID == "" {`),
		engineTest("TestAnotherAccount"),
	},
	{"marker of a pulled record ignored", "I3: nothing is made twice", one(engine+"apply.go",
		`mine := a.ID == rec.Marker`, `mine := false`), suite{}},
	{
		"a list that shows a part is taken for the whole", "I1: an address that was not seen is not removed", one(engine+"apply.go",
			`completed := item.Partial && !part && completeEdit(&g, canon)`, `completed := item.Partial && part && completeEdit(&g, canon)`),
		suite{"sync/espocrm", "TestEngineKeepsUnseen"},
	},
	{
		"an edit of a partly known record does not read it", "I1: an address that was not seen is not removed", one(engine+"update.go",
			`if !fresh && (!f.Version || item.Version == "" || item.Partial) {`, `if !fresh && (!f.Version || item.Version == "") {`),
		suite{"sync/espocrm", "TestEngineKeepsUnseen"},
	},
	{"a role meets one of another organisation", "I3: only the same key is the same record", one(engine+"keyed.go",
		`same = same && crm.Equal(`, `same = same || crm.Equal(`), suite{"sync/espocrm", "TestEngineRoles"}},
	{"fields that an answer lacks are cleared", "I19: the unknown is preserved", one(engine+"apply.go",
		`if v, ok := values[field]; ok {`, `if v, ok := values[field]; ok || len(values) > 0 {`), suite{"sync/espocrm", "TestEngine"}},
}
