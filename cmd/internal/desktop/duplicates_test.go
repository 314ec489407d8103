package desktop

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/page"
)

// twins opens the page of the duplicates on two pairs: Müller, whose two records have the same mail, and Kern.
func twins(t *testing.T) (*desk, *page.Duplicates) {
	t.Helper()
	d := open(t, false)
	add := func(id, first, last, mail string, more crm.Values) {
		t.Helper()
		r := crm.Record{Entity: "contact", ID: id, Values: crm.Values{"first_name": first, "last_name": last, "emails": []crm.Reach{{Value: mail}}}}
		for name, v := range more {
			r.Set(name, v)
		}
		if _, err := d.app.Do(t.Context(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error { return tx.Put(r) }); err != nil {
			t.Fatal(err)
		}
	}
	add("m1", "Jörg", "Müller", "joerg@becker.example", crm.Values{"title": "Einkauf"})
	add("m2", "Joerg", "Mueller", "joerg@becker.example", crm.Values{"title": "Head of purchasing"})
	add("k1", "Ida", "Kern", "ida@kern.example", nil)
	add("k2", "Ida", "Kern", "ida@kern.example", nil)
	if _, err := d.app.Do(t.Context(), crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: "deal", ID: "press", Values: crm.Values{"name": "A press", "stage": "Prospecting", "contact": "m2"}})
	}); err != nil {
		t.Fatal(err)
	}
	d.list("contact")
	d.Do("duplicates")
	d.run.Settle()
	p, ok := d.Page().(*page.Duplicates)
	if !ok || p.Len() != 2 || !d.shows("2 pairs") {
		t.Fatalf("the page is %T with %d pairs", d.Page(), p.Len())
	}
	return d, p
}

// pair is the line of the list that names somebody.
func (d *desk) pair(p *page.Duplicates, name string) int {
	d.Helper()
	for i := range p.Len() {
		if cells, ok := p.Row(i); ok && strings.Contains(fmt.Sprint(cells), name) {
			return i
		}
	}
	d.Fatalf("no pair names %s", name)
	return 0
}

func (d *desk) text(ref crm.Ref, field string) string {
	r, err := d.app.Get(d.Context(), ref)
	if err != nil {
		return string(crm.CodeOf(err))
	}
	return r.Text(field)
}

func TestTwoRecordsAreComparedMergedAndPartedAgain(t *testing.T) {
	d, p := twins(t)
	p.Compare(d.pair(p, "Müller"))
	m := p.Merging()
	if m == nil || !d.shows("Head of purchasing") || !d.shows("Einkauf") || !d.shows("Will be") {
		t.Fatalf("side by side: %s", texts(d.window.Content()))
	}
	keep, gone := m.Keep.Ref(), m.Gone.Ref()
	second := m.Gone.Text("title")
	p.Choose("title", 2)
	d.Do("save")
	d.run.Settle()
	if d.text(keep, "title") != second || d.text(gone, "title") != string(crm.CodeNotFound) || d.text(crm.Ref{Entity: "deal", ID: "press"}, "contact") != keep.ID {
		t.Fatalf("merged: %q, %q, deal with %q", d.text(keep, "title"), d.text(gone, "title"), d.text(crm.Ref{Entity: "deal", ID: "press"}, "contact"))
	}
	if p.Merging() != nil || p.Len() != 1 || !d.shows("1 pair") {
		t.Errorf("%d pairs are left", p.Len())
	}
	d.tap("Undo")
	d.run.Settle()
	if d.text(gone, "title") != second || d.text(crm.Ref{Entity: "deal", ID: "press"}, "contact") != "m2" || d.text(keep, "title") == second {
		t.Errorf("after the undo: %q, %q, deal with %q", d.text(keep, "title"), d.text(gone, "title"), d.text(crm.Ref{Entity: "deal", ID: "press"}, "contact"))
	}
	if p.Len() != 2 || !d.shows("2 pairs") {
		t.Errorf("%d pairs after the undo", p.Len())
	}
}

// held is a runner on which nothing comes to its end.
type held struct{ async.Inline }

// Start implements async.Runner.
func (held) Start(context.Context, func(context.Context) func()) {}

func TestWhileRecordsAreComparedNothingSaysThatItWasStopped(t *testing.T) {
	s := newStage(t, true)
	s.env.Run = &held{}
	s.show(page.NewDuplicates(s.env, page.Route{Name: "duplicates", Entity: "contact"}))
	if got := texts(s.env.Window.Content()); !strings.Contains(got, "Comparing") || strings.Contains(got, "stopped") {
		t.Error(got)
	}
}

func TestTwoThatAreKeptSeparateAreNotShownAgain(t *testing.T) {
	d, p := twins(t)
	p.Apart(d.pair(p, "Kern"))
	if p.Len() != 1 || !strings.Contains(d.Toast(), "kept separate") {
		t.Fatalf("%d pairs, toast %q", p.Len(), d.Toast())
	}
	again := func() *page.Duplicates {
		d.Go(page.Route{Name: "today"})
		d.Go(page.Route{Name: "duplicates", Entity: "contact"})
		d.run.Settle()
		return d.Page().(*page.Duplicates)
	}
	if p = again(); p.Len() != 1 {
		t.Fatalf("%d pairs the next time", p.Len())
	}
	p.Apart(0)
	if p.Len() != 0 || !d.shows("No duplicates") {
		t.Error("an empty list says nothing")
	}
	d.tap("Undo")
	if p.Len() != 1 {
		t.Errorf("%d pairs after the undo", p.Len())
	}
	if p = again(); p.Len() != 1 || d.count("contact") != 4 {
		t.Errorf("%d pairs the next time, of %d contacts", p.Len(), d.count("contact"))
	}
}

func TestTwoChosenInTheListAreMerged(t *testing.T) {
	d, _ := twins(t)
	p := d.list("contact")
	p.SelectRows(0, 2)
	d.Do("bulk-merge")
	if d.Route().Name == "duplicates" {
		t.Fatal("three were compared")
	}
	p.SelectRows(0, 1) // both called Ida Kern
	d.Do("bulk-merge")
	d.run.Settle()
	side, ok := d.Page().(*page.Duplicates)
	if !ok || side.Merging() == nil {
		t.Fatalf("the page is %T", d.Page())
	}
	d.Do("save")
	d.run.Settle()
	if d.count("contact") != 3 || d.Route().Name != "records" {
		t.Errorf("%d contacts, at %+v", d.count("contact"), d.Route())
	}
}

// TestAllThatSpeaksForAPairIsSaid looks below the list, where nothing is cut.
func TestAllThatSpeaksForAPairIsSaid(t *testing.T) {
	d, p := twins(t)
	if !d.shows("same mail joerg@becker.example") && !d.shows("same mail ida@kern.example") {
		t.Errorf("the page says\n%s", texts(p.Content()))
	}
	p.Compare(d.pair(p, "Mueller"))
	d.run.Settle()
	if got := texts(p.Content()); !strings.Contains(got, "1: J") || !strings.Contains(got, "2: J") {
		t.Errorf("the values are not said below:\n%s", got)
	}
	p.Cancel()
	p.Turn("lead")
	d.run.Settle()
	if d.shows("same mail") {
		t.Error("what speaks for a pair outlives it")
	}
}
