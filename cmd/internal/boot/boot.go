// Package boot ties storage, sync and the use cases together, the same way for every program.
package boot

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/sample"
	"satchel/storage"
	"satchel/storage/secret"
)

// Options say how to open. The zero value opens the user's own database with the real clock and keychain.
type Options struct {
	File string           // "" = the usual place
	Now  func() time.Time // nil = time.Now
	Zone *time.Location   // nil = the machine's
	Keys app.Keychain     // nil = the operating system's
	User string           // name of the person at the first start; "" = as the operating system knows it
	Log  *slog.Logger     // told of every request, without secret, value or message; nil = nobody
}

// Open opens the database and returns everything a front end needs, and what closes it.
func Open(ctx context.Context, o Options) (*app.App, func() error, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = zoneHere()
	}
	if o.Keys == nil {
		o.Keys = secret.New()
	}
	db, err := storage.Open(ctx, storage.Options{File: File(o.File), Now: o.Now, Zone: o.Zone})
	if err != nil {
		return nil, nil, err
	}
	a := &app.App{Store: db, Keys: o.Keys, Now: o.Now, Zone: o.Zone, File: File(o.File), Charts: &app.Charts{}}
	a.Copies = copies{a.File}
	a.Secret, _ = secret.FromEnv()
	a.Remotes = remotes{a}
	syncer := newSyncer(a, o.Log)
	a.Sync, a.OnTie = syncer, syncer.keyChanged
	if err := a.Start(ctx, cmp.Or(o.User, whoami())); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return a, db.Close, nil
}

// File is the database that a program works on: the given file, else $SATCHEL_DB, else the platform's usual place for user data.
func File(given string) string {
	if given != "" {
		return given
	}
	if env := os.Getenv("SATCHEL_DB"); env != "" {
		return env
	}
	return filepath.Join(dataFolder(), "satchel.db")
}

func dataFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "satchel"
	}
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, "Satchel")
		}
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Satchel")
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "satchel")
	}
	return filepath.Join(home, ".local", "share", "satchel")
}

// LoadSample fills the database with sample data, as one action.
func LoadSample(ctx context.Context, a *app.App) (crm.Batch, error) {
	me, err := a.Setting(ctx, app.SettingMe)
	if err != nil {
		return crm.Batch{}, err
	}
	return sample.Load(ctx, a.Store, a.Now(), me)
}

// whoami is the person's name as the operating system knows it.
func whoami() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	if u.Name != "" {
		return u.Name
	}
	return u.Username
}
