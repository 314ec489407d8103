package espotest

import (
	"sync"
	"time"
)

// stampLayout is how the server writes a time: UTC, to the second.
const stampLayout = "2006-01-02 15:04:05"

// Version is the release of the server that is modelled.
const Version = "9.3.10"

// Server is one modelled installation. The zero value is not usable: see New.
// All methods may be called from several goroutines.
type Server struct {
	mu        sync.Mutex
	now       func() time.Time
	types     map[string]*entityType
	tables    map[string]*table
	relations map[string]*relationTable
	emails    map[string]*contactRow // by lower-case address
	phones    map[string]*contactRow // by stored number
	users     map[string]*user       // by id
	roles     map[string]*Role       // by id
	tokens    map[string]string      // token -> user id
	failures  map[string][]time.Time // address of a client -> its failed logins
	settings  map[string]any
	converted map[string]string // record made by a conversion -> its lead
	contents  map[string][]byte // attachment id -> what it holds
	numbers   map[string]int    // entity type -> last automatic number
	sequence  int               // makes ids rise within a second
	changed   time.Time         // of the metadata
	started   time.Time
	faults    []func(*Request) *Fault
	before    []func(*Request)
	late      map[*row]*lateRow
	delay     time.Duration // of writes now being made
	tear      time.Duration
	hosts     map[string]int
	counts    map[string]int
	client    string // address of the client now served
}

// New makes an empty installation with one administrator, user name "admin".
// now is its only clock; nil stands for a clock that never moves.
func New(now func() time.Time) *Server {
	if now == nil {
		fixed := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		now = func() time.Time { return fixed }
	}
	s := &Server{
		now: now, types: allTypes(), tables: map[string]*table{}, relations: map[string]*relationTable{},
		emails: map[string]*contactRow{}, phones: map[string]*contactRow{}, users: map[string]*user{},
		roles: map[string]*Role{}, tokens: map[string]string{}, failures: map[string][]time.Time{},
		converted: map[string]string{}, contents: map[string][]byte{}, numbers: map[string]int{}, counts: map[string]int{},
		settings: defaultSettings(), late: map[*row]*lateRow{}, hosts: map[string]int{},
	}
	for name := range s.types {
		s.tables[name] = newTable()
	}
	s.numbers["order"] = 9999
	s.started, s.changed = s.now(), s.now()
	if _, err := s.AddUser(User{UserName: "admin", LastName: "Admin", Password: "admin", Type: "admin"}); err != nil {
		panic(err) // cannot happen: the store is empty
	}
	return s
}

// Set changes a value of the answer to GET Settings, for instance
// "recordListMaxSizeLimit" or "phoneNumberInternational".
func (s *Server) Set(name string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings[name] = value
}

// stamp is the present second as the server writes it.
func (s *Server) stamp() string { return s.now().UTC().Format(stampLayout) }

// limit is the largest page of a list.
func (s *Server) limit() int { return asInt(s.settings["recordListMaxSizeLimit"], 200) }

// next is the next automatic number of a type.
func (s *Server) next(entity string) float64 {
	s.numbers[entity]++
	return float64(s.numbers[entity])
}
