package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"time"

	"satchel/app/crm"
	"satchel/app/exchange"
)

// saves changes one record after the other, durably.
func (b *bench) saves() error {
	records, err := b.app.List(b.ctx, crm.Query{Entity: "contact", Limit: b.runs, Offset: 5000})
	if err != nil {
		return err
	}
	got, err := measure(len(records), func(i int) error {
		r := records[i].Clone()
		r.Set("next_step", fmt.Sprintf("Call at %d", time.Now().UnixNano()))
		_, _, err := b.app.Save(b.ctx, r)
		return err
	})
	if err != nil {
		return err
	}
	b.table.limit("save one record, durable", got, 30*time.Millisecond, "")
	return nil
}

const rows = 100_000

// imports reads a CSV file into an empty database, against the shell's .import of the same rows into the same table and indexes.
func (b *bench) imports() error {
	file := b.path("import.csv")
	if err := writeCSV(file, rows); err != nil {
		return err
	}
	ours, empty := b.path("import.db"), b.path("import-shell.db")
	for _, f := range []string{ours, empty} {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(f + end)
		}
	}
	a, end, err := b.open(ours)
	if err != nil {
		return err
	}
	start, work := time.Now(), busy()
	plan, err := exchange.NewPlan(b.ctx, a, "contact", file, exchange.Options{Now: moment})
	if err != nil {
		return err
	}
	result, err := plan.Run(b.ctx, nil)
	if err != nil {
		return err
	}
	took, cpu := time.Since(start), busy()-work
	if result.New != rows {
		return fmt.Errorf("%d records, want %d", result.New, rows)
	}
	undo := time.Now()
	work = busy()
	if _, err := a.TakeBack(b.ctx, result.Batch); err != nil {
		return err
	}
	undone, undoCPU := time.Since(undo), busy()-work
	if _, err := a.TakeBack(b.ctx, lastBatch(b, a)); err != nil { // the rows are needed below
		return err
	}
	if err := end(); err != nil {
		return err
	}
	what, target := fmt.Sprintf("import %d CSV rows with check, search, undo", rows), "<= 4x the shell"
	if b.shell == "" {
		b.table.skip(what, target, "there is no sqlite3 shell")
		return nil
	}
	theirs, err := b.shellImport(ours, empty)
	if err != nil {
		return err
	}
	ratio := took.Seconds() / theirs.Seconds()
	b.table.add(what, target, fmt.Sprintf("%.1fx (%.1f s, shell %.2f s), of the processor %.1fx (%.1f s, shell %.2f s)", ratio, took.Seconds(), theirs.Seconds(),
		cpu.Seconds()/b.shellCPU.Seconds(), cpu.Seconds(), b.shellCPU.Seconds()), ratio <= 4)
	b.table.add(fmt.Sprintf("undo an import of %d rows", rows), "<= 10 s", fmt.Sprintf("%.1f s, of the processor %.1f s", undone.Seconds(), undoCPU.Seconds()), undone <= 10*time.Second)
	return nil
}

// writeCSV makes customers as spreadsheets hold them.
func writeCSV(file string, n int) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return fmt.Errorf("write the rows: %w", err)
	}
	w := csv.NewWriter(f)
	_ = w.Write([]string{"First name", "Last name", "E-mail", "Phone", "Job title", "City", "Birthday", "Notes"})
	first := []string{"Adaeze", "Ana María", "Björn", "Chloé", "Дмитрий", "Eun-ji", "Fatima", "Giulia"}
	for i := range n {
		_ = w.Write([]string{
			first[i%len(first)], "Family" + strconv.Itoa(i), "p" + strconv.Itoa(i) + "@firm" + strconv.Itoa(i%900) + ".example",
			"+49 30 " + strconv.Itoa(10_000_000+i), "Buyer", "Berlin", fmt.Sprintf("%02d/%02d/%d", i%28+1, i%12+1, 1950+i%50), "met at the fair " + strconv.Itoa(i%400),
		})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write the rows: %w", err)
	}
	return f.Close()
}
