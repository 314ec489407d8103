package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

func main() {
	operations := flag.Int("ops", 200_000, "operations of the simulation without a failure after which a mutant has survived")
	only := flag.String("only", "", "run only the mutants whose names contain this")
	at := flag.Int("j", 2, "mutants tried at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	survived, err := run(ctx, *operations, *only, *at)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if survived > 0 {
		os.Exit(1)
	}
}

// run sees that the suites are sound, tries the mutants, prints a line for each, and returns how many survived.
func run(ctx context.Context, operations int, only string, at int) (survived int, err error) {
	dir, err := os.MkdirTemp("", "satchel-mutants-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	root, err := repository(ctx)
	if err != nil {
		return 0, err
	}
	var chosen []mutant
	var suites []suite
	for _, m := range mutants {
		if !strings.Contains(m.name, only) {
			continue
		}
		chosen = append(chosen, m)
		if !slices.Contains(suites, m.tests()) {
			suites = append(suites, m.tests())
		}
	}
	if err := (bench{ctx, root, dir, operations}).sound(suites); err != nil {
		return 0, err
	}
	all, err := tryAll(bench{ctx, root, dir, operations}, chosen, max(at, 1))
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if !r.killed {
			survived++
		}
	}
	table(all)
	fmt.Printf("%d of %d mutants were killed.\n", len(all)-survived, len(all))
	return survived, nil
}

// tryAll tries mutants, several side by side, each in a folder of its own.
func tryAll(b bench, chosen []mutant, at int) ([]result, error) {
	all, errs := make([]result, len(chosen)), make([]error, len(chosen))
	var work sync.WaitGroup
	next := make(chan int)
	for range at {
		work.Go(func() {
			for i := range next {
				b := b // in a folder of its own
				b.dir = filepath.Join(b.dir, fmt.Sprint(i))
				if errs[i] = os.Mkdir(b.dir, 0o700); errs[i] == nil {
					all[i], errs[i] = b.try(chosen[i])
				}
				_ = os.RemoveAll(b.dir)
				fmt.Fprintf(os.Stderr, "%d/%d %s: %s %s %s\n", i+1, len(chosen), chosen[i].name, all[i].word(), all[i].operations, all[i].words)
			}
		})
	}
	for i := range chosen {
		next <- i
	}
	close(next)
	work.Wait()
	return all, errors.Join(errs...)
}

func table(all []result) {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "mutant\tbreaks\tsuite\tkilled\tseeds\toperations\tseconds")
	for _, r := range all {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%.1f\n", r.name, r.breaks, r.tests().pkg, r.word(), r.seeds, r.operations,
			r.took.Round(100*time.Millisecond).Seconds())
	}
	_ = w.Flush()
}

func (r result) word() string {
	if r.killed {
		return "killed"
	}
	return "SURVIVED"
}
