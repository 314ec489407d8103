package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// backups copies the big file, against what the system's cp takes for it, while somebody saves one record after the other.
func (b *bench) backups() error {
	from, plain, ours := b.app.File, b.path("backup-cp.db"), b.path("backup.db")
	for _, f := range []string{plain, ours} {
		_ = os.Remove(f)
	}
	info, err := os.Stat(from)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	mb := float64(info.Size()) / 1e6
	start := time.Now()
	if err := copyPlain(b, from, plain); err != nil {
		return err
	}
	theirs := time.Since(start)
	_ = os.Remove(plain)

	records, err := b.app.List(b.ctx, crm.Query{Entity: "contact", Limit: 200, Offset: 9000})
	if err != nil {
		return err
	}
	stop := make(chan struct{})
	var saves []time.Duration
	var failed error
	var work sync.WaitGroup
	work.Go(func() {
		for i := 0; failed == nil; i++ {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond): // a person is slower
			}
			r := records[i%len(records)].Clone()
			r.Set("next_step", fmt.Sprintf("Call at %d", time.Now().UnixNano()))
			began := time.Now()
			_, _, failed = b.app.Save(b.ctx, r)
			saves = append(saves, time.Since(began))
		}
	})
	start = time.Now()
	err = b.app.Backup(b.ctx, ours, app.Seal{}, nil)
	took := time.Since(start)
	close(stop)
	work.Wait()
	_ = os.Remove(ours)
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	slices.Sort(saves)
	b.table.add("back up the big file, verified", "told against cp", fmt.Sprintf("%.0f MB/s, %.1fx cp (%.0f MB in %.1f s, cp %.1f s)",
		mb/took.Seconds(), took.Seconds()/theirs.Seconds(), mb, took.Seconds(), theirs.Seconds()), true)
	longest, p99 := saves[len(saves)-1], saves[len(saves)*99/100]
	b.table.add("save one record beside a backup", "<= 30 ms", fmt.Sprintf("longest %s, p99 %s of %d", ms(longest), ms(p99), len(saves)), longest <= 30*time.Millisecond)
	return nil
}

// copyPlain copies a file as the system does, onto the disk.
func copyPlain(b *bench, from, to string) error {
	if out, err := exec.CommandContext(b.ctx, "cp", from, to).CombinedOutput(); err != nil { //nolint:gosec // files of the measurement
		return fmt.Errorf("cp: %w\n%s", err, out)
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0o600) //nolint:gosec // of the measurement
	if err != nil {
		return fmt.Errorf("look at the copy: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
