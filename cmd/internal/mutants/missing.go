package main

const unconfirmed = `f, ok := r.caps.FeedOfID(item.Entity, item.RemoteID)
	if !ok {
		return false, see()
	}
`

// missing are mistakes of the complete listing, and about records that are gone.
var missing = []mutant{
	{"unlisted is gone", "I10: a missing record is asked for by itself", one(engine+"missing.go", unconfirmed,
		unconfirmed+"	if f.Name != \"\" {\n		return true, nil\n	}\n"), suite{}},
	// The number of records alone is no promise: every missing record is asked for, too. So both go.
	{"delete after a partial listing", "I10: no false delete", []edit{
		{engine + "missing.go", unconfirmed, unconfirmed + "	if f.Name != \"\" {\n		return true, nil\n	}\n"},
		{engine + "sweep.go", `short := end && page.Total >= 0 && page.Total-c.SweepSeen > page.Total/50`, `short := false`},
	}, engineTest("TestPartialListing")},
	{"a refusal to look is a delete", "I10: no false delete", one(engine+"missing.go",
		`return false, r.tx(func(tx replica.Tx) error { return r.noAccess(tx, item.Ref, e) })`, `return true, nil`), engineTest("TestDenied")},
	{"a refused read is a delete", "I10: no false delete", one(engine+"attempts.go",
		`if e.Class == remote.Gone {
			return r.vanished(tx, ref)`, `if e.Class != "" {
			return r.vanished(tx, ref)`), engineTest("TestDenied")},
	{"many missing, and nobody is asked", "I10: many deletes need a word", one(engine+"missing.go",
		`if len(missing) > limit && agreed.ID == "" {`, `if len(missing) > 1<<30 && agreed.ID == "" {`), engineTest("TestManyMissing")},
	{"many tombstones are believed", "I10: many deletes need a word", one(engine+"follow.go",
		`if told > max(fewMissing, all/20) {`, `if told > max(1<<30, all/20) {`), engineTest("TestManyTombstones")},
	{"missing records go although a person wants them there again", "I10: a person's word counts", one(engine+"missing.go",
		`if said.Group != againGroup {`, `if said.ID != "" || said.Group != againGroup {`), engineTest("TestManyMissing")},
	{"what pointed to a record that is gone is not read anew", "I15: links follow a merge", one(engine+"inbox.go",
		`	if !r.caps.Alias { // it may have been merged`, `	if false { // it may have been merged`), suite{"cmd/internal/stories", "TestMergedRecords"}},
	{"what a listing finds is not read", "I9: the listing repairs what was missed", one(engine+"heal.go",
		`for _, old := range stale {`, `for _, old := range stale[:0] {`), engineTest("TestListing")},
	{"gone records stay", "I4: both sides come to agree", one(engine+"missing.go",
		`for _, ref := range missing {`, `for _, ref := range missing[:0] {`), suite{}},
	{"a record deleted here is not deleted there", "I4: both sides come to agree", one(engine+"push.go",
		`for _, ref := range deletes {`, `for _, ref := range deletes[:0] {`), suite{}},
	{"each computer marks by itself what it creates again", "I3: nothing is made twice", one(engine+"remade.go",
		`ID: remadeID(item.Entity, item.RemoteID)`, `ID: r.o.NewID()`), engineTest("TestManyMissing")},
	{"what is created again is not looked for", "I3: nothing is made twice", one(engine+"remade.go",
		`if len(found) > 0 {`, `if len(found) > 1<<30 {`), engineTest("TestManyMissing")},
	{"what came since under the same name is not asked about", "I3: a person is asked", one(engine+"remade.go",
		`if len(like) == 0 {`, `if len(like) >= 0 {`), engineTest("TestManyMissing")},
	{"what is typed before it is created again is lost", "I1: nothing typed is lost", one(engine+"remade.go",
		`item.Edits = r.typedSince(f, a, local)`, `_ = local`), engineTest("TestManyMissing")},
	{"a refusal outlives the link that it was about", "I14: an edited record is tried again", one(engine+"gone.go",
		`if item.Hold != nil && item.Hold.Reason == replica.Refused {`, `if item.Hold != nil && item.Hold.Reason == "-" {`), engineTest("TestMerged")},
}
