package main

import (
	"context"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/match"
)

// pair is a line of duplicates.
type pair struct {
	Entity     string `json:"entity"`
	One        string `json:"one"`
	Other      string `json:"other"`
	OneTitle   string `json:"one_title"`
	OtherTitle string `json:"other_title"`
	Why        string `json:"why"`
}

func (c *ctl) duplicatesVerb() *cobra.Command {
	return c.verb("duplicates [ENTITY]", "list pairs of records that may be about the same, and why", cobra.MaximumNArgs(1), func(ctx context.Context, args []string) error {
		var entities []string
		for _, e := range c.app.Catalog().Entities() {
			if _, ok := match.Of(e); ok && len(args) == 0 {
				entities = append(entities, e.Name)
			}
		}
		if len(args) > 0 {
			e, err := c.entity(args[0])
			if err != nil {
				return err
			}
			entities = append(entities, e.Name)
		}
		for _, entity := range entities {
			pairs, err := match.Sweep(ctx, c.app, entity, c.rows("Read"))
			if err != nil {
				return err
			}
			for _, p := range pairs {
				line := pair{entity, p.One.ID, p.Other.ID, p.OneTitle, p.OtherTitle, p.Why.String()}
				if err := c.print(line, "%s %s  %s\n%s %s  %s\n    %s", entity, p.One.ID, p.OneTitle, entity, p.Other.ID, p.OtherTitle, line.Why); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (c *ctl) mergeVerb() *cobra.Command {
	return c.verb("merge ID OTHER [field=value ...]", "make one of two contacts, organisations, leads or tickets: the first one stays and takes what belongs to the other",
		cobra.MinimumNArgs(2), func(ctx context.Context, args []string) error {
			one, other, err := c.two(ctx, args)
			if err != nil {
				return err
			}
			e, err := c.entity(one.Entity)
			if err != nil {
				return err
			}
			before, err := c.app.Get(ctx, one)
			if err != nil {
				return err
			}
			after, err := c.assign(ctx, e, before, args[2:])
			if err != nil {
				return err
			}
			chosen := crm.Values{}
			for name, v := range after.Values {
				if !crm.Equal(v, before.Get(name)) {
					chosen[name] = v
				}
			}
			stays, batch, err := c.app.Merge(ctx, one, other, chosen)
			if err != nil {
				return err
			}
			return c.print(map[string]string{"id": stays.ID, "batch": batch.ID}, "Merged into %s. To take it back: satchelctl undo %s", stays.ID, batch.ID)
		})
}

func (c *ctl) separateVerb() *cobra.Command {
	var not bool
	cmd := c.verb("separate ID OTHER [--not]", "remember that two records are two, so that they are not listed as duplicates again", cobra.ExactArgs(2),
		func(ctx context.Context, args []string) error {
			one, other, err := c.two(ctx, args)
			if err != nil {
				return err
			}
			if err := c.app.KeepApart(ctx, one, other, !not); err != nil {
				return err
			}
			return c.print(map[string]bool{"separate": !not}, "This computer remembers it.")
		})
	cmd.Flags().BoolVar(&not, "not", false, "forget it again")
	return cmd
}

// two finds the records that two ids name.
func (c *ctl) two(ctx context.Context, args []string) (one, other crm.Ref, err error) {
	kinds := app.Mergeable(c.app.Catalog())
	if one, err = c.app.Store.Resolve(ctx, args[0], kinds); err == nil {
		other, err = c.app.Store.Resolve(ctx, args[1], kinds)
	}
	return one, other, err
}
