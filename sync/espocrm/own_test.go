package espocrm

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

func TestOwnNamesGoBothWays(t *testing.T) {
	for attr, name := range map[string]string{
		"cShoeSize": "x_shoe_size", "cA": "x_a", "cABTest": "x_a_b_test", "cLine2": "x_line2", "cB2b": "x_b2b",
	} {
		got, ok := ownName(attr)
		back, ok2 := attrOf(name)
		if got != name || back != attr || !ok || !ok2 {
			t.Errorf("%s is %s (%v), %s is %s (%v)", attr, got, ok, name, back, ok2)
		}
	}
	for _, attr := range []string{"", "c", "color", "shoeSize", "c_Shoe", "cÄ", "cShoe-Size", "c" + strings.Repeat("A", 200)} {
		if name, ok := ownName(attr); ok {
			t.Errorf("%q is %s", attr, name)
		}
	}
	for _, name := range []string{"", "x_", "shoe_size", "x_2nd", "x_shoe_2", "x__a"} {
		if attr, ok := attrOf(name); ok {
			t.Errorf("%q is %s", name, attr)
		}
	}
}

func (w *world) add(feed, name, kind string, options ...string) string {
	w.t.Helper()
	attr, err := w.server.AddField(feed, name, kind, 0, options...)
	if err != nil {
		w.t.Fatal(err)
	}
	w.tick()
	return attr
}

func (w *world) define(feed, name string, change func(*espotest.Definition)) {
	w.t.Helper()
	if err := w.server.Define(feed, name, change); err != nil {
		w.t.Fatal(err)
	}
	w.tick()
}

// with opens the provider anew with a catalog that has taken everything on offer.
func (w *world) taken() *Provider {
	w.t.Helper()
	w.check()
	c := w.catalog
	for _, f := range w.Capabilities().Feeds {
		e, err := c.Entity(f.Entity)
		if err != nil {
			w.t.Fatal(err)
		}
		if c, err = c.With(f.Entity, e.AddedWith(e.Missing(f.Own))); err != nil {
			w.t.Fatal(err)
		}
	}
	p, err := OpenWith(remote.Options{Catalog: c, URL: w.web.URL, Secret: "0123456789abcdef", Meter: w.meter}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Provider = p
	w.check()
	return p
}

func (w *world) offers(feed string) []crm.Field {
	f, _ := w.Capabilities().Feed(feed)
	return f.Own
}

func TestOwnFieldsOfAllKinds(t *testing.T) {
	w := newWorld(t, nil)
	kinds := []struct {
		name, kind string
		options    []string
		ours       crm.Kind
		value      any
	}{
		{"motto", "varchar", nil, crm.Text, "ad astra"},
		{"story", "text", nil, crm.LongText, "one\ntwo"},
		{"shoeSize", "int", nil, crm.Integer, int64(43)},
		{"weight", "float", nil, crm.Decimal, 71.5},
		{"vip", "bool", nil, crm.Bool, true},
		{"since", "date", nil, crm.Day, crm.Date("2026-02-01")},
		{"seen", "datetime", nil, crm.Moment, crm.InstantOf(time.Date(2026, 2, 1, 10, 30, 0, 0, time.UTC))},
		{"blog", "url", nil, crm.URL, "https://blog.example"},
		{"size", "enum", []string{"", "S", "M"}, crm.Choice, "M"},
		{"colours", "multiEnum", []string{"red", "blue"}, crm.MultiChoice, []string{"red", "blue"}},
		{"words", "array", nil, crm.Tags, []string{"a", "b"}},
	}
	for _, k := range kinds {
		w.add(typeContact, k.name, k.kind, k.options...)
	}
	w.add(typeContact, "budget", "currency") // the catalog has no such own field
	w.check()
	if f, _ := w.Capabilities().Feed(typeContact); f.Holds("x_shoe_size") || len(f.Own) != len(kinds) {
		t.Fatalf("before it is taken the feed holds %v and offers %d", f.Fields, len(f.Own))
	}
	w.taken()
	f, _ := w.Capabilities().Feed(typeContact)
	values := crm.Values{"last_name": "King"}
	for _, k := range kinds {
		name, _ := ownName(customOf(k.name))
		at := slices.IndexFunc(f.Own, func(f crm.Field) bool { return f.Name == name })
		if at < 0 || f.Own[at].Kind != k.ours || !f.Holds(name) || f.Own[at].Label == "" {
			t.Errorf("%s is not %s in %+v", name, k.ours, f.Own)
		}
		values[name] = k.value
	}
	made := w.create(typeContact, values)
	for _, r := range []remote.Record{made, w.list(remote.Scan{Feed: typeContact})[0]} {
		for name, v := range values {
			if !reflect.DeepEqual(w.Canon(typeContact, name, r.Values[name]), w.Canon(typeContact, name, v)) || crm.IsEmpty(r.Values[name]) {
				t.Errorf("%s is %#v, want %#v", name, r.Values[name], v)
			}
		}
	}
	for name := range values {
		if strings.HasPrefix(name, crm.OwnPrefix) {
			values[name] = nil
		}
	}
	for name, v := range w.update(made, values).Values {
		if strings.HasPrefix(name, crm.OwnPrefix) && w.Canon(typeContact, name, v) != nil {
			t.Errorf("emptied, %s is %#v", name, v)
		}
	}
}

func customOf(name string) string { return "c" + strings.ToUpper(name[:1]) + name[1:] }

func TestLabelsAndFurtherAnswers(t *testing.T) {
	w := newWorld(t, nil)
	size := w.add(typeContact, "shoeSize", "int")
	w.define(typeContact, size, func(d *espotest.Definition) { d.Label, d.ReadOnly = "Schuhgröße", true })
	w.define(typeLead, "status", func(d *espotest.Definition) {
		d.Options = append(d.Options, "Nurturing", "Parked", "won", "Qualified")
		d.Closed = append(d.Closed, "Parked")
	})
	w.define(typeOpportunity, "stage", func(d *espotest.Definition) {
		d.Options, d.Chances = append(d.Options, "Pilot"), map[string]float64{"Pilot": 60, "Closed Won": 100}
	})
	w.check()
	if got := w.offers(typeContact); len(got) != 1 || got[0].Label != "Schuhgröße" || !got[0].ReadOnly {
		t.Errorf("%+v", got)
	}
	var status, stage crm.Field
	for _, f := range w.offers(typeLead) {
		if f.Name == "status" {
			status = f
		}
	}
	for _, f := range w.offers(typeOpportunity) {
		if f.Name == "stage" {
			stage = f
		}
	}
	if len(status.Options) != 2 || status.Options[0].Value != "Nurturing" || !status.Options[0].Open || status.Options[1].Open {
		t.Errorf("status is offered %+v", status.Options)
	}
	if len(stage.Options) != 1 || stage.Options[0].Percent != 60 || !stage.Options[0].Open {
		t.Errorf("stage is offered %+v", stage.Options)
	}
	id := w.make(typeLead, map[string]any{"lastName": "Hopper", "status": "Nurturing"})
	if got := w.get(typeLead, id).Values["status"]; got != crm.LeadWorking {
		t.Errorf("not taken, an unknown word is read as %v", got)
	}
	w.taken()
	lead := w.get(typeLead, id)
	if lead.Values["status"] != "Nurturing" || w.Canon(typeLead, "status", "Nurturing") != "Nurturing" {
		t.Errorf("taken, it is read as %v", lead.Values["status"])
	}
	if got := w.update(lead, crm.Values{"status": "Parked"}).Values["status"]; got != "Parked" {
		t.Errorf("sent Parked, got %v", got)
	}
	if got := w.update(lead, crm.Values{"status": crm.LeadLost}).Values["status"]; got != crm.LeadLost {
		t.Errorf("sent Lost, got %v", got)
	}
	deal := w.create(typeOpportunity, crm.Values{"name": "Boats", "stage": "Pilot", "probability": 60.0})
	if deal.Values["stage"] != "Pilot" {
		t.Errorf("the stage is %v", deal.Values["stage"])
	}
	w.define(typeOpportunity, "stage", func(d *espotest.Definition) {
		d.Options = slices.DeleteFunc(d.Options, func(o string) bool { return o == "Pilot" })
	})
	w.check()
	after := w.update(w.get(typeOpportunity, deal.ID), crm.Values{"stage": "Pilot", "probability": 70.0}) // the word stays here, the rest goes
	if after.Values["probability"] != 70.0 {
		t.Errorf("%+v", after.Values)
	}
}

// make creates a record there as a colleague does.
func (w *world) make(feed string, attrs map[string]any) string {
	w.t.Helper()
	id, err := w.server.Create("admin", feed, attrs)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestOwnFieldOfAnotherKindNow(t *testing.T) {
	w := newWorld(t, nil)
	attr := w.add(typeContact, "code", "varchar")
	w.taken()
	r := w.create(typeContact, crm.Values{"last_name": "King", "x_code": "ab"})
	w.define(typeContact, attr, func(d *espotest.Definition) { d.Kind = "int" })
	if err := w.server.Update("admin", typeContact, r.ID, map[string]any{attr: 7}); err != nil {
		t.Fatal(err)
	}
	// The server's new kind is not known yet: the value is not, and everything else is read.
	got := w.get(typeContact, r.ID)
	if _, known := got.Values["x_code"]; known || got.Values["last_name"] != "King" {
		t.Errorf("read %+v", got.Values)
	}
	w.check()
	f, _ := w.Capabilities().Feed(typeContact)
	if f.Holds("x_code") || slices.ContainsFunc(f.Own, func(f crm.Field) bool { return f.Name == "x_code" }) {
		t.Error("a text goes on as a number")
	}
	w.server.ResetCounts()
	w.update(got, crm.Values{"first_name": "Ada"})
	if len(w.list(remote.Scan{Feed: typeContact})) != 1 {
		t.Error("the list is not read")
	}
}

func TestHostileDefinitions(t *testing.T) {
	w := newWorld(t, nil)
	odd := w.add(typeContact, "odd", "varchar")
	w.define(typeContact, odd, func(d *espotest.Definition) {
		d.Raw = map[string]any{"type": []any{1}, "isCustom": "yes", "options": map[string]any{"a": 1}}
	})
	half := w.add(typeContact, "half", "enum")
	w.define(typeContact, half, func(d *espotest.Definition) {
		d.Raw = map[string]any{"type": "enum", "isCustom": true, "maxLength": "long", "options": []any{"A", 7, nil, "A;B", "a", ""}, "style": 3}
	})
	w.add(typeContact, "phone", "varchar") // a label that we have
	long := make([]string, 10_000)
	for i := range long {
		long[i] = fmt.Sprintf("word %d", i)
	}
	w.add(typeContact, "long", "enum", long...)
	w.define(typeLead, "source", func(d *espotest.Definition) { d.Options = long })
	w.check()
	byName := map[string]crm.Field{}
	for _, f := range w.offers(typeContact) {
		byName[f.Name] = f
	}
	if len(byName) != 3 || byName["x_half"].Kind != crm.Choice || len(byName["x_half"].Options) != 1 {
		t.Errorf("%+v", byName)
	}
	if byName["x_long"].Kind != crm.Text || byName["x_phone"].Label == "Phone" {
		t.Errorf("%+v", byName)
	}
	for _, f := range w.offers(typeLead) {
		if f.Name == "source" {
			t.Error("10,000 words to pick from")
		}
	}
	w.taken()
	if got := w.create(typeContact, crm.Values{"last_name": "King", "x_long": "word 9999", "x_half": "A"}).Values; got["x_long"] != "word 9999" || got["x_half"] != "A" {
		t.Errorf("%+v", got)
	}
}

func TestThousandsOfOwnFields(t *testing.T) {
	w := newWorld(t, nil)
	var names []string
	for i := range 5000 {
		names = append(names, fmt.Sprintf("field%04d", i))
	}
	if err := w.server.AddFields(typeContact, "varchar", names...); err != nil {
		t.Fatal(err)
	}
	w.taken()
	a := w.check()
	if want := "EspoCRM has 5000 fields of its own for contacts; Satchel offers the first 100."; !slices.Contains(a.Rights, want) || len(w.offers(typeContact)) != maxOwn {
		t.Errorf("%d are offered; %q", len(w.offers(typeContact)), a.Rights)
	}
	if got := w.create(typeContact, crm.Values{"last_name": "King", "x_field0099": "x"}); got.Values["x_field0099"] != "x" || len(w.list(remote.Scan{Feed: typeContact})) != 1 {
		t.Errorf("%+v", got)
	}
	if len(w.kept) > maxMemory {
		t.Error("too much is remembered")
	}
}

func TestWhatIsRememberedSparesQuestions(t *testing.T) {
	w := newWorld(t, nil)
	w.add(typeContact, "shoeSize", "int")
	w.pass(time.Minute)
	kept := ""
	open := func(known string) *Provider {
		p, err := OpenWith(remote.Options{
			Catalog: crm.Base(), URL: w.web.URL, Secret: "0123456789abcdef", Meter: w.meter, Known: known, Keep: func(s string) { kept = s },
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	check := func(p *Provider) {
		t.Helper()
		if _, err := p.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	first := open("")
	check(first)
	if kept == "" || strings.Contains(kept, "0123456789abcdef") {
		t.Fatal("nothing is remembered, or the key is")
	}
	before, _ := w.meter.Read()
	second := open(kept)
	if !reflect.DeepEqual(first.Capabilities().Feeds, second.Capabilities().Feeds) {
		t.Error("what was remembered says something else")
	}
	check(second)
	if after, _ := w.meter.Read(); after-before != 1 {
		t.Errorf("a start takes %d requests", after-before)
	}
	w.tick()
	w.add(typeContact, "hat", "varchar")
	third := open(kept)
	check(third)
	if f, _ := third.Capabilities().Feed(typeContact); len(f.Own) != 2 {
		t.Errorf("a new field is not seen: %+v", f.Own)
	}
	for _, broken := range []string{"{", "[]", `{"types":{"Contact":7}}`, `{"types":{"Contact":null}}`, `{"stamp":"1","types":{}}`} {
		check(open(broken))
	}
}

func TestPrepare(t *testing.T) {
	w := newWorld(t, nil)
	if a := w.check(); a.Admin || !strings.Contains(a.Advice, "externalUid") || !strings.Contains(a.Advice, typeTask) {
		t.Errorf("%+v", a)
	}
	if e := remote.AsError(w.Prepare(context.Background())); e == nil || e.Class != remote.Denied {
		t.Errorf("an API user prepared the server: %v", e)
	}
	if _, err := w.server.AddField(typeLead, "externalUid", "varchar", 64); err != nil { // done by hand
		t.Fatal(err)
	}
	admin := w.open("admin", "admin")
	for range 2 {
		if err := admin.Prepare(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	w.tick()
	if a := w.check(); a.Advice != "" || !w.Capabilities().Marker {
		t.Errorf("after it: %+v", a)
	}
	if len(w.offers(typeContact)) != 0 {
		t.Error("the marker is offered as a field")
	}
	id := w.create(typeContact, crm.Values{"last_name": "King"}).ID
	if got := w.get(typeContact, id); got.Marker != "" {
		t.Errorf("%+v", got)
	}
}
