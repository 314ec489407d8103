package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"satchel/cmd/internal/screen"
	"satchel/ui"
)

// measured is what the desktop prints about itself when SATCHEL_MEASURE is set: it shows the contact list, and ends.
type measured struct {
	StartMs    float64 `json:"start_ms"`    // from the start of the process to the first painted list
	ResidentMB float64 `json:"resident_mb"` // at that time
}

// starts runs the desktop on an empty database and on the big one, in turn, on a screen and in a home of its own.
func (b *bench) starts() error {
	if b.window == "" {
		b.table.skip("start and memory", "<= 1.2x, <= 250 MB", "give -window the built program")
		return nil
	}
	return b.onScreen(b.startOn)
}

// onScreen gives work a screen and an empty home, and ends both.
func (b *bench) onScreen(work func(s *screen.Screen, home string) error) error {
	home, err := os.MkdirTemp("", "satchel-home")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(home) }()
	s, err := screen.Start(b.ctx, 1280, 800)
	if err != nil {
		return err
	}
	return errors.Join(work(s, home), s.Stop())
}

func (b *bench) startOn(s *screen.Screen, dir string) error {
	what, target := "start to first painted list, big against empty", "<= 1.2x"
	empty := b.path("empty.db")
	var none, big []measured
	for i := range 12 {
		for _, x := range []struct {
			file string
			out  *[]measured
		}{{empty, &none}, {b.file, &big}} {
			if err := b.forgetPage(); err != nil { // both begin with the day
				return err
			}
			m, err := b.start(s, dir, x.file)
			if err != nil {
				return err
			}
			if i > 0 { // the first start of a home lists the fonts of the system
				*x.out = append(*x.out, m)
			}
		}
	}
	ratio := median(big, startOf) / median(none, startOf)
	b.table.add(what, target, fmt.Sprintf("%.2fx (%.0f ms, empty %.0f ms)", ratio, median(big, startOf), median(none, startOf)), ratio <= 1.2)
	memory := median(big, memoryOf)
	b.table.add("memory, desktop open on the big database", "<= 250 MB", fmt.Sprintf("%.0f MB resident (empty %.0f MB)", memory, median(none, memoryOf)), memory <= 250)
	return nil
}

// forgetPage has the next start on the big database begin with the day.
func (b *bench) forgetPage() error {
	left, err := b.app.Setting(b.ctx, ui.StaySetting)
	if err != nil {
		return err
	}
	return b.app.SetSetting(b.ctx, ui.StaySetting, ui.Stay{Letters: ui.ReadStay(left).Letters}.String())
}

func (b *bench) start(s *screen.Screen, home, file string) (measured, error) {
	cmd := b.desktop(s, home, file)
	cmd.Env = append(cmd.Env, "SATCHEL_MEASURE=1")
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

// desktop is the program to measure, on a screen and without the person's own home and message bus.
func (b *bench) desktop(s *screen.Screen, home, file string) *exec.Cmd {
	cmd := exec.CommandContext(b.ctx, b.window, "--db", file) //nolint:gosec // the program to measure
	cmd.Env = append(os.Environ(), "DISPLAY="+s.Display, "FYNE_SCALE=1", "WAYLAND_DISPLAY=", "HOME="+home,
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(home, "no-bus"), "LANG=en_US.UTF-8")
	cmd.Stderr = os.Stderr
	return cmd
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
