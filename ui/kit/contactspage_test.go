package kit_test

import (
	"fyne.io/fyne/v2"

	"satchel/ui/kit"
	"satchel/ui/look"
)

// people are the rows of the example page.
type people [][4]string

func (p people) Len() int      { return len(p) }
func (p people) Need(int, int) {}

func (p people) Row(i int) ([]kit.Cell, bool) {
	next := kit.Cell{Text: p[i][3]}
	switch {
	case next.Text == "none":
		next.Look = kit.CellDim
	case next.Text[0] == '!':
		next.Look, next.Tone = kit.CellTag, kit.Red
	}
	return []kit.Cell{
		{Text: p[i][0]}, {Text: p[i][1], Look: kit.CellDim}, {Text: p[i][2], Look: kit.CellDim}, next,
	}, true
}

var examplePeople = people{
	{"Adaeze Okafor", "Lumen Handels AG", "2 days ago", "Thu 10:00"},
	{"Ana María de la Fuente", "Cantabria Foods S.L.", "yesterday", "tomorrow"},
	{"Björn Åkesson", "Nordlicht GmbH", "5 days ago", "none"},
	{"Chloé Lefèvre", "Atelier Lefèvre", "3 weeks ago", "! overdue 4 d"},
	{"Дмитрий Волков", "Baltic Freight", "today", "Fri 09:30"},
	{"Eun-ji Park", "Hanok Systems", "today", "none"},
	{"فاطمة السيد", "Delta Medical", "6 days ago", "Mon 15:00"},
	{"Giulia Conti", "Conti & Figli", "1 month ago", "! overdue 11 d"},
	{"Håkon Sæther", "Fjordkraft", "2 days ago", "12 Dec"},
	{"Iñaki Etxeberria", "Bilbao Tools", "4 days ago", "Wed 11:00"},
	{"Jürgen Weiß", "Weiß Optik", "yesterday", "none"},
	{"Kenji 田中", "Tanaka 製作所", "9 days ago", "Tue 08:00"},
	{"Łukasz Wiśniewski", "Wisła Print", "today", "Thu 14:00"},
	{"מאיה כהן", "Cohen Labs", "2 weeks ago", "none"},
	{"Nguyễn Thị Hoa", "Saigon Textiles", "3 days ago", "1 Dec"},
	{"Wolfeschlegelsteinhausenbergerdorff senior", "Kanco and its many, many subsidiaries", "yesterday", "Thu 10:00"},
}

// contactsPage is a whole screen made of kit widgets alone.
func contactsPage() fyne.CanvasObject {
	status := kit.NewStatusLine("All saved on this computer · 3 to send · last checked 14:02",
		"Ctrl+K find, go, do  ·  Ctrl+L log  ·  ? keys", nil)
	split := kit.NewSplit(exampleList(), exampleDetail(), 610.0/1072)
	return kit.NewFrame(exampleSidebar(), status, split)
}

func exampleSidebar() *kit.Sidebar {
	item := func(text, count string) *kit.NavItem { return kit.NewNavItem(text, count, func() {}) }
	sub := func(text, count string, late bool) *kit.NavItem {
		n := item("· "+text, count)
		n.Sub, n.Late = true, late
		return n
	}
	here := item("Contacts", "12,480")
	here.On = true
	return kit.NewSidebar(
		kit.NewBrand("Satchel", nil),
		kit.NewNavGroup("Work"), item("Today", "7"), here,
		sub("Berlin, no next step", "34", false), sub("Do not mail", "118", false),
		item("Organisations", "1,906"), item("Leads", "412"), sub("Untouched 14 days", "19", true),
		item("Deals", "143"), item("Tickets", "58"), sub("Waiting for us", "6", true), item("Calendar", ""),
		kit.NewNavGroup("Insight"), item("Sales", ""), item("Service", ""), item("My reports", "4"),
		kit.NewNavGroup("Team"), item("Inbox", "2"), item("Settings", ""),
	)
}

func exampleList() fyne.CanvasObject {
	table := kit.NewTable(examplePeople,
		kit.TableColumn{Title: "Name", Weight: 1.25, Sortable: true},
		kit.TableColumn{Title: "Organisation", Weight: 1.2, Sortable: true},
		kit.TableColumn{Title: "Last touch", Weight: 0.8, Sortable: true},
		kit.TableColumn{Title: "Next step", Weight: 0.75, Sortable: true},
	)
	table.SetSort(0, false)
	table.Select(0)
	return kit.Page(table,
		kit.NewBar("Contacts", "12,480", kit.NewButton("Import", nil), kit.NewPrimary("New contact", nil)),
		kit.NewSubBar(kit.Grow(kit.NewSearchField("Find by name, mail, phone, note …", nil))),
		kit.NewSubBar(
			kit.NewFilterChip("City is Berlin", nil, func() {}),
			kit.NewFilterChip("Next step within 7 days", nil, func() {}),
			kit.NewChip("+ Filter", false, nil), kit.Spacer(), kit.NewChip("Save view", false, nil),
		),
	)
}

func exampleDetail() fyne.CanvasObject {
	event := func(icon, text, when string) fyne.CanvasObject {
		fine := kit.Style{Size: look.SizeFine}
		quiet := kit.Style{Size: look.SizeFine, Color: look.Dim}
		return kit.NewSurface("", kit.EdgeTop, kit.Pad{Top: 8, Bottom: 8},
			kit.Row(10, kit.NewDisc(icon, kit.Teal), kit.Grow(kit.NewParagraph(text, fine)), kit.NewText(when, quiet)))
	}
	fine := kit.Style{Size: look.SizeFine}
	return kit.NewDetail(kit.Column(look.GapCard,
		kit.Row(look.Gap,
			kit.Grow(kit.Column(0, kit.RecordTitle("Adaeze Okafor"),
				kit.NewParagraph("Head of purchasing, Lumen Handels AG · Berlin", kit.Style{Color: look.Dim}))),
			kit.NewButton("Call", nil), kit.NewButton("Mail", nil), kit.NewPrimary("Log", nil)),
		kit.Flow(look.Gap, kit.NewTag("1 open ticket · due in 42 min", kit.Amber),
			kit.NewTag("2 deals · 48,500 EUR", kit.Blue), kit.NewTag("Anna called 2 days ago", kit.Green)),
		kit.NewCard(kit.KeyValues(
			kit.KeyValue{Key: "Next step", Object: kit.Row(4,
				kit.NewText("Call about the frame offer", kit.Style{Size: look.SizeFine, Bold: true}),
				kit.NewText("· Thu 10:00", fine))},
			kit.KeyValue{Key: "Mail", Value: "a.okafor@lumen.example"},
			kit.KeyValue{Key: "Phone", Value: "+49 30 5550 0141  mobile"},
			kit.KeyValue{Key: "Prefers", Value: "phone, English · no mailings"},
			kit.KeyValue{Key: "Owner", Value: "Anna"},
		)),
		kit.NewCard(kit.Column(0,
			kit.Inset(0, 0, 8, 0, kit.Row(6, kit.NewChip("All", true, nil), kit.NewChip("Calls", false, nil),
				kit.NewChip("Mails", false, nil), kit.NewChip("Tickets", false, nil))),
			event("call", "Anna called: wants a frame offer for 2027", "2 days ago"),
			event("mail", "Mail: “Delivery dates for December”", "4 days ago"),
			event("ticket", "Ticket 2041: Invoice shows wrong VAT", "4 days ago"),
			event("deal", "Deal “Frame 2027” moved to Proposal", "1 week ago"),
			event("note", "Note: met at the Leipzig fair, likes short mails", "3 weeks ago"),
		)),
	))
}
