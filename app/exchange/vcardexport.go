package exchange

import (
	"bufio"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"satchel/app/crm"
)

// VCards writes the contacts of a query as vCards 4.0 (RFC 6350). The UID is the record's id.
func VCards(ctx context.Context, store Store, q crm.Query, w *bufio.Writer, progress Progress) error {
	var batch []crm.Record
	var done int64
	flush := func() error {
		err := writeCards(ctx, store, batch, w)
		batch = batch[:0]
		return err
	}
	err := store.Each(ctx, q, func(r crm.Record) error {
		batch = append(batch, r)
		done++
		if len(batch) == 500 {
			if err := flush(); err != nil {
				return err
			}
		}
		return progress.tick(ctx, done, 0)
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = w.Flush()
	}
	return err
}

// writeCards writes some contacts; the names of their organisations are asked for in one go.
func writeCards(ctx context.Context, store Store, contacts []crm.Record, w *bufio.Writer) error {
	var ids []string
	for _, r := range contacts {
		if id := r.Text("organisation"); id != "" {
			ids = append(ids, id)
		}
	}
	names := map[string]string{}
	if len(ids) > 0 {
		var err error
		if names, err = store.Titles(ctx, "organisation", ids); err != nil {
			return err
		}
	}
	for _, r := range contacts {
		writeCard(w, r, names[r.Text("organisation")])
	}
	return nil
}

// writeCard writes one card. The library's encoder cannot escape a semicolon inside a name nor fold long lines, so the lines are
// made here; bufio keeps the first error for Flush.
func writeCard(w *bufio.Writer, r crm.Record, organisation string) {
	line := func(name string, values ...string) {
		for i, v := range values {
			values[i] = escape(v)
		}
		if text := strings.Join(values, ";"); strings.Trim(text, ";") != "" {
			foldLine(w, name+":"+text)
		}
	}
	kept := rest(r, organisation)
	// unless writes a line of fields, or those that say more and were kept.
	unless := func(name string, values ...string) {
		if len(kept[name]) == 0 {
			line(name, values...)
		}
	}
	foldLine(w, "BEGIN:VCARD")
	foldLine(w, "VERSION:4.0")
	foldLine(w, "UID:urn:uuid:"+r.ID)
	line("FN", r.Text("name"))
	unless("N", r.Text("last_name"), r.Text("first_name"), "", "", "")
	unless("ORG", organisation)
	line("TITLE", r.Text("title"))
	group := 0
	for _, field := range [][2]string{{"EMAIL", "emails"}, {"TEL", "phones"}} {
		for i, x := range r.Reaches(field[1]) {
			group++
			for _, text := range labelled(field[0], x.Label, escape(x.Value), i, group) {
				foldLine(w, text)
			}
		}
	}
	a := r.Address("address")
	line("ADR", "", "", a.Street, a.City, a.State, a.PostalCode, a.Country)
	a = r.Address("home_address")
	line("ADR;TYPE=home", "", "", a.Street, a.City, a.State, a.PostalCode, a.Country)
	line("BDAY", strings.ReplaceAll(r.Text("birthday"), "-", ""))
	var tags []string
	for _, t := range r.Strings("tags") {
		tags = append(tags, escape(t))
	}
	for _, w := range wishes {
		if r.Bool(w[1]) {
			tags = append(tags, w[0])
		}
	}
	if len(tags) > 0 {
		foldLine(w, "CATEGORIES:"+strings.Join(tags, ","))
	}
	line("LANG", r.Text("language"))
	line("NOTE", r.Text("description"))
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		for _, text := range kept[name] {
			foldLine(w, text)
		}
	}
	foldLine(w, "END:VCARD")
}

// wishes are the categories that say of a card, on every device, that the person does not want to be reached, each with its field.
var wishes = [][2]string{{"Do not call", "do_not_call"}, {"Do not mail", "do_not_mail"}}

// types are the parameters of an address or number; the first one is preferred.
func types(label string, i int) string {
	out := ""
	switch strings.ToLower(label) {
	case "work", "home", "fax", "pager":
		out = ";TYPE=" + strings.ToLower(label)
	case "mobile", "cell":
		out = ";TYPE=cell"
	}
	if i == 0 {
		out += ";PREF=1"
	}
	return out
}

var escape = strings.NewReplacer(`\`, `\\`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`, ",", `\,`, ";", `\;`).Replace

// foldLine writes a line in pieces of at most 75 bytes, never inside a character.
func foldLine(w *bufio.Writer, line string) {
	limit := 75
	for len(line) > limit {
		cut := limit
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		_, _ = w.WriteString(line[:cut] + "\r\n ")
		line, limit = line[cut:], 74
	}
	_, _ = w.WriteString(line + "\r\n")
}
