package apptest

import (
	"slices"
	"testing"

	"satchel/app/crm"
)

// TestTwoTicketsBecomeOne: nothing is lost, what was written stands in the order of time, the older one stays, and one undo parts them.
func TestTwoTicketsBecomeOne(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	first := ticket(0, "in", 0.1, "out", 3)
	second := ticket(1, "in", 1.1, "in", 4, "internal", 2)
	if _, err := a.Change(t.Context(), "Edit", crm.Ref{Entity: "ticket", ID: second}, crm.Values{"description": "m"}); err != nil { // as the first message says
		t.Fatal(err)
	}
	put(t, a, "activity", crm.Values{"kind": "call", "subject": "c", "about": second, "done": true})
	for _, id := range []string{first, second} {
		if _, err := a.Change(t.Context(), "Edit", crm.Ref{Entity: "ticket", ID: id}, crm.Values{"kind": "Complaint"}); err != nil {
			t.Fatal(err)
		}
	}
	texts := func(id string) (out []string) {
		list, err := a.List(t.Context(), crm.Query{Entity: "message", Where: crm.Where("ticket", crm.Eq, id), Sort: []crm.Sort{{Field: "at"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			out = append(out, r.Text("direction"))
		}
		return out
	}
	stays, batch, err := a.Merge(t.Context(), crm.Ref{Entity: "ticket", ID: second}, crm.Ref{Entity: "ticket", ID: first}, nil)
	if err != nil || stays.ID != first {
		t.Fatalf("%v stays, %v", stays, err)
	}
	if got := texts(first); !slices.Equal(got, []string{"in", "in", "internal", "out", "in"}) {
		t.Errorf("written: %v", got)
	}
	if got := texts(second); !slices.Equal(got, []string{"internal", "internal"}) || get(t, a, "ticket", second).Text("status") != crm.TicketClosed {
		t.Errorf("the other one: %v", got)
	}
	if n := count(t, a, "activity", `about = "`+first+`"`); n != 1 {
		t.Errorf("%d activities", n)
	}
	undo(t, a, batch.ID)
	if got := texts(second); !slices.Equal(got, []string{"in", "internal", "in"}) || get(t, a, "ticket", second).Text("status") != crm.TicketOpen {
		t.Errorf("parted again: %v", got)
	}
	if got := texts(first); !slices.Equal(got, []string{"in", "out"}) {
		t.Errorf("parted again: %v", got)
	}
	if _, _, err := a.Merge(t.Context(), crm.Ref{Entity: "ticket", ID: first}, crm.Ref{Entity: "ticket", ID: first}, nil); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("with itself: %v", err)
	}
}
