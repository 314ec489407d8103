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
	var decided bool
	cmd := c.verb("inbox [--decided]", "list what needs a decision", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if decided {
			return c.listDecided(ctx)
		}
		conflicts, err := c.app.Inbox(ctx)
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
				"mine": mine, "theirs": theirs, "before": base, "who": x.Who, "opened": x.Opened.String(), "candidates": x.Candidates, "alike": len(app.Alike(conflicts, x)),
			}, "%s\t%s %s: %s\n\tmine: %s\n\ttheirs: %s\n\tbefore: %s", x.ID, x.Entity, x.Title, sentence(x), oneLine(mine), oneLine(theirs), oneLine(base)); err != nil {
				return err
			}
		}
		return nil
	})
	cmd.Flags().BoolVar(&decided, "decided", false, "list what was decided in the last 30 days and can be taken back with: resolve ID --undo")
	return cmd
}

// listDecided lists the answers that can be taken back.
func (c *ctl) listDecided(ctx context.Context) error {
	list, err := c.app.Decided(ctx, 1000)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := c.print(map[string]any{
			"id": x.ID, "kind": x.Kind, "entity": x.Entity, "record": x.Ref.ID, "title": x.Title, "group": x.Group, "choice": x.Choice, "at": x.At.String(),
		}, "%s\t%s %s: %s %s", x.ID, x.Entity, x.Title, x.Group, x.Choice); err != nil {
			return err
		}
	}
	return nil
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
