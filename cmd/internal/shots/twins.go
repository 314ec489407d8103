package main

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui"
	"satchel/ui/page"
)

// twinScenes show records that exist twice.
var twinScenes = []scene{
	{name: "duplicates", given: twice, play: duplicates},
	{name: "duplicatesnone", empty: true, given: func(ctx context.Context, a *app.App) error { return named(ctx, a, "Anna", "Weiß") }, play: duplicates},
	{name: "merging", given: twice, play: merging(0)},
	{name: "merginglong", given: twice, play: merging(1)},
}

func duplicates(s *ui.Shell) { s.Do("duplicates") }

func merging(i int) func(*ui.Shell) {
	return func(s *ui.Shell) {
		duplicates(s)
		if p, ok := s.Page().(*page.Duplicates); ok {
			p.Compare(i)
		}
	}
}

func named(ctx context.Context, a *app.App, first, last string, more ...any) error {
	r, err := a.New(ctx, "contact")
	if err != nil {
		return err
	}
	r.Set("first_name", first)
	r.Set("last_name", last)
	for i := 0; i < len(more); i += 2 {
		r.Set(more[i].(string), more[i+1])
	}
	_, _, err = a.Save(ctx, r)
	return err
}

// twice makes people twice: spelled otherwise, known by another number, and with names that are too long.
func twice(ctx context.Context, a *app.App) error {
	o, err := a.New(ctx, "organisation")
	if err != nil {
		return err
	}
	o.Set("name", "Becker & Sohn GmbH")
	if o, _, err = a.Save(ctx, o); err != nil {
		return err
	}
	long := strings.Repeat("Wolfeschlegelsteinhausenbergerdorff", 2)
	mail := func(s string) []crm.Reach { return []crm.Reach{{Value: s, Label: "work"}} }
	for _, p := range []struct {
		first, last string
		more        []any
	}{
		{"Jörg", "Müller", []any{"organisation", o.ID, "title", "Einkauf", "emails", mail("joerg@becker.example"), "phones", mail("030 5550141"), "tags", []string{"fair"}}},
		{"Joerg", "Mueller", []any{"organisation", o.ID, "title", "Head of purchasing", "emails", mail("joerg@becker.example"), "phones", mail("+49 30 5550141"), "description", "Met at the fair in March; prefers calls before noon."}},
		{"Hubert Blaine", long, []any{"emails", mail("hubert@long.example"), "title", strings.Repeat("Chairman of the board and ", 3) + "owner"}},
		{"Hubert B.", long, []any{"emails", mail("hubert@long.example"), "title", "Owner"}},
		{"Anna", "Maier", []any{"organisation", o.ID}},
		{"Anna", "Meier", []any{"organisation", o.ID}},
	} {
		if err := named(ctx, a, p.first, p.last, p.more...); err != nil {
			return err
		}
	}
	return nil
}
