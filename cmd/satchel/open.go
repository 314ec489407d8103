package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/sample"
	"satchel/cmd/internal/desktop"
	"satchel/storage"
	"satchel/storage/secret"
)

// open opens the database and what belongs to it; the function returned closes it.
func open(ctx context.Context, file string) (*app.App, func() error, error) {
	if file == "" {
		file = os.Getenv("SATCHEL_DB")
	}
	if file == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, nil, crm.Errorf(crm.CodeUnavailable, "There is no place for user data on this computer: %w", err)
		}
		file = filepath.Join(dir, "satchel", "satchel.db")
	}
	db, err := storage.Open(ctx, storage.Options{File: file, Zone: time.Local})
	if err != nil {
		return nil, nil, err
	}
	a := &app.App{Store: db, Keys: secret.New(), Sync: desktop.Alone{}, Now: time.Now, Zone: time.Local}
	if err := a.Start(ctx, os.Getenv("USER")); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return a, db.Close, nil
}

// fillEmpty writes the sample data unless there are records already.
func fillEmpty(ctx context.Context, a *app.App) error {
	for _, e := range a.Catalog().Entities() {
		n, err := a.Count(ctx, crm.Query{Entity: e.Name})
		if err != nil {
			return err
		}
		if n > 0 && !e.Child {
			return nil
		}
	}
	return loadSample(ctx, a)
}

func loadSample(ctx context.Context, a *app.App) error {
	me, err := a.Setting(ctx, app.SettingMe)
	if err != nil {
		return err
	}
	_, err = sample.Load(ctx, a.Store, a.Now(), me)
	return err
}
