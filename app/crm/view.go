package crm

import (
	"strconv"
	"strings"
)

// View is a way to look at the list of an entity: which records, in what order, with which columns.
type View struct {
	ID       string // of its record; "" = as the program brings it
	Origin   string // names a view that the program brings, "lead.overdue"; "" = made by a person
	Entity   string
	Name     string
	Filter   string // in the filter language, "" = all records
	Sort     []Sort
	Columns  []ViewColumn // empty = the entity's own
	Compact  bool         // low rows
	Position int64        // in the sidebar, ascending
	Owner    string       // id of the user who made it, "" unknown
	Shared   bool         // all of the team see it, not its owner alone
	Hidden   bool         // not in the sidebar
	Late     bool         // what it finds waits for us
	Counting Counting     // how a report counts it; the zero value is a list
	Board    string       // dashboard that a report is pinned to, "" = none
}

// ViewColumn is one column of a list.
type ViewColumn struct {
	Field string
	Width float32 // chosen by a person; 0 = by the content
}

// Key names a view in routes and settings.
func (v View) Key() string {
	if v.Origin != "" {
		return v.Origin
	}
	return v.ID
}

// Same tells whether two views show the same in the same way, whatever they are called.
func (v View) Same(o View) bool {
	return v.Filter == o.Filter && sortText(v.Sort) == sortText(o.Sort) && columnsText(v.Columns) == columnsText(o.Columns) && v.Compact == o.Compact &&
		v.Counting.String() == o.Counting.String()
}

// Record is the view as it is stored.
func (v View) Record() Record {
	r := NewRecord("view", v.ID)
	density := "normal"
	if v.Compact {
		density = "compact"
	}
	text := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	r.Values = Values{
		"entity": v.Entity, "name": v.Name, "origin": text(v.Origin), "filter": text(v.Filter), "sort": text(sortText(v.Sort)),
		"columns": text(columnsText(v.Columns)), "density": density, "position": v.Position, "shared": v.Shared, "hidden": v.Hidden,
		"counting": text(v.Counting.String()), "board": text(v.Board),
	}
	return r
}

// ViewOf reads a view from its record. What it names may be gone since: see [View.Fit].
func ViewOf(r Record) View {
	counting, _ := ParseCounting(r.Text("counting")) // of another program: it is shown as a list
	return View{
		ID: r.ID, Origin: r.Text("origin"), Entity: r.Text("entity"), Name: r.Text("name"), Filter: r.Text("filter"), Sort: readSort(r.Text("sort")),
		Columns: readColumns(r.Text("columns")), Compact: r.Text("density") == "compact", Position: r.Int("position"), Owner: r.Text(FieldOwner),
		Shared: r.Bool("shared"), Hidden: r.Bool("hidden"), Counting: counting, Board: r.Text("board"),
	}
}

// Fit drops columns and sort keys that the entity does not have: a view may come from another computer with other own fields.
func (v View) Fit(e *Entity) View {
	var columns []ViewColumn
	for _, c := range v.Columns {
		if e.Has(c.Field) {
			columns = append(columns, c)
		}
	}
	var sort []Sort
	for _, s := range v.Sort {
		if e.Has(s.Field) {
			sort = append(sort, s)
		}
	}
	v.Columns, v.Sort = columns, sort
	return v
}

func sortText(sort []Sort) string {
	parts := make([]string, len(sort))
	for i, s := range sort {
		parts[i] = s.Field
		if s.Desc {
			parts[i] = "-" + s.Field
		}
	}
	return strings.Join(parts, ",")
}

func readSort(text string) []Sort {
	var out []Sort
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		name := strings.TrimPrefix(part, "-")
		out = append(out, Sort{Field: name, Desc: name != part})
	}
	return out
}

func columnsText(columns []ViewColumn) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = c.Field
		if c.Width > 0 {
			parts[i] += ":" + strconv.Itoa(int(c.Width))
		}
	}
	return strings.Join(parts, ",")
}

func readColumns(text string) []ViewColumn {
	var out []ViewColumn
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		name, width, _ := strings.Cut(part, ":")
		n, err := strconv.Atoi(width)
		if err != nil || n < 0 {
			n = 0
		}
		out = append(out, ViewColumn{Field: name, Width: float32(min(n, 4000))})
	}
	return out
}

// view is a saved view as a record, so that history, undo, export and a provider that can hold it treat it like any other.
func view() *Entity {
	return &Entity{
		Name: "view", Label: "View", Plural: "Views", Icon: "filter", Child: true,
		Fields: append(system(),
			Field{Name: "name", Label: "Name", Kind: Text, Required: true, Fold: true, Max: 100},
			Field{Name: "entity", Label: "List", Kind: Text, Required: true, Max: 60},
			Field{Name: "origin", Label: "Brought as", Kind: Text, Max: 100, Help: "Names the view of the program that this one stands for."},
			Field{Name: "filter", Label: "Filter", Kind: LongText, Max: 10_000},
			Field{Name: "sort", Label: "Order", Kind: Text},
			Field{Name: "columns", Label: "Columns", Kind: LongText, Max: 10_000, Group: "columns"},
			Field{Name: "density", Label: "Rows", Kind: Choice, Default: "normal", Group: "columns", Options: []Option{
				{Value: "normal", Label: "Normal"},
				{Value: "compact", Label: "Compact"},
			}},
			Field{Name: "position", Label: "Position", Kind: Integer},
			Field{Name: "shared", Label: "For the team", Kind: Bool},
			Field{Name: "hidden", Label: "Hidden", Kind: Bool},
			Field{Name: "counting", Label: "Counts", Kind: Text, Help: "Makes a report of the list, such as sum amount by closed_at month."},
			Field{Name: "board", Label: "On the dashboard", Kind: Text, Max: 60},
		),
		Title: []string{"name"}, Subtitle: []string{"entity"},
		Columns: []Column{{"name", 1.3}, {"entity", 0.8}, {"filter", 2}, {"shared", 0.5}},
		Form:    [][]string{{"name", "entity"}, {"filter"}, {"sort"}, {"columns"}, {"density", "position"}, {"counting", "board"}, {"shared", "hidden"}, {"owner"}},
		Sort:    []Sort{{Field: "position"}},
		Match:   [][]string{{"name", "entity"}},
	}
}

// Open is the condition that a record still needs work: its state is one of those that are open. Nil where there is no such state.
func (e *Entity) Open() Expr {
	for _, f := range e.Fields {
		var words []string
		for _, o := range f.Options {
			if o.Open {
				words = append(words, o.Value)
			}
		}
		if f.Kind == Choice && words != nil {
			return Where(f.Name, In, words...)
		}
	}
	return nil
}

// brought makes a view of the program: open records of the entity that meet a filter.
func brought(e *Entity, key, name, filter string, sort ...Sort) View {
	more, err := ParseFilter(filter)
	if err != nil {
		panic(err) // a filter of ours
	}
	var where Expr
	switch list := more.(type) {
	case And:
		where = AllOf(append([]Expr{e.Open()}, list...)...)
	default:
		where = AllOf(e.Open(), more)
	}
	v := View{Origin: e.Name + "." + key, Entity: e.Name, Name: name, Sort: sort, Late: true}
	if where != nil {
		v.Filter = where.String()
	}
	return v
}

// stepViews are the views of what has a next step and is to be won.
func stepViews(e *Entity) []View {
	return []View{
		brought(e, "no-step", "No next step", "next_step is empty and next_step_at is empty", Sort{Field: FieldCreatedAt}),
		brought(e, "overdue", "Overdue", "next_step_at < now", Sort{Field: "next_step_at"}),
		brought(e, "untouched", "Untouched 14 days", Untouched().String(), Sort{Field: FieldModifiedAt}),
	}
}
