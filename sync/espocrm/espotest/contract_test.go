package espotest_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

// recordings is the folder beside the project, or beside its parent, that holds
// recorded exchanges; empty where there is none.
var recordings = func() string {
	for _, up := range []string{"../../../..", "../../../../.."} {
		folder := filepath.Join(up, "shared", "specs", "espocrm", "transcripts")
		if _, err := os.Stat(folder); err == nil {
			return folder
		}
	}
	return ""
}()

// exchange is one recorded request with its answer.
type exchange struct {
	Step    int
	Note    string
	Compare string
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         json.RawMessage
		BodyText     *string `json:"body_text"`
		BodyBase64   string  `json:"body_base64"`
	}
	Response struct {
		Status   int
		Headers  map[string]string
		Body     json.RawMessage
		BodyFile string `json:"body_file"`
	}
}

// scenarios are replayed in this order; each starts with a fresh model.
var scenarios = []string{
	"01-connect", "02-metadata", "03-contact", "04-filters", "04-lists", "04-ties", "05-emails", "05-phones", "06-duplicates",
	"07-versions", "08-dangling", "08-links", "09-case", "09-truncation", "10-lead", "11-opportunity", "12-meetings", "12-tasks",
	"13-errors", "14-deletes", "14-history", "14-merge", "15-marker", "16-lockout", "17-articles", "18-users", "20-bigpage",
}

// TestRecordedExchanges replays what a real server was asked and compares what
// the model answers. What it answers differently is listed in differences.
func TestRecordedExchanges(t *testing.T) {
	if recordings == "" {
		t.Skip("no folder of recorded exchanges (shared/specs/espocrm) beside the project")
	}
	for _, scenario := range scenarios {
		t.Run(scenario, func(t *testing.T) { replay(t, scenario) })
	}
}

func replay(t *testing.T, scenario string) {
	r := newReplayer(t)
	exchanges := readExchanges(t, scenario)
	if scenario == "20-bigpage" {
		r.fill(t, exchanges[0])
	}
	for i, e := range exchanges {
		r.now = r.timeOf(t, exchanges[i:])
		diffs := r.play(t, e)
		key := fmt.Sprintf("%s/%d", scenario, e.Step)
		reason, expected := differences[key]
		switch {
		case len(diffs) > 0 && !expected:
			t.Errorf("%s %s %s\n  %s", key, e.Request.Method, shorten(e.Request.Path), strings.Join(diffs, "\n  "))
		case len(diffs) == 0 && expected:
			t.Errorf("%s: listed as different (%s), but it is not", key, reason)
		}
	}
}

func shorten(text string) string {
	if len(text) > 160 {
		return text[:160] + "..."
	}
	return text
}

func readExchanges(t *testing.T, scenario string) []exchange {
	t.Helper()
	f, err := os.Open(filepath.Join(recordings, scenario+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	var all []exchange
	for lines.Scan() {
		var e exchange
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", scenario, err)
		}
		all = append(all, e)
	}
	return all
}

// replayer plays exchanges against one model and keeps which recorded id is
// which of the model's.
type replayer struct {
	server *espotest.Server
	now    time.Time
	ids    map[string]string
	token  string
}

// timeOf is the time of the answer; a lost answer came the second before the next.
func (r *replayer) timeOf(t *testing.T, rest []exchange) time.Time {
	t.Helper()
	for i, e := range rest {
		if date := e.Response.Headers["Date"]; date != "" {
			at, err := http.ParseTime(date)
			if err != nil {
				t.Fatal(err)
			}
			return at.Add(-time.Duration(i) * time.Second)
		}
	}
	return r.now
}

func newReplayer(t *testing.T) *replayer {
	t.Helper()
	r := &replayer{ids: map[string]string{}}
	r.server = espotest.New(func() time.Time { return r.now })
	var seed struct {
		Users []struct {
			ID, UserName, FirstName, LastName, Type, Role, CreatedAt, CreatedByID string
			TeamIDs                                                               []string `json:"teamsIds"`
		}
		Teams []struct{ ID, Name, CreatedAt string }
		Roles map[string]struct{ ID, Name string }
	}
	readJSON(t, "seed.json", &seed)
	connect := readExchanges(t, "01-connect")
	roles := map[string]*espotest.Role{"full": roleOf(t, connect[0]), "narrow": roleOf(t, connect[2])}
	for name, role := range roles {
		role.ID, role.Name = seed.Roles[name].ID, seed.Roles[name].Name
	}
	for _, team := range seed.Teams {
		r.now = stamp(t, team.CreatedAt)
		r.server.AddTeam(team.ID, team.Name)
		r.ids[team.ID] = team.ID
	}
	for _, u := range seed.Users {
		r.now = stamp(t, u.CreatedAt)
		n := espotest.User{
			ID: u.ID, UserName: u.UserName, FirstName: u.FirstName, LastName: u.LastName, Type: u.Type, TeamIDs: u.TeamIDs,
			Role: roles[u.Role], CreatedByID: u.CreatedByID,
		}
		if u.Type == "api" {
			n.APIKey = map[string]string{"api_full": "<API_KEY>", "api_narrow": "<API_KEY_NARROW>"}[u.UserName]
		} else {
			n.Password = u.UserName
		}
		if _, err := r.server.AddUser(n); err != nil {
			t.Fatal(err)
		}
		r.ids[u.ID] = u.ID
	}
	var settings map[string]any
	if err := json.Unmarshal(connect[1].Response.Body, &settings); err != nil {
		t.Fatal(err)
	}
	for name, value := range settings {
		r.server.Set(name, value)
	}
	return r
}

// fill makes more contacts than fit on two pages.
func (r *replayer) fill(t *testing.T, first exchange) {
	t.Helper()
	r.now = r.timeOf(t, []exchange{first}).Add(-time.Hour)
	account, err := r.server.Create("anna", "Account", map[string]any{"name": "Hooli"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 401 {
		_, err := r.server.Create("anna", "Contact", map[string]any{
			"firstName": "Nora", "lastName": fmt.Sprintf("Hansen %d", i), "description": "met", "accountId": account,
			"emailAddress": fmt.Sprintf("nora%d@hooli.example", i), "phoneNumber": "+15555550123",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// roleOf reads the rights out of the first call a user makes.
func roleOf(t *testing.T, e exchange) *espotest.Role {
	t.Helper()
	var body struct {
		ACL map[string]json.RawMessage `json:"acl"`
	}
	if err := json.Unmarshal(e.Response.Body, &body); err != nil {
		t.Fatal(err)
	}
	role := &espotest.Role{
		Access: map[string]espotest.Access{}, Permissions: map[string]string{}, Extra: map[string]any{},
	}
	flags := map[string]any{}
	for name, raw := range body.ACL {
		var permission string
		var table map[string]json.RawMessage
		switch {
		case json.Unmarshal(raw, &permission) == nil:
			role.Permissions[name] = permission
		case name == "table" && json.Unmarshal(raw, &table) == nil:
			for entity, levels := range table {
				var access espotest.Access
				if json.Unmarshal(levels, &access) == nil {
					role.Access[entity] = access
				} else {
					flags[entity] = true
				}
			}
		default:
			var extra any
			if err := json.Unmarshal(raw, &extra); err != nil {
				t.Fatal(err)
			}
			role.Extra[name] = extra
		}
	}
	role.Extra["table"] = flags
	return role
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(recordings, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func stamp(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

var anyID = regexp.MustCompile(`[0-9a-f]{17}`)

// afterNumber is a filter by an automatic number.
var afterNumber = regexp.MustCompile(`\[attribute\]=number&where\[\d+\]\[value\]=\d+`)

// translate puts the model's ids in the place of recorded ones.
func (r *replayer) translate(text string) string {
	return anyID.ReplaceAllStringFunc(text, func(id string) string {
		if own, known := r.ids[id]; known {
			return own
		}
		return id
	})
}

// play sends one request and gives what differs.
func (r *replayer) play(t *testing.T, e exchange) []string {
	t.Helper()
	body := r.translate(string(e.Request.Body))
	if e.Request.BodyText != nil {
		body = *e.Request.BodyText
	}
	if e.Request.BodyBase64 != "" {
		raw, err := base64.StdEncoding.DecodeString(e.Request.BodyBase64)
		if err != nil {
			t.Fatal(err)
		}
		body = string(raw)
	}
	body = strings.ReplaceAll(body, "<TOKEN>", r.token)
	path, query, _ := strings.Cut(r.translate(e.Request.Path), "?")
	query = afterNumber.ReplaceAllStringFunc(query, func(filter string) string {
		head, number, _ := strings.Cut(filter, "[value]=")
		if own, known := r.ids["number "+number]; known {
			return head + "[value]=" + own
		}
		return filter
	})
	request := &http.Request{
		Method: e.Request.Method, URL: &url.URL{Scheme: "https", Host: "crm.example", Path: path, RawQuery: query},
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), RemoteAddr: "203.0.113.7:40000",
	}
	for name, value := range e.Request.Headers {
		request.Header.Set(name, r.credential(value))
	}
	response, err := r.server.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.compare(t, e, response, answer)
}

// credential turns a placeholder into what the model expects.
func (r *replayer) credential(value string) string {
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	switch value {
	case "Basic <ADMIN>":
		return "Basic " + encode("admin:admin")
	case "Basic <ANNA>":
		return "Basic " + encode("anna:anna")
	case "Basic <ANNA_WRONG_PASSWORD>":
		return "Basic " + encode("anna:wrong")
	case "base64(anna:<ANNA_PASSWORD>)":
		return encode("anna:anna")
	case "base64(anna:<TOKEN>)":
		return encode("anna:" + r.token)
	}
	return value
}
