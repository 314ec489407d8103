package app

import (
	"context"

	"satchel/app/crm"
)

// Converted names what a lead became.
type Converted struct {
	Contact, Organisation, Deal string // ids
	Batch                       crm.Batch
}

// Convert makes an organisation, a contact and a deal of a lead, in one action, exactly once: a lead that was converted before
// answers with what it became and changes nothing. An organisation of the same name is used instead of a second one. The three keep
// a link to the lead, and the lead to them.
func (a *App) Convert(ctx context.Context, lead string) (Converted, error) {
	var out Converted
	batch, err := a.act(ctx, "Converted lead", func(tx crm.Tx) error {
		l, err := tx.Get(crm.Ref{Entity: "lead", ID: lead})
		if err != nil {
			return err
		}
		out = Converted{Contact: l.Text("contact"), Organisation: l.Text("organisation"), Deal: l.Text("deal")}
		if l.Instant("converted_at") != 0 {
			return nil
		}
		if out.Organisation, err = organisationOf(tx, l); err != nil {
			return err
		}
		if out.Contact, err = contactOf(tx, l, out.Organisation); err != nil {
			return err
		}
		if out.Deal, err = dealOf(tx, l, out); err != nil {
			return err
		}
		l.Values = crm.Values{
			"status": crm.LeadWon, "converted_at": tx.Now(), "contact": out.Contact, "organisation": out.Organisation, "deal": out.Deal,
		}
		return tx.Put(l)
	})
	out.Batch = batch
	return out, err
}

func organisationOf(tx crm.Tx, l crm.Record) (string, error) {
	name := l.Text("company")
	if name == "" {
		return "", nil
	}
	ids, err := tx.Same("organisation", "name", name)
	if err != nil {
		return "", err
	}
	if len(ids) > 0 {
		return ids[0], nil
	}
	o := carry(tx, l, "organisation", "website", "industry", "address", crm.FieldOwner)
	o.Set("name", name)
	return o.ID, tx.Put(o)
}

func contactOf(tx crm.Tx, l crm.Record, organisation string) (string, error) {
	c := carry(tx, l, "contact", "title", "emails", "phones", "address", "source", "tags", crm.FieldOwner)
	first, last := crm.SplitName(l.Text("name"))
	c.Set("first_name", first)
	c.Set("last_name", last)
	c.Set("organisation", organisation)
	c.Set("lead", l.ID)
	return c.ID, tx.Put(c)
}

func dealOf(tx crm.Tx, l crm.Record, made Converted) (string, error) {
	d := carry(tx, l, "deal", "amount", "currency", "source", "next_step", "next_step_at", "description", crm.FieldOwner)
	name := l.Text("company")
	if name == "" {
		name = l.Text("name")
	}
	d.Set("name", name)
	d.Set("stage", "Qualified")
	d.Set("contact", made.Contact)
	d.Set("organisation", made.Organisation)
	d.Set("close_date", crm.DateOf(tx.Now().Time()).AddDays(30)) // a first guess that every pipeline needs
	d.Set("lead", l.ID)
	return d.ID, tx.Put(d)
}

// carry starts a record with values of the lead.
func carry(tx crm.Tx, l crm.Record, entity string, fields ...string) crm.Record {
	r := crm.NewRecord(entity, tx.NewID())
	for _, name := range fields {
		if v := l.Get(name); !crm.IsEmpty(v) {
			r.Set(name, v)
		}
	}
	return r
}
