package storage

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"satchel/app"
	"satchel/app/crm"
)

func TestSealedBackups(t *testing.T) {
	hard := sealedWork
	sealedWork = 10
	defer func() { sealedWork = hard }()
	f := open(t)
	ctx := t.Context()
	f.add("contact", crm.Values{"last_name": "Geheimrat", "phones": mails("030 1234567")})
	dir := t.TempDir()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		seal          app.Seal
		secret, wrong string
	}{
		"phrase":    {app.Seal{Passphrase: "correct horse"}, "correct horse", "battery staple"},
		"recipient": {app.Seal{Recipient: key.Recipient().String()}, key.String(), "correct horse"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, name+".age")
			if err := f.Backup(ctx, file, c.seal, nil); err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(file) //nolint:gosec // of the test
			if err != nil || bytes.Contains(raw, []byte("Geheimrat")) || bytes.Contains(raw, []byte("SQLite")) {
				t.Fatalf("it is not encrypted: %v", err)
			}
			for _, secret := range []string{"", c.wrong} {
				if _, err := Inspect(ctx, file, secret); crm.CodeOf(err) != crm.CodeDenied {
					t.Errorf("secret %q: %v", secret, err)
				}
			}
			info, err := Inspect(ctx, file, c.secret)
			if err != nil || !info.Sealed || info.Counts["contact"] != 1 || info.Schema != len(migrations) || info.Newest == 0 {
				t.Errorf("%+v %v", info, err)
			}
			half := file + "-half"
			if err := os.WriteFile(half, raw[:len(raw)*2/3], 0o600); err != nil {
				t.Fatal(err)
			}
			if err := Restore(ctx, half, c.secret, half+".db"); crm.CodeOf(err) != crm.CodeCorrupt {
				t.Errorf("a half file: %v", err)
			}
			restored := file + ".db"
			if err := Restore(ctx, file, c.secret, restored); err != nil {
				t.Fatal(err)
			}
			openAt(t, restored, nil).sound()
			left, err := filepath.Glob(filepath.Join(dir, "*.open"))
			hidden, _ := filepath.Glob(filepath.Join(dir, ".satchel-*"))
			if err != nil || len(left)+len(hidden) > 0 {
				t.Errorf("left open: %v %v %v", left, hidden, err)
			}
		})
	}
	for _, s := range []app.Seal{{Recipient: "age1nonsense"}, {Passphrase: "a", Recipient: "b"}} {
		if err := f.Backup(ctx, filepath.Join(dir, "never.age"), s, nil); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

// TestABackupHoldsOneMoment copies while somebody moves an amount between two deals: their sum is always the same.
func TestABackupHoldsOneMoment(t *testing.T) {
	f := open(t)
	ctx := t.Context()
	one, two := f.add("deal", crm.Values{"name": "One", "amount": int64(500), "currency": "EUR"}), f.add("deal", crm.Values{"name": "Two", "amount": int64(500), "currency": "EUR"})
	f.must(crm.FromUser, func(tx crm.Tx) error {
		for i := range 3000 {
			if err := tx.Put(f.record("contact", tx.NewID(), crm.Values{"last_name": fmt.Sprint("Somebody ", i), "description": fmt.Sprint(i, " lorem ipsum dolor sit amet")})); err != nil {
				return err
			}
		}
		return nil
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := int64(1); i < 60; i++ {
			f.must(crm.FromUser, func(tx crm.Tx) error {
				if err := tx.Put(crm.Record{Entity: "deal", ID: one, Values: crm.Values{"amount": 500 + i}}); err != nil {
					return err
				}
				return tx.Put(crm.Record{Entity: "deal", ID: two, Values: crm.Values{"amount": 500 - i}})
			})
		}
	}()
	for i := 0; ; i++ {
		file := filepath.Join(t.TempDir(), "copy.db")
		if err := f.Backup(ctx, file, app.Seal{}, nil); err != nil {
			t.Fatal(err)
		}
		c := openAt(t, file, nil)
		if a, b := c.get("deal", one).Int("amount"), c.get("deal", two).Int("amount"); a+b != 1000 {
			t.Fatalf("copy %d: %d and %d", i, a, b)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func TestRestoreRefusesNewerAndForeignFiles(t *testing.T) {
	f := open(t)
	file := filepath.Join(t.TempDir(), "newer.db")
	if err := f.Backup(t.Context(), file, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file) //nolint:gosec // of the test
	if err != nil {
		t.Fatal(err)
	}
	raw[63] = byte(len(migrations) + 1) // user_version
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), file, "", file+"2"); crm.CodeOf(err) != crm.CodeNewer {
		t.Errorf("newer: %v", err)
	}
	raw[68], raw[69] = 'x', 'y' // application_id
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), file, "", file+"2"); crm.CodeOf(err) != crm.CodeCorrupt {
		t.Errorf("foreign: %v", err)
	}
}

func TestRepairMakesWhatIsDerivedAnew(t *testing.T) {
	f := open(t)
	ctx := t.Context()
	id := f.add("contact", crm.Values{"last_name": "Berg", "emails": mails("berg@example.org"), "organisation": f.add("organisation", crm.Values{"name": "Acme"})})
	for _, query := range []string{
		`DELETE FROM lookup`, `INSERT INTO search (search) VALUES ('delete-all')`, `INSERT INTO lookup VALUES ('x', 'm', 1, 999)`, `UPDATE contact SET name__key = 'zzz', organisation__key = NULL`,
	} {
		if err := f.change(ctx, func(s *session) error { _, err := s.conn.ExecContext(ctx, query); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if found, err := f.Check(ctx); err != nil || len(found) == 0 {
		t.Fatalf("nothing is found: %v", err)
	}
	if err := f.Repair(ctx); err != nil {
		t.Fatal(err)
	}
	f.sound()
	if hits, err := f.Search(ctx, "berg@example.org", 1); err != nil || len(hits) != 1 || hits[0].ID != id {
		t.Errorf("%v %v", hits, err)
	}
	var name, firm string
	if err := f.read.QueryRow(`SELECT name__key, organisation__key FROM contact`).Scan(&name, &firm); err != nil || name != "berg" || firm != "acme" {
		t.Errorf("keys %q %q %v", name, firm, err)
	}
}

func TestSalvageOfAFileWithNoiseInIt(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	const people = 4000
	f.must(crm.FromUser, func(tx crm.Tx) error {
		for i := range people {
			r := f.record("contact", tx.NewID(), crm.Values{"first_name": "P", "last_name": fmt.Sprint("Number ", i), "emails": mails(fmt.Sprintf("p%d@example.org", i)), "description": "lorem ipsum dolor sit amet consectetur"})
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	dir := t.TempDir()
	sound := filepath.Join(dir, "sound.db")
	if err := f.Backup(ctx, sound, app.Seal{}, nil); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(sound) //nolint:gosec // of the test
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(4) {
		broken := bytes.Clone(raw)
		rnd := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // of the test
		pages := len(raw) / 4096
		for range 1 + pages/100 {
			page := 40 + rnd.IntN(pages-40) // the first pages hold the file's own description
			for i := range 4096 {
				broken[page*4096+i] = byte(rnd.Uint32())
			}
		}
		file := filepath.Join(dir, fmt.Sprint("broken", seed, ".db"))
		if err := os.WriteFile(file, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Salvage(ctx, file, file+".new")
		if crm.CodeOf(err) == crm.CodeCorrupt && seed > 2 { // the noise may hit the file's own description
			continue
		}
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		t.Logf("seed %d: %d of %d came, lost %v, gaps %v", seed, got.Rows["contact"], people, got.Lost["contact"], got.Gaps["contact"])
		if got.Rows["contact"] < people*8/10 {
			t.Errorf("seed %d: only %d of %d came", seed, got.Rows["contact"], people)
		}
		if lost := int64(people) - got.Rows["contact"]; lost > 0 && got.Lost["contact"] == 0 && got.Gaps["contact"] == 0 {
			t.Errorf("seed %d: %d are lost and nobody says so: %+v", seed, lost, got)
		}
		n := openAt(t, file+".new", nil)
		if k, err := n.Count(ctx, crm.Query{Entity: "contact"}); err != nil || k != got.Rows["contact"] {
			t.Errorf("seed %d: %d are there, %v", seed, k, err)
		}
		if _, err := n.Check(ctx); err != nil {
			t.Error(err)
		}
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, broken) { //nolint:gosec // of the test
			t.Errorf("seed %d: the damaged file was touched: %v", seed, err)
		}
	}
	if _, err := Salvage(ctx, filepath.Join(dir, "none.db"), filepath.Join(dir, "x.db")); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("%v", err)
	}
}

func TestABackupTellsHowFarItIsAndIsStopped(t *testing.T) {
	f := open(t)
	for n := range 300 {
		f.add("contact", crm.Values{"last_name": fmt.Sprint("Berg ", n), "description": strings.Repeat("some words ", 200)})
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	var told []app.Progress
	if err := f.Backup(t.Context(), file, app.Seal{}, func(p app.Progress) { told = append(told, p) }); err != nil {
		t.Fatal(err)
	}
	var copied []app.Progress
	for i, p := range told {
		if p.What == "Copying" {
			copied = append(copied, p)
			if p.Total == 0 || p.Done > p.Total || i > 0 && p.Done < told[i-1].Done {
				t.Errorf("after %+v: %+v", told[max(i-1, 0)], p)
			}
		}
	}
	if len(copied) < 2 || copied[len(copied)-1].Done != copied[len(copied)-1].Total || told[len(told)-1].What != "Checking the copy" {
		t.Errorf("told %+v", told)
	}
	ctx, stop := context.WithCancel(t.Context())
	if err := f.Backup(ctx, filepath.Join(dir, "stopped.db"), app.Seal{}, func(app.Progress) { stop() }); crm.CodeOf(err) != crm.CodeCanceled {
		t.Errorf("stopped: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left: %v %v", left, err)
	}
}

// TestSavesGoOnBesideASalvage saves while the file is being copied, between the file and its log, too.
func TestSavesGoOnBesideASalvage(t *testing.T) {
	f := open(t)
	f.add("contact", crm.Values{"last_name": "Berg", "description": strings.Repeat("lang ", 200_000)})
	f.checkpoint()
	f.add("contact", crm.Values{"last_name": "Tal"}) // in the log alone
	saves := 0
	way := func(context.Context) {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		if _, err := f.Do(ctx, crm.Action{}, func(tx crm.Tx) error {
			return tx.Put(f.record("contact", tx.NewID(), crm.Values{"last_name": "Neu", "description": strings.Repeat("kurz ", 20_000)}))
		}); err != nil {
			t.Errorf("a save beside it: %v", err)
		}
		f.checkpoint()
		saves++
	}
	into := f.File() + ".new"
	if _, err := salvage(t.Context(), f.File(), into, way, f.pinned); err != nil || saves == 0 {
		t.Fatalf("%d saves beside it: %v", saves, err)
	}
	again := openAt(t, into, nil)
	again.sound()
	for _, name := range []string{"Berg", "Tal"} {
		if hits, err := again.Search(t.Context(), name, 5); err != nil || len(hits) != 1 {
			t.Errorf("%s: %v %v", name, hits, err)
		}
	}
	f.sound()
}
