package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

// compare expects every computer to have what the server has, but for what waits for a person.
func (t *team) compare() error {
	for _, c := range t.clients {
		err := c.db.Replicate(t.ctx, func(tx replica.Tx) error {
			for _, entity := range entities {
				if err := t.compareOne(tx, c.name, entity); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *team) compareOne(tx replica.Tx, name, entity string) error {
	open, err := tx.Conflicts()
	if err != nil {
		return err
	}
	waiting := map[crm.Ref]bool{}
	for _, x := range open {
		waiting[x.Ref] = true
	}
	differ := func(id, what string) { t.diverged = append(t.diverged, fmt.Sprintf("%s: %s %s", name, id, what)) }
	there := map[string]bool{}
	for _, remoteID := range t.server.All(entity) {
		id, err := tx.Local(entity, remoteID)
		if err != nil {
			return err
		}
		ref := crm.Ref{Entity: entity, ID: id}
		there[id] = true
		if waiting[ref] {
			continue
		}
		r, err := tx.Get(ref)
		if crm.CodeOf(err) == crm.CodeNotFound {
			differ(remoteID, "is there only")
			continue
		} else if err != nil {
			return err
		}
		rec, _ := t.server.Read(remoteID)
		for _, field := range fields[entity] {
			if !crm.Equal(r.Values[field], rec.Values[field]) {
				differ(remoteID, fmt.Sprintf("%s: %v here, %v there", field, r.Values[field], rec.Values[field]))
			}
		}
	}
	records, err := tx.List(crm.Query{Entity: entity})
	for _, r := range records {
		if !there[r.ID] && !waiting[r.Ref()] {
			differ(r.ID, "is here only")
		}
	}
	return err
}

// figure is what was measured at one moment.
type figure struct {
	day, ops, records int
	made              int   // records ever: the server, which is in this process, remembers deleted ones too
	changes           int64 // kept in the histories of all computers
	memory, heap      int64 // bytes of the process; of Go's heap after a collection
	files             int64 // bytes of all databases with their logs
	open, goroutines  int
	diverged          int
}

func (f figure) String() string {
	return fmt.Sprintf("day %d: %d operations, %d records (%d ever made), %d changes kept, %d diverged; memory %.1f MB (heap %.1f), files %.1f MB, %d open files, %d goroutines",
		f.day, f.ops, f.records, f.made, f.changes, f.diverged, mb(f.memory), mb(f.heap), mb(f.files), f.open, f.goroutines)
}

func mb(n int64) float64 { return float64(n) / 1e6 }

func (t *team) measure(day int) figure {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f := figure{day: day, ops: t.ops, made: t.made, changes: t.changes, heap: int64(m.HeapAlloc), memory: int64(m.Sys - m.HeapReleased), diverged: len(t.diverged)}
	for _, entity := range entities {
		f.records += len(t.server.All(entity))
	}
	for _, c := range t.clients {
		for _, end := range []string{"", "-wal"} {
			if info, err := os.Stat(c.file + end); err == nil {
				f.files += info.Size()
			}
		}
	}
	f.goroutines = runtime.NumGoroutine()
	if list, err := os.ReadDir("/proc/self/fd"); err == nil {
		f.open = len(list)
	}
	if raw, err := os.ReadFile("/proc/self/status"); err == nil { // what the system gave us, where it tells
		for line := range strings.Lines(string(raw)) {
			if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
				kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
				f.memory = kb * 1024
			}
		}
	}
	return f
}

// most is how much what must not grow may differ after the first third.
const most = 1.02

// judge compares the end of a run with the end of its first third.
func judge(figures []figure, out io.Writer) error {
	if len(figures) < 6 {
		_, err := fmt.Fprintln(out, "Nothing diverged. The run was too short to tell growth.")
		return err
	}
	n := len(figures)
	early, late := mean(figures[n/3:n/2]), mean(figures[n-n/6:])
	var grown []string
	rise := func(what string, a, b, unit float64) {
		fmt.Fprintf(out, "%-26s %10.1f -> %10.1f  (%+.1f %%)\n", what, a/unit, b/unit, 100*(b/a-1))
		if b > a*most {
			grown = append(grown, what)
		}
	}
	fmt.Fprintf(out, "days %d to %d, and the last ones to %d:\n", figures[n/3].day, figures[n/2-1].day, figures[n-1].day)
	rise("memory, kB per record", float64(early.memory)/float64(early.made), float64(late.memory)/float64(late.made), 1000)
	rise("heap, kB per record", float64(early.heap)/float64(early.made), float64(late.heap)/float64(late.made), 1000)
	kept := func(f figure) float64 { return float64(f.files) / float64(f.changes) }
	rise("files, bytes per change", kept(early), kept(late), 1)
	rise("open files", float64(early.open), float64(late.open), 1)
	rise("goroutines", float64(early.goroutines), float64(late.goroutines), 1)
	if len(grown) > 0 {
		return fmt.Errorf("grown by more than %.0f %%: %s", 100*(most-1), strings.Join(grown, ", "))
	}
	return nil
}

func mean(list []figure) (f figure) {
	for _, x := range list {
		f.records += x.records
		f.changes += x.changes
		f.memory += x.memory
		f.heap += x.heap
		f.files += x.files
		f.open += x.open
		f.goroutines += x.goroutines
		f.made += x.made
	}
	n := len(list)
	f.records, f.made, f.open, f.goroutines = f.records/n, f.made/n, f.open/n, f.goroutines/n
	f.changes, f.memory, f.heap, f.files = f.changes/int64(n), f.memory/int64(n), f.heap/int64(n), f.files/int64(n)
	return f
}
