package exchange

import (
	"slices"
	"strings"

	"satchel/app/crm"
)

// draft reads the cells of one row.
func (s *csvSource) draft(n int, cells []string) (draft, *Refusal) {
	d := draft{values: crm.Values{}}
	var first, last string
	for i := range s.cols {
		c := &s.cols[i]
		if c.Field == "" {
			continue
		}
		cell := undefuse(cells[i])
		switch trimmed := strings.TrimSpace(cell); {
		case trimmed == "" && (!s.own || c.field.Kind != crm.LongText):
		case c.Field == crm.FieldID:
			if !isID(trimmed) {
				return d, refuse(n, c.Header, crm.FieldErrorf(c.Field, "The id is none of ours; leave the column out or name it outside_id."))
			}
			d.id = trimmed
		case c.Field == "name.first":
			first = trimmed
		case c.Field == "name.last":
			last = trimmed
		case c.format.isBlank(trimmed):
		case c.Field == "name" && s.entity.Has("first_name"):
			d.values["first_name"], d.values["last_name"] = splitName(trimmed)
		case c.field.Kind == crm.Link || c.field.Kind == crm.Links:
			d.link(c.field, trimmed)
		default:
			if bad := s.value(n, c, cell, cells, &d); bad != nil {
				return d, bad
			}
		}
	}
	if whole := strings.TrimSpace(first + " " + last); whole != "" {
		d.values["name"] = whole
	}
	s.stray(&d, cells)
	return d, nil
}

// stray keeps what a row says of an organisation that it does not name: it goes into the notes.
func (s *csvSource) stray(d *draft, cells []string) {
	for i := range s.cols {
		c := &s.cols[i]
		name := d.links[c.via]
		if c.via == "" || name != "" && !isPlaceholder(name) || len(d.linked[c.via]) == 0 {
			continue
		}
		if cell := strings.TrimSpace(undefuse(cells[i])); cell != "" && s.entity.Has("description") {
			d.values["description"] = joinLines(d.values["description"], c.Header+": "+cell)
		}
	}
}

func (d *draft) link(f crm.Field, text string) {
	if d.links == nil {
		d.links = map[string]string{}
	}
	if old := d.links[f.Name]; old != "" && f.Kind == crm.Links {
		text = old + ";" + text
	}
	d.links[f.Name] = text
}

// value reads one cell into the draft.
func (s *csvSource) value(n int, c *Column, cell string, cells []string, d *draft) *Refusal {
	currency := ""
	switch {
	case c.field.Kind == crm.Money:
		var bad *Refusal
		if cell, currency, bad = s.currency(n, c, cell, cells); bad != nil {
			return bad
		}
	case c.field.Currency != "" && !s.own && !slices.ContainsFunc(s.cols, func(other Column) bool { return other.Field == c.field.Currency }):
		currency = s.o.currency()
	}
	v, err := c.format.read(c.field, cell, currency)
	if err == nil && c.field.Name == "currency" && v != nil {
		v, err = readCurrency(c.field, v.(string))
	}
	if err == nil && !crm.IsEmpty(v) && c.field.Name == c.path {
		err = c.field.Check(v)
	}
	if err != nil {
		return refuse(n, c.Header, err)
	}
	if crm.IsEmpty(v) {
		return nil
	}
	into := d.values
	if c.via != "" {
		if d.linked == nil {
			d.linked = map[string]crm.Values{}
		}
		if d.linked[c.via] == nil {
			d.linked[c.via] = crm.Values{}
		}
		into = d.linked[c.via]
	}
	if currency != "" {
		into[c.field.Currency] = currency
	}
	if name, part, ok := strings.Cut(c.path, "."); ok {
		a, _ := into[name].(crm.Address)
		into[name] = a.With(part, v.(string))
		return nil
	}
	if s.own {
		into[c.path] = v // as it was, doubles and all
		return nil
	}
	if reaches, ok := v.([]crm.Reach); ok {
		v = c.labelled(reaches, cells)
	}
	if text, ok := v.(string); ok && c.field.Kind == crm.LongText && (s.isRemark(c) || into[c.path] != nil) {
		into[c.path] = joinLines(into[c.path], c.Header+": "+text)
		return nil
	}
	into[c.path] = appendValue(into[c.path], v)
	return nil
}

// isRemark tells whether a column is one of several that go into the notes, so that its name goes along.
func (s *csvSource) isRemark(c *Column) bool {
	word, _ := wordOf(plainHeader(c.Header))
	return word == "remark"
}

func joinLines(have any, more string) string {
	if have := text(have); have != "" {
		return have + "\n" + more
	}
	return more
}

// labelled gives addresses and numbers without a label that of their column.
func (c *Column) labelled(reaches []crm.Reach, cells []string) []crm.Reach {
	label := c.Label
	if c.labels >= 0 && c.labels < len(cells) {
		label = strings.ToLower(strings.TrimSpace(strings.Trim(cells[c.labels], "* ")))
	}
	for i := range reaches {
		if reaches[i].Label == "" && !strings.Contains(label, ";") {
			reaches[i].Label = label
		}
	}
	return reaches
}

// currency finds what an amount is in: its own sign, the currency column, or the currency assumed for the file.
func (s *csvSource) currency(n int, c *Column, cell string, cells []string) (amount, currency string, bad *Refusal) {
	column := ""
	for i, other := range s.cols {
		if other.Field == c.field.Currency {
			column = strings.TrimSpace(cells[i])
		}
	}
	if s.own {
		return cell, column, nil
	}
	if isAbsent(crm.Money, cell) {
		return "", "", nil
	}
	amount, currency = cutCurrency(cell)
	if column != "" {
		v, err := readCurrency(crm.Field{Name: "currency", Label: "Currency"}, column)
		if err != nil {
			return amount, "", nil // the currency's own column refuses the row
		}
		code := v.(string)
		if currency != "" && currency != code && !strings.Contains(cell, "$") {
			return "", "", refuse(n, c.Header, crm.FieldErrorf(c.Field, "The amount is in %s, but its currency column says %s.", currency, code))
		}
		currency = code
	}
	if currency == "" {
		currency = s.o.currency()
		s.assume(crm.Sayf("Column %q: amounts without a currency are taken as %s.", c.Header, currency))
	}
	return amount, currency, nil
}

func (s *csvSource) assume(note crm.Said) {
	for _, r := range s.remarks {
		if r.String() == note.String() {
			return
		}
	}
	s.remarks = append(s.remarks, note)
}

// readCurrency reads a code or a sign.
func readCurrency(f crm.Field, text string) (any, error) {
	if code, ok := signs[text]; ok {
		return code, nil
	}
	if code := strings.ToUpper(text); crm.IsCurrency(code) {
		return code, nil
	}
	return nil, crm.FieldErrorf(f.Name, "%s needs a currency of three letters, like EUR; %q is none.", crm.Term(f.Label), clip(text))
}
