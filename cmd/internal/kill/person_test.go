//go:build unix

package kill

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// word is one thing that the person typed.
type word struct {
	text    string
	ref     string // mark of the record
	field   string
	printed bool // the program had printed its result
	order   int
	dropped bool // the person decided against it
}

// there is what the other side tells about itself.
type there interface {
	reset()
	asked() int                  // requests since the last reset
	took(word string) bool       // it had the word once
	doubles() []string           // marks of records that were made more than once
	all(k kind) []map[string]any // records of a kind, by our fields
}

// person works with the program on one database.
type person struct {
	t      *testing.T
	s      there
	rnd    *rand.Rand
	binary string
	db     string
	secret string
	n      int
	words  []*word
	ids    map[string]string // mark -> id here, of records that the person knows
	known  map[string]string // the same, of all that the person ever knew
	kinds  map[string]kind   // mark -> kind
	gone   map[string]bool   // marks that the person deleted, or tried to
	again  map[string]bool   // marks that the person had created again
	where  map[string]int    // kills by where they hit
	kills  int
	boxed  int

	mu  sync.Mutex
	log []string // every call, for the report of a fault
}

func newPerson(t *testing.T, s there, binary string, seed uint64) *person {
	return &person{
		t: t, s: s, rnd: rand.New(rand.NewPCG(seed, 2)), binary: binary, db: filepath.Join(t.TempDir(), "satchel.db"),
		ids: map[string]string{}, known: map[string]string{}, kinds: map[string]kind{}, gone: map[string]bool{}, again: map[string]bool{},
		where: map[string]int{},
	}
}

// ran is what one call of the program did.
type ran struct {
	out, err string
	killed   bool
	code     int
}

const (
	never    = time.Hour             // no kill
	starting = 20 * time.Millisecond // about so long the program takes to its first request
)

// moment draws when to kill: as often within 1 to 10 ms as within 10 to 100 and so on, up to 3 s.
func (p *person) moment() time.Duration {
	return time.Duration(float64(time.Millisecond) * math.Pow(3000, p.rnd.Float64()))
}

func (p *person) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.t.Context(), p.binary, append([]string{"--db", p.db, "--json"}, args...)...)
	cmd.Env = append(os.Environ(), "SATCHEL_SECRET="+p.secret, "HOME="+filepath.Dir(p.db))
	return cmd
}

// run calls the program and kills it after a while if it is still there.
func (p *person) run(kill time.Duration, args ...string) ran {
	cmd := p.command(args...)
	var out, messages bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &messages
	if err := cmd.Start(); err != nil {
		p.t.Error(err)
		return ran{code: 1}
	}
	timer := time.AfterFunc(kill, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	r := ran{out: out.String(), err: messages.String(), code: cmd.ProcessState.ExitCode()}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		r.killed = exit.Sys().(syscall.WaitStatus).Signaled()
	}
	p.mu.Lock()
	p.log = append(p.log, fmt.Sprintf("%s -> exit %d, killed %v:\n%s%s", strings.Join(args, " "), r.code, r.killed, r.out, r.err))
	p.mu.Unlock()
	for _, alarm := range []string{"panic:", "malformed", "corrupt", "another Satchel"} {
		if strings.Contains(r.err, alarm) {
			p.t.Errorf("satchelctl %s: %s", strings.Join(args, " "), r.err)
		}
	}
	return r
}

// objects are the JSON objects that a call printed whole.
func (r ran) objects() (out []map[string]any) {
	for line := range strings.Lines(r.out) {
		var v map[string]any
		if strings.HasSuffix(line, "\n") && json.Unmarshal([]byte(line), &v) == nil {
			out = append(out, v)
		}
	}
	return out
}

// about are the calls that named or showed something, each with the lines that did.
func (p *person) about(what ...string) (out []string) {
	for i, call := range p.log {
		for line := range strings.Lines(call) {
			if slices.ContainsFunc(what, func(w string) bool { return w != "" && strings.Contains(line, w) }) {
				out = append(out, fmt.Sprintf("%d: %.700s", i, strings.TrimSpace(line)))
			}
		}
	}
	return out
}

func (p *person) hit(place string) { p.kills++; p.where[place]++ }

func (p *person) fresh(what string) string { p.n++; return fmt.Sprintf("%s-%d.example", what, p.n) }

// step does one thing, which may be killed.
func (p *person) step() {
	switch n := p.rnd.IntN(100); {
	case n < 50:
		for range 1 + p.rnd.IntN(6) {
			p.edit(p.moment())
		}
	case n < 85:
		p.sync()
	case n < 92:
		p.resolve()
	default:
		p.look()
	}
}

// edit adds, changes or deletes one record.
func (p *person) edit(kill time.Duration) {
	marks := slices.Sorted(maps.Keys(p.ids))
	n := p.rnd.IntN(100)
	if len(marks) == 0 || n < 30 {
		p.add(kill)
		return
	}
	mark := marks[p.rnd.IntN(len(marks))]
	k := p.kinds[mark]
	var r ran
	if n < 36 {
		p.gone[mark] = true
		r = p.run(kill, "delete", k.entity, p.ids[mark])
	} else {
		fields := slices.Sorted(maps.Keys(k.fields))
		w := p.typed(mark, fields[p.rnd.IntN(len(fields))])
		r = p.run(kill, "set", k.entity, p.ids[mark], w.field+"="+w.text)
		w.printed = len(r.objects()) == 1
	}
	if p.gone[mark] || !r.killed && r.code != 0 && strings.Contains(r.err, "There is no") { // a round took it out
		delete(p.ids, mark)
	} else if !r.killed && r.code != 0 {
		p.t.Errorf("exit %d: %s", r.code, r.err)
	}
	if r.killed {
		p.hit("typing")
	}
}

func (p *person) knows(mark string, r map[string]any) {
	p.ids[mark] = text(r["id"])
	p.known[mark] = p.ids[mark]
}

func (p *person) typed(mark, field string) *word {
	w := &word{text: p.fresh("mine"), ref: mark, field: field, order: p.n}
	p.words = append(p.words, w)
	return w
}

func (p *person) add(kill time.Duration) {
	k := kinds[p.rnd.IntN(len(kinds))]
	mark := p.fresh("mark")
	w := p.typed(mark, k.name)
	p.kinds[mark] = k
	r := p.run(kill, slices.Concat([]string{"add", k.entity, k.name + "=" + w.text, k.notes + "=" + mark}, k.more)...)
	if made := r.objects(); len(made) == 1 {
		w.printed = true
		p.knows(mark, made[0])
	} else if !r.killed {
		p.t.Errorf("add %s: exit %d: %s", k.entity, r.code, r.err)
	}
	if r.killed {
		p.hit("typing")
	}
}

// sync runs a round, or several, while the person may go on typing.
func (p *person) sync() {
	args := []string{"sync"}
	if p.rnd.IntN(4) == 0 {
		args = append(args, "--watch")
	}
	p.s.reset()
	kill := p.moment() + time.Duration(p.rnd.IntN(2))*starting
	done := make(chan ran)
	go func() { done <- p.run(kill, args...) }()
	if p.rnd.IntN(3) == 0 {
		p.edit(never)
	}
	r := <-done
	switch {
	case !r.killed:
	case len(r.objects()) > 0:
		p.hit("idle")
	case p.s.asked() > 0:
		p.hit("round")
	default:
		p.hit("start")
	}
}

// look learns which records there are, and what stands in their fields.
func (p *person) look() {
	for mark, r := range p.contents() {
		if !p.gone[mark] {
			p.knows(mark, r)
		}
	}
}

// contents are all records here by their marks. A record whose create got no answer and that the colleague renamed there cannot be told
// from a foreign one where no marker is kept: it arrives beside the one that waits for the person, and is the one meant here.
func (p *person) contents() map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, k := range kinds {
		for _, r := range p.run(never, "list", k.entity).objects() {
			mark, _ := r[k.notes].(string)
			p.kinds[mark] = k
			if twin := out[mark]; twin == nil || p.known[mark] == text(twin["id"]) {
				out[mark] = r
			}
		}
	}
	return out
}

func (p *person) inbox() []map[string]any { return p.run(never, "inbox").objects() }

// resolve decides one item of the inbox, of those whose decision can make no double.
func (p *person) resolve() {
	all := p.inbox()
	if len(all) == 0 {
		return
	}
	item := all[p.rnd.IntN(len(all))]
	p.decide(item, []string{"--mine", "--theirs"}[p.rnd.IntN(2)], p.moment())
}

func (p *person) decide(item map[string]any, choice string, kill time.Duration) {
	what := fmt.Sprint(item["kind"])
	if what == "unsure" || what == "duplicate" || what == "mass_delete" && choice == "--mine" {
		return
	}
	mark := p.markOf(fmt.Sprint(item["record"]))
	mine, _ := json.Marshal(item["mine"])
	for _, w := range p.words {
		if strings.Contains(string(mine), w.text) {
			if choice == "--mine" {
				p.n++
				w.order = p.n
			} else {
				w.dropped = true
			}
		}
	}
	switch {
	case what == "edit_delete" && choice == "--mine":
		p.again[mark] = true
	case what == "edit_delete", what == "delete_edit":
		p.gone[mark] = true
		delete(p.ids, mark)
	}
	if p.run(kill, "resolve", fmt.Sprint(item["id"]), choice).killed {
		p.hit("typing")
	}
}

func (p *person) markOf(id string) string {
	for mark, known := range p.known {
		if known == id {
			return mark
		}
	}
	return ""
}
