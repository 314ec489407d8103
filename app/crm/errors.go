package crm

import (
	"errors"
	"fmt"
)

// Code tells a program what kind of failure an [Error] is. The person reads [Error.Message] instead.
type Code string

// The codes of every error that leaves a package of Satchel.
const (
	CodeInvalid     Code = "invalid"     // the input breaks a rule; nothing was written
	CodeNotFound    Code = "not_found"   // the record, file or thing named does not exist
	CodeConflict    Code = "conflict"    // it exists already, or somebody else changed it
	CodeDenied      Code = "denied"      // the rights do not suffice
	CodeAuth        Code = "auth"        // the key or password is refused
	CodeUnavailable Code = "unavailable" // network, server, keychain or disk cannot be reached now; trying later may help
	CodeTimeout     Code = "timeout"     // no answer in time; the outcome may be unknown
	CodeCanceled    Code = "canceled"    // the person or the program stopped it
	CodeFull        Code = "full"        // the disk is full or read-only
	CodeCorrupt     Code = "corrupt"     // a file or an answer is not what it should be
	CodeNewer       Code = "newer"       // the file was written by a newer program
	CodeBusy        Code = "busy"        // another instance holds it
	CodeInternal    Code = "internal"    // a defect of ours
)

// Error is the one error type shown to people: a code for the program and a sentence for the person that says what happened, to
// which record or row, and what to do now.
type Error struct {
	Code    Code
	Message string // a whole sentence, without secrets
	Field   string // name of the field at fault, "" if none
	Err     error  // the cause, may be nil

	format string // what Message was made of
	args   []any
}

// Term is a word of the description, such as the label of a field, among the values of a sentence: screens say it in the person's
// language.
type Term string

// Errorf makes an [Error] with a formatted sentence; %w keeps the cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err), format: format, args: args}
}

// FieldErrorf is [Errorf] with [CodeInvalid] for one field.
func FieldErrorf(field, format string, args ...any) *Error {
	e := Errorf(CodeInvalid, format, args...)
	e.Field = field
	return e
}

func (e *Error) Error() string { return e.Message }

// Sentence returns the format and the values that the message was made of, for saying it in another language; "" where it was written
// ready.
func (e *Error) Sentence() (format string, args []any) { return e.format, e.args }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first [Error] in err's chain, "" for nil and [CodeInternal] for any other error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
