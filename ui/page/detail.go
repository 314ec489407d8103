package page

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// detailView shows one record. It is kept while the record stays the same, so that place and choices survive a refresh.
type detailView struct {
	p       *Records
	content fyne.CanvasObject
	body    *fyne.Container
	scroll  *kit.Scroll
	all     bool // fields that are not set, too
	wishes  bool // preferences that nobody knows, too
	worth   bool // numbers with their explanations
	history bool // in place of the overview
	past    []present.Past
	loaded  bool // past was read
	asked   int  // events in view when more were asked for
	talk    bool // all that was written on a ticket

	parts map[string]detailPart
	style detailStyle // that they are drawn for

	lines   map[string]*pressLine // of fields that can be edited in their place
	order   []string              // their names
	at      string                // the one that has the keys
	drawing bool
}

func newDetailView(p *Records) *detailView {
	v := &detailView{p: p, body: kit.Column(look.GapCard)}
	v.scroll = kit.NewScroll(kit.NewSurface("", 0, kit.Pad{Top: 18, Right: look.PadDetail, Bottom: 18, Left: look.PadDetail}, v.body))
	v.scroll.OnScrolled = v.scrolled
	v.content = kit.NewSurface("", 0, kit.Pad{}, v.scroll)
	return v
}

// set shows what was read.
func (v *detailView) set(d present.Detail) {
	v.drawing = true
	at := v.at
	v.lines, v.order = map[string]*pressLine{}, nil
	if now := styleNow(); now != v.style {
		v.style, v.parts = now, map[string]detailPart{}
	}
	defer func() {
		v.drawing = false
		if at != "" {
			v.focusFact(at) // on the line drawn anew
		}
	}()
	var objects []fyne.CanvasObject
	if banner := v.p.draftBanner(d.Record.Ref()); banner != nil {
		objects = append(objects, banner)
	}
	for _, asked := range d.Asked {
		objects = append(objects, kit.Banner(kit.Amber, asked.Text, kit.NewButton(words.T("Decide"), func() { v.p.decide(asked.ID) })))
	}
	type one = []fyne.CanvasObject
	e, r := d.Entity, d.Record
	objects = append(objects, v.part("head", []any{d.Title, d.Subtitle, e.Locked(r), present.IsOpen(e, r)}, func() one { return one{v.head(d)} })...)
	objects = append(objects, v.part("tags", d.Tags, func() one { return v.tags(d) })...)
	objects = append(objects, v.part("switcher", []any{v.history, v.all, len(d.Unset)}, func() one { return one{v.switcher(d)} })...)
	if v.history {
		objects = append(objects, v.part("history", []any{v.past, v.loaded}, func() one { return one{v.historyCard()} })...)
	} else {
		facts := v.part("facts", []any{d.Facts, v.all, d.Unset}, func() one { return v.facts(d) })
		around := v.part("around", []any{d.Prefers, d.Related, d.Files, r.Text("checklist"), v.wishes, v.worth, slices.Sorted(maps.Keys(v.p.fetches))},
			func() one { return v.around(d) })
		timeline := v.part("timeline", []any{d.Events, d.Kinds, d.Kind, d.Older}, func() one { return v.timeline(d) })
		if e.Name == "ticket" { // its times and its conversation are what one came for
			ticket := v.part("ticket", []any{d.Title, d.Ready, d.Times, d.Messages, v.talk}, func() one { return v.ticket(d) })
			objects = slices.Concat(objects, ticket, facts, around, timeline)
		} else {
			article := v.part("article", []any{r.Text("body"), e.Locked(r)}, func() one { return v.article(d) })
			objects = slices.Concat(objects, facts, article, timeline, around)
		}
	}
	if !slices.Equal(v.body.Objects, objects) {
		v.body.Objects = objects
		v.body.Layout.Layout(objects, v.body.Size())
		v.scroll.Refresh()
	}
	if v.history {
		v.readHistory()
	}
}

// again draws the same record after a choice inside of it.
func (v *detailView) again() { v.set(v.p.detail) }

func (v *detailView) head(d present.Detail) fyne.CanvasObject {
	title := kit.NewParagraph(d.Title, kit.Style{Size: look.SizeRecord, Bold: true})
	lines := kit.Column(2, title)
	if d.Subtitle != "" {
		lines.Add(kit.NewParagraph(d.Subtitle, kit.Style{Color: look.Dim}))
	}
	if d.Entity.Locked(d.Record) {
		return lines
	}
	buttons := []fyne.CanvasObject{kit.NewButton(words.T("Edit"), v.p.Edit)}
	if d.Entity.Name == "lead" && present.IsOpen(d.Entity, d.Record) {
		buttons = append(buttons, kit.NewButton(words.T("Convert"), v.p.Convert))
	}
	buttons = append(buttons, kit.NewMenuButton(words.T("More"), v.p.actions))
	if _, logged := v.p.env.App.Catalog().Touches(d.Entity.Name); logged { // what happens with a target is nothing to log
		buttons = append(buttons, kit.NewPrimary(words.T("Log"), func() { v.p.env.Log(v.p.ref) }))
	}
	whole := kit.NewText(d.Title, title.Style).Natural().Width
	line := kit.Row(look.Gap, buttons...).MinSize().Width
	return &fyne.Container{Layout: &headLayout{title: whole, line: line, least: 180, lines: 1.7, gap: 10}, Objects: []fyne.CanvasObject{lines, kit.Flow(look.Gap, buttons...)}}
}

// tags say in short what is open, what it is worth, who spoke last.
func (v *detailView) tags(d present.Detail) []fyne.CanvasObject {
	if len(d.Tags) == 0 {
		return nil
	}
	flow := kit.Flow(look.Gap)
	for _, t := range d.Tags {
		flow.Add(kit.NewTag(t.Text, tones[t.Tone]))
	}
	return []fyne.CanvasObject{flow}
}

func (v *detailView) switcher(d present.Detail) fyne.CanvasObject {
	turn := func(on bool) func() { return func() { v.history = on; v.again() } }
	row := kit.Flow(6, kit.NewChip(words.T("Overview"), !v.history, turn(false)), kit.NewChip(words.T("History"), v.history, turn(true)))
	if n := len(d.Unset); n > 0 && !v.history {
		label := words.N(int64(n), "Show %s empty field", "Show %s empty fields")
		if v.all {
			label = words.T("Hide empty fields")
		}
		row.Add(kit.NewChip(label, false, func() { v.all = !v.all; v.again() }))
	}
	return row
}

// facts are the fields that are set; the others come on demand.
func (v *detailView) facts(d present.Detail) []fyne.CanvasObject {
	var pairs []kit.KeyValue
	list := d.Facts
	if v.all {
		list = append(list[:len(list):len(list)], d.Unset...)
	} else if in := v.p.inline; in != nil { // an empty field that is being filled
		for _, f := range d.Unset {
			if f.Field == in.field.Name {
				list = append(list[:len(list):len(list)], f)
			}
		}
	}
	for _, f := range list {
		pairs = append(pairs, kit.KeyValue{Key: f.Label, Object: v.fact(f)})
		if f.Editable {
			v.order = append(v.order, f.Field)
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	return []fyne.CanvasObject{kit.NewCard(kit.KeyValues(pairs...))}
}

func (v *detailView) value(f present.Fact) fyne.CanvasObject {
	switch {
	case f.Ref.ID != "":
		return newLinkText(f.Cell.Text, func() { v.p.open(f.Ref) })
	case len(f.Links) > 0:
		col := kit.Column(2)
		for _, l := range f.Links {
			col.Add(newLinkText(l.Text, func() { v.p.browse(v.p.ref, l.URL) }))
		}
		return col
	case f.Day != "": // the words are edited in their place
		chip := kit.NewChip(words.T("Calendar"), false, func() { v.p.env.Go(Route{Name: "calendar", ID: string(f.Day)}) })
		if f.Cell.Tag {
			return kit.Flow(look.Gap, v.words(f), chip)
		}
		return kit.Flow(look.Gap, kit.NewText(f.Cell.Text, fine("")), chip) // a time is not parted
	}
	return v.words(f)
}

// words are a value that leads nowhere.
func (v *detailView) words(f present.Fact) fyne.CanvasObject {
	switch {
	case f.Cell.Tag:
		return kit.Row(0, kit.NewTag(f.Cell.Text, tones[f.Cell.Tone]))
	case f.Cell.Dim:
		return kit.NewParagraph(f.Cell.Text, fine(look.Dim))
	}
	return kit.NewParagraph(f.Cell.Text, fine(""))
}

// around is one card of what belongs to the record: preferences, people, deals and tickets, files.
func (v *detailView) around(d present.Detail) []fyne.CanvasObject {
	sections := slices.Concat(v.checklist(d), v.preferences(d), v.groups(d), v.files(d))
	if len(sections) == 0 {
		return nil
	}
	col := kit.Column(0)
	for i, section := range sections {
		edge, pad := kit.EdgeTop, kit.Pad{Top: 7, Bottom: 7}
		if i == 0 {
			edge, pad.Top = 0, 0
		}
		if i == len(sections)-1 {
			pad.Bottom = 0
		}
		col.Add(kit.NewSurface("", edge, pad, section))
	}
	return []fyne.CanvasObject{kit.NewCard(col)}
}

// aroundHead is the line above a part of that card, with what can be done there.
func aroundHead(title string, chip *kit.Chip) fyne.CanvasObject {
	head := kit.Row(look.Gap, kit.Grow(kit.NewText(title, kit.Style{Size: look.SizeFine, Color: look.Dim})))
	if chip != nil {
		head.Add(chip)
	}
	return head
}

// groups are the people of an organisation, the deals and tickets of a customer, and their like; a new one begins with the link to
// this record and leads back here.
func (v *detailView) groups(d present.Detail) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, g := range d.Related {
		if len(g.Lines) == 0 && g.Entity == "" {
			continue
		}
		var chip *kit.Chip
		if g.Entity != "" {
			chip = kit.NewChip(words.T("+ New"), false, func() { v.p.env.Go(Route{Name: "records", Entity: g.Entity, ID: "new", With: g.With}) })
		}
		if g.Folded {
			label := words.T("Show")
			if v.worth {
				label = words.T("Hide")
			}
			chip = kit.NewChip(label, v.worth, func() { v.worth = !v.worth; v.again() })
		}
		lines := kit.Column(7, aroundHead(g.Title, chip))
		if g.Folded && !v.worth {
			out = append(out, lines)
			continue
		}
		for _, l := range g.Lines {
			var text fyne.CanvasObject = kit.NewText(l.Text, fine(""))
			if l.Ref.ID != "" {
				text = newLinkText(l.Text, func() { v.p.open(l.Ref) })
			}
			lines.Add(kit.Row(look.Gap, kit.Grow(text), kit.NewText(l.Note, fine(look.Dim))))
			if l.Why != "" {
				lines.Add(dimmed(l.Why))
			}
		}
		if g.More > 0 {
			lines.Add(newLinkText(words.N(g.More, "%s more", "%s more"), func() {
				v.p.env.Go(Route{Name: "records", Entity: g.Entity, Filter: g.Filter, Title: g.Title + " · " + v.p.detail.Title})
			}))
		}
		out = append(out, lines)
	}
	return out
}

// preferences say how a person wants to be reached, each with from whom and when it is known; those that nobody knows come on demand.
func (v *detailView) preferences(d present.Detail) []fyne.CanvasObject {
	if len(d.Prefers) == 0 {
		return nil
	}
	var pairs []kit.KeyValue
	unknown := 0
	for _, f := range d.Prefers {
		if f.Cell.Text == "" {
			unknown++
			if in := v.p.inline; !v.wishes && (in == nil || in.field.Name != f.Field) {
				continue
			}
			f.Cell = present.Cell{Text: words.T("not known"), Dim: true}
		}
		value := v.fact(f)
		if f.Note != "" {
			note := kit.Small(f.Note)
			beside := &headLayout{title: kit.NewText(f.Cell.Text, fine("")).Natural().Width, line: note.Natural().Width, lines: 1}
			value = &fyne.Container{Layout: beside, Objects: []fyne.CanvasObject{value, note}}
		}
		pairs = append(pairs, kit.KeyValue{Key: f.Label, Object: value})
		if f.Editable {
			v.order = append(v.order, f.Field)
		}
	}
	var chip *kit.Chip
	if unknown > 0 {
		label := words.N(int64(unknown), "%s not known", "%s not known")
		if v.wishes {
			label = words.T("Hide empty fields")
		}
		chip = kit.NewChip(label, false, func() { v.wishes = !v.wishes; v.again() })
	}
	col := kit.Column(7, aroundHead(words.T("Preferences"), chip))
	if len(pairs) > 0 {
		col.Add(kit.KeyValues(pairs...))
	}
	return []fyne.CanvasObject{col}
}

// headLayout puts the buttons beside the title, or below it where that would leave the title too little room; so with any pair.
type headLayout struct {
	title float32 // width of the title in one line
	line  float32 // width of the buttons in one line
	least float32 // room that a title needs beside them
	lines float32 // how many lines it may have there, as some of each stays empty
	gap   float32 // between both where they stand one below the other
	width float32
}

// beside tells whether there is room for both side by side; before the first layout it is assumed.
func (l *headLayout) beside() bool {
	room := l.width - l.line - look.GapCard
	return l.width == 0 || room >= l.least && l.title < l.lines*room
}

func (l *headLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text, buttons := objects[0].MinSize(), objects[1].MinSize()
	if l.beside() {
		return fyne.NewSize(buttons.Width, max(text.Height, buttons.Height))
	}
	return fyne.NewSize(buttons.Width, text.Height+l.gap+buttons.Height)
}

func (l *headLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	text, buttons := objects[0], objects[1]
	width, room, at := size.Width, size.Width, fyne.NewPos(0, 0)
	if l.beside() {
		width -= l.line + look.GapCard
		at.X, room = size.Width-l.line, l.line
	}
	kit.Move(text, 0, 0)
	text.Resize(fyne.NewSize(width, text.Size().Height)) // height follows width
	text.Resize(fyne.NewSize(width, text.MinSize().Height))
	if !l.beside() {
		at.Y = text.MinSize().Height + l.gap
	}
	kit.Move(buttons, at.X, at.Y)
	buttons.Resize(fyne.NewSize(room, buttons.Size().Height))
	buttons.Resize(fyne.NewSize(room, buttons.MinSize().Height))
}

// article is the text of one, as it is meant to be read.
func (v *detailView) article(d present.Detail) []fyne.CanvasObject {
	text := d.Record.Text("body")
	if d.Entity.Name != "article" || text == "" {
		return nil
	}
	if d.Entity.Locked(d.Record) { // the CRM's are plain text here
		return []fyne.CanvasObject{kit.NewCard(kit.NewParagraph(strings.TrimSpace(text), fine("")))}
	}
	return []fyne.CanvasObject{kit.NewCard(newMarkdown(text))}
}
