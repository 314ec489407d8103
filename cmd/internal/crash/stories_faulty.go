package crash

import (
	"slices"

	"satchel/app/crm"
	"satchel/sync/memory"
)

// goes wrong in these ways.
var faultNames = map[memory.FaultKind]string{
	memory.LostRequest: "request lost", memory.LostResponse: "answer lost", memory.ServerError: "error after it was done",
	memory.Unreachable: "no connection", memory.Busy: "busy",
}

// faulty are stories in which requests go wrong: each kind of request in each way.
var faulty = slices.Concat(wrong("create", func(s *stage, fail func()) {
	s.connect()
	s.sync()
	here := s.put("organisation", "", set("name", "New"))
	fail()
	s.sync()
	s.put("organisation", here, set("industry", "typed"))
	s.sync()
}), wrong("update", func(s *stage, fail func()) {
	here, _ := acme(s)
	s.put("organisation", here, set("industry", "first"))
	fail()
	s.sync()
	s.put("organisation", here, set("industry", "second"))
	s.sync()
}), wrong("delete", func(s *stage, fail func()) {
	here, _ := acme(s)
	s.remove("organisation", here)
	fail()
	s.sync()
}), []story{
	{"answer lost twice, edited between", nil, func(s *stage) {
		here, _ := acme(s)
		s.put("organisation", here, set("industry", "first"))
		s.once("update", memory.LostResponse, memory.LostResponse)
		s.meet("update", "organisation", func() { s.put("organisation", here, set("industry", "second")) })
		s.sync()
	}},
	{"answer of a create lost, deleted meanwhile", nil, func(s *stage) {
		s.connect()
		s.sync()
		here := s.put("organisation", "", set("name", "New"))
		s.once("create", memory.LostResponse)
		s.meet("create", "organisation", func() { s.remove("organisation", here) })
		s.sync()
	}},
	{"lists end early", nil, func(s *stage) {
		s.connect()
		for _, name := range []string{"A", "B", "C", "D"} {
			s.make("organisation", set("name", name))
		}
		s.once("list", slices.Repeat([]memory.FaultKind{memory.ShortPage}, 12)...)
		s.sync()
		s.put("organisation", "", crm.Values{"name": "E"})
		s.sync()
	}},
})

// wrong tells one story for each way in which its request can fail.
func wrong(verb string, play func(s *stage, fail func())) (out []story) {
	for _, kind := range []memory.FaultKind{memory.LostRequest, memory.LostResponse, memory.ServerError, memory.Unreachable, memory.Busy} {
		out = append(out, story{verb + ", " + faultNames[kind], nil, func(s *stage) {
			play(s, func() { s.once(verb, kind) })
		}})
	}
	return out
}
