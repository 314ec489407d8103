// Package desktop ties the screens to a real database without a window's driver: for tests, pictures and scripts.
package desktop

import (
	"context"
	"path/filepath"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/storage"
)

// Moment is when tests and pictures take place: a Sunday at noon, so that words such as "tomorrow" do not change.
var Moment = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Open opens a fresh database in dir at the fixed moment, with a user and without a provider.
func Open(ctx context.Context, dir string) (*app.App, error) {
	now := func() time.Time { return Moment }
	db, err := storage.Open(ctx, storage.Options{File: filepath.Join(dir, "satchel.db"), Now: now, Zone: time.UTC})
	if err != nil {
		return nil, err
	}
	a := &app.App{Store: db, Sync: Alone{}, Now: now, Zone: time.UTC}
	return a, a.Start(ctx, "Anna Weber")
}

// Alone is the sync of a copy that is not connected.
type Alone struct{}

// Round implements app.Syncer.
func (Alone) Round(context.Context, func(app.Progress)) (replica.Round, error) {
	return replica.Round{}, crm.Errorf(crm.CodeNotFound, "This copy is not connected to an online CRM. Connect one in the settings.")
}

// Resolve implements app.Syncer.
func (Alone) Resolve(context.Context, string, app.Choice) error { return nil }

// Retry implements app.Syncer.
func (Alone) Retry(context.Context, crm.Ref) error { return nil }

// Conflicts implements app.Syncer.
func (Alone) Conflicts(context.Context) ([]replica.Conflict, error) { return nil, nil }

// Entities implements app.Syncer.
func (Alone) Entities(context.Context) ([]string, error) { return nil, nil }
