package remote

import "context"

// NoChanges is embedded by a provider without a sequence of changes; nothing asks it.
type NoChanges struct{}

// Changes fails.
func (NoChanges) Changes(context.Context, string) (Changes, error) {
	return Changes{}, &Error{Class: Protocol, Message: "This provider has no list of changes."}
}

// NoBatch is embedded by a provider that takes one write per request; nothing asks it for more.
type NoBatch struct{}

// Batch fails, and carries out nothing.
func (NoBatch) Batch(context.Context, []Write) ([]Answer, error) {
	return nil, &Error{Class: Protocol, Message: "This provider takes one change at a time."}
}

// NoFiles is embedded by a provider that exchanges no files; nothing asks it for any.
type NoFiles struct{}

// Upload fails, and keeps nothing.
func (NoFiles) Upload(context.Context, Upload) (string, error) {
	return "", &Error{Class: Protocol, Message: "This provider takes no files."}
}

// Download fails.
func (NoFiles) Download(context.Context, string, int64, func(done, total int64)) ([]byte, error) {
	return nil, &Error{Class: Protocol, Message: "This provider has no files."}
}
