package desktop

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
)

// Conflict connects the copy to a server of its own inside the process and lets a colleague and us change the same phone number, and a
// colleague delete what we edited: two items for the inbox.
func Conflict(ctx context.Context, a *app.App) error {
	a.Secret = "practice"
	if _, err := a.Connect(ctx, replica.Connection{Provider: "memory", URL: memory.Scheme + a.File}, a.Secret); err != nil {
		return err
	}
	if _, err := a.Sync.Round(ctx, nil); err != nil {
		return err
	}
	server := memory.Shared(a.File, a.Catalog())
	ben := server.User("Ben Okoro")
	for i, values := range []crm.Values{
		{"phones": []crm.Reach{{Value: "+49 171 555 0199", Label: "mobile"}}}, {"next_step": "Send the plan"},
	} {
		theirs := server.All("contact")[i]
		rec, _ := server.Read(theirs)
		found, err := a.List(ctx, crm.Query{Entity: "contact", Where: crm.Where("last_name", crm.Eq, rec.Values["last_name"].(string))})
		if err != nil {
			return err
		}
		mine := found[0]
		for name, v := range values {
			mine.Set(name, v)
		}
		if _, _, err := a.Save(ctx, mine); err != nil {
			return err
		}
		if i == 0 {
			err = server.Change(ben, theirs, crm.Values{"phones": []crm.Reach{{Value: "+49 30 5550 0141", Label: "office"}}})
		} else {
			err = server.Delete(ben, theirs)
		}
		if err != nil {
			return err
		}
	}
	_, err := a.Sync.Round(ctx, nil)
	return err
}
