package main

import (
	"cmp"
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/exchange"
)

func (c *ctl) exportVerb() *cobra.Command {
	var only, where, labels string
	var merge bool
	cmd := c.verb("export DIR | FILE [--only ENTITY]", "write everything into a new folder or a .zip, or one list as .csv, .xlsx, .vcf or labels (.pdf)", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			if only != "" {
				e, err := c.entity(only)
				if err != nil {
					return err
				}
				only = e.Name
			}
			switch filepath.Ext(args[0]) {
			case ".csv", ".xlsx", ".vcf", ".pdf":
				return c.exportList(ctx, args[0], only, where, labels, merge)
			}
			if where != "" || labels != "" || merge {
				return wrong("--where, --labels and --merge are for one list: export FILE.csv --only ENTITY.")
			}
			done, err := exchange.Export(ctx, c.app, args[0], exchange.ExportOptions{Only: only, Zone: c.app.Zone, Progress: c.rows("Written")})
			if err != nil {
				return err
			}
			if err := c.app.LogExport(ctx, app.Export{What: cmp.Or(only, "everything"), Records: done.Total(), Where: args[0]}); err != nil {
				return err
			}
			return c.print(done, "Exported into %s.", args[0])
		})
	cmd.Flags().StringVar(&only, "only", "", "one kind of record only")
	cmd.Flags().StringVar(&where, "where", "", "only records that fit this filter")
	cmd.Flags().StringVar(&labels, "labels", "", "sheet to print a .pdf of addresses on (default L7160)")
	cmd.Flags().BoolVar(&merge, "merge", false, "a .csv for letters by a word processor, without those who must not be written to")
	return cmd
}

// exportList writes one list.
func (c *ctl) exportList(ctx context.Context, file, entity, where, labels string, merge bool) error {
	if entity == "" {
		entity = "contact"
	}
	_, q, err := c.query(ctx, entity, where)
	if err != nil {
		return err
	}
	write := exchange.ExportList
	switch {
	case merge:
		write = exchange.MailMerge
	case labels != "":
		sheet, err := exchange.LabelSheetOf(labels)
		if err != nil {
			return usage{err}
		}
		write = func(ctx context.Context, store exchange.Store, q crm.Query, file string, p exchange.Progress) (int64, error) {
			return exchange.Labels(ctx, store, q, file, sheet, p)
		}
	}
	n, err := write(ctx, c.app, q, file, c.rows("Written"))
	if err != nil {
		return err
	}
	if err := c.app.LogExport(ctx, app.Export{What: entity, Records: n, Where: file}); err != nil {
		return err
	}
	return c.print(map[string]any{"file": file, "count": n}, "%d written into %s.", n, file)
}
