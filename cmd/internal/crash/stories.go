package crash

import (
	"slices"

	"satchel/app/crm"
	"satchel/sync/memory"
)

// story is what a person and a colleague do. It is played the same way every time.
type story struct {
	name string
	on   func(memory.Settings) memory.Settings // what the story asks of the server beyond its capabilities; nil = nothing
	play func(*stage)
}

func stories() []story { return slices.Concat(typing, deciding, faulty, together) }

// acme begins with one record that both sides have.
func acme(s *stage) (here, there string) {
	s.connect()
	there = s.make("organisation", crm.Values{"name": "Acme", "industry": "Steel", "website": "acme.example"})
	s.sync()
	return s.local("organisation", there), there
}

func set(field, value string) crm.Values { return crm.Values{field: value} }

// typing are stories of one person whose work goes out.
var typing = []story{
	{"create", nil, func(s *stage) {
		s.connect()
		s.sync()
		s.put("organisation", "", set("name", "New"))
		s.sync()
	}},
	{"create of every kind", nil, func(s *stage) {
		s.connect()
		org := s.put("organisation", "", set("name", "Org"))
		s.put("contact", "", crm.Values{"last_name": "Cole", "organisation": org})
		s.put("lead", "", crm.Values{"name": "Lead", "status": crm.LeadNew})
		for _, kind := range []string{"call", "task", "meeting"} {
			s.put("activity", "", crm.Values{"subject": "Do " + kind, "kind": kind})
		}
		s.sync()
	}},
	{"edit", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "typed"))
		s.sync()
	}},
	{"edit twice before it is sent", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "first"))
		s.put("organisation", here, set("industry", "second"))
		s.sync()
	}},
	{"edit of several fields, twice", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, crm.Values{"industry": "one", "name": "Acme 1"})
		s.sync()
		s.put("organisation", here, crm.Values{"industry": "two", "website": "two.example"})
		s.sync()
	}},
	{"edit of the same field while it is sent", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "first"))
		s.meet("update", "organisation", func() { s.put("organisation", here, set("industry", "second")) })
		s.sync()
	}},
	{"edit of another field while one is sent", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "first"))
		s.meet("update", "organisation", func() { s.put("organisation", here, set("website", "second.example")) })
		s.sync()
	}},
	{"edit while it is created", nil, func(s *stage) {
		s.connect()
		s.sync()
		here := s.put("organisation", "", set("name", "New"))
		s.meet("create", "organisation", func() { s.put("organisation", here, set("industry", "typed")) })
		s.sync()
	}},
	{"rename while it is created", nil, func(s *stage) {
		s.connect()
		s.sync()
		here := s.put("organisation", "", set("name", "New"))
		s.meet("create", "organisation", func() { s.put("organisation", here, set("name", "Newer")) })
		s.sync()
	}},
	{"delete", nil, func(s *stage) {
		here, _ := acme(s)
		s.remove("organisation", here)
		s.sync()
	}},
	{"delete before it was ever sent", nil, func(s *stage) {
		s.connect()
		s.remove("organisation", s.put("organisation", "", set("name", "Never")))
		s.sync()
	}},
	{"delete while it is sent", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "typed"))
		s.meet("update", "organisation", func() { s.remove("organisation", here) })
		s.sync()
	}},
	{"edit, then delete", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "typed"))
		s.remove("organisation", here)
		s.sync()
	}},
	{"undo of an edit", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "typed"))
		s.put("organisation", here, set("industry", "Steel"))
		s.sync()
	}},
	{"undo of an edit that was sent", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "typed"))
		s.sync()
		s.put("organisation", here, set("industry", "Steel"))
		s.sync()
	}},
	{"undo of a delete", nil, func(s *stage) {
		here, _ := acme(s)
		s.remove("organisation", here)
		s.put("organisation", here, crm.Values{"name": "Acme", "industry": "Steel", "website": "acme.example"})
		s.sync()
	}},
	{"undo of a delete that was sent", nil, func(s *stage) {
		here, _ := acme(s)
		s.remove("organisation", here)
		s.sync()
		s.put("organisation", here, crm.Values{"name": "Acme again", "industry": "Steel"})
		s.sync()
	}},
	{"a chain of new records", nil, func(s *stage) {
		s.connect()
		a := s.put("organisation", "", set("name", "A"))
		b := s.put("organisation", "", crm.Values{"name": "B", "parent": a})
		c := s.put("contact", "", crm.Values{"last_name": "C", "organisation": b})
		s.put("activity", "", crm.Values{"subject": "D", "kind": "call", "contact": c})
		s.sync()
	}},
	{"a link to what is still to be made", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, crm.Values{"parent": s.put("organisation", "", set("name", "Parent"))})
		s.sync()
	}},
	{"a circle of new records", nil, func(s *stage) {
		s.connect()
		a, b := s.store.NewID(), s.store.NewID()
		s.put("organisation", a, crm.Values{"name": "A", "parent": b})
		s.put("organisation", b, crm.Values{"name": "B", "parent": a})
		s.sync()
		s.sync()
	}},
	{"spaces around a value", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", " Trimmed "))
		s.put("organisation", "", set("name", " New "))
		s.sync()
	}},
	{"connecting with data on both sides", nil, func(s *stage) {
		for _, name := range []string{"Ours 1", "Ours 2", "Ours 3"} {
			s.make("organisation", set("name", name+" there"))
		}
		org := s.put("organisation", "", set("name", "Local"))
		s.put("contact", "", crm.Values{"last_name": "Berg", "organisation": org})
		s.connect()
		s.sync()
	}},
}
