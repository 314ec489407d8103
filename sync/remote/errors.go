package remote

import (
	"errors"
	"time"

	"satchel/app/crm"
)

// Class says what the engine does about a failure.
type Class string

// The classes of failures.
const (
	Transient Class = "transient" // network, overload, server fault: try again later
	Auth      Class = "auth"      // key refused or locked out: stop everything and ask
	Denied    Class = "denied"    // this user may not: hold the record
	Rejected  Class = "rejected"  // the values break a rule of the provider: hold the record and show its words
	Gone      Class = "gone"      // no such record, or no longer
	Conflict  Class = "conflict"  // changed meanwhile; Current has the record
	Duplicate Class = "duplicate" // the provider thinks that it exists already; Candidates has the records
	Protocol  Class = "protocol"  // not an answer of this provider: HTML, broken JSON, wrong types, too long
	Canceled  Class = "canceled"  // stopped by us
)

// Error is every failure of a provider, translated once at the border. It never holds a secret.
type Error struct {
	Class      Class
	Message    string        // a whole sentence with the provider's own words where there are any
	Field      string        // our name of the field at fault, "" unknown
	Unknown    bool          // the request may have been carried out although the answer is missing
	RetryAfter time.Duration // asked for by the provider, 0 = not
	Current    *Record       // of a Conflict
	Candidates []Record      // of a Duplicate
	Err        error
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause as a [crm.Error] too, so that programs can ask for its code.
func (e *Error) Unwrap() []error {
	out := []error{&crm.Error{Code: e.code(), Message: e.Message, Field: e.Field}}
	if e.Err != nil {
		out = append(out, e.Err)
	}
	return out
}

func (e *Error) code() crm.Code {
	switch e.Class {
	case Transient:
		return crm.CodeUnavailable
	case Auth:
		return crm.CodeAuth
	case Denied:
		return crm.CodeDenied
	case Rejected:
		return crm.CodeInvalid
	case Gone:
		return crm.CodeNotFound
	case Conflict, Duplicate:
		return crm.CodeConflict
	case Canceled:
		return crm.CodeCanceled
	}
	return crm.CodeCorrupt
}

// AsError finds the provider's failure in err; any other error becomes a Protocol failure, nil stays nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Class: Protocol, Message: err.Error(), Err: err}
}
