package app

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"time"

	"satchel/app/crm"
)

// settingPlans keeps when reports are written on this computer: a folder is of one computer, so plans are not exchanged.
const settingPlans = "reports"

// Plan is when and where a report is written by itself.
type Plan struct {
	View   string      `json:"view"`  // id of the report
	Every  string      `json:"every"` // [EveryDay], [EveryWeek] on Monday or [EveryMonth] on the first
	Hour   int         `json:"hour"`
	Minute int         `json:"minute"`
	Format string      `json:"format"`
	Folder string      `json:"folder"`
	Done   crm.Instant `json:"done"` // for which of its times it was written last; at first, when it was made
}

// How often a report is written.
const (
	EveryDay   = "day"
	EveryWeek  = "week"
	EveryMonth = "month"
)

// punctual is how long after its time a report is on time.
const punctual = 10 * time.Minute

// Due tells for which of its times a report has to be written now, and whether that is late. Of several that were missed it is the last:
// the numbers are those of now.
func (p Plan) Due(now time.Time) (at time.Time, late, due bool) {
	if at = p.at(now, 0); at.After(now) {
		at = p.at(now, -1)
	}
	return at, now.Sub(at) > punctual, crm.InstantOf(at) > p.Done
}

// Next is the first of its times after a moment.
func (p Plan) Next(now time.Time) time.Time {
	if at := p.at(now, 0); at.After(now) {
		return at
	}
	return p.at(now, 1)
}

// at is its time in the day, week or month of a moment, or so many later.
func (p Plan) at(now time.Time, later int) time.Time {
	y, m, d := now.Date()
	switch p.Every {
	case EveryWeek:
		d += 7*later - (int(now.Weekday())+6)%7
	case EveryMonth:
		m, d = m+time.Month(later), 1
	default:
		d += later
	}
	return time.Date(y, m, d, p.Hour, p.Minute, 0, 0, now.Location())
}

// Plans lists when reports are written.
func (a *App) Plans(ctx context.Context) ([]Plan, error) {
	list, _, err := a.plans(ctx)
	return list, err
}

func (a *App) plans(ctx context.Context) (list []Plan, stored string, err error) {
	stored, err = a.Setting(ctx, settingPlans)
	if err == nil && stored != "" && json.Unmarshal([]byte(stored), &list) != nil {
		err = crm.Errorf(crm.CodeCorrupt, "The times at which reports are written cannot be read. Set them again.")
	}
	return list, stored, err
}

// SetPlan lets a report be written by itself from now on; one without a format is written no more.
func (a *App) SetPlan(ctx context.Context, p Plan) error {
	switch {
	case p.Format != "" && !filepath.IsAbs(p.Folder):
		return crm.FieldErrorf("folder", "A report needs a folder to be written to, with its whole path.")
	case p.Hour < 0 || p.Hour > 23 || p.Minute < 0 || p.Minute > 59:
		return crm.FieldErrorf("time", "The time of day is written as 8:00 or 17:30.")
	}
	p.Done = crm.InstantOf(a.Now())
	return a.changePlans(ctx, func(list []Plan) []Plan {
		list = slices.DeleteFunc(list, func(o Plan) bool { return o.View == p.View })
		if p.Format != "" {
			list = append(list, p)
		}
		return list
	})
}

// changePlans stores changed plans. Whoever was slower than another program decides anew on what that one stored.
func (a *App) changePlans(ctx context.Context, f func([]Plan) []Plan) error {
	for {
		list, stored, err := a.plans(ctx)
		if err != nil && crm.CodeOf(err) != crm.CodeCorrupt {
			return err
		}
		raw, err := json.Marshal(f(list))
		if err != nil {
			return crm.Errorf(crm.CodeInternal, "The times at which reports are written cannot be stored: %w", err)
		}
		if string(raw) == stored {
			return nil
		}
		if swapped, err := a.SwapSetting(ctx, settingPlans, stored, string(raw)); err != nil || swapped {
			return err
		}
	}
}

// WriteDue writes the reports whose time has come, each by write, which names the file after the time: a second program that writes it
// too writes the same file. A report that is gone ends its plan; one that fails is tried again. The first error is returned after all
// were tried.
func (a *App) WriteDue(ctx context.Context, write func(p Plan, v crm.View, at time.Time, late bool) error) error {
	list, err := a.Plans(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	views, err := a.Views(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range list {
		at, late, due := p.Due(a.Now().In(a.Zone))
		if !due {
			continue
		}
		i := slices.IndexFunc(views, func(v crm.View) bool { return v.ID == p.View })
		if i >= 0 {
			if err := write(p, views[i], at, late); err != nil {
				if failed == nil {
					failed = err
				}
				continue
			}
		}
		err := a.changePlans(ctx, func(list []Plan) []Plan {
			for n := range list {
				if list[n].View == p.View {
					list[n].Done = max(list[n].Done, crm.InstantOf(at))
				}
			}
			return slices.DeleteFunc(list, func(o Plan) bool { return i < 0 && o.View == p.View })
		})
		if err != nil {
			return err
		}
	}
	return failed
}
