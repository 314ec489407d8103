package main

import (
	"context"

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
			if err := exchange.CalendarFile(args[0], items, c.app.Now(), c.app.Zone); err != nil {
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
