package apptest

import (
	"slices"
	"testing"

	"satchel/app/crm"
)

// TestATicketIsSplit: what was chosen goes, the rest stays, the new ticket has the customer and waits since it was written, and one undo
// brings all back.
func TestATicketIsSplit(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	id := ticket(0, "in", 0.1, "out", 3, "in", 4, "internal", 5)
	written := func(id string) (out []string, refs []crm.Ref) {
		list, err := a.List(t.Context(), crm.Query{Entity: "message", Where: crm.Where("ticket", crm.Eq, id), Sort: []crm.Sort{{Field: "at"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			out, refs = append(out, r.Text("direction")), append(refs, r.Ref())
		}
		return out, refs
	}
	call := crm.Ref{Entity: "activity", ID: put(t, a, "activity", crm.Values{"kind": "call", "subject": "c", "about": id, "done": true})}
	_, refs := written(id)
	second := get(t, a, "message", refs[2].ID).Instant("at")
	for _, bad := range [][]crm.Ref{nil, {{Entity: "ticket", ID: id}}} {
		if _, _, err := a.SplitTicket(t.Context(), id, "Other", bad); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if _, _, err := a.SplitTicket(t.Context(), id, " ", refs[2:3]); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("without a subject: %v", err)
	}
	made, batch, err := a.SplitTicket(t.Context(), id, "The other thing", []crm.Ref{refs[2], refs[3], call})
	if err != nil {
		t.Fatal(err)
	}
	fresh, old := get(t, a, "ticket", made.ID), get(t, a, "ticket", id)
	if fresh.Text("split_from") != id || fresh.Text("contact") != old.Text("contact") || fresh.Text("organisation") != old.Text("organisation") ||
		fresh.Text("status") != crm.TicketNew || fresh.Text("number") == "" || fresh.Instant(crm.FieldCreatedAt) != second {
		t.Errorf("the new one: %+v", fresh.Values)
	}
	if got, _ := written(made.ID); !slices.Equal(got, []string{"in", "internal"}) {
		t.Errorf("in the new one: %v", got)
	}
	if got, _ := written(id); !slices.Equal(got, []string{"in", "out", "internal", "internal"}) { // the note stays, and where the rest went
		t.Errorf("in the old one: %v", got)
	}
	if fresh.Instant("answered_at") != 0 || old.Instant("answered_at") == 0 {
		t.Errorf("answered %v and %v", fresh.Instant("answered_at"), old.Instant("answered_at"))
	}
	if n := count(t, a, "activity", `about = "`+made.ID+`"`); n != 1 {
		t.Errorf("%d activities went", n)
	}
	if _, _, err := a.SplitTicket(t.Context(), id, "Again", refs[2:3]); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("what is elsewhere by now: %v", err)
	}
	undo(t, a, batch.ID)
	if got, _ := written(id); !slices.Equal(got, []string{"in", "out", "in", "internal"}) || count(t, a, "ticket", `split_from = "`+id+`"`) != 0 {
		t.Errorf("together again: %v", got)
	}
}
