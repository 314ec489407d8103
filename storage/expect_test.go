package storage

import (
	"strings"
	"testing"

	"satchel/app/crm"
)

// What a customer's page and the sidebar ask of a million records is found by an index that few records share, or read from an index alone.
func TestPlansFollowTheDescription(t *testing.T) {
	f := open(t)
	of := crm.Where("contact", crm.Eq, "c1")
	activity, err := f.Catalog().Entity("activity")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		entity string
		where  crm.Expr
		want   string
	}{
		{"activity", crm.AllOf(of, activity.Timeline.Touch), "activity_contact"},
		{"activity", crm.AllOf(of, crm.Where("done", crm.Eq, "yes"), crm.Cond{Path: "duration", Op: crm.NotEmpty}), "activity_contact"},
		{"deal", crm.AllOf(of, crm.Where("stage", crm.Eq, crm.DealWon)), "deal_contact"},
		{"deal", crm.AllOf(of, crm.Cond{Path: "contact.id", Op: crm.NotEmpty}), "sqlite_autoindex_contact_1 FOR IN-OPERATOR"},
		{"contact", crm.And{crm.Cond{Path: "next_step", Op: crm.Empty}, crm.Cond{Path: "next_step_at", Op: crm.Empty}}, "COVERING INDEX contact_next_step_at_owner_next_step"},
		{"activity", crm.And{crm.Where("done", crm.Ne, "yes"), crm.Where("at", crm.Lt, "today"), crm.Cond{Path: crm.FieldOwner, Op: crm.Empty}}, "COVERING INDEX activity_not_done_at_owner"},
		{"lead", crm.And{crm.Where("status", crm.Eq, crm.LeadQualified), crm.Where(crm.FieldModifiedAt, crm.In, "last 7 days", "today")}, "lead_status_modified_at"},
		{"ticket", whereOf(t, f, "ticket", "ticket.follow-up"), "COVERING INDEX ticket_modified_at"},
		{"ticket", crm.And{crm.Where("status", crm.In, "New", "Open"), crm.Cond{Path: crm.FieldOwner, Op: crm.Empty}}, "COVERING INDEX ticket_status_owner"},
	} {
		a, err := f.ask(t.Context(), f.stmts, f.schema.Load(), crm.Query{Entity: x.entity, Where: x.where})
		if err != nil {
			t.Fatal(err)
		}
		var plan []string
		err = f.stmts.each(t.Context(), func(scan func(...any) error) error {
			var n int
			var line string
			err := scan(&n, &n, &n, &line)
			plan = append(plan, line)
			return err
		}, "EXPLAIN QUERY PLAN SELECT count(*) FROM "+a.table.name+" t WHERE "+a.where, a.args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(plan, "; "); !strings.Contains(got, x.want) {
			t.Errorf("%s with %s: %s, want %s", x.entity, x.where, got, x.want)
		}
	}
}

// whereOf is the filter of a view that comes with the program.
func whereOf(t *testing.T, f *fixture, entity, origin string) crm.Expr {
	t.Helper()
	e, err := f.Catalog().Entity(entity)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range e.Views(e) {
		if v.Origin == origin {
			where, err := crm.ParseFilter(v.Filter)
			if err != nil {
				t.Fatal(err)
			}
			return where
		}
	}
	t.Fatalf("there is no view %s", origin)
	return nil
}

// TestSortsReadAnIndex: a page of a list must not sort the whole of it, although what is empty comes last.
func TestSortsReadAnIndex(t *testing.T) {
	f := open(t)
	for _, e := range f.Catalog().Entities() {
		for _, c := range e.Columns {
			if field, _ := e.Field(c.Field); field.Kind == crm.LongText {
				continue
			}
			for _, desc := range []bool{false, true} {
				a, err := f.ask(t.Context(), f.stmts, f.schema.Load(), crm.Query{Entity: e.Name, Sort: []crm.Sort{{Field: c.Field, Desc: desc}}})
				if err != nil {
					t.Fatal(err)
				}
				var n int
				var plan string
				err = f.stmts.row(t.Context(), "EXPLAIN QUERY PLAN SELECT t.id FROM "+a.table.name+" t WHERE "+a.where+" ORDER BY "+a.order+" LIMIT 50", a.args, &n, &n, &n, &plan)
				if err != nil || !strings.Contains(plan, "USING INDEX") && !strings.Contains(plan, "USING COVERING INDEX") {
					t.Errorf("%s by %s, desc %v: %s %v", e.Name, c.Field, desc, plan, err)
				}
			}
		}
	}
}
