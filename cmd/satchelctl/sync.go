package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"satchel/app"
	"satchel/app/crm"
)

func (c *ctl) disconnectVerb() *cobra.Command {
	return c.verb("disconnect", "untie the team's CRM and forget its secret; all records stay here", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		conn, err := c.app.Connection(ctx)
		if err != nil {
			return err
		}
		if err := c.app.Disconnect(ctx); err != nil {
			return err
		}
		return c.print(map[string]string{"disconnected": conn.URL}, "Disconnected from %s. All records stay here.", conn.URL)
	})
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
