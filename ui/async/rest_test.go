package async

import "testing"

func TestGarbageIsCollectedOnceItIsWorthIt(t *testing.T) {
	for _, c := range []struct {
		used, alive, goal uint64
		want              bool
	}{
		{50, 50, 100, false},
		{66, 50, 100, false},
		{67, 50, 100, true},
		{99, 50, 100, true},
		{40, 50, 100, false}, // what was alive is not any more
		{5, 0, 4 << 20, false},
		{60, 50, 50, false},
	} {
		if got := worthCollecting(c.used, c.alive, c.goal); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
