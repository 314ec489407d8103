package espocrm

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"satchel/sync/remote"
)

// errLockout marks the answer to too many failed logins.
var errLockout = errors.New("too many failed logins")

func isLockout(err error) bool { return errors.Is(err, errLockout) }

// refusal is the cause of an error that the server explained; write.go finds our field with it.
type refusal struct {
	status int
	reason string // X-Status-Reason
	label  string // of the translation: "validationFailure", "cannotRelateNonExisting"
	field  string // the server's field or link, "" unknown
	kind   string // of a validation: "required", "maxLength", ...
	body   []byte // of a 409
}

func (r *refusal) Error() string {
	if r.reason != "" {
		return clip(r.reason)
	}
	return "HTTP " + strconv.Itoa(r.status)
}

// transportError translates a request without an answer.
func transportError(ctx context.Context, r request, err error) *remote.Error {
	unknown := r.writes() && !neverSent(err)
	fail := func(class remote.Class, sentence string) *remote.Error {
		return &remote.Error{Class: class, Message: sentence, Unknown: unknown, Err: err}
	}
	var redirect *redirectError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var timeout net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fail(remote.Canceled, "Stopped before EspoCRM answered.")
	case errors.As(err, &redirect):
		unknown = false
		return fail(remote.Protocol, fmt.Sprintf("The server points to %s. Nothing was sent there; if that is right, enter it as the address.", redirect.to))
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		return fail(remote.Protocol, fmt.Sprintf("The server's answer is longer than %d MB; EspoCRM never sends so much. Check the address.", maxAnswer>>20))
	case errors.As(err, &certificate), errors.As(err, &authority):
		return fail(remote.Transient, "The certificate of the server cannot be trusted, so nothing was sent. Ask whoever runs EspoCRM.")
	case errors.As(err, &timeout) && timeout.Timeout():
		return fail(remote.Transient, "EspoCRM did not answer in time. It will be tried again.")
	case neverSent(err):
		return fail(remote.Transient, "EspoCRM cannot be reached. Check the network and the address; it will be tried again.")
	}
	return fail(remote.Transient, "The connection to EspoCRM broke before the answer was complete. It will be tried again.")
}

// neverSent tells failures to connect from failures after the request may have arrived.
func neverSent(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns) || errors.As(err, &certificate) || errors.As(err, &record)
}

// notJSON is a success that EspoCRM cannot have sent: the page of a proxy, a login form, another program.
func notJSON(r request, status int) *remote.Error {
	return &remote.Error{
		Class: remote.Protocol, Unknown: r.writes(), Err: &refusal{status: status},
		Message: "The answer is not one of EspoCRM but a web page or something broken. Check the address; it is the one at which you open EspoCRM.",
	}
}

// statusError translates an answer that is no success. Statuses alone do not tell: 403 and 400 also mean faults of the data, and
// a lockout is a 403 without any word.
func statusError(r request, status int, header http.Header, body []byte) *remote.Error {
	why := explain(status, header.Get("X-Status-Reason"), body)
	fail := func(class remote.Class, sentence string) *remote.Error {
		return &remote.Error{Class: class, Message: sentence, Err: why}
	}
	foreign := why.reason == "" && len(bytes.TrimSpace(body)) > 0 && !json.Valid(body)
	switch {
	case status == http.StatusUnauthorized && why.reason == "second-step-required":
		return fail(remote.Auth, "This user logs in with a second step, which Satchel cannot do. Use the API key of an API user.")
	case status == http.StatusUnauthorized:
		return fail(remote.Auth, "EspoCRM does not accept this key or password, or the user was switched off. Enter it again.")
	case status == http.StatusForbidden && why.reason == "" && len(body) == 0 && !strings.HasPrefix(header.Get("Content-Type"), "application/json"):
		e := fail(remote.Auth, "EspoCRM has locked this network out after too many failed logins. Wait a minute, check the key and try again.")
		e.Err, e.RetryAfter = errLockout, time.Minute
		return e
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status == http.StatusTooEarly, status >= 500:
		e := fail(remote.Transient, fmt.Sprintf("EspoCRM has a fault or too much to do at the moment (%s). It will be tried again.", why))
		e.RetryAfter = retryAfter(header)
		e.Unknown = r.writes() && status >= 500
		return e
	case foreign:
		return fail(remote.Protocol, fmt.Sprintf("Something in front of EspoCRM refused the request (HTTP %d). Check the address, or ask whoever runs the server.", status))
	case status == http.StatusNotFound && strings.HasPrefix(why.reason, "Record "):
		return fail(remote.Gone, "EspoCRM has no such record, or no longer.")
	case status == http.StatusNotFound && strings.HasPrefix(why.reason, "Controller "):
		return fail(remote.Denied, "This EspoCRM does not have this kind of record: "+clip(why.reason))
	case status == http.StatusForbidden && why.label == "" && r.writes() || status == http.StatusForbidden && strings.Contains(why.reason, "access"):
		return fail(remote.Denied, withReason("Your user in EspoCRM may not do this. Ask an administrator for the right.", why))
	case (status == http.StatusForbidden || status == http.StatusBadRequest) && r.writes():
		return fail(remote.Rejected, withReason("EspoCRM does not accept the record.", why))
	case status == http.StatusConflict && r.writes():
		why.body = body
		return fail(remote.Conflict, withReason("The record was changed in EspoCRM meanwhile.", why))
	case status == http.StatusForbidden:
		return fail(remote.Denied, withReason("EspoCRM refuses the request.", why))
	}
	return fail(remote.Protocol, fmt.Sprintf("EspoCRM does not understand the request (%s). Check the address.", why))
}

// withReason adds the server's own words.
func withReason(sentence string, why *refusal) string {
	if why.reason == "" {
		return sentence
	}
	return fmt.Sprintf("%s (EspoCRM: “%s”)", sentence, clip(why.reason))
}

// Places in the server's reasons where a field or a link is named.
var (
	reasonField = regexp.MustCompile(`\bfield: (\w+), type: (\w+)`)
	reasonLink  = regexp.MustCompile(`\blink: (\w+)`)
)

// explain reads what the server says about a refusal, from the header and the translation in the body.
func explain(status int, reason string, body []byte) *refusal {
	why := &refusal{status: status, reason: reason}
	var said struct {
		Translation struct {
			Label string          `json:"label"`
			Data  json.RawMessage `json:"data"`
		} `json:"messageTranslation"`
	}
	if json.Unmarshal(body, &said) == nil {
		why.label = said.Translation.Label
		var data struct{ Field, Type string }
		if json.Unmarshal(said.Translation.Data, &data) == nil {
			why.field, why.kind = data.Field, data.Type
		}
	}
	if m := reasonField.FindStringSubmatch(reason); m != nil && why.field == "" {
		why.field, why.kind = m[1], m[2]
	}
	if m := reasonLink.FindStringSubmatch(reason); m != nil && why.field == "" {
		why.field, why.kind = m[1], "link"
	}
	return why
}

// retryAfter reads the header in both of its forms; more than a day is not believed.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	var wait time.Duration
	if n, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(min(n, 86400)) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		if now, err := http.ParseTime(header.Get("Date")); err == nil {
			wait = at.Sub(now)
		}
	}
	return max(0, min(wait, 24*time.Hour))
}

// clip shortens words of a server that may be long or hostile.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
