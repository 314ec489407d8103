package kit_test

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"satchel/assets"
	"satchel/ui/kit"
	"satchel/ui/look"
)

// widgetGallery shows every widget once.
func widgetGallery() fyne.CanvasObject {
	busy := kit.NewButton("Disabled", nil)
	busy.Disable()
	focused := kit.NewButton("Focused", nil)
	focused.FocusGained()
	withIcon := kit.NewButton("Call", nil)
	withIcon.Icon = "call"
	active := kit.NewButton("Board", nil)
	active.SetKind(kit.Active)
	icons := kit.Flow(10)
	for _, name := range assets.Icons() {
		icons.Add(kit.NewIcon(name))
	}
	entry := widget.NewEntry()
	entry.SetText("adaeze.okafor")
	wrong := kit.NewField("Mail", entry)
	wrong.SetError("A mail address has an @ and a domain, such as a@b.example.")
	hinted := kit.NewField("Phone", widget.NewEntry()).SetHint("With the country, such as +49 30 5550 0141.")
	progress := kit.NewProgress(func() {})
	progress.Set("Importing contacts: 12,300 of 100,000", 12300, 100000)
	left := kit.Column(look.GapCard,
		kit.Row(look.Gap, kit.NewButton("Outlined", nil), kit.NewPrimary("Primary", nil), kit.NewQuiet("Quiet", nil),
			kit.NewDanger("Danger", nil), busy),
		kit.Row(look.Gap, focused, withIcon, active, kit.NewMenuButton("High", nil)),
		kit.Row(6, kit.NewChip("Off", false, nil), kit.NewChip("On", true, nil), kit.NewFilterChip("City is Berlin", nil, func() {})),
		kit.Row(6, kit.NewTag("neutral", kit.Neutral), kit.NewTag("! late", kit.Red), kit.NewTag("soon", kit.Amber),
			kit.NewTag("met", kit.Green), kit.NewTag("planned", kit.Blue), kit.NewTag("here", kit.Teal)),
		kit.NewTabs(nil, "All", "Calls", "Mails", "Tickets"),
		kit.NewCard(kit.Column(4, kit.Dim("Won"), kit.Metric("418,200 EUR"), kit.Small("n 46 · against the quarter before"))),
		kit.NewCard(kit.Column(6, kit.CardTitle("A card with a title"), kit.NewParagraph(
			"A paragraph breaks into lines where its width ends, and takes the height it needs.", kit.Style{Color: look.Dim},
		))),
		icons,
	)
	right := kit.Column(look.GapCard, wrong, hinted, progress,
		kit.NewSearchField("Find", nil), kit.NewDivider(),
		kit.EmptyState("No tickets yet", "Questions and complaints of your customers go here. Make the first one, or connect your CRM.",
			kit.NewPrimary("New ticket", nil), kit.NewButton("Connect", nil)))
	toaster := kit.NewToaster(func(time.Duration, func()) func() { return func() {} })
	toaster.ShowToast("12 contacts deleted", "Undo", nil)
	page := kit.Page(kit.NewDetail(container.NewGridWithColumns(2, left, right)),
		kit.NewBar("Widgets", "all of them", kit.NewPrimary("New", nil)),
		kit.Banner(kit.Amber, "The server refused the key. Your changes are kept and will be sent once you sign in.",
			kit.NewButton("Sign in", nil)))
	return container.NewStack(page, toaster)
}
