package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"

	"satchel/ui"
)

// measured is what the desktop prints about itself when SATCHEL_MEASURE is set: it shows the contact list, and ends.
type measured struct {
	StartMs    float64 `json:"start_ms"`    // from the start of the process to the first painted list
	ResidentMB float64 `json:"resident_mb"` // at that time
}

// starts runs the desktop on an empty database and on the big one, in turn.
func (b *bench) starts() error {
	what, target := "start to first painted list, big against empty", "<= 1.2x"
	if b.window == "" {
		b.table.skip(what, target, "give -window the built program")
		b.table.skip("memory, desktop open on the big database", "<= 250 MB", "give -window the built program")
		return nil
	}
	empty := b.path("empty.db")
	var none, big []measured
	for range 5 {
		for _, x := range []struct {
			file string
			out  *[]measured
		}{{empty, &none}, {b.file, &big}} {
			if err := b.app.SetSetting(b.ctx, ui.StaySetting, ""); err != nil { // both begin with the day
				return err
			}
			m, err := b.start(x.file)
			if err != nil {
				return err
			}
			*x.out = append(*x.out, m)
		}
	}
	ratio := median(big, startOf) / median(none, startOf)
	b.table.add(what, target, fmt.Sprintf("%.2fx (%.0f ms, empty %.0f ms)", ratio, median(big, startOf), median(none, startOf)), ratio <= 1.2)
	memory := median(big, memoryOf)
	b.table.add("memory, desktop open on the big database", "<= 250 MB", fmt.Sprintf("%.0f MB resident (empty %.0f MB)", memory, median(none, memoryOf)), memory <= 250)
	return nil
}

func (b *bench) start(file string) (measured, error) {
	cmd := exec.CommandContext(b.ctx, b.window, "--db", file) //nolint:gosec // the program to measure
	cmd.Env = append(os.Environ(), "SATCHEL_MEASURE=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var m measured
	if err == nil {
		err = json.Unmarshal(out, &m)
	}
	if err != nil {
		return m, fmt.Errorf("the desktop program: %w", err)
	}
	return m, nil
}

func startOf(m measured) float64  { return m.StartMs }
func memoryOf(m measured) float64 { return m.ResidentMB }

func median(list []measured, of func(measured) float64) float64 {
	var v []float64
	for _, m := range list {
		v = append(v, of(m))
	}
	slices.Sort(v)
	return v[len(v)/2]
}
