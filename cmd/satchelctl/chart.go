package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/chart"
	"satchel/ui/present"
	"satchel/ui/sheet"
)

// point is one bar in JSON. Money is a decimal string beside its currency; an unknown value is null.
type point struct {
	Label    string `json:"label"`
	Name     string `json:"name,omitempty"` // of several numbers side by side
	Currency string `json:"currency,omitempty"`
	Value    any    `json:"value"`
	N        int64  `json:"n"`
	Where    string `json:"where"` // filter that lists the records behind it
}

func (c *ctl) chartVerb() *cobra.Command {
	var from, to, png, svg, table, pdf, xlsx string
	cmd := c.verb("chart NAME [--from D] [--to D] [--png F] [--svg F] [--csv F] [--pdf F] [--xlsx F]", "compute a chart or a saved report", cobra.ExactArgs(1),
		func(ctx context.Context, args []string) error {
			m, err := c.metric(ctx, args[0])
			if err != nil {
				return err
			}
			for _, d := range []string{from, to} {
				if _, err := crm.ParseDate(d); d != "" && err != nil {
					return usage{err}
				}
			}
			if from != "" && to != "" && from > to {
				return wrong("--from %s is after --to %s.", from, to)
			}
			got, err := m.Compute(ctx, c.app.Ask(), insight.Span{From: crm.Date(from), To: crm.Date(to)})
			if err != nil {
				return err
			}
			for format, file := range map[string]string{"png": png, "svg": svg, "csv": table, "pdf": pdf, "xlsx": xlsx} {
				if file == "" {
					continue
				}
				page := sheet.Page{Gist: m.Gist, Definition: m.Definition, Now: c.app.Now().In(c.app.Zone), Style: chart.Light}
				if err := writeFile(file, func(w io.Writer) error { return sheet.Write(w, got, format, page) }); err != nil {
					return err
				}
			}
			return c.printChart(got)
		})
	cmd.Flags().StringVar(&from, "from", "", "first day, YYYY-MM-DD")
	cmd.Flags().StringVar(&to, "to", "", "last day")
	cmd.Flags().StringVar(&png, "png", "", "write a picture to this file")
	cmd.Flags().StringVar(&svg, "svg", "", "write a drawing to this file")
	cmd.Flags().StringVar(&table, "csv", "", "write the numbers to this file")
	cmd.Flags().StringVar(&pdf, "pdf", "", "write a document to this file")
	cmd.Flags().StringVar(&xlsx, "xlsx", "", "write a spreadsheet to this file")
	return cmd
}

// metric finds a chart of the program, or else a report by the name that a person gave it.
func (c *ctl) metric(ctx context.Context, name string) (insight.Metric, error) {
	m, err := insight.Find(name)
	if err == nil {
		return m, nil
	}
	reports, failed := present.Reports(ctx, c.app, "")
	if failed != nil {
		return m, failed
	}
	for _, r := range reports {
		if strings.EqualFold(r.Name, name) {
			return r, nil
		}
	}
	return m, usage{err}
}

// writeFile creates a file for the user alone; a failure leaves none.
func writeFile(file string, write func(io.Writer) error) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // the person chose the file
	if err == nil {
		err = write(f)
		if closed := f.Close(); err == nil {
			err = closed
		}
		if info, gone := os.Lstat(file); err != nil && gone == nil && info.Mode().IsRegular() {
			_ = os.Remove(file)
		}
	}
	if err != nil {
		return crm.Errorf(crm.CodeFull, "The file %s cannot be written. Choose another place: %w", file, err)
	}
	return nil
}

func points(got insight.Chart) []point {
	out := make([]point, len(got.Points))
	for i, p := range got.Points {
		out[i] = pointOf(got, p)
	}
	return out
}

func pointOf(got insight.Chart, p insight.Point) point {
	out := point{Label: p.Label, Name: p.Series, Currency: p.Currency, N: p.N}
	if p.Where != nil {
		out.Where = p.Where.String()
	}
	switch {
	case !p.Known:
	case got.Unit == insight.Money:
		out.Value = crm.FormatMoney(int64(p.Value), p.Currency)
	default:
		out.Value = json.Number(strconv.FormatFloat(p.Value, 'f', -1, 64))
	}
	return out
}

// rate is one by which amounts were converted: what a unit of the currency was worth, from a day on.
type rate struct {
	Currency string   `json:"currency"`
	From     crm.Date `json:"valid_from"`
	Value    float64  `json:"value"`
}

func (c *ctl) printChart(got insight.Chart) error {
	series := points(got)
	if c.json {
		out := map[string]any{
			"name": got.Name, "definition": got.Definition, "unit": got.Unit, "as_of": got.AsOf.String(), "n": got.N, "series": series,
		}
		if len(got.Rates) > 0 {
			rates := make([]rate, len(got.Rates))
			for i, r := range got.Rates {
				rates[i] = rate(r)
			}
			out["rates"] = rates
		}
		if got.Total.Known {
			out["total"] = pointOf(got, got.Total)
		}
		if got.Before.Known {
			out["before"] = pointOf(got, got.Before)
		}
		return c.print(out, "")
	}
	c.say("%s As of %s, %d records.", got.Definition, got.AsOf, got.N)
	if rates := present.Rates(got, c.app.Now()); rates != "" {
		c.say("%s", rates)
	}
	for _, p := range series {
		value := "–"
		if p.Value != nil {
			value = fmt.Sprint(p.Value)
		}
		if err := c.line(fmt.Sprintf("%s\t%s\t%s\tn %d", cell(strings.TrimSpace(p.Label+" "+p.Name)), value, p.Currency, p.N)); err != nil {
			return err
		}
	}
	return nil
}
