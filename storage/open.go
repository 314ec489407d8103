package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/google/uuid"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"satchel/app"
	"satchel/app/crm"
)

var _ app.Store = (*DB)(nil)

// Options says which file to open and where time and ids come from. Only File is needed.
type Options struct {
	File  string
	Now   func() time.Time // nil = time.Now
	NewID func() string    // nil = UUIDv7
	Zone  *time.Location   // whose days count in filters and charts; nil = the machine's
	Wait  time.Duration    // how long to wait for another instance that writes; 0 = 5 seconds

	catalog *crm.Catalog // nil = crm.Base(); tests of the upgrade use others
}

// DB is an open database. Its methods may be called from any goroutine; reads never wait for writes.
type DB struct {
	opt      Options
	read     *sql.DB
	write    *sql.DB
	tidy     *sql.DB       // for checkpoints
	full     chan struct{} // the log has grown
	parts    chan struct{} // the full-text index has more parts
	tidying  sync.WaitGroup
	written  int64         // records since the last checkpoint; of the holder of the writing session, as the next
	unmerged int64         // records since the last merge
	ways     int           // how many parts of the full-text index are merged at once, 0 = not known
	loading  bool          // much is written
	writer   chan *session // holds the one writing session while nobody writes
	opened   bool          // there is such a session
	place    os.FileInfo   // of the file as it was opened
	unused   func()        // ends the use of the file
	stmts    *statements   // of the readers
	schema   atomic.Pointer[schema]

	versions  versions
	cache     cache
	positions positions
	listeners listeners
	plan      atomic.Pointer[knownPlan] // of the times of tickets
	aside     aside
	scrubbing chan struct{}  // holds one while a scrub is under way
	work      sync.WaitGroup // background work that Close waits for
	awaited   atomic.Int32   // how many wait for the writer
	ctx       context.Context
	stop      context.CancelFunc
}

// Open opens the file, or makes it with its folder, and brings its schema up to date; a copy of an older file is kept beside it. A
// file of a newer program gives CodeNewer, a damaged one CodeCorrupt.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.File == "" {
		return nil, crm.Errorf(crm.CodeInvalid, "The database needs a file name.")
	}
	file, err := filepath.Abs(o.File)
	if err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "%q is no usable file name: %w", o.File, err)
	}
	o.File = file
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.catalog == nil {
		o.catalog = crm.Base()
	}
	o.Wait = cmp.Or(o.Wait, 5*time.Second)
	unused, err := use(o.File)
	if err != nil {
		return nil, err
	}
	if err := recognise(ctx, o); err != nil {
		unused()
		return nil, explain(err)
	}
	db := &DB{opt: o, unused: unused, writer: make(chan *session, 1), full: make(chan struct{}, 1), parts: make(chan struct{}, 1), scrubbing: make(chan struct{}, 1)}
	db.ctx, db.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := db.connect(ctx); err != nil {
		return nil, errors.Join(explain(err), db.Close())
	}
	return db, nil
}

func (db *DB) connect(ctx context.Context) error {
	var err error
	if db.write, err = sql.Open("sqlite", dsn(db.opt, "cache_size(-16000)", "journal_mode(WAL)", "synchronous(FULL)", "journal_size_limit(64000000)", "wal_autocheckpoint(50000)")); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", dsn(db.opt, "cache_size(-"+itoa(readCache)+")", "query_only(1)")); err != nil {
		return err
	}
	db.read.SetMaxOpenConns(readers + 1)
	db.read.SetMaxIdleConns(readers + 1)
	db.stmts = newStatements(db.read)
	db.aside.options = db.opt
	conn, err := db.writing(ctx)
	if err != nil {
		return err
	}
	s := &session{conn: conn, stmts: newStatements(conn), rows: &changedRows{}}
	db.writer <- s
	db.opened = true
	if db.place, err = os.Stat(db.opt.File); err != nil {
		return err
	}
	if err := migrate(ctx, db.opt, s); err != nil {
		return err
	}
	if err := s.rows.watch(conn); err != nil {
		return err
	}
	if err := db.loadSchema(ctx, s.stmts); err != nil {
		return err
	}
	if db.tidy, err = sql.Open("sqlite", dsn(db.opt, "synchronous(FULL)")); err != nil {
		return err
	}
	db.tidy.SetMaxOpenConns(1)
	db.tidying.Add(1)
	go db.keepTidy()
	if err := db.versions.watch(ctx, db.read); err != nil {
		return err
	}
	return db.catchUp(ctx)
}

// writing opens the connection that writes. Where several processes give a new file its log in the same moment SQLite gives up at once in
// place of waiting, so it is waited for here.
func (db *DB) writing(ctx context.Context) (*sql.Conn, error) {
	for end := time.Now().Add(db.opt.Wait); ; {
		conn, err := db.write.Conn(ctx)
		if crm.CodeOf(explain(err)) != crm.CodeBusy || time.Now().After(end) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// readers is how many queries may run at the same time; one more connection watches for commits of other processes.
const readers = 5

// prepareFile makes folder and file, so that nobody else can read them from the first moment on.
func prepareFile(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return crm.Errorf(crm.CodeDenied, "The folder of the database cannot be made. Choose another place: %w", err)
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, os.ErrPermission) {
		return crm.Errorf(crm.CodeDenied, "The database %s cannot be written. Check the rights of the file and its folder: %w", file, err)
	}
	if errors.Is(err, syscall.EROFS) {
		return crm.Errorf(crm.CodeFull, "The database %s is on a read-only disk. Copy it to another place and open it there: %w", file, err)
	}
	if err != nil {
		return crm.Errorf(crm.CodeUnavailable, "The database %s cannot be opened. Choose another file: %w", file, err)
	}
	return f.Close()
}

// dsn addresses a file that exists; nothing but prepareFile makes one.
func dsn(o Options, pragmas ...string) string {
	file := o.File
	if whole, err := filepath.Abs(file); err == nil { // a name that is not whole would be read as one of the root
		file = whole
	}
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter of Windows
	}
	q := url.Values{"mode": {"rw"}, "_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(" + itoa(cmp.Or(o.Wait, 5*time.Second).Milliseconds()) + ")", "foreign_keys(0)", "temp_store(MEMORY)",
	}}
	q["_pragma"] = append(q["_pragma"], pragmas...)
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// readOnly addresses a file that nothing is written to, not even a log beside it.
func readOnly(file string) string {
	address, query, _ := strings.Cut(dsn(Options{File: file}, "query_only(1)"), "?")
	q, _ := url.ParseQuery(query) // as dsn wrote it
	q.Set("mode", "ro")
	q.Set("immutable", "1")
	return address + "?" + q.Encode()
}

// Close ends all work and closes the file.
func (db *DB) Close() error {
	db.stop()
	db.work.Wait()
	db.tidying.Wait()
	var errs []error
	db.versions.close()
	if db.tidy != nil {
		errs = append(errs, db.tidy.Close())
	}
	if db.read != nil {
		db.stmts.close()
		errs = append(errs, db.read.Close(), db.aside.close())
	}
	if db.opened {
		s := <-db.writer // waits for a write under way
		s.stmts.close()
		errs = append(errs, s.conn.Close())
		db.opened = false
	}
	if db.write != nil {
		errs = append(errs, db.write.Close())
	}
	db.unused()
	return explain(errors.Join(errs...))
}

// File is the absolute name of the database file.
func (db *DB) File() string { return db.opt.File }

// Catalog returns the entities with the own fields of this database.
func (db *DB) Catalog() *crm.Catalog { return db.schema.Load().catalog }
