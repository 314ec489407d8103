package present

import (
	"testing"

	"satchel/app/crm"
)

// TestRecordsByTheirIdsAreCounted: the list behind a chart's bar can name hundreds.
func TestRecordsByTheirIdsAreCounted(t *testing.T) {
	for want, where := range map[string]crm.Expr{
		"2 certain records": crm.Where(crm.FieldID, crm.In, "a", "b"),
		"Id is empty":       crm.Cond{Path: crm.FieldID, Op: crm.Empty},
	} {
		if p := Parts(crm.Base(), "organisation", where, nil); len(p) != 1 || p[0].Text != want {
			t.Errorf("%s: %v", want, p)
		}
	}
}
