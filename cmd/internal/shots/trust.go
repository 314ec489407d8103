package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui"
	"satchel/ui/page"
)

// trustScenes show what keeps people's data theirs.
var trustScenes = []scene{
	{name: "lockpassphrase", play: passphrase},
	{name: "locked", play: locked()},
	{name: "lockedwrong", play: locked("guess", "guess again")},
	{name: "lockedhelp", play: func(s *ui.Shell) { locked("guess")(s); s.Locked().Help() }},
	{name: "lockedbig", text: 150, play: func(s *ui.Shell) { locked("guess", "guess again")(s); s.Locked().Help() }},
}

// consentScenes show what a person allowed, and what left the database.
var consentScenes = []scene{
	{name: "consent", given: consented, play: onAnna},
	{name: "consentbig", text: 150, given: consented, play: onAnna},
	{name: "consentnew", given: consented, play: func(s *ui.Shell) { onAnna(s); s.Do("consent-withdrawn") }},
	{name: "registernone", play: func(s *ui.Shell) { s.Do("register") }},
	{name: "register", given: registered, play: func(s *ui.Shell) { s.Do("register") }},
}

func onAnna(s *ui.Shell) { s.Go(page.Route{Name: "records", Entity: "contact", ID: "anna"}) }

// consented makes a person who changed her mind.
func consented(ctx context.Context, a *app.App) error {
	if _, err := a.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		return tx.Put(crm.Record{Entity: "contact", ID: "anna", Values: crm.Values{
			"first_name": "Anna", "last_name": "Weiß", "title": "Einkauf", "emails": []crm.Reach{{Value: "anna@weiss.example"}}, "phones": []crm.Reach{{Value: "+49 30 5550190"}},
		}})
	}); err != nil {
		return err
	}
	for i, c := range [][3]string{{"mailings", "given", "Form on the website, double opt-in"}, {"data", "given", "Contract of March"}, {"mailings", "withdrawn", "Answer to the newsletter of November"}} {
		at := crm.InstantOf(a.Now().AddDate(0, 3*i-8, 0))
		if _, _, err := a.Save(ctx, crm.Record{Entity: "consent", Values: crm.Values{"person": "anna", "purpose": c[0], "state": c[1], "source": c[2], "at": at}}); err != nil {
			return err
		}
	}
	return nil
}

// registered notes exports, and erases somebody.
func registered(ctx context.Context, a *app.App) error {
	for _, e := range []app.Export{
		{What: "everything", Records: 94, Where: "/home/anna/Documents/satchel-export.zip"},
		{What: "contact", Records: 17, Where: "/media/stick/contacts.csv"},
		{What: "sheet of contact 0197", Records: 3, Where: "/home/anna/satchel-sheet-2026-11-22-120000.html"},
	} {
		if err := a.LogExport(ctx, e); err != nil {
			return err
		}
	}
	list, err := a.List(ctx, crm.Query{Entity: "contact", Limit: 1})
	if err != nil || len(list) == 0 {
		return err
	}
	plan, err := a.PlanErase(ctx, list[0].Ref())
	if err == nil {
		_, err = a.Erase(ctx, plan, nil)
	}
	return err
}

// backupScenes show the copies of the database.
var backupScenes = []scene{
	{name: "backupsnone", play: backups},
	{name: "backups", given: backedUp, play: backups},
	{name: "backupsbig", text: 150, given: backedUp, play: backups},
	{name: "backupsealing", given: backedUp, play: backupPage(func(p *page.Backups) { p.Seal("passphrase") })},
	{name: "backupfailed", given: backupFailed, play: backups},
	{name: "todayfailed", given: backupFailed},
	{name: "backupchecked", given: backedUp, play: backupPage(func(p *page.Backups) { p.Repair() })},
	{name: "backuplook", given: backedUp, play: looking(false)},
	{name: "backuprestore", given: backedUp, play: func(s *ui.Shell) {
		looking(false)(s)
		s.Page().(*page.Backups).Restoring().Ask()
	}},
	{name: "backuplooksealed", given: backedUp, play: looking(true)},
}

func backups(s *ui.Shell) { s.Do("backups") }

func backupPage(do func(*page.Backups)) func(*ui.Shell) {
	return func(s *ui.Shell) {
		backups(s)
		if p, ok := s.Page().(*page.Backups); ok {
			do(p)
		}
	}
}

// looking looks into the newest backup, or into one that is encrypted.
func looking(sealed bool) func(*ui.Shell) {
	return backupPage(func(p *page.Backups) {
		list, err := os.ReadDir(p.Folder())
		if err != nil {
			return
		}
		for _, f := range list {
			if strings.HasSuffix(f.Name(), ".age") == sealed {
				p.Look(filepath.Join(p.Folder(), f.Name()))
				return
			}
		}
	})
}

// backedUp makes backups of the last days, an encrypted one among them.
func backedUp(ctx context.Context, a *app.App) error {
	now := a.Now
	defer func() { a.Now = now }()
	for day := range 4 {
		at := now().AddDate(0, 0, day-4)
		a.Now = func() time.Time { return at }
		seal := app.Seal{}
		if day == 2 {
			seal.Recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
		}
		if err := a.BackUp(ctx, a.NextBackup(!seal.Open()), seal, nil); err != nil {
			return err
		}
	}
	return nil
}

// backupFailed is after a day on which the disk was full.
func backupFailed(ctx context.Context, a *app.App) error {
	if err := backedUp(ctx, a); err != nil {
		return err
	}
	return a.SetSetting(ctx, app.SettingBackupFailed, "The disk is full. Nothing was changed; make room and try again.")
}

// passphrase asks for one in the settings.
func passphrase(s *ui.Shell) {
	s.Go(page.Route{Name: "settings"})
	if p, ok := s.Page().(*page.Settings); ok {
		p.ChooseLock("15")
	}
}

// locked locks the window, and tries passphrases.
func locked(tries ...string) func(*ui.Shell) {
	return func(s *ui.Shell) {
		passphrase(s)
		if p, ok := s.Page().(*page.Settings); ok {
			p.Passphrase().Type("", "open sesame", "open sesame")
			p.Passphrase().Apply()
		}
		s.Do("lock")
		for _, t := range tries {
			s.Locked().Type(t)
			s.Locked().Unlock()
		}
	}
}

// erase opens the dialog that removes a person for good, and goes through it to the report.
func erase(through bool) func(*ui.Shell) {
	return func(s *ui.Shell) {
		goTo("contact")(s)
		s.Do("erase")
		if p, ok := s.Page().(*page.Records); ok && through && p.Erasing() != nil {
			p.Erasing().Go()
		}
	}
}
