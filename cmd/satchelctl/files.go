package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"satchel/app"
)

func (c *ctl) attachVerb() *cobra.Command {
	return c.verb("attach ENTITY ID FILE", "keep a copy of a file with a record", cobra.ExactArgs(3), func(ctx context.Context, args []string) error {
		_, about, err := c.record(ctx, args)
		if err != nil {
			return err
		}
		e, err := c.entity("file")
		if err != nil {
			return err
		}
		r, _, err := c.app.AttachFile(ctx, about.Ref(), args[2])
		if err != nil {
			return err
		}
		return c.printRecord(e, r)
	})
}

func (c *ctl) fileVerb() *cobra.Command {
	return c.verb("file ID [OUT]", "write a file out, to standard output without OUT; what only the online CRM has is fetched first", cobra.RangeArgs(1, 2), func(ctx context.Context, args []string) error {
		progress := c.progress()
		if err := c.app.FetchFile(ctx, args[0], func(done, total int64) {
			progress(app.Progress{What: "Fetching, in KB", Done: done >> 10, Total: max(total, 0) >> 10})
		}); err != nil {
			return err
		}
		if len(args) == 1 {
			_, content, err := c.app.ReadFile(ctx, args[0])
			if err != nil {
				return err
			}
			if _, err := c.out.Write(content); err != nil {
				return fmt.Errorf("write the file to standard output: %w", err)
			}
			return nil
		}
		out, err := filepath.Abs(args[1])
		if err != nil {
			return wrong("%q is no usable file name.", args[1])
		}
		if err := c.app.SaveFile(ctx, args[0], out); err != nil {
			return err
		}
		return c.print(map[string]string{"id": args[0], "file": out}, "Written to %s.", out)
	})
}
