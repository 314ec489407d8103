package main

// merging are mistakes of the merge.
var merging = []mutant{
	{"mine wins on the same field", "I6: nothing unseen is overwritten", one(engine+"merge.go",
		`return verdict{take: news(g.local, g.remote, canon), conflict: true}`, `return verdict{edit: rebase(g.edit, g.remote)}`), suite{}},
	{"theirs wins, and mine is not kept", "I1: nothing typed is lost", one(engine+"apply.go",
		`for _, c := range clashes {`, `for _, c := range clashes[:0] {`), suite{}},
	{"an echo is somebody else's change", "I7: no false conflict", one(engine+"merge.go",
		`case g.sent():`, `case g.sent == nil:`), engineTest("TestLostUpdate")},
	// In the engine alone this shows no more: a list that is behind is known by its stamp. The database keeps its word all the same.
	{"the database forgets values sent", "I7: no false conflict", one("storage/replica_item.go",
		`const sentKept = 32`, `const sentKept = 1`), storageTest("TestBookkeeping")},
	{"values are compared raw", "I5: respelling there is no change", one(engine+"wire.go",
		`value = r.p.Canon(f.Name, field, value)`, `_ = f`), engineTest("TestWhatWasTyped")},
	{"a merge of long texts drops lines", "I1: both sides' lines are kept", one(engine+"text.go",
		`for _, e := range append(x, y...) {`, `for _, e := range x {`), engineTest("TestMergeText|TestLongTexts")},
	{"an answer to an old question", "I6: an answer is about the live value that was seen", one(engine+"answer.go",
		`if !crm.Equal(local.Values[field], v) {`, `if field == "" && !crm.Equal(local.Values[field], v) {`), engineTest("TestAnAnswer")},
	{"halves of a pair merge apart", "I6: an amount keeps its currency", one("app/crm/field.go",
		`if f.Group != "" {`, `if f.Group == "-" {`), engineTest("TestPair")},
	{
		"lists clash as a whole", "I7: lists merge as sets", one(engine+"merge.go", `case g.sets:`, `case g.sets && g.edit == nil:`),
		engineTest("TestTags"),
	},
	{"removed from a list, and back again", "I1: a removal counts", one(engine+"merge.go",
		`return slices.Contains(base, w) && !slices.Contains(local, w)`, `return false`), engineTest("TestTags|TestSets")},
	{"a deleted record takes edits with it", "I11: an edit beats an unseen delete", one(engine+"inbox.go",
		`if missing || item.Deleted || len(item.Edits) == 0 {`, `if missing || item.Deleted || len(item.Edits) >= 0 {`), suite{}},
	{"a deleted record comes back by itself", "I11: nothing is resurrected without a word", []edit{
		{engine + "inbox.go", `item.RemoteID, item.Version, item.RemoteAt = "", "", 0`, `item.RemoteID, item.Version, item.RemoteAt, item.New = "", "", 0, true`},
		{engine + "inbox.go", `item.Hold = &replica.Hold{Reason: replica.Unsure, Message: "Deleted there, changed here.", Since: r.now}`, `item.Hold = nil`},
	}, engineTest("TestEditAgainstDelete")},
	{"a merge is taken for a delete", "I10: no false delete", one(engine+"attempts.go",
		`return r.merged(tx, f, item, rec)`, `return r.gone(tx, ref)`), engineTest("TestMerged")},
	{"a merged id is forgotten", "I15: links follow a merge", one(engine+"gone.go",
		`return tx.Alias(f.Entity, loser.RemoteID, survivor.ID)`, `return nil`), engineTest("TestMerged")},
	{"links stay with the merged record", "I15: links follow a merge", one(engine+"gone.go",
		`crm.Repoint(rec.Values[field.Name], from.ID, to.ID)}`, `crm.Repoint(rec.Values[field.Name], from.ID, from.ID)}`), engineTest("TestMerged")},
	{"edits of a merged record are dropped", "I1: nothing typed is lost", one(engine+"gone.go",
		`for _, edit := range loser.Edits {`, `for _, edit := range loser.Edits[:0] {`), engineTest("TestMerged")},
}
