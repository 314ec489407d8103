package storage

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"satchel/app/crm"
)

// databasePage describes the tables for whoever reads the file with other tools.
const databasePage = "../docs/database.md"

// purposes says what the tables beside those of the records hold.
var purposes = map[string]string{
	"entity":       "The kinds of records, with the number that `search` and `lookup` know them by.",
	"setting":      "What this copy was told to be and what it keeps for itself: name and currency, own fields (`own.*`, as JSON), places in long tasks.",
	"counter":      "The last number given, of tickets for example.",
	"sample":       "Records of the sample data, which are removed with it.",
	"batch":        "The actions, newest last: when, by whom (`who`, the id of a user), from where (`source`), and the first and the last of their changes.",
	"change":       "The history: one row for each change of a record. `fields` is JSON, of an update `{field: [before, after]}`, of a delete the values that it had.",
	"content":      "The contents of files, named by their SHA-256 in hexadecimal; `file.content` leads here.",
	"joined":       "Records that were merged into others, `target` being the one that stayed.",
	"search":       "The full-text index (FTS5, without contents); its rowid is `n * 64 + entity.number`.",
	"lookup":       "Exact keys: addresses (`m`), hosts (`d`), telephone numbers backwards (`p`) and numbers of tickets (`n`).",
	"item":         "What is known of a record in the online CRM: its id, version and stamp there, and whether it waits to be created, changed or deleted there.",
	"edit":         "Unsent edits, one for each group of fields, with the values from before (`base`, JSON).",
	"alias":        "Ids of the online CRM and the records here that they stand for.",
	"sent":         "Hashes of the values sent last.",
	"cursor":       "How far each list of the online CRM was read, as JSON.",
	"attempt":      "Requests whose outcome is not known.",
	"inbox":        "What needs a person, or did until `closed`.",
	"round":        "The figures of past exchanges, as JSON.",
	"migration":    "The versions that this file has had.",
	"apart":        "Pairs of records that are not about the same, by a person's word.",
	"register":     "What left the database or was erased: exports, sheets, erasures, without any value of a record.",
	"sqlite_stat1": "What SQLite expects of the tables' sizes.",
	"sqlite_stat4": "The same.",
}

// forms says how the kinds of fields stand in their columns.
var forms = map[crm.Kind]string{
	crm.Bool: "1 = yes, 0 = no", crm.Money: "in the smallest unit of its currency, such as cents", crm.Duration: "seconds", crm.Moment: "milliseconds since 1970, UTC",
	crm.Day: "like 2026-12-31", crm.Percent: "25 is 25 %", crm.Link: "id of a row", crm.Links: "JSON list of ids", crm.Tags: "JSON list of texts",
	crm.MultiChoice: "JSON list of answers", crm.Emails: "JSON list of {value, label}, the first one counts", crm.Phones: "JSON list of {value, label}, the first one counts",
	crm.Postal: "JSON object with street, city, state, postal_code, country",
}

func TestTheDatabasePageIsUpToDate(t *testing.T) {
	db := open(t)
	page := describeTables(t, db.DB)
	if *update {
		if err := os.WriteFile(databasePage, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(databasePage); err != nil || string(kept) != page {
		t.Errorf("docs/database.md is not up to date (%v): go test ./storage -run %s -update", err, t.Name())
	}
}

func describeTables(t *testing.T, db *DB) string {
	t.Helper()
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("# The database file\n")
	say("<!-- Written by `go test ./storage -run TestTheDatabasePageIsUpToDate -update` from the description of the records. -->\n")
	say("All that Satchel keeps stands in one SQLite file; Settings shows where. Any tool that knows SQLite reads it, also while Satchel runs (its")
	say("log lies beside it as `NAME-wal`; copy a file only with `satchelctl backup`, or take both). Write into it with Satchel only: history, search")
	say("and the exchange with the team follow from what Satchel writes. `satchelctl export` writes the same as CSV and JSON.\n")
	say("    sqlite3 -readonly satchel.db \"select name, json_extract(emails, '$[0].value') from contact order by name limit 10\"")
	say("    sqlite3 -readonly satchel.db \"select currency, sum(amount) / 100.0 from deal where stage = 'Won' group by currency\"\n")
	say("## Records\n")
	say("Each kind of record has a table. In all of them `n` is the place in the order of creation, `id` (a UUID) names the record everywhere, in")
	say("links, in the export and in the history, and `own` holds the fields that you added, as one JSON object. A column `NAME__key` orders by")
	say("`NAME` without case and accents, or by the name of the record that a link leads to. An empty value is NULL.")
	for _, tb := range db.schema.Load().order {
		say("\n### %s: %s\n", tb.entity.Name, strings.ToLower(tb.entity.Plural))
		say("| column | type | what it holds |\n| --- | --- | --- |")
		for _, c := range tb.columns {
			say("| `%s` | %s | %s |", c.Name, strings.TrimSuffix(affinity(c.Field), " COLLATE NOCASE"), holds(c.Field))
			if c.key || c.title {
				say("| `%s` | TEXT | order of `%s` |", c.Name+keySuffix, c.Name)
			}
		}
	}
	say("\n## What Satchel keeps beside the records\n")
	say("These tables may change with any version; the tables above only grow, and a release says so.\n")
	say("| table | columns | what it holds |\n| --- | --- | --- |")
	rows, err := db.read.QueryContext(context.Background(), `SELECT m.name, (SELECT group_concat(i.name, ', ') FROM pragma_table_info(m.name) i)
		FROM sqlite_schema m WHERE m.type = 'table' AND m.name NOT GLOB 'search_*' AND m.name NOT IN (SELECT name FROM entity) ORDER BY m.name`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name, columns string
		if err := rows.Scan(&name, &columns); err != nil {
			t.Fatal(err)
		}
		if purposes[name] == "" {
			t.Errorf("nobody says what the table %s is for", name)
		}
		say("| `%s` | %s | %s |", name, columns, purposes[name])
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// holds says what the column of a field holds.
func holds(f crm.Field) string {
	parts := []string{f.Label}
	if form := forms[f.Kind]; form != "" {
		if len(f.To) > 0 {
			form += " of " + strings.Join(f.To, ", ")
		}
		parts = append(parts, form)
	}
	if f.Currency != "" {
		parts = append(parts, "in the currency of `"+f.Currency+"`")
	}
	if f.Derived {
		parts = append(parts, "worked out by Satchel")
	}
	out := strings.Join(parts, "; ")
	var answers []string
	for _, o := range f.Options {
		answers = append(answers, o.Value)
	}
	if len(answers) > 0 {
		out += ": " + strings.Join(answers, ", ")
	}
	return strings.ReplaceAll(out, "|", "\\|")
}
