package hub

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// who are the visitors of the matrix.
type who struct {
	name, role, id, token string
	in                    bool // let in at all
}

func (s *served) visitors() []who {
	out := []who{{name: "nobody"}, {name: "forged", token: "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IngiLCJ0eXBlIjoiYXV0aCJ9.x"}}
	for _, role := range Roles() {
		id, token := s.add(role, role, "north")
		out = append(out, who{role, role, id, token, true})
		id, token = s.add("gone-"+role, role, "north")
		s.ok(s.Disable("gone-" + role + "@example.org"))
		out = append(out, who{"disabled " + role, role, id, token, false})
		id, _ = s.add("off-"+role, role, "north") // switched off in the dashboard, where the token stays good
		r, err := s.app.FindRecordById(users, id)
		s.ok(err)
		token, err = r.NewAuthToken()
		s.ok(err)
		r.Set("disabled", true)
		s.ok(s.app.Save(r))
		out = append(out, who{"switched off " + role, role, id, token, false})
	}
	return out
}

// TestMatrix tries every verb on every feed with every role, for a record of one's own and one of a stranger's, with every setting of
// what members see.
func TestMatrix(t *testing.T) {
	s := serve(t)
	stranger, _ := s.add("stranger", wire.Member, "south")
	visitors, tried := s.visitors(), 0
	s.coversAll()
	for _, sees := range []string{SeesAll, SeesTeam, SeesOwn} {
		s.ok(s.SetSees(sees))
		for _, feed := range s.feeds() {
			for _, v := range visitors {
				if !v.in && sees != SeesAll {
					continue
				}
				for _, mine := range []bool{true, false} {
					owner := stranger
					if mine {
						owner = v.id
					}
					see := v.in && (mine || feed != feedView && (sees == SeesAll || v.role == wire.Owner || feed == "user" || slices.Contains(ofAll, feed)))
					change := see && feed != "user" && v.role != wire.Viewer
					tried += s.try(v, feed, owner, see, change, strings.Join([]string{v.name, feed, sees, map[bool]string{true: "own", false: "other's"}[mine]}, ", "))
				}
			}
		}
	}
	t.Logf("%d feeds, %d visitors, %d attempts", len(s.feeds()), len(visitors), tried)
}

// coversAll compares the feeds with the collections that the hub really has, so that none is left out of the matrix.
func (s *served) coversAll() {
	s.t.Helper()
	all, err := s.app.FindAllCollections()
	s.ok(err)
	var there, tried []string
	for _, c := range all {
		if !c.System || c.Name == users {
			there = append(there, c.Name)
		}
	}
	for _, feed := range s.feeds() {
		tried = append(tried, collectionOf(feed))
	}
	slices.Sort(there)
	slices.Sort(tried)
	if !slices.Equal(there, tried) {
		s.t.Errorf("the hub has the collections %v, the matrix tries %v", there, tried)
	}
}

// try makes a record and does everything to it.
func (s *served) try(v who, feed, owner string, see, change bool, what string) (n int) {
	s.t.Helper()
	_, seq, err := s.here()
	s.ok(err)
	epoch, _, err := s.here()
	s.ok(err)
	id := stringsOr(feed == "user", owner, "")
	if feed != "user" {
		id = s.make(feed, owner)
	}
	check := func(verb string, got, want bool) {
		s.t.Helper()
		n++
		if got != want {
			s.t.Errorf("%s: %s is allowed: %v, want %v", what, verb, got, want)
		}
	}
	if id != "" {
		check("get", s.ask(v.token, http.MethodGet, wire.Get+feed+"/"+id, nil, nil) == http.StatusOK, see)
	}
	check("hello", s.ask(v.token, http.MethodGet, wire.Hello, nil, nil) == http.StatusOK, v.in)
	check("wait", s.ask(v.token, http.MethodGet, wire.Wait, nil, nil) == http.StatusOK, v.in)
	var page wire.Page
	check("list", s.ask(v.token, http.MethodGet, wire.List+feed, nil, &page) == http.StatusOK, v.in)
	var changes wire.Sequence
	check("changes", s.ask(v.token, http.MethodGet, wire.Changes+"?since="+place(epoch, seq), nil, &changes) == http.StatusOK, v.in)
	if feed != "user" {
		check("being listed", has(page.Records, id), see)
		check("being told", has(changes.Records, id), see)
	} else {
		id = uuid.NewString()
	}
	do := func(w wire.Write) (done bool) {
		w.Ref, w.Feed = "x", feed
		a, ok := s.write(v.token, w)
		if done = ok && a.Error == nil; done && w.Verb != wire.Delete && a.Record.By != v.id {
			s.t.Errorf("%s: the author of the %s is %q", what, w.Verb, a.Record.By)
		}
		return done
	}
	fresh := uuid.NewString()
	create := v.in && feed != "user" && v.role != wire.Viewer
	check("create", do(wire.Write{Verb: wire.Create, ID: fresh, Values: s.text(feed)}), create)
	check("update", do(wire.Write{Verb: wire.Update, ID: id, Values: s.text(feed)}), change)
	if create {
		check("merge", do(wire.Write{Verb: wire.Delete, ID: fresh, Into: id}), change)
	}
	blind := create && feed == feedView // a view that one does not see counts as gone already
	check("delete", do(wire.Write{Verb: wire.Delete, ID: id}), change || blind)
	definition := wire.Definition{Feed: feed, Add: []crm.Field{{Name: "x_size", Label: "Size", Kind: crm.Integer}}}
	check("define", s.ask(v.token, http.MethodPost, wire.Define, definition, nil) == http.StatusOK, create)
	definition = wire.Definition{Feed: feed, Drop: []string{"x_size"}}
	check("take away", s.ask(v.token, http.MethodPost, wire.Define, definition, nil) == http.StatusOK, create && v.role == wire.Owner)
	if feed != "user" {
		_, err := s.app.FindRecordById(feed, id)
		check("being gone", err != nil, change)
	}
	return n
}

func stringsOr(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func has(records []wire.Record, id string) bool {
	for _, r := range records {
		if r.ID == id {
			return true
		}
	}
	return false
}
