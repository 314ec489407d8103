package main

import (
	"context"
	"os"
	"os/exec"

	"satchel/cmd/internal/boot"
	"satchel/ui/present"
)

// saidVariable holds what the program that starts anew says first.
const saidVariable = "SATCHEL_SAID"

// replaced lets the backup that was made ready take the place of the database. The next start says what came of it, whatever that is.
func replaced(ctx context.Context, file string) error {
	kept, err := boot.TakeReady(ctx, file)
	return os.Setenv(saidVariable, present.Replaced(kept, err))
}

// startAnew starts the program as it was started, and leaves it alone.
func startAnew(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	next := exec.CommandContext(context.WithoutCancel(ctx), self, os.Args[1:]...) //nolint:gosec // this program
	next.Stdout, next.Stderr = os.Stdout, os.Stderr
	if err := next.Start(); err != nil {
		return err
	}
	return next.Process.Release()
}
