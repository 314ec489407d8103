package desktop

import (
	"context"
	"strconv"
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// people are the customers of the pictures: names of many scripts and lengths.
var people = []struct{ name, organisation, title, step, at string }{
	{"Adaeze Okafor", "Lumen Handels AG", "Head of purchasing", "Call about the frame offer", "4d 10:00"},
	{"Ana María de la Fuente", "Cantabria Foods S.L.", "Owner", "Send the price list", "1d 00:00"},
	{"Björn Åkesson", "Nordlicht GmbH", "Engineer", "", ""},
	{"Chloé Lefèvre", "Atelier Lefèvre", "Designer", "Ask for the drawings", "-4d 09:00"},
	{"Дмитрий Волков", "Baltic Freight", "Dispatcher", "Visit the new depot", "5d 09:30"},
	{"Eun-ji Park", "Hanok Systems", "Chief of support", "", ""},
	{"فاطمة السيد", "Delta Medical", "Buyer", "Present the lab set", "1d 15:00"},
	{"Giulia Conti", "Conti & Figli", "Owner", "Call, promised after the fair", "-11d 11:00"},
	{"Håkon Sæther", "Fjordkraft", "Planner", "Offer for 2027", "20d 00:00"},
	{"Iñaki Etxeberria", "Bilbao Tools", "Workshop lead", "Demonstration", "3d 11:00"},
	{"Jürgen Weiß", "Weiß Optik", "Managing director", "", ""},
	{"Kenji 田中", "Tanaka 製作所", "Purchasing", "Send samples", "2d 08:00"},
	{"Łukasz Wiśniewski", "Wisła Print", "Printer", "Call back", "0d 12:40"},
	{"מאיה כהן", "Cohen Labs", "Researcher", "", ""},
	{"Nguyễn Thị Hoa", "Saigon Textiles", "Export", "Contract", "9d 00:00"},
	{"Olu Adeyemi", "Kanco", "Director", "Call about the renewal", "0d 11:30"},
	{"Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maximilian Alexander", "Kanco and its many, many subsidiaries in the north and in the south", "Deputy assistant vice president of purchasing and supply", "", ""},
}

// Fill writes customers, deals, tickets and activities around the fixed moment.
func Fill(ctx context.Context, a *app.App) error {
	f := filler{ctx: ctx, a: a}
	for i, p := range people {
		first, last := crm.SplitName(p.name)
		org := f.save("organisation", crm.Values{
			"name": p.organisation, "industry": []string{"Trade", "Food", "Printing", "Freight"}[i%4],
			"website": "www." + strconv.Itoa(i) + ".example.org", "address": crm.Address{City: []string{"Berlin", "Santander", "Oslo"}[i%3]},
		})
		values := crm.Values{
			"first_name": first, "last_name": last, "title": p.title, "organisation": org, "channel": "Phone", "language": "English",
			"emails":  []crm.Reach{{Value: "person" + strconv.Itoa(i) + "@example.org", Label: "work"}},
			"phones":  []crm.Reach{{Value: "+49 30 5550 01" + strconv.Itoa(40+i), Label: "mobile"}},
			"address": crm.Address{Street: "Hauptstraße " + strconv.Itoa(i+1), PostalCode: "10115", City: "Berlin", Country: "Germany"},
			"tags":    []string{"fair", "frame"},
		}
		if p.step != "" {
			values["next_step"], values["next_step_at"] = p.step, moment(p.at)
		}
		contact := f.save("contact", values)
		f.around(i, contact, org, p.organisation)
	}
	return f.err
}

type filler struct {
	ctx context.Context
	a   *app.App
	err error
}

func (f *filler) save(entity string, values crm.Values) string {
	if f.err != nil {
		return ""
	}
	r, err := f.a.New(f.ctx, entity)
	if err == nil {
		for k, v := range values {
			r.Set(k, v)
		}
		r, _, err = f.a.Save(f.ctx, r)
	}
	f.err = err
	return r.ID
}

// around gives a customer a history, a deal, a ticket or a lead, by its number.
func (f *filler) around(i int, contact, org, name string) {
	call := func(kind, subject string, days int) {
		f.save("activity", crm.Values{"kind": kind, "subject": subject, "at": crm.InstantOf(Moment.AddDate(0, 0, -days)), "done": true, "contact": contact, "organisation": org})
	}
	call("call", "wants a frame offer for 2027", i%9)
	if i%2 == 0 {
		call("email", "Delivery dates for December", 4+i)
		call("note", "met at the Leipzig fair, likes short mails", 23)
	}
	stages := []string{"Prospecting", "Qualified", "Proposal", "Negotiation", "Won", "Lost"}
	if i%2 == 0 {
		f.save("deal", crm.Values{
			"name": "Frame 2027 " + name, "stage": stages[i/2%6], "amount": int64(1850000 + 70000*i), "currency": []string{"EUR", "EUR", "USD"}[i%3],
			"close_date": crm.DateOf(Moment.AddDate(0, 0, i*6-12)), "organisation": org, "contact": contact, "source": "Fair",
		})
	}
	if i%3 == 0 {
		f.save("ticket", crm.Values{
			"subject": []string{"Invoice shows wrong VAT", "Machine stops after 10 minutes", "Cannot sign in to portal"}[i/3%3], "kind": "Complaint",
			"status": []string{"Open", "New", "Waiting", "Solved"}[i/3%4], "priority": []string{"High", "Normal", "Urgent"}[i/3%3], "organisation": org, "contact": contact,
			"due_at": crm.InstantOf(Moment.Add(time.Duration(42-60*(i/3%2*2)) * time.Minute)),
		})
	}
	if i%4 == 1 {
		f.save("lead", crm.Values{
			"name": "Kessler Bau " + strconv.Itoa(i), "company": "Kessler Bau", "status": []string{"New", "Working", "Qualified"}[i/4%3],
			"amount": int64(990000), "currency": "EUR", "source": "Web", "emails": []crm.Reach{{Value: "lead" + strconv.Itoa(i) + "@example.org"}},
		})
	}
}

// moment reads "4d 10:00" as four days after [Moment] at ten.
func moment(text string) crm.Instant {
	days, clock, _ := strings.Cut(text, "d ")
	n, _ := strconv.Atoi(days)
	t, _ := time.Parse("15:04", clock)
	y, m, d := Moment.AddDate(0, 0, n).Date()
	return crm.InstantOf(time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, time.UTC))
}
