package exchangetest

import (
	"context"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"satchel/app/crm"
	"satchel/app/exchange"
	"satchel/storage"
)

// TestAFullDiskInTheMiddleLeavesNothing imports into a file on a disk that has room for a part.
func TestAFullDiskInTheMiddleLeavesNothing(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("no disk can be made here:", err)
	}
	defer func() { _ = unix.Unmount(dir, unix.MNT_DETACH) }()
	db, err := storage.Open(ctx, storage.Options{File: filepath.Join(dir, "satchel.db")})
	if err != nil {
		t.Fatal(err)
	}
	file, _ := contacts(t, 20_000)
	p, err := exchange.NewPlan(ctx, db, "contact", file, exchange.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Run(ctx, nil)
	t.Logf("%v", err)
	if crm.CodeOf(err) == "" || crm.CodeOf(err) == crm.CodeCorrupt {
		t.Errorf("%s: %v", crm.CodeOf(err), err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if n, err := db.Count(ctx, crm.Query{Entity: "contact"}); n != 0 || err != nil {
		t.Errorf("%d contacts are left: %v", n, err)
	}
	if found, err := db.Check(ctx); err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
	if _, err := exchange.Export(ctx, db, filepath.Join(dir, "out"), exchange.ExportOptions{}); err != nil {
		t.Logf("export: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}
