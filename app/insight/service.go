package insight

import (
	"context"
	"strconv"
	"time"

	"satchel/app/crm"
)

// bands are the age classes of features, section 5 "Open and ageing": from this many days, up to the next.
var bands = []struct {
	label string
	from  int
}{{"under 1 day", 0}, {"1 to 3 days", 1}, {"3 to 7 days", 3}, {"7 to 30 days", 7}, {"over 30 days", 30}}

func ages() Metric {
	return Metric{
		Name: "tickets", Title: "Open tickets by age", Entity: "ticket",
		Definition: "Tickets that are New, Open or Waiting now, or in another open state of your CRM, by the time since they were created.",
		points: func(ctx context.Context, s Source, span Span) ([]Point, error) {
			var points []Point
			for i, b := range bands {
				where := crm.AllOf(
					crm.Where("status", crm.In, s.open("ticket", "status")...), within(crm.FieldCreatedAt, span),
					crm.Where(crm.FieldCreatedAt, crm.Le, s.before(b.from)),
				)
				if i+1 < len(bands) {
					where = crm.AllOf(where, crm.Where(crm.FieldCreatedAt, crm.Gt, s.before(bands[i+1].from)))
				}
				n, err := s.Store.Count(ctx, crm.Query{Entity: "ticket", Where: where})
				if err != nil {
					return nil, err
				}
				points = append(points, Point{Label: b.label, Value: float64(n), N: n, Known: true, Note: strconv.FormatInt(n, 10), Where: where})
			}
			return points, nil
		},
	}
}

// before is the moment so many times 24 hours ago, as a filter writes it.
func (s Source) before(days int) string {
	return crm.InstantOf(s.Now.Add(-time.Duration(days) * 24 * time.Hour)).String()
}
