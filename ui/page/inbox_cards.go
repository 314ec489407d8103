package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"satchel/app"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
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
	buttons := []fyne.CanvasObject{kit.Spacer()}
	if !q.Gone {
		buttons = append(buttons, kit.NewButton("Open", func() { p.open(q.Ref) }))
	}
	buttons = append(buttons,
		kit.NewButton(q.Mineword, func() { p.answer(q.ID, app.Mine, q.Mineword) }),
		kit.NewPrimary(q.Theirsay, func() { p.answer(q.ID, app.Theirs, q.Theirsay) }))
	return kit.NewCard(kit.Column(look.GapCard, append(lines, kit.Row(look.Gap, buttons...))...))
}

// refused is the card of a record that the provider did not take.
func (p *Inbox) refused(r present.Refused) fyne.CanvasObject {
	return kit.NewCard(kit.Column(look.GapCard, cardHead(r.Title, r.When),
		kit.NewParagraph(r.Why, kit.Style{Color: look.Red}),
		kit.Row(look.Gap, kit.Spacer(), kit.NewButton("Retry", func() { p.retry(r.Ref) }), kit.NewPrimary("Open", func() { p.open(r.Ref) }))))
}

func cardHead(title, aside string) fyne.CanvasObject {
	return kit.Row(look.GapCard, kit.Grow(kit.NewParagraph(title, kit.Style{Bold: true, Size: look.SizeCard})), kit.Dim(aside))
}

// sideCard shows one of two values; the live one has the accent's outline.
func sideCard(s present.Side, live bool) fyne.CanvasObject {
	card := kit.NewCard(kit.Column(6, kit.Dim(s.Who), kit.NewParagraph(s.Value, kit.Style{Size: look.SizeCard})))
	if live {
		card.Outline = look.Accent
	}
	return card
}

// proofCard compares both sides, kind by kind.
func proofCard(s present.Sync) fyne.CanvasObject {
	cells := gridRow(look.Dim, "Kind", "Here", "There", "Last complete check", "Healed")
	for _, l := range s.Proof {
		cells = append(cells, gridRow(look.Text, l.Kind, l.Here, l.There, l.Checked, l.Healed)...)
	}
	body := []fyne.CanvasObject{kit.Bold("Proof of the sync"), &fyne.Container{Layout: shares{1.3, 1, 1, 1.4, 0.8}, Objects: cells}}
	if n := s.Status.Local; n > 0 {
		body = append(body, dimmed(present.Count(n, "record is", "records are")+" kept here only, because this provider cannot hold them."))
	}
	return kit.NewCard(kit.Column(look.Gap, body...))
}

func gridRow(colour fyne.ThemeColorName, words ...string) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(words))
	for i, w := range words {
		out[i] = kit.NewText(w, kit.Style{Size: look.SizeFine, Color: colour})
	}
	return out
}

// roundsCard lists what the last rounds did.
func roundsCard(s present.Sync) fyne.CanvasObject {
	if len(s.Rounds) == 0 {
		return section("Last rounds", "None yet. Press Sync now to begin.")
	}
	lines := []fyne.CanvasObject{kit.Bold("Last rounds")}
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
		o.Move(fyne.NewPos(float32(i)*(w+l.gap), 0))
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
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w-look.Gap, h))
		if x += w; column == len(l)-1 {
			x, y = 0, y+h+shareGap
		}
	}
}
