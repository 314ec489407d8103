package page

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Conversion asks who a lead is, where somebody like that is here already, before it becomes a customer.
type Conversion struct {
	over  *Overlay
	lead  present.Conversion
	is    app.Known
	chips map[string][]*kit.Chip // by entity, in the order of the answers
	do    func(app.Known)
}

// convert makes a customer of a lead: at once where nobody like that is known, else after a question.
func (p *Records) convert(ref crm.Ref) {
	if p.converting {
		return // pressed twice
	}
	p.converting = true
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (present.Conversion, error) {
		return present.LoadConversion(ctx, p.env.App, ref.ID)
	}, func(c present.Conversion, err error) {
		p.converting = false
		switch {
		case err != nil:
			p.env.Fail(err)
		case !c.Done && len(c.Contacts)+len(c.Organisations) > 0:
			p.question = newConversion(p.env, c, func(is app.Known) { p.becomes(ref, is) })
		default:
			p.becomes(ref, app.Known{})
		}
	})
}

// becomes converts, and shows the deal.
func (p *Records) becomes(ref crm.Ref, is app.Known) {
	if p.converting {
		return
	}
	p.converting = true
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (app.Converted, error) { return p.env.App.Convert(ctx, ref.ID, is) },
		func(c app.Converted, err error) {
			p.converting = false
			switch {
			case err != nil:
				p.env.Fail(err)
				return
			case c.Batch.Changes == 0:
				p.env.Say(words.T("This lead was converted before."), "")
			default:
				p.env.Say(words.T("Converted to a contact and a deal"), c.Batch.ID)
			}
			p.env.Go(Route{Name: "records", Entity: "deal", ID: c.Deal})
		})
}

// Question returns the question of a conversion that was asked last, nil if there was none.
func (p *Records) Question() *Conversion { return p.question }

func newConversion(env Env, lead present.Conversion, do func(app.Known)) *Conversion {
	c := &Conversion{lead: lead, chips: map[string][]*kit.Chip{}, do: do}
	body := kit.Column(14, kit.NewParagraph(words.T("Who is %s?", lead.Lead.Text("name")), kit.Style{Bold: true}),
		dimmed(words.T("Somebody like that is here already. What that record has stays; it gets what it lacks. One undo takes all of it back.")))
	if len(lead.Contacts) > 0 {
		body.Add(kit.NewField(words.T("Contact"), c.answers("contact", lead.Contacts, words.T("A new contact"))))
		c.Choose("contact", 0)
	}
	if len(lead.Organisations) > 0 {
		body.Add(kit.NewField(words.T("Organisation"), c.answers("organisation", lead.Organisations, words.T("A new organisation"))))
		c.Choose("organisation", 0)
	}
	body.Add(kit.Row(8, kit.Spacer(), kit.NewButton(words.T("Cancel"), c.Close), kit.NewPrimary(words.T("Convert"), c.Convert)))
	c.over = NewOverlay(env.Window, 560, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, body)
	for _, chips := range c.chips {
		c.over.Open(chips[0])
		break
	}
	return c
}

// answers are "it is that one" for each candidate, and at last a new record.
func (c *Conversion) answers(entity string, hits []crm.Hit, fresh string) *kit.Surface {
	col := kit.Column(6)
	add := func(label, why string) {
		i := len(c.chips[entity])
		chip := kit.NewChip(label, false, func() { c.Choose(entity, i) })
		c.chips[entity] = append(c.chips[entity], chip)
		col.Add(kit.Row(look.Gap, chip))
		if why != "" {
			col.Add(kit.Inset(0, 0, 0, 10, dimmed(why)))
		}
	}
	for _, h := range hits {
		add(words.T("It is %s", h.Title), words.T(h.Why))
	}
	add(fresh, "")
	return kit.NewSurface("", 0, kit.Pad{}, col)
}

// Choose answers for an entity with the candidate of this number; the one after the last is a new record.
func (c *Conversion) Choose(entity string, i int) {
	hits, into := c.lead.Contacts, &c.is.Contact
	if entity == "organisation" {
		hits, into = c.lead.Organisations, &c.is.Organisation
	}
	*into = app.Fresh
	if i < len(hits) {
		*into = hits[i].ID
	}
	for n, chip := range c.chips[entity] {
		chip.SetOn(n == i)
	}
}

// Shown tells whether the question is in view.
func (c *Conversion) Shown() bool { return c.over.Shown() }

// Close leaves the lead as it is.
func (c *Conversion) Close() { c.over.Close() }

// Convert goes on with the answers.
func (c *Conversion) Convert() {
	if c.Shown() {
		c.Close()
		c.do(c.is)
	}
}
