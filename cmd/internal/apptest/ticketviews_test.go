package apptest

import (
	"fmt"
	"slices"
	"testing"

	"satchel/app/crm"
)

// TestTheListsOfASupportDesk: each ticket is in the lists in which it belongs, and in no other.
func TestTheListsOfASupportDesk(t *testing.T) {
	a := open(t)
	ticket := supported(t, a)
	ann := put(t, a, "user", crm.Values{"name": "Ann"})
	for _, c := range []struct {
		what  string
		moves []any
		want  []string
	}{
		{"made now", []any{168, "owner", ann}, []string{"waiting"}},
		{"of nobody", []any{168}, []string{"waiting", "unassigned"}},
		{"waiting for the customer", []any{0, "out", 0.5, "Waiting", 1, "owner", ann}, nil},
		{"breached before it waited", []any{0, "out", 2, "Waiting", 3, "owner", ann}, []string{"follow-up", "breached"}},
		{"late now", []any{0, "owner", ann}, []string{"waiting", "overdue", "follow-up", "breached"}},
		{"solved in time", []any{0, "out", 0.5, "Solved", 1, "owner", ann}, nil},
		{"solved late", []any{0, "out", 0.5, "Solved", 40, "owner", ann}, []string{"follow-up", "breached"}},
		{"reopened", []any{160, "out", 160.5, "Solved", 161, "in", 161.5, "Open", 162, "owner", ann}, []string{"waiting", "follow-up", "reopened"}},
		{"rated badly", []any{0, "out", 0.5, "Solved", 1, "rated", 2, "owner", ann}, []string{"follow-up", "bad"}},
		{"rated so so", []any{0, "out", 0.5, "Solved", 1, "rated", 3, "owner", ann}, nil},
	} {
		id := ticket(c.moves...)
		in := func() []string {
			e, err := a.Catalog().Entity("ticket")
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, v := range e.Views(e) {
				if count(t, a, "ticket", fmt.Sprintf("id = %q and (%s)", id, v.Filter)) == 1 {
					out = append(out, v.Origin[len("ticket."):])
				}
			}
			return out
		}
		if got := in(); !slices.Equal(got, c.want) {
			t.Errorf("%s: in %v, want %v", c.what, got, c.want)
		}
		if _, err := a.Change(t.Context(), "Called", crm.Ref{Entity: "ticket", ID: id}, crm.Values{"followed_up": true}); err != nil {
			t.Fatal(err)
		}
		if got := in(); slices.Contains(got, "follow-up") || slices.Contains(got, "breached") || slices.Contains(got, "bad") {
			t.Errorf("%s: followed up, and still in %v", c.what, got)
		}
	}
}
