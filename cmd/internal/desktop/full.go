package desktop

import (
	"context"
	"strconv"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// Full adds forty things to every day of the week, and more overdue ones than a list of the day can show.
func Full(ctx context.Context, a *app.App) error {
	f := filler{ctx: ctx, a: a}
	kinds := []string{"call", "meeting", "visit", "task", "email"}
	y, m, d := Moment.Date()
	for day := -6; day < 8; day++ {
		for n := range 40 {
			at := time.Date(y, m, d+day, 7+n/4, n%4*15, 0, 0, time.UTC)
			if n%10 == 0 {
				at = time.Date(y, m, d+day, 0, 0, 0, 0, time.UTC)
			}
			f.save("activity", crm.Values{"kind": kinds[n%5], "subject": "Frame offer for the fair in Leipzig, number " + strconv.Itoa(n), "at": crm.InstantOf(at), "duration": int64(45 * 60), "done": n%7 == 0})
		}
	}
	return f.err
}
