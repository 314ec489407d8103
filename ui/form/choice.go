package form

import (
	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// nothing stands for "no answer" in menus.
const nothing = "–"

// choice edits one answer out of some, in a menu.
type choice struct {
	field   crm.Field
	value   string
	button  *kit.Button
	row     *fyne.Container
	changed func()
}

func newChoice(f crm.Field, changed func()) *choice {
	c := &choice{field: f, changed: changed}
	c.button = kit.NewMenuButton(nothing, c.items)
	c.button.Shrinks = true
	c.row = kit.Row(0, c.button)
	return c
}

func (c *choice) items() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	if !c.field.Required {
		out = append(out, fyne.NewMenuItem(nothing, func() { c.choose("") }))
	}
	for _, o := range c.field.Options {
		item := fyne.NewMenuItem(words.T(o.Label), func() { c.choose(o.Value) })
		item.Checked = o.Value == c.value
		out = append(out, item)
	}
	return out
}

func (c *choice) choose(value string) {
	c.Set(value)
	c.changed()
}

func (c *choice) Object() fyne.CanvasObject { return c.row }
func (c *choice) Focus() fyne.Focusable     { return c.button }

func (c *choice) Set(v any) {
	c.value, _ = v.(string)
	label := nothing
	if o, ok := c.field.Option(c.value); ok {
		label = words.T(o.Label)
	}
	c.button.SetText(label)
	c.row.Refresh() // it may be wider
}

func (c *choice) Value() (any, error) {
	if c.value == "" {
		return nil, nil
	}
	return c.value, nil
}

// choices edits any number of answers, as chips that are on or off.
type choices struct {
	field crm.Field
	chips []*kit.Chip
	all   *fyne.Container
}

func newChoices(f crm.Field, changed func()) *choices {
	c := &choices{field: f, all: kit.Flow(look.Gap)}
	for _, o := range f.Options {
		var chip *kit.Chip
		chip = kit.NewChip(words.T(o.Label), false, func() { chip.SetOn(!chip.On); changed() })
		c.chips = append(c.chips, chip)
		c.all.Add(chip)
	}
	return c
}

func (c *choices) Object() fyne.CanvasObject { return c.all }

func (c *choices) Focus() fyne.Focusable {
	if len(c.chips) == 0 {
		return nil
	}
	return c.chips[0]
}

func (c *choices) Set(v any) {
	list, _ := v.([]string)
	for i, chip := range c.chips {
		on := false
		for _, word := range list {
			on = on || word == c.field.Options[i].Value
		}
		chip.SetOn(on)
	}
}

func (c *choices) Value() (any, error) {
	var out []string
	for i, chip := range c.chips {
		if chip.On {
			out = append(out, c.field.Options[i].Value)
		}
	}
	if out == nil {
		return nil, nil
	}
	return out, nil
}

// yesNo edits an answer that may also be missing.
type yesNo struct{ yes, no *kit.Chip }

func newYesNo(changed func()) *yesNo {
	e := &yesNo{}
	e.yes = kit.NewChip(words.T("Yes"), false, func() { e.press(true); changed() })
	e.no = kit.NewChip(words.T("No"), false, func() { e.press(false); changed() })
	return e
}

// press sets the answer, or takes it back if it was set already.
func (e *yesNo) press(yes bool) {
	e.yes.SetOn(yes && !e.yes.On)
	e.no.SetOn(!yes && !e.no.On)
}

func (e *yesNo) Object() fyne.CanvasObject { return kit.Inset(5, 0, 5, 0, kit.Row(6, e.yes, e.no)) }
func (e *yesNo) Focus() fyne.Focusable     { return e.yes }

func (e *yesNo) Set(v any) {
	b, ok := v.(bool)
	e.yes.SetOn(ok && b)
	e.no.SetOn(ok && !b)
}

func (e *yesNo) Value() (any, error) {
	switch {
	case e.yes.On:
		return true, nil
	case e.no.On:
		return false, nil
	}
	return nil, nil
}
