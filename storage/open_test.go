package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"

	"satchel/app"
	"satchel/app/crm"
)

var update = flag.Bool("update", false, "write the schema of this version to testdata")

// schemaOf is the text of everything in the file's schema that is ours to define.
func schemaOf(t *testing.T, file string) string {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_*' ORDER BY type DESC, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line+";")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n") + "\n"
}

// released makes a file as a released version left it: its schema, numbers and a few records.
func released(t *testing.T, dump string, version int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "old.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	script, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		string(script), "PRAGMA application_id = " + itoa(applicationID), "PRAGMA user_version = " + itoa(int64(version)),
		`INSERT INTO entity SELECT row_number() OVER (ORDER BY name), name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%own TEXT%' OR sql LIKE '%"own" TEXT%' GROUP BY name`,
		`INSERT INTO organisation (n, id, name, name__key, created_at, modified_at) VALUES (7, 'o1', 'Émile', 'emile', 1, 2)`,
		`INSERT INTO contact (n, id, name, name__key, last_name, last_name__key, organisation, organisation__key) VALUES (3, 'c1', 'Zoë', 'zoe', 'Zoë', 'zoe', 'o1', 'emile')`,
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%.60s: %v", text, err)
		}
	}
	return file
}

func TestSchemaIsTheReleasedOne(t *testing.T) {
	file := filepath.Join("testdata", fmt.Sprintf("schema-%04d.sql", len(migrations)))
	f := open(t)
	got := schemaOf(t, f.File())
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// A later schema may have more lines; none of a released one may vanish or change, apart from tables that grew at their end.
	for line := range bytes.Lines(want) {
		text := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(string(line)), ");"), `, "own" TEXT`) // own fields stay last
		for part := range strings.SplitSeq(text, ", PRIMARY KEY") {                                           // new columns stand before the key
			if !strings.Contains(got, part) {
				t.Errorf("the released schema has, and this one has not: %s", line)
			}
		}
	}
}

// unordered is a schema with the columns of each line in order of their names: one that was added to an old file stands last there.
func unordered(schema string) []string {
	var out []string
	for line := range strings.Lines(schema) {
		columns := strings.Split(strings.TrimSuffix(strings.TrimSpace(line), ");"), ", ")
		slices.Sort(columns)
		out = append(out, strings.Join(columns, ", "))
	}
	return out
}

func TestEveryReleasedSchemaIsUpgraded(t *testing.T) {
	dumps, err := filepath.Glob(filepath.Join("testdata", "schema-*.sql"))
	if err != nil || len(dumps) == 0 {
		t.Fatal("no released schemas", err)
	}
	for i, dump := range dumps {
		f := openAt(t, released(t, dump, i+1), nil)
		if c := f.get("contact", "c1"); c.Text("last_name") != "Zoë" || c.Text("organisation") != "o1" {
			t.Errorf("%s: %v", dump, c.Values)
		}
		if diff := cmp.Diff(unordered(schemaOf(t, open(t).File())), unordered(schemaOf(t, f.File()))); diff != "" {
			t.Errorf("%s: the schema is not that of a new file (-new +upgraded):\n%s", dump, diff)
		}
		f.set("contact", "c1", crm.Values{"title": "still works"})
		f.add("ticket", crm.Values{"subject": "new"})
	}
}

// TestTheCatalogMayGrow opens a file whose tables lack a column, a key and an entity that this catalog has.
func TestTheCatalogMayGrow(t *testing.T) {
	file := released(t, filepath.Join("testdata", "schema-0001.sql"), 1)
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`DROP INDEX contact_name__key`, `DROP INDEX contact_organisation__key`, `ALTER TABLE contact DROP COLUMN name__key`,
		`ALTER TABLE contact DROP COLUMN organisation__key`, `ALTER TABLE contact DROP COLUMN birthday`, `DROP TABLE message`, `DELETE FROM entity WHERE name = 'message'`,
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	f := openAt(t, file, nil)
	for _, field := range []string{"name", "organisation"} {
		var key string
		if err := f.stmts.row(context.Background(), "SELECT "+field+"__key FROM contact", nil, &key); err != nil || key == "" {
			t.Errorf("%s: key %q %v", field, key, err)
		}
	}
	f.set("contact", "c1", crm.Values{"birthday": crm.Date("2000-01-01")})
	ticket := f.add("ticket", crm.Values{"subject": "t"})
	f.add("message", crm.Values{"ticket": ticket, "body": "b"})
	if _, err := os.Stat(fmt.Sprintf("%s.before-v%d", file, len(migrations))); err != nil {
		t.Errorf("no copy of the old file: %v", err)
	}
}

func TestFilesThatAreNotOurs(t *testing.T) {
	ctx := context.Background()
	write := func(statements ...string) string {
		file := filepath.Join(t.TempDir(), "x.db")
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, s := range statements {
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		return file
	}
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]crm.Code{
		garbage:                          crm.CodeCorrupt,
		write("CREATE TABLE theirs (x)"): crm.CodeCorrupt,
		write("CREATE TABLE x (x)", "PRAGMA application_id = "+itoa(applicationID), "PRAGMA user_version = 999"): crm.CodeNewer,
		t.TempDir(): crm.CodeUnavailable,
		"":          crm.CodeInvalid,
	} {
		before, _ := os.ReadFile(file)
		db, err := Open(ctx, Options{File: file})
		if crm.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", file, err, want)
		}
		if db != nil {
			db.Close()
		}
		if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
			t.Errorf("%s was changed", file)
		}
	}
}

func TestTwoInstancesShareAFile(t *testing.T) {
	a := open(t)
	b := openAt(t, a.File(), nil)
	b.ids = 1000
	version := b.Version()
	id := a.add("organisation", crm.Values{"name": "From a"})
	if b.Version() == version {
		t.Error("the other instance did not notice the commit")
	}
	b.set("organisation", id, crm.Values{"name": "From b"})
	if n, err := a.Count(context.Background(), crm.Query{Entity: "organisation", Where: crm.Where("name", crm.Eq, "from B")}); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	if err := a.SetOwnFields(context.Background(), "organisation", []crm.Field{{Name: "x_own", Label: "Own", Kind: crm.Text}}); err != nil {
		t.Fatal(err)
	}
	b.set("organisation", id, crm.Values{"x_own": "v"})
}

func TestAWriterThatWaitsTooLongSaysWhy(t *testing.T) {
	a := open(t)
	b, err := Open(context.Background(), Options{File: a.File(), Wait: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	a.must(crm.FromUser, func(crm.Tx) error {
		_, err := b.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error { return nil })
		if crm.CodeOf(err) != crm.CodeBusy || !strings.Contains(err.Error(), "Another instance") {
			t.Errorf("error %v", err)
		}
		if n, err := b.Count(context.Background(), crm.Query{Entity: "contact"}); n != 0 || err != nil {
			t.Errorf("reading while another writes: %d %v", n, err)
		}
		return nil
	})
}

func TestBackupAndRestore(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	f.add("contact", crm.Values{"last_name": "A", "emails": mails("a@example.org")})
	dir := t.TempDir()
	copied, restored := filepath.Join(dir, "b", "copy.db"), filepath.Join(dir, "restored.db")
	if err := f.Backup(ctx, copied, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := f.Backup(ctx, copied, app.Seal{}, nil); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("second backup to the same file: %v", err)
	}
	if err := Restore(ctx, copied, "", restored); err != nil {
		t.Fatal(err)
	}
	g := openAt(t, restored, nil)
	if f.dump() != g.dump() {
		t.Error("the restored data differ")
	}
	if hits, err := g.Search(ctx, "a@example.org", 5); err != nil || len(hits) != 1 {
		t.Errorf("search in the restored file: %v %v", hits, err)
	}
	g.sound()
	for _, file := range []string{copied, restored} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", file, err)
		}
	}
	raw, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "broken.db")
	if err := os.WriteFile(broken, raw[:len(raw)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(ctx, broken, "", filepath.Join(dir, "never.db")); crm.CodeOf(err) != crm.CodeCorrupt {
		t.Errorf("broken backup: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || slices.ContainsFunc(left, func(s string) bool { return strings.Contains(s, "never") || strings.Contains(s, ".part") }) {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestADatabaseThatIsFullOrStoppedSaysSo(t *testing.T) {
	f := open(t)
	f.must(crm.FromUser, func(tx crm.Tx) error {
		return tx.(*transaction).exec("PRAGMA max_page_count = 1")
	})
	_, err := f.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		return tx.Put(f.record("organisation", tx.NewID(), crm.Values{"name": "x", "description": strings.Repeat("y", 900_000)}))
	})
	var cause *sqlite.Error
	if crm.CodeOf(err) != crm.CodeFull || !strings.HasSuffix(err.Error(), "make room and try again.") || !errors.As(err, &cause) {
		t.Errorf("full disk: %v, because %v", err, cause)
	}
	if err := explain(&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}); crm.CodeOf(err) != crm.CodeFull || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("full disk of a copy: %v", err)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.List(stopped, crm.Query{Entity: "contact"}); crm.CodeOf(err) != crm.CodeCanceled {
		t.Errorf("stopped: %v", err)
	}
	f.sound()
}

func TestInstancesOpenedInTheSameMomentAgreeOnTheSchema(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new.db")
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() {
			db, err := Open(context.Background(), Options{File: file})
			if err == nil {
				_, err = db.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
					return tx.Put(crm.Record{Entity: "organisation", ID: tx.NewID(), Values: crm.Values{"name": "x"}})
				})
			}
			if db != nil {
				db.Close()
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	f := openAt(t, file, nil)
	if n, err := f.Count(context.Background(), crm.Query{Entity: "organisation"}); n != 4 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	f.sound()
}

func TestReadersAndWritersAtTheSameTime(t *testing.T) {
	db, err := Open(context.Background(), Options{File: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	errs := make(chan error, 8)
	for i := range cap(errs) {
		go func() {
			var err error
			for n := 0; n < 20 && err == nil; n++ {
				if i%2 == 0 {
					_, err = db.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
						return tx.Put(crm.Record{Entity: "organisation", ID: tx.NewID(), Values: crm.Values{"name": "x"}})
					})
					continue
				}
				_, err = db.List(ctx, crm.Query{Entity: "organisation", Limit: 5, Offset: n})
				if err == nil {
					_, err = db.Count(ctx, crm.Query{Entity: "organisation", Text: "x"})
				}
				if err == nil {
					_, err = db.Search(ctx, "x", 5)
				}
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n, err := db.Count(ctx, crm.Query{Entity: "organisation"}); n != 80 || err != nil {
		t.Errorf("%d %v", n, err)
	}
}
