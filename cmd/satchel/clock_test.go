//go:build e2e

package main

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"satchel/app"
	"satchel/cmd/internal/boot"
)

// calendar is the clock of a test in a place: of the program, of the server and of whoever looks into the database.
type calendar struct {
	t     *testing.T
	file  string
	ahead atomic.Int64 // of the wall's, nanoseconds
	zone  *time.Location
}

// newCalendar begins at a moment, such as "2026-05-22 16:20".
func newCalendar(t *testing.T, zone, at string) *calendar {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	c := &calendar{t: t, file: filepath.Join(t.TempDir(), "clock"), zone: z}
	c.turn(at)
	return c
}

// turn turns the clock to a moment.
func (c *calendar) turn(at string) {
	c.t.Helper()
	c.set(c.at(at))
}

func (c *calendar) set(at time.Time) {
	c.t.Helper()
	ahead := time.Until(at)
	next := c.file + ".next"
	if err := os.WriteFile(next, []byte(ahead.String()), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Rename(next, c.file); err != nil {
		c.t.Fatal(err)
	}
	c.ahead.Store(int64(ahead))
}

// at reads a moment.
func (c *calendar) at(text string) time.Time {
	c.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, c.zone)
	if err != nil {
		c.t.Fatal(err)
	}
	return at
}

func (c *calendar) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// environ starts the program in this place and time.
func (c *calendar) environ() []string {
	return []string{clockVariable + "=" + c.file, "TZ=" + c.zone.String()}
}

// open opens a database by this clock.
func (c *calendar) open(p *person, file string, keys app.Keychain) *app.App {
	p.Helper()
	a, end, err := boot.Open(c.t.Context(), boot.Options{File: file, Now: c.now, Zone: c.zone, Keys: keys})
	if err != nil {
		p.Fatal(err)
	}
	c.t.Cleanup(func() {
		if err := end(); err != nil {
			c.t.Error(err)
		}
	})
	return a
}
