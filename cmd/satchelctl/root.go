package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
	"satchel/cmd/internal/boot"
	"satchel/storage/secret"
)

// Exit codes, a promise to scripts.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitPartial = 3 // done in part: something needs a person
)

// ctl is one call of the program.
type ctl struct {
	in       io.Reader
	out, err io.Writer
	file     string
	json     bool
	verbose  bool
	partial  bool // set by a verb that left something to a person

	app *app.App // open while a verb runs
}

// usage marks an error of the person who typed the command.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// wrong says what is wrong with the command line.
func wrong(sentence string, args ...any) error {
	return usage{crm.Errorf(crm.CodeInvalid, sentence, args...)}
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	c := &ctl{in: in, out: out, err: errOut}
	root := c.command()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	var wrong usage
	switch {
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintf(errOut, "%s\nTry: satchelctl help\n", printable(err.Error()))
		return exitUsage
	case err != nil:
		_, _ = fmt.Fprintln(errOut, printable(failed(err)))
		return exitFailed
	case c.partial:
		return exitPartial
	}
	return exitDone
}

// failed is what a verb that failed says. Where there is no keychain, a command line has another way.
func failed(err error) string {
	var e *crm.Error
	if errors.As(err, &e) && e.Code == crm.CodeUnavailable && e.Field == crm.FieldSecret {
		return err.Error() + " An unattended run may get its password or key from " + secret.Variable + "."
	}
	return err.Error()
}

func (c *ctl) command() *cobra.Command {
	root := &cobra.Command{
		Use: "satchelctl", Short: "Satchel from the command line",
		SilenceErrors: true, SilenceUsage: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrong("There is no verb %q.", args[0])
			}
			return wrong("A verb is missing.")
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	root.SetHelpCommand(c.helpVerb(root))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage{err} })
	root.PersistentFlags().StringVar(&c.file, "db", "", "database file (default: $SATCHEL_DB, else the usual place for user data)")
	root.PersistentFlags().BoolVar(&c.json, "json", false, "print JSON: one object, or one a line for lists")
	root.PersistentFlags().BoolVar(&c.verbose, "verbose", false, "tell every request to the CRM on standard error, without values")
	root.AddCommand(
		c.initVerb(), c.addVerb(), c.setVerb(), c.deleteVerb(), c.showVerb(), c.attachVerb(), c.fileVerb(), c.listVerb(), c.countVerb(), c.searchVerb(),
		c.importVerb(), c.undoVerb(), c.exportVerb(), c.calendarVerb(), c.chartVerb(),
		c.connectVerb(), c.disconnectVerb(), c.passwordVerb(), c.signOutVerb(), c.syncVerb(), c.statusVerb(), c.fieldsVerb(), c.inboxVerb(), c.resolveVerb(),
		c.backupVerb(), c.restoreVerb(), c.checkVerb(), c.diagnosticsVerb(),
		c.salvageVerb(), c.eraseVerb(), c.aboutVerb(), c.registerVerb(),
		c.duplicatesVerb(), c.mergeVerb(), c.separateVerb(),
	)
	return root
}

// helpVerb explains a verb; one that does not exist is wrong usage.
func (c *ctl) helpVerb(root *cobra.Command) *cobra.Command {
	return c.bare("help [VERB]", "explain a verb", cobra.MaximumNArgs(1), func(_ context.Context, args []string) error {
		for _, v := range root.Commands() {
			if len(args) > 0 && v.Name() == args[0] {
				return v.Help()
			}
		}
		if len(args) > 0 {
			return wrong("There is no verb %q.", args[0])
		}
		return root.Help()
	})
}

// verb makes a command that runs with the database open. args checks the number of words.
func (c *ctl) verb(use, short string, args cobra.PositionalArgs, do func(ctx context.Context, args []string) error) *cobra.Command {
	return c.bare(use, short, args, func(ctx context.Context, args []string) error {
		a, end, err := boot.Open(ctx, boot.Options{File: c.file, Log: c.log()})
		if err != nil {
			return err
		}
		c.app = a
		return errors.Join(do(ctx, args), end())
	})
}

// log tells every request on standard error; nil unless the person asked for it.
func (c *ctl) log() *slog.Logger {
	if !c.verbose {
		return nil
	}
	return slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// bare makes a command that opens no database by itself.
func (c *ctl) bare(use, short string, args cobra.PositionalArgs, do func(ctx context.Context, args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short,
		Args: func(cmd *cobra.Command, words []string) error {
			if err := args(cmd, words); err != nil {
				return wrong("These are too few or too many words (%w). It is used so: satchelctl %s", err, use)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, words []string) error { return do(cmd.Context(), words) },
	}
}

// entity finds the entity that a word names; a wrong word is wrong usage.
func (c *ctl) entity(word string) (*crm.Entity, error) {
	e, err := c.app.Catalog().Entity(word)
	if err != nil {
		return nil, usage{err}
	}
	return e, nil
}

// print writes a result: v as JSON, or a line of text.
func (c *ctl) print(v any, text string, args ...any) error {
	if !c.json {
		return c.line(fmt.Sprintf(text, args...))
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write the result as JSON: %w", err)
	}
	_, err = fmt.Fprintf(c.out, "%s\n", raw)
	return err
}

// line writes text of a result.
func (c *ctl) line(text string) error {
	_, err := fmt.Fprintln(c.out, printable(text))
	return err
}

// say writes a message to standard error.
func (c *ctl) say(text string, args ...any) {
	_, _ = fmt.Fprintln(c.err, printable(fmt.Sprintf(text, args...)))
}
