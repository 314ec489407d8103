package exchange

import (
	"bufio"
	"fmt"
	"strings"

	"satchel/app/crm"
)

// describe writes the page that explains an export to somebody who has only this folder.
func describe(w *bufio.Writer, entities []*crm.Entity, counts map[string]int64, raw bool) error {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) } // bufio keeps the first error
	say("Export of a Satchel database\n")
	say("everything.json   all records with all values, as one JSON object: {\"satchel\":%d,\"entities\":{\"contact\":[...]}}.", formatVersion)
	say("                  Satchel reads it back with the same ids and links.")
	for _, e := range entities {
		say("%-17s %d %s, one a row.", e.Name+".csv", counts[e.Name], strings.ToLower(e.Plural))
		if e.Name == "contact" {
			say("%-17s the same contacts as vCards 4.0, for address books.", "contact.vcf")
		}
		if e.Name == "activity" {
			say("%-17s the same activities as a calendar (iCalendar): tasks, what has a time as events, the rest as a journal.", "activity.ics")
		}
		if e.Name == "file" && counts["file"] > 0 {
			say("%-17s the files themselves, each named by its id and its name. Keep the folder beside everything.json.", contentsFolder)
		}
	}
	say("\nCSV files are UTF-8, cut by commas, with field names in the first row. Empty cells are empty fields.")
	say("Times are UTC, like 2026-12-31T14:30:00.000Z; days are like 2026-12-31; durations are seconds; yes and no are words.")
	say("Money is a plain decimal; its currency stands in a column of its own. Links are ids of rows of other files.")
	say("Several values in one cell are cut by semicolons; the label of an address or number stands in brackets behind it.")
	if raw {
		say("Cells are exactly the values. A spreadsheet may run cells that begin with = + - @ as formulas.")
	} else {
		say("A text that begins with = + - @, a tab or a line end has an apostrophe before it, so that no spreadsheet runs it as a")
		say("formula or computes with it; most phone numbers (+49 ...) are such texts. Satchel takes the apostrophe off again on import.")
		say("Numbers and money are written without. everything.json and contact.vcf hold all texts without apostrophes.")
	}
	say("\nThe database itself is one SQLite file, which other tools can read; docs/database.md in Satchel's source describes its tables.")
	for _, e := range entities {
		say("\n%s: %s", e.Name+".csv", e.Plural)
		for _, f := range e.Fields {
			name := f.Name
			if f.Kind == crm.Postal {
				name += ".*"
			}
			say("  %-16s %s (%s)%s", name, f.Label, strings.ReplaceAll(string(f.Kind), "_", " "), details(f))
		}
	}
	return w.Flush()
}

func details(f crm.Field) string {
	var out string
	if len(f.To) > 0 {
		out += ", id of a row of " + strings.Join(f.To, ", ")
	}
	if f.Currency != "" {
		out += ", in the currency of " + f.Currency
	}
	if f.Required {
		out += ", never empty"
	}
	if f.Own {
		out += ", added by the user"
	}
	if len(f.Options) > 0 {
		var all []string
		for _, o := range f.Options {
			all = append(all, o.Value)
		}
		out += ": " + strings.Join(all, ", ")
	}
	if f.Help != "" {
		out += ". " + f.Help
	}
	return out
}
