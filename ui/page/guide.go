package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Guide is the user's guide: its parts at the left, what is read at the right, and a field that finds words in it.
type Guide struct {
	env   Env
	all   []present.Chapter
	shown []present.Chapter // those that were found
	items []*kit.NavItem
	list  *fyne.Container
	find  *kit.SearchField
	body  *kit.Scroll
	page  fyne.CanvasObject
}

// NewGuide returns the builder of the page of a guide, which is asked for in Markdown by the name of the language in use.
func NewGuide(guide func(language string) string) func(Env, Route) Page {
	return func(env Env, _ Route) Page {
		p := &Guide{env: env, all: present.Chapters(guide(words.Language())), list: kit.Column(0)}
		p.find = kit.NewSearchField(words.T("Find in the guide …"), p.Type)
		p.body = kit.NewScroll(kit.Column(0))
		left := kit.NewScroll(kit.Inset(10, 0, 10, 0, p.list))
		split := container.NewBorder(nil, nil, kit.NewSurface(look.Side, kit.EdgeRight, kit.Pad{}, kit.FixedWidth(210*look.Scale(), left)), nil, p.body)
		p.page = kit.NewSurface("", 0, kit.Pad{}, kit.Page(split, kit.NewBar(words.T("Guide"), ""), kit.NewSubBar(kit.Grow(p.find))))
		p.show(p.all)
		return p
	}
}

// Content implements Page.
func (p *Guide) Content() fyne.CanvasObject { return p.page }

// Refresh implements Page.
func (*Guide) Refresh(crm.Batch) {}

// Find implements Finder.
func (p *Guide) Find() { p.env.Window.Canvas().Focus(p.find) }

// Type shows the parts that hold all words of the text.
func (p *Guide) Type(text string) { p.show(present.FindChapters(p.all, text)) }

// Titles are those of the parts that are listed.
func (p *Guide) Titles() []string {
	var out []string
	for _, c := range p.shown {
		out = append(out, c.Title)
	}
	return out
}

// show lists parts and opens the first.
func (p *Guide) show(parts []present.Chapter) {
	p.items, p.list.Objects, p.shown = nil, nil, parts
	for i, part := range parts {
		p.items = append(p.items, kit.NewNavItem(part.Title, "", func() { p.read(parts, i) }))
		p.list.Add(p.items[i])
	}
	p.list.Refresh()
	if len(parts) > 0 {
		p.read(parts, 0)
		return
	}
	p.body.Content = kit.EmptyState(words.T("Nothing about that in the guide"), words.T("Try one word, or fewer letters."))
	p.body.Refresh()
}

func (p *Guide) read(parts []present.Chapter, i int) {
	for j, item := range p.items {
		item.SetOn(i == j)
	}
	text := newMarkdown("## " + parts[i].Title + "\n\n" + parts[i].Text)
	p.body.Content = kit.Inset(18, look.PadDetail, 18, look.PadDetail, kit.MaxWidth(720, text))
	p.body.ScrollToTop()
	p.body.Refresh()
}
