package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

// contents are those of a file on the way here.
type contents struct {
	most     int64
	progress func(done, total int64)
	got      []byte
}

// slowest is the least bytes in a second of a line that is worth waiting for.
const slowest = 32 << 10

// patience is how long a request may take.
func (r request) patience() time.Duration {
	size := int64(len(r.body))
	if r.contents != nil {
		size += r.contents.most
	}
	return requestTimeout + time.Duration(size/slowest)*time.Second
}

var (
	errDamaged = errors.New("the digest is another one")
	errTooMuch = errors.New("more than wanted")
)

// read takes the contents in, never more than wanted, and compares them with the hub's digest.
func (c *contents) read(res *http.Response, body io.Reader) error {
	if res.ContentLength > c.most {
		return errTooMuch
	}
	var all bytes.Buffer
	if res.ContentLength > 0 {
		all.Grow(int(res.ContentLength) + bytes.MinRead)
	}
	for {
		n, err := io.CopyN(&all, body, 256<<10)
		if int64(all.Len()) > c.most {
			return errTooMuch
		}
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return fmt.Errorf("contents: %w", err)
		}
		if c.progress != nil && (n > 0 || end) {
			c.progress(int64(all.Len()), res.ContentLength)
		}
		if end {
			break
		}
	}
	if wire.Digest(sha256.Sum256(all.Bytes())) != res.Header.Get(wire.DigestHeader) {
		return errDamaged
	}
	c.got = append([]byte{}, all.Bytes()...)
	return nil
}

// Upload keeps contents on the hub that belong to nothing yet.
func (p *Provider) Upload(ctx context.Context, u remote.Upload) (string, error) {
	if _, err := p.entity(ctx, u.For); err != nil {
		return "", err
	}
	if len(u.Content) > crm.MostContent {
		return "", &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("The hub takes files up to %d MB.", crm.MostContent>>20)}
	}
	var kept wire.Uploaded
	err := p.do(ctx, request{
		method: http.MethodPost, path: wire.Upload, query: url.Values{"name": {u.Name}, "type": {u.Type}}, body: u.Content, file: true, into: &kept,
	})
	if err == nil && !plainID.MatchString(kept.Marker) {
		err = &remote.Error{Class: remote.Protocol, Message: "The hub does not say under which name it keeps a file."}
	}
	return kept.Marker, err
}

// Download reads the contents of a file.
func (p *Provider) Download(ctx context.Context, id string, most int64, progress func(done, total int64)) ([]byte, error) {
	if _, err := p.entity(ctx, wire.File); err != nil {
		return nil, err
	}
	_, _, own := remote.Apart(id)
	c := &contents{most: most, progress: progress}
	err := p.do(ctx, request{path: wire.Content + url.PathEscape(own), contents: c})
	return c.got, err
}

// own is the id by which the hub knows a record: that of a file is without the record that has it.
func own(feed, id string) string {
	if feed != wire.File {
		return id
	}
	_, _, own := remote.Apart(id)
	return own
}

// asFile gives a file the id by which it is known here.
func asFile(r *remote.Record) error {
	about, _ := r.Values["about"].(remote.Ref)
	if about.ID == "" || !plainID.MatchString(r.Marker) {
		return &remote.Error{Class: remote.Protocol, Message: "The hub shows a file that belongs to nothing."}
	}
	name, _ := r.Values["name"].(string)
	r.Values["name"] = crm.FileName(name)
	r.ID = remote.Within(about.Entity, about.ID, r.Marker)
	return nil
}

// inside are the files of a record; nil = not told.
func (p *Provider) inside(of wire.Record) ([]remote.Record, error) {
	if of.Files == nil || p.shapes[wire.File] == nil {
		return nil, nil
	}
	out := make([]remote.Record, len(of.Files))
	for i, f := range of.Files {
		var err error
		if out[i], err = p.record(f); err != nil {
			return nil, err
		}
		if about, _ := out[i].Values["about"].(remote.Ref); f.Feed != wire.File || about.Entity != of.Feed || about.ID != of.ID {
			return nil, &remote.Error{Class: remote.Protocol, Message: "The hub shows a file of another record."}
		}
		out[i].ModifiedAt = 0
	}
	return out, nil
}
