package espocrm

import (
	"regexp"
	"slices"
	"strings"

	"satchel/app/crm"
)

// reaches keep a list of addresses or numbers. The server has a primary one, which lists show, and all of them, which only a
// record read singly shows.
type reaches struct {
	primary string // attribute of the primary one
	all     string // attribute of the whole list
	phone   bool
}

var (
	emails = reaches{primary: "emailAddress", all: "emailAddressData"}
	phones = reaches{primary: "phoneNumber", all: "phoneNumberData", phone: true}
)

func (c reaches) attributes() []string { return []string{c.primary} }

func (c reaches) read(r *reader) (any, bool) {
	if !r.has(c.all) {
		if first := strings.TrimSpace(r.text(c.primary)); first != "" {
			return []crm.Reach{{Value: first}}, true
		}
		return nil, r.has(c.primary)
	}
	var out []crm.Reach
	for _, o := range r.objects(c.all) {
		e := c.entry(r, o)
		value := strings.TrimSpace(e.text(c.primary))
		if value == "" {
			continue
		}
		reach := crm.Reach{Value: value}
		if c.phone {
			reach.Label = phoneLabel(e.text("type"))
		}
		if e.flag("primary") {
			out = slices.Insert(out, 0, reach)
		} else {
			out = append(out, reach)
		}
		if e.err != nil {
			r.wrong(c.all, "a list of addresses or numbers")
		}
	}
	if len(out) == 0 {
		return nil, true
	}
	return out, true
}

func (c reaches) entry(r *reader, o map[string]any) *reader {
	return &reader{schema: r.schema, id: r.id, row: o}
}

// peeks always asks for the list as it is: it is sent as a whole, and its entries have flags that we do not know.
func (c reaches) peeks(*writer) bool { return true }

// write replaces the list. Entries that stay keep their flags.
func (c reaches) write(w *writer, v any) {
	wanted, ok := v.([]crm.Reach)
	if !ok && v != nil {
		w.reject("this is not a list of addresses or numbers.")
		return
	}
	present := map[string]map[string]any{}
	if w.before != nil {
		for _, o := range w.before.objects(c.all) {
			s, _ := o[c.primary].(string)
			present[c.key(s)] = o
		}
	}
	list := []map[string]any{}
	done := map[string]bool{}
	for _, reach := range wanted {
		k := c.key(reach.Value)
		if k == "" || done[k] {
			continue
		}
		done[k] = true
		list = append(list, c.stored(w.schema, reach, present[k], len(list) == 0))
	}
	w.out[c.all] = list
}

// stored makes one entry as the server takes it, from what it had of it.
func (c reaches) stored(s *schema, reach crm.Reach, old map[string]any, primary bool) map[string]any {
	out := map[string]any{c.primary: c.form(reach.Value), "primary": primary}
	for _, name := range []string{"optOut", "invalid"} {
		if b, ok := old[name].(bool); ok {
			out[name] = b
		}
	}
	if !c.phone {
		return out
	}
	if t, ok := old["type"].(string); ok && (reach.Label == "" || phoneLabel(t) == phoneLabel(s.phoneType(reach.Label))) {
		out["type"] = t
	} else if t := s.phoneType(reach.Label); t != "" {
		out["type"] = t
	}
	return out
}

// key is the form in which entries are the same.
func (c reaches) key(value string) string { return strings.ToLower(c.form(value)) }

// form is what the server makes of an entry.
func (c reaches) form(value string) string {
	if !c.phone {
		return strings.TrimSpace(value)
	}
	return phoneForm(value)
}

// canon has the primary entry first and the others in the order of their keys: the server keeps no order of them, and letter case
// and labels of addresses are not its own.
func (c reaches) canon(s *schema, v any) any {
	list, _ := v.([]crm.Reach)
	var out []crm.Reach
	for _, reach := range list {
		e := crm.Reach{Value: c.key(reach.Value)}
		if c.phone {
			e.Label = phoneLabel(s.phoneType(reach.Label))
		}
		same := func(o crm.Reach) bool { return o.Value == e.Value }
		if e.Value != "" && !slices.ContainsFunc(out, same) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil
	}
	slices.SortFunc(out[1:], func(a, b crm.Reach) int { return strings.Compare(a.Value, b.Value) })
	return out
}

var extension = regexp.MustCompile(`(?i)\s*(;?ext\.?=?|extension|x|#)\s*\d+\s*$`)

// phoneForm is the form in which the server keeps numbers: international ones as a plus and digits, without an extension. A number
// without its country is left as typed, for the server to accept or not.
func phoneForm(value string) string {
	s := extension.ReplaceAllString(strings.TrimSpace(value), "")
	plain := strings.ReplaceAll(s, "(0)", "")
	digits := crm.Digits(plain)
	switch {
	case strings.HasPrefix(plain, "+") && digits != "":
		return "+" + digits
	case strings.HasPrefix(plain, "00") && len(digits) > 2:
		return "+" + digits[2:]
	}
	return s
}

// phoneLabel is our label of a type; types of an administrator's own making keep their name.
func phoneLabel(theirs string) string {
	for _, p := range phoneTypes {
		if p.theirs == theirs {
			return p.ours
		}
	}
	return strings.ToLower(theirs)
}

// phoneType is the server's type for a label: the label's own, "Other" for one it does not have, the default for none.
func (s *schema) phoneType(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	if label == "" {
		return s.phoneDefault
	}
	for _, p := range phoneTypes {
		if p.ours == label && slices.Contains(s.phoneTypes, p.theirs) {
			return p.theirs
		}
	}
	for _, t := range s.phoneTypes {
		if strings.EqualFold(t, label) {
			return t
		}
	}
	if slices.Contains(s.phoneTypes, "Other") {
		return "Other"
	}
	return s.phoneDefault
}
