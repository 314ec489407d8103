package espocrm

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// Bounds of what an administrator's definitions may ask of us.
const (
	maxOwn     = 100 // own fields of one type: all are named in every list, whose address has a length
	maxAnswers = 500 // words of one list that are offered as answers; a longer list is a free text here
	maxLabel   = 100 // characters of a label
)

// definition is the part of a type's metadata that matters here.
type definition struct {
	Fields   map[string]fieldDef `json:"fields"`
	Versions bool                `json:"versions,omitempty"`
	Left     int                 `json:"left,omitempty"` // own fields beyond the bound
}

// fieldDef is one field of a type. What is of an unexpected form in it is left out: an administrator's odd field must not stop the
// exchange of all others.
type fieldDef struct {
	Type        string             `json:"type"`
	Label       string             `json:"label,omitempty"` // in the user's language
	Custom      bool               `json:"isCustom,omitempty"`
	Required    bool               `json:"required,omitempty"`
	ReadOnly    bool               `json:"readOnly,omitempty"`
	Derived     bool               `json:"notStorable,omitempty"`
	Free        bool               `json:"allowCustomOptions,omitempty"`
	MaxLength   int                `json:"maxLength,omitempty"`
	Options     words              `json:"options,omitempty"`
	Labels      map[string]string  `json:"labels,omitempty"`           // of its options
	Closed      words              `json:"notActualOptions,omitempty"` // options of what is over
	Style       map[string]string  `json:"style,omitempty"`
	Probability map[string]float64 `json:"probabilityMap,omitempty"`
	Reference   string             `json:"optionsReference,omitempty"` // "Account.industry": the list is that field's
	TypeList    words              `json:"typeList,omitempty"`
	DefaultType string             `json:"defaultType,omitempty"`
}

// words is a list of texts; anything else in it is passed over.
type words []string

// UnmarshalJSON never fails: what is no list is an empty one.
func (w *words) UnmarshalJSON(data []byte) error {
	var list []any
	_ = json.Unmarshal(data, &list)
	*w = nil
	for _, v := range list {
		if s, ok := v.(string); ok && utf8.ValidString(s) {
			*w = append(*w, s)
		}
	}
	return nil
}

// UnmarshalJSON takes each part that has the right type.
func (f *fieldDef) UnmarshalJSON(data []byte) error {
	type plain fieldDef
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(data, (*plain)(f)); err == nil || json.Unmarshal(data, &parts) != nil {
		return nil
	}
	*f = fieldDef{}
	for name, raw := range parts {
		one, err := json.Marshal(map[string]json.RawMessage{name: raw})
		if err != nil {
			return err
		}
		before := *f
		if json.Unmarshal(one, (*plain)(f)) != nil {
			*f = before
		}
	}
	return nil
}

// learn reads the metadata of a type. An empty answer means that there is nothing to see.
func (p *Provider) learn(ctx context.Context, s *schema) error {
	a, err := p.client.do(ctx, request{
		method: http.MethodGet, path: "Metadata", query: map[string]string{"key": "entityDefs." + s.typeName()},
	})
	if err != nil {
		return err
	}
	d := &definition{}
	if len(a.body) > 0 {
		var parts struct {
			Fields   json.RawMessage `json:"fields"`
			Versions any             `json:"optimisticConcurrencyControl"`
		}
		if err := json.Unmarshal(a.body, &parts); err != nil {
			return unreadable(err)
		}
		if err := json.Unmarshal(parts.Fields, &d.Fields); err != nil { // PHP writes an empty map as a list
			d.Fields = nil
		}
		d.Versions, _ = parts.Versions.(bool)
	}
	d.trim(s.object)
	s.def = d
	return nil
}

// trim leaves out what is not needed, so that the definitions can be remembered.
func (d *definition) trim(o *object) {
	own := 0
	for _, name := range sortedKeys(d.Fields) {
		f := d.Fields[name]
		switch _, kept := ownKind(name, f); {
		case f.Custom && name != attrMarker && (!kept || own >= maxOwn):
			if kept {
				d.Left++
			}
			delete(d.Fields, name)
			continue
		case f.Custom && name != attrMarker:
			own++
		}
		if len(f.Options) > maxAnswers {
			f.Free, f.Options = true, nil
		}
		d.Fields[name] = f
	}
}

// translate takes labels of own fields and of answers that we have no word for from the server's texts, in one request. Without an
// answer, names stand for labels.
func (p *Provider) translate(ctx context.Context) error {
	a, err := p.client.do(ctx, request{method: http.MethodGet, path: "I18n"})
	if e := remote.AsError(err); e != nil && (e.Class == remote.Denied || e.Class == remote.Protocol) {
		return nil
	} else if err != nil {
		return err
	}
	var types map[string]json.RawMessage
	_ = json.Unmarshal(a.body, &types)
	for _, o := range objects {
		d := p.schemas[o.name].def
		if d == nil {
			continue
		}
		var texts struct {
			Fields  map[string]any            `json:"fields"`
			Options map[string]map[string]any `json:"options"`
		}
		_ = json.Unmarshal(types[o.typeName()], &texts)
		for name, f := range d.Fields {
			if f.Custom {
				f.Label = labelText(texts.Fields[name])
			}
			f.Labels = nil
			for _, word := range f.Options {
				if l := labelText(texts.Options[name][word]); l != "" && l != word {
					if f.Labels == nil {
						f.Labels = map[string]string{}
					}
					f.Labels[word] = l
				}
			}
			d.Fields[name] = f
		}
	}
	return nil
}

// labelText is a text fit for a label, else "".
func labelText(v any) string {
	s, _ := v.(string)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxLabel {
		s = string(r[:maxLabel])
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return ""
	}
	return s
}

// options are the words of a field's list; nil if it has none, or a free one.
func (p *Provider) options(d *definition, name string) []string {
	f := d.Fields[name]
	if kind, field, ok := strings.Cut(f.Reference, "."); ok && len(f.Options) == 0 {
		if other := p.schemas[kind]; other != nil && other.def != nil {
			return other.def.Fields[field].Options
		}
	}
	return f.Options
}

// tone is our colour of a style of theirs.
func tone(style string) string {
	return map[string]string{"success": "green", "warning": "amber", "danger": "red", "primary": "blue"}[style]
}

// answer makes an option of ours of a word of theirs. taken are the values and labels that are in use, in lower case.
func (f fieldDef) answer(word string, states bool, taken map[string]bool) crm.Option {
	o := crm.Option{Value: word, Label: f.Labels[word], Tone: tone(f.Style[word]), Percent: f.Probability[word]}
	if o.Label == "" || taken[strings.ToLower(o.Label)] {
		o.Label = word
	}
	taken[strings.ToLower(o.Label)] = true
	chance, known := f.Probability[word]
	over := known && (chance <= 0 || chance >= 100)
	for _, c := range f.Closed {
		over = over || c == word
	}
	o.Open = states && !over
	return o
}
