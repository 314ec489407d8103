package app

import (
	"context"
	"encoding/json"

	"satchel/app/crm"
)

// Entry is one line of the register: something left the database for elsewhere, or was erased. It holds no value of a record.
type Entry struct {
	At   crm.Instant     `json:"at"`
	Who  string          `json:"who"` // id of a user, "" unknown
	Kind EntryKind       `json:"kind"`
	Body json.RawMessage `json:"about"` // what the kind notes
}

// EntryKind is what happened.
type EntryKind string

// The kinds of entries.
const (
	Erased   EntryKind = "erased"   // an [Erasure] without its person
	Exported EntryKind = "exported" // an [Export]
)

// Export is what a file that left the database holds.
type Export struct {
	What    string `json:"what"`              // "contact", "everything", "sheet"
	Records int64  `json:"records,omitempty"` // 0 = not counted
	Where   string `json:"where"`             // file or folder
}

// LogExport enters into the register that records were written into a file.
func (a *App) LogExport(ctx context.Context, e Export) error {
	entry, err := a.entry(ctx, Exported, e)
	if err != nil {
		return err
	}
	return a.Enter(ctx, entry)
}

// entry makes one in the user's name.
func (a *App) entry(ctx context.Context, kind EntryKind, body any) (Entry, error) {
	me, err := a.Setting(ctx, SettingMe)
	if err != nil {
		return Entry{}, err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return Entry{}, crm.Errorf(crm.CodeInternal, "The entry of the register cannot be written: %w", err)
	}
	return Entry{At: crm.InstantOf(a.Now()), Who: me, Kind: kind, Body: raw}, nil
}
