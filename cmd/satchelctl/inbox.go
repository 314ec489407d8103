package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

func (c *ctl) inboxVerb() *cobra.Command {
	return c.verb("inbox", "list what needs a decision", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		conflicts, err := c.app.Sync.Conflicts(ctx)
		if err != nil {
			return err
		}
		c.partial = len(conflicts) > 0
		for _, x := range conflicts {
			e, err := c.app.Catalog().Entity(x.Entity)
			if err != nil {
				return err
			}
			mine, theirs, base := sideOf(e, x.Mine), sideOf(e, x.Theirs), sideOf(e, x.Base)
			if err := c.print(map[string]any{
				"id": x.ID, "kind": x.Kind, "entity": x.Entity, "record": x.Ref.ID, "title": x.Title, "group": x.Group, "message": x.Message,
				"mine": mine, "theirs": theirs, "before": base, "who": x.Who, "opened": x.Opened.String(), "candidates": x.Candidates,
			}, "%s\t%s %s: %s\n\tmine: %s\n\ttheirs: %s\n\tbefore: %s", x.ID, x.Entity, x.Title, sentence(x), oneLine(mine), oneLine(theirs), oneLine(base)); err != nil {
				return err
			}
		}
		return nil
	})
}

func sentence(x replica.Conflict) string {
	if x.Message != "" {
		return x.Message
	}
	return string(x.Kind)
}

// sideOf gives the values of one side in the form of JSON.
func sideOf(e *crm.Entity, values crm.Values) map[string]any {
	out := map[string]any{}
	for name, v := range values {
		if f, ok := e.Field(name); ok && !crm.IsEmpty(v) {
			currency, _ := values[f.Currency].(string)
			out[name] = crm.ToJSON(f, v, currency)
		}
	}
	return out
}

func oneLine(values map[string]any) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		words = append(words, fmt.Sprintf("%s %v", name, values[name]))
	}
	return strings.Join(words, ", ")
}

func (c *ctl) resolveVerb() *cobra.Command {
	var mine, theirs bool
	cmd := c.verb("resolve ID --mine|--theirs", "decide an item of the inbox", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		if mine == theirs {
			return wrong("Say either --mine or --theirs.")
		}
		choice := app.Theirs
		if mine {
			choice = app.Mine
		}
		if err := c.app.Sync.Resolve(ctx, args[0], choice); err != nil {
			return err
		}
		return c.print(map[string]string{"id": args[0], "choice": string(choice)}, "Resolved.")
	})
	cmd.Flags().BoolVar(&mine, "mine", false, "use what was entered here")
	cmd.Flags().BoolVar(&theirs, "theirs", false, "keep what the CRM has")
	return cmd
}
