package crm

import (
	"slices"
	"strings"
	"testing"
)

// Every name in a description must exist, or a list, form, search or index would silently lack something.
func TestDescriptionsNameOnlyWhatExists(t *testing.T) {
	c := Base()
	for _, e := range c.Entities() {
		names := map[string][]string{"title": e.Title, "subtitle": e.Subtitle, "search": e.Search}
		for _, col := range e.Columns {
			names["columns"] = append(names["columns"], col.Field)
		}
		for _, s := range e.Sort {
			names["sort"] = append(names["sort"], s.Field)
		}
		names["form"] = slices.Concat(e.Form...)
		names["index"] = slices.Concat(e.Index...)
		names["match"] = slices.Concat(e.Match...)
		if e.Timeline != nil {
			names["timeline"] = append([]string{e.Timeline.At}, e.Timeline.Links...)
		}
		for where, list := range names {
			for _, name := range list {
				if !e.Has(strings.TrimPrefix(name, "!")) {
					t.Errorf("%s: %s names the missing field %q", e.Name, where, name)
				}
			}
		}
		seen := map[string]bool{}
		for _, f := range e.Fields {
			if seen[f.Name] {
				t.Errorf("%s has two fields %s", e.Name, f.Name)
			}
			seen[f.Name] = true
			for _, to := range f.To {
				if _, err := c.Entity(to); err != nil {
					t.Errorf("%s.%s points to the missing entity %q", e.Name, f.Name, to)
				}
			}
			if f.Kind == Money && !e.Has(f.Currency) {
				t.Errorf("%s.%s has no currency field", e.Name, f.Name)
			}
			if f.Required && f.ReadOnly {
				t.Errorf("%s.%s is required but cannot be typed", e.Name, f.Name)
			}
			if f.Default != nil {
				if err := f.Check(f.Default); err != nil {
					t.Errorf("%s.%s: default: %v", e.Name, f.Name, err)
				}
			}
		}
		for _, name := range names["form"] {
			if f, _ := e.Field(name); f.ReadOnly {
				t.Errorf("%s: the form offers the read-only field %s", e.Name, name)
			}
		}
	}
}

func TestOwnFields(t *testing.T) {
	size := Field{Name: OwnName("Shoe  size!"), Label: "Shoe size!", Kind: Integer}
	if size.Name != "x_shoe_size" {
		t.Fatalf("named %s", size.Name)
	}
	base := Base()
	with, err := base.With("contact", []Field{size})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := with.Entity("contact")
	if f, ok := e.Field("x_shoe_size"); !ok || !f.Own {
		t.Error("the field is not there")
	}
	if old, _ := base.Entity("contact"); old.Has("x_shoe_size") {
		t.Error("the base catalog was changed")
	}
	again, err := with.With("contact", nil)
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := again.Entity("contact"); e.Has("x_shoe_size") {
		t.Error("the field was not removed")
	}
	for _, bad := range []Field{
		{Name: OwnName("!!"), Label: "!!", Kind: Text},
		{Name: "shoe", Label: "Shoe", Kind: Text},
		{Name: "x_a", Label: "A", Kind: Link},
		{Name: "x_a", Label: "A", Kind: Choice},
		{Name: "x_a-b", Label: "A", Kind: Text},
	} {
		if _, err := base.With("contact", []Field{bad}); CodeOf(err) != CodeInvalid {
			t.Errorf("%+v was accepted", bad)
		}
	}
	if _, err := base.With("contact", []Field{size, size}); CodeOf(err) != CodeInvalid {
		t.Error("the same field twice was accepted")
	}
}
