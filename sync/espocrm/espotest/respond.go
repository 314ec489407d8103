package espotest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

const (
	typeJSON = "application/json"
	typeHTML = "text/html; charset=UTF-8"
	typePage = "text/html;charset=UTF-8"
)

// answer is what goes back to the client.
type answer struct {
	status int
	header http.Header
	body   []byte
	lost   bool // the connection breaks before the answer
	cut    int  // the connection breaks after that many bytes; 0: it does not
}

// failure is a refusal. A nil reason means no X-Status-Reason at all.
type failure struct {
	status int
	reason *string
	kind   string // Content-Type, JSON when empty
	body   any    // nil: empty
	raw    string
	header map[string]string
}

func (f *failure) Error() string {
	text := strconv.Itoa(f.status) + " " + http.StatusText(f.status)
	if f.reason != nil {
		text += ": " + *f.reason
	}
	return text
}

func fail(status int, reason string) *failure { return &failure{status: status, reason: &reason} }

// silent is a refusal without a reason.
func silent(status int) *failure { return &failure{status: status} }

func (f *failure) html() *failure { f.kind = typeHTML; return f }

// page is an error page of the framework or the web server.
func page(status int, kind, title string) *failure {
	return &failure{status: status, kind: kind, raw: "<!doctype html>\n<html><head><title>" + title +
		"</title></head><body><h1>" + title + "</h1></body></html>\n"}
}

// invalid is the refusal of a field.
func invalid(entity, name, rule string) *failure {
	f := fail(http.StatusBadRequest, "Field validation failure; entityType: "+entity+", field: "+name+", type: "+rule+".")
	f.body = translation("validationFailure", nil, map[string]any{"field": name, "type": rule})
	return f
}

// unrelatable is the refusal of a link to a record that is not there.
func unrelatable(entity, name, foreign string) *failure {
	f := fail(http.StatusForbidden, "Can't relate with non-existing record. entity type: "+entity+", link: "+name+".")
	f.body = translation("cannotRelateNonExisting", nil, map[string]any{"foreignEntityType": foreign})
	return f
}

func translation(label string, scope any, data map[string]any) map[string]any {
	return map[string]any{"messageTranslation": map[string]any{"label": label, "scope": scope, "data": data}}
}

func (f *failure) answer() *answer {
	a := &answer{status: f.status, header: http.Header{"Content-Type": {typeJSON}}}
	if f.kind != "" {
		a.header.Set("Content-Type", f.kind)
	}
	if f.reason != nil {
		a.header["X-Status-Reason"] = []string{*f.reason}
	}
	for name, value := range f.header {
		a.header.Set(name, value)
	}
	switch {
	case f.raw != "":
		a.body = []byte(f.raw)
	case f.body != nil:
		a.body = encode(f.body)
	}
	return a
}

// nothing is the result of a request whose answer has an empty body.
type nothing struct{}

// file is the result of a download.
type file struct {
	kind, name string
	body       []byte
}

// succeed makes an answer out of a result.
func succeed(result any) *answer {
	a := &answer{status: http.StatusOK, header: http.Header{"Content-Type": {typeJSON}}}
	switch r := result.(type) {
	case nothing:
	case file:
		a.header.Set("Content-Type", r.kind)
		a.header.Set("Content-Disposition", `attachment; filename="`+r.name+`"`)
		a.body = r.body
	default:
		a.body = encode(result)
	}
	return a
}

func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // cannot happen: values come from JSON or from the model
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
