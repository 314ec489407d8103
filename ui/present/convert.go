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
	if c.Contacts, err = twins(ctx, a, l, "contact"); err != nil {
		return c, err
	}
	if company := l.Text("company"); company != "" {
		o := crm.NewRecord("organisation", "")
		o.Values = crm.Values{"name": company, "website": l.Get("website")}
		if c.Organisations, err = twins(ctx, a, o, "organisation"); err != nil {
			return c, err
		}
	}
	return c, nil
}
