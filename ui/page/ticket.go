package page

import (
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// lastMessages is how much of a conversation is shown at once.
const lastMessages = 4

// ticket is what stands first on a ticket's page: what can be written, by when it is due and why, and what was written.
func (v *detailView) ticket(d present.Detail) []fyne.CanvasObject {
	out := []fyne.CanvasObject{v.write(d)}
	if len(d.Times) > 0 {
		out = append(out, v.times(d.Times))
	}
	list := d.Messages
	if more := len(list) - lastMessages; more > 0 && !v.talk {
		list = list[more:]
		out = append(out, kit.Row(0, kit.NewChip(words.N(int64(more), "Show %s earlier message", "Show %s earlier messages"), false, func() { v.talk = true; v.again() })))
	}
	for _, m := range list {
		out = append(out, messageCard(m))
	}
	return out
}

// times are a ticket's deadlines, each with its reason, which leads to the target it follows from.
func (v *detailView) times(list []present.Time) fyne.CanvasObject {
	col := kit.Column(10)
	for _, t := range list {
		line := kit.Flow(look.Gap, kit.NewText(t.What, fine("")))
		if t.Cell.Text != "" {
			line.Add(kit.NewTag(t.Cell.Text, tones[t.Cell.Tone]))
		}
		if t.Took != "" {
			line.Add(kit.Small(t.Took))
		}
		lines := kit.Column(4, line)
		if t.Why != "" {
			lines.Add(newQuietLink(t.Why, func() { v.p.open(t.Target) }))
		}
		col.Add(lines)
	}
	return kit.NewCard(col)
}

// messageCard is something that was written; an internal note differs by its words, too.
func messageCard(m present.Event) fyne.CanvasObject {
	head := kit.Flow(look.Gap, kit.NewText(m.Who, kit.Style{Size: look.SizeFine, Bold: true}), kit.NewText(m.When, fine(look.Dim)))
	if m.Tone == "amber" {
		head.Add(kit.NewText(words.T("the customer does not see this"), fine(look.Dim)))
	}
	card := kit.NewCard(kit.Column(4, head, kit.NewParagraph(strings.TrimSpace(m.Text), fine(""))))
	if m.Tone == "amber" {
		card.Fill = look.AmberTint
	}
	return card
}

// write offers to write the next message of a ticket; it begins empty or with an article or a canned answer, and leads back here.
func (v *detailView) write(d present.Detail) fyne.CanvasObject {
	begin := func(with string) {
		id := d.Record.ID
		v.p.env.Go(Route{Name: "records", Entity: "message", ID: "new", Filter: crm.Where("ticket", crm.Eq, id).String(), Title: d.Title, With: with})
	}
	chip := func(label, direction string) fyne.CanvasObject {
		return kit.NewChip(label, false, func() { begin(present.With("ticket", d.Record.ID, "direction", direction)) })
	}
	row := kit.Flow(6, chip(words.T("Answer"), "out"))
	if len(d.Ready) > 0 {
		var with *kit.Chip
		with = kit.NewChip(words.T("Answer with …"), false, func() {
			var items []*fyne.MenuItem
			for _, r := range d.Ready {
				items = append(items, fyne.NewMenuItem(r.Title, func() { begin(r.With) }))
			}
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(with)
			kit.ShowMenu(v.p.env.Window.Canvas(), at.AddXY(0, with.Size().Height+2), items...)
		})
		row.Add(with)
	}
	row.Add(chip(words.T("Internal note"), "internal"))
	row.Add(chip(words.T("The customer wrote"), "in"))
	return row
}
