package storage

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

// attach keeps contents as a file of a new ticket.
func (f *fixture) attach(name string, content []byte) (id, hash string) {
	f.t.Helper()
	ticket := f.add("ticket", crm.Values{"subject": name})
	f.must(crm.FromUser, func(tx crm.Tx) error {
		var err error
		if hash, err = tx.Keep(content); err != nil {
			return err
		}
		id = tx.NewID()
		return tx.Put(crm.Record{Entity: "file", ID: id, Values: crm.Values{"name": name, "about": ticket, "content": hash}})
	})
	return id, hash
}

func (f *fixture) contents(hash string) []byte {
	f.t.Helper()
	content, err := f.Content(context.Background(), hash)
	if err != nil {
		f.t.Fatal(err)
	}
	return content
}

func TestContentsAreKeptOnceAndOutliveADelete(t *testing.T) {
	f := open(t)
	for _, content := range [][]byte{nil, {}, []byte("a\x00b"), bytes.Repeat([]byte{0xfe}, 3<<20)} {
		id, hash := f.attach("x.bin", content)
		_, again := f.attach("same.bin", content)
		var n int
		if err := f.stmts.row(context.Background(), `SELECT count(*) FROM content WHERE hash = ?`, []any{hash}, &n); err != nil || n != 1 || again != hash {
			t.Fatalf("%d copies, %s and %s, %v", n, hash, again, err)
		}
		gone := f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Delete(crm.Ref{Entity: "file", ID: id}) })
		if _, err := f.Undo(context.Background(), gone.ID, ""); err != nil {
			t.Fatal(err)
		}
		if got := f.contents(f.get("file", id).Text("content")); !bytes.Equal(got, content) {
			t.Fatalf("%d bytes came back, want %d", len(got), len(content))
		}
	}
	backup := filepath.Join(t.TempDir(), "copy.db")
	_, hash := f.attach("kept.txt", []byte("in the backup"))
	if err := f.Backup(context.Background(), backup, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	if got := openAt(t, backup, nil).contents(hash); string(got) != "in the backup" {
		t.Errorf("the backup holds %q", got)
	}
}

func TestAFileNeedsItsContents(t *testing.T) {
	f := open(t)
	ticket := f.add("ticket", crm.Values{"subject": "t"})
	for _, hash := range []string{"", strings.Repeat("0", 64)} {
		_, err := f.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
			return tx.Put(crm.Record{Entity: "file", ID: tx.NewID(), Values: crm.Values{"name": "x", "about": ticket, "content": hash}})
		})
		if crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), "Attach one") {
			t.Errorf("hash %q: %v", hash, err)
		}
	}
	_, err := f.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		_, err := tx.Keep(make([]byte, crm.MostContent+1))
		return err
	})
	if crm.CodeOf(err) != crm.CodeInvalid || !strings.Contains(err.Error(), "25 MB") {
		t.Error(err)
	}
	if _, err := f.Content(context.Background(), "none"); crm.CodeOf(err) != crm.CodeNotFound {
		t.Error(err)
	}
}

func TestCheckFindsDamagedAndMissingContents(t *testing.T) {
	f := open(t)
	_, damaged := f.attach("damaged.txt", []byte("one"))
	_, missing := f.attach("missing.txt", []byte("two"))
	if found, err := f.Check(context.Background()); err != nil || found != nil {
		t.Fatal(found, err)
	}
	for query, hash := range map[string]string{`UPDATE content SET bytes = 'onE' WHERE hash = ?`: damaged, `DELETE FROM content WHERE hash = ?`: missing} {
		if err := f.change(context.Background(), func(s *session) error {
			_, err := s.stmts.exec(context.Background(), query, hash)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := f.Check(context.Background())
	if err != nil || strings.Join(found, " ") != "1 contents of files are damaged. 1 files lack their contents." {
		t.Error(found, err)
	}
	if _, err := f.Content(context.Background(), damaged); crm.CodeOf(err) != crm.CodeCorrupt {
		t.Error(err)
	}
}
