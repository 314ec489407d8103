package crm

import (
	"reflect"
	"testing"
)

func TestFurtherAnswers(t *testing.T) {
	base := Base()
	more := []Field{
		{Name: "stage", Label: "Stage", Kind: Choice, Options: []Option{{Value: "Pilot", Label: "Pilot", Open: true, Percent: 60}, {Value: "won", Label: "won"}, {}}},
		{Name: "source", Label: "Source", Kind: Text, Options: []Option{{Value: "Fair", Label: "Fair"}}},
		{Name: "x_size", Label: "Size", Kind: Choice, Shared: true, Options: []Option{{Value: "S", Label: "Small"}}},
	}
	c, err := base.With("deal", more)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Entity("deal")
	stage, _ := e.Field("stage")
	if o, ok := stage.Option("pilot"); !ok || !o.Own || o.Percent != 60 || len(stage.Options) != 7 {
		t.Errorf("stages are %+v", stage.Options)
	}
	if err := e.Validate(Record{Entity: "deal", Values: Values{"name": "A", "stage": "Pilot", "source": "by chance"}}); err != nil {
		t.Error(err)
	}
	if left := e.Missing(more[:1]); left != nil {
		t.Errorf("%+v is missing although it was added", left)
	}
	added := e.Added()
	same, err := c.With("deal", added)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := same.Entity("deal"); !reflect.DeepEqual(again.Fields, e.Fields) || len(added) != 3 {
		t.Errorf("added %+v gives other fields", added)
	}
	none, err := c.With("deal", nil)
	if err != nil {
		t.Fatal(err)
	}
	bare, _ := base.Entity("deal")
	if again, _ := none.Entity("deal"); !reflect.DeepEqual(again.Fields, bare.Fields) {
		t.Error("the further answers stayed")
	}
	if _, err := base.With("deal", []Field{{Name: "amount", Options: []Option{{Value: "1"}}}}); CodeOf(err) != CodeInvalid {
		t.Error("an amount got answers")
	}
}

func TestMissingAdditions(t *testing.T) {
	size := Field{Name: "x_size", Label: "Size", Kind: Choice, Own: true, Options: []Option{{Value: "S", Label: "S"}}}
	c, err := Base().With("contact", []Field{size, {Name: "x_note", Label: "Note", Kind: Text}})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Entity("contact")
	got := e.Missing([]Field{
		{Name: "x_size", Label: "Their size", Kind: Choice, Shared: true, Options: []Option{{Value: "s"}, {Value: "M", Label: "M"}}},
		{Name: "x_note", Label: "Note", Kind: Integer, Shared: true},
		{Name: "x_new", Label: "New", Kind: Day, Shared: true},
	})
	want := []Field{
		{Name: "x_size", Label: "Size", Kind: Choice, Shared: true, Options: []Option{{Value: "M", Label: "M"}}},
		{Name: "x_new", Label: "New", Kind: Day, Shared: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("missing is %+v", got)
	}
	c, err = c.With("contact", e.AddedWith(got))
	if err != nil {
		t.Fatal(err)
	}
	e, _ = c.Entity("contact")
	f, _ := e.Field("x_size")
	if !f.Shared || len(f.Options) != 2 || f.Label != "Size" || len(e.Missing(want)) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestAddedStageSetsItsProbability(t *testing.T) {
	c, err := Base().With("deal", []Field{{Name: "stage", Options: []Option{{Value: "Pilot", Label: "Pilot", Open: true, Percent: 60}}}})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Entity("deal")
	before := e.New("d1")
	before.Set("name", "A")
	after := before.Clone()
	after.Set("stage", "Pilot")
	if err := e.Settle(nil, before, &after, FromUser, 1); err != nil || after.Float("probability") != 60 {
		t.Errorf("probability %v (%v)", after.Get("probability"), err)
	}
}
