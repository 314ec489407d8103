package hub

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

const (
	dataFile   = "data.db"
	keepNights = 14 // nightly backups
)

// hold makes this process the only one that serves or restores the hub of a folder.
func hold(dir string) (release func() error, err error) {
	lock := flock.New(filepath.Join(dir, "hub.lock"))
	ok, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, crm.Errorf(crm.CodeUnavailable, "The folder %s cannot be locked: %w", dir, err)
	case !ok:
		return nil, crm.Errorf(crm.CodeBusy, "A hub is running on the folder %s. Stop it first.", dir)
	}
	return lock.Unlock, nil
}

// Backup writes all users and records into one new file and tests it. The hub may be serving meanwhile.
func (h *Hub) Backup(ctx context.Context, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return crm.Errorf(crm.CodeConflict, "%s exists already; it was left as it is.", file)
	}
	if _, err := h.app.NonconcurrentDB().NewQuery("VACUUM INTO {:file}").Bind(dbx.Params{"file": file}).WithContext(ctx).Execute(); err != nil {
		return errors.Join(crm.Errorf(crm.CodeUnavailable, "The backup cannot be written: %w", err), remove(file))
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The backup cannot be protected: %w", err)
	}
	return verify(file)
}

func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// verify tests that a file is the whole database of a hub.
func verify(file string) error {
	fail := func(err error) error {
		return crm.Errorf(crm.CodeCorrupt, "%s is no whole backup of a hub: %w", file, err)
	}
	if _, err := os.Stat(file); err != nil {
		return fail(err)
	}
	db, err := dbx.Open("sqlite", file+"?mode=ro")
	if err != nil {
		return fail(err)
	}
	var says, hub string
	err = errors.Join(
		db.NewQuery("PRAGMA integrity_check").Row(&says),
		db.NewQuery("SELECT value FROM hub_fact WHERE name = 'hub'").Row(&hub),
		db.Close(),
	)
	if err == nil && says != "ok" {
		err = errors.New(says)
	}
	if err != nil {
		return fail(err)
	}
	return nil
}

// Restore puts a backup in the place of a folder's data, which are kept beside it. Clients notice that the hub went back in time.
func Restore(dir, file string) (kept string, err error) {
	if err := verify(file); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", crm.Errorf(crm.CodeUnavailable, "The folder of the hub cannot be made: %w", err)
	}
	release, err := hold(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, release()) }()
	fresh := filepath.Join(dir, dataFile+".new")
	if err := errors.Join(copyFile(fresh, file), forgetPlaces(fresh)); err != nil {
		return "", crm.Errorf(crm.CodeUnavailable, "The backup cannot be copied: %w", err)
	}
	data := filepath.Join(dir, dataFile)
	if _, err := os.Stat(data); err == nil {
		for n := 1; kept == "" || exists(kept); n++ {
			kept = fmt.Sprintf("%s.before-restore-%d", data, n)
		}
		for _, part := range []string{"-wal", "-shm", ""} { // what a killed hub had not moved into the file goes with it
			if err := os.Rename(data+part, kept+part); err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", crm.Errorf(crm.CodeUnavailable, "The data cannot be set aside: %w", err)
			}
		}
	}
	if err := os.Rename(fresh, data); err != nil {
		return kept, crm.Errorf(crm.CodeUnavailable, "The backup cannot be put in place: %w", err)
	}
	return kept, nil
}

// forgetPlaces makes every place in the sequence unknown, also those that were told before the backup: a client may have sent since then
// without having read on.
func forgetPlaces(file string) error {
	db, err := dbx.Open("sqlite", file+"?_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	_, err = db.NewQuery("DELETE FROM hub_epoch").Execute()
	return errors.Join(err, db.Close())
}

func exists(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from) //nolint:gosec // the person chose it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // in the hub's folder
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// nightly makes a backup of today, and removes the oldest ones.
func (h *Hub) nightly(ctx context.Context) error {
	if err := h.clearFiles(); err != nil {
		return err
	}
	dir := filepath.Join(h.app.DataDir(), "nightly")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file := filepath.Join(dir, h.now().UTC().Format("2006-01-02")+".db")
	if err := h.Backup(ctx, file); err != nil && crm.CodeOf(err) != crm.CodeConflict {
		return err
	}
	all, err := filepath.Glob(filepath.Join(dir, "*.db"))
	slices.Sort(all)
	for ; err == nil && len(all) > keepNights; all = all[1:] {
		err = os.Remove(all[0])
	}
	return err
}

// Export writes all records into a new folder, one file for each kind with one JSON object a line, in the form in which they travel.
func (h *Hub) Export(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The folder for the export cannot be made: %w", err)
	}
	for _, feed := range h.feeds() {
		if err := h.exportFeed(filepath.Join(dir, feed+".jsonl"), feed); err != nil {
			return crm.Errorf(crm.CodeUnavailable, "The records of %s cannot be exported: %w", feed, err)
		}
	}
	if err := h.exportFiles(filepath.Join(dir, wire.File)); err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The files cannot be exported: %w", err)
	}
	return nil
}

func (h *Hub) exportFeed(file, feed string) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the person chose it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w, v := bufio.NewWriter(f), &visitor{h: h, app: h.app, all: true}
	to := json.NewEncoder(w)
	for after, more := "", true; more; {
		q, err := v.query(feed)
		if err != nil {
			return err
		}
		var found []*core.Record
		table := collectionOf(feed)
		err = q.AndWhere(dbx.NewExp("[["+table+".id]] > {:after}", dbx.Params{"after": after})).OrderBy("[[" + table + ".id]] ASC").Limit(1000).All(&found)
		if err != nil {
			return err
		}
		shown, err := v.showAll(found)
		if err != nil {
			return err
		}
		for _, r := range shown {
			if err := to.Encode(r); err != nil {
				return err
			}
			after = r.ID
		}
		more = len(found) > 0
	}
	return w.Flush()
}
