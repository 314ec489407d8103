// Package secret keeps the passwords and keys of connections in the keychain of the operating system: Keychain on macOS, the
// Credential Manager on Windows, the Secret Service (GNOME Keyring, KWallet) elsewhere. There is no other place: where the keychain
// cannot be used, the caller gets an error and never a file.
package secret

import (
	"context"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"

	"satchel/app/crm"
)

const (
	// service is the name under which the keychain shows our entries.
	service = "satchel"
	// patience is how long a call waits. A locked keychain may ask the person and answer in an hour or never.
	patience = 3 * time.Second
	// slots is how many calls may wait for the keychain at once, so that callers who try again do not fill the screen with requests
	// to unlock it. More than one, because a call whose keychain died never returns.
	slots = 2
)

// Store is the keychain. It is safe for concurrent use; make it with [New].
type Store struct {
	reachable func() error // whether there is a keychain at all
	patience  time.Duration
	slots     chan struct{}
}

// New returns the keychain of the person who runs the program. It touches nothing yet.
func New() *Store {
	return &Store{reachable: reachable, patience: patience, slots: make(chan struct{}, slots)}
}

// Set stores the account's secret and replaces an older one. The keychain shows the account's name, so it must hold no secret itself. After [crm.CodeTimeout] it may be stored or not. The other codes are
// those of [Store.Get] without [crm.CodeNotFound].
func (s *Store) Set(ctx context.Context, account, secret string) error {
	if secret == "" {
		return crm.Errorf(crm.CodeInvalid, "An empty password or key cannot be stored.")
	}
	_, err := s.call(ctx, account, func() (string, error) { return "", keyring.Set(service, account, secret) })
	return err
}

// Get returns the account's secret. Its errors have the codes [crm.CodeNotFound], [crm.CodeTimeout] (no answer, perhaps locked),
// [crm.CodeDenied] (locked or refused), [crm.CodeUnavailable] (no keychain), [crm.CodeCanceled] and [crm.CodeInvalid].
func (s *Store) Get(ctx context.Context, account string) (string, error) {
	return s.call(ctx, account, func() (string, error) { return keyring.Get(service, account) })
}

// Delete removes the account's secret; a missing one is no error. The codes are those of [Store.Set].
func (s *Store) Delete(ctx context.Context, account string) error {
	_, err := s.call(ctx, account, func() (string, error) { return "", keyring.Delete(service, account) })
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil
	}
	return err
}

type answer struct {
	secret string
	err    error
}

// call runs work and waits for it no longer than the store's patience. The library takes no context, so work that hangs is left
// alone; it keeps its slot until it returns.
func (s *Store) call(ctx context.Context, account string, work func() (string, error)) (string, error) {
	if account == "" {
		return "", crm.Errorf(crm.CodeInvalid, "A secret needs the name of its account.")
	}
	if err := ctx.Err(); err != nil {
		return "", s.late(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()

	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return "", s.late(ctx.Err())
	}
	answers := make(chan answer, 1)
	go func() {
		defer func() { <-s.slots }()
		answers <- s.attempt(work)
	}()

	select {
	case a := <-answers:
		return a.secret, translate(account, a.err)
	case <-ctx.Done():
		return "", s.late(ctx.Err())
	}
}

// attempt does one piece of work. The library panics when the message bus ends while it waits for the person.
func (s *Store) attempt(work func() (string, error)) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{err: Unavailable(fmt.Errorf("the keychain ended in the middle of a call: %v", p))}
		}
	}()
	if err := s.reachable(); err != nil {
		return answer{err: Unavailable(err)}
	}
	a.secret, a.err = work()
	return a
}
