package espocrm

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/espocrm/espotest"
	"satchel/sync/remote"
)

// employed makes two accounts and a contact of both, the first one primary.
func (w *world) employed() (contact, first, second string) {
	w.t.Helper()
	made := func(kind string, body map[string]any) string {
		id, err := w.server.Create("admin", kind, body)
		if err != nil {
			w.t.Fatal(err)
		}
		return id
	}
	first, second = made(typeAccount, map[string]any{"name": "First"}), made(typeAccount, map[string]any{"name": "Second"})
	contact = made(typeContact, map[string]any{
		"lastName": "Kay", "accountId": first, "accountsIds": []any{first, second},
		"accountsColumns": map[string]any{first: map[string]any{"role": "CTO"}, second: map[string]any{"role": "Advisor", "isInactive": true}},
	})
	return contact, first, second
}

// rolesThere are the links of a contact as "account role inactive", the primary one starred.
func (w *world) rolesThere(contact string) map[string]string {
	out := map[string]string{}
	c := w.server.Get(typeContact, contact)
	columns, _ := c[attrAccountColumns].(map[string]any)
	for _, id := range c[attrAccounts].([]any) {
		column, _ := columns[id.(string)].(map[string]any)
		out[id.(string)] = fmt.Sprintf("%v %v", column["role"], column["isInactive"])
		if c[attrAccount] == id {
			out[id.(string)] += " *"
		}
	}
	return out
}

func (d *desk) role(contact, account string) crm.Values {
	id := d.id("role", contact+"/"+account)
	if id == "" {
		return nil
	}
	return d.local("role", id)
}

func (d *desk) roles() (n int) {
	d.store.View(func(tx replica.Tx) { all, _ := tx.List(crm.Query{Entity: "role"}); n = len(all) })
	return n
}

func TestRolesArePaged(t *testing.T) {
	w := newWorld(t, nil)
	w.check()
	w.server.Set("recordListMaxSizeLimit", 20)
	w.check()
	want := 0
	for i := range 50 {
		if i%3 == 0 {
			w.employed()
			want += 2
		} else if _, err := w.server.Create("admin", typeContact, map[string]any{"lastName": fmt.Sprint("Alone ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, limit := range []int{0, 1, 3} {
		for _, brief := range []bool{true, false} {
			got := w.list(remote.Scan{Feed: typeRole, Limit: limit, Brief: brief})
			for i, rec := range got {
				if i > 0 && rec.ID <= got[i-1].ID || rec.Version == "" || (rec.Values == nil) != brief {
					t.Fatalf("limit %d, brief %v: %+v", limit, brief, rec)
				}
			}
			if len(got) != want {
				t.Errorf("limit %d, brief %v: %d roles, want %d", limit, brief, len(got), want)
			}
		}
	}
}

func TestEngineRolesComeAndGo(t *testing.T) {
	w := newWorld(t, nil)
	contact, first, second := w.employed()
	d := w.desk("ann")
	d.round()
	one, two := d.role(contact, first), d.role(contact, second)
	if one["title"] != "CTO" || one["primary"] != true || two["title"] != "Advisor" || crm.IsEmpty(two["until"]) || one["until"] != nil {
		t.Fatalf("%v\n%v", one, two)
	}
	w.pass(time.Hour)
	d.put("role", d.id("role", contact+"/"+second), crm.Values{"title": "Chair", "until": nil})
	d.round()
	if there := w.rolesThere(contact); there[second] != "Chair false" || there[first] != "CTO false *" {
		t.Errorf("sent: %v", there)
	}
	// In the server's panels nothing moves a stamp; the next complete listing sees it.
	w.direct(http.MethodDelete, contact, first)
	third, err := w.server.Create("admin", typeAccount, map[string]any{"name": "Third"})
	if err != nil {
		t.Fatal(err)
	}
	w.direct(http.MethodPost, contact, third)
	w.pass(2 * time.Hour)
	for range 3 { // a listing takes a few rounds
		d.round()
	}
	if d.role(contact, first) != nil || d.role(contact, third) == nil || d.roles() != 2 {
		t.Errorf("%v %v, %d roles", d.role(contact, first), d.role(contact, third), d.roles())
	}
	// and what is deleted here is unlinked there.
	d.remove("role", d.id("role", contact+"/"+second))
	d.round()
	if there := w.rolesThere(contact); len(there) != 1 || there[third] == "" {
		t.Errorf("after a delete: %v", there)
	}
}

// A main account that is unlinked in a panel moves no stamp. The role is missed by the next complete listing, and the contact is read
// for that.
func TestEngineMainAccountUnlinkedInAPanel(t *testing.T) {
	w := newWorld(t, nil)
	contact, first, second := w.employed()
	d := w.desk("ann")
	d.reads = 10
	d.restart()
	d.round()
	w.pass(time.Hour)
	d.round()
	w.direct(http.MethodDelete, contact, first)
	if w.server.Get(typeContact, contact)[attrAccount] != nil {
		t.Fatal("the server still has a main account")
	}
	w.pass(2 * time.Hour)
	for range 4 {
		d.round()
	}
	if c := d.local("contact", d.id("contact", contact)); c["organisation"] != nil || d.role(contact, first) != nil || d.role(contact, second) == nil {
		t.Errorf("here %v, %d roles", c, d.roles())
	}
	w.direct(http.MethodPost, contact, first)
	w.pass(2 * time.Hour)
	for range 4 {
		d.round()
	}
	main := w.server.Get(typeContact, contact)[attrAccount]
	if c := d.local("contact", d.id("contact", contact)); d.role(contact, first) == nil || crm.IsEmpty(c["organisation"]) != (main == nil) {
		t.Errorf("here %v, there %v", c, main)
	}
	if d.partial() != 0 {
		t.Errorf("%d are known in part", d.partial())
	}
}

// direct links or unlinks in a panel of the server.
func (w *world) direct(method, contact, account string) {
	w.t.Helper()
	body := strings.NewReader(`{"id":"` + account + `"}`)
	r, err := http.NewRequest(method, w.web.URL+apiPath+"Contact/"+contact+"/accounts", body)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", "0123456789abcdef")
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil || a.StatusCode != 200 {
		w.t.Fatalf("%v %v", a, err)
	}
	_ = a.Body.Close()
}

// A new role reaches the server once, whatever answer is lost, and what was typed into it arrives.
func TestEngineCreatesRolesOnce(t *testing.T) {
	for lost := range 5 {
		t.Run(fmt.Sprint(lost), func(t *testing.T) {
			w := newWorld(t, nil)
			d := w.desk("ann")
			org := d.put("organisation", "", crm.Values{"name": "Quay"})
			other := d.put("organisation", "", crm.Values{"name": "Pier"})
			who := d.put("contact", "", crm.Values{"last_name": "Kay", "organisation": org, "title": "CTO"})
			d.put("role", "", crm.Values{"contact": who, "organisation": org, "title": "CTO", "primary": true})
			d.put("role", "", crm.Values{"contact": who, "organisation": other, "title": "Advisor", "until": crm.Date("2020-01-01")})
			n := 0
			w.server.Fail(func(r *espotest.Request) *espotest.Fault {
				if r.Method != http.MethodGet && strings.Contains(r.Path, "Contact") {
					if n++; n == lost {
						return &espotest.Fault{Drop: true}
					}
				}
				return nil
			})
			for range 8 {
				_, _ = d.engine.Round(t.Context())
				w.pass(10 * time.Minute)
				if d.questions() > 0 {
					t.Fatal("a person is asked")
				}
			}
			contact := w.server.All(typeContact)[0]
			there := w.rolesThere(contact["id"].(string))
			if len(there) != 2 || d.roles() != 2 || len(w.server.All(typeContact)) != 1 {
				t.Fatalf("%d roles here, there %v", d.roles(), there)
			}
			for _, v := range there {
				if v != "CTO false *" && v != "Advisor true" {
					t.Errorf("there %v", there)
				}
			}
		})
	}
}

func (d *desk) questions() (n int) {
	d.store.View(func(tx replica.Tx) { all, _ := tx.Conflicts(); n = len(all) })
	return n
}

// Records that were here before roles were exchanged meet those of the server instead of being doubled.
func TestEngineRolesMeet(t *testing.T) {
	for _, early := range []bool{true, false} { // whether the former employer is noted first or last
		rolesMeet(t, early)
	}
}

func rolesMeet(t *testing.T, early bool) {
	t.Helper()
	w := newWorld(t, nil)
	contact, first, second := w.employed()
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	d.forget("role")
	who, a, b := d.id("contact", contact), d.id("organisation", first), d.id("organisation", second)
	var mine, former string
	if early {
		former = d.put("role", "", crm.Values{"contact": who, "organisation": b, "primary": true})
	}
	mine = d.put("role", "", crm.Values{"contact": who, "organisation": a, "title": "Captain"})
	if !early {
		former = d.put("role", "", crm.Values{"contact": who, "organisation": b, "primary": true})
	}
	d.put("role", "", crm.Values{"contact": who, "organisation": b, "title": "Clerk", "until": crm.Date("2001-01-01")})
	for range 3 {
		d.round()
		w.pass(2 * time.Hour)
	}
	there := w.rolesThere(contact)
	if there[first] != "Captain false *" || there[second] != "Advisor true" || d.roles() != 3 {
		t.Errorf("%v, %d roles", there, d.roles())
	}
	if d.id("role", contact+"/"+first) != mine || d.id("role", contact+"/"+second) != former {
		t.Error("they did not meet")
	}
	if v := d.local("role", former); v["title"] != "Advisor" || v["primary"] == true {
		t.Errorf("%v", v)
	}
}

// Both change the same role.
func TestEngineRoleConflict(t *testing.T) {
	w := newWorld(t, nil)
	contact, first, _ := w.employed()
	w.pass(time.Hour)
	d := w.desk("ann")
	d.round()
	d.put("role", d.id("role", contact+"/"+first), crm.Values{"title": "Mine"})
	if err := w.server.Update("admin", typeContact, contact, map[string]any{"title": "Theirs"}); err != nil {
		t.Fatal(err)
	}
	d.round()
	if d.role(contact, first)["title"] != "Theirs" || d.questions() != 1 {
		t.Errorf("%v, %d questions", d.role(contact, first), d.questions())
	}
}

// A role's links are what it is: they cannot be sent as a change.
func TestRoleCannotMove(t *testing.T) {
	w := newWorld(t, nil)
	contact, first, second := w.employed()
	rec := w.get(typeRole, contact+"/"+first)
	_, err := w.Update(t.Context(), typeRole, rec.ID, rec.Version, crm.Values{"organisation": remote.Ref{Entity: "organisation", ID: second}})
	_ = class(t, err, remote.Rejected)
	_, err = w.Create(t.Context(), typeRole, "", crm.Values{
		"contact": remote.Ref{Entity: "contact", ID: contact}, "organisation": remote.Ref{Entity: "organisation", ID: "000000000000nope0"},
	})
	_ = class(t, err, remote.Rejected)
	_, err = w.Get(t.Context(), typeRole, contact+"/000000000000nope0")
	_ = class(t, err, remote.Gone)
}

// Who may not see accounts sees no roles, and loses none.
func TestRolesFollowTheRights(t *testing.T) {
	role := espotest.FullRole()
	role.Access[typeContact] = espotest.Access{Create: "yes", Read: "all", Edit: "no", Delete: "no"}
	w := newWorld(t, role)
	w.check()
	if f, ok := w.Capabilities().Feed(typeRole); !ok || f.Create || f.Update || f.Delete {
		t.Errorf("%+v", f)
	}
	role.Access[typeAccount] = espotest.Access{}
	w.server.SetRole("sync", role)
	w.check()
	if _, ok := w.Capabilities().Feed(typeRole); ok {
		t.Error("roles without accounts")
	}
}
