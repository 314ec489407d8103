package boot

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"satchel/app/crm"
)

// Window is the right to show a database in a window: one process has it for each file. It ends with the process, in whatever way.
type Window struct {
	held   *flock.Flock
	listen net.Listener
}

// answerTime is how long the process that has the window may take to answer.
const answerTime = 5 * time.Second

// OpenWindow takes the right to show a database. Where another process has it, that one is handed args, which may be none, and the
// Window is nil: there is nothing left to do. CodeBusy if it does not answer. Where files cannot be locked everybody has the right.
func OpenWindow(ctx context.Context, database string, args []string) (*Window, error) {
	database, err := filepath.Abs(database)
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "%q is no usable file name: %w", database, err)
	}
	if target, err := filepath.EvalSymlinks(database); err == nil { // two names of one file are one window
		database = target
	}
	_ = os.MkdirAll(filepath.Dir(database), 0o700) // opening the database says why that fails
	w := &Window{held: flock.New(database+"-window", flock.SetPermissions(0o600))}
	first, err := w.held.TryLock()
	switch {
	case err != nil:
		return &Window{}, nil //nolint:nilerr // a disk without locks
	case !first:
		return nil, hand(ctx, meeting(database), args)
	}
	if at := meeting(database); os.MkdirAll(filepath.Dir(at), 0o700) == nil {
		_ = os.Remove(at)                                           // of a process that crashed: this one has the lock
		w.listen, _ = new(net.ListenConfig).Listen(ctx, "unix", at) // without it a second start says that it cannot reach this one
	}
	return w, nil
}

// meeting is the address of the socket at which the process with a database's window is told of another start: a short path of this
// person's own.
func meeting(database string) string {
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		if cache, err := os.UserCacheDir(); err == nil {
			dir = cache
		}
	}
	sum := sha256.Sum256([]byte(database))
	return filepath.Join(dir, "satchel", hex.EncodeToString(sum[:8]))
}

// hand tells the process that has the window.
func hand(ctx context.Context, at string, args []string) error {
	ctx, stop := context.WithTimeout(ctx, answerTime)
	defer stop()
	c, err := new(net.Dialer).DialContext(ctx, "unix", at)
	if err == nil {
		defer func() { _ = c.Close() }()
		_ = c.SetDeadline(time.Now().Add(answerTime))
		if err = json.NewEncoder(c).Encode(args); err == nil {
			_, err = bufio.NewReader(c).ReadString('\n')
		}
	}
	if err != nil {
		return crm.Errorf(crm.CodeBusy, "Another Satchel has this database open and does not answer. Close its window, or end it, and try again: %w", err)
	}
	return nil
}

// Serve calls told with the arguments of every further start, from a goroutine of its own, until Close.
func (w *Window) Serve(told func(args []string)) {
	if w.listen == nil {
		return
	}
	go func() {
		for {
			c, err := w.listen.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go receive(c, told)
			}
		}
	}()
}

func receive(c net.Conn, told func(args []string)) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(answerTime))
	var args []string
	if json.NewDecoder(c).Decode(&args) == nil {
		told(args)
		_, _ = c.Write([]byte("shown\n"))
	}
}

// Close gives the right back.
func (w *Window) Close() {
	if w.listen != nil {
		_ = w.listen.Close()
	}
	if w.held != nil {
		_ = w.held.Unlock()
	}
}
