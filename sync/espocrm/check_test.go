package espocrm

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

func TestCheck(t *testing.T) {
	w := newWorld(t, nil)
	w.pass(time.Minute)
	a := w.check()
	if a.Server != "EspoCRM "+espotest.Version || a.UserID != w.me || a.ID != w.web.URL+"#"+w.me || a.User == "" {
		t.Errorf("account %+v", a)
	}
	if want := "Contacts: you may see all, create new ones, change all and delete all."; !slices.Contains(a.Rights, want) {
		t.Errorf("rights are %q", a.Rights)
	}
	c := w.Capabilities()
	var names []string
	for _, f := range c.Feeds {
		names = append(names, f.Name)
		versions := slices.Contains([]string{typeAccount, typeCase, typeOpportunity, typeTask, typeArticle}, f.Name)
		if f.Version != versions || f.Create != (f.Name != typeUser && f.Name != typeArticle) || f.NoMarker != (f.Inside || f.Entity == "message" || f.Name == typeNote) ||
			f.Files != (f.Name == typeCase || f.Name == typeTask) || f.Inside != (f.Name == typeAttachment) {
			t.Errorf("%+v", f)
		}
	}
	if got := strings.Join(names, " "); got != "User Account Contact ContactAccount Lead Opportunity Case Call Meeting Task Note CaseNote Attachment KnowledgeBaseArticle" {
		t.Errorf("feeds %s", got)
	}
	if c.Marker || c.Grain != time.Second || c.PageSize != 200 {
		t.Errorf("%+v", c)
	}
	w.server.ResetCounts()
	w.check()
	if n := w.server.Count("GET", "Metadata"); n != 0 {
		t.Errorf("definitions read %d times although nothing moved", n)
	}
}

func TestRights(t *testing.T) {
	role := espotest.FullRole()
	role.Access[typeLead] = espotest.Access{Read: "team", Edit: "own", Create: "no"}
	delete(role.Access, typeCase)
	role.Extra = map[string]any{"fieldTable": map[string]any{
		typeContact: map[string]any{"doNotCall": map[string]any{"read": "yes", "edit": "no"}, "address": map[string]any{"read": "no", "edit": "no"}},
	}}
	w := newWorld(t, role)
	a := w.check()
	for _, want := range []string{"You may not see tickets.", "Leads: you may see those of your teams and change those assigned to you."} {
		if !slices.Contains(a.Rights, want) {
			t.Errorf("no %q in %q", want, a.Rights)
		}
	}
	c := w.Capabilities()
	if _, ok := c.Feed(typeCase); ok {
		t.Error("a forbidden type is a feed")
	}
	if f, _ := c.Feed(typeLead); f.Create || !f.Update || f.Delete {
		t.Errorf("%+v", f)
	}
	if f, _ := c.Feed(typeContact); f.Holds("address") || !f.Holds("do_not_call") {
		t.Errorf("%v", f.Fields)
	}
	r := w.create(typeContact, crm.Values{"last_name": "King"})
	_, err := w.Update(context.Background(), typeContact, r.ID, "", crm.Values{"do_not_call": true})
	if e := class(t, err, remote.Denied); e.Field != "do_not_call" {
		t.Errorf("%+v", e)
	}
}

func TestPasswordAndToken(t *testing.T) {
	w := newWorld(t, nil)
	if _, err := w.server.AddUser(espotest.User{UserName: "anna", Password: "pass word", Role: espotest.FullRole()}); err != nil {
		t.Fatal(err)
	}
	p := w.open("anna", "pass word")
	a, err := p.Check(context.Background())
	if err != nil || p.client.login.token == "" {
		t.Fatalf("%v, token %q", err, p.client.login.token)
	}
	if a.UserID == w.me {
		t.Error("logged in as somebody else")
	}
	if strings.Contains(p.client.login.headers()["Espo-Authorization"], encode("anna", "pass word")) {
		t.Error("the password is still sent")
	}
	p.client.login.token = "0000000000000000dead000000000000"
	if _, err := p.List(context.Background(), remote.Scan{Feed: typeContact}); err != nil {
		t.Errorf("a dead token is not renewed: %v", err)
	}
	fails(t, mustFail(w.open("anna", "wrong").Check(context.Background())), remote.Auth)
}

func mustFail(_ remote.Account, err error) error { return err }

func TestWrongKeyAndLockout(t *testing.T) {
	w := newWorld(t, nil)
	p := w.open("", "fedcba9876543210")
	var wrong, locked *remote.Error
	for range 12 {
		_, err := p.Check(context.Background())
		if e := class(t, err, remote.Auth); isLockout(e) {
			locked = e
		} else {
			wrong = e
		}
	}
	if wrong == nil || locked == nil || wrong.Message == locked.Message || !strings.Contains(locked.Message, "minute") {
		t.Errorf("%v / %v", wrong, locked)
	}
	_, err := w.Check(context.Background())
	fails(t, err, remote.Auth)
	w.pass(61 * time.Second)
	w.check()
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"crm.example.org":                           "https://crm.example.org/api/v1/",
		" https://CRM.example.org/ ":                "https://crm.example.org/api/v1/",
		"https://crm.example.org/api/v1/":           "https://crm.example.org/api/v1/",
		"https://crm.example.org/espo/#Contact/all": "https://crm.example.org/espo/api/v1/",
		"https://crm.example.org/index.php?x=1":     "https://crm.example.org/api/v1/",
		"http://127.0.0.1:8080/x":                   "http://127.0.0.1:8080/x/api/v1/",
		"localhost:8080":                            "http://localhost:8080/api/v1/",
		"http://[::1]:80":                           "http://[::1]:80/api/v1/",
	} {
		u, err := baseURL(in)
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v", in, u, err)
		}
	}
	for _, in := range []string{"", "http://crm.example.org", "ftp://x.example", "https://", "https://a b", "https://me:pw@x.example", "://", "http://localhost.example.org"} {
		_, err := baseURL(in)
		e := class(t, err, remote.Rejected)
		if e.Field != "url" || strings.Contains(e.Message, "pw") || !strings.HasSuffix(e.Message, ".") {
			t.Errorf("%q: %q", in, e.Message)
		}
	}
}

func TestNewCredentials(t *testing.T) {
	for _, secret := range []string{"", "  ", "key\nX-Other: 1"} {
		_, err := OpenWith(remote.Options{Catalog: crm.Base(), URL: "crm.example.org", Secret: secret, Meter: &remote.Meter{}}, nil)
		fails(t, err, remote.Auth)
	}
}
