package page

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Register is the page of what was written into files and of who was erased. It can only be read.
type Register struct {
	env     Env
	lines   []present.Noted
	bar     *kit.Bar
	table   *kit.Table
	whole   *kit.Paragraph // the chosen line, none of it cut
	body    *fyne.Container
	content fyne.CanvasObject
	latest  async.Latest
}

// NewRegister builds the page.
func NewRegister(env Env, _ Route) Page {
	p := &Register{env: env, body: kit.Stack()}
	p.bar = kit.NewBar(words.T("Register"), "", kit.NewButton(words.T("Settings"), func() { env.Go(Route{Name: "settings"}) }))
	p.table = kit.NewTable(p, kit.TableColumn{Title: words.T("When"), Min: 140}, kit.TableColumn{Title: words.T("Who"), Min: 84, Weight: 0.3},
		kit.TableColumn{Title: words.T("What"), Min: 140, Weight: 1}, kit.TableColumn{Title: words.T("Where"), Min: 120, Weight: 1})
	p.whole = kit.NewParagraph("", fine(""))
	p.table.OnSelect = p.selected
	p.content = kit.NewSurface("", 0, kit.Pad{}, kit.Page(p.body, p.bar))
	p.load()
	return p
}

// Content implements Page.
func (p *Register) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Register) Refresh(crm.Batch) { p.load() }

// Close implements Closer.
func (p *Register) Close() { p.latest.Stop() }

func (p *Register) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) ([]present.Noted, error) { return present.LoadRegister(ctx, p.env.App) },
		func(lines []present.Noted, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.lines = lines
			if len(lines) == 0 {
				replace(p.body, kit.NewSurface(look.Pane, 0, kit.Pad{}, kit.EmptyState(words.T("Nothing was exported or erased yet"),
					words.T("Every export and every person who was erased for good is noted here: what, how many, by whom and where to, and no value of a record."))))
				return
			}
			p.bar.SetCount(words.N(int64(len(lines)), "%s entry", "%s entries"))
			p.table.Reload()
			replace(p.body, kit.Footed(p.table, kit.NewSurface(look.BG, kit.EdgeTop, kit.Pad{Top: 14, Right: look.PadBar, Bottom: 14, Left: look.PadBar}, p.whole)))
			p.table.Select(max(p.table.Cursor(), 0))
		})
}

// Len implements kit.Rows.
func (p *Register) Len() int { return len(p.lines) }

// Need implements kit.Rows.
func (*Register) Need(int, int) {}

// Row implements kit.Rows.
func (p *Register) Row(i int) ([]kit.Cell, bool) {
	if i >= len(p.lines) {
		return nil, false
	}
	l := p.lines[i]
	where, file := fileFirst(l.Where)
	return []kit.Cell{{Text: words.Time(l.At.Time().In(p.env.Zone), "2 Jan 2006, 15:04")}, {Text: l.Who}, {Text: l.What}, {Text: where, Short: file, Look: kit.CellDim}}, true
}

// selected writes the chosen line below the list.
func (p *Register) selected(i int) {
	if i >= 0 && i < len(p.lines) {
		l := p.lines[i]
		p.whole.SetText(strings.Trim(l.What+"\n"+l.Where, "\n"))
		p.content.Refresh()
	}
}

// fileFirst writes a path with the name of the file first, and that name, which stands alone where there is no room for all of it.
func fileFirst(path string) (text, file string) {
	dir, name := filepath.Split(path)
	if dir == "" || name == "" {
		return path, ""
	}
	return name + " · " + filepath.Clean(dir), name
}
