package espocrm

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// exchange is one recorded request with a real server's answer.
type exchange struct {
	Step    int
	Why     string
	Request struct {
		Method, Path string
		Headers      map[string]string
	}
	Response struct {
		Status  int
		Headers map[string]string
		Body    json.RawMessage
	}
}

func (x exchange) body() []byte {
	var s string
	if json.Unmarshal(x.Response.Body, &s) == nil {
		return []byte(s) // a page or nothing
	}
	return x.Response.Body
}

// exchanges reads what was recorded, from the folder beside the project where there is one.
func exchanges(t *testing.T) map[string][]exchange {
	t.Helper()
	out := map[string][]exchange{}
	for _, up := range []string{"../../..", "../../../.."} {
		files, _ := filepath.Glob(filepath.Join(up, "shared", "specs", "espocrm", "transcripts", "*.jsonl"))
		for _, name := range files {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			lines := bufio.NewScanner(f)
			lines.Buffer(nil, 16<<20)
			for lines.Scan() {
				var x exchange
				if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				out[filepath.Base(name)] = append(out[filepath.Base(name)], x)
			}
		}
	}
	if len(out) == 0 {
		t.Skip("no folder of recorded exchanges (shared/specs/espocrm) beside the project")
	}
	return out
}

// Every record that a real server gave can be read, and nothing in it changes by being compared.
func TestRecordedRecords(t *testing.T) {
	n := 0
	for file, list := range exchanges(t) {
		for _, x := range list {
			kind, _, _ := strings.Cut(strings.TrimPrefix(x.Request.Path, apiPath), "/")
			kind, _, _ = strings.Cut(kind, "?")
			o, ours := objectOf(kind)
			parts := strings.Count(strings.TrimPrefix(x.Request.Path, apiPath), "/")
			if !ours || x.Request.Method != http.MethodGet || x.Response.Status != 200 || parts > 1 || !strings.HasPrefix(string(x.body()), "{") {
				continue
			}
			var one map[string]any
			if err := decode(x.body(), &one); err != nil {
				t.Fatal(err)
			}
			rows := []any{one}
			if l, ok := one["list"].([]any); ok {
				rows = l
			}
			s := newSchema(o)
			s.versions = true
			for _, row := range rows {
				r, err := newReader(s, row.(map[string]any))
				if err != nil {
					t.Errorf("%s step %d (%s): %v", file, x.Step, x.Why, err)
					continue
				}
				rec, err := r.record()
				if err != nil {
					t.Errorf("%s step %d (%s): %v", file, x.Step, x.Why, err)
				}
				for field, v := range rec.Values {
					c := o.codec(field).canon(s, v)
					if !crm.Equal(c, o.codec(field).canon(s, c)) {
						t.Errorf("%s step %d: %s %v", file, x.Step, field, v)
					}
				}
				n++
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d records", n)
	}
}

// Every refusal that a real server gave is understood.
func TestRecordedRefusals(t *testing.T) {
	seen := map[remote.Class]int{}
	for file, list := range exchanges(t) {
		for _, x := range list {
			if x.Response.Status < 300 {
				continue
			}
			h := http.Header{}
			for k, v := range x.Response.Headers {
				h.Set(k, v)
			}
			e := statusError(request{method: x.Request.Method}, x.Response.Status, h, x.body())
			reason := h.Get("X-Status-Reason")
			var want remote.Class
			switch {
			case x.Response.Status == 401, file == "16-lockout.jsonl" && x.Response.Status == 403:
				want = remote.Auth
			case x.Response.Status >= 500:
				want = remote.Transient
			case strings.HasPrefix(reason, "Field validation failure"), strings.HasPrefix(reason, "Can't relate"):
				want = remote.Rejected
			case strings.HasPrefix(reason, "Record "):
				want = remote.Gone
			case strings.Contains(reason, "access"):
				want = remote.Denied
			case x.Response.Status == 409 && x.Request.Method == http.MethodPut:
				want = remote.Conflict
			case x.Response.Status == 405, x.Response.Status == 414:
				want = remote.Protocol
			default:
				continue
			}
			seen[want]++
			if e.Class != want {
				t.Errorf("%s step %d (%s): %d %q is %s, want %s", file, x.Step, x.Why, x.Response.Status, reason, e.Class, want)
			}
		}
	}
	for _, c := range []remote.Class{remote.Auth, remote.Transient, remote.Rejected, remote.Gone, remote.Denied, remote.Conflict, remote.Protocol} {
		if seen[c] == 0 {
			t.Errorf("no refusal of class %s", c)
		}
	}
}
