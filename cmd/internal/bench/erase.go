package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// erases erases the customer with 500 entries from a copy of the big file, which is then searched for what is left, while somebody saves.
func (b *bench) erases() error {
	file := b.path("erase.db")
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(file + end)
		defer os.Remove(file + end) //nolint:errcheck // of the measurement
	}
	if out, err := exec.CommandContext(b.ctx, "cp", "--reflink=auto", b.file, file).CombinedOutput(); err != nil { //nolint:gosec // files of the measurement
		return fmt.Errorf("cp: %w\n%s", err, out)
	}
	a, end, err := b.open(file)
	if err != nil {
		return err
	}
	began, work := time.Now(), busy()
	plan, err := a.PlanErase(b.ctx, crm.Ref{Entity: "contact", ID: busyID})
	if err != nil {
		return errors.Join(err, end())
	}
	var steps []string
	step, since := "removing", time.Now()
	next := func(what string) {
		if what != step {
			steps = append(steps, fmt.Sprintf("%s %.1f s", strings.ToLower(step), time.Since(since).Seconds()))
			step, since = what, time.Now()
		}
	}
	var done app.Erasure
	err = b.savesBeside(a, "an erase", func() (err error) {
		done, err = a.Erase(b.ctx, plan, func(p app.Progress) { next(p.What) })
		return err
	})
	next("")
	if err == nil && len(done.Left) > 0 {
		err = fmt.Errorf("left: %v", done.Left)
	}
	if err = errors.Join(err, end()); err != nil {
		return err
	}
	took := time.Since(began)
	b.table.add("erase a person with 500 entries, with proof", "told", fmt.Sprintf("%.1f s, of the processor %.1f s (%s)", took.Seconds(), (busy()-work).Seconds(), strings.Join(steps, ", ")), true)
	return nil
}
