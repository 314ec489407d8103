package app

import (
	"context"
	"slices"

	"satchel/app/crm"
)

// Converted names what a lead became.
type Converted struct {
	Contact, Organisation, Deal string // ids
	Batch                       crm.Batch
}

// Fresh in a [Known] asks for a new record where one of the same name would be used.
const Fresh = "new"

// Known says which records a lead's customer is already, by their ids. Without a contact a new one is made; without an organisation
// that of the same name is used, and a new one made where there is none.
type Known struct{ Contact, Organisation string }

// Convert makes an organisation, a contact and a deal of a lead, in one action, exactly once: a lead that was converted before
// answers with what it became and changes nothing. A record that is known already gets what it lacks of the lead's values, and keeps
// all it has. The three keep a link to the lead, and the lead to them.
func (a *App) Convert(ctx context.Context, lead string, is Known) (Converted, error) {
	var out Converted
	batch, err := a.act(ctx, crm.Sayf("Converted lead"), func(tx crm.Tx) error {
		l, err := tx.Get(crm.Ref{Entity: "lead", ID: lead})
		if err != nil {
			return err
		}
		out = Converted{Contact: l.Text("contact"), Organisation: l.Text("organisation"), Deal: l.Text("deal")}
		if l.Instant("converted_at") != 0 {
			return nil
		}
		if out.Organisation, err = organisationOf(tx, l, is.Organisation); err != nil {
			return err
		}
		if out.Contact, err = contactOf(tx, l, out.Organisation, is.Contact); err != nil {
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

func organisationOf(tx crm.Tx, l crm.Record, known string) (string, error) {
	name := l.Text("company")
	o := carry(tx, l, "organisation", "website", "industry", "address", crm.FieldOwner)
	o.Set("name", name)
	switch {
	case known != "" && known != Fresh:
		return known, complete(tx, known, o)
	case name == "":
		return "", nil
	case known != Fresh:
		ids, err := tx.Same("organisation", "name", name)
		if err != nil {
			return "", err
		}
		if len(ids) > 0 {
			return ids[0], nil
		}
	}
	return o.ID, tx.Put(o)
}

func contactOf(tx crm.Tx, l crm.Record, organisation, known string) (string, error) {
	c := carry(tx, l, "contact", "title", "emails", "phones", "address", "source", "tags", "do_not_call", "do_not_mail", crm.FieldOwner)
	first, last := crm.SplitName(l.Text("name"))
	c.Set("first_name", first)
	c.Set("last_name", last)
	c.Set("organisation", organisation)
	c.Set("lead", l.ID)
	if known != "" && known != Fresh {
		return known, complete(tx, known, c)
	}
	return c.ID, tx.Put(c)
}

// complete gives a record that is there what it lacks: fields that are empty, and further addresses and numbers.
func complete(tx crm.Tx, id string, from crm.Record) error {
	have, err := tx.Get(crm.Ref{Entity: from.Entity, ID: id})
	if err != nil {
		return err
	}
	if from.Entity == "contact" && have.Text("organisation") != "" {
		delete(from.Values, "organisation")
		delete(from.Values, "title") // of another organisation, maybe
	}
	more := crm.NewRecord(from.Entity, id)
	for name, v := range from.Values {
		switch mine := have.Get(name); {
		case crm.IsEmpty(mine):
			more.Set(name, v)
		case name == "emails":
			more.Set(name, further(mine, v, crm.EmailKey))
		case name == "phones":
			more.Set(name, further(mine, v, crm.PhoneKey))
		}
	}
	return tx.Put(more)
}

// further adds to a list the entries of another one that it does not have in any spelling.
func further(mine, theirs any, key func(string) string) []crm.Reach {
	list, _ := mine.([]crm.Reach)
	more, _ := theirs.([]crm.Reach)
	out := slices.Clone(list)
	for _, r := range more {
		if !slices.ContainsFunc(list, func(have crm.Reach) bool { return key(have.Value) == key(r.Value) }) {
			out = append(out, r)
		}
	}
	return out
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
