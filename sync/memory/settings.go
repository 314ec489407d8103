// Package memory is a CRM that lives in this process: the reference for every other provider, the other end of the tests' schedules
// and of the tour. Several clients may share one server.
package memory

import (
	"time"

	"satchel/app/crm"
)

// Settings say what a server can do and how it behaves. The zero Settings are a server with exact stamps, no versions, no markers and
// no delay.
type Settings struct {
	Name    string           // of the server, part of its identity
	Secret  string           // the key that clients need, "" = any
	Catalog *crm.Catalog     // nil = crm.Base()
	Now     func() time.Time // nil = time.Now

	ClientIDs   bool          // a create is stored under its marker, so that it can be repeated
	Markers     bool          // keeps the marker of a create
	Versions    bool          // refuses stale updates
	ChangesFeed bool          // has one sequence of changes; lists then have no Lag
	DeletesFeed bool          // its sequence names what is gone too
	Alias       bool          // a merged id answers with the survivor
	Batch       int           // most writes per request; 0 = one by one
	Whole       bool          // a batch with a refused entry is refused whole
	Split       bool          // activities live in several feeds: Call, Meeting, Task
	Normalise   bool          // trims texts
	Partial     bool          // lists show only the first of several addresses and numbers; the sequence of changes shows all
	Twins       bool          // asks before it creates a record whose title exists already
	Grain       time.Duration // of stamps
	Lag         time.Duration // lists show a change at most so much later
	PageSize    int           // 0 = 200
	Files       bool          // records can have files
	TakesAlong  bool          // a record that is merged into another one takes its files along
	MostFile    int64         // bytes of one; 0 = any
	Only        []string      // entities that the server knows besides users; nil = all of the catalog but files

	// Fault decides what goes wrong with a request; nil = nothing.
	Fault func(Call) Fault
	// Reject returns the sentence with which values are refused, "" = accepted; nil = all are accepted.
	Reject func(feed string, values crm.Values) string
	// Drop tells that a value is ignored without a word, as for a field that this user may not change; nil = none is.
	Drop func(user, feed, field string, value any) bool
	// Journal is told of every change while the server is locked; nil = nobody.
	Journal func(Write)
}

// LikeHub gives the settings what our team hub can do: ids of the client's, so that a create can be repeated; a version check on every
// record; one sequence of changes with tombstones; batches whose entries are answered one by one; merged ids that answer. It neither
// respells nor hides anything, and asks about no twins.
func (set Settings) LikeHub() Settings {
	set.ClientIDs, set.Versions, set.ChangesFeed, set.DeletesFeed, set.Alias = true, true, true, true, true
	set.Markers, set.Whole, set.Split, set.Normalise, set.Partial, set.Twins = false, false, false, false, false, false
	set.Grain, set.Lag = 0, 0
	set.Batch = max(set.Batch, 4)
	return set
}

// Call is one request of a client.
type Call struct {
	User string
	Verb string // check, list, get, create, update, delete, find, changes, batch, upload, download
	Feed string
	ID   string
	N    int // ordinal of the request on this server
}

// Writes tells whether the request changes something.
func (c Call) Writes() bool {
	return c.Verb == "create" || c.Verb == "update" || c.Verb == "delete" || c.Verb == "batch" || c.Verb == "upload"
}

// FaultKind is what goes wrong.
type FaultKind int

// The kinds of faults.
const (
	None         FaultKind = iota
	Unreachable            // no connection: the request certainly did not arrive
	LostRequest            // it did not arrive, but the client cannot know
	LostResponse           // carried out, the answer is lost
	ServerError            // carried out, then an error 500
	Busy                   // refused for now, with RetryAfter
	ShortPage              // a list ends early and says that it is complete
	BadKey                 // the secret is refused
	PartAnswer             // a batch is carried out, every second answer is missing
	Twice                  // delivered and carried out twice; the second answer counts
	Blip                   // one record of a list is missing, and not counted
	WrongTotal             // a list names a wrong total
	Stale                  // a record is read as it was before its last change, as from a copy that lags behind
)

// Fault is what goes wrong with a request.
type Fault struct {
	Kind       FaultKind
	RetryAfter time.Duration
}

// Write is one change that a server made.
type Write struct {
	Kind   string // create, update, delete, merge, restore, files
	By     string // user id
	Feed   string
	ID     string
	Marker string
	Number int // of the record's state, counted from 1: its version where there are versions
	At     crm.Instant
	Before crm.Values
	After  crm.Values
}
