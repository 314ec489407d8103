package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// decision is what the flags of resolve say.
type decision struct {
	mine, theirs, alike, undo bool
	set                       []string
	candidate                 int
}

func (c *ctl) resolveVerb() *cobra.Command {
	var d decision
	cmd := c.verb("resolve ID --mine|--theirs|--set FIELD=VALUE|--candidate N|--undo", "decide an item of the inbox, or take a decision back", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error { return c.decide(ctx, args[0], d) })
	cmd.Flags().BoolVar(&d.mine, "mine", false, "use what was entered here")
	cmd.Flags().BoolVar(&d.theirs, "theirs", false, "keep what the CRM has")
	cmd.Flags().StringArrayVar(&d.set, "set", nil, "use another value, given as FIELD=VALUE; may be repeated")
	cmd.Flags().IntVar(&d.candidate, "candidate", 0, "of a possible double: it is the candidate of this number, from 1")
	cmd.Flags().BoolVar(&d.alike, "all-like", false, "decide all open items of the same kind about the same field so; with --mine or --theirs")
	cmd.Flags().BoolVar(&d.undo, "undo", false, "put an item back into the inbox that was decided in the last 30 days")
	return cmd
}

func (c *ctl) decide(ctx context.Context, id string, d decision) error {
	ways := 0
	for _, on := range []bool{d.mine, d.theirs, len(d.set) > 0, d.candidate != 0, d.undo} {
		if on {
			ways++
		}
	}
	if ways != 1 || d.alike && !d.mine && !d.theirs {
		return wrong("Say one of --mine, --theirs, --set, --candidate and --undo; --all-like goes with --mine or --theirs.")
	}
	if d.undo {
		if err := c.app.TakeBackAnswer(ctx, id); err != nil {
			return err
		}
		return c.print(map[string]string{"id": id, "choice": "undo"}, "It is in the inbox again.")
	}
	answer := replica.Answer{Choice: replica.Theirs}
	if d.mine {
		answer.Choice = replica.Mine
	}
	list, err := c.app.Inbox(ctx)
	if err != nil {
		return err
	}
	var item replica.Conflict
	for _, x := range list {
		if x.ID == id {
			item = x
		}
	}
	switch {
	case item.ID == "":
		return crm.Errorf(crm.CodeNotFound, "There is no open conflict %q. It may have been settled already.", id)
	case d.alike:
		return c.decideAll(ctx, app.Alike(list, item), answer.Choice)
	case d.candidate < 0 || d.candidate > len(item.Candidates):
		return crm.Errorf(crm.CodeInvalid, "%q has %d candidates.", item.Title, len(item.Candidates))
	case d.candidate > 0:
		answer.Candidate = item.Candidates[d.candidate-1]
	case len(d.set) > 0:
		if answer, err = c.ownAnswer(ctx, item, d.set); err != nil {
			return err
		}
	}
	if err := c.app.Sync.Resolve(ctx, id, answer); err != nil {
		return err
	}
	return c.print(map[string]string{"id": id, "choice": string(answer.Choice)}, "Resolved.")
}

func (c *ctl) decideAll(ctx context.Context, list []replica.Conflict, choice replica.Choice) error {
	done, changed, err := c.app.ResolveAll(ctx, list, choice)
	if err != nil {
		return err
	}
	c.partial = changed > 0
	return c.print(map[string]any{"choice": choice, "resolved": done, "changed_meanwhile": changed},
		"%d resolved, %d left because they changed meanwhile.", done, changed)
}

// ownAnswer reads FIELD=VALUE words for the fields of an item.
func (c *ctl) ownAnswer(ctx context.Context, item replica.Conflict, words []string) (replica.Answer, error) {
	e, err := c.app.Catalog().Entity(item.Entity)
	if err != nil {
		return replica.Answer{}, err
	}
	r := crm.NewRecord(item.Entity, item.Ref.ID)
	for name, v := range item.Mine { // an amount is read by its currency
		r.Set(name, v)
	}
	if r, err = c.assign(ctx, e, r, words); err != nil {
		return replica.Answer{}, err
	}
	out := replica.Answer{Choice: replica.Edited, Values: crm.Values{}}
	for _, w := range words {
		name, _, _ := strings.Cut(w, "=")
		path, err := c.app.Catalog().Path(e.Name, strings.TrimSpace(name))
		if err != nil {
			return out, err
		}
		out.Values[path.Field.Name] = r.Values[path.Field.Name]
	}
	return out, nil
}
