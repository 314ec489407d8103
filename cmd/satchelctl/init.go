package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"satchel/cmd/internal/boot"
	"satchel/ui/present"
)

func (c *ctl) initVerb() *cobra.Command {
	var sample bool
	cmd := c.verb("init [--sample]", "make the database", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		var records int64
		if sample {
			batch, err := boot.LoadSample(ctx, c.app)
			if err != nil {
				return err
			}
			records = batch.Changes
		}
		return c.print(map[string]any{"file": boot.File(c.file), "sample": records}, "The database is %s; %d sample records.", boot.File(c.file), records)
	})
	cmd.Flags().BoolVar(&sample, "sample", false, "fill it with sample data that can be removed in one step")
	return cmd
}

func (c *ctl) undoVerb() *cobra.Command {
	return c.verb("undo BATCH_OR_CHANGE", "take an import or a change back whole", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		undone, err := c.app.TakeBack(ctx, args[0])
		if err != nil {
			return err
		}
		kept := []map[string]string{}
		for _, k := range undone.Kept {
			e, err := c.app.Catalog().Entity(k.Entity)
			if err != nil {
				return err
			}
			c.say("%s %s", e.Label, present.Stays(e, k))
			kept = append(kept, map[string]string{"entity": k.Entity, "id": k.Ref.ID, "title": k.Title, "reason": present.Stays(e, k)})
		}
		c.partial = len(kept) > 0
		return c.print(map[string]any{"batch": undone.Batch.ID, "changes": undone.Batch.Changes, "kept": kept},
			"Taken back: %d records. Kept, because they were edited since: %d.", undone.Batch.Changes, len(kept))
	})
}

func (c *ctl) checkVerb() *cobra.Command {
	var repair bool
	cmd := c.verb("check [--repair]", "test the integrity of the file and of the bookkeeping", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		found, err := c.app.Check(ctx)
		if err != nil {
			return err
		}
		if found == nil {
			found = []string{}
		}
		if repair && len(found) > 0 {
			c.say("Found: %s", strings.Join(found, " "))
			if err := c.app.Repair(ctx); err != nil {
				return err
			}
			if found, err = c.app.Check(ctx); err != nil {
				return err
			}
		}
		c.partial = len(found) > 0
		if c.json {
			return c.print(map[string]any{"ok": len(found) == 0, "found": found}, "")
		}
		for _, line := range found {
			if err := c.print(nil, "%s", line); err != nil {
				return err
			}
		}
		if len(found) == 0 {
			return c.print(nil, "Everything is sound.")
		}
		return nil
	})
	cmd.Flags().BoolVar(&repair, "repair", false, "make the search, the keys and the indexes anew where something is wrong, and check again")
	return cmd
}
