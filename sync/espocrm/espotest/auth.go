package espotest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net"
	"net/http"
	"strings"
	"time"
)

// More than lockoutFailures failed logins of one address within lockoutWindow
// lock that address out.
const (
	lockoutFailures = 10
	lockoutWindow   = 60 * time.Second
)

// authenticate names the user behind a request.
func (s *Server) authenticate(r *Request) (*user, *failure) {
	client := clientAddress(r.RemoteAddr)
	given, u := s.credentials(r)
	if !given {
		f := silent(http.StatusUnauthorized).html()
		f.header = map[string]string{"WWW-Authenticate": `Basic realm=""`}
		return nil, f
	}
	if s.lockedOut(client) {
		return nil, silent(http.StatusForbidden).html()
	}
	if u == nil || !u.active {
		s.failures[client] = append(s.failures[client], s.now())
		return nil, silent(http.StatusUnauthorized).html()
	}
	return u, nil
}

func clientAddress(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}

// lockedOut forgets failures older than the window and counts the rest.
func (s *Server) lockedOut(client string) bool {
	var recent []time.Time
	for _, at := range s.failures[client] {
		if s.now().Sub(at) < lockoutWindow {
			recent = append(recent, at)
		}
	}
	s.failures[client] = recent
	return len(recent) > lockoutFailures
}

// credentials reads whichever way of logging in the request uses; the user is
// nil when what was given is wrong.
func (s *Server) credentials(r *Request) (given bool, u *user) {
	h := r.Header
	if signature := h.Get("X-Hmac-Authorization"); signature != "" {
		return true, s.bySignature(signature, r)
	}
	if key := h.Get("X-Api-Key"); key != "" {
		return true, s.byKey(key)
	}
	if own := h.Get("Espo-Authorization"); own != "" {
		return true, s.byPassword(own, h.Get("Espo-Authorization-By-Token") == "true")
	}
	if basic, is := strings.CutPrefix(h.Get("Authorization"), "Basic "); is {
		return true, s.byPassword(basic, false)
	}
	return false, nil
}

func (s *Server) byKey(key string) *user {
	for _, u := range s.users {
		if u.apiKey == key && key != "" && u.secret == "" {
			return u
		}
	}
	return nil
}

// bySignature checks HMAC-SHA256 over "METHOD /path", given in hex or raw.
func (s *Server) bySignature(header string, r *Request) *user {
	raw, err := base64.StdEncoding.DecodeString(header)
	if err != nil {
		return nil
	}
	key, signature, found := strings.Cut(string(raw), ":")
	if !found {
		return nil
	}
	for _, u := range s.users {
		if u.secret == "" || u.apiKey != key {
			continue
		}
		mac := hmac.New(sha256.New, []byte(u.secret))
		mac.Write([]byte(r.Method + " /" + r.Path))
		sum := mac.Sum(nil)
		if signature == hex.EncodeToString(sum) || hmac.Equal([]byte(signature), sum) {
			return u
		}
	}
	return nil
}

// byPassword reads base64(name:password). A token may stand for the password.
func (s *Server) byPassword(encoded string, tokenOnly bool) *user {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil
	}
	name, secret, found := strings.Cut(string(raw), ":")
	if !found {
		return nil
	}
	for _, u := range s.users {
		if !strings.EqualFold(u.name, name) || u.kind == "api" {
			continue
		}
		if s.tokens[secret] == u.id || !tokenOnly && u.password != "" && u.password == secret {
			return u
		}
	}
	return nil
}

// login makes a token when the request asks for one; nil otherwise.
func (s *Server) login(u *user, r *Request) any {
	if r.Header.Get("Espo-Authorization") == "" || u.kind == "api" {
		return nil
	}
	if r.Header.Get("Espo-Authorization-By-Token") == "true" {
		return nil
	}
	token := "token" + s.newID()
	s.tokens[token] = u.id
	return token
}
