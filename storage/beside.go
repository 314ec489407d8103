package storage

import (
	"context"
	"io/fs"
	"os"
	"time"
)

// Long work beside saves goes in steps that are short for the disk and for the processor, and between two of them makes way for those who
// save.
const (
	stepBytes = 256 * 1024            // written before they are on the disk: much at once at the end would hold up the saves of others
	stepTime  = 4 * time.Millisecond  // of reading and checking
	mostWay   = 20 * time.Millisecond // work goes on beside a first load, too

	pagesAtATime = stepBytes / 4096
)

// makeWay waits while somebody saves, but not for long.
func (db *DB) makeWay(ctx context.Context) {
	select {
	case s := <-db.writer:
		db.give(s)
	case <-time.After(mostWay):
	case <-ctx.Done():
	}
}

// nobodySaves is the way where there is no database open.
func nobodySaves(context.Context) {}

// steps writes a file in steps.
type steps struct {
	ctx  context.Context //nolint:containedctx // of the one file that is written
	file *os.File
	way  func(context.Context)
	n    int // bytes since the last step
}

func (s *steps) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	if s.n += n; s.n >= stepBytes && err == nil {
		s.n = 0
		err = s.written(s.ctx)
	}
	return n, err
}

// written brings to the disk what was written, and makes way.
func (s *steps) written(ctx context.Context) error {
	if err := flush(s.file); err != nil {
		return err
	}
	s.way(ctx)
	return ctx.Err()
}

// gently is a folder of one file that is read in steps.
type gently struct {
	ctx  context.Context //nolint:containedctx // of the one check that it is read for
	file string
	way  func(context.Context)
}

// Open gives the file under the name that its check asks for; it has no other file beside it.
func (g gently) Open(name string) (fs.File, error) {
	if name != "copy" {
		return nil, fs.ErrNotExist
	}
	f, err := os.Open(g.file)
	return &gentleFile{File: f, folder: g, began: time.Now()}, err
}

type gentleFile struct {
	*os.File
	folder gently
	began  time.Time // of this step
}

func (f *gentleFile) Read(p []byte) (int, error) {
	if time.Since(f.began) >= stepTime {
		f.folder.way(f.folder.ctx)
		f.began = time.Now()
	}
	return f.File.Read(p)
}
