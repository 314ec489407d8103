package espocrm

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"satchel/sync/remote"
)

// Bounds of one exchange.
const (
	maxAnswer      = 32 << 20 // bytes of one answer after decompression; a full page of long records stays far below
	requestTimeout = 90 * time.Second
	connectTimeout = 15 * time.Second
	maxRedirects   = 3
)

// client sends requests to one installation and turns every failure into a [remote.Error].
type client struct {
	base  *url.URL
	http  *resty.Client
	slow  *resty.Client // the same without a time limit of its own, for what carries files
	login credentials
	meter *remote.Meter
}

// request is one call of the interface.
type request struct {
	method string
	path   string // below the base, parts escaped
	query  map[string]string
	header map[string]string
	body   map[string]any // nil for none
	large  *transfer      // it carries the contents of a file; nil = it does not
}

// writes tells whether the server may have changed something when the answer is missing.
func (r request) writes() bool { return r.method != http.MethodGet }

// answer is what came back with a status of success.
type answer struct {
	body []byte
	at   time.Time // the server's clock
}

func newClient(base *url.URL, login credentials, meter *remote.Meter, transport http.RoundTripper, timeout time.Duration) *client {
	if transport == nil {
		transport = newTransport()
	}
	with := func(timeout time.Duration) *resty.Client {
		h := &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: sameHost}
		r := resty.NewWithClient(h).SetResponseBodyLimit(maxAnswer).SetDisableWarn(true).SetLogger(silent{})
		return r.SetHeader("Accept", "application/json").SetHeader("User-Agent", "Satchel")
	}
	return &client{base: base, http: with(timeout), slow: with(0), login: login, meter: meter}
}

// newTransport verifies TLS, keeps connections for the next request and waits for nothing without an end.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   connectTimeout,
		ResponseHeaderTimeout: requestTimeout,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   2,
		ForceAttemptHTTP2:     true,
	}
}

// redirectError says that the server sent us elsewhere; the request did not go there.
type redirectError struct{ to string }

func (e *redirectError) Error() string { return "redirected to " + e.to }

// sameHost follows a redirect of a read within the same host only, so that the key never reaches another one. A redirected write
// would arrive as a read: it is refused.
func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	same := req.URL.Scheme == first.URL.Scheme && strings.EqualFold(req.URL.Host, first.URL.Host)
	if !same || first.Method != http.MethodGet || len(via) > maxRedirects {
		return &redirectError{to: req.URL.Scheme + "://" + req.URL.Host}
	}
	return nil
}

// do sends one request, logging in first where that is the way. A token that has died is renewed once: a request answered by 401
// was not carried out.
func (c *client) do(ctx context.Context, r request) (answer, error) {
	if err := c.authenticate(ctx); err != nil {
		return answer{}, err
	}
	a, err := c.send(ctx, r, c.login.headers())
	if e := remote.AsError(err); e != nil && e.Class == remote.Auth && c.login.token != "" && !isLockout(e) {
		c.login.token = ""
		if err := c.authenticate(ctx); err != nil {
			return answer{}, err
		}
		return c.send(ctx, r, c.login.headers())
	}
	return a, err
}

func (c *client) send(ctx context.Context, r request, secrets map[string]string) (answer, error) {
	with := c.http
	if r.large != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.large.patience())
		defer cancel()
		with = c.slow
	}
	q := with.R().SetContext(ctx).SetHeaders(r.header).SetHeaders(secrets).SetQueryParams(r.query)
	var sent int
	if r.body != nil {
		body, err := json.Marshal(r.body)
		if err != nil {
			return answer{}, &remote.Error{Class: remote.Protocol, Message: "The record cannot be written as JSON.", Err: err}
		}
		sent = len(body)
		q.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	keep := r.large != nil && r.large.keep
	res, err := q.SetDoNotParseResponse(keep).Execute(r.method, c.base.String()+r.path)
	var body []byte
	switch {
	case res == nil:
	case !keep:
		body = res.Body()
	case err == nil:
		body, err = receive(res, r.large)
	}
	c.meter.Count(int64(sent + len(body)))
	var own *remote.Error
	if errors.As(err, &own) {
		return answer{}, own
	}
	if err != nil {
		return answer{}, transportError(ctx, r, err)
	}
	at, _ := http.ParseTime(res.Header().Get("Date"))
	if res.StatusCode() < 200 || res.StatusCode() > 299 {
		return answer{}, statusError(r, res.StatusCode(), res.Header(), body)
	}
	if !keep && !looksLikeJSON(body) {
		return answer{}, notJSON(r, res.StatusCode())
	}
	return answer{body: body, at: at}, nil
}

// looksLikeJSON tells a JSON answer from a page of a proxy or a login form. The content type is not asked: pages of all kinds come
// under any name. An empty body is the server's way to say "no such key".
func looksLikeJSON(body []byte) bool {
	return len(body) == 0 || json.Valid(body)
}

// path joins the parts of a request's path, escaped.
func path(parts ...string) string {
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// silent keeps the HTTP library from writing to the terminal.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
