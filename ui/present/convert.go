package present

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
)

// Conversion is a lead about to become a customer, with the records that the customer may be already.
type Conversion struct {
	Lead          crm.Record
	Done          bool      // it was converted before
	Contacts      []crm.Hit // with the same address, number or name
	Organisations []crm.Hit // of the same name
}

// LoadConversion looks for who a lead may be.
func LoadConversion(ctx context.Context, a *app.App, lead string) (Conversion, error) {
	l, err := a.Get(ctx, crm.Ref{Entity: "lead", ID: lead})
	if err != nil {
		return Conversion{}, err
	}
	c := Conversion{Lead: l, Done: l.Instant("converted_at") != 0}
	if c.Done {
		return c, nil
	}
	twins, err := Twins(ctx, a, l)
	if err != nil {
		return c, err
	}
	for _, t := range twins {
		if t.Entity == "contact" {
			c.Contacts = append(c.Contacts, t)
		}
	}
	if company := l.Text("company"); company != "" {
		list, err := a.List(ctx, crm.Query{Entity: "organisation", Where: crm.Where("name", crm.Eq, company), Limit: 5})
		if err != nil {
			return c, err
		}
		for _, o := range list {
			c.Organisations = append(c.Organisations, crm.Hit{Ref: o.Ref(), Title: o.Text("name")})
		}
	}
	return c, nil
}
