package apptest

import (
	"math"
	"testing"

	"satchel/app/insight"
)

// TestEveryMetricOfNothing: without a record a count or a sum is 0, and a share, a mean or a difference is not known; nothing divides by zero.
func TestEveryMetricOfNothing(t *testing.T) {
	a := open(t)
	for _, m := range insight.Metrics() {
		for _, span := range []insight.Span{{}, {From: "2026-01-01", To: "2026-12-31"}, {From: "2027-01-01", To: "2027-01-31"}} {
			c, err := m.Compute(t.Context(), a.Ask(), span)
			if err != nil || c.N != 0 {
				t.Fatalf("%s: n %d, %v", m.Name, c.N, err)
			}
			for _, p := range append(c.Points, c.Total, c.Before) {
				whole := m.Unit == "" || m.Unit == insight.Money
				if p.Value != 0 || math.IsNaN(p.Value) || p.N != 0 || p.Known && !whole {
					t.Errorf("%s: %+v", m.Name, p)
				}
			}
		}
	}
}
