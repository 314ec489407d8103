package boot

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// alone runs one round while no other does, of this program or of another one on the same file; CodeBusy while another program has a
// round under way.
func (s *syncer) alone(ctx context.Context, progress func(app.Progress), round func(context.Context) (replica.Round, error)) (replica.Round, error) {
	s.round.Lock()
	defer s.round.Unlock()
	if _, err := s.app.Connection(ctx); err != nil {
		return replica.Round{}, err
	}
	end, err := lock(s.app.File)
	if err != nil {
		return replica.Round{}, err
	}
	defer end()
	status, err := s.app.SyncStatus(ctx)
	if err != nil {
		return replica.Round{}, err
	}
	s.begin(progress, status.Waiting)
	defer s.finish()
	_, differs := s.agree(ctx)
	out, err := round(ctx)
	if caps, known := s.engine.Capabilities(); known && err == nil {
		err = s.app.KeepGuarantee(ctx, remote.Guarantee(caps))
	}
	if s.moved && err == nil {
		if grown, failed := s.agree(ctx); grown && failed == nil { // what the round found was added there comes with its values
			more, failed := round(ctx)
			return sum(out, more), s.part(ctx, failed)
		}
	}
	if err == nil {
		err = differs
	}
	return out, s.part(ctx, err)
}

// sum is what two rounds did that were one for the person.
func sum(a, b replica.Round) replica.Round {
	b.Started, b.Ms = a.Started, a.Ms+b.Ms
	b.Pulled, b.Pushed, b.Conflicts, b.Refused = a.Pulled+b.Pulled, a.Pushed+b.Pushed, a.Conflicts+b.Conflicts, a.Refused+b.Refused
	b.Completed, b.Fetched, b.Unguarded = a.Completed+b.Completed, a.Fetched+b.Fetched, a.Unguarded+b.Unguarded
	b.Requests, b.Bytes = a.Requests+b.Requests, a.Bytes+b.Bytes
	if b.Notice == "" {
		b.Notice = a.Notice
	}
	return b
}

// Still runs f while no round does; without a connection there is none.
func (s *syncer) Still(ctx context.Context, f func(context.Context) error) error {
	s.round.Lock()
	defer s.round.Unlock()
	end, err := lock(s.app.File)
	if err != nil {
		return err
	}
	defer end()
	return f(ctx)
}

// Fetch brings the contents of one file between two rounds.
func (s *syncer) Fetch(ctx context.Context, file string, progress func(done, total int64)) error {
	for !s.round.TryLock() { // a person waits, and may give up
		if pause(ctx, 100*time.Millisecond) != nil {
			return crm.Errorf(crm.CodeCanceled, "Fetching the file was stopped.")
		}
	}
	defer s.round.Unlock()
	end, err := lock(s.app.File)
	if err != nil {
		return err
	}
	defer end()
	return s.engine.Fetch(ctx, file, progress)
}

// lock takes the right to exchange for a database, until end is called or this process ends in whatever way. The lock is on a file of
// its own beside the database: closing a descriptor of the database itself would drop the locks that SQLite holds on it. The file
// stays, since removing it would let two processes lock two files of one name.
func lock(database string) (end func(), err error) {
	if target, err := filepath.EvalSymlinks(database); err == nil { // so that two names of one file are one lock
		database = target
	}
	file := flock.New(database+"-sync", flock.SetPermissions(0o600))
	held, err := file.TryLock()
	if err != nil {
		return nil, explainLock(file.Path(), err)
	}
	if !held {
		return nil, crm.Errorf(crm.CodeBusy, "Nothing was exchanged, because another Satchel that has this database open is exchanging already. "+
			"What it reads appears here too; try again in a minute.")
	}
	return func() { _ = file.Unlock() }, nil // where that fails, the lock ends with the process
}

// explainLock says why a file could not be locked at all. Exchanging without the lock might send a record twice.
func explainLock(file string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return crm.Errorf(crm.CodeDenied, "Nothing was exchanged, because the file %s cannot be used. Check the rights of the file and its folder: %w", file, err)
	}
	return crm.Errorf(crm.CodeUnavailable, "Nothing was exchanged, because the disk of the database cannot lock the file %s, "+
		"so two Satchels might send the same. Move the database to a disk of this computer: %w", file, err)
}
