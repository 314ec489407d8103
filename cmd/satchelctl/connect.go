package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// connecting are the words of connect.
type connecting struct {
	replica.Connection
	prepare, look, theirs bool
}

func (c *ctl) connectVerb() *cobra.Command {
	var o connecting
	cmd := c.verb("connect PROVIDER --url URL [--user U]", "connect the team's CRM; the secret is read from standard input", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			o.Provider = args[0]
			if o.URL == "" {
				return wrong("--url is missing.")
			}
			secret, err := c.secret()
			if err != nil {
				return err
			}
			if o.prepare {
				if err := c.app.Remotes.Prepare(ctx, o.Connection, secret); err != nil {
					return err
				}
			}
			return c.connect(ctx, o, secret)
		})
	cmd.Flags().BoolVar(&o.prepare, "prepare", false, "as an administrator, first let Satchel prepare the server: it adds one field to each type")
	cmd.Flags().StringVar(&o.URL, "url", "", "address of the CRM")
	cmd.Flags().StringVar(&o.User, "user", "", "login name, where the CRM needs one")
	cmd.Flags().BoolVar(&o.look, "look", false, "only say how much is here, how much on the hub and what of it is the same; nothing is written")
	cmd.Flags().BoolVar(&o.theirs, "theirs", false, "take what is on the hub: what is here goes into a backup; without it what is the same becomes one")
	return cmd
}

// connect ties the database. Where all that is there is soon read, what is on both sides becomes one, or goes into a backup.
func (c *ctl) connect(ctx context.Context, o connecting, secret string) error {
	meets := slices.ContainsFunc(c.app.Remotes.Providers(), func(p app.ProviderInfo) bool { return p.Name == o.Provider && p.Meets })
	if (o.look || o.theirs) && !meets {
		return wrong("--look and --theirs are for a team hub.")
	}
	if !meets {
		account, err := c.app.Connect(ctx, o.Connection, secret)
		if err != nil {
			return err
		}
		if err := c.app.Extend(ctx, account.Offers); err != nil {
			return err
		}
		return c.connected(account, nil)
	}
	account, err := c.app.Remotes.Check(ctx, o.Connection, secret)
	if err != nil {
		return err
	}
	if account.Secret != "" { // signed in once for all that follows
		secret = account.Secret
	}
	tell := c.progress()
	m, err := c.app.Meet(ctx, func(ctx context.Context, f func(string, crm.Record) error) error {
		return c.app.Remotes.Survey(ctx, o.Connection, secret, f)
	}, func(done int64) { tell(app.Progress{What: "Reading what is there", Done: done}) })
	if err != nil {
		return err
	}
	var lines []string
	for _, k := range m.Kinds {
		lines = append(lines, k.Sentence(c.app.Catalog()).String()+".")
	}
	if o.look {
		return c.print(m, "%s", strings.Join(append(lines, "Nothing was written."), "\n"))
	}
	how := app.Merge
	if o.theirs {
		how = app.TakeTheir
	}
	account, kept, err := c.app.Unite(ctx, o.Connection, secret, m, how)
	if err != nil {
		return err
	}
	if kept != "" {
		lines = append(lines, "What was here is kept in "+kept+".")
	}
	return c.connected(account, lines)
}

// connected says what a connection allows and promises.
func (c *ctl) connected(account app.Account, more []string) error {
	lines := append([]string{fmt.Sprintf("Connected to %s as %s.", account.Server, account.User)}, slices.Concat(account.Rights, account.Guarantee, more)...)
	for _, o := range account.Offers {
		lines = append(lines, "Taken from the CRM: "+o.Sentence(crm.Base()).String()+".")
	}
	if account.Advice != "" {
		lines = append(lines, "For an administrator: "+account.Advice)
	}
	return c.print(account, "%s", strings.Join(lines, "\n"))
}
