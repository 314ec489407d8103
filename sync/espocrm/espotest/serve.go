package espotest

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// ErrLost is the error of a request whose connection broke, as RoundTrip gives it.
var ErrLost = errors.New("espotest: connection lost")

// ServeHTTP answers a request of a real client.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "unreadable request", http.StatusBadRequest)
		return
	}
	a := s.serve(request(r, body))
	if a.lost {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if a.cut > 0 && a.cut < len(a.body) {
		_, _ = w.Write(a.body[:a.cut]) // the connection breaks anyway
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(a.body) // a client that went away is none of the model's business
}

// RoundTrip answers a request without any network, so that the server can be
// the transport of an http.Client.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	a := s.serve(request(r, body))
	if a.lost {
		return nil, ErrLost
	}
	response := &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1, Header: a.header, ContentLength: int64(len(a.body)), Request: r,
		Body: io.NopCloser(bytes.NewReader(a.body)),
	}
	if a.cut > 0 && a.cut < len(a.body) {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(a.body[:a.cut]), broken{}))
	}
	return response, nil
}

// broken is the end of a body whose connection broke.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// request takes what the model looks at. The base path may lie below a folder.
func request(r *http.Request, body []byte) *Request {
	path := ""
	if _, after, found := strings.Cut(r.URL.Path, root); found {
		path = after
	}
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	return &Request{
		Method: r.Method, Path: path, RawQuery: r.URL.RawQuery, Header: r.Header, Body: body, RemoteAddr: r.RemoteAddr, Host: host,
	}
}

// count remembers that a request arrived, or would have.
func (s *Server) count(r *Request) {
	parts := strings.Split(strings.Trim(r.Path, "/"), "/")
	if s.types[parts[0]] != nil && len(parts) > 1 && parts[1] != "action" && parts[1] != "layout" && parts[1] != "file" {
		parts[1] = "{id}"
	}
	s.counts[r.Method+" "+strings.Join(parts, "/")]++
	s.hosts[r.Host]++
}

// Count is how many requests of a method came for a path below /api/v1/, in
// which ids are written {id}: Count("PUT", "Contact/{id}"). Requests lost on
// their way count.
func (s *Server) Count(method, path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[method+" "+path]
}

// Counts are all requests so far: "GET Contact" -> how many.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}

// Hosts are the hosts requests were sent to, with how many.
func (s *Server) Hosts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.hosts)
}

// ResetCounts starts counting anew.
func (s *Server) ResetCounts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.counts)
	clear(s.hosts)
}
