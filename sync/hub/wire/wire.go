// Package wire is what a hub and its clients say to each other: the routes, the bodies in JSON and the form of values. Both ends are
// built from it, and either may be older than the other: a name that one of them does not know is left alone.
package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"slices"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"satchel/app/crm"
)

// The routes. All but [SignIn] need the token that signing in gave, in the header Authorization.
const (
	SignIn  = "/api/collections/users/auth-with-password"
	Refresh = "/api/collections/users/auth-refresh" // another token for one that is still good
	Hello   = "/api/satchel/hello"

	Rekey         = "/api/satchel/password" // a [NewPassword]; answers with a [Token], every other one ends
	SignOutOthers = "/api/satchel/sign-out" // answers with a [Token], every other one ends

	List    = "/api/satchel/list/" // + feed
	Get     = "/api/satchel/get/"  // + feed/id
	Changes = "/api/satchel/changes"
	Batch   = "/api/satchel/batch"
	Define  = "/api/satchel/define" // a [Definition]; answers with a [Welcome]
	Upload  = "/api/satchel/upload" // the body is contents, ?name and ?type those of the file; [DigestHeader] is compared
	Content = "/api/satchel/file/"  // + id: the contents of a file
	Wait    = "/api/satchel/wait"   // answers with a place once it is another one than ?place, or after [WaitAtMost]
)

// WaitAtMost is how long a hub keeps [Wait] open.
const WaitAtMost = 50 * time.Second

// NewPassword changes the password of whoever knows the present one.
type NewPassword struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// Token answers what signs in.
type Token struct {
	Token string `json:"token"`
}

// Bounds of one request.
const (
	PageSize  = 500      // most records of a page
	BatchSize = 200      // most writes of a batch
	MaxBody   = 32 << 20 // most bytes of a request
)

// Roles of a user.
const (
	Owner  = "owner"  // sees and changes everything
	Member = "member" // sees what the hub's setting allows, and changes it
	Viewer = "viewer" // sees as a member does, and changes nothing
)

// TokenLife is how long a token is good for, unless the password is changed or the user switched off.
const TokenLife = 90 * 24 * time.Hour

// Welcome answers [Hello].
type Welcome struct {
	At crm.Instant `json:"at,omitempty"` // the hub's clock

	Hub     string `json:"hub"` // identity of the hub, kept for its life
	Version string `json:"version"`
	User    string `json:"user"` // id
	Name    string `json:"name"`
	Role    string `json:"role"`
	Sees    string `json:"sees"` // what members see: all, team or own
	Feeds   []Feed `json:"feeds"`
	Defs    string `json:"defs,omitempty"` // changes with the own fields of the hub
}

// Feed is an entity of the hub's catalog.
type Feed struct {
	Name   string   `json:"name"`
	Fields []string `json:"fields"`
	Write  bool     `json:"write"` // this user may create, change and delete

	// Own is what the team added, as [crm.Entity.Added] gives it; nil = this hub keeps none for the feed. Whoever may write may add.
	Own []crm.Field `json:"own,omitzero"`
	// Keep says that this user may not take anything away from Own.
	Keep bool `json:"keep,omitempty"`
	// Dropped is what the team had added and took away again: names of own fields, and "field=value" of answers. Values stay on the hub.
	Dropped []string `json:"dropped,omitempty"`
}

// Definition changes what the team added to a feed. What is there already, or in another kind, is left alone.
type Definition struct {
	Feed string      `json:"feed"`
	Add  []crm.Field `json:"add,omitempty"`
	Drop []string    `json:"drop,omitempty"` // as in [Feed.Dropped]
}

// Record is a record of the hub. Values is an object of values by the names of their fields, nil = not told; those that are empty are
// missing. It is kept as it came, since whoever reads it knows best into what.
type Record struct {
	Feed    string          `json:"feed"`
	ID      string          `json:"id"`
	Version string          `json:"version"`
	At      crm.Instant     `json:"at"`
	By      string          `json:"by,omitempty"` // id of the user who changed it last
	Values  json.RawMessage `json:"values,omitempty"`
	Files   []Record        `json:"files,omitzero"` // all that it has; nil = not told
}

// File is the feed of the files. No list and no change shows them: they come inside the records that have them. A create makes contents
// that were uploaded part of the record that "about" names, under the id that [Upload] gave; they cannot be changed.
const File = "file"

// HasFiles tells whether records of an entity can have files.
func HasFiles(c *crm.Catalog, entity string) bool {
	e, err := c.Entity(File)
	if err != nil {
		return false
	}
	about, _ := e.Field("about")
	return slices.Contains(about.To, entity)
}

// DigestHeader carries the hash of contents, in the form of RFC 9530.
const DigestHeader = "Repr-Digest"

// Digest is the value of [DigestHeader].
func Digest(sum [sha256.Size]byte) string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// MediaType is a media type in its plain form; anything else is that of bytes of no known kind.
func MediaType(s string) string {
	kind, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(kind, "/") || len(kind) > 255 {
		return "application/octet-stream"
	}
	return kind
}

// Uploaded answers [Upload].
type Uploaded struct {
	Marker string `json:"marker"`
}

// Page is one page of a list, in ascending order of id.
type Page struct {
	Records []Record    `json:"records"`
	More    bool        `json:"more"`
	Total   int64       `json:"total"`
	At      crm.Instant `json:"at"`
}

// Sequence is one page of the changes.
type Sequence struct {
	Records []Record    `json:"records"`
	Gone    []Tombstone `json:"gone"`
	Next    string      `json:"next"`
	More    bool        `json:"more"`
	Reset   bool        `json:"reset"`
	At      crm.Instant `json:"at"`
	Defs    string      `json:"defs,omitempty"` // see [Welcome]
}

// Place answers [Wait].
type Place struct {
	Place string `json:"place"`
}

// Tombstone names what is no longer there.
type Tombstone struct {
	Feed string `json:"feed"`
	ID   string `json:"id"`
	Into string `json:"into,omitempty"`
}

// The verbs of a write.
const (
	Create = "create"
	Update = "update"
	Delete = "delete"
)

// Write is one entry of a batch. The client chooses the id of what it creates, a UUID; creating it again changes nothing. Version is
// that of the record the write was based on, "" = whatever it is now. A delete with Into is a merge: the id answers with that record.
type Write struct {
	Ref     string                     `json:"ref"`
	Verb    string                     `json:"verb"`
	Feed    string                     `json:"feed"`
	ID      string                     `json:"id"`
	Version string                     `json:"version,omitempty"`
	Into    string                     `json:"into,omitempty"`
	Values  map[string]json.RawMessage `json:"values,omitempty"`
}

// Answer is what became of an entry.
type Answer struct {
	Ref    string   `json:"ref"`
	Record *Record  `json:"record,omitempty"`
	Error  *Failure `json:"error,omitempty"`
}

// The kinds of failures.
const (
	Denied   = "denied"
	Rejected = "rejected"
	Gone     = "gone"
	Off      = "off"      // the user is switched off
	Conflict = "conflict" // Current is the record as it is now
	Into     = "into"     // of a get: merged, Current is the survivor
)

// Failure says why something was not carried out. Every other one is told by its HTTP status alone.
type Failure struct {
	Kind    string  `json:"kind"`
	Message string  `json:"message"`
	Field   string  `json:"field,omitempty"`
	Current *Record `json:"current,omitempty"`
}

func (f *Failure) Error() string { return f.Message }

// Holds tells whether a hub keeps records of an entity for its clients: all but those that only an online CRM writes. Users are those of
// the hub itself, and files come inside their records.
func Holds(e *crm.Entity) bool { return e.Makes() && e.Name != File }

// Carries tells whether a field's value travels: the rest is the hub's own or follows from other fields.
func Carries(f crm.Field) bool {
	switch f.Name {
	case crm.FieldID, crm.FieldCreatedAt, crm.FieldModifiedAt:
		return false
	}
	return !f.Derived && !f.Own
}

// Encode gives the form of a value in which it travels and is kept: as encoding/json writes it, so money in minor units and moments in
// milliseconds; a link is "entity/id". null where it is empty.
func Encode(v any) (json.RawMessage, error) {
	if crm.IsEmpty(v) {
		return json.RawMessage("null"), nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return raw, nil
}

// Lenient is how values are read: what is no UTF-8 is mended, and of a name that comes twice the last one counts.
var Lenient = jsonv2.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

// Decode reads a value of a field's kind; links stay "entity/id". What is of another kind is a [crm.Error] with the field's name.
func Decode(f crm.Field, raw json.RawMessage) (any, error) {
	return Read(&f, jsontext.NewDecoder(bytes.NewBuffer(raw), Lenient))
}

// Read is [Decode] for the next value of many.
func Read(f *crm.Field, dec *jsontext.Decoder) (any, error) {
	if dec.PeekKind() == 'n' { // null is no value, also where zero is one
		return nil, dec.SkipValue()
	}
	switch f.Kind {
	case crm.Bool:
		return read[bool](f, dec)
	case crm.Integer, crm.Money, crm.Duration:
		return read[int64](f, dec)
	case crm.Decimal, crm.Percent:
		return read[float64](f, dec)
	case crm.Moment:
		return read[crm.Instant](f, dec)
	case crm.Day:
		return read[crm.Date](f, dec)
	case crm.Emails, crm.Phones:
		return read[[]crm.Reach](f, dec)
	case crm.Postal:
		return read[crm.Address](f, dec)
	case crm.MultiChoice, crm.Tags, crm.Links:
		return read[[]string](f, dec)
	}
	if dec.PeekKind() != '"' {
		return read[string](f, dec)
	}
	token, err := dec.ReadToken() // most values are texts
	if err != nil {
		return nil, wrong(f, err)
	}
	if text := token.String(); text != "" {
		return text, nil
	}
	return nil, nil
}

func read[T any](f *crm.Field, dec *jsontext.Decoder) (any, error) {
	var v T
	if err := jsonv2.UnmarshalDecode(dec, &v); err != nil {
		return nil, wrong(f, err)
	}
	if crm.IsEmpty(v) {
		return nil, nil
	}
	return v, nil
}

func wrong(f *crm.Field, err error) error {
	return crm.FieldErrorf(f.Name, "%s holds JSON of the wrong kind; it should be a %s (%w).", crm.Term(f.Label), f.Kind, err)
}

// Link is a link as it travels.
func Link(entity, id string) string { return entity + "/" + id }

// Unlink takes a link apart; false if it is none to one of the entities that the field may point to.
func Unlink(f *crm.Field, link string) (entity, id string, ok bool) {
	entity, id, ok = strings.Cut(link, "/")
	if !ok || id == "" || len(id) > 100 {
		return "", "", false
	}
	for _, to := range f.To {
		if to == entity {
			return entity, id, true
		}
	}
	return "", "", false
}
