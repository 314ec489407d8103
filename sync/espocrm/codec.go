package espocrm

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// codec keeps one field of ours in attributes of the server.
type codec interface {
	// attributes are what must be read.
	attributes() []string
	// read gives the value in our form; known is false if the answer does not tell it.
	read(r *reader) (value any, known bool)
	// write adds the attributes that store a value.
	write(w *writer, value any)
	// canon gives the form in which a value comes back.
	canon(s *schema, value any) any
}

// fixed is a field that the server sets by itself.
type fixed struct{ codec }

func (fixed) write(*writer, any) {}

// text is a string. Short texts are trimmed by the server, long ones are not.
type text struct {
	attr string
	long bool
}

func (c text) longAttr() string {
	if c.long {
		return c.attr
	}
	return ""
}
func (c text) attributes() []string       { return []string{c.attr} }
func (c text) read(r *reader) (any, bool) { return c.canon(nil, r.text(c.attr)), r.has(c.attr) }
func (c text) write(w *writer, v any)     { w.out[c.attr] = c.canon(nil, w.text(v)) }
func (c text) canon(_ *schema, v any) any {
	s, ok := v.(string)
	if ok && !c.long {
		s = strings.TrimSpace(s)
	}
	if !ok || s == "" {
		return nil
	}
	return s
}

// role is a contact's job title, which the server keeps with the contact's organisation: without one it cannot tell.
type role struct{ attr string }

func (c role) attributes() []string { return []string{c.attr, attrAccount} }
func (c role) read(r *reader) (any, bool) {
	v, known := text{attr: c.attr}.read(r)
	return v, known && (v != nil || r.text(attrAccount) != "")
}
func (c role) write(w *writer, v any)     { text{attr: c.attr}.write(w, v) }
func (c role) canon(s *schema, v any) any { return text{attr: c.attr}.canon(s, v) }

// person is one name of ours kept as first and last name.
type person struct{}

func (person) attributes() []string { return []string{attrName, "firstName", "lastName"} }
func (person) read(r *reader) (any, bool) {
	full := strings.TrimSpace(r.text("firstName") + " " + r.text("lastName"))
	if full == "" {
		full = r.text(attrName) // a lead without a person bears its company's name
	}
	return text{}.canon(nil, full), r.has(attrName)
}

func (person) write(w *writer, v any) {
	first, last := crm.SplitName(w.text(v))
	w.out["firstName"], w.out["lastName"] = text{}.canon(nil, first), text{}.canon(nil, last)
}

func (person) canon(_ *schema, v any) any {
	s, _ := v.(string)
	first, last := crm.SplitName(s)
	return text{}.canon(nil, first+" "+last)
}

// option is a choice whose answers have other words there. A word of ours that the server's list has too is taken as it is, so that
// an administrator can make the lists agree.
type option struct {
	attr  string
	pairs []pair
	other string // what an unknown word of theirs is read as, "" = empty
}

func (c option) attributes() []string { return []string{c.attr} }
func (c option) read(r *reader) (any, bool) {
	return c.ours(r.schema, r.text(c.attr)), r.has(c.attr)
}

func (c option) write(w *writer, v any) {
	s := w.text(v)
	if s == "" && c.other != "" {
		return // the server demands one; it has its default
	}
	word := c.theirs(w.schema, s)
	if word == "" && c.other != "" {
		return // a word that the server no longer has stays here
	}
	w.out[c.attr] = text{}.canon(nil, word)
}
func (c option) canon(s *schema, v any) any { t, _ := v.(string); return c.ours(s, c.theirs(s, t)) }

func (c option) theirs(s *schema, ours string) string {
	if s != nil && slices.Contains(s.options[c.attr], ours) {
		return ours
	}
	for _, p := range c.pairs {
		if p.ours == ours {
			return p.theirs
		}
	}
	return ""
}

func (c option) ours(s *schema, theirs string) any {
	if theirs == "" {
		return nil
	}
	if s != nil && s.taken[c.attr][theirs] {
		return theirs
	}
	for _, p := range c.pairs {
		if p.theirs == theirs {
			return p.ours
		}
	}
	for _, p := range c.pairs {
		if p.ours == theirs {
			return p.ours
		}
	}
	return text{}.canon(nil, c.other)
}

// word is a free text of ours where the server has a list. A word that is not in its list stays here.
type word struct{ attr string }

func (c word) attributes() []string       { return []string{c.attr} }
func (c word) read(r *reader) (any, bool) { return text{}.canon(nil, r.text(c.attr)), r.has(c.attr) }
func (c word) write(w *writer, v any)     { w.out[c.attr] = c.canon(w.schema, w.text(v)) }
func (c word) canon(s *schema, v any) any {
	known := text{}.canon(nil, v)
	if known == nil || s == nil || s.options[c.attr] == nil {
		return known
	}
	for _, o := range s.options[c.attr] {
		if o != "" && strings.EqualFold(o, known.(string)) {
			return o
		}
	}
	return nil
}

// flag is yes or no; not set is no, so both are compared as nothing.
type flag struct{ attr string }

func (c flag) attributes() []string       { return []string{c.attr} }
func (c flag) read(r *reader) (any, bool) { return r.flag(c.attr), r.has(c.attr) }
func (c flag) write(w *writer, v any)     { b, _ := v.(bool); w.out[c.attr] = b }
func (c flag) canon(_ *schema, v any) any {
	if b, _ := v.(bool); b {
		return true
	}
	return nil
}

// percent is a whole number there.
type percent struct{ attr string }

func (c percent) attributes() []string { return []string{c.attr} }
func (c percent) read(r *reader) (any, bool) {
	n, ok := r.number(c.attr)
	if !ok {
		return nil, r.has(c.attr)
	}
	return n, true
}

func (c percent) write(w *writer, v any) {
	w.out[c.attr] = nil
	if n, ok := c.canon(nil, v).(float64); ok {
		w.out[c.attr] = int64(n)
	}
}

func (c percent) canon(_ *schema, v any) any {
	if n, ok := v.(float64); ok && !math.IsNaN(n) && math.Abs(n) < 1e15 {
		return math.Round(n)
	}
	return nil
}

// number is a whole number of the server that is a text of ours.
type number struct{ attr string }

func (c number) attributes() []string { return []string{c.attr} }
func (c number) read(r *reader) (any, bool) {
	n, ok := r.integer(c.attr)
	if !ok {
		return nil, r.has(c.attr)
	}
	return strconv.FormatInt(n, 10), true
}
func (number) write(*writer, any)         {}
func (number) canon(_ *schema, v any) any { return text{}.canon(nil, v) }

// day is a date.
type day struct{ attr string }

func (c day) attributes() []string { return []string{c.attr} }
func (c day) read(r *reader) (any, bool) {
	if d := r.date(c.attr); d != "" {
		return d, true
	}
	return nil, r.has(c.attr)
}

func (c day) write(w *writer, v any) {
	w.out[c.attr] = nil
	if d, ok := c.canon(nil, v).(crm.Date); ok {
		w.out[c.attr] = string(d)
	}
}

func (c day) canon(_ *schema, v any) any {
	if d, ok := v.(crm.Date); ok && d != "" {
		return d
	}
	return nil
}

// moment is an instant, there to the second.
type moment struct{ attr string }

func (c moment) attributes() []string { return []string{c.attr} }
func (c moment) read(r *reader) (any, bool) {
	if at, ok := r.instant(c.attr); ok {
		return at, true
	}
	return nil, r.has(c.attr)
}

func (c moment) write(w *writer, v any) {
	w.out[c.attr] = nil
	if at, ok := v.(crm.Instant); ok {
		w.out[c.attr] = stamp(at)
	}
}

func (c moment) canon(_ *schema, v any) any {
	if at, ok := v.(crm.Instant); ok {
		return crm.InstantOf(at.Time().Truncate(time.Second))
	}
	return nil
}

// stamp writes a moment as the server does.
func stamp(at crm.Instant) string { return at.Time().Format(stampLayout) }

// link points to a record of another feed.
type link struct{ attr, entity string }

func (c link) attributes() []string { return []string{c.attr} }
func (c link) read(r *reader) (any, bool) {
	if id := r.text(c.attr); id != "" {
		return remote.Ref{Entity: c.entity, ID: id}, true
	}
	return nil, r.has(c.attr)
}

func (c link) write(w *writer, v any) {
	w.out[c.attr] = nil
	if ref, ok := w.ref(v); ok {
		w.out[c.attr] = ref.ID
	}
}

func (c link) canon(_ *schema, v any) any { return canonRef(v) }

func canonRef(v any) any {
	if ref, ok := v.(remote.Ref); ok && ref.ID == "" {
		return nil
	}
	return v
}

// postal is an address in five attributes of a common prefix.
type postal struct{ prefix string }

// postalParts are their endings, in the order of [crm.AddressParts].
var postalParts = []string{"Street", "City", "State", "PostalCode", "Country"}

func (c postal) attributes() []string {
	out := make([]string, len(postalParts))
	for i, p := range postalParts {
		out[i] = c.prefix + p
	}
	return out
}

func (c postal) read(r *reader) (any, bool) {
	var a crm.Address
	for i, attr := range c.attributes() {
		a = a.With(crm.AddressParts[i], r.text(attr))
	}
	return c.canon(nil, a), r.has(c.attributes()...)
}

func (c postal) write(w *writer, v any) {
	a, _ := c.canon(nil, v).(crm.Address)
	for i, attr := range c.attributes() {
		w.out[attr] = text{}.canon(nil, a.Part(crm.AddressParts[i]))
	}
}

func (c postal) canon(_ *schema, v any) any {
	a, _ := v.(crm.Address)
	for _, part := range crm.AddressParts {
		a = a.With(part, strings.TrimSpace(a.Part(part)))
	}
	if a == (crm.Address{}) {
		return nil
	}
	return a
}

// closing is the moment at which a record was closed. The server does not note it: the moment is taken from a near attribute for
// records that were closed there, and any two moments count as the same, so that what is known here better is kept.
type closing struct {
	state  option
	closed []string
	near   string
}

func (c closing) attributes() []string { return []string{c.state.attr, c.near} }
func (c closing) read(r *reader) (any, bool) {
	state, known := c.state.read(r)
	s, _ := state.(string)
	if !known || !slices.Contains(c.closed, s) {
		return nil, known
	}
	if c.near == attrModifiedAt {
		at, ok := r.instant(c.near)
		return at, ok
	}
	d := r.date(c.near)
	if d == "" {
		return nil, false
	}
	return crm.InstantOf(d.In(time.UTC).Add(12 * time.Hour)), true
}
func (closing) write(*writer, any) {}
func (closing) canon(_ *schema, v any) any {
	if v == nil {
		return nil
	}
	return crm.Instant(1)
}
