package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/memory"
	"satchel/ui"
	"satchel/ui/async"
	"satchel/ui/page"
)

// tour is the main job, done by the program itself: records, an import, charts, and a sync with a server inside the program.
type tour struct {
	app    *app.App
	run    async.Runner
	file   string // of customers, to import
	before int64  // contacts before the import
	err    error  // the first failure
}

// customers are what the tour imports: one row needs a person.
const customers = `Vorname;Nachname;E-Mail;Telefon;Firma;Ort;Geburtstag
Zoë;Brandt;zoe@brandt.example;+49 40 5550701;Brandt & Söhne;Hamburg;04.03.1981
Karim;El Amrani;karim@atlas.example;+212 522 555080;Atlas Mills;Casablanca;12.11.1975
雅子;山本;masako@yamamoto.example;+81 3 5555 0170;山本商店;東京;30.06.1990
Ruth;Njoroge;ruth@savanna.example;+254 20 555 0120;Savanna Tea;Nairobi;17.08.1986
Ole;Nissen;no address;+45 33 555 012;Nissen Skibe;Aarhus;02.02.1969
Inês;Carvalho;ines@porto.example;+351 22 555 0144;Porto Têxteis;Porto;25.12.1993
`

func newTour(a *app.App, dir string, run async.Runner) (*tour, error) {
	t := &tour{app: a, run: run, file: filepath.Join(dir, "customers.csv")}
	a.Secret = "practice" // the key of the server inside; the keychain is left alone
	if err := os.WriteFile(t.file, []byte(customers), 0o600); err != nil {
		return nil, fmt.Errorf("write the customers to import: %w", err)
	}
	n, err := a.Count(context.Background(), crm.Query{Entity: "contact"})
	t.before = n
	return t, err
}

// steps are all acts, in order.
func (t *tour) steps() []ui.Step {
	inbox := func(s *ui.Shell) { s.Go(page.Route{Name: "inbox"}) }
	sync := func(s *ui.Shell) {
		if p, ok := s.Page().(*page.Inbox); ok {
			p.Sync()
		}
	}
	return append(ui.RecordTour(), []ui.Step{
		{Name: "14-checked", Do: func(s *ui.Shell) {
			s.Escape() // closes the cheat sheet
			s.Go(page.Route{Name: "import", Entity: "contact"})
			if p, ok := s.Page().(page.Dropper); ok {
				p.Drop(t.file)
			}
		}},
		{Name: "15-imported", Do: func(s *ui.Shell) {
			if p, ok := s.Page().(*page.Import); ok {
				p.Run()
			}
		}},
		{Name: "16-found", Do: func(s *ui.Shell) {
			s.Go(page.Route{Name: "records", Entity: "contact", Filter: `emails contains "masako"`})
		}},
		{Name: "17-insight", Do: func(s *ui.Shell) { s.Go(page.Route{Name: "insight"}) }},
		{Name: "18-connected", Do: func(s *ui.Shell) { t.do(t.connect); inbox(s) }},
		{Name: "19-synced", Do: sync},
		{Name: "20-colleague", Do: func(s *ui.Shell) { t.do(t.bothEdit) }},
		{Name: "21-conflict", Do: sync},
		{Name: "22-decided", Do: func(*ui.Shell) { t.do(t.decide) }},
		{Name: "23-settings", Do: func(s *ui.Shell) { s.Go(page.Route{Name: "settings"}) }},
	}...)
}

// do runs one act off the UI goroutine and keeps its failure.
func (t *tour) do(f func(context.Context) error) {
	async.Run(context.Background(), t.run, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }, func(_ struct{}, err error) {
		if t.err == nil {
			t.err = err
		}
	})
}

const practice = memory.Scheme + "practice"

func (t *tour) connect(ctx context.Context) error {
	_, err := t.app.Connect(ctx, replica.Connection{Provider: "memory", URL: practice}, t.app.Secret)
	return err
}

// bothEdit lets a colleague and us change the same phone number.
func (t *tour) bothEdit(ctx context.Context) error {
	ours, err := t.masako(ctx)
	if err != nil {
		return err
	}
	ours.Set("phones", []crm.Reach{{Value: "+81 90 5555 0199", Label: "mobile"}})
	if _, _, err := t.app.Save(ctx, ours); err != nil {
		return err
	}
	id, _, ok := t.there(ours.Text("last_name"))
	if !ok {
		return crm.Errorf(crm.CodeNotFound, "The imported contact did not reach the server.")
	}
	return t.server().Change(t.server().User("Ben"), id, crm.Values{"phones": []crm.Reach{{Value: "+81 3 5555 0222", Label: "office"}}})
}

func (t *tour) server() *memory.Server { return memory.Shared("practice", t.app.Catalog()) }

// there finds a contact at the server.
func (t *tour) there(lastName string) (id string, values crm.Values, ok bool) {
	for _, id := range t.server().All("contact") {
		if rec, ok := t.server().Read(id); ok && rec.Values["last_name"] == lastName {
			return id, rec.Values, true
		}
	}
	return "", nil, false
}

// decide uses ours, and sends it.
func (t *tour) decide(ctx context.Context) error {
	open, err := t.app.Sync.Conflicts(ctx)
	if err != nil {
		return err
	}
	if len(open) != 1 {
		return crm.Errorf(crm.CodeInternal, "The inbox has %d items, want one.", len(open))
	}
	if err := t.app.Sync.Resolve(ctx, open[0].ID, replica.Answer{Choice: replica.Mine}); err != nil {
		return err
	}
	_, err = t.app.Sync.Round(ctx, nil)
	return err
}

func (t *tour) masako(ctx context.Context) (crm.Record, error) {
	found, err := t.app.List(ctx, crm.Query{Entity: "contact", Where: crm.Where("emails", crm.Eq, "masako@yamamoto.example")})
	if err == nil && len(found) != 1 {
		err = crm.Errorf(crm.CodeInternal, "The import left %d contacts with one address, want one.", len(found))
	}
	if err != nil {
		return crm.Record{}, err
	}
	return found[0], nil
}

// check tells whether the job was really done.
func (t *tour) check(ctx context.Context) error {
	if t.err != nil {
		return t.err
	}
	n, err := t.app.Count(ctx, crm.Query{Entity: "contact"})
	if err == nil && n != t.before+5 {
		err = crm.Errorf(crm.CodeInternal, "There are %d contacts after the import of five, and were %d before.", n, t.before)
	}
	if err != nil {
		return err
	}
	_, values, _ := t.there("山本")
	if phones, _ := values["phones"].([]crm.Reach); len(phones) == 0 || phones[0].Value != "+81 90 5555 0199" {
		return crm.Errorf(crm.CodeInternal, "The number decided for did not reach the server: it has %v.", phones)
	}
	return nil
}
