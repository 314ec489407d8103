package page

import (
	"cmp"
	"context"
	"slices"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// merging is two records side by side, field by field.
type merging struct {
	p     *Duplicates
	m     present.Merging
	table *kit.Table
	whole *kit.Paragraph // the values of the chosen line, none of them cut
}

// sideBySide shows two records. The first one stays unless the person lets the other one.
func (p *Duplicates) sideBySide(one, other crm.Ref) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (present.Merging, error) {
		return present.LoadMerging(ctx, p.env.App, one, other, p.env.Now())
	}, func(m present.Merging, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.side = &merging{p: p, m: m}
		p.side.show()
	})
}

func (s *merging) show() {
	e := s.m.Entity
	s.table = kit.NewTable(s, kit.TableColumn{Title: words.T("Field"), Weight: 0.9}, kit.TableColumn{Title: present.Title(e, s.m.Keep), Weight: 1.5},
		kit.TableColumn{Title: present.Title(e, s.m.Gone), Weight: 1.5}, kit.TableColumn{Title: words.T("Will be"), Weight: 1.5})
	s.whole = kit.NewParagraph("", fine(look.Dim))
	s.table.OnSelect = s.showValues
	s.table.OnEdit = func(i, column int) bool { s.choose(i, column); return true }
	s.table.OnPress = func(i, column int) {
		if column > 0 {
			s.choose(i, column)
		}
	}
	s.table.OnType = func(r rune) {
		if r >= '1' && r <= '3' {
			s.choose(s.table.Cursor(), int(r-'0'))
		}
	}
	why := words.T("Choose for each field that differs: press a value, or the keys 1 first, 2 second, 3 both. Everything that belongs to the second one moves to the first one, and the whole can be undone.")
	if s.m.Why != "" {
		why = words.T("Perhaps the same: %s.", s.m.Why) + " " + why
	}
	head := kit.NewSurface(look.Pane, kit.EdgeBottom, kit.Pad{Top: 12, Right: look.PadBar, Bottom: 12, Left: look.PadBar}, kit.NewParagraph(why, kit.Style{Color: look.Dim}))
	foot := kit.NewSurface(look.BG, kit.EdgeTop, kit.Pad{Top: 10, Right: look.PadBar, Bottom: 10, Left: look.PadBar}, kit.Row(look.Gap,
		kit.NewButton(words.T("Back|from two records"), s.p.leave), kit.NewButton(words.T("Swap"), s.swap), kit.Grow(s.whole),
		kit.NewButton(words.T("Keep separate"), func() { s.p.apart(s.m.Keep.Ref(), s.m.Gone.Ref()) }), kit.NewPrimary(words.T("Merge"), s.merge)))
	replace(s.p.body, kit.Footed(kit.Page(s.table, head), foot))
	s.p.bar.SetCount("")
	s.p.body.Refresh()
	s.table.Select(0)
	s.table.Focus()
}

// showValues says below the table what a line can become, with the keys that choose it.
func (s *merging) showValues(i int) {
	text := ""
	if i >= 0 && i < len(s.m.Lines) {
		l := s.m.Lines[i]
		if text = l.First; l.Differs {
			text = "1: " + cmp.Or(l.First, "–") + "\n2: " + cmp.Or(l.Second, "–")
		}
	}
	s.whole.SetText(text)
	s.p.body.Refresh()
}

// choose takes the value of a column; of none, the next one.
func (s *merging) choose(i, column int) {
	if i < 0 || i >= len(s.m.Lines) {
		return
	}
	take := present.Take(column - 1)
	if column < 1 {
		take = (s.m.Lines[i].Take + 1) % 3
		if take == present.TakeBoth && !s.m.Lines[i].Both {
			take = present.TakeFirst
		}
	}
	s.m.Choose(i, take)
	s.table.Reload()
}

func (s *merging) swap() {
	s.m.Swap()
	s.show()
}

// merge makes one of the two, and shows what comes next.
func (s *merging) merge() {
	p, gone := s.p, s.m.Gone.ID
	merge(p.env, s.m.Keep.Ref(), s.m.Gone.Ref(), s.m.Values(), func(crm.Ref) {
		if p.known {
			p.gone[gone] = true
			p.showPairs()
		}
		p.done()
	})
}

// Len implements kit.Rows.
func (s *merging) Len() int { return len(s.m.Lines) }

// Need implements kit.Rows.
func (*merging) Need(int, int) {}

// Row implements kit.Rows: what is taken is on a tint, what is the same twice is dim.
func (s *merging) Row(i int) ([]kit.Cell, bool) {
	if i >= len(s.m.Lines) {
		return nil, false
	}
	l := s.m.Lines[i]
	cells := []kit.Cell{{Text: words.T(l.Field.Label), Look: kit.CellDim}, {Text: l.First, Look: kit.CellDim}, {Text: l.Second, Look: kit.CellDim}, {Text: l.First}}
	if !l.Differs {
		return cells, true
	}
	cells[0].Look = kit.CellBold
	cells[3].Text = s.m.Result(i)
	for column, takes := range [][]present.Take{1: {present.TakeFirst, present.TakeBoth}, 2: {present.TakeSecond, present.TakeBoth}} {
		if slices.Contains(takes, l.Take) {
			cells[column].Look, cells[column].Tone = kit.CellTag, kit.Teal
		}
	}
	return cells, true
}

// leave goes back to the list, or to where the two were chosen.
func (p *Duplicates) leave() {
	if p.back {
		p.env.Back()
		return
	}
	p.showList()
}

// Save implements Saver: Ctrl+Enter merges the two that are shown.
func (p *Duplicates) Save() {
	if p.side != nil {
		p.side.merge()
	}
}

// Cancel implements Saver: Esc leaves the two.
func (p *Duplicates) Cancel() bool {
	if p.side == nil {
		return false
	}
	p.leave()
	return true
}

// Merging returns what is shown side by side, nil if nothing is.
func (p *Duplicates) Merging() *present.Merging {
	if p.side == nil {
		return nil
	}
	return &p.side.m
}

// Choose takes a value of a field as a press on its column does: 1 the first, 2 the second, 3 both.
func (p *Duplicates) Choose(field string, column int) {
	if p.side == nil {
		return
	}
	i := slices.IndexFunc(p.side.m.Lines, func(l present.MergeLine) bool { return l.Field.Name == field })
	p.side.choose(i, column)
}
