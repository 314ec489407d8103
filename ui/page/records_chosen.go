package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/match"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// chosen is the selection of more than one row. It holds ids, not places: rows move when the list changes, and an action must meet the
// records that the person saw.
type chosen struct {
	all    bool     // everything that the list finds
	ids    []string // else these
	latest async.Latest
	stale  bool // the list changed: places have to be found anew
	bar    *fyne.Container
	text   *kit.Text
}

func (p *Records) buildChosen() {
	p.chosen.text = kit.NewText("", kit.Style{Size: look.SizeFine, Bold: true})
	flow := kit.Flow(6, p.chosen.text)
	for _, c := range ListCommands() {
		if c.Bulk != "" && p.offers(c.Name) {
			flow.Add(kit.NewChip(c.Bulk, false, func() { c.Do(p) }))
		}
	}
	bar := kit.NewSurface(look.AccentTint, kit.EdgeBottom, kit.Pad{Top: 8, Right: look.PadBar, Bottom: 9, Left: look.PadBar}, flow)
	p.chosen.bar = kit.Column(0, bar)
	p.chosen.bar.Hide()
}

// offers tells whether an action on many records makes sense for the entity.
func (p *Records) offers(action string) bool {
	switch action {
	case "bulk-export", "select-none":
		return true
	case "bulk-merge":
		_, ok := match.Of(p.entity)
		return ok
	case "bulk-tag":
		return !p.entity.ReadOnly && p.entity.Has("tags")
	}
	return !p.entity.ReadOnly
}

// Chosen returns how many records are selected for an action on all of them, 0 for none.
func (p *Records) Chosen() int {
	if p.board != nil || p.table.SelectedCount() < 2 {
		return 0
	}
	return p.table.SelectedCount()
}

// choose follows the selection of the table.
func (p *Records) choose() {
	n := p.Chosen()
	p.chosen.all, p.chosen.ids = n > 0 && n == p.window.Len(), nil
	p.chosen.latest.Stop()
	if n > 0 && !p.chosen.all {
		p.readChosen()
	}
	p.showChosen()
}

// readChosen finds the ids of the rows selected: at once where they are in memory.
func (p *Records) readChosen() {
	var ids []string
	var ranges [][2]int
	missing := false
	p.table.EachSelected(func(first, last int) {
		ranges = append(ranges, [2]int{first, last})
		for i := first; i <= last && !missing; i++ {
			row, ok := p.window.Row(i)
			missing = !ok
			ids = append(ids, row.Record.ID)
		}
	})
	if !missing {
		p.chosen.ids = ids
		return
	}
	q := p.query()
	q.Fields = []string{crm.FieldCreatedAt}
	async.Run(p.chosen.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) ([]string, error) {
		var ids []string
		for _, r := range ranges {
			q.Offset, q.Limit = r[0], r[1]-r[0]+1
			list, err := p.env.App.List(ctx, q)
			if err != nil {
				return nil, err
			}
			for _, r := range list {
				ids = append(ids, r.ID)
			}
		}
		return ids, nil
	}, func(ids []string, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.chosen.ids = ids
		p.showChosen()
	})
}

// findChosen selects the chosen records where they are now, after the list changed.
func (p *Records) findChosen() {
	p.chosen.stale = false
	if p.chosen.all {
		p.table.SetSelected([][2]int{{0, p.window.Len() - 1}})
		p.showChosen()
		return
	}
	if len(p.chosen.ids) == 0 {
		return
	}
	q, wanted := p.query(), map[string]bool{}
	q.Fields = []string{crm.FieldCreatedAt}
	for _, id := range p.chosen.ids {
		wanted[id] = true
	}
	type found struct {
		ids    []string
		ranges [][2]int
	}
	async.Run(p.chosen.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (f found, err error) {
		i := 0
		err = p.env.App.Each(ctx, q, func(r crm.Record) error {
			if wanted[r.ID] {
				f.ids = append(f.ids, r.ID)
				if n := len(f.ranges); n > 0 && f.ranges[n-1][1] == i-1 {
					f.ranges[n-1][1] = i
				} else {
					f.ranges = append(f.ranges, [2]int{i, i})
				}
			}
			i++
			return nil
		})
		return f, err
	}, func(f found, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.chosen.ids = f.ids
		p.table.SetSelected(f.ranges)
		p.showChosen()
	})
}

// showChosen shows how many are selected and what can be done with them.
func (p *Records) showChosen() {
	n := p.Chosen()
	text := words.N(int64(n), "%s selected", "%s selected")
	if p.chosen.all {
		text = words.N(int64(n), "all %s selected", "all %s selected")
	}
	p.chosen.text.SetText(text)
	if hidden := n == 0; p.chosen.bar.Hidden != hidden {
		p.chosen.bar.Hidden = hidden
		p.split.Refresh()
		p.split.Left.Refresh()
	}
	p.showFoot()
}

// pick is the selection as an action needs it; false while it is not known yet, or if there is none.
func (p *Records) pick() (app.Pick, bool) {
	n := p.Chosen()
	if n == 0 || !p.chosen.all && len(p.chosen.ids) == 0 {
		return app.Pick{}, false
	}
	return app.Pick{Query: p.query(), IDs: slices.Clone(p.chosen.ids)}, true
}

// SelectAll selects everything that the list finds.
func (p *Records) SelectAll() { p.table.SelectAll() }

// SelectRows selects the rows first to last, as a press with Shift does.
func (p *Records) SelectRows(first, last int) {
	p.table.SetSelected([][2]int{{first, last}})
	p.choose()
}

// Unselect selects the row of the cursor alone.
func (p *Records) Unselect() {
	if p.Chosen() > 0 {
		p.table.Select(max(p.table.Cursor(), 0))
	}
}

// several names many records: "12 contacts".
func (p *Records) several(n int) string {
	return present.Records(p.entity, int64(n))
}
