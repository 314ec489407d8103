package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"satchel/app/crm"
)

// Counts says how many records of each entity a generated database has.
type Counts struct {
	Organisations, Contacts, Leads, Deals, Tickets, Activities int
}

// Large is the database that the program's speed is measured on.
var Large = Counts{Organisations: 100_000, Contacts: 1_000_000, Leads: 300_000, Deals: 200_000, Tickets: 300_000, Activities: 1_000_000}

// Scale returns the counts times a factor, at least one of each.
func (c Counts) Scale(factor float64) Counts {
	n := func(v int) int { return max(1, int(float64(v)*factor)) }
	return Counts{n(c.Organisations), n(c.Contacts), n(c.Leads), n(c.Deals), n(c.Tickets), n(c.Activities)}
}

// Generator makes big realistic data: names in many scripts, few organisations with very many records and many with few, three
// years that grow busier, most old business closed. The same seed, counts and moment give the same records. It does no I/O.
type Generator struct {
	Seed   uint64
	Counts Counts
	Now    time.Time // the last moment of the data
	Owners []string  // ids of users to spread the records over; none = no owners
}

// batch is the number of records that are handed out at once.
const batch = 1000

// Each hands out all records, an entity after the other, linked ones after those they point to, each entity in order of creation.
// The slice is used again after f returns. An error of f stops it.
func (g Generator) Each(f func([]crm.Record) error) error {
	for stream, e := range []struct {
		name string
		n    int
		make func(*draw, int, crm.Values)
	}{
		{"organisation", g.Counts.Organisations, (*draw).organisation},
		{"contact", g.Counts.Contacts, (*draw).contact},
		{"lead", g.Counts.Leads, (*draw).lead},
		{"deal", g.Counts.Deals, (*draw).deal},
		{"ticket", g.Counts.Tickets, (*draw).ticket},
		{"activity", g.Counts.Activities, (*draw).activity},
	} {
		d := newDraw(g, uint64(stream)) //nolint:gosec // small
		out := make([]crm.Record, 0, batch)
		for i := range e.n {
			d.at = g.created(i, e.n)
			r := crm.NewRecord(e.name, g.id(e.name, i, e.n))
			r.Values[crm.FieldCreatedAt] = d.at
			e.make(d, i, r.Values)
			if len(g.Owners) > 0 && e.name != "organisation" {
				r.Values[crm.FieldOwner] = g.Owners[d.IntN(len(g.Owners))]
			}
			if out = append(out, r); len(out) == batch || i == e.n-1 {
				if err := f(out); err != nil {
					return err
				}
				out = out[:0]
			}
		}
	}
	return nil
}

// years is the span of the data.
const years = 3 * 365 * 24 * time.Hour

// created is the moment of the i-th of n records: later ones are closer together, as business grows.
func (g Generator) created(i, n int) crm.Instant {
	share := math.Pow((float64(i)+0.5)/float64(n), 0.7)
	return crm.InstantOf(g.Now.Add(-years + time.Duration(share*float64(years))))
}

// id is that of the i-th of n records of an entity; links are made by it without keeping any record.
func (g Generator) id(entity string, i, n int) string {
	kind := strings.Index("organisation contact lead deal ticket activity", entity)
	return newID(g.created(i, n), uint64(kind)<<40|uint64(i)) //nolint:gosec // small
}

// draw is the luck of one stream of records.
type draw struct {
	*rand.Rand
	g    Generator
	zipf *rand.Zipf
	at   crm.Instant
}

func newDraw(g Generator, stream uint64) *draw {
	r := rand.New(rand.NewPCG(g.Seed, stream))                                                            //nolint:gosec // data to try, no secrets
	return &draw{Rand: r, g: g, zipf: rand.NewZipf(r, 1.1, 20, uint64(max(g.Counts.Organisations, 1)-1))} //nolint:gosec // small
}

// pick draws one of a list, the first ones far more often.
func pick[T any](d *draw, list []T) T {
	x := d.Float64()
	return list[int(x*x*float64(len(list)))]
}

// customer draws an organisation by its size and one of the contacts.
func (d *draw) customer(v crm.Values) {
	i := int(d.zipf.Uint64()) //nolint:gosec // below the number of organisations
	v["organisation"] = d.g.id("organisation", i, d.g.Counts.Organisations)
	if n := d.g.Counts.Contacts; n > 0 {
		v["contact"] = d.g.id("contact", d.contactOf(i), n)
	}
}

// contactOf draws a contact of an organisation: those whose number leaves the organisation's as remainder.
func (d *draw) contactOf(organisation int) int {
	orgs, n := d.g.Counts.Organisations, d.g.Counts.Contacts
	first := organisation % n
	return first + d.IntN((n-first-1)/orgs+1)*orgs
}

func (d *draw) organisation(i int, v crm.Values) {
	c := &cultures[d.IntN(len(cultures))]
	name := fmt.Sprintf("%s %s", pick(d, c.last), pick(d, trades))
	if d.IntN(3) == 0 {
		name = fmt.Sprintf("%s %s", pick(d, places), pick(d, trades))
	}
	name = fmt.Sprintf("%s %d %s", name, i, c.legal)
	v["name"] = name
	v["industry"] = pick(d, industries)
	v["website"] = fmt.Sprintf("www.org%d.example", i)
	v["phones"] = []crm.Reach{{Value: d.phone(c), Label: "work"}}
	v["address"] = d.address(c)
	v["kind"] = pick(d, []string{"Customer", "Customer", "Partner", "Reseller", "Investor", "Buying group"})
}

func (d *draw) contact(i int, v crm.Values) {
	c := &cultures[d.IntN(len(cultures))]
	v["first_name"], v["last_name"] = pick(d, c.first), pick(d, c.last)
	v["emails"] = []crm.Reach{{Value: fmt.Sprintf("%s%d@mail%d.example", c.mail, i, i%997), Label: "work"}}
	v["phones"] = []crm.Reach{{Value: d.phone(c), Label: "mobile"}}
	v["organisation"] = d.g.id("organisation", i%d.g.Counts.Organisations, d.g.Counts.Organisations)
	v["title"] = pick(d, jobs)
	v["source"] = pick(d, sources)
	if d.IntN(2) == 0 {
		v["address"] = d.address(c)
	}
	if d.IntN(8) == 0 {
		v["next_step"], v["next_step_at"] = pick(d, subjects), d.near()
	}
	if d.IntN(5) == 0 {
		v["tags"] = []string{pick(d, tags)}
	}
	if d.IntN(20) == 0 {
		v["description"] = d.prose(20)
	}
}

func (d *draw) lead(i int, v crm.Values) {
	c := &cultures[d.IntN(len(cultures))]
	v["name"] = pick(d, c.first) + " " + pick(d, c.last)
	v["company"] = pick(d, places) + " " + pick(d, trades)
	v["emails"] = []crm.Reach{{Value: fmt.Sprintf("lead%d@mail%d.example", i, i%997)}}
	v["source"] = pick(d, sources)
	d.amount(v)
	switch x := d.Float64(); {
	case d.age() < 40 && x < 0.7:
		v["status"] = pick(d, []string{crm.LeadNew, crm.LeadWorking, crm.LeadQualified})
		if d.IntN(3) > 0 {
			v["next_step"], v["next_step_at"] = pick(d, subjects), d.near()
		}
	case x < 0.25:
		v["status"], v["converted_at"] = crm.LeadWon, d.later(30)
	default:
		v["status"], v["lost_reason"] = crm.LeadLost, pick(d, reasons)
	}
}

func (d *draw) deal(i int, v crm.Values) {
	d.customer(v)
	v["name"] = fmt.Sprintf("%s %d", pick(d, products), i)
	v["source"] = pick(d, sources)
	d.amount(v)
	stage, open := pick(d, []string{"Prospecting", "Qualified", "Proposal", "Negotiation"}), d.age() < 90 && d.IntN(4) > 0
	if open {
		v["stage"] = stage
		v["close_date"] = crm.DateOf(d.near().Time())
		return
	}
	v["stage"] = crm.DealWon
	if d.Float64() > 0.45 {
		v["stage"], v["lost_reason"] = crm.DealLost, pick(d, reasons)
	}
	closed := d.later(80)
	v["closed_at"], v["close_date"] = closed, crm.DateOf(closed.Time())
}

func (d *draw) ticket(i int, v crm.Values) {
	d.customer(v)
	v["number"] = fmt.Sprint(100_000 + i)
	v["subject"] = pick(d, subjects) + ": " + pick(d, products)
	v["kind"] = pick(d, []string{"Question", "Fault", "Request", "Complaint"})
	v["priority"] = pick(d, []string{"Normal", "Normal", "High", "Low", "Urgent"})
	v["description"] = d.prose(12)
	v["due_at"] = d.at + crm.Instant(4+d.IntN(70))*hour
	if d.age() < 10 && d.IntN(3) > 0 {
		v["status"] = pick(d, []string{crm.TicketNew, crm.TicketOpen, crm.TicketWaiting})
		return
	}
	v["status"], v["solved_at"] = pick(d, []string{crm.TicketClosed, crm.TicketSolved}), d.later(6)
}

func (d *draw) activity(_ int, v crm.Values) {
	d.customer(v)
	v["kind"] = pick(d, []string{"call", "email", "meeting", "note", "visit", "task", "letter"})
	v["direction"] = pick(d, []string{"out", "in"})
	v["subject"] = pick(d, subjects)
	v["at"], v["done"] = d.at, d.age() > 3 || d.IntN(2) == 0
	v["duration"] = int64(1+d.IntN(60)) * 60
	if d.IntN(4) == 0 {
		v["body"] = d.prose(15)
	}
	if n := d.g.Counts.Deals; n > 0 && d.IntN(5) == 0 {
		v["about"] = d.g.id("deal", d.IntN(n), n)
	}
}
