package present

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

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
	quiet, err := untouched(ctx, a, q.Entity, records)
	if err != nil {
		return nil, err
	}
	s := Scene{Now: now, Titles: titles}
	cards := make([]BoardCard, len(records))
	for i, r := range records {
		cards[i] = s.card(e, r)
		if since, ok := quiet[r.ID]; ok && IsOpen(e, r) {
			days := int64(now.Sub(since.Time()).Hours() / 24)
			cards[i].Mark = Cell{Text: words.T("untouched %s d", Number(days)), Tone: "amber", Tag: true}
		}
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

// untouched finds which of the records nobody has dealt with for long, and since when: those that the fixed view finds, too.
func untouched(ctx context.Context, a *app.App, entity string, records []crm.Record) (map[string]crm.Instant, error) {
	out := map[string]crm.Instant{}
	touches, ok := a.Catalog().Touches(entity)
	if len(records) == 0 || !ok {
		return out, nil
	}
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	quiet, err := a.List(ctx, crm.Query{
		Entity: entity, Where: crm.AllOf(crm.Where(crm.FieldID, crm.In, ids...), crm.Untouched()), Fields: []string{crm.FieldCreatedAt},
	})
	if err != nil || len(quiet) == 0 {
		return out, err
	}
	for i, r := range quiet {
		out[r.ID], ids[i] = r.Instant(crm.FieldCreatedAt), r.ID
	}
	link, at := touches.Links[0].Name, touches.Entity.Timeline.At
	rows, err := a.Rows(ctx, crm.Query{
		Entity: touches.Entity.Name, Where: crm.AllOf(crm.Where(link, crm.In, ids[:len(quiet)]...), touches.Entity.Timeline.Touch),
		Group: []crm.Group{{Field: link}}, Measure: []crm.Measure{{Fn: crm.Max, Field: at}},
	})
	for _, row := range rows {
		id, _ := row.Keys[0].(string)
		last, _ := row.Values[0].(int64)
		out[id] = max(out[id], crm.Instant(last))
	}
	return out, err
}

func (s Scene) card(e *crm.Entity, r crm.Record) BoardCard {
	c := BoardCard{Record: r, Title: Title(e, r), Line: s.Subtitle(e, r)}
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
	switch tone := pressing(agenda.Item{Kind: agenda.Step, At: at}, s.Now); {
	case tone == "red":
		c.Tag = Cell{Text: Overdue(at, s.Now), Tone: tone, Tag: true}
	case tone != "":
		c.Tag = Cell{Text: Soon(at, s.Now), Tone: tone, Tag: true}
	case at == 0 && r.Text("next_step") == "":
		c.Tag = Cell{Text: words.T("no next step"), Tone: "amber", Tag: true}
	case at == 0:
		c.Right = r.Text("next_step")
	default:
		c.Right = Moment(at, s.Now)
	}
	return c
}
