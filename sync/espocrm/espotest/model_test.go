package espotest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

// bench is a model with one api user and a client that reaches it.
type bench struct {
	*espotest.Server
	now    time.Time
	client *http.Client
	base   string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), base: "https://crm.example"}
	b.Server = espotest.New(func() time.Time { return b.now })
	if _, err := b.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: "key", Role: espotest.FullRole()}); err != nil {
		t.Fatal(err)
	}
	b.client = &http.Client{Transport: b.Server, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	return b
}

// listening makes the client go through a real listener.
func (b *bench) listening(t *testing.T) *bench {
	web := httptest.NewServer(b.Server)
	t.Cleanup(web.Close)
	b.base = web.URL
	b.client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: b.client.CheckRedirect}
	return b
}

func (b *bench) do(method, path string, body any) (status int, answer []byte, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequest(method, b.base+"/api/v1/"+path, strings.NewReader(string(raw)))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("X-Api-Key", "key")
	r.Header.Set("Content-Type", "application/json")
	response, err := b.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func (b *bench) list(t *testing.T, query string) (total int, rows []map[string]any) {
	t.Helper()
	var page struct {
		Total int
		List  []map[string]any
	}
	status, answer, err := b.do("GET", query, nil)
	if err != nil || status != 200 || json.Unmarshal(answer, &page) != nil {
		t.Fatalf("list %s: %d %s %v", query, status, answer, err)
	}
	return page.Total, page.List
}

func (b *bench) contact(t *testing.T, last string) string {
	t.Helper()
	id, err := b.Create("", "Contact", map[string]any{"lastName": last, "emailAddress": last + "@x.example"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// posts gives a fault to every create of a contact.
func posts(f espotest.Fault) func(*espotest.Request) *espotest.Fault {
	return func(r *espotest.Request) *espotest.Fault {
		if r.Method == "POST" && r.Path == "Contact" {
			return &f
		}
		return nil
	}
}

func TestFaultsOfCreates(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  espotest.Fault
		status int // 0: an error
		made   int
	}{
		{"lost request", espotest.Fault{Lose: true}, 0, 0},
		{"lost answer", espotest.Fault{Drop: true}, 0, 1},
		{"error before", espotest.Fault{Status: 503, RetryAfter: "7"}, 503, 0},
		{"error after", espotest.Fault{Status: 500, Apply: true}, 500, 1},
		{"too many", espotest.Fault{Status: 429, RetryAfter: "7"}, 429, 0},
		{"page", espotest.Fault{Page: true}, 200, 1},
		{"cut body", espotest.Fault{Cut: 5}, 0, 1},
		{"huge body", espotest.Fault{Pad: 1 << 20}, 200, 1},
		{"redirect", espotest.Fault{Redirect: "https://other.example/"}, 307, 0},
	} {
		for _, wire := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/wire=%t", c.name, wire), func(t *testing.T) {
				b := newBench(t)
				if wire {
					b.listening(t)
				}
				b.Fail(posts(c.fault))
				status, answer, err := b.do("POST", "Contact", map[string]any{"lastName": "King"})
				if c.status == 0 && err == nil || c.status != 0 && (err != nil || status != c.status) {
					t.Errorf("status %d, error %v", status, err)
				}
				if got := len(b.All("Contact")); got != c.made {
					t.Errorf("%d contacts made, want %d", got, c.made)
				}
				if c.fault.Pad > 0 && len(answer) < c.fault.Pad {
					t.Errorf("answer of %d bytes", len(answer))
				}
				if got := b.Count("POST", "Contact"); got != 1 {
					t.Errorf("counted %d", got)
				}
				b.Heal()
				if status, _, err := b.do("POST", "Contact", map[string]any{"lastName": "Queen"}); err != nil || status != 200 {
					t.Errorf("after healing: %d %v", status, err)
				}
			})
		}
	}
}

func TestLostConnectionIsNamed(t *testing.T) {
	b := newBench(t)
	b.Fail(posts(espotest.Fault{Drop: true}))
	if _, _, err := b.do("POST", "Contact", map[string]any{"lastName": "King"}); !errors.Is(err, espotest.ErrLost) {
		t.Errorf("error is %v", err)
	}
}

func TestFaultsOfLists(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"a", "b", "c"} {
		b.contact(t, name)
	}
	wrong := 7
	b.Fail(func(*espotest.Request) *espotest.Fault { return &espotest.Fault{Short: 2, Total: &wrong} })
	if total, rows := b.list(t, "Contact?orderBy=id"); total != 7 || len(rows) != 2 {
		t.Errorf("total %d, %d rows", total, len(rows))
	}
}

// A change that waited appears later than its stamp says.
func TestLateWrite(t *testing.T) {
	b := newBench(t)
	id := b.contact(t, "king")
	b.now = b.now.Add(10 * time.Second)
	b.Slow(5*time.Second, 0)
	if err := b.Update("", "Contact", id, map[string]any{"description": "late"}); err != nil {
		t.Fatal(err)
	}
	late := b.contact(t, "late")
	b.Slow(0, 0)
	before := b.now.Format("2006-01-02 15:04:05")
	if _, rows := b.list(t, "Contact?orderBy=id"); len(rows) != 1 || rows[0]["description"] != nil {
		t.Errorf("seen too early: %v", rows)
	}
	if b.Get("Contact", id)["description"] != "late" {
		t.Error("the truth is not late")
	}
	b.now = b.now.Add(5 * time.Second)
	_, rows := b.list(t, "Contact?orderBy=id")
	if len(rows) != 2 || rows[0]["modifiedAt"] != before || rows[0]["description"] != "late" || rows[1]["id"] != late {
		t.Errorf("after the delay: %v", rows)
	}
}

// A deletion that waited leaves the record readable until then.
func TestLateDelete(t *testing.T) {
	b := newBench(t)
	id := b.contact(t, "king")
	b.Slow(5*time.Second, 0)
	if err := b.Delete("", "Contact", id); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := b.do("GET", "Contact/"+id, nil); status != 200 {
		t.Errorf("gone too early: %d", status)
	}
	b.now = b.now.Add(5 * time.Second)
	if status, _, _ := b.do("GET", "Contact/"+id, nil); status != 404 {
		t.Errorf("still there: %d", status)
	}
}

// A torn record is seen without address and links, then whole, under one stamp.
func TestTornCreate(t *testing.T) {
	b := newBench(t)
	account, err := b.Create("", "Account", map[string]any{"name": "Hooli"})
	if err != nil {
		t.Fatal(err)
	}
	b.Slow(0, 3*time.Second)
	if _, err := b.Create("", "Contact", map[string]any{
		"lastName": "King", "emailAddress": "k@x.example", "accountId": account, "title": "CTO",
	}); err != nil {
		t.Fatal(err)
	}
	const query = "Contact?select=id,emailAddress,accountsIds,title,modifiedAt"
	_, torn := b.list(t, query)
	b.now = b.now.Add(3 * time.Second)
	_, whole := b.list(t, query)
	if len(torn) != 1 || torn[0]["emailAddress"] != nil || len(torn[0]["accountsIds"].([]any)) != 0 {
		t.Errorf("torn: %v", torn)
	}
	if whole[0]["emailAddress"] != "k@x.example" || whole[0]["title"] != "CTO" || whole[0]["modifiedAt"] != torn[0]["modifiedAt"] {
		t.Errorf("whole: %v", whole)
	}
}

// The functions that stand for the web UI follow the same rules.
func TestDirect(t *testing.T) {
	b := newBench(t)
	if _, err := b.Create("", "Contact", map[string]any{"firstName": "Ada"}); err == nil {
		t.Error("a contact without a last name was made")
	}
	if _, err := b.Create("nobody", "Contact", nil); err == nil {
		t.Error("an unknown user made a contact")
	}
	id := b.contact(t, "king")
	if err := b.Update("", "Contact", id, map[string]any{"doNotCall": true, "teamsIds": []string{}}); err != nil {
		t.Fatal(err)
	}
	if got := b.Get("Contact", id); got["doNotCall"] != true {
		t.Errorf("doNotCall is %v", got["doNotCall"])
	}
	if err := b.Delete("", "Contact", id); err != nil {
		t.Fatal(err)
	}
	if b.Get("Contact", id) != nil || len(b.All("Contact")) != 0 {
		t.Error("deleted and still there")
	}
	if err := b.Restore("Contact", id); err != nil || b.Get("Contact", id) == nil {
		t.Errorf("not restored: %v", err)
	}
}

// Rights of "own": what is assigned to me, and a record that changes hands.
func TestOwnRole(t *testing.T) {
	b := newBench(t)
	b.SetRole("sync", espotest.OwnRole())
	id := b.contact(t, "king")
	if status, _, _ := b.do("GET", "Contact/"+id, nil); status != 403 {
		t.Errorf("a foreign record: %d", status)
	}
	if total, _ := b.list(t, "Contact"); total != 0 {
		t.Errorf("%d foreign records listed", total)
	}
	b.Deactivate("sync")
	if status, _, _ := b.do("GET", "Contact", nil); status != 401 {
		t.Errorf("switched off: %d", status)
	}
}

// The marker field: forced prefix, searchable.
func TestAddField(t *testing.T) {
	b := newBench(t)
	name, err := b.AddField("Contact", "externalUid", "varchar", 64)
	if err != nil || name != "cExternalUid" {
		t.Fatalf("%q %v", name, err)
	}
	if _, err := b.AddField("Contact", "externalUid", "varchar", 64); err == nil {
		t.Error("made twice")
	}
	if _, _, err := b.do("POST", "Contact", map[string]any{"lastName": "King", name: "u-1"}); err != nil {
		t.Fatal(err)
	}
	query := "Contact?select=id,cExternalUid&where[0][type]=equals&where[0][attribute]=cExternalUid&where[0][value]=U-1"
	if total, rows := b.list(t, query); total != 1 || rows[0][name] != "u-1" {
		t.Errorf("%d %v", total, rows)
	}
}

// Equal requests at equal times get equal answers.
func TestDeterministic(t *testing.T) {
	run := func() []string {
		b := newBench(t)
		var answers []string
		for i := range 20 {
			_, answer, err := b.do("POST", "Contact", map[string]any{"lastName": fmt.Sprintf("n%d", i), "teamsIds": []string{}})
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, string(answer))
			b.now = b.now.Add(time.Second / 3)
		}
		_, answer, err := b.do("GET", "Contact?orderBy=modifiedAt&order=desc", nil)
		if err != nil {
			t.Fatal(err)
		}
		return append(answers, string(answer))
	}
	if first, second := run(), run(); !reflect.DeepEqual(first, second) {
		t.Error("two runs differ")
	}
}
