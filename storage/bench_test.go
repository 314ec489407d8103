package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"satchel/app/crm"
)

var (
	firstNames = []string{"Anna", "Bernd", "Chloé", "Dmitri", "Elif", "Fatima", "Giorgio", "Hannah", "Ivan", "Jürgen", "Kai", "Léa"}
	lastNames  = []string{"Müller", "Schmidt", "Andersen", "Rossi", "Novák", "Yılmaz", "García", "Dubois", "Ivanov", "Smith", "Jansen", "Öztürk"}
)

// fill imports contacts that belong to organisations.
func (f *fixture) fill(contacts int) crm.Batch {
	r := rand.New(rand.NewPCG(1, 2))
	return f.must(crm.FromImport, func(tx crm.Tx) error {
		var orgs []string
		for i := range contacts/10 + 1 {
			orgs = append(orgs, tx.NewID())
			o := crm.NewRecord("organisation", orgs[i])
			o.Values = crm.Values{"name": fmt.Sprintf("%s %s %d", lastNames[r.IntN(12)], []string{"GmbH", "Ltd", "SARL"}[i%3], r.IntN(1e6)), "industry": lastNames[i%7]}
			if err := tx.Put(o); err != nil {
				return err
			}
		}
		for i := range contacts {
			c := crm.NewRecord("contact", tx.NewID())
			first, last := firstNames[r.IntN(12)], fmt.Sprintf("%s%d", lastNames[r.IntN(12)], r.IntN(5000))
			mail := fmt.Sprintf("%s.%d@example%d.org", lower(Fold(first)), i, i%1000)
			c.Values = crm.Values{
				"first_name": first, "last_name": last, "organisation": orgs[r.IntN(len(orgs))], "title": "Buyer",
				"emails": mails(mail), "phones": mails(fmt.Sprintf("+49 30 %07d", i)), "address": crm.Address{City: "Berlin", Street: fmt.Sprintf("Hauptstr. %d", i%300)},
			}
			if same, err := tx.Same("contact", "emails", c.Values["emails"]); err != nil || len(same) > 0 {
				return fmt.Errorf("%v %w", same, err)
			}
			if err := tx.Put(c); err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkImport20000(b *testing.B) {
	for b.Loop() {
		f := open(b)
		f.fill(20_000)
	}
}

func BenchmarkUndoImport20000(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		f := open(b)
		batch := f.fill(20_000)
		b.StartTimer()
		f.undo(batch.ID)
	}
}

// BenchmarkReads measures what people do on 100,000 contacts.
func BenchmarkReads(b *testing.B) {
	f := open(b)
	f.fill(100_000)
	ctx := context.Background()
	ids, err := f.List(ctx, crm.Query{Entity: "contact", Limit: 100, Offset: 50_000})
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, do func(i int) error) {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if err := do(i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, field := range []string{"name", "organisation", "next_step_at"} {
		run("FirstPageBy/"+field, func(int) error {
			_, err := f.List(ctx, crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: field}}, Limit: 50})
			return err
		})
	}
	run("Jump", func(i int) error {
		_, err := f.List(ctx, crm.Query{Entity: "contact", Limit: 50, Offset: i * 7919 % 100_000})
		return err
	})
	for _, text := range []string{"a", "an", "anna", "anna mül", "müller1", "anna.77@example77.org", "000123", "example7.org", "berlin haupt"} {
		run("Search/"+text, func(int) error { _, err := f.Search(ctx, text, 20); return err })
	}
	run("Save", func(i int) error {
		r := ids[i%100]
		_, err := f.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
			return tx.Put(crm.Record{Entity: "contact", ID: r.ID, Values: crm.Values{"title": fmt.Sprint(i)}})
		})
		return err
	})
	run("CountFiltered", func(i int) error {
		_, err := f.Count(ctx, crm.Query{Entity: "contact", Where: crm.Where("organisation.industry", crm.Eq, fmt.Sprint(i))})
		return err
	})
	run("GroupByMonth", func(i int) error {
		_, err := f.Rows(ctx, crm.Query{Entity: "contact", Where: crm.Where("title", crm.Ne, fmt.Sprint(i)), Group: []crm.Group{{Field: "created_at", Bucket: crm.ByMonth}}, Measure: []crm.Measure{{Fn: crm.Count}}})
		return err
	})
}
