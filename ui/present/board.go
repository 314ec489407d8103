package present

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Untouched is how long nobody may have dealt with an open lead or deal before its card says so.
const Untouched = 14 * 24 * time.Hour

// HasBoard tells whether records of an entity can be shown as cards in columns: they have a state and are worth something.
func HasBoard(e *crm.Entity) bool {
	_, state := StateField(e)
	return state && e.Has("amount") && e.Has("currency")
}

// Board is the head of a board: its columns, with totals of all that the filter lets pass.
type Board struct {
	Field crm.Field // by which the records stand in columns
	Lanes []Lane
	Total string // of what is open: "143 open · 1,204,300 EUR + 88,000 USD"
	N     int64  // all records
}

// Lane is one column of a board.
type Lane struct {
	Value string // of the field, "" for records without one
	Label string
	N     int64
	Sums  []string // "312,700 EUR", "8,000 USD": the largest first
	Open  bool
}

// Where is the filter of one column.
func (b Board) Where(l Lane) crm.Expr {
	if l.Value == "" {
		return crm.Where(b.Field.Name, crm.Empty)
	}
	return crm.Where(b.Field.Name, crm.Eq, l.Value)
}

// LoadBoard counts and adds up what a query finds, column by column and currency by currency, in one question.
func LoadBoard(ctx context.Context, a *app.App, q crm.Query) (Board, error) {
	e, err := a.Catalog().Entity(q.Entity)
	if err != nil {
		return Board{}, err
	}
	f, _ := StateField(e)
	q.Sort = nil
	q.Group = []crm.Group{{Field: f.Name}, {Field: "currency"}}
	q.Measure = []crm.Measure{{Fn: crm.Sum, Field: "amount"}}
	rows, err := a.Rows(ctx, q)
	if err != nil {
		return Board{}, err
	}
	b := Board{Field: f}
	for _, o := range f.Options {
		b.Lanes = append(b.Lanes, Lane{Value: o.Value, Label: words.T(o.Label), Open: o.Open})
	}
	open := purse{}
	var opens int64
	purses := map[string]purse{}
	for _, row := range rows {
		value, _ := row.Keys[0].(string)
		l := b.lane(value)
		l.N += row.N
		b.N += row.N
		if purses[value] == nil {
			purses[value] = purse{}
		}
		purses[value].add(row)
		if l.Open {
			opens += row.N
			open.add(row)
		}
	}
	for i, l := range b.Lanes {
		b.Lanes[i].Sums = purses[l.Value].amounts()
	}
	b.Total = strings.TrimSuffix(words.T("%s open", Number(opens))+" · "+strings.Join(open.amounts(), " + "), " · ")
	return b, nil
}

// lane finds the column of a value; one that is not among the answers gets a column of its own, so that no record is out of sight.
func (b *Board) lane(value string) *Lane {
	for i := range b.Lanes {
		if strings.EqualFold(b.Lanes[i].Value, value) {
			return &b.Lanes[i]
		}
	}
	label := value
	if value == "" {
		label = words.T("Without an answer")
	}
	b.Lanes = append(b.Lanes, Lane{Value: value, Label: label, Open: true})
	return &b.Lanes[len(b.Lanes)-1]
}

// purse holds amounts by currency. They are never added to one number.
type purse map[string]int64

func (p purse) add(row crm.Row) {
	sum, ok := row.Values[0].(int64)
	currency, named := row.Keys[1].(string)
	if ok && named && sum != 0 {
		p[currency] += sum
	}
}

// amounts writes the largest first.
func (p purse) amounts() []string {
	var currencies []string
	for c := range p {
		currencies = append(currencies, c)
	}
	slices.SortFunc(currencies, func(a, b string) int { return cmp.Or(cmp.Compare(p[b], p[a]), cmp.Compare(a, b)) })
	for i, c := range currencies {
		currencies[i] = Amount(p[c], c)
	}
	return currencies
}

// BoardCard is one record on a board.
type BoardCard struct {
	Record crm.Record // the fields that the card shows
	Title  string
	Line   string // whose it is
	Left   string // what it is worth
	Right  string // when the next step is
	Tag    Cell   // in place of Right: what is missing or late
	Mark   Cell   // nobody has dealt with it for long
}

// LoadCards reads one part of a column, with who is behind each card and when it was last touched.
func LoadCards(ctx context.Context, a *app.App, q crm.Query, now time.Time) ([]BoardCard, error) {
	e, err := a.Catalog().Entity(q.Entity)
	if err != nil {
		return nil, err
	}
	q.Fields = cardFields(e)
	records, err := a.List(ctx, q)
	if err != nil {
		return nil, err
	}
	titles, err := Titles(ctx, a, e, records...)
	if err != nil {
		return nil, err
	}
	touched, err := lastTouches(ctx, a, records)
	if err != nil {
		return nil, err
	}
	s := Scene{Now: now, Titles: titles}
	cards := make([]BoardCard, len(records))
	for i, r := range records {
		cards[i] = s.card(e, r, touched[r.ID])
	}
	return cards, nil
}

func cardFields(e *crm.Entity) []string {
	out := []string{crm.FieldCreatedAt}
	for _, name := range append(append([]string{"amount", "currency", "next_step", "next_step_at", "closed_at", "lost_reason"}, e.Title...), e.Subtitle...) {
		if e.Has(name) {
			out = append(out, name)
		}
	}
	f, _ := StateField(e)
	return append(out, f.Name)
}

// lastTouches finds for each record when somebody last called, wrote or met about it.
func lastTouches(ctx context.Context, a *app.App, records []crm.Record) (map[string]crm.Instant, error) {
	out := map[string]crm.Instant{}
	if len(records) == 0 {
		return out, nil
	}
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	where := crm.AllOf(crm.Where("about", crm.In, ids...), touches())
	rows, err := a.Rows(ctx, crm.Query{Entity: "activity", Where: where, Group: []crm.Group{{Field: "about"}}, Measure: []crm.Measure{{Fn: crm.Max, Field: "at"}}})
	for _, row := range rows {
		id, _ := row.Keys[0].(string)
		at, _ := row.Values[0].(int64)
		out[id] = crm.Instant(at)
	}
	return out, err
}

// touches are the activities by which a customer was really reached: done, and neither a task nor a note to oneself.
func touches() crm.Expr {
	return crm.AllOf(crm.Where("done", crm.Eq, "yes"), crm.Where("kind", crm.NotIn, "task", "note"))
}

func (s Scene) card(e *crm.Entity, r crm.Record, touched crm.Instant) BoardCard {
	c := BoardCard{Record: r, Title: e.TitleOf(r), Line: s.Subtitle(e, r)}
	if f, ok := e.Field("amount"); ok {
		c.Left = s.Text(f, r)
	}
	if !IsOpen(e, r) {
		c.Right = r.Text("lost_reason")
		if at := r.Instant("closed_at"); at != 0 && c.Right == "" {
			c.Right = Ago(at, s.Now)
		}
		return c
	}
	at := r.Instant("next_step_at")
	switch late := Overdue(at, s.Now); {
	case late != "":
		c.Tag = Cell{Text: late, Tone: "red", Tag: true}
	case at == 0 && r.Text("next_step") == "":
		c.Tag = Cell{Text: words.T("no next step"), Tone: "amber", Tag: true}
	case at == 0:
		c.Right = r.Text("next_step")
	default:
		c.Right = Moment(at, s.Now)
	}
	since := max(touched, r.Instant(crm.FieldCreatedAt))
	if quiet := s.Now.Sub(since.Time()); quiet >= Untouched {
		c.Mark = Cell{Text: words.T("untouched %s d", Number(int64(quiet.Hours()/24))), Tone: "amber", Tag: true}
	}
	return c
}
