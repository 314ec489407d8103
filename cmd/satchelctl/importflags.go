package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"satchel/app"
	"satchel/app/exchange"
)

// importFlags are what a person decides about a file, as in the window.
type importFlags struct {
	mapping, order, encoding, delimiter, sheet string
	overwrite, leave, blanks                   bool
}

func (f *importFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.mapping, "map", "", `JSON file that maps columns by hand: {"Header": "field", "Other": ""}`)
	flags.StringVar(&f.order, "dates", "", "order of days such as 3/4/2026 where the column does not tell: dmy or mdy")
	flags.StringVar(&f.encoding, "encoding", "", "of a CSV file: "+strings.Join(encodings(), ", ")+" (default: recognised)")
	flags.StringVar(&f.delimiter, "delimiter", "", `of a CSV file: "," ";" "|" or tab (default: recognised)`)
	flags.StringVar(&f.sheet, "sheet", "", "table of a spreadsheet (default: the first one with rows)")
	flags.BoolVar(&f.blanks, "blanks", false, `texts such as "Select", "N/A" and "?" stand for nothing`)
	flags.BoolVar(&f.overwrite, "overwrite", false, "existing records take the file's values; otherwise only their empty fields do")
	flags.BoolVar(&f.leave, "leave", false, "existing records stay as they are")
}

func encodings() (out []string) {
	for _, e := range exchange.Encodings() {
		out = append(out, string(e))
	}
	return out
}

// options checks the words of the command line.
func (f importFlags) options() (exchange.Options, error) {
	o := exchange.Options{DateOrder: exchange.DateOrder(f.order), Sheet: f.sheet, Blanks: f.blanks, Overwrite: f.overwrite, Leave: f.leave}
	switch o.DateOrder {
	case "", exchange.DayFirst, exchange.MonthFirst:
	default:
		return o, wrong("--dates is %s or %s, not %q.", exchange.DayFirst, exchange.MonthFirst, f.order)
	}
	if f.overwrite && f.leave {
		return o, wrong("--overwrite and --leave exclude each other.")
	}
	switch f.delimiter {
	case "":
	case ",", ";", "|", "\t":
		o.Delimiter = f.delimiter[0]
	case "tab", `\t`:
		o.Delimiter = '\t'
	default:
		return o, wrong(`--delimiter is "," ";" "|" or tab, not %q.`, f.delimiter)
	}
	for _, e := range encodings() {
		if strings.EqualFold(e, f.encoding) {
			o.Encoding = exchange.Encoding(e)
		}
	}
	if f.encoding != "" && o.Encoding == "" {
		return o, wrong("--encoding is one of %s, not %q.", strings.Join(encodings(), ", "), f.encoding)
	}
	return o, nil
}

func (c *ctl) importOptions(ctx context.Context, f importFlags) (exchange.Options, error) {
	o, err := f.options()
	if err != nil {
		return o, err
	}
	loc, err := c.app.Locale(ctx)
	if err != nil {
		return o, err
	}
	if o.Who, err = c.app.Setting(ctx, app.SettingMe); err != nil {
		return o, err
	}
	o.Zone, o.Currency, o.Now, o.Progress = loc.Zone, loc.Currency, c.app.Now(), c.rows("Checked")
	if f.mapping != "" {
		o.Mapping, err = exchange.ReadMapping(f.mapping)
	}
	return o, err
}
