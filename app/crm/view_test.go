package crm

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestViewsSurviveTheirRecord(t *testing.T) {
	v := View{
		ID: "1", Origin: "lead.overdue", Entity: "lead", Name: "Late ones", Filter: `status = "New"`, Sort: []Sort{{Field: "amount", Desc: true}, {Field: "name"}},
		Columns: []ViewColumn{{Field: "name", Width: 210}, {Field: "amount"}}, Compact: true, Position: 7, Shared: true, Hidden: true,
	}
	if diff := cmp.Diff(v, ViewOf(v.Record())); diff != "" {
		t.Error(diff)
	}
}

func TestAViewOfAnotherComputerFits(t *testing.T) {
	e, err := Base().Entity("lead")
	if err != nil {
		t.Fatal(err)
	}
	v := View{Entity: "lead", Columns: []ViewColumn{{Field: "name"}, {Field: "x_gone"}}, Sort: []Sort{{Field: "x_gone"}}}.Fit(e)
	if len(v.Columns) != 1 || len(v.Sort) != 0 {
		t.Errorf("keeps %+v, %+v", v.Columns, v.Sort)
	}
}

func TestTheProgramsViewsAreSound(t *testing.T) {
	c, n := Base(), 0
	for _, e := range c.Entities() {
		if e.Views == nil {
			continue
		}
		for _, v := range e.Views(e) {
			n++
			f, err := ParseFilter(v.Filter)
			if err == nil {
				_, err = c.Bind(e.Name, f, Env{})
			}
			if err != nil || v.Origin == "" || v.Name == "" || len(v.Sort) == 0 {
				t.Errorf("%s: %v, %+v", v.Origin, err, v)
			}
		}
	}
	if n != 14 {
		t.Errorf("%d views", n)
	}
}

func TestPathsBackAreForFiltersOnly(t *testing.T) {
	if err := Base().CheckQuery(Query{Entity: "lead", Sort: []Sort{{Field: "activity.at"}}}); err == nil {
		t.Error("leads can be sorted by the many times of their activities")
	}
}
