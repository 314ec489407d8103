package main

// files are mistakes about the files of a record, which no list shows.
var files = []mutant{
	{"a file that its record does not show is gone", "I10: a missing file is asked for by itself", one(engine+"files.go",
		`	return doubtItem(tx, ref)
}

// rehome`, `	return r.gone(tx, ref)
}

// rehome`), engineTest("TestAFileTakenAway")},
	{"a file that is gone there stays", "I4: both sides come to agree", one(engine+"files.go",
		`			return r.gone(tx, file.Ref)`, `			break`), engineTest("TestAFileTakenAway")},
	{"an older record takes its new files away", "I20: a restored backup removes nothing unasked", one(engine+"files.go",
		`item.RemoteAt == rec.ModifiedAt && item.Version == rec.Version && !item.Deleted && !isOlder(item)`, `!item.Deleted`), engineTest("TestARestoredBackupTakesNoFile")},
	{"a merged record's files are new to the survivor", "I3: nothing is made twice", one(engine+"files.go",
		`case own == "" || own != file.Marker ||`, `case own != "" ||`), engineTest("TestFilesFollow")},
	{"a file with another record is taken for that record's", "I15: files follow their record", one(engine+"files.go",
		`case !strings.HasPrefix(item.RemoteID, remote.Within(f.Name, holder.ID, "")):`, `case holder.ID == "":`), engineTest("TestFilesFollow")},
	{"a file without a place is sent", "I14: every wait has its reason", one(engine+"files.go",
		`	if !place {`, `	if place = true; !place {`), engineTest("TestFilesWithoutAPlace")},
}
