package memory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// Server holds the records. All methods may be called from any goroutine.
type Server struct {
	set   Settings
	feeds []remote.Feed

	mu     sync.Mutex
	n      int // requests
	writes int
	shown  crm.Instant         // the latest that the clock ever said
	seq    int                 // of the last change
	era    int                 // raised when the server goes back in time; sequences of several eras do not compare
	rows   map[string]*row     // by id
	ids    map[string][]string // per feed, ascending
	denied map[string]bool     // user id + record id
	files  map[string]*attachment
}

// row is a record with the states that some list may still show, oldest first; the last one is current.
type row struct {
	feed, id, marker, creator string
	created                   crm.Instant
	into                      string // merged into this id
	seq                       int    // of its last change
	states                    []state
}

type state struct {
	values  crm.Values
	version int
	at      crm.Instant // stamp
	seen    crm.Instant // when lists show it
	by      string
	gone    bool
	files   []string // of the record, as attached
}

func (r *row) now() *state { return &r.states[len(r.states)-1] }

// listed is the state that lists show at a moment, nil for none.
func (r *row) listed(now crm.Instant) *state {
	for i := len(r.states) - 1; i >= 0; i-- {
		if r.states[i].seen <= now {
			return &r.states[i]
		}
	}
	return nil
}

// NewServer makes an empty server.
func NewServer(set Settings) *Server {
	if set.Catalog == nil {
		set.Catalog = crm.Base()
	}
	if set.Now == nil {
		set.Now = time.Now
	}
	if set.ChangesFeed {
		set.Lag = 0
	}
	if set.PageSize == 0 {
		set.PageSize = 200
	}
	return &Server{
		set: set, feeds: withFiles(set, feedsOf(set)), rows: map[string]*row{}, ids: map[string][]string{}, denied: map[string]bool{},
		files: map[string]*attachment{},
	}
}

func (s *Server) clock() crm.Instant { return crm.InstantOf(s.set.Now()) }

// visible is the moment up to which lists show changes: putting the clock back hides nothing.
func (s *Server) visible() crm.Instant {
	s.shown = max(s.shown, s.clock())
	return s.shown
}

// stamp is the clock in the server's grain.
func (s *Server) stamp() crm.Instant { return crm.InstantOf(s.set.Now().Truncate(max(s.set.Grain, 1))) }

func (s *Server) feed(name string) (remote.Feed, *crm.Entity, error) {
	for _, f := range s.feeds {
		if f.Name == name {
			e, err := s.set.Catalog.Entity(f.Entity)
			return f, e, err
		}
	}
	return remote.Feed{}, nil, &remote.Error{Class: remote.Protocol, Message: fmt.Sprintf("This server has no %q.", name)}
}

// push makes values the current state of a row. The delay of lists differs from write to write but never exceeds the lag.
func (s *Server) push(r *row, by string, values crm.Values, gone bool) {
	s.writes++
	now := s.visible()
	st := state{values: values, version: 1, at: s.stamp(), seen: now, by: by, gone: gone}
	if lag := s.set.Lag.Milliseconds(); lag > 0 && now == s.clock() { // no delay while the clock, put back, cannot tell its end
		st.seen += crm.Instant(int64(s.writes) * 7919 % (lag + 1))
	}
	if n := len(r.states); n > 0 {
		st.version, st.files = r.now().version+1, r.now().files
		for n > 1 && r.states[1].seen <= now {
			r.states, n = r.states[1:], n-1
		}
	}
	r.states = append(r.states, st)
	s.touch(r)
}

// touch puts a row at the end of the sequence of changes.
func (s *Server) touch(r *row) {
	s.seq++
	r.seq = s.seq
}

func (s *Server) insert(feed, id, marker, by string, values crm.Values) *row {
	r := &row{feed: feed, id: id, marker: marker, creator: by, created: s.stamp()}
	s.push(r, by, values, false)
	s.rows[id] = r
	i, _ := slices.BinarySearch(s.ids[feed], id)
	s.ids[feed] = slices.Insert(s.ids[feed], i, id)
	return r
}

func (s *Server) newID(feed string) string {
	return s.qualify(feed, fmt.Sprintf("%s-%06d", strings.ToLower(feed), s.writes+1))
}

// qualify puts the feed before ids of entities with several feeds.
func (s *Server) qualify(feed, id string) string {
	if f, _, err := s.feed(feed); err != nil || f.Entity == feed {
		return id
	}
	return remote.Qualify(feed, id)
}

// create checks and stores a record.
func (s *Server) create(by, feed, marker string, values crm.Values) (*row, error) {
	_, e, err := s.feed(feed)
	if err != nil {
		return nil, err
	}
	full := crm.Values{}
	if err := s.apply(by, feed, e, full, values); err != nil {
		return nil, err
	}
	id := s.newID(feed)
	if s.set.ClientIDs && marker != "" {
		id = s.qualify(feed, marker)
	}
	if !s.set.Markers && !s.set.ClientIDs {
		marker = ""
	}
	r := s.insert(feed, id, marker, by, full)
	s.tell(Write{Kind: "create", By: by, Feed: feed, ID: id, Marker: marker, Number: r.now().version, After: maps.Clone(full)})
	return r, nil
}

func (s *Server) update(by string, r *row, values crm.Values) error {
	_, e, err := s.feed(r.feed)
	if err != nil {
		return err
	}
	before, after := r.now().values, maps.Clone(r.now().values)
	if err := s.apply(by, r.feed, e, after, values); err != nil {
		return err
	}
	s.push(r, by, after, false)
	s.tell(Write{Kind: "update", By: by, Feed: r.feed, ID: r.id, Number: r.now().version, Before: maps.Clone(before), After: maps.Clone(after)})
	return nil
}

func (s *Server) remove(by string, r *row) {
	before := r.now().values
	s.push(r, by, before, true)
	s.tell(Write{Kind: "delete", By: by, Feed: r.feed, ID: r.id, Number: r.now().version, Before: maps.Clone(before)})
}

func (s *Server) tell(w Write) {
	if s.set.Journal != nil {
		w.At = s.stamp()
		s.set.Journal(w)
	}
}

// apply sets values in full, in the server's own form, or says why it will not.
func (s *Server) apply(by, feed string, e *crm.Entity, full, values crm.Values) error {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f, ok := e.Field(name)
		if !ok {
			return &remote.Error{Class: remote.Rejected, Field: name, Message: fmt.Sprintf("There is no field %q.", name)}
		}
		v := s.canon(f, values[name])
		if err := checkWire(f, v); err != nil {
			return &remote.Error{Class: remote.Rejected, Field: name, Message: err.Error()}
		}
		if s.set.Drop == nil || !s.set.Drop(by, feed, name, v) {
			full[name] = v
		}
	}
	if e.Derive != nil {
		r := crm.Record{Entity: e.Name, Values: full}
		e.Derive(&r)
	}
	if s.set.Reject != nil {
		if words := s.set.Reject(feed, full); words != "" {
			return &remote.Error{Class: remote.Rejected, Message: words}
		}
	}
	return nil
}

// record shows one state of a row.
func (s *Server) record(r *row, st *state, brief bool) remote.Record {
	out := remote.Record{Feed: r.feed, ID: r.id, ModifiedAt: st.at, ModifiedBy: st.by, Marker: r.marker}
	if s.set.Versions {
		out.Version = fmt.Sprint(st.version)
	}
	if !brief {
		f, _, _ := s.feed(r.feed)
		out.Values = make(crm.Values, len(f.Fields))
		for _, name := range f.Fields {
			out.Values[name] = st.values[name]
		}
	}
	return out
}

// inPart is a record as lists show it. Whether there is more of an address or number than the first they do not say.
func (s *Server) inPart(out remote.Record) remote.Record {
	if !s.set.Partial {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(out.Values)) {
		if list, _ := out.Values[name].([]crm.Reach); len(list) > 0 {
			out.Values[name] = list[:1:1]
			out.Partial = append(out.Partial, name)
		}
	}
	return out
}
