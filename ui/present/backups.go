package present

import (
	"context"
	"path/filepath"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Backups is everything that the page of the backups shows.
type Backups struct {
	Failed    string // why the last one was not made, "" = it was
	Last      app.BackupFile
	Made      bool // there is a last one
	Daily     bool
	Recipient string // whom the daily ones are encrypted for, "" = nobody
	List      []app.BackupFile
}

// LoadBackups reads it.
func LoadBackups(ctx context.Context, a *app.App) (b Backups, err error) {
	if b.Failed, err = BackupFailed(ctx, a); err != nil {
		return b, err
	}
	if b.Last, b.Made, err = a.LastBackup(ctx); err != nil {
		return b, err
	}
	daily, err := a.Setting(ctx, app.SettingBackups)
	if err != nil {
		return b, err
	}
	b.Daily = daily != "off"
	if b.Recipient, err = a.Setting(ctx, app.SettingRecipient); err != nil {
		return b, err
	}
	b.List, err = a.Backups()
	if !b.Made && len(b.List) > 0 { // made by an earlier version
		b.Last, b.Made = b.List[0], true
	}
	return b, err
}

// BackupFailed says why the last backup was not made, "" if it was.
func BackupFailed(ctx context.Context, a *app.App) (string, error) {
	why, err := a.Setting(ctx, app.SettingBackupFailed)
	return words.Stored(why), err
}

// Backup says of a backup when it was made and how large it is.
func Backup(b app.BackupFile, zone *time.Location) string {
	return Exact(b.At, zone) + " · " + Size(b.Bytes)
}

// Pair is one line of a list of facts.
type Pair struct{ Key, Value string }

// Inside says what a backup is, and how many records of which kind are in it and, beside that, here now.
func Inside(info app.BackupInfo, here map[string]int64, c *crm.Catalog, now time.Time) (facts, counts []Pair) {
	last := words.T("nothing")
	if info.Newest != 0 {
		last = Moment(info.Newest, now)
	}
	by := info.By
	if by == "" {
		by = words.T("not noted")
	}
	facts = []Pair{{words.T("File"), filepath.Base(info.File) + " · " + Size(info.Bytes)}, {words.T("Last change"), last}, {words.T("Program"), by}}
	for _, e := range c.Entities() {
		if there := info.Counts[e.Name]; !e.Child && (there > 0 || here[e.Name] > 0) {
			counts = append(counts, Pair{words.T(e.Plural), words.T("%s in it, %s here now", Number(there), Number(here[e.Name]))})
		}
	}
	return facts, counts
}

// Replaced says what came of letting a backup take the place of the database, which is kept under another name.
func Replaced(kept string, err error) string {
	if err != nil {
		return words.T("The backup did not take the place of the database, which is as it was: %s", words.Error(err))
	}
	return words.T("This is the backup. The database of before is kept beside it as %s.", filepath.Base(kept))
}
