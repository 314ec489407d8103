package form

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/match"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Form edits one record: the rows of its entity's description, own fields after them.
type Form struct {
	// OnSave is called with the saved record once it is stored.
	OnSave func(crm.Record, crm.Batch)
	// OnFail gets errors that belong to no field.
	OnFail func(error)
	// OnType is called after every change by the person.
	OnType func()
	// OnOpen opens a record that exists already.
	OnOpen func(crm.Ref)

	env     Env
	entity  *crm.Entity
	record  crm.Record // as it was read
	names   []string   // of the fields, in order
	editors map[string]Editor
	fields  map[string]*kit.Field
	warning *fyne.Container
	all     *fyne.Container
	dirty   bool
	typed   map[string]bool // fields that the person changed
	quiet   bool            // the editors are filled by the program
	busy    bool
	kind    match.Kind // how records like this one are found
	twins   async.Latest
	stop    func()
}

// New returns a form for a record; one without an id is new.
func New(env Env, e *crm.Entity, r crm.Record) *Form {
	rows := append([][]string{}, e.Form...)
	for _, field := range e.Fields {
		if field.Own {
			rows = append(rows, []string{field.Name})
		}
	}
	return NewPart(env, e, r, rows)
}

// NewPart returns a form for some fields of a record, row by row.
func NewPart(env Env, e *crm.Entity, r crm.Record, rows [][]string) *Form {
	f := &Form{
		env: env, entity: e, record: r, editors: map[string]Editor{}, fields: map[string]*kit.Field{},
		warning: kit.Column(0), stop: func() {},
		OnSave: func(crm.Record, crm.Batch) {}, OnFail: func(error) {}, OnType: func() {}, OnOpen: func(crm.Ref) {},
	}
	f.kind, _ = match.Of(e)
	f.warning.Hide()
	f.all = kit.Column(14, f.warning)
	for _, row := range rows {
		f.row(row)
	}
	f.typed = map[string]bool{}
	f.show(r)
	return f
}

// row puts the fields of one row side by side.
func (f *Form) row(names []string) {
	line := &fyne.Container{Layout: &sideBySide{}}
	for _, name := range names {
		field, ok := f.entity.Field(name)
		if !ok || field.ReadOnly {
			continue
		}
		ed := NewEditor(f.env, field, func() { f.touched(name) })
		label := words.T(field.Label)
		if field.Required {
			label = words.T("%s (needed)", label)
		}
		f.names = append(f.names, name)
		f.editors[name] = ed
		f.fields[name] = kit.NewField(label, ed.Object())
		if field.Help != "" {
			f.fields[name].SetHint(words.T(field.Help))
		}
		line.Add(f.fields[name])
	}
	if len(line.Objects) > 0 {
		f.all.Add(line)
	}
}

// show fills the editors; currencies first, because amounts are read by them.
func (f *Form) show(r crm.Record) {
	f.quiet = true
	defer func() { f.quiet = false }()
	for _, name := range f.names {
		if field, _ := f.entity.Field(name); field.Kind == crm.Money {
			f.editors[field.Name].(*number).currency = func() string { return strings.ToUpper(f.Text(field.Currency)) }
			if ed, ok := f.editors[field.Currency]; ok {
				ed.Set(r.Get(field.Currency))
			}
		}
	}
	for _, name := range f.names {
		f.editors[name].Set(r.Get(name))
	}
	f.dirty, f.typed = false, map[string]bool{}
}

// Text is what a field of text holds now, "" for other kinds.
func (f *Form) Text(name string) string {
	if ed, ok := f.editors[name]; ok {
		if v, err := ed.Value(); err == nil {
			s, _ := v.(string)
			return s
		}
	}
	return ""
}

// Content is the form without a frame.
func (f *Form) Content() fyne.CanvasObject { return f.all }

// Dirty tells whether the person changed anything.
func (f *Form) Dirty() bool { return f.dirty }

// Editor returns the editor of a field, nil if the form has none.
func (f *Form) Editor(name string) Editor { return f.editors[name] }

// Note returns what the form says below a field.
func (f *Form) Note(name string) string {
	if fl, ok := f.fields[name]; ok {
		return fl.Note()
	}
	return ""
}

// Set fills one field as if it were typed.
func (f *Form) Set(name string, value any) {
	if ed, ok := f.editors[name]; ok {
		ed.Set(value)
		f.touched(name)
	}
}

// Keep gives the record a value that the form does not show.
func (f *Form) Keep(name string, value any) { f.record.Set(name, value) }

// First is where typing begins.
func (f *Form) First() fyne.Focusable {
	for _, name := range f.names {
		if o := f.editors[name].Focus(); o != nil {
			return o
		}
	}
	return nil
}

func (f *Form) touched(name string) {
	if f.quiet {
		return
	}
	f.dirty, f.typed[name] = true, true
	f.OnType()
	if fl := f.fields[name]; fl != nil && fl.Note() != "" {
		fl.SetError("")
	}
	if f.kind.Tells(name) {
		f.stop()
		f.stop = f.env.Run.After(2*pause, f.lookForTwins)
	}
}

// Read returns the record as typed. On an error it shows all of them, each under its field, and returns the first.
func (f *Form) Read() (crm.Record, error) {
	r := f.record.Clone()
	var first error
	for _, name := range f.names {
		v, err := f.editors[name].Value()
		if field, _ := f.entity.Field(name); err == nil && v == nil && field.Required {
			err = crm.FieldErrorf(name, "%s is needed.", crm.Term(field.Label))
		}
		f.fields[name].SetError("")
		if err != nil {
			f.mark(name, err, first == nil)
			if first == nil {
				first = err
			}
			continue
		}
		if s, ok := v.(string); ok && isCurrency(f.entity, name) {
			v = strings.ToUpper(s)
		}
		r.Set(name, v)
	}
	return r, first
}

func (f *Form) mark(name string, err error, focus bool) {
	f.fields[name].SetError(words.Error(err))
	f.all.Refresh()
	if o := f.editors[name].Focus(); focus && o != nil {
		f.focus(o)
		kit.Reveal(f.fields[name]) // with the sentence below it
	}
}

func (f *Form) focus(o fyne.Focusable) {
	if obj, ok := o.(fyne.CanvasObject); ok {
		if c := fyne.CurrentApp().Driver().CanvasForObject(obj); c != nil {
			c.Focus(o)
		}
	}
}

// Save checks and stores what was typed; a second call while the first is under way does nothing.
func (f *Form) Save() {
	if f.busy {
		return
	}
	r, err := f.Read()
	if err != nil {
		return // shown under the field
	}
	f.busy = true
	seen := f.record
	if r.ID != "" { // an editor may show less than there is: the seconds of a moment
		maps.DeleteFunc(r.Values, func(name string, _ any) bool { return !f.typed[name] })
	}
	type saved struct {
		record crm.Record
		batch  crm.Batch
	}
	async.Run(f.env.Context, async.Soon(f.env.Run), func(ctx context.Context) (saved, error) {
		store := f.env.App.Save
		if r.ID != "" {
			store = func(ctx context.Context, r crm.Record) (crm.Record, crm.Batch, error) {
				return f.env.App.Amend(ctx, seen, r)
			}
		}
		r, b, err := store(ctx, r)
		return saved{r, b}, err
	}, func(s saved, err error) {
		f.busy = false
		if err == nil {
			f.dirty = false
			f.OnSave(s.record, s.batch)
			return
		}
		if other := (*app.Meanwhile)(nil); errors.As(err, &other) {
			f.Follow(other.Now)
			f.OnFail(err)
			return
		}
		if !f.Show(err) {
			f.OnFail(err)
		}
	})
}

// mostTwins is how many records that exist already are named; more would push the form away.
const mostTwins = 3

// lookForTwins warns of people and organisations that exist already: of a new record, and of one whose name, organisation, address or
// number is being changed.
func (f *Form) lookForTwins() {
	r := f.record.Clone()
	for _, name := range f.names {
		if v, err := f.editors[name].Value(); err == nil {
			r.Set(name, v)
		}
	}
	async.Run(f.twins.Next(f.env.Context), f.env.Run, func(ctx context.Context) ([]match.Twin, error) {
		return match.Twins(ctx, f.env.App, r)
	}, func(twins []match.Twin, err error) {
		if err == nil {
			f.warn(twins)
		}
	})
}

func (f *Form) warn(twins []match.Twin) {
	f.warning.Objects = nil
	for _, t := range twins[:min(len(twins), mostTwins)] {
		f.warning.Add(kit.Banner(kit.Amber, words.T("%s exists already: %s", t.Title, present.Why(t.Why)), kit.NewButton(words.T("Open|verb"), func() { f.OnOpen(t.Ref()) })))
	}
	f.warning.Hidden = len(twins) == 0
	f.all.Refresh()
}

// Warning returns what the form says about people that exist already, "" for nothing.
func (f *Form) Warning() bool { return !f.warning.Hidden }

func isCurrency(e *crm.Entity, name string) bool {
	for _, f := range e.Fields {
		if f.Currency == name {
			return true
		}
	}
	return false
}

// sideBySide gives the fields of a row equal widths and aligns them at the top; in a narrow form fewer of them stand beside each other.
type sideBySide struct{ width float32 }

const fieldGap = look.GapCard

// fieldLeast is the least width of a field beside another one.
func fieldLeast() float32 { return 9 * look.Size(look.SizeText) }

// columns are how many of n fields stand side by side, and how wide each is. Before the first layout there is room for all.
func (l *sideBySide) columns(n int) (columns int, width float32) {
	of := func(n int) float32 { return (l.width - fieldGap*float32(n-1)) / float32(n) }
	for n > 1 && l.width > 0 && of(n) < fieldLeast() {
		n--
	}
	return n, of(max(n, 1))
}

func (l *sideBySide) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	columns, _ := l.columns(len(objects))
	for line := range slices.Chunk(objects, max(columns, 1)) {
		if s.Height > 0 {
			s.Height += fieldGap
		}
		m := tallest(line)
		s = fyne.NewSize(max(s.Width, m.Width), s.Height+m.Height)
	}
	return s
}

func tallest(line []fyne.CanvasObject) (s fyne.Size) {
	for _, o := range line {
		s = s.Max(o.MinSize())
	}
	return s
}

func (l *sideBySide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	columns, width := l.columns(len(objects))
	y := float32(0)
	for line := range slices.Chunk(objects, max(columns, 1)) {
		for i, o := range line {
			kit.Move(o, float32(i)*(width+fieldGap), y)
			o.Resize(fyne.NewSize(width, o.Size().Height)) // height follows width
			o.Resize(fyne.NewSize(width, max(o.MinSize().Height, 1)))
		}
		y += tallest(line).Height + fieldGap
	}
}
