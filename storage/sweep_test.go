package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

// scribble is a database of many shapes: rows of all lengths, trees with and without numbers, indexes, a search, free pages.
type scribble struct {
	t    *testing.T
	rand *rand.Rand
	file string
	conn *sql.Conn
	on   *statements
}

func newScribble(t *testing.T, seed uint64) *scribble {
	t.Helper()
	s := &scribble{t: t, rand: rand.New(rand.NewPCG(seed, 1)), file: filepath.Join(t.TempDir(), "scribble.db")} //nolint:gosec // no secrets
	db, err := sql.Open("sqlite", "file:"+s.file)
	if err != nil {
		t.Fatal(err)
	}
	if s.conn, err = db.Conn(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s.on = newStatements(s.conn)
	s.exec(fmt.Sprintf("PRAGMA page_size = %d", 512<<s.rand.IntN(8)))
	s.exec("PRAGMA journal_mode = WAL")
	s.exec("PRAGMA synchronous = OFF")
	s.exec("CREATE TABLE a (n INTEGER PRIMARY KEY, x TEXT, y BLOB)")
	s.exec("CREATE INDEX a_x ON a (x, n)")
	s.exec("CREATE TABLE b (x TEXT PRIMARY KEY, y TEXT) WITHOUT ROWID")
	s.exec("CREATE VIRTUAL TABLE c USING fts5 (x)")
	return s
}

func (s *scribble) exec(query string, args ...any) {
	s.t.Helper()
	if _, err := s.conn.ExecContext(context.Background(), query, args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// text is some text that holds a word; few are long.
func (s *scribble) text(word string) string {
	n := s.rand.IntN(60)
	switch s.rand.IntN(12) {
	case 0:
		n = s.rand.IntN(9000)
	case 1:
		n = s.rand.IntN(900)
	}
	return strings.Repeat(fmt.Sprintf("%s%d ", word, s.rand.IntN(1e6)), 1+n/10)
}

// write puts rows with a word, and removes some others.
func (s *scribble) write(word string, n int) {
	s.exec("BEGIN")
	for range n {
		s.exec("INSERT OR REPLACE INTO a VALUES (?, ?, ?)", s.rand.IntN(3000), s.text(word), []byte(s.text(word)))
		s.exec("INSERT OR REPLACE INTO b VALUES (?, ?)", s.text(word), s.text(word))
		s.exec("INSERT INTO c VALUES (?)", s.text(word))
		if s.rand.IntN(3) == 0 {
			s.exec("DELETE FROM a WHERE n % 50 = ?", s.rand.IntN(50))
			s.exec("DELETE FROM b WHERE x IN (SELECT x FROM b LIMIT 1 OFFSET ?)", s.rand.IntN(100))
		}
	}
	s.exec("COMMIT")
}

// all is all that the tables hold.
func (s *scribble) all() (out []string) {
	s.t.Helper()
	for _, query := range []string{"SELECT n || x || y FROM a ORDER BY n", "SELECT x || n FROM a ORDER BY x, n", "SELECT x || y FROM b ORDER BY x", "SELECT rowid || x FROM c ORDER BY rowid"} {
		list, err := texts(s.t.Context(), s.conn, query)
		if err != nil {
			s.t.Fatal(err)
		}
		out = append(out, list...)
	}
	return out
}

// sweep sweeps the file in steps, and does something between them.
func (s *scribble) sweep(between func()) *sweep {
	s.t.Helper()
	s.exec("PRAGMA secure_delete = 1; PRAGMA shrink_memory")
	w, err := newSweep(s.t.Context(), s.on)
	w.time = 0 // the shortest steps
	for whole := false; !whole && err == nil; between() {
		s.exec("BEGIN IMMEDIATE")
		whole, err = w.step(s.on)
		s.exec("COMMIT")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return w
}

func (s *scribble) sound() {
	s.t.Helper()
	if found, err := texts(s.t.Context(), s.conn, "PRAGMA integrity_check"); err != nil || !slices.Equal(found, []string{"ok"}) {
		s.t.Errorf("the file: %q %v", found, err)
	}
}

func TestASweepEmptiesWhatNothingUsesAndNothingElse(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 4
	}
	for seed := range seeds {
		s := newScribble(t, uint64(seed)) //nolint:gosec // small
		s.write("Bleibt", 100)
		s.write("Geheim", 100)
		s.write("Bleibt", 50)
		for _, query := range []string{
			"DELETE FROM a WHERE x LIKE '%Geheim%' OR y LIKE '%Geheim%'", "DELETE FROM b WHERE x LIKE '%Geheim%'", "DELETE FROM c WHERE x LIKE '%Geheim%'",
			"INSERT INTO c (c) VALUES ('optimize')", "PRAGMA wal_checkpoint(TRUNCATE)",
		} {
			s.exec(query)
		}
		before := s.all()
		again := 0
		s.sweep(func() {
			if again++; again%20 == 0 && !slices.Equal(s.all(), before) {
				t.Fatal("what the tables hold has changed")
			}
		})
		s.sound()
		if !slices.Equal(s.all(), before) {
			t.Error("what the tables hold has changed")
		}
		if w := s.sweep(func() {}); w.wrote > 0 {
			t.Errorf("after a sweep another one emptied %d pages", w.wrote)
		}
		s.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		raw, err := os.ReadFile(s.file)
		if err != nil || bytes.Contains(raw, []byte("Geheim")) || !bytes.Contains(raw, []byte("Bleibt")) {
			t.Errorf("seed %d: the bytes hold what was removed, or nothing any more: %v", seed, err)
		}
	}
}

func TestASweepIsWholeThoughOthersSaveMeanwhile(t *testing.T) {
	for seed := range uint64(5) {
		s := newScribble(t, 1000+seed)
		s.write("Bleibt", 100)
		s.write("Geheim", 200)
		s.exec("DELETE FROM a WHERE x LIKE '%Geheim%' OR y LIKE '%Geheim%'")
		s.exec("DELETE FROM b WHERE x LIKE '%Geheim%'")
		s.exec("DELETE FROM c WHERE x LIKE '%Geheim%'")
		s.exec("INSERT INTO c (c) VALUES ('optimize')")
		saves := 0
		s.sweep(func() {
			if saves++; saves < 200 { // trees grow, and rows move from page to page
				s.write("Neu", 1+s.rand.IntN(5))
			}
		})
		s.sound()
		s.exec("PRAGMA wal_checkpoint(TRUNCATE)")
		if raw, err := os.ReadFile(s.file); err != nil || bytes.Contains(raw, []byte("Geheim")) {
			t.Errorf("seed %d: the bytes hold what was removed: %v", seed, err)
		}
	}
}

// TestAPageThatDoesNotAddUpStaysAsItIs changes bytes of sound pages at random.
func TestAPageThatDoesNotAddUpStaysAsItIs(t *testing.T) {
	s := newScribble(t, 7)
	s.write("Wort", 300)
	odd := 0
	for no := uint32(1); no < 100; no++ {
		var sound []byte
		if err := s.on.row(t.Context(), `SELECT data FROM sqlite_dbpage WHERE pgno = ?`, []any{no}, &sound); err != nil {
			break
		}
		for range 300 {
			data := slices.Clone(sound)
			for range 1 + s.rand.IntN(3) {
				data[s.rand.IntN(min(len(data), 200))] = byte(s.rand.IntN(256))
			}
			changed := slices.Clone(data)
			if _, _, err := sift(no, data, len(data)); err != nil {
				odd++
				if crm.CodeOf(err) != crm.CodeCorrupt || !bytes.Equal(data, changed) {
					t.Fatalf("page %d: %v, changed %v", no, err, !bytes.Equal(data, changed))
				}
			}
		}
	}
	if odd < 1000 {
		t.Errorf("only %d pages were odd", odd)
	}
}

func TestAScrubThatWasStoppedGoesOn(t *testing.T) {
	f := open(t)
	refs, values := somebody(t, f)
	if err := f.Erase(t.Context(), refs, []string{"Quirinia Zwiebelthaler", "Zwiebelthaler"}, app.Entry{Body: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"Writing the search anew", "Emptying unused places of the file", "Emptying the log"} {
		ctx, stop := context.WithCancel(t.Context())
		err := f.Scrub(ctx, func(p app.Progress) {
			if p.What == at && (at != "Emptying unused places of the file" || p.Done > 0) {
				stop()
			}
		})
		if crm.CodeOf(err) != crm.CodeCanceled {
			t.Errorf("stopped at %q: %v", at, err)
		}
		if open, err := f.Unscrubbed(t.Context()); err != nil || !open {
			t.Errorf("stopped at %q it is whole: %v", at, err)
		}
		f.add("contact", crm.Values{"last_name": "Neumann"})
	}
	if err := f.Scrub(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if open, err := f.Unscrubbed(t.Context()); err != nil || open {
		t.Errorf("it is not whole: %v", err)
	}
	if found, err := f.Traces(t.Context(), values, nil); err != nil || found != nil {
		t.Errorf("still there: %q %v", found, err)
	}
	f.sound()
}

func TestAScrubIsNotWholeWhileSomebodyReadsTheLog(t *testing.T) {
	f := open(t)
	f.opt.Wait = 1 // do not wait for the reader
	refs, _ := somebody(t, f)
	look, err := sql.Open("sqlite", dsn(Options{File: f.File(), Wait: 1}, "query_only(1)"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = look.Close() }()
	look.SetMaxOpenConns(1)
	for _, query := range []string{"BEGIN", "SELECT * FROM contact"} {
		if _, err := look.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Erase(t.Context(), refs, nil, app.Entry{Body: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	if err := f.Scrub(t.Context(), nil); crm.CodeOf(err) != crm.CodeBusy {
		t.Errorf("beside a reader: %v", err)
	}
	if open, err := f.Unscrubbed(t.Context()); err != nil || !open {
		t.Errorf("beside a reader it is whole: %v", err)
	}
	if err := errors.Join(look.Close(), f.Scrub(t.Context(), nil)); err != nil {
		t.Error(err)
	}
}
