package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/exchange"
)

func (c *ctl) importVerb() *cobra.Command {
	var mapping, order string
	var dry, overwrite bool
	cmd := c.verb("import ENTITY FILE [--map FILE] [--dry-run]", "take records in from CSV, vCard or our own JSON", cobra.ExactArgs(2),
		func(ctx context.Context, args []string) error {
			e, err := c.entity(args[0])
			if err != nil {
				return err
			}
			switch exchange.DateOrder(order) {
			case "", exchange.DayFirst, exchange.MonthFirst:
			default:
				return wrong("--dates is %s or %s, not %q.", exchange.DayFirst, exchange.MonthFirst, order)
			}
			o, err := c.importOptions(ctx, mapping)
			if err != nil {
				return err
			}
			o.Overwrite, o.DateOrder = overwrite, exchange.DateOrder(order)
			result, err := c.importFile(ctx, e, args[1], o, dry)
			if err != nil {
				return err
			}
			return c.printImport(result, dry)
		})
	cmd.Flags().StringVar(&mapping, "map", "", `JSON file that maps columns by hand: {"Header": "field", "Other": ""}`)
	cmd.Flags().StringVar(&order, "dates", "", "order of days such as 3/4/2026 where the column does not tell: dmy or mdy")
	cmd.Flags().BoolVar(&overwrite, "overwrite", false, "existing records take the file's values; otherwise only their empty fields do")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "check the whole file and write nothing")
	return cmd
}

func (c *ctl) importOptions(ctx context.Context, mapping string) (exchange.Options, error) {
	loc, err := c.app.Locale(ctx)
	if err != nil {
		return exchange.Options{}, err
	}
	me, err := c.app.Setting(ctx, app.SettingMe)
	if err != nil {
		return exchange.Options{}, err
	}
	o := exchange.Options{Zone: loc.Zone, Currency: loc.Currency, Who: me, Now: c.app.Now(), Progress: c.rows("Checked")}
	if mapping != "" {
		if o.Mapping, err = exchange.ReadMapping(mapping); err != nil {
			return o, err
		}
	}
	return o, nil
}

func (c *ctl) importFile(ctx context.Context, e *crm.Entity, file string, o exchange.Options, dry bool) (exchange.Result, error) {
	if strings.EqualFold(filepath.Ext(file), ".json") {
		if dry {
			return exchange.Result{}, wrong("--dry-run is for CSV and vCard files.")
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

func (c *ctl) exportVerb() *cobra.Command {
	var only string
	cmd := c.verb("export DIR [--only ENTITY]", "write everything as CSV and JSON into a new folder", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			o := exchange.ExportOptions{Progress: c.rows("Written")}
			if only != "" {
				e, err := c.entity(only)
				if err != nil {
					return err
				}
				o.Only = e.Name
			}
			done, err := exchange.Export(ctx, c.app, args[0], o)
			if err != nil {
				return err
			}
			return c.print(done, "Exported into %s.", args[0])
		})
	cmd.Flags().StringVar(&only, "only", "", "one kind of record only")
	return cmd
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
