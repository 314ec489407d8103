package main

import (
	"errors"
	"net/http/httptest"
	"time"

	"satchel/sync/espocrm/espotest"
)

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
