package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/replica"
)

func (c *ctl) statusVerb() *cobra.Command {
	var limit int
	cmd := c.verb("status [--limit N]", "what waits to be sent and what needs a person", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if limit < 0 || limit > 100_000 {
			return wrong("--limit is a number from 0 to 100000.")
		}
		st, err := c.app.SyncStatus(ctx)
		if err != nil {
			return err
		}
		entities, err := c.app.Sync.Entities(ctx)
		if err != nil {
			return err
		}
		held, err := c.app.Held(ctx, limit)
		if err != nil {
			return err
		}
		waiting, err := c.app.Waiting(ctx, entities, false, 0, limit)
		if err != nil {
			return err
		}
		stays, err := c.app.Stays(ctx)
		if err != nil {
			return err
		}
		c.partial = st.Refused+st.Conflicts > 0
		if c.json {
			return c.print(statusOf(st, held, waiting, stays), "")
		}
		if err := c.tellStatus(st, waiting); err != nil {
			return err
		}
		return c.stay(ctx, stays)
	})
	cmd.Flags().IntVar(&limit, "limit", 100, "list at most so many waiting records")
	return cmd
}

func (c *ctl) tellStatus(st app.Status, waiting []replica.Item) error {
	where := "Not connected"
	if st.Connected {
		where = "Connected to " + st.Account.URL
	}
	if err := c.print(nil, "%s. %d to send, %d refused, %d need you, %d kept here only.", where, st.Waiting, st.Refused, st.Conflicts, st.Local); err != nil {
		return err
	}
	if st.Failing != 0 {
		if err := c.print(nil, "The exchange has failed since %s: %s", st.Failing, st.Last.Failure); err != nil {
			return err
		}
	}
	for _, item := range waiting {
		w := waitingOf(item)
		line := w["entity"].(string) + " " + w["id"].(string) + ": " + w["what"].(string)
		if reason, ok := w["reason"].(string); ok {
			line += ", held (" + reason + "): " + w["message"].(string)
		}
		if err := c.line(line); err != nil {
			return err
		}
	}
	if n := st.Waiting + st.Refused - int64(len(waiting)); n > 0 {
		if err := c.print(nil, "and %d more", n); err != nil {
			return err
		}
	}
	for _, sentence := range st.Guarantee {
		if err := c.line(sentence); err != nil {
			return err
		}
	}
	return nil
}

// statusOf is the status in JSON; moments are written as everywhere.
func statusOf(st app.Status, held, waiting []replica.Item, stays []app.Stay) any {
	type connection struct {
		replica.Connection
		Since string `json:"since"`
	}
	out := struct {
		app.Status
		Account *connection         `json:"connection"`
		Checked string              `json:"checked,omitempty"`
		Failing string              `json:"failing_since,omitempty"`
		Held    []map[string]string `json:"held"`
		Outbox  []map[string]any    `json:"outbox"` // what waits, oldest first, at most --limit
		Stays   []app.Stay          `json:"stays"`
	}{Status: st, Stays: slices.DeleteFunc(stays, func(s app.Stay) bool { return s.N == 0 }), Held: heldLines(held), Outbox: []map[string]any{}}
	if st.Connected {
		out.Account = &connection{st.Account, st.Account.Since.String()}
	}
	if st.Checked != 0 {
		out.Checked = st.Checked.String()
	}
	if st.Failing != 0 {
		out.Failing = st.Failing.String()
	}
	for _, item := range waiting {
		out.Outbox = append(out.Outbox, waitingOf(item))
	}
	return out
}

func heldLines(held []replica.Item) []map[string]string {
	out := []map[string]string{}
	for _, h := range held {
		if h.Hold != nil {
			out = append(out, map[string]string{"entity": h.Entity, "id": h.ID, "reason": string(h.Hold.Reason), "message": h.Hold.Message})
		}
	}
	return out
}

// waitingOf says what of a record waits to be sent.
func waitingOf(item replica.Item) map[string]any {
	out := map[string]any{"entity": item.Entity, "id": item.ID}
	switch {
	case item.Deleted:
		out["what"] = "deleted"
	case item.New:
		out["what"] = "created"
	default:
		var groups []string
		for _, e := range item.Edits {
			groups = append(groups, e.Group)
		}
		slices.Sort(groups)
		out["what"], out["changed"] = "changed "+strings.Join(groups, ", "), groups
	}
	if h := item.Hold; h != nil {
		out["reason"], out["message"], out["since"] = string(h.Reason), cmp.Or(h.Message, "It waits."), h.Since.String()
		if h.NextTry != 0 {
			out["next_try"] = h.NextTry.String()
		}
	}
	return out
}
