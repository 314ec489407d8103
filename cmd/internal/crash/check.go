package crash

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// outcome is what came of a play.
type outcome struct {
	faults  []string // broken promises
	inbox   []string
	instead []string // what the inbox has to hold in this play; nil = the same as without the end
	there   []string // every record of the server, without ids
	points  int
	kind    Boundary // at which the program ended
}

// finish lets the program settle, and looks at what is left.
func (s *stage) finish() outcome {
	out := outcome{points: s.passed, kind: s.kind}
	if s.met > 0 && s.end > s.met && s.end <= s.met+3 { // before the answer, after it, before the commit
		out.instead = s.unheard
	}
	s.end = 0
	for range 3 {
		s.pass(7 * time.Hour) // past the pause of a failing record
		s.sync()
	}
	for range 2 {
		s.pass(time.Minute)
		r, err := s.e.Round(context.Background())
		if err != nil || r.Pulled+r.Pushed+r.Conflicts > 0 {
			out.faults = append(out.faults, fmt.Sprintf("not quiet: %+v %v", r, err))
		}
	}
	out.faults = append(out.faults, s.lost()...)
	out.faults = append(out.faults, s.revived()...)
	out.faults = append(out.faults, s.compare()...)
	for _, c := range s.inbox() {
		out.inbox = append(out.inbox, fmt.Sprintf("%s %s %s: %s | %s", c.Kind, c.Entity, c.Group, s.words(c.Mine), s.words(c.Theirs)))
	}
	slices.Sort(out.inbox)
	out.there = append(s.records(), s.waiting()...)
	slices.Sort(out.there)
	return out
}

// lost returns what was typed and is nowhere: not at the server, ever, nor in the inbox, ever, nor held here with a reason.
func (s *stage) lost() (faults []string) {
	for ref, fields := range s.typed {
		for field, value := range fields {
			if !s.accepted[value] && !s.accepted[strings.TrimSpace(value)] && !s.boxed[value] && s.item(ref).Hold == nil {
				faults = append(faults, fmt.Sprintf("lost: %q of %v.%s", value, ref, field))
			}
		}
	}
	return faults
}

// revived returns what was deleted here and is back without a word.
func (s *stage) revived() (faults []string) {
	for ref := range s.removed {
		for _, r := range s.list(ref.Entity) {
			if r.Ref() == ref {
				faults = append(faults, fmt.Sprintf("back although deleted: %v", r.Values))
			}
		}
	}
	return faults
}

func (s *stage) undecided(ref crm.Ref) bool {
	for _, c := range s.inbox() {
		if (c.Ref == ref && c.Kind != replica.BothEdited) || (c.Kind == replica.ManyMissing && c.Entity == ref.Entity) {
			return true
		}
	}
	return s.item(ref).Hold != nil
}

// compare expects each record here to be there once, each record there to be here, and both to be alike.
func (s *stage) compare() (faults []string) {
	p := s.server.Client(remote.Options{User: "Ann"})
	for _, e := range s.store.Catalog().Entities() {
		if e.Name == "user" {
			continue
		}
		here := map[string]crm.Record{}
		for _, r := range s.list(e.Name) {
			if s.undecided(r.Ref()) {
				continue
			}
			item := s.item(r.Ref())
			if item.New || item.RemoteID == "" || len(item.Edits) > 0 {
				faults = append(faults, fmt.Sprintf("not sent: %+v", item))
			}
			if _, ok := here[item.RemoteID]; ok {
				faults = append(faults, fmt.Sprintf("doubled here: %v", r.Values))
			}
			here[item.RemoteID] = r
		}
		for _, f := range p.Capabilities().Feeds {
			if f.Entity == e.Name {
				faults = append(faults, s.compareFeed(p, f, here)...)
			}
		}
		for id, r := range here {
			faults = append(faults, fmt.Sprintf("only here: %s %v", id, r.Values))
		}
	}
	return faults
}

func (s *stage) compareFeed(p remote.Provider, f remote.Feed, here map[string]crm.Record) (faults []string) {
	names := map[string]bool{}
	for _, id := range s.server.All(f.Name) {
		there, _ := s.server.Read(id)
		name, _ := there.Values["name"].(string)
		if name != "" && names[name] && !s.twice[name] {
			faults = append(faults, fmt.Sprintf("doubled there: %q", name))
		}
		names[name] = true
		r, ok := here[id]
		delete(here, id)
		if !ok {
			if local := s.local(f.Entity, id); local == "" || !s.undecided(crm.Ref{Entity: f.Entity, ID: local}) {
				faults = append(faults, fmt.Sprintf("only there: %s %q", id, name))
			}
			continue
		}
		for _, field := range f.Fields {
			mine, theirs := r.Values[field], there.Values[field]
			if target, ok := mine.(string); ok && links[field] && s.gone(target) {
				continue // the person has still to say what becomes of it
			}
			if ref, ok := theirs.(remote.Ref); ok {
				theirs = s.local(ref.Entity, ref.ID)
			}
			if !crm.Equal(p.Canon(f.Name, field, mine), theirs) {
				faults = append(faults, fmt.Sprintf("differs: %s.%s is %v here, %v there", id, field, mine, theirs))
			}
		}
	}
	return faults
}

// gone tells whether a record that others point to waits for a decision.
func (s *stage) gone(id string) bool {
	for _, c := range s.inbox() {
		if c.Kind == replica.GoneThere && c.Ref.ID == id {
			return true
		}
	}
	return false
}

func (s *stage) list(entity string) (all []crm.Record) {
	must(s.store.Edit(func(tx crm.Tx) (err error) { all, err = tx.List(crm.Query{Entity: entity}); return err }))
	return all
}

// records returns the content of the server in a form that does not depend on ids and times.
func (s *stage) records() (out []string) {
	for _, f := range s.server.Client(remote.Options{User: "Ann"}).Capabilities().Feeds {
		for _, id := range s.server.All(f.Name) {
			there, _ := s.server.Read(id)
			out = append(out, f.Name+" "+s.words(there.Values))
		}
	}
	return out
}

// waiting returns what is not at the server because it points to a record of which a person has to say what becomes of it, as records
// would name it. Whether it was sent before that question came up is a matter of the moment.
func (s *stage) waiting() (out []string) {
	for _, r := range s.list("contact") {
		target := r.Text("organisation")
		item := s.item(r.Ref())
		if item.New && item.Hold != nil && item.Hold.Reason == replica.Dependency && s.gone(target) {
			r.Set("organisation", remote.Ref{Entity: "organisation"})
			out = append(out, r.Entity+" "+s.words(r.Values))
		}
	}
	return out
}

// words shows values without ids and times; links by the name of what they point to.
func (s *stage) words(v crm.Values) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		switch value := v[name].(type) {
		case nil, crm.Instant:
		case remote.Ref:
			target, _ := s.server.Read(value.ID)
			out = append(out, fmt.Sprintf("%s=%v", name, target.Values["name"]))
		default:
			if !links[name] && !crm.IsEmpty(value) { // ids of this computer
				out = append(out, fmt.Sprintf("%s=%v", name, value))
			}
		}
	}
	return strings.Join(out, ", ")
}
