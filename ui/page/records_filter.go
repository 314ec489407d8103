package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// showChips shows the filter: each chip is a condition, and removing it removes the condition.
func (p *Records) showChips() {
	p.chips.Objects = nil
	parts := present.Parts(p.env.App.Catalog(), p.entity.Name, p.filter)
	for i, part := range parts {
		p.chips.Add(p.filterChip(part, i, func() { p.setFilter(present.Without(parts, i)) }))
	}
	p.chips.Add(kit.NewChip(words.T("+ Filter"), false, p.ShowBuilder))
	for _, chip := range p.viewChips() {
		p.chips.Add(chip)
	}
	p.chips.Refresh()
	if p.split != nil {
		p.split.Refresh()
	}
}

// filterChip is one condition; pressing it offers what can be done with it.
func (p *Records) filterChip(part present.Part, i int, remove func()) *kit.Chip {
	chip := kit.NewFilterChip(part.Text, nil, remove)
	chip.OnPress(func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(chip)
		kit.ShowMenu(p.env.Window.Canvas(), at.AddXY(0, chip.Size().Height+2),
			fyne.NewMenuItem(words.T("Turn into its opposite"), func() { p.NegateFilter(i) }),
			fyne.NewMenuItem(words.T("Write a filter …"), p.WriteFilter), fyne.NewMenuItem(words.T("Remove"), remove))
	})
	return chip
}

// NegateFilter turns the i-th condition into its opposite.
func (p *Records) NegateFilter(i int) {
	parts := present.Parts(p.env.App.Catalog(), p.entity.Name, p.filter)
	if i < 0 || i >= len(parts) {
		return
	}
	list := make([]crm.Expr, len(parts))
	for n, part := range parts {
		list[n] = part.Expr
	}
	if not, ok := list[i].(crm.Not); ok {
		list[i] = not.Of
	} else {
		list[i] = crm.Not{Of: list[i]}
	}
	p.setFilter(crm.AllOf(list...))
}

// WriteFilter shows the whole filter as text, to be changed.
func (p *Records) WriteFilter() {
	p.closeBuilder()
	p.ShowBuilder()
	if p.writing != nil {
		p.writing()
	}
}

// setFilter shows another list; a filter that the catalog refuses changes nothing.
func (p *Records) setFilter(f crm.Expr) {
	if _, err := p.env.App.Catalog().Bind(p.entity.Name, f, crm.Env{Now: p.env.Now(), Zone: p.env.Zone}); err != nil {
		p.env.Fail(err)
		return
	}
	p.filter, p.look.Filter = f, filterText(f)
	p.closeBuilder()
	p.showChips()
	p.restart()
}

// filterBuilder makes one condition: field, comparison, value. Or a whole filter as text.
type filterBuilder struct {
	p       *Records
	field   crm.Field
	op      crm.Op
	value   *form.Input
	choice  string
	fields  *kit.Button
	ops     *kit.Button
	choices *kit.Button
	line    *fyne.Container
}

// ShowBuilder opens the line that makes a condition, or closes it.
func (p *Records) ShowBuilder() {
	if !p.builder.Hidden {
		p.closeBuilder()
		return
	}
	b := &filterBuilder{p: p}
	b.value = form.NewInput("", nil)
	b.value.OnSubmitted = func(string) { b.add() }
	b.value.OnEscape = p.closeBuilder
	b.line = kit.Row(6)
	p.writing = b.write
	b.choose(p.firstFilterField())
	surface := kit.NewSurface(look.BG, kit.EdgeBottom, kit.Pad{Top: 8, Right: look.PadBar, Bottom: 9, Left: look.PadBar}, b.line)
	p.builder.Objects = []fyne.CanvasObject{surface}
	p.builder.Show()
	p.split.Refresh()
	p.split.Left.Refresh()
}

func (p *Records) closeBuilder() {
	p.builder.Hide()
	p.split.Refresh()
	p.split.Left.Refresh()
}

// filterFields are those that one would filter by, in the order of the form.
func (p *Records) filterFields() []crm.Field {
	var out []crm.Field
	for _, f := range append(present.FormFields(p.entity), systemTimes(p.entity)...) {
		if f.Kind != crm.LongText && f.Name != crm.FieldID {
			out = append(out, f)
		}
	}
	return out
}

func systemTimes(e *crm.Entity) []crm.Field {
	var out []crm.Field
	for _, name := range []string{crm.FieldCreatedAt, crm.FieldModifiedAt} {
		if f, ok := e.Field(name); ok {
			out = append(out, f)
		}
	}
	return out
}

func (p *Records) firstFilterField() crm.Field {
	if f, ok := present.StateField(p.entity); ok {
		return f
	}
	if f, ok := p.entity.Field("next_step_at"); ok {
		return f
	}
	return p.filterFields()[0]
}

// choose begins with a field and its likeliest comparison.
func (b *filterBuilder) choose(f crm.Field) {
	b.field, b.op = f, present.Ops(f)[0]
	b.choice = ""
	if f.HasAnswers() {
		b.choice = f.Options[0].Value
	} else if f.Kind == crm.Bool {
		b.choice = "yes"
	}
	b.arrange()
}

func (b *filterBuilder) arrange() {
	b.fields = kit.NewMenuButton(words.T(b.field.Label), b.fieldItems)
	b.ops = kit.NewMenuButton(present.OpWord(b.field, b.op), b.opItems)
	objects := []fyne.CanvasObject{b.fields, b.ops}
	switch {
	case b.op == crm.Empty || b.op == crm.NotEmpty:
		objects = append(objects, kit.Spacer())
	case b.choice != "":
		label := b.choice
		if o, ok := b.field.Option(b.choice); ok {
			label = words.T(o.Label)
		}
		b.choices = kit.NewMenuButton(label, b.choiceItems)
		objects = append(objects, b.choices, kit.Spacer())
	default:
		b.value.SetPlaceHolder(valueHint(b.field))
		objects = append(objects, kit.Grow(b.value))
	}
	b.line.Objects = append(objects, kit.NewPrimary(words.T("Add"), b.add))
	b.line.Refresh()
}

func valueHint(f crm.Field) string {
	switch {
	case f.IsTime():
		return words.T("next 7 days, today, 2026-Q4")
	case f.IsNumber():
		return "1000"
	}
	return words.T("words")
}

func (b *filterBuilder) fieldItems() []*fyne.MenuItem {
	out := []*fyne.MenuItem{fyne.NewMenuItem(words.T("Write a filter …"), b.write), fyne.NewMenuItemSeparator()} // first: the fields fill the window
	for _, f := range b.p.filterFields() {
		out = append(out, fyne.NewMenuItem(words.T(f.Label), func() { b.choose(f) }))
	}
	return out
}

func (b *filterBuilder) opItems() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	for _, op := range present.Ops(b.field) {
		out = append(out, fyne.NewMenuItem(present.OpWord(b.field, op), func() { b.op = op; b.arrange() }))
	}
	return out
}

func (b *filterBuilder) choiceItems() []*fyne.MenuItem {
	var out []*fyne.MenuItem
	set := func(v string) func() { return func() { b.choice = v; b.arrange() } }
	for _, o := range b.field.Options {
		out = append(out, fyne.NewMenuItem(words.T(o.Label), set(o.Value)))
	}
	if b.field.Kind == crm.Bool {
		out = append(out, fyne.NewMenuItem("yes", set("yes")), fyne.NewMenuItem("no", set("no")))
	}
	return out
}

// add puts the condition into force, together with those there are.
func (b *filterBuilder) add() {
	c := crm.Cond{Path: b.field.Name, Op: b.op}
	value := strings.TrimSpace(b.value.Text)
	if b.field.Kind == crm.Postal {
		c.Path += ".city"
	}
	switch {
	case b.op == crm.Empty || b.op == crm.NotEmpty:
	case b.choice != "":
		c.Args = []crm.Arg{{Text: b.choice, Quoted: true}}
	case value == "":
		b.p.env.Window.Canvas().Focus(b.value)
		return
	default:
		c.Args = []crm.Arg{{Text: value, Quoted: !b.field.IsTime()}}
	}
	b.p.setFilter(and(b.p.filter, c))
}

// and adds a condition to a filter without nesting.
func and(f, more crm.Expr) crm.Expr {
	if list, ok := f.(crm.And); ok {
		return append(append(crm.And{}, list...), more)
	}
	return crm.AllOf(f, more)
}

// write shows the filter as text, in the language that saved views and the command line use.
func (b *filterBuilder) write() {
	if b.p.filter != nil {
		b.value.SetText(b.p.filter.String())
	}
	b.value.SetPlaceHolder(words.T(`status = "New" and created_at in last 30 days`))
	apply := func() {
		f, err := crm.ParseFilter(b.value.Text)
		if err != nil {
			b.p.env.Fail(err)
			return
		}
		b.p.setFilter(f)
	}
	b.value.OnSubmitted = func(string) { apply() }
	b.line.Objects = []fyne.CanvasObject{kit.Grow(b.value), kit.NewPrimary(words.T("Apply"), apply)}
	b.line.Refresh()
	b.p.env.Window.Canvas().Focus(b.value)
}
