package espocrm

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"

	"satchel/app/crm"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// ownName is our name of an administrator's field: cShoeSize is x_shoe_size. ok is false for names that do not follow the rule of
// the server, a c and a capital, or would not come back the same.
func ownName(attr string) (name string, ok bool) {
	if len(attr) < 2 || len(attr) > maxID || attr[0] != 'c' || attr[1] < 'A' || attr[1] > 'Z' {
		return "", false
	}
	var b strings.Builder
	for i := 1; i < len(attr); i++ {
		c := attr[i]
		switch {
		case c >= 'A' && c <= 'Z':
			if i > 1 {
				b.WriteByte('_')
			}
			b.WriteByte(c - 'A' + 'a')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteByte(c)
		default:
			return "", false
		}
	}
	return crm.OwnPrefix + b.String(), true
}

// attrOf is the server's attribute of an own field of ours, the reverse of [ownName].
func attrOf(name string) (attr string, ok bool) {
	rest, own := strings.CutPrefix(name, crm.OwnPrefix)
	var b strings.Builder
	b.WriteByte('c')
	for _, part := range strings.Split(rest, "_") {
		if part == "" {
			return "", false
		}
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	back, same := ownName(b.String())
	return b.String(), own && same && back == name
}

// ownKind is our kind of an administrator's field; false for what the catalog has no kind for.
func ownKind(attr string, f fieldDef) (crm.Kind, bool) {
	if _, ok := ownName(attr); !ok || f.Derived || !f.Custom || attr == attrMarker {
		return "", false
	}
	switch f.Type {
	case "varchar":
		return crm.Text, true
	case "text":
		return crm.LongText, true
	case "url":
		return crm.URL, true
	case "bool":
		return crm.Bool, true
	case "int":
		return crm.Integer, true
	case "float":
		return crm.Decimal, true
	case "date":
		return crm.Day, true
	case "datetime":
		return crm.Moment, true
	case "enum":
		return crm.Choice, true
	case "multiEnum", "checklist", "array":
		return crm.MultiChoice, true
	}
	return "", false
}

// ownField describes an administrator's field in the catalog's terms, and how it is kept. A list without words, with free words or
// with too many is a text or tags.
func (p *Provider) ownField(d *definition, attr string) (crm.Field, codec, bool) {
	def := d.Fields[attr]
	kind, ok := ownKind(attr, def)
	if !ok {
		return crm.Field{}, nil, false
	}
	name, _ := ownName(attr)
	f := crm.Field{Name: name, Label: def.Label, Kind: kind, ReadOnly: def.ReadOnly, Own: true, Shared: true}
	if f.Label == "" {
		f.Label = capital(strings.ReplaceAll(strings.TrimPrefix(name, crm.OwnPrefix), "_", " "))
	}
	if kind == crm.Choice || kind == crm.MultiChoice {
		taken := map[string]bool{}
		for _, word := range p.options(d, attr) {
			if key := strings.ToLower(word); usable(word) && !taken[key] {
				taken[key] = true
				f.Options = append(f.Options, crm.Option{Value: word})
			}
		}
		for i, o := range f.Options {
			delete(taken, strings.ToLower(o.Value)) // its own value is no reason against a label
			f.Options[i] = def.answer(o.Value, false, taken)
			taken[strings.ToLower(o.Value)] = true
		}
		if def.Free || len(f.Options) == 0 {
			f.Kind, f.Options = map[crm.Kind]crm.Kind{crm.Choice: crm.Text, crm.MultiChoice: crm.Tags}[kind], nil
		}
	}
	if f.Kind == crm.Text || f.Kind == crm.LongText || f.Kind == crm.URL {
		f.Max = max(def.MaxLength, 0)
	}
	c := ownCodec(f.Kind, attr)
	if f.ReadOnly {
		c = fixed{c}
	}
	return f, c, true
}

// usable tells whether a word of theirs can be an answer here.
func usable(word string) bool {
	return strings.TrimSpace(word) == word && word != "" && len(word) <= crm.MaxText && !strings.ContainsAny(word, ";\n\x00")
}

func ownCodec(kind crm.Kind, attr string) codec {
	switch kind {
	case crm.LongText:
		return own{text{attr: attr, long: true}}
	case crm.Choice:
		return own{listed{attr}}
	case crm.MultiChoice:
		return own{several{attr, false}}
	case crm.Tags:
		return own{several{attr, true}}
	case crm.Bool:
		return own{flag{attr}}
	case crm.Integer:
		return own{whole{attr}}
	case crm.Decimal:
		return own{decimal{attr}}
	case crm.Day:
		return own{day{attr}}
	case crm.Moment:
		return own{moment{attr}}
	}
	return own{text{attr: attr}}
}

// own is a field that an administrator made and may change to another kind at any moment: a value of another kind than it was when
// its definition was read is not known, so that what is here stays.
type own struct{ codec }

func (c own) read(r *reader) (any, bool) {
	before := r.err
	v, known := c.codec.read(r)
	if !errors.Is(r.err, before) {
		r.err = before
		return nil, false
	}
	return v, known
}

// inner is what a codec wraps.
func inner(c codec) codec {
	for {
		switch x := c.(type) {
		case fixed:
			c = x.codec
		case own:
			c = x.codec
		default:
			return c
		}
	}
}

// listed is one word of an administrator's list. A word that only one side knows stays on its side.
type listed struct{ attr string }

func (c listed) attributes() []string { return []string{c.attr} }
func (c listed) read(r *reader) (any, bool) {
	s := r.text(c.attr)
	if !r.schema.taken[c.attr][s] {
		return nil, r.has(c.attr)
	}
	return s, r.has(c.attr)
}

func (c listed) write(w *writer, v any) {
	s := w.text(v)
	if kept := c.canon(w.schema, s); s == "" || kept != nil {
		w.out[c.attr] = kept
	}
}

func (c listed) canon(s *schema, v any) any {
	if word, _ := v.(string); s != nil && word != "" && s.taken[c.attr][word] && slices.Contains(s.options[c.attr], word) {
		return word
	}
	return nil
}

// several are some words of such a list. Words that only the server knows stay in its list when ours is sent.
type several struct {
	attr string
	free bool // any word
}

func (c several) attributes() []string { return []string{c.attr} }
func (c several) peeks(w *writer) bool { return !c.free }
func (c several) knows(s *schema, word string) bool {
	return c.free || s != nil && s.taken[c.attr][word] && slices.Contains(s.options[c.attr], word)
}

func (c several) read(r *reader) (any, bool) {
	var out []string
	for _, word := range r.ids(c.attr) {
		if c.knows(r.schema, word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	if out == nil {
		return nil, r.has(c.attr)
	}
	return out, r.has(c.attr)
}

func (c several) write(w *writer, v any) {
	list, ok := v.([]string)
	if !ok && v != nil {
		w.reject("this is not a list of words.")
		return
	}
	out := []string{}
	if w.before != nil && !c.free {
		for _, word := range w.before.ids(c.attr) {
			if !c.knows(w.schema, word) {
				out = append(out, word)
			}
		}
	}
	for _, word := range list {
		if c.knows(w.schema, word) {
			out = append(out, word)
		}
	}
	w.out[c.attr] = out
}

func (c several) canon(s *schema, v any) any {
	var out []string
	list, _ := v.([]string)
	for _, word := range list {
		if c.knows(s, word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	if out == nil {
		return nil
	}
	return out
}

// whole is a whole number, decimal any number.
type (
	whole   struct{ attr string }
	decimal struct{ attr string }
)

func (c whole) attributes() []string { return []string{c.attr} }
func (c whole) read(r *reader) (any, bool) {
	if n, ok := r.integer(c.attr); ok {
		return n, true
	}
	return nil, r.has(c.attr)
}
func (c whole) write(w *writer, v any) { w.out[c.attr] = c.canon(nil, v) }
func (c whole) canon(_ *schema, v any) any {
	if n, ok := v.(int64); ok {
		return n
	}
	return nil
}

func (c decimal) attributes() []string { return []string{c.attr} }
func (c decimal) read(r *reader) (any, bool) {
	if n, ok := r.number(c.attr); ok {
		return n, true
	}
	return nil, r.has(c.attr)
}
func (c decimal) write(w *writer, v any) { w.out[c.attr] = c.canon(nil, v) }
func (c decimal) canon(_ *schema, v any) any {
	if n, ok := v.(float64); ok && !math.IsNaN(n) && !math.IsInf(n, 0) {
		return n
	}
	return nil
}
