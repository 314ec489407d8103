//go:build linux

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satchel/storage/secret/secrettest"
	"satchel/sync/espocrm/espotest"
)

const binaryVariable = "SATCHEL_TEST_BINARY"

// The key is only ever in the keychain.
const key = "4f3c2b1a9e8d7c6b5a4f3e2d1c0b9a8f"

// TestTheMainJob runs the built program against a model of EspoCRM with a real keychain: import, edit offline, sync, a conflict, a
// second computer, a deletion there; and looks for the key everywhere it must not be.
func TestTheMainJob(t *testing.T) {
	if os.Getenv(binaryVariable) == "" {
		binary := filepath.Join(t.TempDir(), "satchelctl")
		build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
		t.Setenv(binaryVariable, binary)
	}
	if !secrettest.InSession(t, t.TempDir(), "main job", "gnome-keyring-daemon") {
		return
	}
	secrettest.Start(t, "master")
	w := newWorld(t)
	train, office := w.computer("train"), w.computer("office")

	train.importContacts()
	train.connect()
	if round := train.round(0); round["pushed"].(float64) != 24 { // 20 contacts, 4 organisations
		t.Fatalf("the first round sent %v records, want 24", round["pushed"])
	}
	if n := len(w.server.All("Contact")); n != 20 {
		t.Fatalf("EspoCRM has %d contacts, want 20", n)
	}

	w.bothEditThePhone(train)
	w.secondComputer(train, office)
	w.deletedThere(train, office)
	w.nowhereButTheKeychain(train)
}

// bothEditThePhone changes a phone here and there, and a mail here alone, then decides for ours.
func (w *world) bothEditThePhone(c *computer) {
	id := c.find("contact", "Test 7")
	c.ok("set", "contact", id, "phones=+49 171 5550199", "title=Head of purchasing")
	there := w.idThere("Test 7")
	w.tick(time.Minute)
	w.must(w.server.Update("anna", "Contact", there, map[string]any{"phoneNumber": "+493055500141", "description": "met at the fair"}))
	w.tick(time.Minute)

	if round := c.round(exitPartial); round["conflicts"].(float64) != 1 {
		w.t.Fatalf("round %v, want one conflict", round)
	}
	live := c.one("show", "contact", id)
	if numbers(live) != "+493055500141" || live["description"] != "met at the fair" || live["title"] != "Head of purchasing" {
		w.t.Errorf("after the conflict the record is %v: theirs should be live, the other fields merged", live)
	}
	item := c.oneOf(exitPartial, "inbox")
	if !strings.Contains(fmt.Sprint(item["mine"]), "171 5550199") || !strings.Contains(fmt.Sprint(item["theirs"]), "3055500141") {
		w.t.Errorf("the inbox shows %v", item)
	}
	c.ok("resolve", item["id"].(string), "--mine")
	c.round(0)
	if got := w.there(there)["phoneNumber"]; got != "+491715550199" {
		w.t.Errorf("EspoCRM has the phone %v after the decision for mine", got)
	}
}

// secondComputer reads everything and must equal the first.
func (w *world) secondComputer(first, second *computer) {
	second.connect()
	second.round(0)
	if diff := cmp.Diff(first.contents(), second.contents()); diff != "" {
		w.t.Errorf("the second computer differs (-first +second):\n%s", diff)
	}
	quiet := second.round(0)
	if quiet["pushed"].(float64)+quiet["pulled"].(float64) != 0 {
		w.t.Errorf("a quiet round was %v", quiet)
	}
}

// deletedThere must be gone here after the next round that somebody asks for.
func (w *world) deletedThere(computers ...*computer) {
	w.must(w.server.Delete("anna", "Contact", w.idThere("Test 3")))
	w.tick(time.Minute)
	for _, c := range computers {
		c.round(0)
		if got := c.ok("count", "contact"); got != `{"count":19}` {
			w.t.Errorf("%s has %s after a deletion there, want 19", c.name, got)
		}
	}
}

// nowhereButTheKeychain looks through every file, output and process.
func (w *world) nowhereButTheKeychain(c *computer) {
	c.ok("export", filepath.Join(w.dir, "export"))
	c.ok("backup", filepath.Join(w.dir, "backup.db"))
	watch := c.command("sync", "--watch")
	out, err := watch.StdoutPipe()
	w.must(err)
	w.must(watch.Start())
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // the first round is over
		w.t.Error(err)
	}
	processes := 0
	for _, pattern := range []string{"/proc/[0-9]*/cmdline", "/proc/[0-9]*/environ"} {
		files, err := filepath.Glob(pattern)
		w.must(err)
		for _, f := range files {
			if raw, err := os.ReadFile(f); err == nil {
				processes++
				if bytes.Contains(raw, []byte(key)) {
					w.t.Errorf("%s holds the key", f)
				}
			}
		}
	}
	w.must(watch.Process.Signal(os.Interrupt))
	_ = watch.Wait()
	files := 0
	w.must(filepath.WalkDir(os.Getenv("HOME"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		files++
		if bytes.Contains(raw, []byte(key)) {
			w.t.Errorf("%s holds the key", path)
		}
		return err
	}))
	if files < 10 || processes < 2 {
		w.t.Errorf("looked at %d files and %d processes only", files, processes)
	}
	if strings.Contains(w.said.String(), key) {
		w.t.Error("the program printed the key")
	}
}

// world is one EspoCRM with the computers that sync with it.
type world struct {
	t      *testing.T
	dir    string
	server *espotest.Server
	url    string
	said   strings.Builder // everything that any program printed

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: os.Getenv("HOME"), now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	w.server = espotest.New(func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now })
	for _, u := range []espotest.User{
		{UserName: "sync", Type: "api", APIKey: key, Role: espotest.FullRole()},
		{UserName: "anna", Type: "regular", Role: espotest.FullRole()},
	} {
		if _, err := w.server.AddUser(u); err != nil {
			t.Fatal(err)
		}
	}
	web := httptest.NewServer(w.server)
	t.Cleanup(web.Close)
	w.url = web.URL
	return w
}

// tick moves the server's clock.
func (w *world) tick(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) there(id string) map[string]any {
	for _, r := range w.server.All("Contact") {
		if r["id"] == id {
			return r
		}
	}
	w.t.Fatalf("EspoCRM has no contact %s", id)
	return nil
}

func (w *world) idThere(lastName string) string {
	for _, r := range w.server.All("Contact") {
		if r["lastName"] == lastName {
			return r["id"].(string)
		}
	}
	w.t.Fatalf("EspoCRM has no contact %q", lastName)
	return ""
}

// computer is one database driven by the built program.
type computer struct {
	*world
	name, db string
}

func (w *world) computer(name string) *computer {
	return &computer{world: w, name: name, db: filepath.Join(w.dir, name, "satchel.db")}
}

func (c *computer) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), os.Getenv(binaryVariable), append([]string{"--db", c.db, "--json"}, args...)...)
	return cmd
}

// run runs one verb and returns what it printed; another exit code than wanted ends the test.
func (c *computer) run(code int, stdin string, args ...string) string {
	c.t.Helper()
	cmd := c.command(args...)
	var out, messages bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &messages
	err := cmd.Run()
	c.said.WriteString(out.String() + messages.String())
	if got := cmd.ProcessState.ExitCode(); got != code {
		c.t.Fatalf("%s: satchelctl %s: exit %d, want %d (%v)\n%s%s", c.name, strings.Join(args, " "), got, code, err, out.String(), messages.String())
	}
	return strings.TrimSpace(out.String())
}

func (c *computer) ok(args ...string) string { c.t.Helper(); return c.run(exitDone, "", args...) }

func (c *computer) one(args ...string) map[string]any {
	c.t.Helper()
	return c.oneOf(exitDone, args...)
}

// oneOf runs a verb that prints one object.
func (c *computer) oneOf(code int, args ...string) map[string]any {
	c.t.Helper()
	var v map[string]any
	if out := c.run(code, "", args...); json.Unmarshal([]byte(out), &v) != nil {
		c.t.Fatalf("%s: satchelctl %s printed %q", c.name, strings.Join(args, " "), out)
	}
	return v
}

func (c *computer) round(code int) map[string]any { c.t.Helper(); return c.oneOf(code, "sync") }

func (c *computer) connect() {
	c.t.Helper()
	c.run(exitDone, key+"\n", "connect", "espocrm", "--url", c.url)
}

func (c *computer) importContacts() {
	c.t.Helper()
	file := filepath.Join(c.dir, "customers.csv")
	var b strings.Builder
	b.WriteString("Vorname;Nachname;E-Mail;Telefon;Firma\n")
	for i := range 20 {
		fmt.Fprintf(&b, "Ännchen;Test %d;t%d@firm.example;+49 30 55500%02d;Firm %d\n", i, i, i, i%4)
	}
	c.must(os.WriteFile(file, []byte(b.String()), 0o600))
	if got := c.one("import", "contact", file); got["new"].(float64) != 20 {
		c.t.Fatalf("imported %v", got)
	}
}

func (c *computer) find(entity, text string) string {
	c.t.Helper()
	return c.one("search", text, "--limit", "1")["id"].(string)
}

// contents is everything that both computers must agree on: the records without ids of their own, phones in the provider's form (each
// computer keeps the spelling that was typed there, and EspoCRM gives a number without a label one), yes/no without the no.
func (c *computer) contents() map[string][]string {
	c.t.Helper()
	names := map[string]string{}
	all := map[string][]map[string]any{}
	for _, entity := range []string{"organisation", "contact"} {
		for line := range strings.Lines(c.ok("list", entity)) {
			var r map[string]any
			c.must(json.Unmarshal([]byte(line), &r))
			names[r["id"].(string)] = fmt.Sprint(r["name"])
			all[entity] = append(all[entity], r)
		}
	}
	out := map[string][]string{}
	for entity, records := range all {
		for _, r := range records {
			delete(r, "id")
			delete(r, "owner") // each computer has a user of its own
			maps.DeleteFunc(r, func(_ string, v any) bool { return v == false })
			if link, ok := r["organisation"].(string); ok {
				r["organisation"] = names[link]
			}
			if r["phones"] != nil {
				r["phones"] = numbers(r)
			}
			raw, err := json.Marshal(r)
			c.must(err)
			out[entity] = append(out[entity], string(raw))
		}
		slices.Sort(out[entity])
	}
	return out
}

// numbers are the phone numbers of a record without blanks and labels.
func numbers(r map[string]any) string {
	var out []string
	phones, _ := r["phones"].([]any)
	for _, p := range phones {
		out = append(out, strings.ReplaceAll(fmt.Sprint(p.(map[string]any)["value"]), " ", ""))
	}
	return strings.Join(out, " ")
}
