package memory

import (
	"context"
	"fmt"
	"slices"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// fileFeed is the feed of the files.
const fileFeed = "file"

// attachment is a file; it belongs to the row whose state names it.
type attachment struct {
	name, kind, by string
	at             crm.Instant
	content        []byte
}

// withFiles lets the feeds have files, and adds the feed of these.
func withFiles(set Settings, feeds []remote.Feed) []remote.Feed {
	e, err := set.Catalog.Entity(fileFeed)
	if !set.Files || err != nil {
		return feeds
	}
	about, _ := e.Field("about")
	for i, f := range feeds {
		feeds[i].Files = slices.Contains(about.To, f.Entity)
	}
	return append(feeds, remote.Feed{
		Name: fileFeed, Entity: fileFeed, Inside: true, NoMarker: true, Create: true, Delete: true,
		Fields: []string{"name", "about", "type", "size", crm.FieldOwner},
	})
}

// isFile tells whether a request is about files.
func (c *client) isFile(feed string) bool { return c.s.set.Files && feed == fileFeed }

// whole is a record as Get shows it.
func (s *Server) whole(r *row, st *state) remote.Record {
	out := s.record(r, st, false)
	if f, _, _ := s.feed(r.feed); f.Files {
		out.Inside = []remote.Record{}
		for _, own := range st.files {
			out.Inside = append(out.Inside, s.file(r, own, false))
		}
	}
	return out
}

// file is a file as a record; the row that has it does not show the file's size.
func (s *Server) file(r *row, own string, whole bool) remote.Record {
	a := s.files[own]
	f, _, _ := s.feed(r.feed)
	out := remote.Record{Feed: fileFeed, ID: remote.Within(r.feed, r.id, own), Version: "1", Marker: own, Values: crm.Values{
		"name": a.name, "type": a.kind, "about": remote.Ref{Entity: f.Entity, ID: r.id},
	}}
	if !whole {
		out.Partial = []string{"size"}
		return out
	}
	out.ModifiedAt, out.ModifiedBy = a.at, a.by
	out.Values["size"], out.Values[crm.FieldOwner] = int64(len(a.content)), remote.Ref{Entity: "user", ID: a.by}
	return out
}

// holder finds the row that has a file by the file's id.
func (c *client) holder(id string) (r *row, own string, err error) {
	feed, of, own := remote.Apart(id)
	for _, candidate := range []string{of, remote.Qualify(feed, of)} {
		if r = c.s.rows[candidate]; r != nil {
			break
		}
	}
	return r, own, c.usable(r, feed)
}

func (c *client) getFile(id string) (remote.Record, error) {
	r, own, err := c.holder(id)
	if err != nil {
		return remote.Record{}, err
	}
	if !slices.Contains(r.now().files, own) {
		return remote.Record{}, &remote.Error{Class: remote.Gone, Message: "There is no such file, or no longer."}
	}
	return c.s.file(r, own, true), nil
}

func (c *client) createFile(marker string, values crm.Values) (remote.Record, error) {
	ref, _ := values["about"].(remote.Ref)
	r := c.s.rows[ref.ID]
	a := c.s.files[marker]
	if r == nil || r.now().gone || a == nil || c.s.denied[c.user+" "+r.id] {
		return remote.Record{}, &remote.Error{Class: remote.Rejected, Field: "about", Message: "The record or the contents are not there."}
	}
	if !slices.Contains(r.now().files, marker) {
		c.s.attach(c.user, r, marker, a)
	}
	return c.s.file(r, marker, true), nil
}

// attach makes a file part of a row.
func (s *Server) attach(by string, r *row, own string, a *attachment) {
	a.by, a.at = by, s.stamp()
	s.setFiles(by, r, append(slices.Clone(r.now().files), own))
}

func (s *Server) setFiles(by string, r *row, files []string) {
	values := r.now().values
	s.push(r, by, values, false)
	r.now().files = files
	s.tell(Write{Kind: "files", By: by, Feed: r.feed, ID: r.id, Before: values, After: values})
}

func (c *client) deleteFile(id string) error {
	r, own, err := c.holder(id)
	if err == nil && slices.Contains(r.now().files, own) {
		c.s.setFiles(c.user, r, slices.DeleteFunc(slices.Clone(r.now().files), func(f string) bool { return f == own }))
	}
	return missingIsFine(err)
}

// findFile tells for certain whether a file is part of its record.
func (c *client) findFile(marker string, values crm.Values) ([]remote.Record, error) {
	ref, _ := values["about"].(remote.Ref)
	r := c.s.rows[ref.ID]
	if r == nil || r.now().gone || !slices.Contains(r.now().files, marker) {
		return nil, nil
	}
	return []remote.Record{c.s.file(r, marker, true)}, nil
}

// Upload keeps contents that nobody sees yet.
func (c *client) Upload(ctx context.Context, u remote.Upload) (string, error) {
	if !c.s.set.Files {
		return remote.NoFiles{}.Upload(ctx, u)
	}
	return ask(ctx, c, "upload", u.For, "", func() (string, error) {
		if most := c.s.set.MostFile; most > 0 && int64(len(u.Content)) > most {
			return "", &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("%s is larger than %d bytes, the most that this server takes.", u.Name, most)}
		}
		own := fmt.Sprintf("f%06d", len(c.s.files)+1)
		c.s.files[own] = &attachment{name: u.Name, kind: u.Type, by: c.user, at: c.s.stamp(), content: slices.Clone(u.Content)}
		return own, nil
	})
}

// Download returns contents, of a file that is part of a record which the user may see.
func (c *client) Download(ctx context.Context, id string, most int64, progress func(done, total int64)) ([]byte, error) {
	if !c.s.set.Files {
		return remote.NoFiles{}.Download(ctx, id, most, progress)
	}
	return ask(ctx, c, "download", fileFeed, id, func() ([]byte, error) {
		if _, err := c.getFile(id); err != nil {
			return nil, err
		}
		_, _, own := remote.Apart(id)
		content := c.s.files[own].content
		size := int64(len(content))
		if size > most {
			return nil, &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("The file has %d bytes, more than %d.", size, most)}
		}
		if progress != nil {
			progress(size, size)
		}
		return slices.Clone(content), nil
	})
}

// Attach makes a file part of a record, as somebody at the server would, and returns the file's id.
func (s *Server) Attach(by, id, name, kind string, content []byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.live(id)
	if err != nil {
		return "", err
	}
	own := fmt.Sprintf("f%06d", len(s.files)+1)
	s.files[own] = &attachment{name: name, kind: kind, content: content}
	s.attach(by, r, own, s.files[own])
	return remote.Within(r.feed, r.id, own), nil
}

// Detach takes a file away, as somebody at the server would.
func (s *Server) Detach(by, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &client{s: s, user: by}
	if _, err := c.getFile(id); err != nil {
		return err
	}
	return c.deleteFile(id)
}

// Files returns the names of a record's files in the order in which they were attached.
func (s *Server) Files(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.live(id)
	if err != nil {
		return nil
	}
	var out []string
	for _, own := range r.now().files {
		out = append(out, s.files[own].name)
	}
	return out
}
