package page

import (
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// NewFirst returns the page of an empty database: three ways in, nothing else.
func NewFirst(env Env, _ Route) Page {
	way := func(title, text string, button *kit.Button) fyne.CanvasObject {
		return kit.NewCard(kit.Column(8, kit.NewParagraph(title, kit.Style{Size: look.SizeCard, Bold: true}), kit.NewParagraph(text, kit.Style{Color: look.Dim}), kit.Spacer(), kit.Inset(6, 0, 2, 0, kit.Row(0, button))))
	}
	ways := equal(look.PadCard,
		way(words.T("Try it with sample data"), words.T("A small company with customers, deals and tickets. Removed in one step."), kit.NewPrimary(words.T("Start"), env.Sample)),
		way(words.T("Connect your CRM"), words.T("EspoCRM, your own or hosted, or a Satchel hub of your team. Your key goes to the system keychain."),
			kit.NewButton(words.T("Connect"), func() { env.Go(Route{Name: "connect"}) })),
		way(words.T("Import a file"), words.T("CSV from a spreadsheet, or vCards. Checked first, undone in one step."),
			kit.NewButton(words.T("Choose file"), func() { env.Go(Route{Name: "import", Entity: "contact"}) })))
	sign := kit.NewSurface(look.Accent, 0, kit.Pad{Top: 30, Left: 30}, nil)
	sign.Radius = 8
	name := kit.NewText("Satchel", kit.Style{Size: look.SizeMetric, Bold: true})
	promise := kit.NewText(words.T("All your customers, with you. Everything works without a network."), kit.Style{Color: look.Dim})
	promise.Align = fyne.TextAlignCenter
	own := kit.Row(0, kit.Spacer(), kit.NewQuiet(words.T("Or begin with your first contact"), func() { env.Go(Route{Name: "records", Entity: "contact", ID: "new"}) }), kit.Spacer())
	middle := kit.MaxWidth(820, kit.Column(18, kit.Row(10, kit.Spacer(), sign, name, kit.Spacer()), promise, ways, own))
	return first{plain{kit.NewSurface("", 0, kit.Pad{Left: look.PadDetail, Right: look.PadDetail}, kit.Column(0, kit.Spacer(), middle, kit.Spacer()))}, env}
}

type first struct {
	plain
	env Env
}

// Refresh implements Page: once the online CRM has sent records there is more to see than three ways in.
func (p first) Refresh(b crm.Batch) {
	records := func(name string) bool {
		e, err := p.env.App.Catalog().Entity(name)
		return err == nil && !e.Child
	}
	if b.Source == crm.FromSync && b.Changes > 0 && slices.ContainsFunc(b.Entities, records) {
		p.env.Go(Route{Name: "today"})
	}
}
