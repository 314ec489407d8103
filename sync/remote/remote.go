// Package remote is the plug between Satchel and an online CRM: one small interface with declared capabilities. A provider
// translates between its own objects and the catalog's fields, and nothing else: what to send and how to merge is the engine's.
package remote

import (
	"context"
	"time"

	"satchel/app/crm"
)

// Provider speaks to one account of one online CRM. All methods may be called from one goroutine at a time, honour the context, and
// return an [Error]. None retries by itself.
type Provider interface {
	// Capabilities says what this provider can do, for this user. It is valid after Check.
	Capabilities() Capabilities
	// Check tests address and secret and learns what the user may do.
	Check(ctx context.Context) (Account, error)
	// List returns one page of a scan in ascending order of id.
	List(ctx context.Context, scan Scan) (Page, error)
	// Get returns one record whole. ClassGone if it is deleted or never was, ClassDenied if this user may not see it. The record may
	// carry another id than asked for: then the asked one was merged into it.
	Get(ctx context.Context, feed, id string) (Record, error)
	// Create makes a record and returns it whole, as read back. marker is the attempt's UUID, kept where the capability exists.
	Create(ctx context.Context, feed, marker string, values crm.Values) (Record, error)
	// Update changes only the given fields and returns the record whole, as read back. version is that of the values the change was
	// based on; where the feed has versions and it is no longer current, ClassConflict with the current record in Error.Current.
	Update(ctx context.Context, feed, id, version string, values crm.Values) (Record, error)
	// Delete removes a record; an already missing one is no error. With [MergeInto] it is merged into another one of its feed.
	Delete(ctx context.Context, feed, id string) error
	// Find looks for what became of a create whose answer was lost: by marker where the provider keeps one, else by its own traces
	// (who created what since when) and the values. No record means not found; more than one means that it cannot tell.
	Find(ctx context.Context, feed, marker string, values crm.Values, since crm.Instant) ([]Record, error)
	// Changes returns what became visible since a place in the provider's one sequence of changes, over all feeds; since "" names no
	// change but the place where the sequence stands now. Only where ChangesFeed is declared; see [NoChanges].
	Changes(ctx context.Context, since string) (Changes, error)
	// Batch carries out several independent writes, at most Capabilities.Batch, in one request. An error means that nothing of it was
	// carried out, or where it is Unknown that nobody knows. Only where Batch is declared; see [NoBatch].
	Batch(ctx context.Context, writes []Write) ([]Answer, error)
	// Upload keeps the contents of a file that belongs to no record yet, and returns the marker by which Create makes it part of one.
	// What never becomes part of a record is seen by nobody, so an upload can be repeated. ClassRejected if it is too large there. Only
	// where a feed is Inside; see [NoFiles].
	Upload(ctx context.Context, u Upload) (marker string, err error)
	// Download returns the contents of a file by its id; ClassRejected, without reading on, if there are more than most bytes.
	// progress is told how many bytes came, of how many (-1 = not known); nil = nobody. Only where a feed is Inside; see [NoFiles].
	Download(ctx context.Context, id string, most int64, progress func(done, total int64)) ([]byte, error)
	// Canon gives the form in which the provider would give a value back (trimmed, mapped to its options, shortened); values are
	// compared in this form only.
	Canon(feed, field string, value any) any
	// FeedOf names the feed that takes a new local record; false if the provider cannot hold it.
	FeedOf(r crm.Record) (string, bool)
}

// Opener makes a provider for a connection. It makes no request.
type Opener func(o Options) (Provider, error)

// Options is what every provider is opened with.
type Options struct {
	Catalog *crm.Catalog
	URL     string // address that the person gave
	User    string // login name, "" where the secret says who it is
	Secret  string // key, token or password; held in memory only
	Meter   *Meter // counts requests and bytes; never nil

	Known string             // what the provider learned of this server and user before, "" = nothing; saves requests
	Keep  func(known string) // told when that changed, without secrets; nil = nobody remembers

	Renew func(ctx context.Context, secret string) error // keeps a secret in place of the one given; nil = nobody does
}

// Account is who the provider says we are.
type Account struct {
	ID     string   // identity of server and user; a change means another account behind the same address
	Server string   // product and version, "EspoCRM 9.3.10"
	User   string   // name of the user
	UserID string   // remote id of the user
	Rights []string // sentences: what the user may and may not do
	Admin  bool     // the user may prepare the server; see [Preparer]
	Secret string   // to be kept in place of the one given, such as a token for a password; "" = that one
	Advice string   // for an administrator: what would make the exchange safer; "" = nothing
}

// Capabilities say what the engine may rely on. The guarantee shown to the person follows from them.
type Capabilities struct {
	Feeds       []Feed
	ClientID    bool          // takes our ids: a create can be repeated
	Marker      bool          // keeps the attempt's UUID, so that a lost create can be found
	ChangesFeed bool          // has one sequence of changes over all feeds; lists then show at least what the sequence does: no Lag
	DeletesFeed bool          // its sequence names what was deleted or merged too
	Alias       bool          // Get of a merged id answers with the survivor; otherwise it is Gone
	Batch       int           // most writes per request; 0 and 1 = one by one
	Grain       time.Duration // of stamps; 0 = exact
	Lag         time.Duration // at most so much later than its stamp does a list show a change
	PageSize    int           // most records per page
	Erases      bool          // what is deleted there is gone; otherwise it is only marked as deleted, and its values stay
	MostFile    int64         // most bytes of a file there; 0 = as many as here
}

// Feed is one kind of object there. An entity may have several feeds, as activities are calls, meetings and tasks.
type Feed struct {
	Name    string   // the provider's name of the object
	Entity  string   // ours
	Fields  []string // our fields that it can hold
	Key     []string // our fields, links, that make up a record's id there: no two agree in them. It is kept in what the first names
	Version bool     // a stale update is refused
	// NoMarker says that this feed keeps no marker although the provider does: a lost create is looked for by what was sent, and a
	// person is asked if it is not found.
	NoMarker bool
	Create   bool // this user may
	Update   bool
	Delete   bool
	// Merge says that a delete can be a merge, see [MergeInto].
	Merge bool
	// Files says that records of this feed can have files: Get shows which (see Record.Inside), and a file that is attached or taken away
	// moves the record's stamp.
	Files bool
	// Inside says that this is the feed of the files. No list shows them and none can be changed: they come inside the records that have
	// them, their ids are made by [Within], and the marker of a create is what Upload returned, so that it can be repeated.
	Inside bool
	// Own is what the server's administrator added and the feed can hold, taken into the catalog or not: own fields, and further
	// answers of fields of ours (by their name, with those Options alone).
	Own []crm.Field
	// Define says that this user may add to Own, see [Definer].
	Define bool
	// Keep says that this user may not take anything away from Own.
	Keep bool
	// Dropped is what was among Own and was taken away by somebody: names of own fields, and "field=value" of answers.
	Dropped []string
}

// Definer is a provider whose users themselves say what is added to a feed, for all of them. What one adds the others are to take.
type Definer interface {
	// Define adds to and takes from what a feed has in Own. What is there already, or in another kind, is left alone; values of what is
	// taken away come back with it. ClassRejected if it is too much, ClassDenied if this user may not.
	Define(ctx context.Context, feed string, add []crm.Field, drop []string) error
}

// Preparer is a provider whose server an administrator can prepare for the exchange, as Account.Advice says.
type Preparer interface {
	// Prepare changes the server's definitions; what is there already is left alone. ClassDenied if the user may not.
	Prepare(ctx context.Context) error
}

// Keeper is a provider whose users keep their own password.
type Keeper interface {
	// ChangePassword gives the user another password and ends every other sign-in. It returns the secret to keep in place of the one
	// given. ClassRejected if the old one is wrong (Field "old") or the new one too weak (Field "new").
	ChangePassword(ctx context.Context, old, fresh string) (secret string, err error)
	// SignOutOthers ends every sign-in of the user but this one, and returns the secret to keep in place of the one given.
	SignOutOthers(ctx context.Context) (secret string, err error)
}

// Hinter is a provider that tells when there is something new, so that nobody has to keep asking.
type Hinter interface {
	// Hint waits until there is a change after a place, for about a minute at most, and returns the place that it then knows; "" asks for
	// that at once. It is no place of [Provider.Changes], and another one does not mean that this user sees the change.
	Hint(ctx context.Context, place string) (next string, err error)
}

// Holds tells whether the feed can store a field.
func (f Feed) Holds(field string) bool {
	for _, name := range f.Fields {
		if name == field {
			return true
		}
	}
	return false
}

// Feed finds a feed by name.
func (c Capabilities) Feed(name string) (Feed, bool) {
	for _, f := range c.Feeds {
		if f.Name == name {
			return f, true
		}
	}
	return Feed{}, false
}

// Scan asks for the records of a feed that were changed within a fixed window, in order of id, which never changes. Both ends 0 is
// everything.
type Scan struct {
	Feed  string
	Since crm.Instant // inclusive, 0 = from the beginning
	Until crm.Instant // inclusive, 0 = up to now
	After string      // only ids greater than this; "" = from the start
	Limit int         // 0 = PageSize
	Brief bool        // only ids, stamps and versions; Values stay nil
}

// Page is one page of a scan.
type Page struct {
	Records []Record
	More    bool        // another page follows after the last id
	Total   int64       // records of the whole scan, -1 if not told
	At      crm.Instant // the provider's clock when it answered
}

// Changes is one page of the sequence of changes.
type Changes struct {
	Records []Record    // whole, as they are now, each once; those that this user may not see are left out
	Gone    []Tombstone // what is no longer there; a record is named here or in Records, never in both
	Next    string      // the place after this page
	More    bool        // another page follows; Next is then another one than since
	// Reset says that the place is unknown, or that the provider went back in time (was restored from a backup). Nothing else is told
	// then; Next is the place from which to go on once everything was read anew.
	Reset bool
	At    crm.Instant // the provider's clock when it answered
}

// Tombstone names a record that is no longer there. To be hidden from this user is not to be gone.
type Tombstone struct {
	Feed string
	ID   string
	Into string // id of the record that it was merged into, "" = deleted
}

// Verb says what a write does.
type Verb string

// The verbs of a batch.
const (
	Create Verb = "create"
	Update Verb = "update"
	Delete Verb = "delete"
)

// Write is one entry of a batch; it means what the method of its verb means.
type Write struct {
	Verb    Verb
	Ref     string // the attempt's UUID: names the entry in the answer, and is the marker of a create
	Feed    string
	ID      string     // of an update or delete
	Version string     // of an update or delete: where the feed has versions and it is no longer current, the entry is a Conflict
	Values  crm.Values // of a create or update
}

// Answer is what became of one entry. An entry without an answer has an unknown outcome.
type Answer struct {
	Ref    string // of the entry
	Record Record // of a create or update, as read back
	Err    error  // why it was not carried out, nil = it was
}

// Record is a provider's record in our fields.
type Record struct {
	Feed       string
	ID         string      // unique within the entity, so qualified by the feed where an entity has several
	Version    string      // "" where there is none
	ModifiedAt crm.Instant // the provider's stamp
	ModifiedBy string      // remote id of the user, "" unknown
	Marker     string      // attempt's UUID if the provider kept it
	Values     crm.Values  // only fields the feed holds and this answer is sure of; links are Ref or []Ref
	// Partial names fields of which a list shows only the first entries; Get shows them whole.
	Partial []string
	// Inside are all files of a record whose feed has some, as records of the feed that is Inside; nil = this answer does not tell,
	// empty = there are none. What only Get of the file shows is named as Partial. They bear no stamp.
	Inside []Record
}

// Upload is a file on its way there.
type Upload struct {
	For     string // feed of the record that it will belong to
	Name    string // as [crm.FileName] makes it
	Type    string // media type
	Content []byte
}

// Ref is a link on the wire.
type Ref struct {
	Entity string
	ID     string // remote id
}
