package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Palette is one box to find records, go to pages and do commands.
type Palette struct {
	env      Env
	over     *Overlay
	field    *paletteField
	list     *fyne.Container
	commands []Command
	recent   []crm.Hit
	entries  []paletteEntry
	at       int
	latest   async.Latest

	searching bool // for what is typed now
	hasty     bool // Enter was pressed before the answer was there

	Found func() // called when a record was found this way; may be nil
}

type paletteEntry struct {
	text, note, key string
	do              func()
}

// paletteMost is how many entries are shown at once.
const paletteMost = 9

// OpenPalette shows the palette over the window. recent are the records opened last, the newest first.
func OpenPalette(env Env, commands []Command, recent []crm.Hit) *Palette {
	p := &Palette{env: env, commands: commands, recent: recent, list: kit.Column(0)}
	p.field = newPaletteField(p)
	body := kit.Column(0, kit.Inset(8, 10, 8, 10, p.field), kit.NewDivider(), p.list)
	p.over = NewOverlay(env.Window, 640, kit.Pad{Top: 2, Right: 1, Bottom: 8, Left: 1}, body)
	p.over.OnClose = p.latest.Stop
	p.show(p.offers("", nil))
	p.over.Open(p.field)
	return p
}

// Type is what typing does, for scripts and pictures.
func (p *Palette) Type(text string) { p.field.SetText(text) }

// Shown tells whether the palette is open.
func (p *Palette) Shown() bool { return p.over.Shown() }

// Entries returns the texts shown, the chosen one first to last.
func (p *Palette) Entries() []string {
	var out []string
	for _, e := range p.entries {
		out = append(out, e.text)
	}
	return out
}

// typed searches at each letter. What is shown stays until the answer is there, so that nothing flickers.
func (p *Palette) typed(text string) {
	text = strings.TrimSpace(text)
	p.searching, p.hasty = text != "", false
	p.latest.Stop()
	if text == "" {
		p.show(p.offers("", nil))
		return
	}
	async.Run(p.latest.Next(p.env.Context), async.Soon(p.env.Run), func(ctx context.Context) ([]crm.Hit, error) {
		return p.find(ctx, text)
	}, func(hits []crm.Hit, err error) {
		p.searching = false
		if err != nil {
			p.env.Fail(err)
		}
		p.show(p.offers(text, hits))
		if p.hasty {
			p.Choose(p.at)
		}
	})
}

// enter does the chosen entry; while a search is under way, the first that it finds.
func (p *Palette) enter() {
	if p.hasty = p.searching; !p.hasty {
		p.Choose(p.at)
	}
}

// find searches all records; where an organisation comes first, its people follow, because that is how people are remembered.
func (p *Palette) find(ctx context.Context, text string) ([]crm.Hit, error) {
	hits, err := p.env.App.Search(ctx, text, 6)
	for _, h := range hits {
		look.ReadFonts(h.Title)
	}
	if err == nil {
		err = present.TellApart(ctx, p.env.App, hits, p.env.Now())
	}
	if err != nil || len(hits) == 0 || hits[0].Entity != "organisation" {
		return hits, err
	}
	people, err := p.env.App.List(ctx, crm.Query{Entity: "contact", Where: crm.Where("organisation", crm.Eq, hits[0].ID), Limit: 3})
	if err != nil {
		return nil, err
	}
	out := hits[:1:1]
	seen := map[string]bool{}
	for _, c := range people {
		seen[c.ID] = true
		out = append(out, crm.Hit{Ref: c.Ref(), Title: c.Text("name"), Why: hits[0].Title})
	}
	for _, h := range hits[1:] {
		if !seen[h.ID] {
			out = append(out, h)
		}
	}
	return out, nil
}

// offers lists records before what can be done; without a text, what was opened last.
func (p *Palette) offers(text string, hits []crm.Hit) []paletteEntry {
	var out []paletteEntry
	if text == "" {
		hits = p.recent[:min(len(p.recent), 4)]
	}
	for _, h := range hits {
		note := h.Entity
		if e, err := p.env.App.Catalog().Entity(h.Entity); err == nil {
			note = words.T(e.Label)
		}
		if h.Why != "" && h.Why != h.Title {
			note += " · " + h.Why
		}
		out = append(out, paletteEntry{text: h.Title, note: note, do: func() { p.found(h.Ref) }})
	}
	for _, c := range p.commands {
		shown := text != "" || c.Key.Name != "" && c.Name != "palette" // without a text only what has a key to learn
		if len(out) < paletteMost && shown && c.Usable() && fits(c.Label, text) {
			note := words.T("Do")
			if strings.HasPrefix(c.Name, "go-") {
				note = words.T("Go")
			}
			out = append(out, paletteEntry{text: c.Label, note: note, key: c.Key.String(), do: c.Do})
		}
	}
	return out
}

// found opens a record.
func (p *Palette) found(ref crm.Ref) {
	if p.Found != nil {
		p.Found()
	}
	p.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID})
}

// fits tells whether every word typed begins a word of the label.
func fits(label, text string) bool {
	have := strings.Fields(strings.ToLower(label))
	for _, want := range strings.Fields(strings.ToLower(text)) {
		found := false
		for _, word := range have {
			found = found || strings.HasPrefix(word, want)
		}
		if !found {
			return false
		}
	}
	return true
}

func (p *Palette) show(entries []paletteEntry) {
	p.entries, p.at = entries, 0
	p.draw()
}

// whole is a short text that is not cut: what stands before it is.
func whole(text string) fyne.CanvasObject {
	t := kit.NewText(text, fine(look.Dim))
	if w := t.Natural().Width; w < 12*look.Size(look.SizeText) {
		return kit.FixedWidth(w+1, t)
	}
	return t
}

func (p *Palette) draw() {
	var rows []fyne.CanvasObject
	for i, e := range p.entries {
		row := kit.Row(10, kit.Plain(e.text), whole(e.note), kit.Spacer(), whole(e.key))
		line := kit.NewSurface("", 0, kit.Pad{Top: 9, Right: 18, Bottom: 9, Left: 18}, row)
		if i == p.at {
			line.Fill = look.AccentTint
		}
		rows = append(rows, newPressLine(func() { p.Choose(i) }, line))
	}
	if len(rows) == 0 {
		rows = append(rows, kit.Inset(12, 18, 10, 18, kit.Dim(words.T("Nothing found. Try fewer letters, a mail address or a phone number."))))
	}
	p.list.Objects = rows
	p.list.Layout.Layout(rows, p.list.Size()) // once for all of them
	if p.over != nil {
		p.over.Arrange()
	}
}

// move changes the chosen entry.
func (p *Palette) move(by int) {
	if n := len(p.entries); n > 0 {
		p.at = (p.at + by + n) % n
		p.draw()
	}
}

// Choose closes the palette and does entry i.
func (p *Palette) Choose(i int) {
	if i < 0 || i >= len(p.entries) {
		return
	}
	p.over.Close()
	p.entries[i].do()
}
