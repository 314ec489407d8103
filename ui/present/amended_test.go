package present

import (
	"testing"
	"time"

	"satchel/app/crm"
)

func TestARecordIsAmendedWithoutReading(t *testing.T) {
	c := crm.Base()
	e, err := c.Entity("contact")
	if err != nil {
		t.Fatal(err)
	}
	r := crm.NewRecord("contact", "1")
	r.Values = crm.Values{"name": "Ada Byron", "organisation": "7"}
	d := Detail{Entity: e, Record: r, titles: map[string]string{"7": "Kanco"}}
	d.facts(Scene{Titles: d.titles}, c)
	for i := range d.Unset {
		if d.Unset[i].Field == "title" {
			d.Unset[i].Asked = "open"
		}
	}
	d.Tags, d.Events = []Cell{{Text: "1 open ticket"}}, []Event{{Text: "Call"}}

	saved := r.Clone()
	saved.Set("title", "Countess")
	saved.Set("name", "Ada Lovelace")
	got, ok := d.Amended(c, saved, time.Now())
	if !ok || got.Title != "Ada Lovelace" || got.Subtitle != "Countess · Kanco" || len(got.Tags) != 1 || len(got.Events) != 1 {
		t.Fatalf("%v %q %q %v %v", ok, got.Title, got.Subtitle, got.Tags, got.Events)
	}
	facts := map[string]Fact{}
	for _, f := range got.Facts {
		facts[f.Field] = f
	}
	if f := facts["title"]; f.Cell.Text != "Countess" || f.Asked != "open" || facts["organisation"].Cell.Text != "Kanco" {
		t.Errorf("facts: %+v", got.Facts)
	}
	if d.Title != "" || len(d.Facts) == len(got.Facts) {
		t.Error("what was read has changed")
	}

	for field, value := range map[string]any{"organisation": "8", "channel": "Letter"} {
		other := r.Clone()
		other.Set(field, value)
		if _, ok := d.Amended(c, other, time.Now()); ok {
			t.Errorf("another %s is shown without reading", field)
		}
	}
}
