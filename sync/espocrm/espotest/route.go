package espotest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// Request is a request as the server sees it.
type Request struct {
	Method   string
	Path     string // after /api/v1/, for instance "Contact/65f0c0de000000001"
	RawQuery string
	Header   http.Header
	Body     []byte
	// RemoteAddr is where it comes from; failed logins count per host.
	RemoteAddr string
	Host       string
}

const root = "/api/v1/"

// longest is the longest path and query the web server takes.
const longest = 8190

// handle answers a request. The mutex is held.
func (s *Server) handle(r *Request) *answer {
	result, f := s.dispatch(r)
	if f != nil {
		return f.answer()
	}
	a := succeed(result)
	a.header.Set("X-App-Timestamp", itoa(s.started.Unix()))
	return a
}

func (s *Server) dispatch(r *Request) (any, *failure) {
	if len(root)+len(r.Path)+1+len(r.RawQuery) > longest {
		return nil, page(http.StatusRequestURITooLong, "text/html", "Request-URI Too Large")
	}
	parts := strings.Split(strings.Trim(r.Path, "/"), "/")
	if f := shape(r.Method, parts); f != nil {
		return nil, f
	}
	u, f := s.authenticate(r)
	if f != nil {
		return nil, f
	}
	s.client = clientAddress(r.RemoteAddr)
	if special := specials[r.Method+" "+parts[0]]; special != nil {
		return special(s, u, r, parts)
	}
	t := s.types[parts[0]]
	if t == nil {
		return nil, fail(404, "Controller '"+parts[0]+"' does not exist.")
	}
	if t.name == "Role" && !u.admin() {
		return nil, fail(403, "No read access.")
	}
	return s.records(u, t, r, parts)
}

// shape refuses paths and methods no route has.
func shape(method string, parts []string) *failure {
	switch {
	case parts[0] == "" || len(parts) > 4:
		return page(404, typePage, "404 Not Found")
	case len(parts) == 1 && !slices.Contains([]string{"GET", "POST"}, method):
		f := page(405, typePage, "405 Method Not Allowed")
		f.header = map[string]string{"Allow": "GET, POST"}
		return f
	}
	return nil
}

// records serves the routes every type of record has.
func (s *Server) records(u *user, t *entityType, r *Request, parts []string) (any, *failure) {
	body, f := r.object()
	if f != nil {
		return nil, f
	}
	switch {
	case len(parts) == 1 && r.Method == "GET":
		return s.list(u, t, r)
	case len(parts) == 1:
		return s.createAnswer(u, t, body, r.Header.Get("X-Skip-Duplicate-Check") == "true" || truth(body["_skipDuplicateCheck"]))
	case len(parts) == 3 && parts[1] == "action":
		return s.action(u, t, r.Method, parts[2], body)
	case len(parts) == 3 && parts[1] == "layout" && r.Method == "GET":
		return []any{}, nil
	case len(parts) == 3 && parts[1] == "file" && t.name == "Attachment":
		return s.download(u, parts[2])
	case len(parts) == 3:
		return s.linkRoute(u, t, r, parts, body)
	case len(parts) > 3:
		return nil, page(404, typePage, "404 Not Found")
	}
	switch r.Method {
	case "GET":
		return s.readByID(u, t, parts[1])
	case "PUT", "PATCH":
		return s.update(u, t, parts[1], body, r.Header.Get("X-Version-Number"))
	case "DELETE":
		if f := s.delete(u, t, parts[1]); f != nil {
			return nil, f
		}
		return true, nil
	}
	return nil, page(405, typePage, "405 Method Not Allowed")
}

func (s *Server) linkRoute(u *user, t *entityType, r *Request, parts []string, body map[string]any) (any, *failure) {
	switch r.Method {
	case "GET":
		return s.listLink(u, t, parts[1], parts[2], r)
	case "POST":
		return s.relate(u, t, parts[1], parts[2], body, true)
	case "DELETE":
		return s.relate(u, t, parts[1], parts[2], body, false)
	}
	return nil, page(405, typePage, "405 Method Not Allowed")
}

func (s *Server) createAnswer(u *user, t *entityType, body map[string]any, skip bool) (any, *failure) {
	if t.name == "Attachment" {
		if _, has := body["file"]; !has {
			return nil, fail(400, "No file contents.")
		}
	}
	c, f := s.create(u, t, body, skip)
	if f != nil {
		return nil, f
	}
	if t.name == "Attachment" {
		s.upload(c, asText(body["file"]))
	}
	return s.afterCreate(c), nil
}

// action serves <Type>/action/<name>.
func (s *Server) action(u *user, t *entityType, method, name string, body map[string]any) (any, *failure) {
	switch {
	case method == "POST" && name == "restoreDeleted":
		return s.restore(u, t, asText(body["id"]))
	case method == "POST" && name == "convert" && t.name == "Lead":
		return s.convert(u, body)
	case method == "POST" && name == "getConvertAttributes" && t.name == "Lead":
		return s.convertAttributes(u, asText(body["id"]))
	}
	return nil, fail(404, "Action "+method+" '"+name+"' does not exist in controller '"+t.name+"'.")
}

// object reads the body. Without the content type JSON it is not read at all;
// a list counts as an empty object.
func (r *Request) object() (map[string]any, *failure) {
	kind := r.Header.Get("Content-Type")
	body := bytes.TrimSpace(r.Body)
	if r.Method == "GET" || len(body) == 0 || !strings.HasPrefix(kind, typeJSON) {
		return map[string]any{}, nil
	}
	var value any
	if !utf8.Valid(body) || json.Unmarshal(body, &value) != nil {
		return nil, silent(500)
	}
	switch v := value.(type) {
	case map[string]any:
		return v, nil
	case []any:
		return map[string]any{}, nil
	}
	return nil, fail(400, "Body is not a JSON object.")
}

// special serves a route that is no type of record.
type special func(s *Server, u *user, r *Request, parts []string) (any, *failure)

var specials map[string]special

func init() {
	specials = map[string]special{
		"GET App": appRoute, "POST App": appRoute,
		"GET Settings":       func(s *Server, _ *user, _ *Request, _ []string) (any, *failure) { return s.settingsAnswer(), nil },
		"GET Metadata":       metadataRoute,
		"GET OpenApi":        openAPIRoute,
		"GET I18n":           labelsRoute,
		"POST Action":        actionRoute,
		"POST MassAction":    massRoute,
		"GET Activities":     activitiesRoute,
		"POST Admin":         adminRoute,
		"DELETE Admin":       adminRoute,
		"POST EntityManager": entityManagerRoute,
	}
}

func openAPIRoute(_ *Server, u *user, _ *Request, _ []string) (any, *failure) {
	if !u.admin() {
		return nil, fail(403, "No access to OpenApi scope.").html()
	}
	return map[string]any{"openapi": "3.1.0"}, nil
}
