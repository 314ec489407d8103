package exchange

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-vcard"

	"satchel/app/crm"
)

// draft reads one card.
func (s *vcardSource) draft(n int, text []byte) (draft, *Refusal) {
	d := draft{values: crm.Values{}}
	card, err := decodeCard(text)
	if err != nil {
		return d, refuse(n, "", err)
	}
	d.name(card)
	if org := parts(card.PreferredValue(vcard.FieldOrganization)); len(org) > 0 && org[0] != "" {
		d.link(crm.Field{Name: "organisation"}, org[0])
	}
	d.set("title", plain(card.PreferredValue(vcard.FieldTitle)))
	d.set("outside_id", strings.TrimPrefix(plain(card.Value(vcard.FieldUID)), "urn:uuid:"))
	d.set("language", plain(card.PreferredValue(vcard.FieldLanguage)))
	d.set("description", note(card))
	labels := map[string]string{}
	for _, f := range card["X-ABLABEL"] {
		labels[f.Group] = ownLabel(f.Value)
	}
	if reaches := reaches(card[vcard.FieldEmail], "mailto:", labels); len(reaches) > 0 {
		d.values["emails"] = reaches
	}
	if reaches := reaches(card[vcard.FieldTelephone], "tel:", labels); len(reaches) > 0 {
		d.values["phones"] = reaches
	}
	d.addresses(card)
	var tags []string
	for _, v := range card.Values(vcard.FieldCategories) {
		for _, tag := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ';' }) {
			tag = strings.TrimSpace(tag)
			wish := slices.IndexFunc(wishes, func(w [2]string) bool { return strings.EqualFold(w[0], tag) })
			switch {
			case wish >= 0:
				d.values[wishes[wish][1]] = true
			case tag != "":
				tags = append(tags, tag)
			}
		}
	}
	if len(tags) > 0 {
		d.values["tags"] = unionWords(nil, tags)
	}
	if text := card.Value(vcard.FieldBirthday); text != "" {
		if day, whole := birthday(text); day != "" {
			d.values["birthday"] = day
		} else if whole {
			return d, refuse(n, "BDAY", crm.FieldErrorf("birthday", "Birthday: %q is not a date like 2026-12-31.", clip(text)))
		}
	}
	s.large = d.keep(unfold(text)) || s.large
	return d, s.check(n, d)
}

// check tests each value, as the CSV does cell by cell.
func (s *vcardSource) check(n int, d draft) *Refusal {
	for _, c := range vcardColumns {
		f, _ := s.entity.Field(c[1])
		if v := d.values[c[1]]; !crm.IsEmpty(v) {
			if err := f.Check(v); err != nil {
				return refuse(n, c[0], err)
			}
		}
	}
	return nil
}

func (d *draft) set(field, text string) {
	if text = strings.TrimSpace(text); text != "" {
		d.values[field] = text
	}
}

// name takes N, and what N leaves out from FN. Whoever has one name only has it as family name.
func (d *draft) name(card vcard.Card) {
	n := parts(card.PreferredValue(vcard.FieldName))
	get := func(i int) string {
		if i < len(n) {
			return n[i]
		}
		return ""
	}
	last := strings.TrimSpace(get(0))
	first := strings.Join(strings.Fields(get(3)+" "+get(1)+" "+get(2)), " ")
	if last == "" && first == "" {
		first, last = splitName(plain(card.PreferredValue(vcard.FieldFormattedName)))
	}
	if last == "" {
		first, last = "", first
	}
	d.set("first_name", first)
	d.set("last_name", last)
}

// parts cuts a structured value at its semicolons; the decoder leaves the escaped ones to us.
func parts(value string) []string {
	const mark = "\x00"
	out := strings.Split(strings.ReplaceAll(value, `\;`, mark), ";")
	for i := range out {
		out[i] = strings.TrimSpace(strings.ReplaceAll(out[i], mark, ";"))
	}
	return out
}

// plain is a value that is one text.
func plain(value string) string {
	return strings.TrimSpace(strings.NewReplacer(`\;`, ";", `\N`, "\n", `\:`, ":").Replace(value))
}

// reaches lists addresses or numbers, the preferred one first, each once.
func reaches(fields []*vcard.Field, scheme string, labels map[string]string) []crm.Reach {
	sorted := slices.Clone(fields)
	slices.SortStableFunc(sorted, func(a, b *vcard.Field) int { return preference(a) - preference(b) })
	var out []crm.Reach
	for _, f := range sorted {
		value := strings.ReplaceAll(plain(f.Value), ";", " ")
		if len(value) >= len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
			value = value[len(scheme):]
		}
		if value = strings.TrimSpace(value); value != "" {
			r := crm.Reach{Value: value, Label: label(f)}
			if own := labels[f.Group]; f.Group != "" && own != "" {
				r.Label = own
			}
			out = append(out, r)
		}
	}
	return unionReaches(nil, out)
}

// preference is 1 for the best, 101 for one without a preference.
func preference(f *vcard.Field) int {
	if n, err := strconv.Atoi(f.Params.Get(vcard.ParamPreferred)); err == nil {
		return n
	}
	if f.Params.HasType("pref") || f.Params[vcard.ParamPreferred] != nil {
		return 1
	}
	return 101
}

// label is the most telling of the types.
func label(f *vcard.Field) string {
	for _, t := range []struct{ kind, label string }{
		{"cell", "mobile"}, {"iphone", "mobile"}, {"fax", "fax"}, {"pager", "pager"}, {"work", "work"}, {"home", "home"},
	} {
		for _, have := range f.Params.Types() {
			if slices.Contains(strings.Split(have, ","), t.kind) {
				return t.label
			}
		}
	}
	return ""
}

// addresses takes the preferred address and the one at home; the card keeps the others.
func (d *draft) addresses(card vcard.Card) {
	sorted := slices.Clone(card[vcard.FieldAddress])
	slices.SortStableFunc(sorted, func(a, b *vcard.Field) int { return preference(a) - preference(b) })
	for _, f := range sorted {
		a := addressOf(f.Value)
		field := "address"
		if label(f) == "home" {
			field = "home_address"
		}
		if a != (crm.Address{}) && d.values[field] == nil {
			d.values[field] = a
		}
	}
}

// addressOf reads the value of an ADR.
func addressOf(value string) crm.Address {
	p := append(parts(value), make([]string, 7)...)
	var street []string
	for _, line := range []string{p[2], p[1], p[0]} {
		if line != "" {
			street = append(street, line)
		}
	}
	return crm.Address{Street: strings.Join(street, "\n"), City: p[3], State: p[4], PostalCode: p[5], Country: p[6]}
}

// note joins the notes and adds web addresses, for which a contact has no field; the card keeps them too.
func note(card vcard.Card) string {
	var out []string
	for _, v := range append(card.Values(vcard.FieldNote), card.Values(vcard.FieldURL)...) {
		if v = plain(v); v != "" && !strings.Contains(strings.Join(out, "\n"), v) {
			out = append(out, v)
		}
	}
	return strings.Join(out, "\n")
}

// birthday reads "1985-04-12", "19850412" and a moment of that day; whole is false for a day without a year, which is no error.
func birthday(text string) (day crm.Date, whole bool) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "--") || len(text) < 8 {
		return "", false
	}
	if len(text) >= 8 && !strings.Contains(text[:8], "-") {
		if t, err := time.Parse("20060102", text[:8]); err == nil {
			return crm.DateOf(t), true
		}
	}
	if t, ok := parseDate(text, DateAuto); ok {
		if t.Year() == 1604 { // what address books write for an unknown year
			return "", false
		}
		return crm.DateOf(t), true
	}
	return "", true
}
