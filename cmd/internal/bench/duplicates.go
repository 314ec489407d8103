package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/match"
)

// swept is what a look for all duplicates took, in a process of its own.
type swept struct {
	Seconds float64
	PeakMB  float64 // resident; 0 = this system does not tell
	Pairs   int
}

// sweepFile looks for all duplicates among the contacts of a file and writes what it took; it is a program of its own, so that its memory
// can be told.
func (b *bench) sweepFile(file string) error {
	a, end, err := b.open(file)
	if err != nil {
		return err
	}
	defer func() { _ = end() }()
	start := time.Now()
	pairs, err := match.Sweep(b.ctx, a, "contact", nil)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(swept{time.Since(start).Seconds(), peak(), len(pairs)})
}

// peak is the most memory that this process had, in MB.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kb, _ := strconv.ParseFloat(strings.Fields(after + " 0")[0], 64)
	return kb / 1024
}

// duplicates measures the matcher: while somebody types, and over all contacts.
func (b *bench) duplicates() error {
	for _, entity := range []string{"contact", "lead", "organisation"} {
		// Not from deep in the list: the program would read its order for the next jump meanwhile.
		sample, err := b.app.List(b.ctx, crm.Query{Entity: entity, Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}}, Limit: 200})
		if err != nil {
			return err
		}
		found := 0
		got, err := measure(b.runs, func(i int) error {
			r := sample[i%len(sample)].Clone()
			r.ID = "" // as if it were typed once more
			list, err := match.Twins(b.ctx, b.app, r)
			for _, t := range list {
				if t.ID == sample[i%len(sample)].ID {
					found++
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		b.table.limit("duplicates while typing: "+entity, got, 10*time.Millisecond, "")
		b.table.add("the record typed once more is found: "+entity, "all", fmt.Sprintf("%d of %d", found, len(got)), found == len(got))
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	out, err := exec.CommandContext(b.ctx, self, "-sweep", b.file).Output() //nolint:gosec // this program
	if err != nil {
		return fmt.Errorf("look for duplicates: %w", err)
	}
	var s swept
	if err := json.Unmarshal(out, &s); err != nil {
		return fmt.Errorf("look for duplicates: %w", err)
	}
	n := fmt.Sprintf("%.0f contacts", b.scale*1_000_000)
	b.table.add("duplicates among "+n, "<= 60 s", fmt.Sprintf("%.1f s, %d pairs", s.Seconds, s.Pairs), s.Seconds <= 60)
	b.table.add("memory of that, at most", "<= 300 MB", fmt.Sprintf("%.0f MB", s.PeakMB), s.PeakMB <= 300)
	return nil
}
