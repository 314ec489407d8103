// Package replica names what this copy of the data knows about the team's online CRM: which record is which there, what waits to be
// sent, what was sent, and what needs a person. The engine decides with it, storage keeps it, screens show it.
package replica

import (
	"context"

	"satchel/app/crm"
)

// Item is what is known about one record. The zero value besides Ref is a record that was never sent and has nothing to send.
type Item struct {
	crm.Ref
	RemoteID string      // the provider's id, qualified by its feed where an entity has several; "" = not there yet
	Version  string      // of the provider's record as last seen, "" where it has none
	RemoteAt crm.Instant // the provider's stamp as last seen
	New      bool        // made here and still to be created there
	Deleted  bool        // deleted here and still to be deleted there
	Edits    []Edit      // unsent edits, one per merge group
	Hold     *Hold       // set while the record is not sent for a reason of its own
	Epoch    int64       // of the last complete sweep that saw the record
	Partial  bool        // a list showed only a part of it; it is read whole when there is time, and before it is sent
	Erased   bool        // erased here for good: it never comes back, and where it is seen there it is deleted again
}

// Edit is one merge group with unsent changes. Only user actions make edits; nothing else marks a record as changed.
type Edit struct {
	Group string
	Gen   int64      // raised by every save; an acknowledgement clears the edit only if it still has the generation that was sent
	Base  crm.Values // the group's values before the first unsent save: what the person saw
}

// HoldReason says why a record waits.
type HoldReason string

// The reasons. Only Refused, NoAccess, Hidden, Unsure and Older need a person.
const (
	Refused    HoldReason = "refused"    // the provider refuses the values
	NoAccess   HoldReason = "no_access"  // the provider does not let this user write it
	Hidden     HoldReason = "hidden"     // the provider does not show it to this user; over once it does
	Dependency HoldReason = "dependency" // a record that it points to is not there yet
	Unsure     HoldReason = "unsure"     // a create whose outcome is unknown, or a conflict about the whole record
	Failing    HoldReason = "failing"    // the provider fails on this record; tried again by itself at NextTry
	Older      HoldReason = "older"      // it is older there than what was seen: the provider was restored from a backup
	Agreed     HoldReason = "agreed"     // not held: the person said to create it although a similar record exists
	Stays      HoldReason = "stays"      // not held: the provider has no place for it, so it stays here
	Unlinked   HoldReason = "unlinked"   // not held: the person said to create it without the links to records that are not there yet
)

// Hold says why a record is not sent.
type Hold struct {
	Reason  HoldReason
	Message string // the provider's words and one plain sentence
	Since   crm.Instant
	NextTry crm.Instant // 0 = not before an edit or a person's retry
	Tries   int
}

// Sequence is the name of the cursor of providers that have one sequence of changes over all their feeds.
const Sequence = "*"

// Cursor is how far one feed was read. High moves only in the transaction that applies the last page of a scan, Token only in the one
// that applies the page before it.
type Cursor struct {
	Feed   string
	Entity string      // of ours that the feed holds
	High   crm.Instant // everything changed before this, less the overlap, has been applied; 0 = never read
	Until  crm.Instant // upper end of the scan under way, 0 = none
	After  string      // last remote id applied of the scan under way
	Holds  []string    // what the feed held when it was last read, as the engine names it
	Fresh  []string    // fields that it began to hold, for which everything is being read once more

	Epoch      int64       // of the sweep under way or last completed
	Sweeping   bool        // a sweep is under way
	SweepAfter string      // last remote id listed by it
	SweepSeen  int64       // ids listed by it
	SweepStart crm.Instant // provider's time when it began
	Swept      crm.Instant // provider's time of the last complete sweep
	There      int64       // records counted there by it
	Healed     int64       // differences found and repaired by it
	Success    crm.Instant // provider's time of the last successful read
	Rewound    crm.Instant // provider's time when it was found to have gone back in time, 0 = never, or since settled

	Token string // of [Sequence]: place in the sequence up to which everything was applied, "" = never read
}

// AttemptKind is what was sent.
type AttemptKind string

// The kinds of attempts.
const (
	Create AttemptKind = "create"
	Update AttemptKind = "update"
	Delete AttemptKind = "delete"
)

// Attempt is an intent, stored before its request leaves and removed when the outcome is known. One that is found at the start of a
// round has an unknown outcome.
type Attempt struct {
	crm.Ref
	ID      string // UUID, also the marker where the provider can hold one
	Kind    AttemptKind
	Gens    map[string]int64 // generation of every group sent
	Values  crm.Values       // as sent, in local form
	Started crm.Instant      // provider's time
	Probes  int              // how often its outcome was looked for
	Version string           // of an update: the version of the record it was based on, "" unknown
}

// ConflictKind is what a person has to decide.
type ConflictKind string

// The kinds of conflicts.
const (
	BothEdited  ConflictKind = "edit_edit"   // the same group was changed on both sides; theirs is live, mine is kept
	GoneThere   ConflictKind = "edit_delete" // deleted there, edited here
	GoneHere    ConflictKind = "delete_edit" // deleted here, edited there
	MaybeTwice  ConflictKind = "duplicate"   // the provider says that such a record exists
	MaybeThere  ConflictKind = "unsure"      // it is not certain that a create arrived
	Rewound     ConflictKind = "rewound"     // records are older there than what was seen: a restored backup; Group is the answer once given
	ManyMissing ConflictKind = "mass_delete" // so many records are missing there that nothing was deleted here
)

// Conflict is one item of the inbox. It holds copies; the live record is whatever the provider says.
type Conflict struct {
	crm.Ref
	ID         string
	Kind       ConflictKind
	Group      string     // merge group, "" for the whole record
	Mine       crm.Values // what was typed here
	Theirs     crm.Values // what the provider has
	Base       crm.Values // what both had before
	Title      string     // of the record, for when it is gone
	Who        string     // id here of the user who changed it there, "" unknown
	TheirsAt   crm.Instant
	MineAt     crm.Instant
	Opened     crm.Instant
	Candidates []string // remote ids of possible doubles; local ids of the records that are older there
	Message    string   // a sentence for the person
}

// Choice is which of two sides a person decides for.
type Choice string

// The choices. What they mean depends on the conflict: Mine re-applies, creates again or sends again; Theirs keeps the provider's
// value, lets go or takes the record that is there.
const (
	Mine   Choice = "mine"
	Theirs Choice = "theirs"
	Edited Choice = "edited" // a value of its own, given beside it
)

// Answer is a person's decision about an item of the inbox.
type Answer struct {
	Choice    Choice
	Values    crm.Values // with Edited: what the person typed in place of both
	Candidate string     // with Theirs: which of several possible doubles it is; "" = the first
	Seen      crm.Values // the live values that the person saw; nil = not checked
}

// Settled is an item of the inbox that a person has decided.
type Settled struct {
	Conflict
	At     crm.Instant
	Choice Choice
}

// Connection names the provider that this database is tied to. The secret is in the keychain under Account.
type Connection struct {
	Provider string      `json:"provider"` // "espocrm", "memory", ...
	URL      string      `json:"url"`
	User     string      `json:"user,omitempty"`    // login name where the provider needs one
	Account  string      `json:"account,omitempty"` // identity of server and user as the provider names it; a change stops the sync
	Since    crm.Instant `json:"since"`
}

// Key is the name of the connection's secret in the keychain.
func (c Connection) Key() string { return c.Provider + " " + c.URL + " " + c.User }

// Round says what one round did.
type Round struct {
	Started   crm.Instant `json:"-"`
	Pulled    int         `json:"pulled"`
	Pushed    int         `json:"pushed"`
	Conflicts int         `json:"conflicts"`           // opened by this round
	Refused   int         `json:"refused"`             // records the provider refused in this round
	Completed int         `json:"completed,omitempty"` // records read whole that a list had shown in part
	Fetched   int         `json:"fetched,omitempty"`   // files whose contents came by themselves
	Requests  int         `json:"requests"`
	Bytes     int64       `json:"bytes"` // received and sent bodies
	Ms        int64       `json:"ms"`
	Notice    string      `json:"notice,omitempty"`  // sentence that the person should read although nothing failed
	Failure   string      `json:"failure,omitempty"` // sentence, "" = complete
	Code      crm.Code    `json:"code,omitempty"`    // of the failure, "" = complete

	// Unguarded counts updates sent where the provider does not compare versions: a change made there in the moment between reading the
	// record and sending may have been replaced.
	Unguarded int `json:"unguarded,omitempty"`
	// NotBefore is until when the provider asked to be left alone, by this computer's clock; 0 = it did not ask.
	NotBefore crm.Instant `json:"not_before,omitempty"`
}

// Quiet tells whether a round found nothing to do.
func (r Round) Quiet() bool {
	return r.Pulled+r.Pushed+r.Conflicts+r.Refused+r.Completed+r.Fetched == 0 && r.Failure == "" && r.Notice == ""
}

// Tx is a write transaction of the engine over records and bookkeeping. Writes through Put and Delete count as the provider's: they
// make no edits. All errors are [crm.Error].
type Tx interface {
	crm.Tx

	// Local returns the local id behind a remote id, also of a merged one; "" if unknown.
	Local(entity, remoteID string) (string, error)
	// Expect tells that Local will be asked for all of these.
	Expect(entity string, remoteIDs []string) error
	// Remotes returns the remote ids that stand for a record: its own, former ones, and those merged into it.
	Remotes(ref crm.Ref) ([]string, error)
	// Alias ties a remote id to a local id, which need not have a record yet (a link may arrive before its target).
	Alias(entity, remoteID, id string) error
	// Item returns what is known about a record; never fails for an unknown one.
	Item(ref crm.Ref) (Item, error)
	// SaveItem replaces what is known, edits included, and ties the remote id to the record.
	SaveItem(item Item) error
	// Forget removes what is known about a record and its aliases.
	Forget(ref crm.Ref) error
	// Waiting returns items with something to send, oldest first: new, edited or deleted ones of the given entities, held ones too.
	// after is the last Ref of the page before, zero for the first.
	Waiting(entities []string, after crm.Ref, limit int) ([]Item, error)
	// CountWaiting counts them.
	CountWaiting(entities []string) (int64, error)
	// Unseen returns items with a remote id whose epoch is below the given one, in order of id.
	Unseen(entity string, epoch int64, after string, limit int) ([]Item, error)
	// CountUnseen counts them, and all items of the entity with a remote id.
	CountUnseen(entity string, epoch int64) (unseen, all int64, err error)

	// Partial returns items that are known in part only, those changed there latest first, and how many there are, counted up to
	// 1,000.
	Partial(limit int) (items []Item, all int64, err error)
	// WasSent tells whether this value of a group (as a hash of its canonical form) was among the last 32 sent.
	WasSent(ref crm.Ref, group, hash string) (bool, error)
	// Remember notes that a value is being sent.
	Remember(ref crm.Ref, group, hash string) error

	// Wrote tells whether this transaction changed anything so far; one that did not is not committed.
	Wrote() bool
	// Awaited tells whether somebody waits to write, so that a transaction with many records should end.
	Awaited() bool

	Cursor(feed string) (Cursor, error) // zero with Feed set for an unknown feed
	SaveCursor(c Cursor) error

	Attempts() ([]Attempt, error) // oldest first
	SaveAttempt(a Attempt) error
	EndAttempt(id string) error

	// Conflicts returns the open items of the inbox, oldest first.
	Conflicts() ([]Conflict, error)
	// Conflict returns one open item; CodeNotFound if there is none.
	Conflict(id string) (Conflict, error)
	// OpenConflict adds an item, or replaces the open one of the same record, kind and group, keeping its id, mine and base.
	OpenConflict(c Conflict) error
	// CloseConflict removes an item from the inbox; what it held stays in the history.
	CloseConflict(id, resolution string) error
	// ReopenConflict puts an item that a person has decided back into the inbox, and returns it with what was decided; CodeNotFound if
	// there is none, CodeConflict if another item about the same is open.
	ReopenConflict(id string) (Settled, error)
}

// Store is where the engine keeps everything.
type Store interface {
	Catalog() *crm.Catalog
	// Content returns the contents of a file by their hash, at most [crm.MostContent] bytes; CodeNotFound if they are not kept,
	// CodeCorrupt if they are not what was stored.
	Content(ctx context.Context, hash string) ([]byte, error)
	// Replicate runs one transaction: all of it commits, or nothing. f must not do anything slow such as a request.
	Replicate(ctx context.Context, f func(Tx) error) error
	// Connection returns the tie to a provider; CodeNotFound if there is none.
	Connection(ctx context.Context) (Connection, error)
	// Connect ties the database to a provider. What was known about another account is removed; every record but sample data then
	// counts as new and waits to be created there.
	Connect(ctx context.Context, c Connection) error
	// Disconnect removes the tie; all records stay.
	Disconnect(ctx context.Context) error
	// SaveRound keeps the last rounds for the status page. Rounds that found nothing are not all kept.
	SaveRound(ctx context.Context, r Round) error
	// Rounds returns the last rounds, newest first.
	Rounds(ctx context.Context, limit int) ([]Round, error)
}
