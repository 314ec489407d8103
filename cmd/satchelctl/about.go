package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
)

func (c *ctl) aboutVerb() *cobra.Command {
	return c.verb("about PERSON [FILE]", "everything held of a person (an id, or words that find exactly one), with where it came from; FILE ends in .html, .json or .txt",
		cobra.RangeArgs(1, 2), func(ctx context.Context, args []string) error {
			ref, err := c.person(ctx, args[0])
			if err != nil {
				return err
			}
			sheet, err := c.app.About(ctx, ref)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return c.print(sheet, "%s", c.app.AboutText(sheet, app.Teller{}))
			}
			file, err := filepath.Abs(args[1])
			if err != nil {
				return wrong("%q is no usable file name.", args[1])
			}
			if err := c.app.WriteAbout(ctx, sheet, file, app.Teller{}); err != nil {
				return err
			}
			return c.print(map[string]any{"file": file, "records": len(sheet.Records)}, "Written to %s.", file)
		})
}

func (c *ctl) registerVerb() *cobra.Command {
	return c.verb("register", "what was written into files or erased for good, newest first", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		list, err := c.app.Register(ctx, 0)
		if err != nil {
			return err
		}
		lines := make([]string, len(list))
		for i, e := range list {
			lines[i] = fmt.Sprintf("%s  %s  %s", e.At.Time().In(c.app.Zone).Format("2006-01-02 15:04"), e.Kind, e.Body)
		}
		return c.print(list, "%s", strings.Join(lines, "\n"))
	})
}

// person finds the one whom a word names.
func (c *ctl) person(ctx context.Context, word string) (crm.Ref, error) {
	var people []string
	for _, e := range c.app.Catalog().Entities() {
		if e.Person {
			people = append(people, e.Name)
		}
	}
	ref, err := c.app.Store.Resolve(ctx, word, people)
	if err == nil || crm.CodeOf(err) != crm.CodeNotFound {
		return ref, err
	}
	hits, err := c.app.Search(ctx, word, 20)
	if err != nil {
		return crm.Ref{}, err
	}
	var found []crm.Hit
	for _, h := range hits {
		if e, err := c.app.Catalog().Entity(h.Entity); err == nil && e.Person {
			found = append(found, h)
		}
	}
	if len(found) != 1 {
		for _, h := range found {
			c.say("%s %s %s", h.Entity, h.ID, h.Title)
		}
		return crm.Ref{}, crm.Errorf(crm.CodeNotFound, "%d people are found by %q. Give the id of the one you mean.", len(found), word)
	}
	return found[0].Ref, nil
}
