package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"satchel/app/crm"
	"satchel/app/exchange"
)

func (c *ctl) importVerb() *cobra.Command {
	var said importFlags
	var dry bool
	cmd := c.verb("import ENTITY FILE [--map FILE] [--dry-run]", "take records in from CSV, a spreadsheet, vCard, a calendar, or an export of ours (import everything FOLDER | FILE.zip)", cobra.ExactArgs(2),
		func(ctx context.Context, args []string) error {
			var e *crm.Entity
			if args[0] != "everything" || !exchange.IsExport(args[1]) {
				var err error
				if e, err = c.entity(args[0]); err != nil {
					return err
				}
			}
			o, err := c.importOptions(ctx, said)
			if err != nil {
				return err
			}
			result, err := c.importFile(ctx, e, args[1], o, dry)
			if err != nil {
				return err
			}
			return c.printImport(result, dry)
		})
	said.add(cmd)
	cmd.Flags().BoolVar(&dry, "dry-run", false, "check the whole file and write nothing")
	return cmd
}

func (c *ctl) importFile(ctx context.Context, e *crm.Entity, file string, o exchange.Options, dry bool) (exchange.Result, error) {
	if exchange.IsExport(file) {
		if dry {
			return exchange.Result{}, wrong("--dry-run is for all files but an export of ours.")
		}
		return exchange.ReadBack(ctx, c.app, file, o.Who, c.rows("Read"))
	}
	plan, err := exchange.NewPlan(ctx, c.app, e.Name, file, o)
	if err != nil {
		return exchange.Result{}, err
	}
	defer func() { _ = plan.Close() }()
	for _, note := range plan.Notes {
		c.say("%s", note)
	}
	if dry {
		return plan.Result(), nil
	}
	return plan.Run(ctx, c.rows("Written"))
}

func (c *ctl) printImport(r exchange.Result, dry bool) error {
	c.partial = len(r.Refused) > 0
	if r.Refused == nil {
		r.Refused = []exchange.Refusal{}
	}
	if !c.json {
		for _, x := range r.Refused {
			place := fmt.Sprintf("Row %d", x.Row)
			if x.Column != "" {
				place += ", " + x.Column
			}
			c.say("%s: %s", place, x.Reason)
		}
	}
	text := "%d new, %d existing (%d changed), %d refused."
	if !dry && r.Batch != "" {
		text += " To take it back: satchelctl undo " + r.Batch
	}
	return c.print(r, text, r.New, r.Existing, r.Changed, int64(len(r.Refused))+r.More)
}

// rows reports progress at most twice a second.
func (c *ctl) rows(what string) exchange.Progress {
	var last time.Time
	return func(done, total int64) {
		if time.Since(last) < 500*time.Millisecond {
			return
		}
		last = time.Now()
		if total > 0 {
			c.say("%s %d of %d rows", what, done, total)
		} else {
			c.say("%s %d rows", what, done)
		}
	}
}
