package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"

	"satchel/app/exchange"
)

// exported is what an export took, in a process of its own.
type exported struct {
	Seconds, CPU float64
	PeakMB       float64 // resident; 0 = this system does not tell
	MB           float64 // on the disk
	Records      int64
}

// exportFile exports a file and writes what it took; it is a program of its own, so that its memory can be told. only is one entity, "" =
// all.
func (b *bench) exportFile(file, only string) error {
	a, end, err := b.open(file)
	if err != nil {
		return err
	}
	defer func() { _ = end() }()
	to := b.path("export.zip")
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("remove the export before: %w", err)
	}
	start, work := time.Now(), busy()
	done, err := exchange.Export(b.ctx, a, to, exchange.ExportOptions{Only: only})
	if err != nil {
		return err
	}
	out := exported{Seconds: time.Since(start).Seconds(), CPU: (busy() - work).Seconds(), PeakMB: peak(), Records: done.Total()}
	if info, err := os.Stat(to); err == nil {
		out.MB = float64(info.Size()) / 1e6
	}
	_ = os.RemoveAll(to)
	return json.NewEncoder(os.Stdout).Encode(out)
}

// exports writes the contacts, and then everything, into an archive.
func (b *bench) exports() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	for _, only := range []string{"contact", ""} {
		raw, err := exec.CommandContext(b.ctx, self, "-dir", b.dir, "-export", b.file, "-export-only", only).Output() //nolint:gosec // this program
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		var x exported
		if err := json.Unmarshal(raw, &x); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		figure := fmt.Sprintf("%.1f s, of the processor %.1f s; %.0f MB of memory at most, %.0f MB archive", x.Seconds, x.CPU, x.PeakMB, x.MB)
		if only != "" {
			b.table.add(fmt.Sprintf("full export of %d contacts (CSV, JSON, vCard, zip)", x.Records), "<= 60 s", figure, x.Seconds <= 60*b.scale)
		} else {
			b.table.add(fmt.Sprintf("full export of all %d records", x.Records), "told", figure, true)
		}
	}
	return nil
}
