//go:build unix

package kill

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

const apiKey = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

// kind is one kind of record that people work on: the fields they type into, with their attributes there. What marks a record is its
// notes, which nobody changes.
type kind struct {
	entity, there string
	notes         string            // our field that there is "description"
	name          string            // the field a record cannot be without
	fields        map[string]string // our field -> theirs
	more          []string          // words that every new record needs
	moreThere     map[string]any
}

var kinds = []kind{
	{"organisation", "Account", "description", "name", map[string]string{"name": "name", "website": "website"}, nil, nil},
	{"contact", "Contact", "description", "last_name", map[string]string{"first_name": "firstName", "last_name": "lastName"}, nil, nil},
	{
		"lead", "Lead", "description", "company",
		map[string]string{"company": "accountName", "website": "website"},
		[]string{"name=Somebody"},
		map[string]any{"lastName": "Somebody"},
	},
	{"activity", "Task", "body", "subject", map[string]string{"subject": "name"}, []string{"kind=task"}, nil},
}

// words that people type are unique, so that each can be looked for.
var typedWord = regexp.MustCompile(`(?:mine|theirs|mark)-\d+\.example`)

// server is the model behind a bad line, with a colleague who works there.
type server struct {
	*espotest.Server
	url   string
	began time.Time

	mu       sync.Mutex
	rnd      *rand.Rand
	faulty   bool
	n        int // words of the colleague
	jump     time.Duration
	requests int             // since the last reset
	accepted map[string]bool // words that the server took
	created  map[string]int  // mark -> how often a record was made with it
	hurt     map[string]int  // what went wrong, for the report
}

func newServer(t *testing.T, seed uint64, versions, marker bool) *server {
	s := &server{
		began: time.Now(), rnd: rand.New(rand.NewPCG(seed, 1)), faulty: true,
		accepted: map[string]bool{}, created: map[string]int{}, hurt: map[string]int{},
	}
	s.Server = espotest.New(s.now)
	for _, u := range []espotest.User{
		{UserName: "sync", Type: "api", APIKey: apiKey, Role: espotest.FullRole()},
		{UserName: "eve", Type: "regular", Role: espotest.FullRole()},
	} {
		if _, err := s.AddUser(u); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Call", "Meeting", "Task"} {
		s.SetVersions(name, versions)
		if !marker {
			continue
		}
		if _, err := s.AddField(name, "externalUid", "varchar", 64); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.url = web.URL
	return s
}

// now is ten times as fast as the wall, so that waits of minutes are over within a test.
func (s *server) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.began.Add(10*time.Since(s.began) + s.jump)
}

func (s *server) skip(d time.Duration) { s.mu.Lock(); defer s.mu.Unlock(); s.jump += d }

// harm is what happens to one request.
type harm struct {
	name          string // "" nothing
	before, after time.Duration
	eve           bool
}

func (s *server) draw() harm {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if !s.faulty {
		return harm{}
	}
	var h harm
	ms := func(most int) time.Duration { return time.Duration(s.rnd.IntN(most*1000)) * time.Microsecond }
	if s.rnd.IntN(4) == 0 {
		h.before, h.after = ms(10), ms(60)
	}
	h.eve = s.rnd.IntN(12) == 0
	if s.rnd.IntN(25) == 0 {
		h.name = []string{"request lost", "answer lost", "cut off", "500 after it was done"}[s.rnd.IntN(4)]
		s.hurt[h.name]++
	}
	return h
}

// ServeHTTP hands a request to the model, or does not, and answers, or does not. What was received is done even if the client was
// killed meanwhile.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	h := s.draw()
	wait(h.before)
	if h.name == "request lost" {
		panic(http.ErrAbortHandler)
	}
	if h.eve {
		s.eve()
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	s.Server.ServeHTTP(answer, r)
	s.journal(r.Method, body, answer.Code)
	wait(h.after)
	maps.Copy(w.Header(), answer.Header())
	switch {
	case h.name == "answer lost":
		panic(http.ErrAbortHandler)
	case h.name == "500 after it was done":
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.WriteHeader(answer.Code)
	if h.name == "cut off" {
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(answer.Body.Bytes())
}

func wait(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
}

// journal notes what the server took.
func (s *server) journal(method string, body []byte, status int) {
	if method == http.MethodGet || status != http.StatusOK {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range typedWord.FindAllString(string(body), -1) {
		s.accepted[w] = true
		if method == http.MethodPost && strings.HasPrefix(w, "mark-") {
			s.created[w]++
		}
	}
}

// eve does one thing in the web UI.
func (s *server) eve() {
	s.mu.Lock()
	k := kinds[s.rnd.IntN(len(kinds))]
	dice, pick := s.rnd.IntN(100), s.rnd.Uint32()
	s.n++
	word := fmt.Sprintf("theirs-%d.example", s.n)
	s.mu.Unlock()
	all := s.All(k.there)
	if len(all) == 0 || dice < 15 {
		values := map[string]any{"description": strings.Replace(word, "theirs-", "mark-9000", 1), k.fields[k.name]: word}
		maps.Copy(values, k.moreThere)
		_, _ = s.Create("eve", k.there, values)
		return
	}
	id, _ := all[int(pick)%len(all)]["id"].(string)
	if dice < 17 {
		_ = s.Delete("eve", k.there, id)
		return
	}
	for _, attr := range k.fields { // any of them
		_ = s.Update("eve", k.there, id, map[string]any{attr: word})
		return
	}
}

func (s *server) reset() { s.mu.Lock(); defer s.mu.Unlock(); s.requests = 0 }

func (s *server) asked() int { s.mu.Lock(); defer s.mu.Unlock(); return s.requests }

func (s *server) heal() { s.mu.Lock(); defer s.mu.Unlock(); s.faulty = false }

func (s *server) took(word string) bool { s.mu.Lock(); defer s.mu.Unlock(); return s.accepted[word] }

func (s *server) all(k kind) (out []map[string]any) {
	for _, r := range s.All(k.there) {
		ours := map[string]any{k.notes: r["description"]}
		for field, attr := range k.fields {
			ours[field] = r[attr]
		}
		out = append(out, ours)
	}
	return out
}

// doubles are the marks of records that were made more than once.
func (s *server) doubles() (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for mark, n := range s.created {
		if n > 1 {
			out = append(out, mark)
		}
	}
	return out
}
