package espocrm

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/go-resty/resty/v2"

	"satchel/sync/remote"
)

// transfer says how a request differs that carries the contents of a file, which may take long.
type transfer struct {
	bytes    int64 // at most so many
	keep     bool  // the answer is the contents
	progress func(done, total int64)
}

// slowest is the least bytes in a second of a line that is worth waiting for.
const slowest = 32 << 10

// patience is how long a transfer may take.
func (t *transfer) patience() time.Duration {
	return requestTimeout + time.Duration(t.bytes/slowest)*time.Second
}

// plainType is the form of a media type; another one is sent as bytes of no known type.
var plainType = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$`)

// Upload sends contents as an attachment without a record. Another one is made when it is repeated: those that no record names are
// cleared away by the server.
func (p *Provider) Upload(ctx context.Context, u remote.Upload) (string, error) {
	p.recent = nil
	s, err := p.known(ctx, u.For)
	if err != nil {
		return "", err
	}
	size := int64(len(u.Content))
	if most := p.mostFile(); most > 0 && size > most {
		return "", &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf(
			"This EspoCRM takes files up to %d MB; %s is larger. Share it another way and note the link.", most>>20, u.Name,
		)}
	}
	kind := u.Type
	if len(kind) > maxContentType || !plainType.MatchString(kind) {
		kind = "application/octet-stream"
	}
	a, err := p.do(ctx, request{
		method: http.MethodPost, path: typeAttachment, large: &transfer{bytes: size},
		body: map[string]any{
			attrName: u.Name, attrType: kind, "role": typeAttachment, "relatedType": s.typeName(), "field": fieldFiles,
			"file": "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(u.Content),
		},
	})
	var why *refusal
	if errors.As(err, &why) && why.status == http.StatusRequestEntityTooLarge {
		return "", &remote.Error{Class: remote.Rejected, Err: err, Message: fmt.Sprintf(
			"%s is too large for EspoCRM or for the web server in front of it. Ask an administrator for a higher limit, or share it another way.", u.Name,
		)}
	}
	if err != nil {
		return "", err
	}
	var row map[string]any
	if err := decode(a.body, &row); err != nil {
		return "", err
	}
	r, err := newReader(p.schemas[typeAttachment], row)
	if err != nil {
		return "", err
	}
	if there, told := r.integer("size"); told && there != size {
		return "", &remote.Error{Class: remote.Protocol, Message: fmt.Sprintf("Of %s only %d of %d bytes arrived. It is sent again.", u.Name, there, size)}
	}
	return r.id, r.err
}

// Download reads the contents of a file.
func (p *Provider) Download(ctx context.Context, file string, most int64, progress func(done, total int64)) ([]byte, error) {
	p.recent = nil
	if _, err := p.known(ctx, typeAttachment); err != nil {
		return nil, err
	}
	_, _, own, err := p.filed(file)
	if err != nil {
		return nil, err
	}
	a, err := p.do(ctx, request{
		method: http.MethodGet, path: path(typeAttachment, "file", own), large: &transfer{bytes: most, keep: true, progress: progress},
	})
	var why *refusal
	refused := errors.As(err, &why)
	switch {
	case err == nil:
		return a.body, nil
	// For files the server gives no reasons: a refusal looks like the answer to too many wrong keys, which the next request of another
	// kind would meet too.
	case refused && why.status == http.StatusForbidden, errors.Is(err, errLockout):
		return nil, &remote.Error{Class: remote.Denied, Message: "Your user in EspoCRM may not read this file. Ask an administrator for the right.", Err: err}
	case refused && why.status == http.StatusNotFound:
		return nil, &remote.Error{Class: remote.Gone, Message: "EspoCRM no longer has this file.", Err: err}
	}
	return nil, err
}

// receive reads the contents of a file, never more than wanted.
func receive(res *resty.Response, t *transfer) ([]byte, error) {
	body := res.RawBody()
	defer func() { _ = body.Close() }()
	if res.IsError() {
		return io.ReadAll(io.LimitReader(body, 64<<10))
	}
	total := res.RawResponse.ContentLength
	if total > t.bytes {
		return nil, tooMuch(t.bytes)
	}
	content, err := io.ReadAll(io.LimitReader(&counted{body, t, 0, total}, t.bytes+1))
	if int64(len(content)) > t.bytes {
		return nil, tooMuch(t.bytes)
	}
	if content == nil {
		content = []byte{}
	}
	return content, err
}

func tooMuch(most int64) error {
	return &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("The file in EspoCRM is larger than the %d MB that Satchel keeps of one. Open it there.", most>>20)}
}

// counted tells how much was read.
type counted struct {
	io.Reader
	t           *transfer
	done, total int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if c.done += int64(n); c.t.progress != nil && n > 0 {
		c.t.progress(c.done, c.total)
	}
	return n, err //nolint:wrapcheck // a reader's own
}
