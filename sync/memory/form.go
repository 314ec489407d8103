package memory

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// feedsOf makes a feed of every entity. Users are read-only. Split activities live in feeds of their own names.
func feedsOf(set Settings) []remote.Feed {
	var out []remote.Feed
	for _, e := range set.Catalog.Entities() {
		if !set.holds(e.Name) {
			continue
		}
		f := remote.Feed{Name: e.Name, Entity: e.Name, Version: set.Versions}
		f.Create = e.Name != "user"
		f.Update, f.Delete, f.Merge = f.Create, f.Create, f.Create
		for _, field := range e.Fields {
			switch field.Name {
			case crm.FieldID, crm.FieldCreatedAt, crm.FieldModifiedAt:
				continue
			}
			if !field.Derived {
				f.Fields = append(f.Fields, field.Name)
			}
		}
		if e.Name != "activity" || !set.Split {
			out = append(out, f)
			continue
		}
		for _, name := range []string{"Call", "Meeting", "Task"} {
			f.Name = name
			out = append(out, f)
		}
	}
	return out
}

// holds tells whether the server has a list of an entity. Files are in none, see withFiles.
func (set Settings) holds(entity string) bool {
	return entity == "user" || entity != "file" && (set.Only == nil || slices.Contains(set.Only, entity))
}

// feedOf names the feed of a local record.
func (s *Server) feedOf(r crm.Record) (string, bool) {
	if r.Entity == fileFeed && s.set.Files {
		return fileFeed, true
	}
	if _, err := s.set.Catalog.Entity(r.Entity); err != nil || r.Entity == "user" || !s.set.holds(r.Entity) {
		return "", false
	}
	if r.Entity != "activity" || !s.set.Split {
		return r.Entity, true
	}
	switch r.Text("kind") {
	case "task":
		return "Task", true
	case "meeting", "visit":
		return "Meeting", true
	}
	return "Call", true
}

// canon is the form in which the server keeps and gives back a value.
func (s *Server) canon(f crm.Field, v any) any {
	if crm.IsEmpty(v) {
		return nil
	}
	switch v := v.(type) {
	case remote.Ref:
		if v.ID == "" {
			return nil
		}
	case string:
		if s.set.Normalise {
			if v = strings.TrimSpace(v); v == "" {
				return nil
			}
		}
		return v
	case crm.Instant:
		if grain := s.set.Grain; grain > time.Millisecond {
			return crm.InstantOf(v.Time().Truncate(grain))
		}
	case []string:
		return distinct(v)
	}
	_ = f
	return v
}

func distinct(words []string) []string {
	seen := make(map[string]bool, len(words))
	var out []string
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// checkWire tests a value as it travels: links are references, all else is the field's own kind.
func checkWire(f crm.Field, v any) error {
	if v == nil {
		return nil
	}
	switch f.Kind {
	case crm.Link:
		if _, ok := v.(remote.Ref); !ok {
			return fmt.Errorf("%s needs a reference", f.Label)
		}
		return nil
	case crm.Links:
		if _, ok := v.([]remote.Ref); !ok {
			return fmt.Errorf("%s needs references", f.Label)
		}
		return nil
	}
	return f.Check(v)
}
