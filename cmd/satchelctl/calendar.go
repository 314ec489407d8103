package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/app/exchange"
)

// calendarVerb writes what has a time as a file for other calendars.
func (c *ctl) calendarVerb() *cobra.Command {
	var where string
	cmd := c.verb("calendar FILE [--where FILTER]", "write activities and next steps as a file for other calendars (.ics)", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			items, err := c.agenda(ctx, where)
			if err != nil {
				return err
			}
			f, err := os.OpenFile(filepath.Clean(args[0]), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
			if err != nil {
				return crm.Errorf(crm.CodeUnavailable, "The file cannot be made: %w.", err)
			}
			err = exchange.WriteICS(f, items, c.app.Now(), c.app.Zone)
			if closing := f.Close(); err == nil && closing != nil {
				err = crm.Errorf(crm.CodeUnavailable, "The file cannot be written: %w.", closing)
			}
			if err != nil {
				return err
			}
			return c.print(map[string]any{"events": len(items)}, "%d events written.", len(items))
		})
	cmd.Flags().StringVar(&where, "where", "", "only the activities of a filter; otherwise the user's own activities, next steps and ticket times")
	return cmd
}

// agenda reads the activities of a filter, or everything of the user's that has a time.
func (c *ctl) agenda(ctx context.Context, where string) ([]agenda.Item, error) {
	if where == "" {
		items, _, err := agenda.Read(ctx, c.app, agenda.Query{Mine: true})
		return items, err
	}
	filter, err := crm.ParseFilter(where)
	if err != nil {
		return nil, err
	}
	list, err := c.app.List(ctx, crm.Query{Entity: "activity", Where: crm.AllOf(filter, crm.Where("at", crm.NotEmpty))})
	if err != nil {
		return nil, err
	}
	return agenda.Of(ctx, c.app, list...)
}
