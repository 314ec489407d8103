package insight

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
)

// TestBuyersFollowTheRowsThatChange changes rows by chance and compares the buyers that followed with those made anew.
func TestBuyersFollowTheRowsThatChange(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	row := func() crm.Row {
		var amount any
		if chance.IntN(5) > 0 {
			amount = float64(chance.IntN(9)-2) * 100
		}
		return crm.Row{Keys: []any{
			[]string{"CHF", "EUR"}[chance.IntN(2)], fmt.Sprintf("customer %d", chance.IntN(30)), fmt.Sprintf("2026-0%d-1%d", 1+chance.IntN(9), chance.IntN(10)),
		}, Values: []any{amount}, N: 1}
	}
	key := func(r crm.Row) string { return fmt.Sprint(r.Keys...) }
	byKey := func(a, b crm.Row) int { return strings.Compare(key(a), key(b)) }
	var rows []crm.Row
	var list []*Purchases
	for round := range 300 {
		next := slices.Clone(rows)
		for range 1 + chance.IntN(4) {
			if r := row(); len(next) < 5 || chance.IntN(2) == 0 {
				next = append(slices.DeleteFunc(next, func(x crm.Row) bool { return key(x) == key(r) }), r)
				continue
			}
			i := chance.IntN(len(next))
			next = slices.Delete(next, i, i+1)
		}
		slices.SortFunc(next, byKey)
		list, rows = rebought(list, rows, next), next
		var ids []string
		for _, r := range rows {
			ids = append(ids, text(r.Keys[1]))
		}
		want := slices.DeleteFunc(purchased(rows), func(p *Purchases) bool { return len(p.Days) == 0 })
		if !reflect.DeepEqual(list, want) {
			t.Fatalf("round %d, rows of %v: %d buyers followed, %d were made anew", round, ids, len(list), len(want))
		}
	}
	if many := changedCustomers(rows, nil); len(many) == 0 {
		t.Error("nobody is left to change")
	}
}
