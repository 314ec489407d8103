package main

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/cmd/internal/boot"
	"satchel/storage"
)

// passphraseVariable may hold the passphrase of a backup for unattended runs.
const passphraseVariable = "SATCHEL_PASSPHRASE"

func (c *ctl) backupVerb() *cobra.Command {
	var sealed bool
	var seal app.Seal
	cmd := c.verb("backup FILE", "write a verified copy of the database, encrypted if you like", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		if sealed {
			if seal.Passphrase = c.passphrase("Passphrase: "); seal.Passphrase == "" {
				return wrong("The passphrase is empty.")
			}
		}
		if err := c.app.BackUp(ctx, args[0], seal, nil); err != nil {
			return err
		}
		return c.print(map[string]any{"file": args[0], "sealed": !seal.Open()}, "The backup is %s.", args[0])
	})
	cmd.Flags().BoolVar(&sealed, "passphrase", false, "encrypt it by a passphrase, read from $"+passphraseVariable+" or standard input")
	cmd.Flags().StringVar(&seal.Recipient, "recipient", "", "encrypt it for whoever has the private key to this public key of age (age1…)")
	return cmd
}

// passphrase is read from the environment, else from standard input.
func (c *ctl) passphrase(ask string) string {
	if s := os.Getenv(passphraseVariable); s != "" {
		return s
	}
	_, _ = fmt.Fprint(c.err, ask)
	line, _ := bufio.NewReader(c.in).ReadString('\n') // what came before the end counts
	return strings.TrimRight(line, "\r\n")
}

func (c *ctl) restoreVerb() *cobra.Command {
	var sealed, look bool
	cmd := c.bare("restore FILE", "replace the database by a backup; the present file is kept beside it", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			secret := ""
			if sealed {
				secret = c.passphrase("Passphrase or private key: ")
			}
			if look {
				return c.look(ctx, args[0], secret)
			}
			kept, err := boot.Restore(ctx, args[0], secret, c.file)
			if err != nil {
				return err
			}
			text := "Restored."
			if kept != "" {
				text += " The database of before is " + kept + "."
			}
			return c.print(map[string]string{"file": boot.File(c.file), "kept": kept}, "%s", text)
		})
	cmd.Flags().BoolVar(&sealed, "passphrase", false, "the backup is encrypted: read its passphrase or private key from $"+passphraseVariable+" or standard input")
	cmd.Flags().BoolVar(&look, "look", false, "only say what is in the backup")
	return cmd
}

// look says what is in a backup.
func (c *ctl) look(ctx context.Context, file, secret string) error {
	info, err := storage.Inspect(ctx, file, secret)
	if err != nil {
		return err
	}
	lines := []string{fmt.Sprintf("%s: %d bytes, schema %d, written by version %s, last change %s.", file, info.Bytes, info.Schema, info.By, info.Last)}
	for _, entity := range slices.Sorted(maps.Keys(info.Counts)) {
		if n := info.Counts[entity]; n > 0 {
			lines = append(lines, fmt.Sprintf("%8d %s", n, entity))
		}
	}
	return c.print(info, "%s", strings.Join(lines, "\n"))
}

func (c *ctl) salvageVerb() *cobra.Command {
	return c.bare("salvage DAMAGED NEW", "read what can be read of a damaged database into a new file; the damaged one is not touched", cobra.ExactArgs(2),
		func(ctx context.Context, args []string) error {
			got, err := storage.Salvage(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			c.partial = !got.Whole()
			var lines []string
			for _, table := range slices.Sorted(maps.Keys(got.Rows)) {
				line := fmt.Sprintf("%-14s %8d rows came", table, got.Rows[table])
				if n := got.Lost[table]; n > 0 {
					line += fmt.Sprintf(", %d are lost", n)
				} else if got.Gaps[table] > 0 {
					line += ", some may be lost"
				}
				if got.Rows[table] > 0 || got.Gaps[table] > 0 {
					lines = append(lines, line)
				}
			}
			return c.print(got, "%s", strings.Join(append(lines, "Search and keys were made anew. The new file is "+args[1]+"."), "\n"))
		})
}
