package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

func (c *ctl) connectVerb() *cobra.Command {
	var conn replica.Connection
	var prepare bool
	cmd := c.verb("connect PROVIDER --url URL [--user U]", "connect the team's CRM; the secret is read from standard input", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			conn.Provider = args[0]
			if conn.URL == "" {
				return wrong("--url is missing.")
			}
			secret, err := c.secret()
			if err != nil {
				return err
			}
			if prepare {
				if err := c.app.Remotes.Prepare(ctx, conn, secret); err != nil {
					return err
				}
			}
			account, err := c.app.Connect(ctx, conn, secret)
			if err != nil {
				return err
			}
			if err := c.app.Extend(ctx, account.Offers); err != nil {
				return err
			}
			lines := append([]string{fmt.Sprintf("Connected to %s as %s.", account.Server, account.User)}, account.Rights...)
			for _, o := range account.Offers {
				lines = append(lines, "Taken from the CRM: "+o.Sentence(crm.Base())+".")
			}
			if account.Advice != "" {
				lines = append(lines, "For an administrator: "+account.Advice)
			}
			return c.print(account, "%s", strings.Join(lines, "\n"))
		})
	cmd.Flags().BoolVar(&prepare, "prepare", false, "as an administrator, first let Satchel prepare the server: it adds one field to each type")
	cmd.Flags().StringVar(&conn.URL, "url", "", "address of the CRM")
	cmd.Flags().StringVar(&conn.User, "user", "", "login name, where the CRM needs one")
	return cmd
}

// secret takes the process's own, asks on a terminal without echo, or reads one line.
func (c *ctl) secret() (string, error) {
	if c.app.Secret != "" {
		return c.app.Secret, nil
	}
	if f, ok := c.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		_, _ = fmt.Fprint(c.err, "Key or password: ")
		raw, err := term.ReadPassword(int(f.Fd()))
		_, _ = fmt.Fprintln(c.err)
		return string(raw), err
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if secret := strings.TrimSpace(line); secret != "" {
		return secret, nil
	}
	if err == nil {
		err = errors.New("it was empty")
	}
	return "", wrong("The key or password is read from standard input, which failed: %w.", err)
}

func (c *ctl) syncVerb() *cobra.Command {
	var watch bool
	cmd := c.verb("sync [--watch]", "exchange changes with the CRM", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		for {
			round, err := c.app.Sync.Round(ctx, c.progress())
			if err == nil || round.Requests > 0 {
				if err := c.print(round, "%d read, %d sent, %d conflicts, %d refused; %d requests, %d bytes, %d ms",
					round.Pulled, round.Pushed, round.Conflicts, round.Refused, round.Requests, round.Bytes, round.Ms); err != nil {
					return err
				}
			}
			err = c.afterRound(ctx, err, watch)
			if watch && ctx.Err() != nil {
				return nil // stopped, as a watch is meant to end
			}
			if err != nil || !watch {
				return err
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(15 * time.Second):
			}
		}
	})
	cmd.Flags().BoolVar(&watch, "watch", false, "go on until stopped")
	return cmd
}

// afterRound notes what needs a person. A watch goes on after a failure that time may heal.
func (c *ctl) afterRound(ctx context.Context, err error, watch bool) error {
	if err != nil && watch {
		switch crm.CodeOf(err) {
		case crm.CodeUnavailable, crm.CodeTimeout, crm.CodeBusy:
			c.say("%s", err)
			return nil
		}
	}
	if err != nil {
		return err
	}
	st, err := c.app.SyncStatus(ctx)
	if err != nil {
		return err
	}
	c.partial = st.Refused+st.Conflicts > 0
	return nil
}

// progress reports at most twice a second.
func (c *ctl) progress() func(app.Progress) {
	var last time.Time
	return func(p app.Progress) {
		if time.Since(last) < 500*time.Millisecond {
			return
		}
		last = time.Now()
		if p.Total > 0 {
			c.say("%s: %d of %d", p.What, p.Done, p.Total)
		} else {
			c.say("%s: %d", p.What, p.Done)
		}
	}
}

func (c *ctl) statusVerb() *cobra.Command {
	return c.verb("status", "what waits to be sent and what needs a person", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		st, err := c.app.SyncStatus(ctx)
		if err != nil {
			return err
		}
		held, err := c.app.Held(ctx, 1000)
		if err != nil {
			return err
		}
		c.partial = st.Refused+st.Conflicts > 0
		stays, err := c.app.Stays(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.print(statusOf(st, held, stays), "")
		}
		where := "Not connected"
		if st.Connected {
			where = "Connected to " + st.Account.URL
		}
		if err := c.print(nil, "%s. %d to send, %d refused, %d need you, %d kept here only.", where, st.Waiting, st.Refused, st.Conflicts, st.Local); err != nil {
			return err
		}
		for _, h := range heldLines(held) {
			if err := c.print(nil, "%s %s: %s (%s)", h["entity"], h["id"], h["message"], h["reason"]); err != nil {
				return err
			}
		}
		return c.stay(ctx, stays)
	})
}

// stay says what the CRM cannot store, and what it has beyond this database.
func (c *ctl) stay(ctx context.Context, stays []app.Stay) error {
	var words []string
	for _, s := range stays {
		if s.N > 0 {
			words = append(words, s.Sentence(c.app.Catalog()))
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
	var take bool
	cmd := c.verb("fields [--take]", "what the CRM's administrator added: fields and answers that are not here yet", cobra.NoArgs,
		func(ctx context.Context, _ []string) error {
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
	cmd.Flags().BoolVar(&take, "take", false, "take them all")
	return cmd
}

// statusOf is the status in JSON; moments are written as everywhere.
func statusOf(st app.Status, held []replica.Item, stays []app.Stay) any {
	type connection struct {
		replica.Connection
		Since string `json:"since"`
	}
	out := struct {
		app.Status
		Account *connection         `json:"connection"`
		Checked string              `json:"checked,omitempty"`
		Held    []map[string]string `json:"held"`
		Stays   []app.Stay          `json:"stays"`
	}{Status: st, Held: heldLines(held), Stays: slices.DeleteFunc(stays, func(s app.Stay) bool { return s.N == 0 })}
	if st.Connected {
		out.Account = &connection{st.Account, st.Account.Since.String()}
	}
	if st.Checked != 0 {
		out.Checked = st.Checked.String()
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
