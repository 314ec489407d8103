package main

import (
	"context"

	"github.com/spf13/cobra"
)

func (c *ctl) diagnosticsVerb() *cobra.Command {
	return c.verb("diagnostics [FILE]", "write numbers, states and versions that help to find a fault, without any value", cobra.MaximumNArgs(1),
		func(ctx context.Context, args []string) error {
			if len(args) == 0 {
				c.json = true // there is no other form
				return c.print(c.app.Diagnose(ctx), "")
			}
			if err := c.app.WriteDiagnostics(ctx, args[0]); err != nil {
				return err
			}
			return c.print(map[string]string{"file": args[0]}, "The diagnostics are in %s. They hold no value of a record, no name, no key and no address.", args[0])
		})
}
