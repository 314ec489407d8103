package desktop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/page"
	"satchel/ui/present"
)

// board opens the board of an entity, perhaps filtered.
func (d *desk) board(entity, filter string) *page.Records {
	d.Helper()
	d.Go(page.Route{Name: "records", Entity: entity, Filter: filter, Board: true})
	d.run.Settle()
	p, ok := d.Page().(*page.Records)
	if !ok || p.Board() == nil {
		d.Fatalf("the page is %T without a board", d.Page())
	}
	return p
}

// lane is what the board says of one column.
func lane(p *page.Records, value string) present.Lane {
	for _, l := range p.Totals().Lanes {
		if l.Value == value {
			return l
		}
	}
	return present.Lane{}
}

// sums adds up by hand what a filter finds, by currency.
func (d *desk) sums(entity, where string) (n int64, sums map[string]int64) {
	d.Helper()
	filter, err := crm.ParseFilter(where)
	if err != nil {
		d.Fatal(err)
	}
	list, err := d.app.List(d.Context(), crm.Query{Entity: entity, Where: filter})
	if err != nil {
		d.Fatal(err)
	}
	sums = map[string]int64{}
	for _, r := range list {
		sums[r.Text("currency")] += r.Int("amount")
	}
	return int64(len(list)), sums
}

func TestTheBoardTotalsAreThoseOfTheWholeFilter(t *testing.T) {
	d := open(t, true)
	for _, filter := range []string{"", `amount > 20000`, `organisation.name contains "a"`} {
		p := d.board("deal", filter)
		stage, _ := p.Totals().Field.Option("Won")
		if stage.Value != "Won" {
			t.Fatal("the columns are no stages")
		}
		for _, l := range p.Totals().Lanes {
			where := fmt.Sprintf("stage = %q", l.Value)
			if filter != "" {
				where = filter + " and " + where
			}
			n, sums := d.sums("deal", where)
			var want []string
			for currency, sum := range sums {
				want = append(want, present.Amount(sum, currency))
			}
			got := slices.Clone(l.Sums)
			slices.Sort(got)
			slices.Sort(want)
			if l.N != n || !slices.Equal(got, want) {
				t.Errorf("%s: %d %v, by hand %d %v", where, l.N, l.Sums, n, want)
			}
		}
	}
}

func TestACardIsMovedByKeysAndTakenBack(t *testing.T) {
	d := open(t, true)
	p := d.board("deal", "")
	before := p.Totals()
	p.Board().Select(0, 0)
	p.Board().Focus()
	c := d.window.Canvas()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if column, i := p.Board().Cursor(); column != 0 || i != 1 {
		t.Errorf("Down went to %d, %d", column, i)
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if column, _ := p.Board().Cursor(); column != 1 {
		t.Errorf("Right went to column %d", column)
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	shortcuts, _ := c.Focused().(fyne.Shortcutable)
	shortcuts.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault})
	if lane(p, "Prospecting").N != before.Lanes[0].N-1 || lane(p, "Qualified").N != before.Lanes[1].N+1 || len(lane(p, "Qualified").Sums) == 0 {
		t.Fatalf("the totals are %+v", p.Totals())
	}
	if column, _ := p.Board().Cursor(); column != 1 || !strings.Contains(d.Toast(), "to Qualified") {
		t.Errorf("the cursor is in column %d, toast %q", column, d.Toast())
	}
	d.Do("undo")
	if fmt.Sprint(p.Totals()) != fmt.Sprint(before) {
		t.Errorf("after undo %+v, before %+v", p.Totals(), before)
	}
	if column, _ := p.Board().Cursor(); column != 0 {
		t.Errorf("after undo the cursor is in column %d", column)
	}
}

func TestACardIsDragged(t *testing.T) {
	d := open(t, true)
	p := d.board("deal", "")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.Board())
	from := at.AddXY(100, 100)
	test.Drag(d.window.Canvas(), from.AddXY(220, 30), 220, 30) // the place is where the pointer is by now
	if lane(p, "Prospecting").N != 1 || lane(p, "Qualified").N != 3 {
		t.Errorf("the totals are %+v", p.Totals())
	}
	test.Drag(d.window.Canvas(), from.AddXY(3, 300), 3, 300) // within its own column
	if lane(p, "Prospecting").N != 1 {
		t.Error("a card moved without leaving its column")
	}
}

func TestWinningSetsTheDayAndLosingAsksWhy(t *testing.T) {
	d := open(t, true)
	p := d.board("deal", "")
	p.Board().Select(3, 0)
	id := d.idOf("deal", `stage = "Negotiation"`)
	d.Do("shift-right")
	r := d.get("deal", id)
	if r.Text("stage") != crm.DealWon || r.Instant("closed_at") != crm.InstantOf(Moment) || r.Float("probability") != 100 {
		t.Fatalf("won: %v", r.Values)
	}
	d.Do("shift-right")
	if d.get("deal", id).Text("stage") != crm.DealWon {
		t.Fatal("lost before anybody said why")
	}
	p.Cancel()
	if d.get("deal", id).Text("stage") != crm.DealWon {
		t.Fatal("Esc lost it")
	}
	d.Do("shift-right")
	test.Type(d.window.Canvas().Focused(), "their boss")
	d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if r := d.get("deal", id); r.Text("stage") != crm.DealLost || r.Text("lost_reason") != "their boss" {
		t.Fatalf("lost: %v", r.Values)
	}
	d.Do("undo")
	if r := d.get("deal", id); r.Text("stage") != crm.DealWon || r.Text("lost_reason") != "" {
		t.Errorf("one undo leaves %v", r.Values)
	}
	if err := d.app.AddAnswer(d.Context(), "deal", "lost_reason", "their boss"); err != nil {
		t.Fatal(err)
	}
	e, _ := d.app.Catalog().Entity("deal")
	f, _ := e.Field("lost_reason")
	if last := f.Options[len(f.Options)-1]; last.Value != "their boss" {
		t.Errorf("the reasons are %v", f.Options)
	}
}

func TestForecastIsNobodysBusiness(t *testing.T) {
	d := open(t, true)
	id := d.idOf("deal", `stage = "Negotiation"`)
	if _, err := d.app.Change(d.Context(), "Judged", crm.Ref{Entity: "deal", ID: id}, crm.Values{"forecast": "Commit"}); err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"Won", "Lost", "Prospecting"} {
		if _, err := d.app.Move(d.Context(), crm.Ref{Entity: "deal", ID: id}, "stage", stage, ""); err != nil {
			t.Fatal(err)
		}
		if got := d.get("deal", id).Text("forecast"); got != "Commit" {
			t.Errorf("in %s the forecast is %q", stage, got)
		}
	}
}

func TestALeadIsWonByBecomingACustomer(t *testing.T) {
	d := open(t, true)
	if err := Known(d.Context(), d.app); err != nil {
		t.Fatal(err)
	}
	p := d.board("lead", `name = "Adaeze Okafor"`)
	contacts, deals, lead := d.count("contact"), d.count("deal"), d.idOf("lead", `name = "Adaeze Okafor"`)
	ada := d.idOf("contact", `name = "Adaeze Okafor"`)
	p.Board().Select(0, 0)
	d.Do("shift-right")
	d.Do("shift-right")
	d.Do("shift-right")
	q := p.Question()
	if q == nil || !q.Shown() || d.get("lead", lead).Text("status") != crm.LeadQualified {
		t.Fatalf("nobody asked who it is; the lead is %v", d.get("lead", lead).Values)
	}
	q.Convert()
	q.Convert() // twice
	d.run.Settle()
	l := d.get("lead", lead)
	if l.Text("status") != crm.LeadWon || l.Text("contact") != ada || d.count("contact") != contacts || d.count("deal") != deals+1 {
		t.Fatalf("the lead is %v; %d contacts, %d deals", l.Values, d.count("contact"), d.count("deal"))
	}
	if mails := d.get("contact", ada).Reaches("emails"); len(mails) != 2 || mails[1].Value != "ada@lumen.example" {
		t.Errorf("the contact has %v", mails)
	}
	if d.Route().Entity != "deal" || d.Route().ID != l.Text("deal") {
		t.Errorf("shows %+v", d.Route())
	}
	d.Do("undo")
	if l := d.get("lead", lead); l.Text("status") != crm.LeadQualified || l.Text("contact") != "" || d.count("deal") != deals || len(d.get("contact", ada).Reaches("emails")) != 1 {
		t.Errorf("one undo leaves %v", l.Values)
	}
}

func TestTheBoardKeepsFilterAndRoute(t *testing.T) {
	d := open(t, true)
	d.Go(page.Route{Name: "records", Entity: "deal", Filter: `amount > 20000`})
	d.Do("board")
	p := d.Page().(*page.Records)
	if r := d.Route(); p.Board() == nil || !r.Board || r.Filter == "" {
		t.Fatalf("the route is %+v", r)
	}
	p.Board().Select(1, 0)
	p.Board().OnOpen(1, 0)
	if _, ok := p.Record(); !ok {
		t.Fatal("Enter shows no record")
	}
	if !p.Cancel() {
		t.Fatal("Esc does not go back to the board")
	}
	if column, _ := p.Board().Cursor(); column != 1 {
		t.Error("the cursor is gone")
	}
	d.Do("board")
	if r := d.Route(); r.Board || r.Filter == "" || d.Page().(*page.Records).Board() != nil {
		t.Errorf("the route is %+v", r)
	}
	d.Back()
	if !d.Route().Board {
		t.Error("Back does not lead to the board")
	}
	d.list("contact")
	if d.Do("board") {
		t.Error("contacts have a board")
	}
}

func TestAColumnHoldsAnyNumber(t *testing.T) {
	d := open(t, false)
	const many = 20_000
	_, err := d.app.Do(context.Background(), crm.Action{Label: "Many", Source: crm.FromSync}, func(tx crm.Tx) error {
		for i := range many {
			r := crm.NewRecord("lead", tx.NewID())
			r.Values = crm.Values{"name": fmt.Sprintf("Lead %05d", i), "status": crm.LeadNew, "amount": int64(100), "currency": "EUR", crm.FieldCreatedAt: crm.InstantOf(Moment) - crm.Instant(i)}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p := d.board("lead", "")
	if l := lane(p, crm.LeadNew); l.N != many || l.Sums[0] != "20,000 EUR" {
		t.Fatalf("the column says %+v", l)
	}
	p.Board().Select(0, 0)
	p.Board().Focus()
	d.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if column, i := p.Board().Cursor(); column != 0 || i != many-1 {
		t.Fatalf("End went to %d, %d", column, i)
	}
	d.Do("shift-right")
	if lane(p, crm.LeadNew).N != many-1 || lane(p, crm.LeadWorking).N != 1 {
		t.Errorf("the totals are %+v", p.Totals())
	}
}

// idOf is the first record that a filter finds.
func (d *desk) idOf(entity, where string) string {
	d.Helper()
	filter, err := crm.ParseFilter(where)
	if err != nil {
		d.Fatal(err)
	}
	list, err := d.app.List(d.Context(), crm.Query{Entity: entity, Where: filter, Limit: 1})
	if err != nil || len(list) == 0 {
		d.Fatalf("%s: %v", where, err)
	}
	return list[0].ID
}

func (d *desk) get(entity, id string) crm.Record {
	d.Helper()
	r, err := d.app.Get(d.Context(), crm.Ref{Entity: entity, ID: id})
	if err != nil {
		d.Fatal(err)
	}
	return r
}
