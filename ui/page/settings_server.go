package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// serverPart says what the connected CRM has beyond this database, and what it cannot store.
type serverPart struct {
	env     Env
	adds    *additions
	content *fyne.Container
	latest  async.Latest
}

func newServerPart(env Env) *serverPart {
	return &serverPart{env: env, adds: newAdditions(), content: kit.Column(look.Gap)}
}

type serverFacts struct {
	offers []app.Addition
	stays  []app.Stay
}

// load counts; the page asks for it when it opens and after a change of its own, not at every commit.
func (p *serverPart) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (serverFacts, error) {
		offers, err := p.env.App.Offers(ctx)
		if err != nil {
			return serverFacts{}, err
		}
		stays, err := p.env.App.Stays(ctx)
		return serverFacts{offers, stays}, err
	}, func(f serverFacts, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(f)
	})
}

func (p *serverPart) show(f serverFacts) {
	catalog := p.env.App.Catalog()
	var lines []fyne.CanvasObject
	if n := len(f.offers); n > 0 {
		p.adds.show(f.offers, catalog)
		said := words.T("Your CRM has %d more fields and lists of answers. What you take is exchanged from then on.", n)
		if n == 1 {
			said = words.T("Your CRM has something more. What you take is exchanged from then on.")
		}
		lines = append(lines, kit.NewParagraph(said, kit.Style{}), p.adds.box,
			kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Take what is ticked"), p.take)))
	}
	if f.stays == nil {
		replace(p.content, dimmed(words.T("Without a connection everything stays here.")))
		return
	}
	empty := 0
	lines = append(lines, kit.NewParagraph(words.T("These stay on this computer, because your CRM has no place for them. They are in every backup and export."), kit.Style{}))
	for _, s := range f.stays {
		if s.N == 0 {
			empty++
			continue
		}
		lines = append(lines, kit.Plain(words.Say(s.Sentence(catalog))))
	}
	if empty == len(f.stays) {
		lines = append(lines, dimmed(words.T("Nothing so far.")))
	}
	if empty > 0 {
		lines = append(lines, dimmed(words.T("%d more fields and answers have no place there either; they are empty here.", empty)))
	}
	replace(p.content, lines...)
}

func (p *serverPart) take() {
	list := p.adds.ticked()
	if len(list) == 0 {
		return
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.Extend(ctx, list)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(words.T("Taken. The next sync reads their values"), "")
		p.load()
	})
}
