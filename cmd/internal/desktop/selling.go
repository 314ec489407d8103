package desktop

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/sample"
)

// Quiet adds leads and deals in every state of their next step: late, planned, missing, and not touched for long; some with long names
// and in other currencies.
func Quiet(ctx context.Context, a *app.App) error {
	f := filler{ctx: ctx, a: a}
	long := "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh and all of their subsidiaries"
	old := f.past("lead", 30, crm.Values{"name": "Renate Vogel", "company": "Vogel & Söhne", "status": "Working", "amount": int64(450000), "currency": "CHF"})
	f.past("lead", 17, crm.Values{"name": long, "company": long, "status": "Working", "amount": int64(99999900), "currency": "USD", "next_step": "call", "next_step_at": moment("-3d 09:00")})
	f.past("lead", 15, crm.Values{"name": "فاطمة السيد", "company": "Delta Medical", "status": "Qualified", "next_step": "visit", "next_step_at": moment("2d 09:30")})
	f.save("lead", crm.Values{"name": "Lost one", "company": "Elsewhere", "status": "Lost", "lost_reason": "Price"})
	f.save("activity", crm.Values{"kind": "note", "subject": "looked at their site", "at": crm.InstantOf(Moment.AddDate(0, 0, -2)), "done": true, "about": old})
	f.past("deal", 20, crm.Values{"name": long, "stage": "Proposal", "amount": int64(123456789), "currency": "GBP", "next_step_at": moment("-1d 09:00")})
	f.save("deal", crm.Values{"name": "Planned", "stage": "Proposal", "amount": int64(5000), "currency": "CHF", "next_step": "send", "next_step_at": moment("1d 10:00")})
	return f.err
}

// Business adds the sample company, whose last months give the charts something to count.
func Business(ctx context.Context, a *app.App) error {
	_, err := sample.Load(ctx, a, Moment, "")
	return err
}

// Abroad adds rates to convert some of it by.
func Abroad(ctx context.Context, a *app.App) error {
	if err := Business(ctx, a); err != nil {
		return err
	}
	f := filler{ctx: ctx, a: a}
	for day, value := range map[crm.Date]float64{"2026-01-01": 0.92, "2026-07-01": 0.885, "2026-11-01": 0.9137} {
		f.save("rate", crm.Values{"currency": "USD", "valid_from": day, "value": value})
	}
	f.save("rate", crm.Values{"currency": "JPY", "valid_from": crm.Date("2026-01-01"), "value": 0.0061})
	return f.err
}

// Known adds a lead who is a contact already.
func Known(ctx context.Context, a *app.App) error {
	f := filler{ctx: ctx, a: a}
	f.save("lead", crm.Values{
		"name": "Adaeze Okafor", "company": "Lumen Handels AG", "emails": []crm.Reach{{Value: "Person0@example.org"}, {Value: "ada@lumen.example"}},
		"amount": int64(1200000), "currency": "EUR",
	})
	return f.err
}

// past saves a record as it would stand here if it had been made some days ago.
func (f *filler) past(entity string, days int, values crm.Values) string {
	if f.err != nil {
		return ""
	}
	var id string
	values[crm.FieldCreatedAt] = crm.InstantOf(Moment.AddDate(0, 0, -days))
	_, f.err = f.a.Do(f.ctx, crm.Action{Label: "Read " + entity, Source: crm.FromSync}, func(tx crm.Tx) error {
		id = tx.NewID()
		return tx.Put(crm.Record{Entity: entity, ID: id, Values: values})
	})
	return id
}
