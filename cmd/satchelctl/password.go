package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (c *ctl) passwordVerb() *cobra.Command {
	return c.verb("password", "change your password on the hub: the present and the new one are read from standard input, a line each", cobra.NoArgs,
		func(ctx context.Context, _ []string) error {
			in := bufio.NewReader(c.in)
			old, err := c.secretLine(in, "Present password: ")
			if err != nil {
				return err
			}
			fresh, err := c.secretLine(in, "New password: ")
			if err != nil {
				return err
			}
			if err := c.app.ChangePassword(ctx, old, fresh); err != nil {
				return err
			}
			return c.print(map[string]bool{"changed": true}, "The password is changed. Your other computers are signed out.")
		})
}

func (c *ctl) signOutVerb() *cobra.Command {
	return c.verb("sign-out-others", "sign your other computers out of the hub", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if err := c.app.SignOutOthers(ctx); err != nil {
			return err
		}
		return c.print(map[string]bool{"signed_out": true}, "Your other computers are signed out.")
	})
}

// secretLine asks on a terminal without echo, or reads one line.
func (c *ctl) secretLine(in *bufio.Reader, prompt string) (string, error) {
	if f, ok := c.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		_, _ = fmt.Fprint(c.err, prompt)
		raw, err := term.ReadPassword(int(f.Fd()))
		_, _ = fmt.Fprintln(c.err)
		return string(raw), err
	}
	line, err := in.ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", wrong("Two passwords are read from standard input, a line each: %v.", err)
	}
	return line, nil
}
