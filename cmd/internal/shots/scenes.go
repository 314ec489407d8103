package main

import (
	"context"
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/cmd/internal/desktop"
	"satchel/ui"
	"satchel/ui/page"
)

func goTo(entity string) func(*ui.Shell) {
	return func(s *ui.Shell) { s.Go(page.Route{Name: "records", Entity: entity}) }
}

func filtered(entity, filter string) func(*ui.Shell) {
	return func(s *ui.Shell) { s.Go(page.Route{Name: "records", Entity: entity, Filter: filter}) }
}

// inline edits a field of a contact in its place; both: while somebody else changes it, too.
func inline(field string, both bool) func(*ui.Shell) {
	return func(s *ui.Shell) {
		goTo("contact")(s)
		p, ok := s.Page().(*page.Records)
		if !ok {
			return
		}
		ref, _ := p.Record()
		p.EditField(field)
		p.Inline().Set(field, "Head of purchasing and supply")
		if both {
			_, _ = s.App().Do(context.Background(), crm.Action{Source: crm.FromSync}, func(tx crm.Tx) error {
				return tx.Put(crm.Record{Entity: ref.Entity, ID: ref.ID, Values: crm.Values{field: "Managing director"}})
			})
		}
	}
}

func board(entity string) func(*ui.Shell) {
	return func(s *ui.Shell) { s.Go(page.Route{Name: "records", Entity: entity, Board: true}) }
}

// counted shows deals as a report.
func counted(filter, counting string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		s.Go(page.Route{Name: "records", Entity: "deal", Filter: filter, Count: counting})
	}
}

// then does commands after going somewhere.
func then(entity string, do ...string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		goTo(entity)(s)
		for _, name := range do {
			s.Do(name)
		}
	}
}

var scenes = []scene{
	{name: "first", empty: true},
	{name: "guide", play: func(s *ui.Shell) { s.Do("guide") }},
	{name: "about", play: func(s *ui.Shell) { s.Do("about") }},
	{name: "practice", play: func(s *ui.Shell) { s.Do("practice") }},
	{name: "empty", empty: true, play: goTo("contact")},
	{name: "today"},
	{name: "contacts", play: goTo("contact")},
	{name: "filtered", play: filtered("contact", `address.city = "Berlin" and next_step_at in next 7 days`)},
	{name: "nomatch", play: filtered("contact", `tags contains "nobody"`)},
	{name: "longname", play: func(s *ui.Shell) {
		goTo("contact")(s)
		for range 13 {
			s.Do("next")
		}
	}},
	{name: "organisations", play: goTo("organisation")},
	{name: "view", play: viewed(func(s *ui.Shell, p *page.Records) {})},
	{name: "viewchanged", play: viewed(func(s *ui.Shell, p *page.Records) { p.SortBy("amount") })},
	{name: "viewname", play: viewed(func(s *ui.Shell, p *page.Records) { s.Do("view-save-as") })},
	{name: "columns", play: then("deal", "columns")},
	{name: "manycolumns", play: func(s *ui.Shell) {
		goTo("deal")(s)
		if p, ok := s.Page().(*page.Records); ok {
			for _, name := range []string{"probability", "contact", "next_step", "next_step_at", "source", "owner"} {
				p.ToggleColumn(name)
			}
			p.SetCompact(true)
		}
	}},
	{name: "selected", play: selected()},
	{name: "bulk", play: selected("bulk-edit")},
	{name: "tagging", play: selected("bulk-tag")},
	{name: "exportlist", play: selected("bulk-export")},
	{name: "cell", play: func(s *ui.Shell) {
		goTo("deal")(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.EditCell(2, slices.Index(p.Columns(), "close_date"))
		}
	}},
	{name: "hundredthousand", given: desktop.Many, play: goTo("contact")},
	{name: "leads", play: goTo("lead")},
	{name: "deals", play: goTo("deal")},
	{name: "board", play: board("deal")},
	{name: "leadboard", given: desktop.Quiet, play: board("lead")},
	{name: "longboard", text: 150, given: desktop.Quiet, play: board("deal")},
	{name: "emptyboard", empty: true, play: board("lead")},
	{name: "whylost", play: func(s *ui.Shell) {
		board("deal")(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.Board().Select(3, 0)
			p.Shift(1) // won, and from there
			p.Shift(1)
		}
	}},
	{name: "convert", given: desktop.Known, play: func(s *ui.Shell) {
		goTo("lead")(s)
		s.Do("convert")
	}},
	{name: "erase", play: erase(false)},
	{name: "erased", play: erase(true)},
	{name: "organisation", play: goTo("organisation")},
	{name: "inline", play: inline("title", false)},
	{name: "inlineboth", play: inline("title", true)},
	{name: "inlineamount", play: func(s *ui.Shell) {
		goTo("deal")(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.EditField("amount")
		}
	}},
	{name: "tickets", play: goTo("ticket")},
	{name: "activities", play: goTo("activity")},
	{name: "edit", play: then("contact", "edit")},
	{name: "new", play: then("contact", "new")},
	{name: "errors", play: then("contact", "new", "save")},
	{name: "newticket", play: then("ticket", "new")},
	{name: "report", play: counted(`stage = "Won"`, "sum amount by closed_at month, source")},
	{name: "reportrows", play: counted("", "sum amount by organisation.industry")},
	{name: "reporttable", play: counted("", "avg amount by owner, stage as table")},
	{name: "reportgone", play: counted("x_size > 3", "count by stage")},
	{name: "reportplan", play: func(s *ui.Shell) {
		counted("", "count by stage")(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.SaveViewNamed("Deals by stage")
			p.Schedule()
		}
	}},
	{name: "insight", play: func(s *ui.Shell) { s.Do("go-insight") }},
	{name: "sales", given: desktop.Business, play: dashboard("Sales")},
	{name: "marketing", given: desktop.Business, play: dashboard("Marketing")},
	{name: "customers", given: desktop.Business, play: dashboard("Customers")},
	{name: "service", given: desktop.Business, play: dashboard("Service")},
	{name: "team", given: desktop.Business, play: dashboard("Team")},
	{name: "ticket", given: desktop.Business, play: func(s *ui.Shell) {
		s.Go(page.Route{Name: "records", Entity: "ticket", Filter: `subject = "Box arrived open"`})
	}},
	{name: "answer", given: desktop.Business, play: func(s *ui.Shell) {
		goTo("ticket")(s)
		if p, ok := s.Page().(*page.Records); ok {
			ref, _ := p.Record()
			s.Go(page.Route{Name: "records", Entity: "message", ID: "new", Filter: crm.Where("ticket", crm.Eq, ref.ID).String(), With: "ticket=" + ref.ID + "&direction=out&body=Thank+you."})
		}
	}},
	{name: "value", given: desktop.Business, play: filtered("contact", `first_name = "Adaeze" and last_name = "Okafor"`)},
	{name: "rates", given: desktop.Abroad, play: goTo("rate")},
	{name: "converted", given: desktop.Abroad, play: dashboard("Sales")},
	{name: "targets", given: desktop.Business, play: goTo("target")},
	{name: "inbox", play: func(s *ui.Shell) { s.Do("go-inbox") }},
	{name: "conflict", given: desktop.Conflict, play: func(s *ui.Shell) { s.Do("go-inbox") }},
	{name: "questions", given: desktop.Troubles, play: func(s *ui.Shell) { s.Do("go-inbox") }},
	{name: "alike", given: desktop.Troubles, play: func(s *ui.Shell) { s.Go(page.Route{Name: "inbox", ID: newest(s, replica.BothEdited)}) }},
	{name: "doubles", given: desktop.Troubles, play: func(s *ui.Shell) { s.Go(page.Route{Name: "inbox", ID: newest(s, replica.MaybeTwice)}) }},
	{name: "editing", given: desktop.Conflict, play: func(s *ui.Shell) {
		id := newest(s, replica.BothEdited)
		s.Go(page.Route{Name: "inbox", ID: id})
		if p, ok := s.Page().(*page.Inbox); ok {
			p.Edit(id)
		}
	}},
	{name: "outbox", given: desktop.Troubles, play: func(s *ui.Shell) {
		s.Go(page.Route{Name: "inbox", Title: "send"})
		if p, ok := s.Page().(*page.Inbox); ok {
			p.SelectSending(4)
		}
	}},
	{name: "proof", given: desktop.Troubles, play: func(s *ui.Shell) { s.Go(page.Route{Name: "inbox", Title: "proof"}) }},
	{name: "doubts", given: desktop.Doubts, play: asking(replica.Rewound)},
	{name: "missing", given: desktop.Doubts, play: asking(replica.ManyMissing)},
	{name: "gonehere", given: desktop.Doubts, play: asking(replica.GoneHere)},
	{name: "longtexts", given: desktop.Doubts, play: asking(replica.BothEdited)},
	{name: "refused", given: desktop.Troubles, play: func(s *ui.Shell) {
		s.Do("go-inbox")
		if p, ok := s.Page().(*page.Inbox); ok {
			p.Step(1)
			for range 15 {
				p.Step(1)
			}
		}
	}},
	{name: "decided", given: desktop.Decided, play: func(s *ui.Shell) { s.Do("go-inbox") }},
	{name: "sent", given: desktop.Decided, play: func(s *ui.Shell) { s.Go(page.Route{Name: "inbox", Title: "send"}) }},
	{name: "keyrefused", given: desktop.Locked},
	{name: "largedoubts", text: 150, given: desktop.Doubts, play: func(s *ui.Shell) { s.Do("go-inbox") }},
	{name: "largeconflict", text: 150, given: desktop.Conflict, play: func(s *ui.Shell) { s.Do("go-inbox") }},
	{name: "largeoutbox", text: 150, given: desktop.Troubles, play: func(s *ui.Shell) { s.Go(page.Route{Name: "inbox", Title: "send"}) }},
	{name: "largewizard", text: 150, play: tested},
	{name: "wizard", play: tested},
	{name: "badge", given: desktop.Conflict, play: func(s *ui.Shell) { s.Go(page.Route{Name: "records", Entity: "contact", ID: asked(s)}) }},
	{name: "offline", given: desktop.Offline},
	{name: "connect", play: func(s *ui.Shell) { s.Go(page.Route{Name: "connect"}) }},
	{name: "connected", given: desktop.Conflict, play: func(s *ui.Shell) { s.Go(page.Route{Name: "settings"}) }},
	{name: "settings", play: func(s *ui.Shell) { s.Go(page.Route{Name: "settings"}) }},
	{name: "import", play: func(s *ui.Shell) { s.Go(page.Route{Name: "import", Entity: "contact"}) }},
	{name: "checked", play: func(s *ui.Shell) { check(s) }},
	{name: "imported", play: func(s *ui.Shell) {
		if p := check(s); p != nil {
			p.Run()
		}
	}},
	{name: "kept", play: func(s *ui.Shell) {
		p := check(s)
		if p == nil {
			return
		}
		p.Run()
		list, err := s.App().List(context.Background(), crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: crm.FieldID, Desc: true}}, Limit: 1})
		if err != nil || len(list) == 0 {
			return
		}
		list[0].Set("title", "Head of purchasing")
		if _, _, err := s.App().Save(context.Background(), list[0]); err == nil {
			p.Undo()
		}
	}},
	{name: "palette", play: func(s *ui.Shell) {
		s.Do("palette")
		s.Palette().Type("kanco")
	}},
	{name: "palette-start", play: then("contact", "palette")},
	{name: "log", play: func(s *ui.Shell) {
		then("contact", "log")(s)
		s.QuickLog().Fill("wants an offer for 200 frames", "send the offer", "Thu 10:00")
	}},
	{name: "logline", play: func(s *ui.Shell) {
		then("contact", "log")(s)
		s.QuickLog().Type("called Olu Kanco wants an offer; next: call Thu 10:00")
	}},
	{name: "logwho", play: func(s *ui.Shell) {
		s.Do("log")
		s.QuickLog().Type("called Wei")
	}},
	{name: "calendar", play: func(s *ui.Shell) { s.Go(page.Route{Name: "calendar"}) }},
	{name: "calendar-list", play: func(s *ui.Shell) { s.Do("calendar-list") }},
	{name: "calendar-month", play: func(s *ui.Shell) { s.Go(page.Route{Name: "calendar", Title: "month"}) }},
	{name: "calendar-chosen", play: func(s *ui.Shell) { // whole, over the others
		s.Go(page.Route{Name: "calendar", Title: "month"})
		if p, ok := s.Page().(*page.Calendar); ok {
			p.Step(1)
		}
	}},
	{name: "calendar-empty", empty: true, play: func(s *ui.Shell) { s.Go(page.Route{Name: "calendar"}) }},
	{name: "calendar-full", given: desktop.Full, play: func(s *ui.Shell) { s.Go(page.Route{Name: "calendar"}) }},
	{name: "calendar-full-month", given: desktop.Full, play: func(s *ui.Shell) { s.Go(page.Route{Name: "calendar", Title: "month"}) }},
	{name: "today-full", given: desktop.Full},
	{name: "keys", play: then("contact", "keys")},
	{name: "toast", play: then("contact", "delete")},
	{name: "history", play: func(s *ui.Shell) {
		goTo("contact")(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.ShowHistory()
		}
	}},
	{name: "conditions", play: func(s *ui.Shell) {
		filtered("deal", `stage in ("Proposal", "Negotiation") and (owner = me or amount >= 20000) and close_date in next 30 days`)(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.EditFilter(0, 0)
		}
	}},
	{name: "periods", play: func(s *ui.Shell) {
		filtered("deal", `close_date in next 30 days and touched < last 14 days`)(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.EditFilter(0, 0)
		}
	}},
	{name: "builder", play: func(s *ui.Shell) {
		goTo("lead")(s)
		if p, ok := s.Page().(*page.Records); ok {
			p.ShowBuilder()
		}
	}},
}

// dashboard goes to one of the dashboards.
func dashboard(name string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		s.Do("go-insight")
		if p, ok := s.Page().(*page.Insight); ok {
			p.Show(name)
		}
	}
}

// large returns the main pages once more with text of 150 %.
func large() []scene {
	main := []string{
		"today", "contacts", "board", "tickets", "activities", "insight", "settings", "calendar", "calendar-month", "calendar-chosen",
		"longname", "edit", "palette", "log", "import", "selected", "guide", "ticket", "service", "report", "breach", "article-new",
	}
	var list []scene
	for _, sc := range append(scenes, ticketScenes...) {
		if slices.Contains(main, sc.name) {
			sc.name, sc.text = "large"+sc.name, 150
			list = append(list, sc)
		}
	}
	return list
}

// viewed does something with a saved view.
func viewed(do func(*ui.Shell, *page.Records)) func(*ui.Shell) {
	return func(s *ui.Shell) {
		s.Go(page.Route{Name: "records", Entity: "lead", View: "lead.no-step"})
		if p, ok := s.Page().(*page.Records); ok {
			do(s, p)
		}
	}
}

// selected does commands with five contacts selected.
func selected(do ...string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		goTo("contact")(s)
		p, ok := s.Page().(*page.Records)
		if !ok {
			return
		}
		p.SelectRows(2, 6)
		for _, name := range do {
			s.Do(name)
		}
		if b := p.Bulk(); b != nil {
			b.Set("channel", "Letter")
		}
	}
}

// asking shows the inbox with a question of a kind at the top.
func asking(kind replica.ConflictKind) func(*ui.Shell) {
	return func(s *ui.Shell) { s.Go(page.Route{Name: "inbox", ID: newest(s, kind)}) }
}

// tested shows the wizard after a successful test, as the administrator of a CRM with fields of its own.
func tested(s *ui.Shell) {
	s.Go(page.Route{Name: "connect"})
	p, ok := s.Page().(*page.Connect)
	if !ok {
		return
	}
	url, key, stop, err := team()
	if err != nil {
		panic(err) // the model of the server cannot be built
	}
	defer stop()
	p.Enter("espocrm", url, "", key)
	p.Test()
}

// check opens the import with a file of which one row needs a person.
func check(s *ui.Shell) *page.Import {
	s.Go(page.Route{Name: "import", Entity: "contact"})
	p, ok := s.Page().(*page.Import)
	if !ok {
		return nil
	}
	p.Drop("cmd/internal/shots/testdata/customers.csv")
	return p
}

// open returns the newest open item of the inbox of a kind.
func open(s *ui.Shell, kind replica.ConflictKind) replica.Conflict {
	list, _ := s.App().Sync.Conflicts(context.Background())
	var last replica.Conflict
	for _, c := range list {
		if c.Kind == kind {
			last = c
		}
	}
	return last
}

func newest(s *ui.Shell, kind replica.ConflictKind) string { return open(s, kind).ID }

// asked is the record about which the inbox asks last.
func asked(s *ui.Shell) string { return open(s, replica.BothEdited).Ref.ID }
