package desktop

import (
	"os"
	"path/filepath"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
)

// peopleCSV is a list as people keep them: days first, two rows at fault, one person twice, one column nobody knows.
const peopleCSV = "First name;Last name;E-mail;Phone;Company;Birthday;Shoe size\n" +
	"Ada;Lovelace;ada@engine.example;+44 20 7946 0001;Analytical Engines;10.12.1985;38\n" +
	"Ben;Berg;ben@berg.example;+49 30 5550 0100;Berg & Söhne;31.01.1990;44\n" +
	"Chloé;;chloe@atelier.example;;Atelier Lefèvre;5.6.1977;\n" +
	"Wolfeschlegelsteinhausenbergerdorff;Senior;wolfe@long.example;;Kanco and its many, many subsidiaries;;\n" +
	"Dmitri;Volkov;not an address;;Baltic Freight;;\n" +
	"Eun-ji;Park;eunji@hanok.example;;Hanok Systems;32.13.1990;\n" +
	"ADA;LOVELACE;ada@engine.example;;Analytical Engines;;\n"

// file writes a file beside the database.
func (s *stage) file(name, content string) string {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), name)
	s.must(os.WriteFile(file, []byte(content), 0o600))
	return file
}

// connected ties the database to an account, with rounds behind it and a record that was refused.
func (s *stage) connected() {
	s.t.Helper()
	ctx := s.env.Context
	s.must(s.Store.Connect(ctx, replica.Connection{Provider: "espocrm", URL: "https://crm.lumen.example", Account: "1", Since: crm.InstantOf(noon.AddDate(0, -2, 0))}))
	refused := s.add("contact", crm.Values{"first_name": "Giulia", "last_name": "Conti"})
	tied := s.add("contact", crm.Values{"first_name": "Adaeze", "last_name": "Okafor"})
	s.must(s.Replicate(ctx, func(tx replica.Tx) error {
		item, err := tx.Item(refused.Ref())
		if err != nil {
			return err
		}
		item.Hold = &replica.Hold{
			Reason: replica.Refused, Since: crm.InstantOf(noon.Add(-20 * time.Minute)),
			Message: "EspoCRM refuses it: “emailAddress: valid”. Check the mail address and save again.",
		}
		if err := tx.SaveItem(item); err != nil {
			return err
		}
		for _, f := range []struct {
			feed, entity string
			there        int64
		}{{"Contact", "contact", 24}, {"Lead", "lead", 20}, {"Case", "ticket", 13}} {
			err := tx.SaveCursor(replica.Cursor{
				Feed: f.feed, Entity: f.entity, Swept: crm.InstantOf(noon.Add(-32 * time.Minute)), There: f.there, Healed: f.there % 2,
			})
			if err != nil {
				return err
			}
		}
		return tx.SaveItem(replica.Item{Ref: tied.Ref(), RemoteID: "c1"})
	}))
	for i := range 3 {
		s.must(s.SaveRound(ctx, replica.Round{Started: crm.InstantOf(noon.Add(time.Duration(i-3) * time.Minute)), Pulled: i * 4, Pushed: i, Requests: 3, Ms: 240}))
	}
}

// someConflicts are one of each important kind.
func (s *stage) someConflicts() []replica.Conflict {
	ben := s.add("user", crm.Values{"name": "Ben Okoro"})
	ada := s.add("contact", crm.Values{"first_name": "Adaeze", "last_name": "Okafor", "phones": []crm.Reach{{Value: "+49 30 5550 0141"}}})
	at := crm.InstantOf(noon.Add(-2 * time.Hour))
	phone := func(n string) crm.Values { return crm.Values{"phones": []crm.Reach{{Value: n}}} }
	return []replica.Conflict{
		{
			Ref: ada.Ref(), ID: "c1", Kind: replica.BothEdited, Group: "phones", Title: "Adaeze Okafor", Who: ben.ID, Opened: at, TheirsAt: at,
			MineAt: crm.InstantOf(noon.Add(-5 * time.Hour)), Base: phone("+49 30 5550 0100"), Theirs: phone("+49 30 5550 0141"), Mine: phone("+49 171 555 0199"),
		},
		{
			Ref: crm.Ref{Entity: "lead", ID: "gone"}, ID: "c2", Kind: replica.GoneThere, Title: "Kessler Bau", Who: ben.ID, Opened: at,
			Base: crm.Values{"status": "Working"}, Mine: crm.Values{"status": "Qualified", "next_step": "send plan"},
		},
		{
			Ref: ada.Ref(), ID: "c3", Kind: replica.MaybeTwice, Title: "Adaeze Okafor", Opened: at, Candidates: []string{"77"},
			Message: "EspoCRM has a contact with the same mail address: “A. Okafor”.",
		},
	}
}

// read returns what a file holds.
func (s *stage) read(file string) string {
	s.t.Helper()
	data, err := os.ReadFile(file) //nolint:gosec // made by the test
	s.must(err)
	return string(data)
}

// rewrite gives a file another content.
func (s *stage) rewrite(file, content string) {
	s.t.Helper()
	s.must(os.WriteFile(file, []byte(content), 0o600))
}
