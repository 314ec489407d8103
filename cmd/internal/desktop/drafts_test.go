package desktop

import (
	"context"
	"testing"

	"satchel/ui/form"
	"satchel/ui/page"
)

func (d *desk) typed(p *page.Records, field string) string {
	d.Helper()
	if p.Form() == nil {
		d.Fatal("there is no form")
	}
	in, ok := p.Form().Editor(field).Focus().(*form.Input)
	if !ok {
		d.Fatalf("%s is not typed", field)
	}
	return in.Text
}

func (d *desk) setting(key string) string {
	d.Helper()
	text, err := d.app.Setting(context.Background(), key)
	if err != nil {
		d.Fatal(err)
	}
	return text
}

func TestTypingSurvivesLeavingThePage(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	ref, _ := p.Record()
	d.Do("edit")
	d.typeInto(p, "title", "half written")
	d.typeInto(p, "emails", "not yet an addre")
	d.typeInto(p, "next_step", "")
	d.Go(page.Route{Name: "today"})
	if d.Toast() == "" {
		t.Error("nothing was said about what was typed")
	}
	d.Go(page.Route{Name: "records", Entity: "contact", ID: ref.ID})
	d.run.Settle()
	p = d.Page().(*page.Records)
	d.Do("edit")
	if d.typed(p, "title") != "half written" || d.typed(p, "emails") != "not yet an addre" || d.typed(p, "next_step") != "" || !p.Form().Dirty() {
		t.Errorf("the form holds %q and %q", d.typed(p, "title"), d.typed(p, "emails"))
	}
	p.Cancel()
	d.Do("edit")
	if d.typed(p, "title") == "half written" || d.setting("draft:contact:"+ref.ID) != "" {
		t.Error("what was given up comes back")
	}
}

func TestTypingSurvivesTheEndOfTheProgram(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	d.Do("new")
	d.typeInto(p, "name", "Half a deal")
	d.typeInto(p, "amount", "1200.50")
	d.typeInto(p, "probability", "12 or so")
	d.run.Settle()
	d.run.Settle()
	d.run.Settle()
	if d.setting("draft:deal:new") == "" {
		t.Error("nothing is stored while typing")
	}
	d.typeInto(p, "name", "Half a deal more")
	d.restart()
	p = d.list("deal")
	d.Do("new")
	if d.typed(p, "name") != "Half a deal more" || d.typed(p, "probability") != "12 or so" {
		t.Errorf("the form holds %q and %q", d.typed(p, "name"), d.typed(p, "probability"))
	}
	if v, err := p.Form().Editor("amount").Value(); err != nil || v != int64(120050) {
		t.Errorf("the amount is %v, %v", v, err)
	}
	d.typeInto(p, "probability", "12")
	d.Do("save")
	if d.setting("draft:deal:new") != "" || p.Form() != nil {
		t.Error("the draft outlives the record")
	}
}

func TestADraftHoldsOnlyWhatWasTouched(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	r := d.record(p)
	d.Do("edit")
	d.typeInto(p, "title", "half written")
	d.Go(page.Route{Name: "today"})
	r.Set("next_step", "changed by a colleague")
	if _, _, err := d.app.Save(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	p = d.list("contact")
	d.Do("edit")
	if d.typed(p, "next_step") != "changed by a colleague" || d.typed(p, "title") != "half written" {
		t.Errorf("the form holds %q", d.typed(p, "next_step"))
	}
}

func TestADraftThatDoesNotFitIsSaidAndForgotten(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	ref, _ := p.Record()
	for _, text := range []string{"{", `{"values":{"gone":1}}`} {
		if err := d.app.SetSetting(context.Background(), "draft:contact:"+ref.ID, text); err != nil {
			t.Fatal(err)
		}
		d.restart()
		p = d.list("contact")
		d.Do("edit")
		if p.Form() == nil || p.Form().Dirty() || d.Toast() == "" || d.setting("draft:contact:"+ref.ID) != "" {
			t.Errorf("%s: toast %q", text, d.Toast())
		}
		p.Cancel()
	}
}
