package page

import (
	"context"
	"slices"
	"strings"

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

// Duplicates lists pairs of records that may be about the same, and shows two of them side by side to be merged.
type Duplicates struct {
	env    Env
	entity string
	found  []match.Pair       // when it was looked last
	gone   map[string]bool    // records of them that are no longer there
	parted map[[2]string]bool // pairs of them that were kept apart
	pairs  []match.Pair       // that are left
	known  bool               // the pairs were looked for
	bar    *kit.Bar
	before *kit.Button // to what was merged

	decisions []*kit.Button // about the pair that is chosen
	chips     *fyne.Container
	table     *kit.Table
	whole     *kit.Paragraph // why the chosen pair is one, none of it cut
	progress  *kit.Progress
	line      *kit.Surface
	empty     *fyne.Container
	body      *fyne.Container
	content   fyne.CanvasObject
	latest    async.Latest
	side      *merging // nil: the list is shown
	back      bool     // the two were chosen elsewhere: the person goes back there
}

// DuplicatesRoute leads to two records side by side.
func DuplicatesRoute(one, other crm.Ref) Route {
	return Route{Name: "duplicates", Entity: one.Entity, ID: one.ID + " " + other.ID}
}

// NewDuplicates builds the page. The route's Entity is looked through, or the two records shown that its ID names.
func NewDuplicates(env Env, r Route) Page {
	p := &Duplicates{env: env, entity: r.Entity, chips: kit.Row(6), empty: kit.Stack(), body: kit.Stack()}
	if p.entity == "" {
		p.entity = "contact"
	}
	p.before = kit.NewButton(words.T("Merged lately"), p.Lately)
	p.bar = kit.NewBar(words.T("Duplicates"), "", p.before)
	p.progress = kit.NewProgress(p.stop)
	p.line = kit.NewSubBar(kit.Grow(p.progress))
	p.line.Hide()
	p.table = kit.NewTable(p, kit.TableColumn{Title: words.T("Record"), Weight: 1}, kit.TableColumn{Title: words.T("Perhaps the same as"), Weight: 1},
		kit.TableColumn{Title: words.T("Why"), Weight: 2})
	p.table.OnOpen = func(i int) { p.Compare(i) }
	p.table.OnMenu = p.menu
	p.whole = kit.NewParagraph("", fine(look.Dim))
	p.table.OnSelect = func(int) { p.showWhy() }
	p.content = kit.NewSurface("", 0, kit.Pad{}, kit.Page(p.body, p.bar, kit.NewSubBar(kit.Grow(p.chips)), p.line))
	p.showChips()
	one, other, two := strings.Cut(r.ID, " ")
	if two {
		p.back = true
		p.sideBySide(crm.Ref{Entity: p.entity, ID: one}, crm.Ref{Entity: p.entity, ID: other})
		return p
	}
	p.showList()
	p.look()
	return p
}

// Content implements Page.
func (p *Duplicates) Content() fyne.CanvasObject { return p.content }

// Close implements Closer.
func (p *Duplicates) Close() { p.latest.Stop() }

// Refresh implements Page: what is no longer there leaves the list, and what came back with an undo returns to it.
func (p *Duplicates) Refresh(b crm.Batch) {
	if !slices.Contains(b.Entities, p.entity) || !p.known {
		return
	}
	var ids []string
	for _, pair := range p.found {
		ids = append(ids, pair.One.ID, pair.Other.ID)
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (map[string]string, error) {
		return p.env.App.Titles(ctx, p.entity, ids)
	}, func(titles map[string]string, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.gone = map[string]bool{}
		for _, id := range ids {
			p.gone[id] = titles[id] == ""
		}
		p.showPairs()
	})
}

// showPairs lists what is left of the pairs found; the cursor stays where it is.
func (p *Duplicates) showPairs() {
	p.pairs = slices.DeleteFunc(slices.Clone(p.found), func(pair match.Pair) bool {
		return p.gone[pair.One.ID] || p.gone[pair.Other.ID] || p.parted[[2]string{pair.One.ID, pair.Other.ID}]
	})
	p.table.Reload()
	p.showCount()
}

// Len implements kit.Rows.
func (p *Duplicates) Len() int { return len(p.pairs) }

// Need implements kit.Rows.
func (*Duplicates) Need(int, int) {}

// Row implements kit.Rows.
func (p *Duplicates) Row(i int) ([]kit.Cell, bool) {
	if i >= len(p.pairs) {
		return nil, false
	}
	pair := p.pairs[i]
	return []kit.Cell{{Text: pair.OneTitle}, {Text: pair.OtherTitle}, {Text: present.Why(pair.Why), Look: kit.CellDim}}, true
}

func (p *Duplicates) showChips() {
	var chips []fyne.CanvasObject
	for _, e := range p.env.App.Catalog().Entities() {
		if _, ok := match.Of(e); ok {
			chips = append(chips, kit.NewChip(words.T(e.Plural), e.Name == p.entity, func() { p.Turn(e.Name) }))
		}
	}
	replace(p.chips, chips...)
}

// Turn looks through another entity.
func (p *Duplicates) Turn(entity string) {
	p.entity, p.found, p.pairs, p.known, p.back = entity, nil, nil, false, false
	p.table.SetRows(p)
	p.showChips()
	p.showList()
	p.look()
}

// look goes through all records of the entity.
func (p *Duplicates) look() {
	entity := p.entity
	what := words.T("Comparing")
	p.progress.Set(what, 0, 0)
	p.line.Show()
	p.showCount()
	p.content.Refresh()
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) ([]match.Pair, error) {
		return match.Sweep(ctx, p.env.App, entity, func(done, total int64) {
			p.env.Run.Post(func() {
				p.progress.Set(present.ProgressText(app.Progress{What: what, Done: done, Total: total}), done, total)
			})
		})
	}, func(pairs []match.Pair, err error) {
		p.line.Hide()
		if err != nil {
			p.env.Fail(err)
		} else {
			p.found, p.gone, p.parted, p.known = pairs, map[string]bool{}, map[[2]string]bool{}, true
		}
		p.showPairs()
		p.content.Refresh()
		if p.side == nil && len(p.pairs) > 0 {
			p.table.Select(0)
			p.table.Focus()
		}
	})
}

// stop ends the look; what was found so far is not kept, for it would not be all.
func (p *Duplicates) stop() {
	p.latest.Stop()
	p.line.Hide()
	p.showCount()
	p.content.Refresh()
}

func (p *Duplicates) showCount() {
	count := ""
	if len(p.pairs) > 0 {
		count = words.N(int64(len(p.pairs)), "%s pair", "%s pairs")
	}
	p.bar.SetCount(count)
	for _, b := range p.decisions {
		if b.Enable(); len(p.pairs) == 0 {
			b.Disable()
		}
	}
	p.showWhy()
	p.empty.Hidden = len(p.pairs) > 0 || !p.line.Hidden
	if !p.empty.Hidden {
		state := kit.EmptyState(words.T("No duplicates"), words.T("Nothing here looks like the same person or organisation twice. What you keep apart is not shown again."))
		if !p.known {
			state = kit.EmptyState(words.T("Not compared yet"), words.T("The comparison was stopped."), kit.NewPrimary(words.T("Compare"), p.look))
		}
		replace(p.empty, kit.NewSurface(look.Pane, 0, kit.Pad{}, state))
	}
	p.body.Refresh()
}

// showWhy says below the list all that speaks for the chosen pair.
func (p *Duplicates) showWhy() {
	why := ""
	if i := p.table.Cursor(); i >= 0 && i < len(p.pairs) {
		why = present.Why(p.pairs[i].Why)
	}
	p.whole.SetText(why)
	p.body.Refresh()
}

// showList shows the pairs.
func (p *Duplicates) showList() {
	p.side = nil
	merge, apart := kit.NewPrimary(words.T("Compare and merge"), func() { p.Compare(p.table.Cursor()) }), kit.NewButton(words.T("Keep separate"), func() { p.Apart(p.table.Cursor()) })
	p.decisions = []*kit.Button{merge, apart}
	foot := kit.NewSurface(look.BG, kit.EdgeTop, kit.Pad{Top: 10, Right: look.PadBar, Bottom: 10, Left: look.PadBar}, kit.Row(look.Gap, kit.Grow(p.whole), apart, merge))
	replace(p.body, kit.Footed(p.table, foot), p.empty)
	p.showCount()
	p.env.Window.Canvas().Unfocus()
	p.table.Focus()
}

func (p *Duplicates) menu(i int, pos fyne.Position) {
	kit.ShowMenu(p.env.Window.Canvas(), pos,
		fyne.NewMenuItem(words.T("Compare and merge"), func() { p.Compare(i) }),
		fyne.NewMenuItem(words.T("Keep separate"), func() { p.Apart(i) }),
	)
}

// Compare shows a pair side by side.
func (p *Duplicates) Compare(i int) {
	if i >= 0 && i < len(p.pairs) {
		p.sideBySide(p.pairs[i].One, p.pairs[i].Other)
	}
}

// Apart remembers that a pair is two.
func (p *Duplicates) Apart(i int) {
	if i >= 0 && i < len(p.pairs) {
		p.apart(p.pairs[i].One, p.pairs[i].Other)
	}
}

func (p *Duplicates) apart(one, other crm.Ref) {
	set := func(apart bool, then func()) {
		async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.env.App.KeepApart(ctx, one, other, apart)
		}, func(_ struct{}, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			then()
		})
	}
	show := func(parted bool) {
		if p.known {
			p.parted[[2]string{one.ID, other.ID}] = parted
			p.showPairs()
		}
	}
	set(true, func() {
		show(true)
		p.env.Offer(words.T("They are kept separate on this computer"), words.T("Undo"), func() { set(false, func() { show(false) }) })
		p.done()
	})
}

// Lately offers the last merges to be taken back.
func (p *Duplicates) Lately() {
	async.Run(p.env.Context, p.env.Run, p.env.App.Merges, func(list []crm.Batch, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		var items []*fyne.MenuItem
		for _, b := range list[:min(len(list), mostLately)] {
			label := present.Moment(b.At, p.env.Now()) + ": " + present.Did(b)
			items = append(items, fyne.NewMenuItem(words.T("Take back %s", label), func() { p.takeBack(b.ID) }))
		}
		if len(items) == 0 {
			p.env.Say(words.T("Nothing was merged in the last 30 days."), "")
			return
		}
		kit.ShowMenu(p.env.Window.Canvas(), fyne.CurrentApp().Driver().AbsolutePositionForObject(p.before).AddXY(0, p.before.Size().Height+2), items...)
	})
}

// mostLately is how many merges the menu names.
const mostLately = 20

func (p *Duplicates) takeBack(batch string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Undone, error) {
		return p.env.App.TakeBack(ctx, batch)
	}, func(u crm.Undone, err error) {
		switch {
		case err != nil:
			p.env.Fail(err)
			return
		case len(u.Kept) > 0:
			p.env.Say(words.N(int64(len(u.Kept)), "Undone, but %s record stays: it was changed since.", "Undone, but %s records stay: they were changed since."), "")
		default:
			p.env.Say(words.T("Undone."), "")
		}
		if p.side == nil {
			p.look()
		}
	})
}

// done goes on after a decision: to where the two were chosen, or to the list.
func (p *Duplicates) done() {
	switch {
	case p.back:
		p.env.Back()
	case p.side != nil:
		p.showList()
	}
}
