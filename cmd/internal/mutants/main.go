package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

func main() {
	operations := flag.Int("ops", 1_000_000, "operations of the simulation without a failure after which a mutant has survived")
	only := flag.String("only", "", "run only the mutants whose names contain this")
	flag.Parse()
	survived, err := run(*operations, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if survived > 0 {
		os.Exit(1)
	}
}

// run tries the mutants one after the other, prints a line for each, and returns how many survived.
func run(operations int, only string) (survived int, err error) {
	dir, err := os.MkdirTemp("", "satchel-mutants-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	root, err := repository()
	if err != nil {
		return 0, err
	}
	var all []result
	for _, m := range mutants {
		if !strings.Contains(m.name, only) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%d/%d %s: ", len(all)+1, len(mutants), m.name)
		r, err := try(root, dir, m, operations)
		if err != nil {
			return 0, err
		}
		fmt.Fprintln(os.Stderr, r.word(), r.operations)
		if !r.killed {
			survived++
		}
		all = append(all, r)
	}
	table(all)
	fmt.Printf("%d of %d mutants were killed.\n", len(all)-survived, len(all))
	return survived, nil
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
