// Command bench measures speed and size against the targets of the design and prints a table. The data are made once by a seeded
// generator and kept, so that a second run only measures. The yardstick for statements is the sqlite3 shell on the same file, its
// start-up taken off.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"satchel/app"
	"satchel/cmd/internal/boot"
)

// bench is one run.
type bench struct {
	ctx    context.Context
	dir    string  // where data and results are kept
	scale  float64 // 1 = a million contacts
	runs   int     // repetitions of quick things
	app    *app.App
	file   string // the big database
	shell  string // sqlite3, "" = not there
	window string // the desktop program, "" = do not measure it
	table  table

	shellCPU time.Duration // of the shell's last run
}

func main() {
	b := &bench{}
	only := flag.String("only", "", "measure only parts whose name contains this")
	flag.StringVar(&b.dir, "dir", "bench-out", "where data are kept between runs")
	flag.Float64Var(&b.scale, "scale", 1, "size of the data; 1 = 1,000,000 contacts, 2.9 million records")
	flag.IntVar(&b.runs, "runs", 400, "repetitions of quick things")
	flag.StringVar(&b.window, "window", "", "built desktop program, to measure its start, memory and painting (needs Xvfb)")
	profile := flag.String("profile", "", "write where the processor's time goes to this file, for go tool pprof")
	contacts := flag.Int("model", 0, "be the model of a server with so many contacts (the program starts itself this way)")
	sweep := flag.String("sweep", "", "look for the duplicates among the contacts of this file (the program starts itself this way)")
	export := flag.String("export", "", "export this file (the program starts itself this way)")
	exportOnly := flag.String("export-only", "", "only this entity of it")
	flag.Parse()
	if *contacts > 0 {
		if err := serveModel(*contacts); err != nil {
			fmt.Fprintln(os.Stderr, "model:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b.ctx = ctx
	do := func() error { return b.run(*only) }
	switch {
	case *sweep != "":
		do = func() error { return b.sweepFile(*sweep) }
	case *export != "":
		do = func() error { return b.exportFile(*export, *exportOnly) }
	}
	if err := profiled(*profile, do); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // the signal handler may be left behind
	}
}

// profiled does something with a profile if a file is given for it.
func profiled(file string, do func() error) error {
	if file == "" {
		return do()
	}
	f, err := os.Create(file) //nolint:gosec // named by whoever measures
	if err != nil {
		return fmt.Errorf("write the profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return fmt.Errorf("write the profile: %w", err)
	}
	defer func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}()
	return do()
}

func (b *bench) run(only string) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the measurements: %w", err)
	}
	b.shell = findShell()
	for _, part := range []struct {
		name string
		do   func() error
		big  bool // on the big database
	}{
		{"lists", b.lists, true},
		{"jumps", b.jumps, true},
		{"search", b.search, true},
		{"page", b.customerPage, true},
		{"save", b.saves, true},
		{"groups", b.groups, true},
		{"dashboards", b.dashboards, true},
		{"import", b.imports, false},
		{"export", b.exports, true},
		{"backup", b.backups, true},
		{"duplicates", b.duplicates, true},
		{"erase", b.erases, true},
		{"sync", b.sync, false},
		{"day", b.days, false},
		{"start", b.starts, true},
		{"paint", b.paints, true},
	} {
		if !strings.Contains(part.name, only) {
			continue
		}
		if part.big && b.app == nil {
			if err := b.prepare(); err != nil {
				return err
			}
		}
		fmt.Fprintln(os.Stderr, "measuring", part.name)
		if err := part.do(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	b.table.write(os.Stdout)
	return nil
}

// open opens a database with the real clock.
func (b *bench) open(file string) (*app.App, func() error, error) {
	return boot.Open(b.ctx, boot.Options{File: file, Zone: time.UTC})
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }
