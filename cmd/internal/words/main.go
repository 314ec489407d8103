// Words checks that everything a person reads has its German: that each English text of the code stands in the catalogue, that the
// catalogue holds no others, that both fill in the same values, and that no text of a screen goes past ui/words. With -sort it writes
// the catalogue in order; with -missing it prints what is to be written.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// catalogue is where the German stands, from the root of the repository.
const catalogue = "assets/words/de.json"

func main() {
	order := flag.Bool("sort", false, "write the catalogue in order")
	missing := flag.Bool("missing", false, "print the texts that have no German, as lines of a catalogue")
	flag.Parse()
	if err := run(os.Stdout, *order, *missing); err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, order, missing bool) error {
	german, err := readCatalogue(catalogue)
	if err != nil {
		return err
	}
	if order {
		return os.WriteFile(catalogue, german.sorted(), 0o644) //nolint:gosec // a source file
	}
	found := &findings{texts: map[string]text{}}
	for _, dir := range []string{"app", "storage", "sync", "ui", "cmd/internal/boot"} {
		if err := found.walk(filepath.FromSlash(dir)); err != nil {
			return err
		}
	}
	found.labels()
	if missing {
		fmt.Fprint(out, found.missing(german))
		return nil
	}
	problems := found.check(german)
	for _, p := range problems {
		fmt.Fprintln(out, p)
	}
	if len(problems) > 0 {
		return errors.New("the texts above are not in order; see ui/words and " + catalogue)
	}
	return nil
}
