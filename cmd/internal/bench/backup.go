package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// backups copies the big file, against what the system's cp takes for it, while somebody saves one record after the other; as many saves
// beside nothing tell how much of it is the machine's own.
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
	_ = exec.CommandContext(b.ctx, "sync").Run() // what was removed is out of the way

	if err := b.savesBeside(b.app, "nothing", func() error { <-time.After(20 * time.Second); return nil }); err != nil {
		return err
	}
	var took time.Duration
	started, checking := time.Now(), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		told := func(p app.Progress) {
			if p.What != "Copying" {
				close(checking)
			}
		}
		err := b.app.Backup(b.ctx, ours, app.Seal{}, told)
		took = time.Since(started)
		done <- err
	}()
	err = b.savesBeside(b.app, "the copying of a backup", func() error {
		select {
		case <-checking:
			return nil
		case err := <-done:
			return errors.Join(err, errors.New("the copy was not checked"))
		}
	})
	if err == nil {
		err = b.savesBeside(b.app, "the check of a backup", func() error { return <-done })
	}
	_ = os.Remove(ours)
	if err != nil {
		return err
	}
	b.table.add("back up the big file, verified", "told against cp", fmt.Sprintf("%.0f MB/s, %.1fx cp (%.0f MB in %.1f s, cp %.1f s)",
		mb/took.Seconds(), took.Seconds()/theirs.Seconds(), mb, took.Seconds(), theirs.Seconds()), true)
	return nil
}

// savesBeside saves one record after the other while something else is done.
func (b *bench) savesBeside(a *app.App, what string, do func() error) error {
	records, err := a.List(b.ctx, crm.Query{Entity: "contact", Limit: 200, Offset: 9000})
	if err != nil {
		return err
	}
	stop, saved := make(chan struct{}), make(chan error, 1)
	var saves []time.Duration
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				saved <- nil
				return
			case <-time.After(20 * time.Millisecond): // a person is slower
			}
			r := records[i%len(records)].Clone()
			r.Set("next_step", fmt.Sprintf("Call at %d", time.Now().UnixNano()))
			began := time.Now()
			if _, _, err := a.Save(b.ctx, r); err != nil {
				saved <- err
				return
			}
			saves = append(saves, time.Since(began))
		}
	}()
	err = do()
	close(stop)
	if err = errors.Join(err, <-saved); err != nil || len(saves) == 0 {
		return err
	}
	slices.Sort(saves)
	longest, p99 := saves[len(saves)-1], saves[len(saves)*99/100]
	b.table.add("save one record beside "+what, "<= 30 ms", fmt.Sprintf("longest %s, p99 %s, median %s of %d", ms(longest), ms(p99), ms(saves[len(saves)/2]), len(saves)),
		longest <= 30*time.Millisecond)
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
