// Package desktop ties the screens to a real database without a window's driver: for tests, pictures and scripts.
package desktop

import (
	"context"
	"path/filepath"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/cmd/internal/boot"
)

// Moment is when tests and pictures take place: a Sunday at noon, so that words such as "tomorrow" do not change.
var Moment = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Open opens a fresh database in dir at the fixed moment, with a user and without a provider.
func Open(ctx context.Context, dir string) (*app.App, error) {
	a, _, err := boot.Open(ctx, boot.Options{
		File: filepath.Join(dir, "satchel.db"), Now: func() time.Time { return Moment }, Zone: time.UTC, Keys: Keys{}, User: "Anna Weber",
	})
	return a, err
}

// Keys is a keychain that is gone with the process.
type Keys map[string]string

// Get implements app.Keychain.
func (k Keys) Get(_ context.Context, account string) (string, error) {
	secret, ok := k[account]
	if !ok {
		return "", crm.Errorf(crm.CodeNotFound, "There is no key for %s. Connect again.", account)
	}
	return secret, nil
}

// Set implements app.Keychain.
func (k Keys) Set(_ context.Context, account, secret string) error { k[account] = secret; return nil }

// Delete implements app.Keychain.
func (k Keys) Delete(_ context.Context, account string) error { delete(k, account); return nil }
