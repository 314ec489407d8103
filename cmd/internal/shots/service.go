package main

import (
	"satchel/cmd/internal/desktop"
	"satchel/ui"
	"satchel/ui/page"
)

// ticketScenes are the support desk: its tickets in several states, its articles, and what its times follow from.
var ticketScenes = []scene{
	{name: "breach", given: desktop.Business, play: filtered("ticket", `subject = "Cannot sign in to portal"`)},
	{name: "near", given: desktop.Business, play: filtered("ticket", `status = "Waiting"`)},
	{name: "tickets-waiting", given: desktop.Business, play: func(s *ui.Shell) {
		s.Go(page.Route{Name: "records", Entity: "ticket", View: "ticket.waiting"})
	}},
	{name: "followup", given: desktop.Business, play: func(s *ui.Shell) {
		s.Go(page.Route{Name: "records", Entity: "ticket", View: "ticket.follow-up"})
	}},
	{name: "checklist", given: desktop.Business, play: onTicket(func(p *page.Records) {
		for _, step := range []string{"Ring the workshop", "Order the sieve", "Tell the customer when the technician comes, and how long the machine will stand"} {
			p.AddStep(step)
		}
		p.Tick(0)
	})},
	{name: "split", given: desktop.Business, play: onTicket(func(p *page.Records) {
		p.Split()
		if o := p.Splitting(); o != nil {
			o.Toggle(1)
			o.Subject("The second thing")
		}
	})},
	{name: "rating", given: desktop.Business, play: onTicket(func(p *page.Records) { p.EditField("rating") })},
	{name: "articles", given: desktop.Business, play: goTo("article")},
	{name: "article-new", given: desktop.Business, play: then("article", "new")},
	{name: "templates", given: desktop.Business, play: goTo("template")},
	{name: "hours", given: desktop.Business, play: then("schedule", "edit")},
	{name: "target-edit", given: desktop.Business, play: then("target", "edit")},
}

// onTicket does something on the page of a ticket.
func onTicket(do func(*page.Records)) func(*ui.Shell) {
	return func(s *ui.Shell) {
		filtered("ticket", `subject = "Box arrived open"`)(s)
		if p, ok := s.Page().(*page.Records); ok {
			do(p)
		}
	}
}
