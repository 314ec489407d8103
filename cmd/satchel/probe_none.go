//go:build !e2e

package main

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"satchel/ui"
	"satchel/ui/async"
)

// probe is for end-to-end tests only.
func probe(context.Context, *ui.Shell, fyne.Window, async.Runner) error { return nil }

// clock is the wall's.
func clock() func() time.Time { return nil }
