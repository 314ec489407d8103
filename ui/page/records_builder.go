package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// filterBuilder makes or changes one condition: field, comparison, value. Or a whole filter as text.
type filterBuilder struct {
	p      *Records
	path   string
	field  crm.Field
	op     crm.Op
	value  *form.Input // of a text, a number or a time
	picked []picked    // answers or records, of which one has to fit
	link   *form.Link  // finds records, nil for other fields
	whole  func(crm.Expr)
	action string // what the button says

	fields, ops *kit.Button
	line        *fyne.Container
	more        *fyne.Container // answers, records or periods to choose from, below the line
}

// picked is one of the values of a condition.
type picked struct {
	arg   crm.Arg
	title string
}

// ShowBuilder opens the line that makes a condition, or closes it.
func (p *Records) ShowBuilder() {
	if !p.builder.Hidden {
		p.closeBuilder()
		return
	}
	p.openBuilder(words.T("Add"), func(e crm.Expr) { p.setFilter(and(p.filter, e)) })
}

// JoinFilter opens the line that makes a condition beside the nth of the i-th part, or beside the whole part if n is negative: both have to
// hold, or one of them.
func (p *Records) JoinFilter(i, n int, both bool) {
	leaf, ok := p.leaf(i, n)
	if !ok {
		return
	}
	said := words.T("Or this")
	if both {
		said = words.T("And this")
	}
	b := p.openBuilder(said, func(e crm.Expr) {
		if or, is := leaf.Expr.(crm.Or); is && !both {
			p.setPart(i, leaf.With(append(slices.Clone(or), e)))
			return
		}
		p.setPart(i, leaf.With(present.Joined(both, leaf.Expr, e)))
	})
	if cond, _, ok := condOf(present.Leaves(leaf.Expr)[0].Expr); ok && !both {
		b.begin(cond.Path)
	}
}

// EditFilter opens the line on the nth condition of the i-th part; what the line cannot hold is shown as text.
func (p *Records) EditFilter(i, n int) {
	leaf, ok := p.leaf(i, max(n, 0))
	if !ok {
		return
	}
	cond, negated, ok := condOf(leaf.Expr)
	b := p.openBuilder(words.T("Apply"), func(e crm.Expr) {
		if negated {
			e = crm.Not{Of: e}
		}
		p.setPart(i, leaf.With(e))
	})
	if !ok || !b.take(cond) {
		b.write()
	}
}

// condOf is the condition of a part, which may be negated.
func condOf(e crm.Expr) (cond crm.Cond, negated, ok bool) {
	if not, is := e.(crm.Not); is {
		e, negated = not.Of, true
	}
	cond, ok = e.(crm.Cond)
	return cond, negated, ok
}

func (p *Records) openBuilder(action string, whole func(crm.Expr)) *filterBuilder {
	b := &filterBuilder{p: p, action: action, whole: whole, line: kit.Row(6), more: kit.Column(6)}
	b.value = form.NewInput("", nil)
	b.value.OnSubmitted = func(string) { b.apply() }
	b.value.OnEscape = p.closeBuilder
	p.writing = b.write
	b.begin(p.firstFilterField())
	surface := kit.NewSurface(look.BG, kit.EdgeBottom, kit.Pad{Top: 8, Right: look.PadBar, Bottom: 9, Left: look.PadBar}, kit.Column(6, b.line, b.more))
	p.builder.Objects = []fyne.CanvasObject{surface}
	p.builder.Show()
	p.split.Refresh()
	p.split.Left.Refresh()
	return b
}

func (p *Records) closeBuilder() {
	p.builder.Hide()
	p.split.Refresh()
	p.split.Left.Refresh()
}

// filterPaths are what one would filter by, in the order of the form: of an address the city.
func (p *Records) filterPaths() []string {
	var out []string
	for _, f := range present.FormFields(p.entity) {
		switch {
		case f.Kind == crm.LongText:
		case f.Kind == crm.Postal:
			out = append(out, f.Name+".city")
		default:
			out = append(out, f.Name)
		}
	}
	for _, name := range []string{crm.Touched, crm.FieldCreatedAt, crm.FieldModifiedAt} {
		if _, err := p.env.App.Catalog().Path(p.entity.Name, name); err == nil {
			out = append(out, name)
		}
	}
	return out
}

func (p *Records) firstFilterField() string {
	if f, ok := present.StateField(p.entity); ok {
		return f.Name
	}
	if p.entity.Has("next_step_at") {
		return "next_step_at"
	}
	return p.filterPaths()[0]
}

// begin starts with a field and its likeliest comparison.
func (b *filterBuilder) begin(path string) {
	where, err := b.p.env.App.Catalog().Path(b.p.entity.Name, path)
	if err != nil {
		return
	}
	b.path, b.field = path, where.Last()
	b.op, b.picked, b.link = present.Ops(b.field)[0], nil, nil
	if b.field.Kind == crm.Link {
		b.link = form.NewLink(b.p.env.form(), b.field, b.linked)
		b.link.OnlyFind()
	}
	b.arrange()
}

// take shows a condition that is there already; false for one that the line cannot hold.
func (b *filterBuilder) take(c crm.Cond) bool {
	if !slices.Contains(b.p.filterPaths(), c.Path) {
		return false
	}
	b.begin(c.Path)
	several := map[crm.Op]crm.Op{crm.In: crm.Eq, crm.NotIn: crm.Ne}
	op := c.Op
	if one, ok := several[op]; ok && !b.field.IsTime() {
		op = one
	}
	if !slices.Contains(present.Ops(b.field), op) || len(c.Args) > 1 && !b.chooses() {
		return false
	}
	b.op = op
	for _, a := range c.Args {
		if b.chooses() {
			b.picked = append(b.picked, picked{a, b.p.names[a.Text]})
		} else {
			b.value.SetText(b.shown(a.Text))
		}
	}
	b.arrange()
	return true
}

// shown is a value as a person writes it: periods in the language of the screen.
func (b *filterBuilder) shown(text string) string {
	if b.field.IsTime() {
		return present.Period(text)
	}
	return text
}

// chooses tells whether values are picked, not typed.
func (b *filterBuilder) chooses() bool {
	return b.field.HasAnswers() || b.field.Kind == crm.Bool || b.field.Kind == crm.Link
}

// bare tells whether the comparison needs no value.
func (b *filterBuilder) bare() bool { return b.op == crm.Empty || b.op == crm.NotEmpty }

// operator is the comparison with one value, or with one of several.
func (b *filterBuilder) operator() crm.Op {
	several := map[crm.Op]crm.Op{crm.Eq: crm.In, crm.Ne: crm.NotIn}
	if op, ok := several[b.op]; ok && b.chooses() && len(b.picked) > 1 {
		return op
	}
	return b.op
}

func (b *filterBuilder) arrange() {
	where, _ := b.p.env.App.Catalog().Path(b.p.entity.Name, b.path)
	b.fields = kit.NewMenuButton(present.PathLabel(where), b.fieldItems)
	b.ops = kit.NewMenuButton(present.OpWord(b.field, b.operator()), b.opItems)
	objects := []fyne.CanvasObject{b.fields, b.ops}
	switch {
	case b.bare() || b.chooses() && b.link == nil:
		objects = append(objects, kit.Spacer())
	case b.link != nil:
		objects = append(objects, kit.Grow(b.link.Object()))
	default:
		b.value.SetPlaceHolder(valueHint(b.field))
		objects = append(objects, kit.Grow(b.value))
	}
	do := kit.NewPrimary(b.action, b.apply)
	if b.link == nil && b.chooses() && !b.bare() && len(b.picked) == 0 {
		do.Disable()
	}
	b.line.Objects = append(objects, do)
	replace(b.more, b.choices()...)
	b.line.Refresh()
	b.p.split.Left.Refresh()
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

// choices are the chips below the line.
func (b *filterBuilder) choices() []fyne.CanvasObject {
	if b.bare() {
		return nil
	}
	flow := kit.Flow(6)
	switch {
	case b.field.HasAnswers():
		for _, o := range b.field.Options {
			flow.Add(b.chip(picked{crm.Arg{Text: o.Value, Quoted: true}, words.T(o.Label)}))
		}
	case b.field.Kind == crm.Bool:
		flow.Add(b.chip(picked{crm.Arg{Text: "yes", Quoted: true}, words.T("yes")}))
		flow.Add(b.chip(picked{crm.Arg{Text: "no", Quoted: true}, words.T("no")}))
	case b.link != nil:
		me := picked{crm.Arg{Text: "me"}, words.T("me")}
		if slices.Contains(b.field.To, "user") {
			flow.Add(b.chip(me))
		}
		for _, p := range b.picked {
			if p.arg != me.arg {
				flow.Add(b.chip(p))
			}
		}
	case b.field.IsTime():
		for _, text := range present.FilterPeriods {
			flow.Add(kit.NewChip(b.shown(text), present.PeriodOf(b.value.Text) == text, func() { b.value.SetText(b.shown(text)); b.arrange() }))
		}
	}
	if len(flow.Objects) == 0 {
		return nil
	}
	return []fyne.CanvasObject{flow}
}

// chip is a value that can be picked or not; of several one has to fit.
func (b *filterBuilder) chip(p picked) *kit.Chip {
	at := slices.IndexFunc(b.picked, func(o picked) bool { return strings.EqualFold(o.arg.Text, p.arg.Text) })
	return kit.NewChip(p.title, at >= 0, func() {
		switch {
		case at >= 0:
			b.picked = slices.Delete(b.picked, at, at+1)
		case b.field.Kind == crm.Bool:
			b.picked = []picked{p}
		default:
			b.picked = append(b.picked, p)
		}
		b.arrange()
	})
}

// linked takes a record that was found.
func (b *filterBuilder) linked() {
	id, title := b.link.Chosen()
	if id == "" {
		return
	}
	b.picked = append(b.picked, picked{crm.Arg{Text: id, Quoted: true}, title})
	if b.p.names == nil {
		b.p.names = map[string]string{}
	}
	b.p.names[id] = title
	b.link.Set(nil)
	b.arrange()
}

func (b *filterBuilder) fieldItems() []*fyne.MenuItem {
	out := []*fyne.MenuItem{fyne.NewMenuItem(words.T("Write a filter …"), b.write), fyne.NewMenuItemSeparator()} // first: the fields fill the window
	for _, path := range b.p.filterPaths() {
		where, err := b.p.env.App.Catalog().Path(b.p.entity.Name, path)
		if err == nil {
			out = append(out, fyne.NewMenuItem(present.PathLabel(where), func() { b.begin(path) }))
		}
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

// apply puts the condition into force.
func (b *filterBuilder) apply() {
	c := crm.Cond{Path: b.path, Op: b.operator()}
	value := strings.TrimSpace(b.value.Text)
	switch {
	case b.bare():
	case b.chooses():
		if len(b.picked) == 0 {
			if b.link != nil {
				b.p.env.Window.Canvas().Focus(b.link.Focus())
			}
			return
		}
		for _, p := range b.picked {
			c.Args = append(c.Args, p.arg)
		}
	case value == "":
		b.p.env.Window.Canvas().Focus(b.value)
		return
	default:
		if b.field.IsTime() {
			value = present.PeriodOf(value)
		}
		c.Args = []crm.Arg{{Text: value, Quoted: !b.field.IsTime()}}
	}
	b.whole(c)
}

// WriteFilter shows the whole filter as text, to be changed.
func (p *Records) WriteFilter() {
	p.closeBuilder()
	p.ShowBuilder()
	if p.writing != nil {
		p.writing()
	}
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
	replace(b.more)
	b.line.Refresh()
	b.p.env.Window.Canvas().Focus(b.value)
}
