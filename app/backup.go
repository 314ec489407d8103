package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
)

// Seal says how a backup is encrypted (age, https://age-encryption.org): by a passphrase or for a recipient. The zero value leaves it open.
type Seal struct {
	Passphrase string
	Recipient  string // a public key, age1…; for who has the key to it
}

// Open tells that nothing is encrypted.
func (s Seal) Open() bool { return s == Seal{} }

// BackupInfo is what a backup tells before anything is done with it.
type BackupInfo struct {
	File   string           `json:"file"`
	Bytes  int64            `json:"bytes"`
	Sealed bool             `json:"sealed"`
	Schema int              `json:"schema"` // version of the file
	By     string           `json:"by"`     // version of the program that last wrote it, "" = not noted
	Counts map[string]int64 `json:"counts"` // records by entity
	Newest crm.Instant      `json:"-"`      // last change of a record, 0 = none
	Last   string           `json:"newest"` // Newest in RFC 3339
}

// Salvaged says what came out of a damaged file.
type Salvaged struct {
	Rows map[string]int64 `json:"rows"` // that came, by table
	Lost map[string]int64 `json:"lost"` // that are known to be lost, by table; none where nothing is
	Gaps map[string]int64 `json:"gaps"` // unreadable stretches, by table; how many rows were in them is not known
}

// Whole tells that nothing is known to be lost.
func (s Salvaged) Whole() bool { return len(s.Lost)+len(s.Gaps) == 0 }

// Settings of the backups that are made by themselves.
const (
	SettingBackups      = "backup.daily"     // "off" = none; "" = daily
	SettingRecipient    = "backup.recipient" // public key that they are encrypted for, "" = open
	SettingBackupFailed = "backup.failed"    // why the last one was not made, "" = it was
	SettingLastBackup   = "backup.last"      // the last one that was made, as a [BackupFile] in JSON
	SettingProgram      = "program"          // version that last opened the file
)

// BackupFile is a backup that this program made, and verified when it did.
type BackupFile struct {
	File   string      `json:"file"`
	At     crm.Instant `json:"at"`
	Bytes  int64       `json:"bytes"`
	Sealed bool        `json:"sealed"`
}

// Copies is what is done with database files that are not open.
type Copies interface {
	// Inspect tells what is in a backup, without a change to anything; secret, a passphrase or a private key, opens an encrypted one.
	Inspect(ctx context.Context, backup, secret string) (BackupInfo, error)
	// Ready verifies a backup and lays an open copy of it beside the database, whose place it takes when the program ends.
	Ready(ctx context.Context, backup, secret string) error
}

// BackUp writes a consistent, verified copy, encrypted if the seal says so, and remembers it as the last one; the file must not exist.
// told is called with how far it is; nil = nobody.
func (a *App) BackUp(ctx context.Context, file string, s Seal, told func(Progress)) error {
	if err := a.Backup(ctx, file, s, told); err != nil {
		return err
	}
	made := BackupFile{File: file, At: crm.InstantOf(a.Now()), Sealed: !s.Open()}
	if info, err := os.Stat(file); err == nil {
		made.Bytes = info.Size()
	}
	raw, err := json.Marshal(made)
	if err == nil {
		err = a.SetSetting(ctx, SettingLastBackup, string(raw))
	}
	return errors.Join(err, a.SetSetting(ctx, SettingBackupFailed, ""))
}

// LastBackup is the last one that was made, wherever it lies; ok tells whether there was one.
func (a *App) LastBackup(ctx context.Context) (last BackupFile, ok bool, err error) {
	text, err := a.Setting(ctx, SettingLastBackup)
	if err != nil || text == "" {
		return last, false, err
	}
	if json.Unmarshal([]byte(text), &last) != nil { // of another version: as if there was none
		return BackupFile{}, false, nil
	}
	return last, true, nil
}

// BackupFolder is where the daily ones lie: beside the database.
func (a *App) BackupFolder() string { return filepath.Join(filepath.Dir(a.File), "backups") }

// NextBackup names the file of a backup that is made now, in the folder of the daily ones.
func (a *App) NextBackup(sealed bool) string {
	if sealed {
		return a.unused("", ".db.age")
	}
	return a.unused("", ".db")
}

// SalvagedName names the file that a salvage makes now, beside the daily backups and none of them.
func (a *App) SalvagedName() string {
	return a.unused("salvaged-", ".db")
}

// unused names a file in the folder of the backups by the time: by the next second that no file has, if two are made within one.
func (a *App) unused(kind, ext string) string {
	for at := a.Now().UTC(); ; at = at.Add(time.Second) {
		file := filepath.Join(a.BackupFolder(), a.backupStem()+kind+at.Format(backupStamp)+ext)
		if _, err := os.Lstat(file); err != nil {
			return file
		}
	}
}

const backupStamp = "2006-01-02-150405"

// Backups lists the backups of this database in the folder of the daily ones, newest first.
func (a *App) Backups() ([]BackupFile, error) {
	list, err := os.ReadDir(a.BackupFolder())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, crm.Errorf(crm.CodeUnavailable, "The folder of the backups cannot be read: %w", err)
	}
	var out []BackupFile
	for _, e := range list {
		at, ok := a.backupTime(e.Name())
		if info, err := e.Info(); ok && err == nil { // one that goes meanwhile is none
			out = append(out, BackupFile{filepath.Join(a.BackupFolder(), e.Name()), crm.InstantOf(at), info.Size(), strings.HasSuffix(e.Name(), ".age")})
		}
	}
	slices.SortFunc(out, func(x, y BackupFile) int { return cmp.Or(cmp.Compare(y.At, x.At), cmp.Compare(y.File, x.File)) })
	return out, nil
}

// backupTime reads when a daily backup was made from its name; false for other files, which are none of ours to remove.
func (a *App) backupTime(name string) (time.Time, bool) {
	stamp, ok := strings.CutPrefix(name, a.backupStem())
	if !ok {
		return time.Time{}, false
	}
	stamp = strings.TrimSuffix(strings.TrimSuffix(stamp, ".age"), ".db")
	at, err := time.Parse(backupStamp, stamp)
	return at, err == nil
}

func (a *App) backupStem() string {
	base := filepath.Base(a.File)
	return strings.TrimSuffix(base, filepath.Ext(base)) + "-"
}

// DailyBackup makes the backup of the day, if the newest one is a day old, and removes those that the rule no longer keeps. It returns
// its name, "" if there was nothing to do.
func (a *App) DailyBackup(ctx context.Context) (string, error) {
	if v, err := a.Setting(ctx, SettingBackups); err != nil || v == "off" || a.File == "" {
		return "", err
	}
	have, err := a.Backups()
	if err != nil {
		return "", err
	}
	now := a.Now().UTC()
	if len(have) > 0 {
		if at := have[0].At.Time(); now.Sub(at) < 24*time.Hour && !at.After(now) {
			return "", nil
		}
	}
	recipient, err := a.Setting(ctx, SettingRecipient)
	if err != nil {
		return "", err
	}
	file := a.NextBackup(recipient != "")
	if err := a.BackUp(ctx, file, Seal{Recipient: recipient}, nil); err != nil {
		return "", err
	}
	return file, prune(append([]BackupFile{{File: file, At: crm.InstantOf(now)}}, have...))
}

func prune(files []BackupFile) error {
	times := make([]time.Time, len(files))
	for i, f := range files {
		times[i] = f.At.Time()
	}
	var errs []error
	for i, keep := range KeptBackups(times) {
		if !keep {
			errs = append(errs, os.Remove(files[i].File))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "An old backup cannot be removed: %w", err)
	}
	return nil
}

// KeptBackups says of each backup, newest first, whether the rule keeps it: the newest of each of the last 7 days, 4 weeks and 12 months
// that have one. A long pause of work costs none.
func KeptBackups(times []time.Time) []bool {
	keep := make([]bool, len(times))
	for _, rule := range []struct {
		most int
		of   func(time.Time) string
	}{
		{7, func(t time.Time) string { return t.Format("2006-01-02") }},
		{4, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, "-", w) }},
		{12, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := map[string]bool{}
		for i, t := range times {
			if span := rule.of(t); !seen[span] && len(seen) < rule.most {
				seen[span], keep[i] = true, true
			}
		}
	}
	return keep
}

// NoteProgram notes the version that works with the file, for whoever looks into a backup of it.
func (a *App) NoteProgram(ctx context.Context) error {
	return a.SetSetting(ctx, SettingProgram, cmp.Or(program()["version"], "unknown"))
}
