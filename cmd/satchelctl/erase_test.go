package main

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"satchel/sync/espocrm/espotest"
)

// TestAnErasedPersonStaysAway erases somebody whom EspoCRM knows, exchanges until nothing happens, lets a colleague take the person out of
// the trash there, and exchanges again; a second computer reads everything anew. Then it looks at the bytes of the file.
func TestAnErasedPersonStaysAway(t *testing.T) {
	t.Setenv("SATCHEL_SECRET", canaryKey)
	now := time.Now()
	server := espotest.New(func() time.Time { return now })
	if _, err := server.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: canaryKey, Role: espotest.FullRole()}); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	defer web.Close()
	d := newDesk(t)
	d.one(exitDone, "init")
	id := d.add("contact", "first_name=Quirinia", "last_name=Zwiebelthaler", "emails=q@quendel.example", "phones=+49 30 98765432", "description=Mag Quittenmus sehr")
	other := d.add("contact", "first_name=Otto", "last_name=Bleibt")
	d.add("activity", "kind=call", "subject=Zitronenfalter besprochen", "contact="+id, "done=yes")
	deal := d.add("deal", "name=Rahmen", "contact="+id, "amount=10", "currency=EUR")
	d.one(exitDone, "connect", "espocrm", "--url", web.URL)
	exchange := func() {
		t.Helper()
		for range 3 {
			now = now.Add(time.Minute)
			d.one(exitDone, "sync")
		}
	}
	exchange()
	there := ""
	for _, r := range server.All("Contact") {
		if strings.Contains(fmt.Sprint(r["lastName"]), "Zwiebelthaler") {
			there = r["id"].(string)
		}
	}
	if there == "" {
		t.Fatal("the person did not arrive")
	}
	backup := filepath.Join(filepath.Dir(d.db), "backups", "before.db")
	d.one(exitDone, "backup", backup)

	if plan := d.one(exitPartial, "erase", "contact", id); plan["title"] != "Quirinia Zwiebelthaler" {
		t.Errorf("the plan: %v", plan)
	}
	if got := d.one(exitDone, "count", "contact")["count"]; got != 2.0 {
		t.Fatalf("the plan alone left %v contacts", got)
	}
	report := filepath.Join(t.TempDir(), "report.txt")
	done := d.one(exitDone, "erase", "contact", id, "--yes", "--report", report)
	if fmt.Sprint(done["erased"]) != "map[activity:1 contact:1]" || fmt.Sprint(done["kept"]) != "map[deal:1]" || done["unexplained"] != 0.0 || done["searched"].(float64) < 6 {
		t.Errorf("the report: %v", done)
	}
	if fmt.Sprint(done["backups"]) != fmt.Sprint([]string{backup}) || done["provider"] != "EspoCRM" || done["there"] != false {
		t.Errorf("copies and provider: %v", done)
	}
	text, err := os.ReadFile(report) //nolint:gosec // of the test
	if err != nil || !strings.Contains(string(text), "None was found") || !strings.Contains(string(text), "only marks it as deleted") {
		t.Errorf("%v\n%s", err, text)
	}
	exchange()
	if err := server.Restore("Contact", there); err != nil {
		t.Fatal(err)
	}
	exchange()
	for _, r := range server.All("Contact") {
		if r["id"] == there && r["deleted"] != true {
			t.Errorf("it is there again: %v", r)
		}
	}
	if got := d.one(exitDone, "count", "contact")["count"]; got != 1.0 {
		t.Errorf("%v contacts here, want the other one", got)
	}
	d.one(exitDone, "show", "contact", other)
	d.one(exitDone, "show", "deal", deal)
	if out := d.prints("inbox"); strings.TrimSpace(out) != "" {
		t.Errorf("the inbox asks: %s", out)
	}
	files := append([]string{report}, d.db, d.db+"-wal", d.db+"-shm")
	for _, file := range files {
		raw, err := os.ReadFile(file) //nolint:gosec // of the test
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, word := range []string{"Quirinia", "Zwiebelthaler", "zwiebelthaler", "quendel", "98765432", "23456789", "Quittenmus", "Zitronenfalter"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("%s is in %s", word, file)
			}
		}
	}
	if code, out, messages := d.call("erase", "organisation", other, "--yes"); code != exitFailed || !strings.Contains(messages, "Only people") {
		t.Errorf("a firm: %d %s %s", code, out, messages)
	}
	if again := d.one(exitDone, "erase", "--finish"); again["finished"] != false {
		t.Errorf("%v", again)
	}
}
