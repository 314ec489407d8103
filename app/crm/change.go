package crm

// Source tells who writes. It decides whether rules run and whether a change waits to be sent.
type Source string

// The sources of changes.
const (
	FromUser   Source = "user"
	FromImport Source = "import"
	FromUndo   Source = "undo"
	FromSync   Source = "sync"
	FromSample Source = "sample" // sample data: never sent, removed in one step
)

// ByPerson tells whether rules apply: a person or an import writes, not the provider or an undo that restores what was.
func (s Source) ByPerson() bool { return s == FromUser || s == FromImport || s == FromSample }

// Action says what somebody is about to do; all its changes commit together, or none, and are undone together.
type Action struct {
	Label  string // for the undo list: "Import 188 contacts"
	Said   Said   // the same, to be said on screens; it is not stored, and zero where only the label is known
	Who    string // id of a user, "" unknown
	Source Source
}

// Batch is an action that was committed.
type Batch struct {
	Action
	ID       string // UUIDv7, so batches sort by time
	At       Instant
	Changes  int64    // records created, changed and deleted; 0 = nothing differed and nothing was stored
	Entities []string // entities touched
	Refs     []Ref    // records touched, at most the first 100; filled only when just committed
	Undone   bool     // taken back since
}

// ChangeKind is what happened to a record.
type ChangeKind string

// The kinds of changes.
const (
	Created ChangeKind = "create"
	Updated ChangeKind = "update"
	Deleted ChangeKind = "delete"
)

// Change is one line of the history of a record.
type Change struct {
	Ref
	ID     int64 // grows with time
	Batch  string
	At     Instant
	Who    string
	Source Source
	Kind   ChangeKind
	Label  string        // of the action
	Title  string        // of the record at that time, for the trash
	Fields []FieldChange // of an update what differed; of a delete all that was; of a create empty
}

// FieldChange is one field before and after.
type FieldChange struct {
	Field         string
	Before, After any
}

// Undone says how far an undo went.
type Undone struct {
	Batch Batch    // the undo itself, which can be undone in turn
	Kept  []Change // changes that stay because the record was edited since
}

// Tx is a running write transaction over all records. Every method returns an [Error]; after an error the whole action is rolled
// back. Records read are copies.
type Tx interface {
	// Get returns a record; CodeNotFound if there is none.
	Get(ref Ref) (Record, error)
	// List answers a query including what this transaction wrote.
	List(q Query) ([]Record, error)
	// Put creates the record, or stores the values given that differ; a value that is missing stays, nil clears it. It settles the
	// record first (see [Entity.Settle]).
	Put(r Record) error
	// Delete moves a record to the trash: it leaves its table, its last values stay in the history. CodeNotFound if there is none.
	Delete(ref Ref) error
	// Join deletes a record as Delete does and remembers that it went into another one of its entity: by its id, and by
	// its outside id, the other one is found as long as the record stays deleted. Links to it are the caller's to move, see [Linking].
	Join(ref, into Ref) error
	// Joined follows a record that was merged to the one that it is now; the record itself if it was not.
	Joined(ref Ref) (Ref, error)
	// Same returns the ids of records whose field has this value in normal form: addresses by EmailKey, numbers by PhoneKey, folded
	// text by its key, any entry of a list. At most 20, oldest first.
	Same(entity, field string, value any) ([]string, error)
	// NextNumber returns the next number of a counter, like "1042".
	NextNumber(counter string) (string, error)
	// Keep stores the contents of a file, once for equal ones, and returns their SHA-256 in hexadecimal digits. CodeInvalid above
	// [MostContent] bytes. What is kept stays as long as the history, which may lead back to it.
	Keep(content []byte) (hash string, err error)
	// Keeps tells whether contents are kept.
	Keeps(hash string) (bool, error)
	// NewID returns a fresh UUIDv7.
	NewID() string
	// Now is the moment of the transaction.
	Now() Instant
}
