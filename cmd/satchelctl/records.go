package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app/crm"
)

func (c *ctl) addVerb() *cobra.Command {
	return c.verb("add ENTITY field=value ...", "make a record", cobra.MinimumNArgs(1), func(ctx context.Context, args []string) error {
		e, err := c.entity(args[0])
		if err != nil {
			return err
		}
		r, err := c.app.New(ctx, e.Name)
		if err != nil {
			return err
		}
		return c.save(ctx, e, r, args[1:])
	})
}

func (c *ctl) setVerb() *cobra.Command {
	return c.verb("set ENTITY ID field=value ...", "change a record", cobra.MinimumNArgs(3), func(ctx context.Context, args []string) error {
		e, r, err := c.record(ctx, args)
		if err != nil {
			return err
		}
		return c.save(ctx, e, r, args[2:])
	})
}

func (c *ctl) deleteVerb() *cobra.Command {
	return c.verb("delete ENTITY ID", "move a record to the trash", cobra.ExactArgs(2), func(ctx context.Context, args []string) error {
		_, r, err := c.record(ctx, args)
		if err != nil {
			return err
		}
		batch, err := c.app.Delete(ctx, r.Ref())
		if err != nil {
			return err
		}
		return c.print(map[string]string{"id": r.ID, "batch": batch.ID}, "Deleted. To take it back: satchelctl undo %s", batch.ID)
	})
}

func (c *ctl) showVerb() *cobra.Command {
	return c.verb("show ENTITY ID", "print a record", cobra.ExactArgs(2), func(ctx context.Context, args []string) error {
		e, r, err := c.record(ctx, args)
		if err != nil {
			return err
		}
		return c.printRecord(e, r)
	})
}

func (c *ctl) record(ctx context.Context, args []string) (*crm.Entity, crm.Record, error) {
	e, err := c.entity(args[0])
	if err != nil {
		return nil, crm.Record{}, err
	}
	r, err := c.app.Get(ctx, crm.Ref{Entity: e.Name, ID: args[1]})
	return e, r, err
}

func (c *ctl) save(ctx context.Context, e *crm.Entity, r crm.Record, words []string) error {
	r, err := c.assign(ctx, e, r, words)
	if err != nil {
		return err
	}
	r, _, err = c.app.Save(ctx, r)
	if err != nil {
		return err
	}
	return c.printRecord(e, r)
}

// assign applies field=value words. The currency comes first, since amounts are read by it.
func (c *ctl) assign(ctx context.Context, e *crm.Entity, r crm.Record, words []string) (crm.Record, error) {
	loc, err := c.app.Locale(ctx)
	if err != nil {
		return r, err
	}
	r = r.Clone()
	for _, money := range []bool{false, true} {
		for _, w := range words {
			name, text, ok := strings.Cut(w, "=")
			if !ok {
				return r, wrong("%q is not field=value.", w)
			}
			path, err := c.app.Catalog().Path(e.Name, strings.TrimSpace(name))
			if err != nil || len(path.Links) > 0 {
				return r, wrong("%s has no field %q.", e.Label, name)
			}
			if (path.Field.Kind == crm.Money) != money {
				continue
			}
			if path.Field.ReadOnly {
				return r, wrong("%s cannot be set: it follows from other values.", path.Field.Label)
			}
			if err := c.assignOne(ctx, &r, path, text, loc); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}

func (c *ctl) assignOne(ctx context.Context, r *crm.Record, path crm.Path, text string, loc crm.Locale) error {
	f := path.Field
	if path.Part != "" {
		r.Set(f.Name, r.Address(f.Name).With(path.Part, text))
		return nil
	}
	if currency := r.Text(f.Currency); currency != "" {
		loc.Currency = currency
	}
	v, err := crm.ParseText(f, text, loc)
	if err != nil {
		return err
	}
	if id, ok := v.(string); ok && f.Kind == crm.Link {
		if _, err := c.app.Store.Resolve(ctx, id, f.To); err != nil {
			return err
		}
	}
	r.Set(f.Name, v)
	return nil
}

func (c *ctl) printRecord(e *crm.Entity, r crm.Record) error {
	if c.json {
		raw, err := e.JSON(r)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s\n", raw)
		return err
	}
	for _, f := range e.Fields {
		v := r.Get(f.Name)
		if crm.IsEmpty(v) {
			continue
		}
		text := crm.FormatText(f, v, crm.Locale{Currency: r.Text(f.Currency)})
		if err := c.line(fmt.Sprintf("%-16s %s", f.Name, strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", 17)))); err != nil {
			return err
		}
	}
	return nil
}
