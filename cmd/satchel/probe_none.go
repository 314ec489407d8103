//go:build !e2e

package main

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/ui"
	"satchel/ui/async"
)

// probe is for end-to-end tests only.
func probe(context.Context, *ui.Shell, fyne.Window, async.Runner) error { return nil }
