package espotest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong with one request. Fields combine; the
// zero value changes nothing.
type Fault struct {
	// Lose breaks the connection before the request arrives: nothing is done.
	Lose bool
	// Drop does what was asked and breaks the connection before the answer.
	Drop bool
	// Status answers with this code and an empty body; with Apply, after doing
	// what was asked.
	Status int
	Apply  bool
	// RetryAfter is the header of that name.
	RetryAfter string
	// Page replaces the body by an HTML page.
	Page bool
	// Cut breaks the connection after that many bytes of the body.
	Cut int
	// Pad lengthens the body by that many blanks.
	Pad int
	// Redirect sends the client to another address instead of answering.
	Redirect string
	// Delay makes a write visible only that much later, under the stamp it
	// would have had at once.
	Delay time.Duration
	// Tear shows a new record without addresses, numbers and links for that
	// long; it becomes whole without a new stamp.
	Tear time.Duration
	// Short leaves at most that many rows of a list.
	Short int
	// Total replaces the total of a list.
	Total *int
}

// Fail adds a hook that may give a fault for a request. Hooks are asked in
// order, the first fault counts. A hook must not call the server.
func (s *Server) Fail(hook func(*Request) *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, hook)
}

// Heal removes all hooks, those of Before too.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.before = nil, nil
}

// Slow makes all following writes, also those made through Create and Update,
// visible later (delay) or torn at first (tear). Slow(0, 0) ends it.
func (s *Server) Slow(delay, tear time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay, s.tear = delay, tear
}

// Before adds a hook that runs before a request is answered and may call the
// server: it is where somebody else acts between two requests of a client.
func (s *Server) Before(hook func(*Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = append(s.before, hook)
}

// serve answers a request, with whatever goes wrong.
func (s *Server) serve(r *Request) *answer {
	s.mu.Lock()
	before := slices.Clone(s.before)
	s.mu.Unlock()
	for _, hook := range before {
		hook(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count(r)
	f := s.fault(r)
	switch {
	case f.Lose:
		return &answer{lost: true}
	case f.Redirect != "":
		return &answer{status: http.StatusTemporaryRedirect, header: http.Header{"Location": {f.Redirect}}}
	case f.Status != 0 && !f.Apply:
		return f.spoil(silent(f.Status).html().answer())
	}
	delay, tear := s.delay, s.tear
	if f.Delay > 0 || f.Tear > 0 {
		s.delay, s.tear = f.Delay, f.Tear
	}
	a := s.handle(r)
	s.delay, s.tear = delay, tear
	a.header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	return f.spoil(a)
}

func (s *Server) fault(r *Request) *Fault {
	for _, hook := range s.faults {
		if f := hook(r); f != nil {
			return f
		}
	}
	return &Fault{}
}

// spoil changes an answer.
func (f *Fault) spoil(a *answer) *answer {
	a.lost = f.Drop
	if f.Status != 0 {
		a.status, a.body = f.Status, nil
		a.header.Set("Content-Type", typeHTML)
	}
	if f.RetryAfter != "" {
		a.header.Set("Retry-After", f.RetryAfter)
	}
	if f.Page {
		a.header.Set("Content-Type", typeHTML)
		a.body = []byte("<!doctype html>\n<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n")
	}
	if f.Short > 0 || f.Total != nil {
		a.body = f.relist(a.body)
	}
	if f.Pad > 0 {
		a.body = append(a.body, strings.Repeat(" ", f.Pad)...)
	}
	a.cut = f.Cut
	return a
}

// relist changes the rows or the total of a list.
func (f *Fault) relist(body []byte) []byte {
	var page struct {
		Total int               `json:"total"`
		List  []json.RawMessage `json:"list"`
	}
	if json.Unmarshal(body, &page) != nil || page.List == nil {
		return body
	}
	if f.Short > 0 && len(page.List) > f.Short {
		page.List = page.List[:f.Short]
	}
	if f.Total != nil {
		page.Total = *f.Total
	}
	return encode(page)
}

// lateRow is what readers see of a record until its last change arrives: an
// older state, or nothing.
type lateRow struct {
	until time.Time
	shown *row
}

// seen gives the state of a record that readers see now, or nil.
func (s *Server) seen(r *row) *row {
	l, late := s.late[r]
	if !late {
		return r
	}
	if !s.now().Before(l.until) {
		delete(s.late, r)
		return r
	}
	return l.shown
}

// holdBack hides a change from readers for as long as writes are slow. old is
// nil for a new record.
func (s *Server) holdBack(r, old *row) {
	delete(s.late, r)
	switch {
	case s.delay > 0:
		s.late[r] = &lateRow{s.now().Add(s.delay), old}
	case s.tear > 0 && old == nil:
		torn := r.clone()
		torn.torn = true
		s.late[r] = &lateRow{s.now().Add(s.tear), torn}
	}
}
