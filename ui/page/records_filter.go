package page

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/present"
	"satchel/ui/words"
)

// showChips shows the filter: each chip is a condition, and removing it removes the condition. What it names by id is looked up.
func (p *Records) showChips() {
	p.chips.Objects = nil
	parts := p.parts()
	mine := slices.IndexFunc(parts, func(part present.Part) bool { return part.Expr.String() == onlyMine.String() })
	for i, part := range parts {
		if i != mine {
			p.chips.Add(p.filterChip(part, i))
		}
	}
	p.chips.Add(kit.NewChip(words.T("+ Filter"), false, p.ShowBuilder))
	p.chips.Add(kit.NewChip(words.T("Only mine"), mine >= 0, p.ToggleMine))
	for _, chip := range p.viewChips() {
		p.chips.Add(chip)
	}
	p.chips.Refresh()
	if p.split != nil {
		p.split.Refresh()
	}
	p.nameParts()
}

// parts are the conditions of the filter.
func (p *Records) parts() []present.Part {
	return present.Parts(p.env.App.Catalog(), p.entity.Name, p.filter, p.names)
}

// nameParts reads the names of what the filter names by id, once.
func (p *Records) nameParts() {
	filter, text := p.filter, filterText(p.filter)
	if text == p.named || !strings.Contains(text, "-") { // ids have dashes
		return
	}
	p.named = text
	async.Run(p.naming.Next(p.env.Context), p.env.Run, func(ctx context.Context) (map[string]string, error) {
		return present.FilterNames(ctx, p.env.App, p.entity.Name, filter)
	}, func(names map[string]string, err error) {
		if err == nil && len(names) > 0 {
			p.names = names
			p.showChips()
		}
	})
}

// onlyMine is the condition of the switch beside the chips.
var onlyMine = crm.Cond{Path: crm.FieldOwner, Op: crm.Eq, Args: []crm.Arg{{Text: "me"}}}

// ToggleMine switches between the user's own records and everyone's.
func (p *Records) ToggleMine() {
	parts := p.parts()
	for i, part := range parts {
		if part.Expr.String() == onlyMine.String() {
			p.setFilter(present.WithPart(parts, i, nil))
			return
		}
	}
	p.setFilter(and(p.filter, onlyMine))
}

// filterChip is one condition; pressing it offers what can be done with it.
func (p *Records) filterChip(part present.Part, i int) *kit.Chip {
	remove := func() { p.setFilter(present.WithPart(p.parts(), i, nil)) }
	chip := kit.NewFilterChip(part.Text, nil, remove)
	chip.OnPress(func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(chip)
		kit.ShowMenu(p.env.Window.Canvas(), at.AddXY(0, chip.Size().Height+2), p.chipItems(part, i, remove)...)
	})
	return chip
}

// chipItems are what can be done with a part: each of its conditions can be changed, joined by another or go.
func (p *Records) chipItems(part present.Part, i int, remove func()) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	if list := present.Leaves(part.Expr); len(list) > 1 {
		for n, leaf := range list {
			said := present.Parts(p.env.App.Catalog(), p.entity.Name, leaf.Expr, p.names)[0].Text
			item := fyne.NewMenuItem(said, nil)
			item.ChildMenu = fyne.NewMenu("", p.leafItems(i, n)...)
			items = append(items, item)
		}
		items = append(items, fyne.NewMenuItemSeparator())
	} else {
		items = append(items, fyne.NewMenuItem(words.T("Change …"), func() { p.EditFilter(i, 0) }))
	}
	return append(items,
		fyne.NewMenuItem(words.T("Or …"), func() { p.JoinFilter(i, -1, false) }),
		fyne.NewMenuItem(words.T("Turn into its opposite"), func() { p.NegateFilter(i, -1) }),
		fyne.NewMenuItem(words.T("Write a filter …"), p.WriteFilter), fyne.NewMenuItem(words.T("Remove"), remove))
}

// leafItems are what can be done with one of several conditions of a part.
func (p *Records) leafItems(i, n int) []*fyne.MenuItem {
	return []*fyne.MenuItem{
		fyne.NewMenuItem(words.T("Change …"), func() { p.EditFilter(i, n) }),
		fyne.NewMenuItem(words.T("And …"), func() { p.JoinFilter(i, n, true) }),
		fyne.NewMenuItem(words.T("Or …"), func() { p.JoinFilter(i, n, false) }),
		fyne.NewMenuItem(words.T("Turn into its opposite"), func() { p.NegateFilter(i, n) }),
		fyne.NewMenuItem(words.T("Remove"), func() { p.RemoveFilter(i, n) }),
	}
}

// leaf is the nth condition of the i-th part, the whole part if n is negative.
func (p *Records) leaf(i, n int) (present.Leaf, bool) {
	parts := p.parts()
	if i < 0 || i >= len(parts) {
		return present.Leaf{}, false
	}
	whole := present.Leaf{Expr: parts[i].Expr, With: func(e crm.Expr) crm.Expr { return e }}
	list := present.Leaves(parts[i].Expr)
	switch {
	case n < 0:
		return whole, true
	case n < len(list):
		return list[n], true
	}
	return present.Leaf{}, false
}

// setPart puts something else in the place of the i-th part; nil takes it away.
func (p *Records) setPart(i int, e crm.Expr) { p.setFilter(present.WithPart(p.parts(), i, e)) }

// NegateFilter turns the nth condition of the i-th part, or the whole part if n is negative, into its opposite.
func (p *Records) NegateFilter(i, n int) {
	leaf, ok := p.leaf(i, n)
	if !ok {
		return
	}
	if not, is := leaf.Expr.(crm.Not); is {
		p.setPart(i, leaf.With(not.Of))
	} else {
		p.setPart(i, leaf.With(crm.Not{Of: leaf.Expr}))
	}
}

// RemoveFilter takes the nth condition of the i-th part away, or the whole part if n is negative.
func (p *Records) RemoveFilter(i, n int) {
	if leaf, ok := p.leaf(i, n); ok {
		p.setPart(i, leaf.With(nil))
	}
}

// setFilter shows another list; a filter that the catalog refuses changes nothing.
func (p *Records) setFilter(f crm.Expr) {
	if _, err := p.env.App.Catalog().Bind(p.entity.Name, f, crm.Env{Now: p.env.Now(), Zone: p.env.Zone}); err != nil {
		p.env.Fail(err)
		return
	}
	p.filter, p.look.Filter = f, filterText(f)
	p.closeBuilder()
	p.showChips()
	p.restart()
}

// and adds a condition to a filter without nesting.
func and(f, more crm.Expr) crm.Expr {
	if list, ok := f.(crm.And); ok {
		return append(append(crm.And{}, list...), more)
	}
	return crm.AllOf(f, more)
}
