package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
	"satchel/sync/remote"
)

// Bounds of one exchange.
const (
	maxAnswer      = 64 << 20 // bytes of one answer after decompression
	requestTimeout = 90 * time.Second
	connectTimeout = 15 * time.Second
)

// client sends requests to one hub. A password is exchanged for a token at the first request, which is then kept in its place.
type client struct {
	base           string
	user, password string // password is "" where a token is the secret
	token          string // "" = not signed in
	keep           func(ctx context.Context, token string) error
	http           *http.Client
	meter          *remote.Meter
	answer         bytes.Buffer // the last one, whose place is used again
}

// request is one request.
type request struct {
	method string // "" = GET
	path   string
	query  url.Values
	body   []byte
	into   any

	file     bool      // the body is contents of a file
	contents *contents // the answer is such; nil = it goes into what is given
}

func (r request) writes() bool { return r.path == wire.Batch }

func newClient(o remote.Options, transport http.RoundTripper) (*client, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(o.URL), "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return nil, &remote.Error{Class: remote.Rejected, Field: "url", Message: "The address of a hub reads like https://hub.example.org."}
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback() && !ip.IsPrivate()) {
		return nil, &remote.Error{Class: remote.Rejected, Field: "url", Message: "Passwords travel in the clear over http. Enter an address that begins with https://."}
	}
	if o.User == "" || o.Secret == "" {
		return nil, &remote.Error{Class: remote.Auth, Message: "Enter your e-mail address and your password on the hub."}
	}
	if transport == nil {
		transport = &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: connectTimeout}).DialContext,
			TLSHandshakeTimeout: connectTimeout, ResponseHeaderTimeout: requestTimeout, IdleConnTimeout: requestTimeout,
			MaxIdleConnsPerHost: 2, ForceAttemptHTTP2: true,
		}
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the token goes to this host alone
	c := &client{
		base: u.String(), user: o.User, password: o.Secret, meter: o.Meter, keep: o.Renew,
		http: &http.Client{Transport: transport, CheckRedirect: stay},
	}
	if _, ok := expiry(o.Secret); ok {
		c.password, c.token = "", o.Secret
	}
	return c, nil
}

// expiry is when a token ends by itself; false if the secret is no token.
func expiry(secret string) (end time.Time, ok bool) {
	parts := strings.Split(secret, ".")
	if len(parts) != 3 {
		return end, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	var says struct{ Exp int64 }
	if err != nil || json.Unmarshal(raw, &says) != nil || says.Exp == 0 {
		return end, false
	}
	return time.Unix(says.Exp, 0), true
}

// renew takes another token for one that is older than a day. The old one stays good until its end, so that two programs that renew it
// at once do no harm. Should the keychain fail, the old one is still there.
func (c *client) renew(ctx context.Context, now crm.Instant) error {
	end, ok := expiry(c.token)
	if !ok || c.keep == nil || end.Sub(now.Time()) > wire.TokenLife-24*time.Hour {
		return nil
	}
	if err := c.exchange(ctx, request{method: http.MethodPost, path: wire.Refresh}); err != nil {
		return err
	}
	return c.keep(ctx, c.token)
}

// do sends a request, signing in where need be. A token that is no longer good is renewed once: a request answered by 401 was not
// carried out.
func (c *client) do(ctx context.Context, r request) error {
	fresh := c.token == ""
	if fresh {
		if err := c.signIn(ctx); err != nil {
			return err
		}
	}
	err := c.send(ctx, r)
	if e := remote.AsError(err); e == nil || e.Class != remote.Auth || fresh || c.password == "" {
		return err
	}
	if err := c.signIn(ctx); err != nil {
		return err
	}
	return c.send(ctx, r)
}

func (c *client) signIn(ctx context.Context) error {
	body, err := json.Marshal(map[string]string{"identity": c.user, "password": c.password})
	if err != nil {
		return &remote.Error{Class: remote.Auth, Message: "This password cannot be sent.", Err: err}
	}
	c.token = ""
	return c.exchange(ctx, request{method: http.MethodPost, path: wire.SignIn, body: body})
}

// exchange asks for a token.
func (c *client) exchange(ctx context.Context, r request) error {
	var got wire.Token
	r.into = &got
	if err := c.send(ctx, r); err != nil {
		return err
	}
	return c.take(got)
}

func (c *client) take(got wire.Token) error {
	if got.Token == "" {
		return &remote.Error{Class: remote.Protocol, Message: "The answer is not one of a Satchel hub. Check the address."}
	}
	c.token = got.Token
	return nil
}

func (c *client) send(ctx context.Context, r request) error {
	address := c.base + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	ctx, cancel := context.WithTimeout(ctx, r.patience())
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
	if err != nil {
		return &remote.Error{Class: remote.Protocol, Message: "The request cannot be made.", Err: err}
	}
	q.Header.Set("User-Agent", "Satchel")
	if c.token != "" {
		q.Header.Set("Authorization", c.token)
	}
	switch {
	case r.file:
		q.Header.Set("Content-Type", "application/octet-stream")
		q.Header.Set(wire.DigestHeader, wire.Digest(sha256.Sum256(r.body)))
	case r.body != nil:
		q.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(q)
	if err != nil {
		c.meter.Count(int64(len(r.body)))
		return transportError(ctx, r, err)
	}
	defer func() { _ = res.Body.Close() }() // read to its end or given up
	if r.contents != nil && res.StatusCode == http.StatusOK {
		err := r.contents.read(res, res.Body)
		c.meter.Count(int64(len(r.contents.got)))
		return contentsError(ctx, r, err)
	}
	c.answer.Reset()
	_, err = c.answer.ReadFrom(io.LimitReader(res.Body, maxAnswer+1))
	body := c.answer.Bytes()
	c.meter.Count(int64(len(r.body) + len(body)))
	if err != nil {
		return transportError(ctx, r, err)
	}
	if res.StatusCode != http.StatusOK {
		return statusError(r, res, body)
	}
	if len(body) > maxAnswer || jsonv2.Unmarshal(body, r.into, jsontext.AllowInvalidUTF8(true)) != nil {
		return &remote.Error{Class: remote.Protocol, Unknown: r.writes(), Message: "The answer is not one of a Satchel hub. Check the address."}
	}
	return nil
}

func contentsError(ctx context.Context, r request, err error) error {
	switch {
	case errors.Is(err, errTooMuch):
		return &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("The file on the hub is larger than the %d MB that were asked for.", r.contents.most>>20), Err: err}
	case errors.Is(err, errDamaged):
		return &remote.Error{Class: remote.Transient, Message: "The file arrived damaged. It will be fetched again.", Err: err}
	case err != nil:
		return transportError(ctx, r, err)
	}
	return nil
}

func transportError(ctx context.Context, r request, err error) error {
	var op *net.OpError
	var dns *net.DNSError
	unsent := errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns)
	e := &remote.Error{Class: remote.Transient, Unknown: r.writes() && !unsent, Err: err, Message: "The connection to the hub broke. It will be tried again."}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Class, e.Message = remote.Canceled, "Stopped before the hub answered."
	case unsent:
		e.Message = "The hub cannot be reached. Check the network and the address; it will be tried again."
	}
	return e
}

// statusError translates an answer that is no success. What the hub explains itself is kept as the cause, see [failureOf].
func statusError(r request, res *http.Response, body []byte) error {
	var f wire.Failure
	said := json.Unmarshal(body, &f) == nil
	status := res.StatusCode
	e := &remote.Error{Class: remote.Protocol, Message: fmt.Sprintf("The hub does not understand the request (HTTP %d). Check the address.", status)}
	switch {
	case said && f.Kind == wire.Off:
		e.Class, e.Message = remote.Auth, "Whoever runs the hub has switched you off there. What is here stays; nothing is exchanged any more."
	case said && f.Kind != "":
		e.Message, e.Err = f.Message, &f
	case r.path == wire.SignIn && (status == http.StatusBadRequest || status == http.StatusForbidden):
		e.Class, e.Message = remote.Auth, "The hub does not accept this address and password, or the user was switched off. Enter them again."
	case status == http.StatusUnauthorized:
		e.Class, e.Message = remote.Auth, "The hub has ended this computer's sign-in: the password was changed, other computers were signed out, or it was away for 90 days. Connect again with your password."
	case status == http.StatusTooManyRequests:
		e.Class, e.Message, e.RetryAfter = remote.Transient, "Too many attempts to sign in. It will be tried again in a minute.", time.Minute
		if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && n > 0 && n < 3600 {
			e.RetryAfter = time.Duration(n) * time.Second
		}
	case status == http.StatusRequestEntityTooLarge:
		e.Class, e.Message = remote.Rejected, "This is more than the hub takes at once."
	case status == http.StatusInsufficientStorage:
		e.Class, e.Unknown, e.Message = remote.Transient, r.writes(), "The hub's disk is full. Tell whoever runs it; it will be tried again."
	case status >= 500:
		e.Class, e.Unknown, e.Message = remote.Transient, r.writes(), "The hub has a fault of its own. It will be tried again."
	}
	return e
}

// failureOf finds what the hub explained, nil = nothing.
func failureOf(err error) *wire.Failure {
	var f *wire.Failure
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// translate turns what the hub explained into the engine's words. Kinds of a newer hub are refusals.
func (p *Provider) translate(err error) error {
	f := failureOf(err)
	if f == nil {
		return err
	}
	e := &remote.Error{Class: remote.Rejected, Message: fmt.Sprintf("The hub does not accept the record: “%s”.", clip(f.Message)), Field: f.Field, Err: f}
	switch f.Kind {
	case wire.Denied:
		e.Class, e.Message = remote.Denied, "The hub does not let you see or change this record."
	case wire.Gone, wire.Into:
		e.Class, e.Message = remote.Gone, "The hub has no such record, or no longer."
	case wire.Conflict:
		e.Class, e.Message = remote.Conflict, "The record was changed on the hub meanwhile."
	}
	if f.Current != nil {
		current, err := p.record(*f.Current)
		if err != nil {
			return err
		}
		e.Current = &current
	}
	return e
}

// clip shortens words of a server that may be long or hostile.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
