package agenda

import (
	"time"

	"satchel/app/crm"
)

// Day says by filters what needs the user on a day, and why. The lists understand them, so a number and the list behind it are the same.
type Day struct {
	Near     []List // tickets near the time by which they are due, or past it
	Overdue  []List // due before today
	Due      []List // due today
	Hot      []List // leads that are qualified and on which something happened within a week
	Waiting  []List // tickets that wait for us, though not yet near their time
	Stepless []List // open leads and deals without a next step
}

// List is one entity's part of a reason.
type List struct {
	Entity, Filter, Sort string
	Desc                 bool
	Also                 string // which of them concern the user though they are somebody else's; "" = none
}

// Today is the day of now.
func Today(now time.Time) Day {
	near := `warn_at <= "` + crm.InstantOf(now).String() + `"`
	hot := `status = "` + crm.LeadQualified + `" and modified_at in (last 7 days, today)`
	return Day{
		Near:    []List{{Entity: "ticket", Filter: near, Sort: "due_at", Also: "escalates_to = me and due_at < now"}},
		Overdue: steps("< today"),
		Due:     steps("in today"),
		Hot:     []List{{Entity: "lead", Filter: hot, Sort: crm.FieldModifiedAt, Desc: true}},
		Waiting: []List{{
			Entity: "ticket", Filter: crm.TicketWaitsForUs + ` and not ` + near, Sort: crm.FieldCreatedAt,
		}},
		Stepless: []List{
			{Entity: "lead", Filter: "next_step_at is empty and not (" + hot + ")", Sort: crm.FieldCreatedAt},
			{Entity: "deal", Filter: "next_step_at is empty", Sort: crm.FieldCreatedAt},
		},
	}
}

// steps are next steps and open activities at a time.
func steps(at string) []List {
	var out []List
	for _, name := range []string{"contact", "lead", "deal"} {
		out = append(out, List{Entity: name, Filter: "next_step_at " + at, Sort: "next_step_at"})
	}
	return append(out, List{Entity: "activity", Filter: "at " + at + " and done != yes", Sort: "at"})
}

// Query asks for the open records of the list: the user's own and those of nobody, or everyone's.
func (l List) Query(c *crm.Catalog, everyone bool) (crm.Query, error) {
	e, err := c.Entity(l.Entity)
	if err != nil {
		return crm.Query{}, err
	}
	where, err := crm.ParseFilter(l.Filter)
	if err != nil {
		return crm.Query{}, err
	}
	all := append(crm.And{where}, open(e)...)
	if !everyone {
		also, err := crm.ParseFilter(l.Also)
		if err != nil {
			return crm.Query{}, err
		}
		mine := Mine()
		if also != nil {
			mine = crm.Or{mine, also}
		}
		all = append(all, mine)
	}
	return crm.Query{Entity: l.Entity, Where: all, Sort: []crm.Sort{{Field: l.Sort, Desc: l.Desc}}}, nil
}
