package form

import (
	"encoding/json"
	"slices"
	"strings"

	"satchel/app/crm"
)

// draft is what a person typed and did not save yet: only the fields that were touched, so that all others follow the record.
type draft struct {
	Values  json.RawMessage   `json:"values"`            // of fields that hold a value, as in [crm.Entity.JSON]
	Cleared []string          `json:"cleared,omitempty"` // fields that were emptied
	Texts   map[string]string `json:"texts,omitempty"`   // fields that hold no value yet, as typed: "12 per"
}

// Draft writes what was typed so that another form can go on with it; "" if nothing was.
func (f *Form) Draft() (string, error) {
	if !f.dirty {
		return "", nil
	}
	d := draft{Texts: map[string]string{}}
	r := crm.NewRecord(f.entity.Name, "")
	for _, name := range f.names {
		if !f.typed[name] {
			continue
		}
		field, _ := f.entity.Field(name)
		v, err := f.editors[name].Value()
		in, isText := f.editors[name].Focus().(*Input)
		switch {
		case v != nil:
			r.Set(name, v)
			if field.Currency != "" { // an amount is read by its currency
				r.Set(field.Currency, strings.ToUpper(f.Text(field.Currency)))
			}
		case err != nil && isText:
			d.Texts[name] = in.Text
		default:
			d.Cleared = append(d.Cleared, name)
		}
	}
	values, err := f.entity.JSON(r)
	if err != nil {
		return "", err
	}
	d.Values = values
	out, err := json.Marshal(d)
	return string(out), err
}

// Restore types a draft again. A draft that does not fit the form any more is an error and changes nothing.
func (f *Form) Restore(text string) error {
	var d draft
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return crm.Errorf(crm.CodeInvalid, "What was typed before cannot be read any more: %w.", err)
	}
	typed, err := f.entity.FromJSON(d.Values)
	if err != nil {
		return err
	}
	r := f.record.Clone()
	for name, v := range typed.Values {
		r.Set(name, v)
	}
	for _, name := range d.Cleared {
		r.Set(name, nil)
	}
	f.show(r)
	for _, name := range f.names {
		text, unread := d.Texts[name]
		if in, ok := f.editors[name].Focus().(*Input); ok && unread {
			in.SetText(text)
		}
		if _, filled := typed.Values[name]; filled || unread || slices.Contains(d.Cleared, name) {
			f.touched(name)
		}
	}
	return nil
}

// Reset shows the record again, without what was typed.
func (f *Form) Reset() {
	f.show(f.record)
	for _, field := range f.fields {
		field.SetError("")
	}
	f.all.Refresh()
}
