package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
)

func (c *ctl) eraseVerb() *cobra.Command {
	var keep, also []string
	var yes, finish bool
	var report string
	cmd := c.verb("erase ENTITY ID [--yes]", "remove a person for good, with proof; without --yes only say what would go", cobra.RangeArgs(0, 2), func(ctx context.Context, args []string) error {
		if finish {
			return c.finishErase(ctx)
		}
		if len(args) != 2 {
			return wrong("It is used so: satchelctl erase ENTITY ID [--yes]")
		}
		e, err := c.entity(args[0])
		if err != nil {
			return err
		}
		plan, err := c.app.PlanErase(ctx, crm.Ref{Entity: e.Name, ID: args[1]})
		if err != nil {
			return err
		}
		if err := choose(plan, keep, also); err != nil {
			return err
		}
		if !yes {
			return c.printPlan(plan)
		}
		done, err := c.app.Erase(ctx, plan, c.progress())
		if err != nil {
			return err
		}
		return c.printErasure(ctx, done, report)
	})
	cmd.Flags().StringSliceVar(&keep, "keep", nil, "kinds of records that stay although they would go, such as activity")
	cmd.Flags().StringSliceVar(&also, "also", nil, "kinds of records that go although they would stay, such as ticket,deal")
	cmd.Flags().BoolVar(&yes, "yes", false, "do it; nothing takes it back")
	cmd.Flags().BoolVar(&finish, "finish", false, "finish an erase that was interrupted")
	cmd.Flags().StringVar(&report, "report", "", "new file for the report, which names nobody but who erased")
	return cmd
}

// choose sets what goes and what stays.
func choose(plan app.ErasePlan, keep, also []string) error {
	for i, part := range plan.Parts {
		switch {
		case part.Always && slices.Contains(keep, part.Entity):
			return wrong("Records of %s are nothing without the person and cannot be kept.", part.Entity)
		case slices.Contains(keep, part.Entity):
			plan.Parts[i].Erase = false
		case slices.Contains(also, part.Entity):
			plan.Parts[i].Erase = true
		}
	}
	return nil
}

func (c *ctl) printPlan(plan app.ErasePlan) error {
	c.partial = true
	if c.json {
		return c.print(plan, "")
	}
	lines := []string{fmt.Sprintf("%s: %d records of the person would go for good.", plan.Title, len(plan.Records))}
	for _, part := range plan.Parts {
		word := "would stay"
		if part.Erase {
			word = "would go"
		}
		lines = append(lines, fmt.Sprintf("%d of %s %s.", len(part.Refs), part.Entity, word))
	}
	if len(plan.Trash) > 0 {
		lines = append(lines, fmt.Sprintf("%d deleted records in the trash would go.", len(plan.Trash)))
	}
	for _, m := range plan.Mentions {
		lines = append(lines, fmt.Sprintf("Named also in %s %s: %s", m.Entity, m.ID, m.Title))
	}
	return c.line(strings.Join(append(lines, "Nothing was erased. To do it: the same with --yes."), "\n"))
}

func (c *ctl) printErasure(ctx context.Context, done app.Erasure, report string) error {
	c.partial = done.Unproved || done.Unexplained > 0
	lines := make([]string, 0, 8)
	for _, said := range done.Said(c.app.Catalog()) {
		lines = append(lines, said.String())
	}
	if report != "" {
		if err := c.app.WriteErasure(ctx, report, lines); err != nil {
			return err
		}
	}
	return c.print(done, "%s", strings.Join(lines, "\n"))
}

func (c *ctl) finishErase(ctx context.Context) error {
	done, err := c.app.FinishErase(ctx, c.progress())
	if err != nil {
		return err
	}
	text := "Every erase came to its end already."
	if done {
		text = "Finished: what was removed is emptied in the bytes of the file."
	}
	return c.print(map[string]bool{"finished": done}, "%s", text)
}
