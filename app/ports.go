package app

import (
	"context"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Store is the local database, the only home of the records. Every error it returns is a [crm.Error]. Its methods may be called
// from any goroutine; reads never wait for writes.
type Store interface {
	replica.Store

	// Get returns one record; CodeNotFound if there is none.
	Get(ctx context.Context, ref crm.Ref) (crm.Record, error)
	// List answers a query without measures.
	List(ctx context.Context, q crm.Query) ([]crm.Record, error)
	// Each streams the records of a query one by one from one consistent view; an error of f stops it and is returned.
	Each(ctx context.Context, q crm.Query, f func(crm.Record) error) error
	// Count counts the records of a query, without its limit.
	Count(ctx context.Context, q crm.Query) (int64, error)
	// Rows answers a query with measures. The rows are shared and must not be changed; one that is as it was in an earlier answer may
	// hold its values in the same place.
	Rows(ctx context.Context, q crm.Query) ([]crm.Row, error)
	// VersionOf is a number for the state of some entities: while it stays, so do answers about them. With [crm.Members] behind its
	// name an entity's state is only which records there are.
	VersionOf(entities ...string) int64
	// Search finds records of all entities by words, mail, phone or number while typing, best first.
	Search(ctx context.Context, text string, limit int) ([]crm.Hit, error)
	// Titles names linked records; ids without a record are missing in the answer.
	Titles(ctx context.Context, entity string, ids []string) (map[string]string, error)
	// Resolve finds the entity of an id among the given ones; CodeNotFound if none has it.
	Resolve(ctx context.Context, id string, entities []string) (crm.Ref, error)
	// Timeline returns what happened with a record, newest first: records of all entities with a Timeline that link to it, those
	// before the given moment (0 = from now).
	Timeline(ctx context.Context, ref crm.Ref, before crm.Instant, limit int) ([]crm.Record, error)

	// Do runs an action in one transaction. An action that changes nothing stores nothing and returns a Batch without Changes.
	Do(ctx context.Context, a crm.Action, f func(crm.Tx) error) (crm.Batch, error)
	// Undo takes a batch (its id) or one change (its number) back. Records edited since stay as they are and are listed.
	Undo(ctx context.Context, batchOrChange, who string) (crm.Undone, error)
	// Batches lists the last actions of people, newest first.
	Batches(ctx context.Context, limit int) ([]crm.Batch, error)
	// History lists the changes of a record, newest first.
	History(ctx context.Context, ref crm.Ref, limit int) ([]crm.Change, error)
	// Trash lists deleted records, newest first; entity "" = all.
	Trash(ctx context.Context, entity string, limit int) ([]crm.Change, error)
	// Erase removes records for good, in one transaction that no undo takes back: their rows, history, search entries, drafts, inbox
	// items and bookkeeping, and the contents of files that no other record has. What was said about them elsewhere (labels of actions,
	// messages of the sync) goes where it holds one of the words. An empty mark per record that was exchanged stays, so that the sync
	// does not bring it back. CodeConflict while it is not known whether one of them arrived at the online CRM. Scrub must follow.
	Erase(ctx context.Context, refs []crm.Ref, words []string, note Entry) error
	// Scrub takes the bytes of what was removed out of the file and its log, in short steps beside the saves. If it is stopped, what is
	// done stays so, and the next one goes on. CodeBusy if another program keeps it from emptying the log. told is called with what is
	// being done; nil = nobody.
	Scrub(ctx context.Context, told func(Progress)) error
	// Unscrubbed tells whether an Erase was not followed by a complete Scrub.
	Unscrubbed(ctx context.Context) (bool, error)
	// Traces returns those of the texts whose bytes are in the database file, its log or the log's index.
	Traces(ctx context.Context, texts []string, told func(Progress)) ([]string, error)
	// Trashed lists the deleted records that point to a record.
	Trashed(ctx context.Context, id string) ([]crm.Ref, error)
	// Holding tells which of the database files hold one of the records or its history, and which cannot be looked into.
	Holding(ctx context.Context, files []string, refs []crm.Ref) (holding, closed []string, err error)
	// Enter adds to the register of what left or was erased; it holds no values of records.
	Enter(ctx context.Context, e Entry) error
	// Register lists it, newest first.
	Register(ctx context.Context, limit int) ([]Entry, error)
	// RemoveSample deletes all sample data, also edited ones, and leaves everything else; it returns how many records went.
	RemoveSample(ctx context.Context) (int64, error)
	// Sampled tells which records are sample data, by id.
	Sampled(ctx context.Context) (map[string]bool, error)
	// HasSample tells whether there is sample data.
	HasSample(ctx context.Context) (bool, error)

	// Merged lists the records of an entity that went into others, see [crm.Tx.Join].
	Merged(ctx context.Context, entity string) ([]crm.Merged, error)
	// Apart lists the pairs of records that somebody said to be two, those with this one; "" = all. They are kept on this computer only.
	Apart(ctx context.Context, id string) ([][2]string, error)
	// KeepApart remembers that two records are two, or forgets it.
	KeepApart(ctx context.Context, one, other crm.Ref, apart bool) error

	// SetOwnFields replaces the own fields of an entity. Values of a field that is gone stay stored and come back with it.
	SetOwnFields(ctx context.Context, entity string, fields []crm.Field) error
	// Setting returns a stored setting, "" if unset.
	Setting(ctx context.Context, key string) (string, error)
	// SetSetting stores one; "" removes it.
	SetSetting(ctx context.Context, key, value string) error
	// SwapSetting stores a setting if it still has the old value; it tells whether it did. Of several programs one succeeds.
	SwapSetting(ctx context.Context, key, old, value string) (bool, error)

	// Status sums up what waits, is refused or needs a person.
	Status(ctx context.Context, entities []string) (Status, error)
	// Tied counts per entity the records here that are there too.
	Tied(ctx context.Context) (map[string]int64, error)
	// Held lists the records that wait for a reason of their own.
	Held(ctx context.Context, limit int) ([]replica.Item, error)
	// Waiting lists the records of these entities that have something to send, oldest first; held = only those with a Hold.
	Waiting(ctx context.Context, entities []string, held bool, offset, limit int) ([]replica.Item, error)
	// CountWaiting counts them.
	CountWaiting(ctx context.Context, entities []string, held bool) (int64, error)
	// Settled lists what a person decided in the inbox since a moment, newest first.
	Settled(ctx context.Context, since crm.Instant, limit int) ([]replica.Settled, error)
	// Asked lists the open items of the inbox about one record, oldest first.
	Asked(ctx context.Context, ref crm.Ref) ([]replica.Conflict, error)

	// Backup writes a consistent, verified copy, encrypted if the seal says so; an open copy lies beside it only until it is verified.
	// The file must not exist. told is called with how far it is; nil = nobody.
	Backup(ctx context.Context, file string, s Seal, told func(Progress)) error
	// Salvage reads what can be read of a damaged file, row by row, into a new one that must not exist.
	Salvage(ctx context.Context, into string) (Salvaged, error)
	// Repair makes the search, the keys and what else follows from the records anew.
	Repair(ctx context.Context) error
	// Check tests the integrity of the file and of the bookkeeping; it returns what it found, nil for a sound file.
	Check(ctx context.Context) ([]string, error)
	// Facts tells about the file what holds no value of a record.
	Facts(ctx context.Context) (Facts, error)
	// Version grows with every commit; equal versions mean equal answers.
	Version() int64
	// OnCommit calls f after every commit, on the goroutine that committed. f must be quick. The returned function ends it.
	OnCommit(f func(crm.Batch)) (cancel func())
	// Close ends all work and closes the file.
	Close() error
}

// Status is the state of the sync in numbers.
type Status struct {
	Connected bool               `json:"connected"`
	Account   replica.Connection `json:"connection"`
	Waiting   int64              `json:"waiting"` // records with something to send, without the refused ones
	Refused   int64              `json:"refused"`
	Conflicts int64              `json:"conflicts"`
	Local     int64              `json:"local"` // records that the provider cannot hold
	Last      replica.Round      `json:"last"`
	Checked   crm.Instant        `json:"-"` // start of the last complete round, 0 = never
	Offline   crm.Instant        `json:"-"` // since when the online CRM does not answer, 0 = it does; told by the desktop only
	Feeds     []replica.Cursor   `json:"-"`
	Failing   crm.Instant        `json:"-"` // start of the first of the rounds that failed since the last complete one, 0 = none did
	Guarantee []string           `json:"guarantee,omitempty"`
}

// Keychain keeps secrets in the operating system's keychain, never anywhere else. All methods return within seconds, with
// CodeTimeout from a locked one and CodeUnavailable where there is none.
type Keychain interface {
	Get(ctx context.Context, account string) (string, error) // CodeNotFound
	Set(ctx context.Context, account, secret string) error
	Delete(ctx context.Context, account string) error // a missing one is no error
}
