package page

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Records is the page of any entity: the list at the left, one record at the right.
type Records struct {
	env    Env
	entity *crm.Entity
	title  string // of the list, "" = the entity's plural

	views   []crm.View // of the entity
	layout  crm.View   // of the plain list
	viewing async.Latest
	saved   crm.View          // what the list was opened as: a view, or the plain list
	look    crm.View          // how it is now
	filter  crm.Expr          // of look
	names   map[string]string // titles of what the filter names by id
	named   string            // the filter for which they were read
	naming  async.Latest
	text    string
	window  *present.Window[present.Row]

	board            *boardView  // in place of the table, nil = there is none
	report           *reportView // in place of the table while the list is counted
	table            *kit.Table
	columns          []crm.ViewColumn // those that are shown
	head             *kit.Bar
	asList, asReport *kit.Button
	foot             *kit.Paragraph
	sums             async.Latest
	chosen           chosen
	bulk             *BulkEdit     // opened last
	plan             *PlanOverlay  // opened last
	splitting        *SplitOverlay // opened last
	writing          func()        // turns the builder in view into a line for the whole filter
	cell             *cell         // edited in the list, nil = none
	find             *kit.SearchField
	finding          *kit.Surface // around it
	chips            *fyne.Container
	builder          *fyne.Container
	asking           bool // the builder holds a question

	question   *Conversion
	erasing    *Erasing
	converting bool // a lead is being looked at or converted
	empty      *fyne.Container
	right      *fyne.Container
	nobody     *kit.Surface // at the right, where no record is shown
	split      *kit.Split
	rest       func()                   // stops the timer of the find field
	fetches    map[string]*kit.Progress // of files under way, by id

	ref       crm.Ref // the record shown, zero for none
	detail    present.Detail
	view      *detailView
	with      string // what a new record begins with; "" = it was not called from another record
	kind      string // of the timeline, "" = all
	events    int    // how much of the timeline is shown
	loading   async.Latest
	seen      string   // the commit after which all was read already
	message   *writing // beside the form, nil where it is of nothing that is written to a ticket
	form      *form.Form
	inline    *inlineEdit // a field edited in its place, beside the detail
	editing   crm.Record
	keeping   func() // stops the timer that stores the draft; nil = none runs
	following bool   // the selection follows the record, not the other way round
	opened    bool   // the first rows were shown
	opening   bool   // the route's record is still to be asked for
	hasty     bool   // editing was asked for before the record was there
	ahead     ahead
}

var (
	_ Page     = (*Records)(nil)
	_ Opener   = (*Records)(nil)
	_ Located  = (*Records)(nil)
	_ Recorder = (*Records)(nil)
	_ Saver    = (*Records)(nil)
	_ Finder   = (*Records)(nil)
	_ Stepper  = (*Records)(nil)
	_ Lister   = (*Records)(nil)
	_ Creator  = (*Records)(nil)
	_ Closer   = (*Records)(nil)
)

// eventsAtOnce is how many lines of a timeline are read at a time.
const eventsAtOnce = 8

// NewRecords returns the page of the route's entity.
func NewRecords(env Env, r Route) Page {
	e, err := env.App.Catalog().Entity(r.Entity)
	if err != nil {
		return newFailed(err)
	}
	p := &Records{env: env, entity: e, title: r.Title, rest: func() {}, fetches: map[string]*kit.Progress{}, ahead: newAhead()}
	p.saved = crm.View{Entity: e.Name}
	p.look = p.saved
	p.window = present.NewWindow[present.Row](env.Context, env.Run.Start, env.Run.Soon, env.Run.After)
	p.window.Changed, p.window.Fail = p.changed, env.Fail
	if r.Board && p.HasBoard() {
		p.board = newBoardView(p)
	}
	p.build()
	p.begin(r)
	return p
}

// load asks for the list anew. The query is fixed now: jobs must not read the page's fields.
func (p *Records) load() {
	if p.board != nil {
		p.board.load()
		return
	}
	if p.report.on {
		p.report.load()
		return
	}
	q, columns := p.query(), fieldsOf(p.columns)
	p.window.Count = func(ctx context.Context) (int64, error) { return p.env.App.Count(ctx, q) }
	p.window.Load = func(ctx context.Context, offset, limit int) ([]present.Row, error) {
		q := q
		q.Offset, q.Limit = offset, limit
		rows, err := present.Rows(ctx, p.env.App, q, columns, p.env.Now())
		for _, row := range rows {
			for _, cell := range row.Cells {
				look.ReadFonts(cell.Text)
			}
		}
		return rows, err
	}
	p.window.Reload()
}

func (p *Records) query() crm.Query {
	return crm.Query{Entity: p.entity.Name, Where: p.filter, Text: p.text, Sort: p.look.Sort}
}

func (p *Records) build() {
	p.head = kit.NewBar(p.heading(), "", append(p.modes(), p.making(words.T("Import"), words.T("New %s", p.one()))...)...)
	p.find = kit.NewSearchField(p.findHint(), p.typed)
	p.chips = kit.Flow(6)
	p.builder = kit.Column(0)
	p.builder.Hide()
	p.buildTable()
	p.find.OnDown = p.FocusList
	p.empty = kit.Stack()
	p.empty.Hide()
	p.buildChosen()
	p.foot = kit.NewParagraph("", kit.Style{Size: look.SizeSmall, Color: look.Dim})
	foot := kit.NewSurface(look.Pane, kit.EdgeTop, kit.Pad{Top: 5, Right: look.PadBar, Bottom: 5, Left: look.PadBar}, p.foot)
	p.report = newReportView(p)
	body := fyne.CanvasObject(kit.Stack(kit.Footed(kit.Stack(p.table, p.empty), foot), p.report.content))
	if p.board != nil {
		body = kit.Stack(kit.NewSurface("", 0, kit.Pad{}, p.board.widget), p.empty)
	}
	p.finding = kit.NewSubBar(kit.Grow(p.find))
	list := kit.Page(body,
		p.head, p.finding, kit.NewSurface(look.Pane, kit.EdgeBottom, kit.Pad{Top: 8, Right: look.PadBar, Bottom: 9, Left: look.PadBar}, p.chips), p.builder, p.chosen.bar)
	p.nobody = kit.NewSurface("", 0, kit.Pad{}, nil)
	p.right = kit.Stack(p.nobody)
	p.split = kit.NewSplit(list, kit.Stack(p.ahead.stage, p.right), 0.6)
	p.split.Keep = 350 // a name, a telephone number and a next step in one line
	p.split.NarrowWidth = 600
	if p.board != nil {
		p.split.NarrowWidth = alwaysNarrow
	}
	p.showChips()
}

// alwaysNarrow lets a board have the whole width: a record that is opened takes its place.
const alwaysNarrow = 1 << 20

// FocusList implements Lister: it gives the list the keys.
func (p *Records) FocusList() {
	if p.board != nil {
		p.board.widget.Focus()
		return
	}
	p.table.Focus()
}

// takeKeys gives the list the keys; the record in view stays, also where the list does not show it.
func (p *Records) takeKeys() {
	if p.board != nil {
		p.board.widget.Focus()
		return
	}
	p.table.TakeKeys()
}

// making are the buttons that bring records; none where they are only read.
func (p *Records) making(bring, one string) []fyne.CanvasObject {
	if !p.entity.Makes() {
		return nil
	}
	if p.entity.ReadOnly {
		return []fyne.CanvasObject{kit.NewPrimary(one, p.Create)}
	}
	return []fyne.CanvasObject{
		kit.NewButton(bring, func() { p.env.Go(Route{Name: "import", Entity: p.entity.Name}) }),
		kit.NewPrimary(one, p.Create),
	}
}

// one names a record of the list inside a sentence.
func (p *Records) one() string { return words.Small(words.T(p.entity.Label)) }

func (p *Records) findHint() string {
	var names []string
	for i, name := range p.entity.Search {
		if f, ok := p.entity.Field(name); ok && i < 4 {
			names = append(names, words.Small(words.T(f.Label)))
		}
	}
	if names == nil {
		return words.T("Find …")
	}
	return words.T("Find by %s …", strings.Join(names, ", "))
}

// Content implements Page.
func (p *Records) Content() fyne.CanvasObject { return p.split }

// Refresh implements Page: it reads again what a commit may have changed, unless it was read since.
func (p *Records) Refresh(b crm.Batch) {
	p.chosen.stale = p.Chosen() > 0
	if slices.Contains(b.Entities, "view") {
		p.readViews()
	}
	if b.ID == "" || b.ID != p.seen {
		p.load()
		if p.ref.ID != "" {
			p.reload()
		}
	}
	if p.message != nil {
		p.message.watch()
	}
	p.lookAhead()
}

// Minute implements Clocked.
func (p *Records) Minute() { p.Refresh(crm.Batch{}) }

// Route implements Located.
func (p *Records) Route() Route {
	r := Route{Name: "records", Entity: p.entity.Name, View: p.saved.Key(), ID: p.ref.ID, Title: p.title, Board: p.board != nil}
	if p.look.Filter != p.saved.Filter {
		r.Filter = p.look.Filter
	}
	if p.report.on != !p.saved.Counting.IsZero() || p.look.Counting.String() != p.saved.Counting.String() {
		r.Count = cmp.Or(p.look.Counting.String(), asList)
		if !p.report.on {
			r.Count = asList
		}
	}
	return r
}

// Open implements Opener: another record of the same list is shown in place.
func (p *Records) Open(r Route) bool {
	if r.Name != "records" || r.Entity != p.entity.Name || r.ID == "" || r.Board != (p.board != nil) || r.Count != "" || r.Filter != p.Route().Filter && r.Filter != "" || p.dirty() {
		return false
	}
	if r.ID == "new" {
		p.with = r.With
		p.Create()
		return true
	}
	p.endForm()
	p.show(crm.Ref{Entity: r.Entity, ID: r.ID})
	p.follow()
	return true
}

// narrow tells whether there is room for the list or the record only; before the first layout there is room for both.
func (p *Records) narrow() bool { return p.split.Size().Width > 0 && p.split.Narrow() }

// Find implements Finder.
func (p *Records) Find() { p.env.Window.Canvas().Focus(p.find) }

// Step implements Stepper.
func (p *Records) Step(by int) {
	if n := p.window.Len(); n > 0 && !p.dirty() && p.form == nil {
		p.table.Select(min(max(p.table.Cursor()+by, 0), n-1))
	}
}

// typed searches once typing rests.
func (p *Records) typed(text string) {
	p.rest()
	p.rest = p.env.Run.After(120*time.Millisecond, func() {
		if text = strings.TrimSpace(text); text != p.text {
			p.text = text
			p.restart()
		}
	})
}

// restart shows another list in the same place; the record at the right stays.
func (p *Records) restart() {
	if p.board != nil || p.report.on {
		p.load()
		return
	}
	p.closeCell()
	p.table.SetRows(rows{p})
	p.choose()
	if p.window.Load != nil {
		p.window.Need(0, 0)
	}
	p.load()
}

// Form returns the form in place of the detail, nil if there is none.
func (p *Records) Form() *form.Form { return p.form }

// Len is the number of records in the list.
func (p *Records) Len() int {
	if p.board != nil {
		return int(p.board.board.N)
	}
	return p.window.Len()
}

// counted tells whether Len is final.
func (p *Records) counted() bool {
	if p.board != nil {
		return p.board.known
	}
	return p.window.Known()
}

// Select selects a row.
func (p *Records) Select(i int) { p.table.Select(i) }

// Selected is the selected row, -1 for none.
func (p *Records) Selected() int { return p.table.Cursor() }

// Type types into the find field.
func (p *Records) Type(text string) { p.find.SetText(text) }

// SortBy presses the title of a field's column.
func (p *Records) SortBy(field string) {
	for i, c := range p.columns {
		if c.Field == field {
			p.sortBy(i)
		}
	}
}
