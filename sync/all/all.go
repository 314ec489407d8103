// Package all is the explicit list of providers: a new one is one folder beside this and one entry here.
package all

import (
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/sync/espocrm"
	"satchel/sync/hub"
	"satchel/sync/memory"
	"satchel/sync/remote"
)

// Provider is one entry: what the wizard says, and how it is opened.
type Provider struct {
	app.ProviderInfo
	Open     remote.Opener
	Entities []string // that it can hold
	Hidden   bool     // for tours and tests: can be connected by name, is not offered
}

// Providers returns all providers in the order of the wizard.
func Providers() []Provider {
	return []Provider{
		{
			ProviderInfo: app.ProviderInfo{
				Name: "espocrm", Label: "EspoCRM", URLHint: "https://crm.example.org", UserHint: "User name (only with a password)",
				KeyHelp: "In EspoCRM an administrator opens Administration > API Users, makes a user with the authentication method " +
					"\"API Key\" and a role that may read and edit accounts, contacts, leads, opportunities, cases, calls, meetings and " +
					"tasks, and copies the key shown there. Without an API user, enter your own user name above and your password here.",
			},
			Open:     espocrm.Open,
			Entities: []string{"user", "organisation", "contact", "role", "lead", "deal", "ticket", "message", "activity", "file"},
		},
		{
			ProviderInfo: app.ProviderInfo{
				Name: "hub", Label: "Satchel hub", URLHint: "https://hub.example.org", UserHint: "E-mail address",
				KeyHelp: "Whoever runs your team's hub adds you with \"satchel-hub user add\" and tells you the password shown there.", Invites: true, Keeps: true, Meets: true,
			},
			Open: hub.Open, Entities: hub.Entities(),
		},
		{
			ProviderInfo: app.ProviderInfo{
				Name: "memory", Label: "Practice server", URLHint: memory.Scheme + "practice",
				KeyHelp: "A server inside this program, gone when it ends. Any key will do.",
			},
			Open: memory.Open, Hidden: true,
			Entities: []string{"user", "organisation", "contact", "role", "lead", "deal", "schedule", "target", "ticket", "message", "template", "activity"},
		},
	}
}

// Find returns a provider by name; the error lists those that are offered.
func Find(name string) (Provider, error) {
	var names []string
	for _, p := range Providers() {
		if p.Name == name {
			return p, nil
		}
		if !p.Hidden {
			names = append(names, p.Name)
		}
	}
	return Provider{}, crm.Errorf(crm.CodeInvalid, "There is no provider %q. There are: %s.", name, strings.Join(names, ", "))
}
