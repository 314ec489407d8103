package memory

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// User returns the id of the user of a name, making one if there is none.
func (s *Server) User(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.ids["user"] {
		if s.rows[id].now().values["name"] == name {
			return id
		}
	}
	values := crm.Values{"name": name, "user_name": strings.ToLower(name), "active": true}
	return s.insert("user", s.newID("user"), "", "", values).id
}

// Create makes a record as somebody at the server would, and returns its id.
func (s *Server) Create(by, feed string, values crm.Values) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.create(by, feed, "", values)
	if err != nil {
		return "", err
	}
	return r.id, nil
}

// Change sets values as somebody at the server would.
func (s *Server) Change(by, id string, values crm.Values) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.live(id)
	if err != nil {
		return err
	}
	return s.update(by, r, values)
}

// Delete removes a record as somebody at the server would.
func (s *Server) Delete(by, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.live(id)
	if err != nil {
		return err
	}
	s.remove(by, r)
	return nil
}

// Merge joins a record into another one of its feed: its id answers with the survivor from then on.
func (s *Server) Merge(by, loser, survivor string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, err := s.live(loser)
	if err != nil {
		return err
	}
	return s.merge(by, from, survivor)
}

func (s *Server) merge(by string, from *row, survivor string) error {
	into, err := s.live(survivor)
	if err != nil {
		return err
	}
	if files := from.now().files; s.set.TakesAlong && len(files) > 0 {
		s.setFiles(by, into, append(slices.Clone(into.now().files), files...))
	}
	before := from.now().values
	from.into = survivor
	s.push(from, by, before, true)
	s.tell(Write{Kind: "merge", By: by, Feed: from.feed, ID: from.id, Number: from.now().version, Before: maps.Clone(before)})
	return nil
}

// Restore brings a deleted record back as it was; false if it is not deleted, or was merged.
func (s *Server) Restore(by, id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rows[id]
	if r == nil || !r.now().gone || r.into != "" {
		return false
	}
	values := r.now().values
	s.push(r, by, values, false)
	s.tell(Write{Kind: "restore", By: by, Feed: r.feed, ID: r.id, Number: r.now().version, After: maps.Clone(values)})
	return true
}

// Slip changes values without moving the record's stamp or version, as some servers do with relations.
func (s *Server) Slip(id string, values crm.Values) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.live(id)
	if err != nil {
		return err
	}
	after := maps.Clone(r.now().values)
	maps.Copy(after, values)
	r.now().values = after
	return nil
}

// Deny hides a record from a user, or shows it again.
func (s *Server) Deny(user, id string, hidden bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.denied[user+" "+id] = hidden
	if r := s.rows[id]; r != nil {
		s.touch(r)
	}
}

// Read returns the current record; false if there is none.
func (s *Server) Read(id string) (remote.Record, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.live(id)
	if err != nil {
		return remote.Record{}, false
	}
	rec := s.record(r, r.now(), false)
	rec.Values = maps.Clone(rec.Values)
	return rec, true
}

// All returns the ids of a feed's current records in ascending order.
func (s *Server) All(feed string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, id := range s.ids[feed] {
		if !s.rows[id].now().gone {
			out = append(out, id)
		}
	}
	return out
}

// Requests is the number of requests so far.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *Server) live(id string) (*row, error) {
	r := s.rows[id]
	if r == nil || r.now().gone {
		return nil, &remote.Error{Class: remote.Gone, Message: "There is no such record."}
	}
	return r, nil
}

var shared struct {
	sync.Mutex
	servers map[string]*Server
}

// Scheme begins the address of a server shared by everything in this process.
const Scheme = "memory://"

// Open is the provider's opener: "memory://NAME" is one server for the whole process, made when first opened.
func Open(o remote.Options) (remote.Provider, error) {
	name, ok := strings.CutPrefix(o.URL, Scheme)
	if !ok || name == "" {
		return nil, crm.Errorf(crm.CodeInvalid, "The address of a server in memory reads memory://NAME.")
	}
	return Shared(name, o.Catalog).Client(o), nil
}

// Shared returns the process-wide server of a name.
func Shared(name string, catalog *crm.Catalog) *Server {
	shared.Lock()
	defer shared.Unlock()
	if shared.servers == nil {
		shared.servers = map[string]*Server{}
	}
	s := shared.servers[name]
	if s == nil {
		s = NewServer(Settings{Name: name, Catalog: catalog, Markers: true, Versions: true, Alias: true})
		shared.servers[name] = s
	}
	return s
}
