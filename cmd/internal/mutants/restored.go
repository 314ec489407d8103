package main

// restored are mistakes about a provider that went back in time, or only looks so.
var restored = []mutant{
	{
		"what was deleted here is deleted in its older state", "I20: an older state is asked about", one(engine+"rewind.go",
			`if item.RemoteID != rec.ID || item.RemoteAt == 0 {`, `if item.RemoteID != rec.ID || item.Deleted || item.RemoteAt == 0 {`),
		engineTest("TestDeletedHereAndOlder|TestTakenBack"),
	},
	{"another question is forgotten for an older state", "I11: nothing is deleted unseen", one(engine+"rewind.go",
		`if item.Deleted && item.Hold != nil && item.Hold.Reason == replica.Unsure {`, `if item.Deleted && item.Hold == nil {`), kept},
	{"an answer that was behind holds until the next listing", "I13: what waits is looked at again", one(engine+"rewind.go",
		`	return doubtItem(tx, item.Ref) // the answer`, `	return nil // the answer`), engineTest("TestAnAnswerThatWas")},
	{"what a list showed too early is not read again", "I4: both sides come to agree", one(engine+"partial.go",
		`r.torn[ref] || r.unripe[ref]`, `r.torn[ref]`), engineTest("TestWhatAListShowedInPart")},
	{"after a restored backup what is gone is let go", "I20: a restored backup removes nothing unasked", one(engine+"gone.go",
		`if restored && item.RemoteID != "" &&`, `if restored && item.RemoteID == "" &&`), kept},
	{"a short list moves the cursor", "I9: the cursor passes nothing", one(engine+"pull.go",
		`again := !whole &&`, `again := whole &&`), engineTest("TestAShortList")},
}

// kept are the schedules that failed once.
var kept = suite{"cmd/internal/simulate", "TestSeedsThatFailedOnce"}
