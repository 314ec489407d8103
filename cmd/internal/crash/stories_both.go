package crash

import (
	"fmt"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/engine"
	"satchel/sync/memory"
)

// clash ends with a value typed here and another one there.
func clash(s *stage) (here, there string) {
	here, there = acme(s)
	s.put("organisation", here, set("industry", "mine"))
	s.change(there, set("industry", "theirs"))
	s.sync()
	return here, there
}

func goneThere(s *stage) {
	here, there := acme(s)
	s.put("organisation", here, set("industry", "mine"))
	s.drop(there)
	s.sync()
}

func goneHere(s *stage) {
	here, there := acme(s)
	s.remove("organisation", here)
	s.change(there, set("industry", "theirs"))
	s.sync()
}

// crowd is more records than may vanish without a word.
func crowd(s *stage) {
	s.connect()
	var ids []string
	for i := range 22 {
		ids = append(ids, s.make("lead", crm.Values{"name": fmt.Sprint("Lead ", i), "status": crm.LeadNew}))
	}
	s.sync()
	for _, id := range ids {
		must(s.server.Delete(s.eve, id))
	}
	s.pass(5e9)
	s.sync()
}

// restored ends with a server that was set back to a time before a change that was seen here.
func restored(s *stage) {
	_, there := acme(s)
	restore := s.server.Backup()
	s.pass(time.Hour)
	s.change(there, set("industry", "later"))
	s.sync()
	s.pass(time.Hour)
	restore()
	s.pass(time.Hour)
	s.sync()
}

func asks(s *stage, kind replica.ConflictKind, begin func(*stage), choice engine.Choice) {
	begin(s)
	s.answer(kind, choice)
	s.sync()
}

func twins(set memory.Settings) memory.Settings { set.Twins = true; return set }

func double(s *stage) {
	s.connect()
	s.make("organisation", set("name", "Acme"))
	s.twice["Acme"] = true
	s.put("organisation", "", crm.Values{"name": "Acme", "industry": "mine"})
	s.sync()
}

// deciding are stories that end in the inbox, with each answer.
var deciding = []story{
	{"both edited, unanswered", nil, func(s *stage) { clash(s) }},
	{"both edited, mine", nil, func(s *stage) {
		asks(s, replica.BothEdited, func(s *stage) { clash(s) }, engine.Mine)
	}},
	{"both edited, theirs", nil, func(s *stage) {
		asks(s, replica.BothEdited, func(s *stage) { clash(s) }, engine.Theirs)
	}},
	{"both edited, and typed again", nil, func(s *stage) {
		here, _ := clash(s)
		s.put("organisation", here, set("industry", "third"))
		s.sync()
	}},
	{"both edited, mine, and changed there once more", nil, func(s *stage) {
		_, there := clash(s)
		s.answer(replica.BothEdited, engine.Mine)
		s.change(there, set("industry", "theirs again"))
		s.sync()
	}},
	{"both edited, mine, taken back before it is sent", nil, func(s *stage) {
		clash(s)
		id := s.inbox()[0].ID
		s.answer(replica.BothEdited, engine.Mine)
		s.takeBack(id)
		s.sync()
	}},
	{"both edited, mine, taken back after it was sent", nil, func(s *stage) {
		clash(s)
		id := s.inbox()[0].ID
		s.answer(replica.BothEdited, engine.Mine)
		s.sync()
		s.takeBack(id)
		s.sync()
	}},
	{"sent without its link", nil, func(s *stage) {
		s.connect()
		s.refuses = "Bad"
		bad := s.put("organisation", "", set("name", "Bad"))
		child := s.put("contact", "", crm.Values{"last_name": "Child", "organisation": bad})
		s.sync()
		s.unlink(crm.Ref{Entity: "contact", ID: child})
		s.sync()
		s.put("organisation", bad, set("name", "Better"))
		s.sync()
	}},
	{"deleted there, edited here, unanswered", nil, goneThere},
	{"deleted there, edited here, mine", nil, func(s *stage) { asks(s, replica.GoneThere, goneThere, engine.Mine) }},
	{"deleted there, edited here, theirs", nil, func(s *stage) { asks(s, replica.GoneThere, goneThere, engine.Theirs) }},
	{"deleted here, edited there, unanswered", nil, goneHere},
	{"deleted here, edited there, mine", nil, func(s *stage) { asks(s, replica.GoneHere, goneHere, engine.Mine) }},
	{"deleted here, edited there, theirs", nil, func(s *stage) { asks(s, replica.GoneHere, goneHere, engine.Theirs) }},
	{"it exists already, unanswered", twins, double},
	{"it exists already, another one", twins, func(s *stage) { asks(s, replica.MaybeTwice, double, engine.Mine) }},
	{"it exists already, that one", twins, func(s *stage) { asks(s, replica.MaybeTwice, double, engine.Theirs) }},
	{"many are missing, unanswered", nil, crowd},
	{"many are missing, theirs", nil, func(s *stage) { asks(s, replica.ManyMissing, crowd, engine.Theirs) }},
	{"many are missing, mine", nil, func(s *stage) { asks(s, replica.ManyMissing, crowd, engine.Mine) }},
	{"restored from a backup, unanswered", nil, restored},
	{"restored from a backup, mine", nil, func(s *stage) { asks(s, replica.Rewound, restored, engine.Mine) }},
	{"restored from a backup, theirs", nil, func(s *stage) { asks(s, replica.Rewound, restored, engine.Theirs) }},
	{"refused, then repaired", nil, func(s *stage) {
		s.connect()
		s.refuses = "Bad"
		bad := s.put("organisation", "", set("name", "Bad"))
		s.put("contact", "", crm.Values{"last_name": "Child", "organisation": bad})
		s.put("organisation", "", set("name", "Good"))
		s.sync()
		s.put("organisation", bad, set("name", "Better"))
		s.sync()
	}},
	{"refused edit, then repaired", nil, func(s *stage) {
		here, _ := acme(s)
		s.refuses = "Bad"
		s.put("organisation", here, set("name", "Bad"))
		s.sync()
		s.put("organisation", here, set("name", "Better"))
		s.sync()
	}},
}

// together are stories in which a colleague does most.
var together = []story{
	{"first load of several pages", nil, func(s *stage) {
		s.connect()
		for i := range 7 {
			s.make("organisation", set("name", fmt.Sprint("Org ", i)))
		}
		s.sync()
	}},
	{"made, changed and deleted there", nil, func(s *stage) {
		_, there := acme(s)
		b := s.make("organisation", set("name", "B"))
		s.sync()
		s.change(there, set("name", "Acme 2"))
		s.drop(b)
		s.make("organisation", set("name", "C"))
		s.sync()
	}},
	{"different fields on both sides", nil, func(s *stage) {
		here, there := acme(s)
		s.put("organisation", here, set("industry", "mine"))
		s.change(there, set("website", "theirs.example"))
		s.sync()
	}},
	{"the same value on both sides", nil, func(s *stage) {
		here, there := acme(s)
		s.put("organisation", here, set("industry", "alike"))
		s.change(there, set("industry", "alike"))
		s.sync()
	}},
	{"tags on both sides", nil, func(s *stage) {
		here, there := acme(s)
		s.change(there, crm.Values{"tags": []string{"a", "b"}})
		s.sync()
		s.put("organisation", here, crm.Values{"tags": []string{"b", "mine"}})
		s.change(there, crm.Values{"tags": []string{"a", "b", "theirs"}})
		s.sync()
	}},
	{"an amount here, its currency there", nil, func(s *stage) {
		s.connect()
		there := s.make("lead", crm.Values{"name": "Lead", "status": crm.LeadNew, "amount": int64(500), "currency": "EUR"})
		s.sync()
		s.put("lead", s.local("lead", there), crm.Values{"amount": int64(700)})
		s.change(there, set("currency", "USD"))
		s.sync()
	}},
	{"changed there while it is sent", nil, func(s *stage) {
		here, there := acme(s)
		s.put("organisation", here, set("industry", "mine"))
		s.meet("update", "organisation", func() { s.change(there, set("website", "theirs.example")) })
		s.sync()
		s.sync()
	}},
	{"deleted there while it is sent", nil, func(s *stage) {
		here, there := acme(s)
		s.put("organisation", here, set("industry", "mine"))
		s.meet("update", "organisation", func() { s.drop(there) })
		s.orUnheard("edit_delete organisation : industry=mine, name=Acme, website=acme.example | ")
		s.sync()
		s.sync()
	}},
	{"merged there", nil, func(s *stage) {
		here, there := acme(s)
		other := s.make("organisation", set("name", "Other"))
		s.put("contact", "", crm.Values{"last_name": "Child", "organisation": here})
		s.sync()
		s.join(there, other)
		s.sync()
	}},
	{"merged there, edited here", nil, func(s *stage) {
		here, there := acme(s)
		other := s.make("organisation", set("name", "Other"))
		s.sync()
		s.put("organisation", here, set("industry", "mine"))
		s.put("contact", "", crm.Values{"last_name": "Child", "organisation": here})
		s.join(there, other)
		s.sync()
	}},
	{"merged there, deleted here", nil, func(s *stage) {
		here, there := acme(s)
		other := s.make("organisation", set("name", "Other"))
		s.sync()
		s.remove("organisation", here)
		s.join(there, other)
		s.sync()
	}},
	{"hidden, then shown again", nil, func(s *stage) {
		_, there := acme(s)
		s.server.Deny(s.server.User("Ann"), there, true)
		s.sync()
		s.server.Deny(s.server.User("Ann"), there, false)
		s.change(there, set("name", "Acme again"))
		s.sync()
	}},
}
