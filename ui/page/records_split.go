package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// SplitOverlay asks what of a ticket goes into a new one.
type SplitOverlay struct {
	p       *Records
	ticket  string
	lines   []present.Event
	chosen  []crm.Ref
	subject *form.Input
	list    *fyne.Container
	over    *Overlay
}

// splits offers to make two tickets of the one shown; nil where nothing could go.
func (p *Records) splits() *fyne.MenuItem {
	if p.detail.Record.Ref() != p.ref || len(p.splitLines()) == 0 {
		return nil
	}
	return fyne.NewMenuItem(words.T("Split …"), p.Split)
}

// splitLines are the messages and activities of the ticket shown.
func (p *Records) splitLines() []present.Event {
	if p.entity.Name != "ticket" {
		return nil
	}
	lines := slices.Clone(p.detail.Messages)
	for _, e := range p.detail.Events {
		if e.Ref.Entity == "activity" {
			lines = append(lines, e)
		}
	}
	return lines
}

// Split asks what of the ticket shown goes into a new one.
func (p *Records) Split() {
	o := &SplitOverlay{p: p, ticket: p.ref.ID, lines: p.splitLines(), subject: form.NewInput("", nil), list: kit.Column(6)}
	if len(o.lines) == 0 {
		return
	}
	o.subject.SetText(p.detail.Title)
	o.show()
	scroll := kit.NewScroll(o.list)
	scroll.SetMinSize(fyne.NewSize(0, min(o.list.MinSize().Height, 220)))
	o.over = panel(p.env, 620, words.T("Split the ticket"), []fyne.CanvasObject{
		kit.NewField(words.T("Subject of the new ticket"), o.subject), kit.NewField(words.T("What goes into it"), scroll),
		kit.NewParagraph(words.T("Internal notes are then at both tickets."), kit.Style{Size: look.SizeSmall, Color: look.Dim}),
	}, kit.NewPrimary(words.T("Split|verb"), o.Apply))
	o.subject.OnEscape, o.subject.OnSubmitted = o.over.Close, func(string) { o.Apply() }
	o.over.Open(o.subject)
	p.splitting = o
}

// Splitting is what asks, nil if nothing was asked.
func (p *Records) Splitting() *SplitOverlay { return p.splitting }

// show lists what can go; what is chosen is marked.
func (o *SplitOverlay) show() {
	var lines []fyne.CanvasObject
	for i, e := range o.lines {
		text := kit.NewText(e.Text, fine(""))
		lines = append(lines, kit.Row(look.Gap, kit.NewChip(e.When, slices.Contains(o.chosen, e.Ref), func() { o.Toggle(i) }), kit.NewText(e.Who, fine(look.Dim)), kit.Grow(text)))
	}
	replace(o.list, lines...)
}

// Toggle chooses a line or leaves it where it is.
func (o *SplitOverlay) Toggle(i int) {
	ref := o.lines[i].Ref
	if at := slices.Index(o.chosen, ref); at >= 0 {
		o.chosen = slices.Delete(o.chosen, at, at+1)
	} else {
		o.chosen = append(o.chosen, ref)
	}
	o.show()
}

// Subject types the subject of the new ticket.
func (o *SplitOverlay) Subject(text string) { o.subject.SetText(text) }

// Apply makes the new ticket and shows it.
func (o *SplitOverlay) Apply() {
	type split struct {
		made  crm.Ref
		batch crm.Batch
	}
	p, ticket, subject, chosen := o.p, o.ticket, o.subject.Text, slices.Clone(o.chosen)
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (split, error) {
		made, b, err := p.env.App.SplitTicket(ctx, ticket, subject, chosen)
		return split{made, b}, err
	}, func(s split, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		o.over.Close()
		p.env.Say(present.Did(s.batch), s.batch.ID)
		p.show(s.made)
		p.load()
	})
}
