package kit

import (
	"slices"
	"testing"
)

func TestAmountsOfAColumnTakeLines(t *testing.T) {
	width := func(s string) float32 { return float32(len([]rune(s))) }
	amounts := []string{"999 EUR", "12 USD", "7 CHF", "1 JPY"}
	for _, c := range []struct {
		room float32
		most int
		want []string
	}{
		{40, 3, []string{"999 EUR + 12 USD + 7 CHF + 1 JPY"}},
		{20, 3, []string{"999 EUR + 12 USD +", "7 CHF + 1 JPY"}},
		{9, 3, []string{"999 EUR +", "12 USD +", "7 CHF + …"}},
		{19, 1, []string{"999 EUR + …"}},
		{3, 2, []string{"999 EUR +", "12 USD + …"}}, // too narrow for any: not parted all the same
	} {
		if got := sums(amounts, c.room, c.most, width); !slices.Equal(got, c.want) {
			t.Errorf("%v in %d lines: %q, want %q", c.room, c.most, got, c.want)
		}
	}
	if got := sums(nil, 20, 3, width); got != nil {
		t.Errorf("without amounts: %q", got)
	}
}
