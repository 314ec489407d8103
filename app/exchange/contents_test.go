package exchange

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
)

// withFile is a store with one file of one ticket.
func withFile(t *testing.T, name, content string) *fakeStore {
	t.Helper()
	s := newFake(t)
	_, err := s.Do(context.Background(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		ticket := crm.Record{Entity: "ticket", ID: tx.NewID(), Values: crm.Values{"subject": "t", "kind": "Question", "status": "New", "priority": "Normal"}}
		if err := tx.Put(ticket); err != nil {
			return err
		}
		hash, err := tx.Keep([]byte(content))
		if err != nil {
			return err
		}
		return tx.Put(crm.Record{Entity: "file", ID: tx.NewID(), Values: crm.Values{"name": name, "about": ticket.ID, "content": hash}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFilesAreExportedAndReadBack(t *testing.T) {
	s := withFile(t, "../Plan für A.txt", "the plan")
	dir := export(t, s, ExportOptions{})
	file := s.all("file")[0]
	place := filepath.Join(dir, "files", file.ID+"-Plan für A.txt")
	if got, err := os.ReadFile(place); err != nil || string(got) != "the plan" {
		t.Fatal(string(got), err)
	}
	if info, err := os.Stat(place); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	back := newFake(t)
	res, err := ReadBack(context.Background(), back, filepath.Join(dir, "everything.json"), "", nil)
	if err != nil || len(res.Refused) > 0 {
		t.Fatal(res, err)
	}
	if got := back.contents[back.all("file")[0].Text("content")]; string(got) != "the plan" {
		t.Errorf("read back: %q", got)
	}
}

func TestFilesWithoutTheirContentsAreRefusedAlone(t *testing.T) {
	s := withFile(t, "plan.txt", "the plan")
	place := placeOf(s.all("file")[0])
	for name, harm := range map[string]func(path string) error{
		"are missing":           os.Remove,
		"not what was exported": func(path string) error { return os.WriteFile(path, []byte("other"), 0o600) },
		"cannot be read":        func(path string) error { _ = os.Remove(path); return os.Mkdir(path, 0o700) },
	} {
		dir := export(t, s, ExportOptions{})
		if err := harm(filepath.Join(dir, place)); err != nil {
			t.Fatal(err)
		}
		back := newFake(t)
		res, err := ReadBack(context.Background(), back, filepath.Join(dir, "everything.json"), "", nil)
		if err != nil || len(res.Refused) != 1 || !strings.Contains(res.Refused[0].Reason, name) {
			t.Errorf("%s: %v %v", name, res, err)
		}
		if len(back.all("ticket")) != 1 || len(back.all("file")) != 0 {
			t.Errorf("%s: %v", name, back.records)
		}
	}
}
