package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// table collects what was measured.
type table []line

type line struct{ what, target, figure, verdict string }

func (t *table) add(what, target, figure string, met bool) {
	verdict := "met"
	if !met {
		verdict = "MISSED"
	}
	*t = append(*t, line{what, target, figure, verdict})
}

// skip notes what could not be measured, and why.
func (t *table) skip(what, target, why string) {
	*t = append(*t, line{what, target, "not measured: " + why, "-"})
}

func (t table) write(w io.Writer) {
	out := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(out, "what\ttarget\tfigure\t")
	_, _ = fmt.Fprintln(out, "----\t------\t------\t")
	for _, l := range t {
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", l.what, l.target, l.figure, l.verdict)
	}
	_ = out.Flush()
}

// times are the durations of one thing done many times.
type times []time.Duration

// measure does f so many times.
func measure(runs int, f func(i int) error) (times, error) {
	out := make(times, 0, runs)
	for i := range runs {
		start := time.Now()
		if err := f(i); err != nil {
			return nil, err
		}
		out = append(out, time.Since(start))
	}
	return out, nil
}

// at is the duration that this share of all stays below.
func (t times) at(share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// limit adds a line for a p99 target.
func (t *table) limit(what string, got times, limit time.Duration, note string) {
	figure := fmt.Sprintf("p99 %s, median %s%s", ms(got.at(0.99)), ms(got.at(0.5)), note)
	t.add(what, "p99 <= "+ms(limit), figure, got.at(0.99) <= limit)
}

func ms(d time.Duration) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(d.Microseconds())/1000), ".0") + " ms"
}

// busy is the processor's time that this process has used so far, 0 where the system does not tell. On a machine that does other things
// too it says more than the clock.
func busy() time.Duration {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int64 // of 10 ms, in user and system mode
	for _, text := range fields[11:13] {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
