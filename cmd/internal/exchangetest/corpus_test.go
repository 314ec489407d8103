package exchangetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"satchel/app/crm"
	"satchel/app/exchange"
)

// written is a file in the manner of a program, and what must be found again after its import.
type written struct {
	program, entity, text string
	found                 []string
}

// corpus are made up here, with the headers and habits of each program.
var corpus = []written{
	{
		"EspoCRM", "contact", `"id","firstName","lastName","title","accountName","emailAddress","phoneNumber","doNotCall","addressStreet","addressCity","addressState","addressCountry","addressPostalCode","description","createdAt","assignedUserName"
"65f00c1","Ana","de la Fuente","Buyer","Espo Optik","ana@espo.example","+49 30 5550101","1","Lindenweg 4","Berlin","Berlin","Germany","10115","met at the ""fair""","2024-03-05 10:20:30","Sam Reed"
`,
		[]string{"65f00c1", "de la Fuente", "Buyer", "Espo Optik", "ana@espo.example", "+49 30 5550101", `"do_not_call":true`, "Lindenweg 4", "10115", `met at the \"fair\"`, "2024-03-05T10:20:30.000Z"},
	},
	{
		"HubSpot", "contact", `Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Associated Company,Street Address,City,State/Region,Postal Code,Country/Region,Lifecycle Stage,Website URL,Create Date,Contact owner
10051,Björn,Åkesson,bjorn@hub.example,+46 8 5550102,+46 70 5550103,CTO,Hub Glas,Storgatan 1,Malmö,Skåne,211 22,Sweden,Customer,https://hub.example,2023-11-02 09:15,Sam Reed
`,
		[]string{"10051", "Björn", "Åkesson", "bjorn@hub.example", "+46 8 5550102", "+46 70 5550103", "CTO", "Hub Glas", "Storgatan 1", "Malmö", "Skåne", "211 22", "Sweden", "Customer", "https://hub.example", "2023-11-02T09:15:00.000Z"},
	},
	{
		"Pipedrive", "contact", `Person - Name,Person - ID,Person - Organization,Person - Email - Work,Person - Email - Home,Person - Phone - Work,Person - Phone - Mobile,Person - Job title,Person - Owner,Person - Person created,Organization - Address
Chloé Durand,812,Pipe Verre,chloe@pipe.example,chloe@home.example,+33 1 55550104,+33 6 55550105,Directrice,Sam Reed,2025-02-03 08:00:00,"Rue Haute 3, Lyon"
`,
		[]string{"Chloé", "Durand", "812", "Pipe Verre", "chloe@pipe.example", "chloe@home.example", "+33 1 55550104", "+33 6 55550105", "Directrice", "Rue Haute 3, Lyon"},
	},
	{
		"Zoho CRM", "contact", `Record Id,First Name,Last Name,Account Name,Title,Email,Phone,Mobile,Mailing Street,Mailing City,Mailing State,Mailing Zip,Mailing Country,Date of Birth,Email Opt Out,Description,Created Time,Contact Owner
zcrm_3380001,Giulia,Rossi,Zoho Vetro,Manager,giulia@zoho.example,+39 06 5550106,+39 333 5550107,Via Roma 8,Milano,MI,20121,Italy,1984-07-30,true,prefers mail,2022-01-15 12:00:00,Sam Reed
`,
		[]string{"zcrm_3380001", "Giulia", "Rossi", "Zoho Vetro", "Manager", "giulia@zoho.example", "+39 06 5550106", "+39 333 5550107", "Via Roma 8", "Milano", "20121", "1984-07-30", `"do_not_mail":true`, "prefers mail"},
	},
	{
		"", "contact", `First Name,Middle Name,Last Name,Company,Department,Job Title,Business Street,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City,Home Postal Code,Business Fax,Business Phone,Home Phone,Mobile Phone,Birthday,Categories,E-mail Address,E-mail 2 Address,Notes,Web Page
Hiro,K.,Tanaka,Outlook Lens,Sales,Head,1-2 Ginza,Tokyo,Kanto,104-0061,Japan,3-4 Meguro,Tokyo,153-0063,+81 3 5550108,+81 3 5550109,+81 3 5550110,+81 90 5550111,4/25/1979,Fair;VIP,hiro@outlook.example,hiro@home.example,"two
lines",https://lens.example
`,
		[]string{"Hiro", "K.", "Tanaka", "Outlook Lens", "Sales", "Head", "1-2 Ginza", "104-0061", "3-4 Meguro", "153-0063", "+81 3 5550108", "+81 3 5550109", "+81 3 5550110", "+81 90 5550111", "1979-04-25", "Fair", "VIP", "hiro@outlook.example", "hiro@home.example", `two\nlines`, "https://lens.example"},
	},
	{
		"", "contact", `First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Organization Department,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Website 1 - Value
Inês,,Carvalho,Né,Google Têxteis,Compradora,Compras,1990-12-25,nota,* myContacts ::: Feira,* Work,ines@google.example,Home,ines@casa.example,Mobile,+351 91 5550112,Rua Nova 9,Porto,Norte,4000-001,Portugal,https://texteis.example
`,
		[]string{"Inês", "Carvalho", "Né", "Google Têxteis", "Compradora", "Compras", "1990-12-25", "nota", "Feira", "ines@google.example", "ines@casa.example", "+351 91 5550112", "Rua Nova 9", "Porto", "Norte", "4000-001", "Portugal", "https://texteis.example"},
	},
	{
		"", "contact", "Vorname;Nachname;Firma;Funktion;E-Mail;Telefon;Handy;Straße;PLZ;Ort;Land;Geburtstag;Bemerkung;Werbesperre\r\n" +
			"Jörg;Weiß;Excel Gläser GmbH;Geschäftsführer;joerg@excel.example;(030) 5550113;0171 5550114;Königsallee 5;40212;Düsseldorf;Deutschland;31.12.1965;zahlt „pünktlich“;\r\n",
		[]string{"Jörg", "Weiß", "Excel Gläser GmbH", "Geschäftsführer", "joerg@excel.example", "(030) 5550113", "0171 5550114", "Königsallee 5", "40212", "Düsseldorf", "1965-12-31", "zahlt „pünktlich“"},
	},
	{
		"", "deal", "Verkaufschance;Kunde;Betrag;Währung;Phase;Abschlussdatum\r\nGläser für Köln;Excel Gläser GmbH;1.234,50;EUR;;28.02.2027\r\n",
		[]string{"Gläser für Köln", `"amount":"1234.50"`, "2027-02-28"},
	},
}

// TestFilesOfOtherProgramsComeInWhole imports a file in the manner of each program, exports all, reads it back into an empty database
// and exports that: nothing is lost, and counts and hashes are equal.
func TestFilesOfOtherProgramsComeInWhole(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if _, err := db.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		r := crm.NewRecord("user", tx.NewID())
		r.Values = crm.Values{"name": "Sam Reed", "user_name": "sam"}
		return tx.Put(r)
	}); err != nil {
		t.Fatal(err)
	}
	for _, w := range corpus {
		take(t, db, w)
	}
	cards, err := filepath.Glob("../../../app/exchange/testdata/cards/*.vcf")
	if err != nil || len(cards) < 8 {
		t.Fatal(cards, err)
	}
	for _, file := range cards {
		if res := run(t, db, "contact", file, exchange.Options{Now: now}); res.New == 0 || len(res.Refused) > 0 {
			t.Errorf("%s: %+v", file, res)
		}
	}
	dir, first := export(t, db)
	for _, w := range corpus {
		for _, text := range w.found {
			if !strings.Contains(string(first["everything.json"]), text) {
				t.Errorf("%s: %q is lost", w.program, text)
			}
		}
	}
	back := open(t)
	res, err := exchange.ReadBack(ctx, back, filepath.Join(dir, "everything.json"), "", nil)
	if err != nil || len(res.Refused) > 0 {
		t.Fatalf("%+v %v", res, err)
	}
	_, second := export(t, back)
	same(t, first, second)
	for _, name := range slices.Sorted(maps.Keys(first)) {
		one, two := sha256.Sum256(first[name]), sha256.Sum256(second[name])
		t.Logf("%-18s %3d rows  sha256 %s  %s", name, strings.Count(string(second[name]), "\n"), hex.EncodeToString(one[:8]), hex.EncodeToString(two[:8]))
	}
}

// take imports one file twice; every column fills something, and the second time nothing is new.
func take(t *testing.T, db exchange.Store, w written) {
	t.Helper()
	text := []byte(w.text)
	if strings.Contains(w.text, ";") && strings.Contains(w.text, "\r\n") { // Excel in Germany
		var err error
		if text, err = charmap.Windows1252.NewEncoder().Bytes(text); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int64{1, 0} {
		p, err := exchange.NewPlan(context.Background(), db, w.entity, file, exchange.Options{Now: now})
		if err != nil {
			t.Fatalf("%s: %v", w.program, err)
		}
		if p.Program != w.program || p.New != want || len(p.Refused) > 0 {
			t.Errorf("%q, new %d, want %q %d: %+v", p.Program, p.New, w.program, want, p.Refused)
		}
		lines := strings.Split(w.text, "\n")
		for i, c := range p.Columns {
			if c.Field == "" && !strings.HasSuffix(c.Header, "Label") && c.Header != "Werbesperre" {
				t.Errorf("%s: column %d %q is left out: %.60s", w.program, i, c.Header, lines[1])
			}
		}
		if _, err := p.Run(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestRowsThatOnlyNameSomebodyAreFoundAgain imports rows without a mail, a number or an organisation twice.
func TestRowsThatOnlyNameSomebodyAreFoundAgain(t *testing.T) {
	db := open(t)
	for entity, text := range map[string]string{
		"contact":  "First name,Last name,Birthday\nAna,Lee,\nAna,Lee,1980-01-02\n,Lee,\n",
		"deal":     "Deal name,Amount,Currency\nFrames,12.50,EUR\nFrames,13,EUR\n",
		"activity": "Kind,Subject,When\ncall,Hello,2026-01-02 10:00\ncall,Hello,2026-01-02 11:00\n",
	} {
		file := filepath.Join(t.TempDir(), entity+".csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		rows := int64(strings.Count(text, "\n") - 1)
		if res := run(t, db, entity, file, exchange.Options{Now: now}); res.New != rows {
			t.Errorf("%s: %+v", entity, res)
		}
		if res := run(t, db, entity, file, exchange.Options{Now: now}); res.New != 0 || res.Existing != rows || res.Changed != 0 {
			t.Errorf("%s again: %+v", entity, res)
		}
	}
}
