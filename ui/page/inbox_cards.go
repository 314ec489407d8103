package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// question is the card of one conflict: theirs is live, mine is kept, one press decides.
func (p *Inbox) question(q present.Question) fyne.CanvasObject {
	lines := []fyne.CanvasObject{cardHead(q.Title, q.Aside)}
	if q.Theirs.Who != "" {
		lines = append(lines, container.New(halves{look.GapCard}, sideCard(q.Theirs, true), sideCard(q.Mine, false)))
	}
	if q.Sentence != "" {
		lines = append(lines, kit.NewParagraph(q.Sentence, kit.Style{Color: look.Dim}))
	}
	if own := p.editing[q.ID]; own != nil {
		return kit.NewCard(kit.Column(look.GapCard, append(lines, own.content)...))
	}
	for _, d := range q.Doubles {
		lines = append(lines, kit.Row(look.Gap, kit.Grow(kit.NewParagraph(d.Text, kit.Style{})), kit.NewButton(words.T("It is this one"), func() {
			p.resolve(q, replica.Answer{Choice: replica.Theirs, Candidate: d.ID}, words.T("It is this one"))
		})))
	}
	return kit.NewCard(kit.Column(look.GapCard, append(lines, p.buttons(q))...))
}

// buttons are the answers to a question.
func (p *Inbox) buttons(q present.Question) fyne.CanvasObject {
	var out []fyne.CanvasObject
	if n := len(q.Alike); n > 1 {
		out = append(out, kit.NewChip(words.T("The same for all %s alike", present.Number(int64(n))), p.all[q.ID], func() {
			p.all[q.ID] = !p.all[q.ID]
			p.again()
		}))
	}
	out = append(out, kit.Spacer())
	if !q.Gone {
		out = append(out, kit.NewButton(words.T("Open|verb"), func() { p.open(q.Ref) }))
	}
	if q.Editable && !p.all[q.ID] {
		out = append(out, kit.NewButton(words.T("Edit"), func() { p.edit(q) }))
	}
	mine := kit.NewButton(q.Mineword, func() { p.answer(q, replica.Mine, q.Mineword) })
	p.stops = append(p.stops, mine)
	theirs := kit.NewPrimary(q.Theirsay, func() { p.answer(q, replica.Theirs, q.Theirsay) })
	switch {
	case len(q.Doubles) > 0:
		return kit.Row(look.Gap, append(out, mine)...)
	case q.Removes:
		theirs.Kind = kit.Danger
	case !q.Returns: // nothing to suggest, as there is no way back
		theirs.Kind = kit.Outlined
	}
	return kit.Row(look.Gap, append(out, mine, theirs)...)
}

// again draws the same questions after a choice inside of one.
func (p *Inbox) again() {
	if s := p.shown; s != nil {
		p.shown = nil
		p.show(*s)
	}
}

// ownText is where another value than both is typed.
type ownText struct {
	form    *form.Form
	content fyne.CanvasObject
}

// edit opens an editor with mine in it; what is typed goes as a new edit of the live value.
func (p *Inbox) edit(q present.Question) {
	e, err := p.env.App.Catalog().Entity(q.Ref.Entity)
	if err != nil {
		p.env.Fail(err)
		return
	}
	fields := e.Group(q.About.Group)
	r := crm.Record{Entity: e.Name, ID: q.Ref.ID, Values: q.About.Mine}
	f := form.NewPart(p.env.form(), e, r.Clone(), [][]string{fields})
	f.OnFail = p.env.Fail
	use := func() {
		typed, err := f.Read()
		if err != nil {
			return // shown under the field
		}
		values := crm.Values{}
		for _, name := range fields {
			values[name] = typed.Values[name]
		}
		p.resolve(q, replica.Answer{Choice: replica.Edited, Values: values, Seen: q.About.Theirs}, words.T("Your value"))
	}
	p.editing[q.ID] = &ownText{form: f, content: kit.Column(look.GapCard, f.Content(), kit.Row(look.Gap, kit.Spacer(),
		kit.NewButton(words.T("Cancel"), func() { delete(p.editing, q.ID); p.again() }), kit.NewPrimary(words.T("Use this"), use)))}
	p.again()
	if first := f.First(); first != nil {
		p.env.Window.Canvas().Focus(first)
	}
}

// Edit opens the editor of an item in view, by its id.
func (p *Inbox) Edit(id string) {
	if p.shown == nil {
		return
	}
	for _, q := range p.shown.Questions {
		if q.ID == id && q.Editable {
			p.edit(q)
			return
		}
	}
}

// Editing returns the form in which another value is typed for an item, nil if there is none.
func (p *Inbox) Editing(id string) *form.Form {
	if own := p.editing[id]; own != nil {
		return own.form
	}
	return nil
}

// refused is the card of a record that the provider did not take: its own words, and what can be done.
func (p *Inbox) refused(r present.Refused) fyne.CanvasObject {
	retry := kit.NewButton(words.T("Retry"), func() { p.retry(r.Ref) })
	p.stops = append(p.stops, retry)
	return kit.NewCard(kit.Column(look.GapCard, cardHead(r.Title, r.When),
		kit.NewParagraph(r.Why, kit.Style{Color: look.Red}), kit.NewParagraph(r.Advice, kit.Style{Color: look.Dim}),
		kit.Row(look.Gap, kit.Spacer(), retry, kit.NewPrimary(words.T("Open|verb"), func() { p.open(r.Ref) }))))
}

// decided lists the last answers, each with a way back.
func (p *Inbox) decided(list []present.Decision) fyne.CanvasObject {
	lines := []fyne.CanvasObject{kit.Bold(words.T("Decided in the last 30 days"))}
	for _, d := range list {
		line := []fyne.CanvasObject{kit.Grow(kit.NewParagraph(d.Text, fine(""))), kit.Dim(d.When)}
		if d.Returns {
			line = append(line, kit.NewButton(words.T("Take back"), func() { p.reopen(d.ID) }))
		}
		lines = append(lines, kit.Row(look.GapCard, line...))
	}
	return kit.NewCard(kit.Column(look.Gap, lines...))
}

func cardHead(title, aside string) fyne.CanvasObject {
	return kit.Row(look.GapCard, kit.Grow(kit.NewParagraph(title, kit.Style{Bold: true, Size: look.SizeCard})), kit.Dim(aside))
}

// sideCard shows one of two values; the live one has the accent's outline.
func sideCard(s present.Side, live bool) fyne.CanvasObject {
	card := kit.NewCard(kit.Column(6, kit.NewParagraph(s.Who, kit.Style{Color: look.Dim}), kit.NewParagraph(s.Value, kit.Style{Size: look.SizeCard})))
	if live {
		card.Outline = look.Accent
	}
	return card
}

// proofCard compares both sides, kind by kind.
func proofCard(s present.Sync) fyne.CanvasObject {
	cells := gridRow(look.Dim, words.T("Kind"), words.T("Here"), words.T("There"), words.T("Last complete check"), words.T("Healed"))
	for _, l := range s.Proof {
		cells = append(cells, gridRow(look.Text, l.Kind, l.Here, l.There, l.Checked, l.Healed)...)
	}
	body := []fyne.CanvasObject{kit.Bold(words.T("Proof of the sync")), &fyne.Container{Layout: shares{1.3, 1, 1, 1.4, 0.8}, Objects: cells}}
	if n := s.Status.Local; n > 0 {
		body = append(body, dimmed(words.N(n, "%s record is kept here only, because this provider cannot hold it.", "%s records are kept here only, because this provider cannot hold them.")))
	}
	return kit.NewCard(kit.Column(look.Gap, body...))
}

func gridRow(colour fyne.ThemeColorName, cells ...string) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(cells))
	for i, w := range cells {
		out[i] = kit.NewText(w, kit.Style{Size: look.SizeFine, Color: colour})
	}
	return out
}

// proofPage is all that is known about how well both sides agree.
func proofPage(s present.Sync) []fyne.CanvasObject {
	cells := gridRow(look.Dim, words.T("Kind"), words.T("Here"), words.T("There"), words.T("Last complete check"), words.T("Last success"), words.T("Healed"))
	for _, l := range s.Proof {
		cells = append(cells, gridRow(look.Text, l.Kind, l.Here, l.There, l.Checked, l.Success, l.Healed)...)
	}
	table := kit.NewCard(kit.Column(look.Gap, kit.Bold(words.T("Both sides, counted")),
		dimmed(words.T("Here are the records that are tied to one there. A complete check compares every record on both sides; what it finds different is healed and counted.")),
		&fyne.Container{Layout: shares{1.2, 0.7, 0.7, 1.4, 1.4, 0.7}, Objects: cells}))
	cards := []fyne.CanvasObject{table}
	if s.Unguarded > 0 {
		cards = append(cards, section(words.T("Sent without a comparison of versions"), words.N(s.Unguarded,
			"%s update was sent lately to a kind of record of which the CRM keeps no versions. It was read just before; a change made there in that moment may have been replaced.",
			"%s updates were sent lately to a kind of record of which the CRM keeps no versions. Each was read just before; a change made there in that moment may have been replaced.")))
	}
	if len(s.Status.Guarantee) > 0 {
		lines := []fyne.CanvasObject{kit.Bold(words.T("What you can rely on with this CRM"))}
		for _, g := range s.Status.Guarantee {
			lines = append(lines, kit.NewParagraph(words.Stored(g), fine("")))
		}
		cards = append(cards, kit.NewCard(kit.Column(6, lines...)))
	}
	return append(cards, roundsCard(s))
}

// roundsCard lists what the last rounds did.
func roundsCard(s present.Sync) fyne.CanvasObject {
	if len(s.Rounds) == 0 {
		return section(words.T("Last rounds"), words.T("None yet. Press Sync now to begin."))
	}
	lines := []fyne.CanvasObject{kit.Bold(words.T("Last rounds"))}
	for _, r := range s.Rounds {
		lines = append(lines, dimmed(r))
	}
	return kit.NewCard(kit.Column(4, lines...))
}

// halves puts two objects side by side, equally wide and high. It remembers its width, because the height follows from it.
type halves struct{ gap float32 }

// MinSize implements fyne.Layout.
func (l halves) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(2*max(a.Width, b.Width)+l.gap, max(a.Height, b.Height))
}

// Layout implements fyne.Layout.
func (l halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := (size.Width - l.gap) / 2
	for i, o := range objects {
		o.Resize(fyne.NewSize(w, o.Size().Height)) // height follows width
		kit.Move(o, float32(i)*(w+l.gap), 0)
		o.Resize(fyne.NewSize(w, max(size.Height, o.MinSize().Height)))
	}
}

// shares lays cells out in rows of columns that take fixed shares of the width.
type shares []float32

const shareGap = 8

// MinSize implements fyne.Layout.
func (l shares) MinSize(objects []fyne.CanvasObject) fyne.Size {
	rows := (len(objects) + len(l) - 1) / len(l)
	if rows == 0 {
		return fyne.Size{}
	}
	h := objects[0].MinSize().Height
	return fyne.NewSize(300, float32(rows)*(h+shareGap)-shareGap)
}

// Layout implements fyne.Layout.
func (l shares) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var all float32
	for _, s := range l {
		all += s
	}
	var x, y float32
	for i, o := range objects {
		column := i % len(l)
		w := size.Width * l[column] / all
		h := o.MinSize().Height
		kit.Move(o, x, y)
		o.Resize(fyne.NewSize(w-look.Gap, h))
		if x += w; column == len(l)-1 {
			x, y = 0, y+h+shareGap
		}
	}
}
