package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
	"satchel/ui"
	"satchel/ui/page"
)

var teamScenes = []scene{
	{name: "connect-meeting", empty: true, given: beforeHub, play: meeting(0)},
	{name: "connect-theirs", empty: true, given: beforeHub, play: meeting(1)},
}

// hubThere answers for a team hub that has every second contact of this database, and some of its own.
type hubThere struct {
	app.Remotes
	here *app.App
}

func beforeHub(ctx context.Context, a *app.App) error {
	a.Remotes = hubThere{a.Remotes, a}
	return errors.Join(named(ctx, a, "Giulia", "Conti"), named(ctx, a, "Ben", "Okafor"), named(ctx, a, "Mia", "Lindqvist"))
}

func (h hubThere) Check(context.Context, replica.Connection, string) (app.Account, error) {
	return app.Account{
		ID: "hub", Server: "Satchel hub 1", User: "Anna Weber", Rights: []string{"You see all records of the hub.", "You may change what you see."},
	}, nil
}

func (h hubThere) Survey(ctx context.Context, _ replica.Connection, _ string, f func(string, crm.Record) error) error {
	list, err := h.here.List(ctx, crm.Query{Entity: "contact"})
	for i := 0; i < len(list) && err == nil; i += 2 {
		err = f("contact", list[i])
	}
	for i := 0; i < 12 && err == nil; i++ {
		r := crm.NewRecord("contact", "there-"+string(rune('a'+i)))
		r.Set("last_name", "Colleague "+string(rune('A'+i)))
		err = f("contact", r)
	}
	return err
}

// meeting shows the wizard before a hub, with a choice of what becomes of both sides.
func meeting(choice int) func(*ui.Shell) {
	return func(s *ui.Shell) {
		s.Go(page.Route{Name: "connect"})
		p, ok := s.Page().(*page.Connect)
		if !ok {
			return
		}
		p.Enter("hub", "https://hub.example.org", "anna@example.org", "a password")
		p.Test()
		p.Decide(choice)
	}
}

// team serves a model of a team's EspoCRM, whose administrator added fields, until it is stopped.
func team() (url, key string, stop func(), err error) {
	const secret = "11112222333344445555666677778888"
	server := espotest.New(time.Now)
	_, noUser := server.AddUser(espotest.User{UserName: "anna", FirstName: "Anna", LastName: "Weber", Type: "admin", APIKey: secret})
	_, noSize := server.AddField("Contact", "shoeSize", "int", 0)
	_, noGuild := server.AddField("Account", "guild", "enum", 0, "Bakers", "Printers")
	web := httptest.NewServer(server)
	return web.URL, secret, web.Close, errors.Join(noUser, noSize, noGuild)
}
