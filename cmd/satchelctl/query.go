package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/crm"
)

func (c *ctl) listVerb() *cobra.Command {
	var where, sort string
	var limit, offset int
	cmd := c.verb("list ENTITY [--where FILTER] [--sort FIELD,-FIELD] [--limit N] [--offset N]", "print records", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			e, q, err := c.query(ctx, args[0], where)
			if err != nil {
				return err
			}
			if limit < 0 || offset < 0 {
				return wrong("--limit and --offset cannot be negative.")
			}
			q.Limit, q.Offset = limit, offset
			for _, word := range strings.Split(sort, ",") {
				if word = strings.TrimSpace(word); word != "" {
					if _, err := c.app.Catalog().Path(e.Name, strings.TrimPrefix(word, "-")); err != nil {
						return usage{err}
					}
					q.Sort = append(q.Sort, crm.Sort{Field: strings.TrimPrefix(word, "-"), Desc: strings.HasPrefix(word, "-")})
				}
			}
			return c.app.Each(ctx, q, func(r crm.Record) error { return c.printLine(e, r) })
		})
	cmd.Flags().StringVar(&where, "where", "", `filter, such as: stage = "Won" and amount >= 1000`)
	cmd.Flags().StringVar(&sort, "sort", "", "fields to sort by; - before a name for descending")
	cmd.Flags().IntVar(&limit, "limit", 0, "most records (0 = all)")
	cmd.Flags().IntVar(&offset, "offset", 0, "records to skip")
	return cmd
}

func (c *ctl) countVerb() *cobra.Command {
	var where string
	cmd := c.verb("count ENTITY [--where FILTER]", "count records", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		_, q, err := c.query(ctx, args[0], where)
		if err != nil {
			return err
		}
		n, err := c.app.Count(ctx, q)
		if err != nil {
			return err
		}
		return c.print(map[string]int64{"count": n}, "%d", n)
	})
	cmd.Flags().StringVar(&where, "where", "", "filter")
	return cmd
}

// query reads a filter. One that does not fit the entity is as wrong as one that cannot be read.
func (c *ctl) query(ctx context.Context, entity, where string) (*crm.Entity, crm.Query, error) {
	e, err := c.entity(entity)
	if err != nil {
		return nil, crm.Query{}, err
	}
	filter, err := crm.ParseFilter(where)
	if err != nil {
		return nil, crm.Query{}, usage{err}
	}
	me, err := c.app.Setting(ctx, app.SettingMe)
	if err != nil {
		return nil, crm.Query{}, err
	}
	if _, err := c.app.Catalog().Bind(e.Name, filter, crm.Env{Now: c.app.Now(), Zone: c.app.Zone, Me: me}); err != nil {
		return nil, crm.Query{}, usage{err}
	}
	return e, crm.Query{Entity: e.Name, Where: filter}, nil
}

// printLine prints one record of a list: JSON, or its id, title and list columns with tabs between.
func (c *ctl) printLine(e *crm.Entity, r crm.Record) error {
	if c.json {
		return c.printRecord(e, r)
	}
	words := []string{r.ID, cell(e.TitleOf(r))}
	for _, col := range e.Columns {
		f, _ := e.Field(col.Field)
		if f.Kind == crm.Link || col.Field == e.Title[0] {
			continue
		}
		words = append(words, cell(crm.FormatText(f, r.Get(f.Name), crm.Locale{Currency: r.Text(f.Currency)})))
	}
	return c.line(strings.Join(words, "\t"))
}

func (c *ctl) searchVerb() *cobra.Command {
	var limit int
	cmd := c.verb("search TEXT [--limit N]", "find records of all kinds, best first", cobra.MinimumNArgs(1), func(ctx context.Context, args []string) error {
		if limit < 0 {
			return wrong("--limit cannot be negative.")
		}
		hits, err := c.app.Search(ctx, strings.Join(args, " "), limit)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if err := c.print(h, "%s\t%s\t%s\t%s", h.Entity, h.ID, cell(h.Title), cell(h.Why)); err != nil {
				return err
			}
		}
		return nil
	})
	cmd.Flags().IntVar(&limit, "limit", 20, "most hits")
	return cmd
}
