package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
)

// stay says what the CRM cannot store, and what it has beyond this database.
func (c *ctl) stay(ctx context.Context, stays []app.Stay) error {
	var words []string
	for _, s := range stays {
		if s.N > 0 {
			words = append(words, s.Sentence(c.app.Catalog()).String())
		}
	}
	if len(words) > 0 {
		if err := c.print(nil, "Stay here, because the CRM has no place for them: %s.", strings.Join(words, ", ")); err != nil {
			return err
		}
	}
	offers, err := c.app.Offers(ctx)
	if err != nil || len(offers) == 0 {
		return err
	}
	return c.print(nil, "The CRM's administrator added %d things that are not here; see satchelctl fields.", len(offers))
}

func (c *ctl) fieldsVerb() *cobra.Command {
	var take, unused bool
	cmd := c.verb("fields [--take] [--unused]", "what the CRM's administrator added: fields and answers that are not here yet; or fields that nobody fills", cobra.NoArgs,
		func(ctx context.Context, _ []string) error {
			if unused {
				return c.unusedFields(ctx)
			}
			offers, err := c.app.Offers(ctx)
			if err != nil {
				return err
			}
			catalog := c.app.Catalog()
			if take {
				if err := c.app.Extend(ctx, offers); err != nil {
					return err
				}
			}
			for _, o := range offers {
				if err := c.print(o, "%s", o.Sentence(catalog)); err != nil {
					return err
				}
			}
			switch {
			case c.json:
				return nil
			case len(offers) == 0:
				return c.line("Everything that the CRM has, as last read, is here or has no kind here.")
			case take:
				return c.line("Taken. The next sync reads their values.")
			}
			return c.line("To take them: satchelctl fields --take")
		})
	cmd.Flags().BoolVar(&unused, "unused", false, "fields that no record has filled, so that nobody need be asked for them")
	cmd.Flags().BoolVar(&take, "take", false, "take them all")
	return cmd
}

func (c *ctl) unusedFields(ctx context.Context) error {
	list, err := c.app.UnusedFields(ctx)
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := c.print(u, "%s.%s: none of %d records has it", u.Entity, u.Field, u.Records); err != nil {
			return err
		}
	}
	if len(list) == 0 && !c.json {
		return c.line("Every field is filled by some record.")
	}
	return nil
}
