//go:build unix

package kill

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// settle lets the line recover and syncs until nothing moves any more.
func (p *person) settle(s *server) {
	s.heal()
	quiet := 0
	for range 40 {
		s.skip(5 * time.Minute)
		r := p.run(never, "sync")
		rounds := r.objects()
		if len(rounds) != 1 || r.code == 1 {
			p.t.Fatalf("a round on a good line: exit %d, %s%s", r.code, r.out, r.err)
		}
		for _, item := range p.inbox() {
			if item["kind"] == "mass_delete" {
				p.decide(item, "--theirs", never)
			}
		}
		quiet++
		if rounds[0]["pulled"] != 0.0 || rounds[0]["pushed"] != 0.0 {
			quiet = 0
		}
		if quiet == 4 { // more than the time between two complete listings
			return
		}
	}
	p.t.Error("the two sides do not come to rest")
}

// found is what the comparison of both sides brought.
type found struct{ lost, doubled, apart []string }

// compare looks for everything that was typed, on both sides.
func (p *person) compare() (f found) {
	here := p.contents()
	items := p.inbox()
	p.boxed = len(items)
	raw, _ := json.Marshal(items)
	inbox := string(raw)
	held := p.run(never, "status").out
	for _, w := range p.words {
		if w.printed && !w.dropped && !p.kept(w, here, inbox, held) {
			f.lost = append(f.lost, fmt.Sprintf("%s of %s %s\n%s", w.text, w.ref, w.field, strings.Join(p.about(w.text, w.ref, p.known[w.ref]), "\n")))
		}
	}
	for _, mark := range p.s.doubles() {
		if !p.again[mark] {
			f.doubled = append(f.doubled, mark)
		}
	}
	f.apart = append(p.older(here, inbox), p.apart(here, inbox+held)...)
	f.apart = append(f.apart, p.twins(items)...)
	return f
}

// kept tells whether a word is where it may be: taken by the server, in the inbox, in a record that waits for the person, or replaced
// by the person's own later word.
func (p *person) kept(w *word, here map[string]map[string]any, inbox, held string) bool {
	if p.s.took(w.text) || strings.Contains(inbox, w.text) || p.gone[w.ref] {
		return true
	}
	if r := here[w.ref]; r[w.field] == w.text && strings.Contains(held, text(r["id"])) {
		return true
	}
	for _, later := range p.words {
		if later.ref == w.ref && later.field == w.field && later.order > w.order &&
			(later.printed || p.s.took(later.text) || strings.Contains(inbox, later.text) || here[w.ref][w.field] == later.text) {
			return true
		}
	}
	return false
}

// older finds fields in which an old word of the person stands although a newer one was taken.
func (p *person) older(here map[string]map[string]any, inbox string) (out []string) {
	for mark, r := range here {
		for field := range p.kinds[mark].fields {
			i := slices.IndexFunc(p.words, func(w *word) bool { return w.text == r[field] })
			if i < 0 {
				continue
			}
			for _, w := range p.words {
				if w.ref == mark && w.field == field && w.printed && !w.dropped && w.order > p.words[i].order && !strings.Contains(inbox, w.text) {
					out = append(out, fmt.Sprintf("%s of %s went back to %v, after %s", field, mark, r[field], w.text))
				}
			}
		}
	}
	return out
}

// apart compares the records of both sides; one that waits for a person may differ.
func (p *person) apart(here map[string]map[string]any, waiting string) (out []string) {
	for _, k := range kinds {
		for _, r := range p.s.all(k) {
			mark := text(r[k.notes])
			mine := here[mark]
			delete(here, mark)
			if mine == nil {
				if id := p.known[mark]; id == "" || !strings.Contains(waiting, id) {
					out = append(out, fmt.Sprintf("%s is there only", mark))
				}
				continue
			}
			for field := range k.fields {
				if text(mine[field]) != text(r[field]) && !strings.Contains(waiting, text(mine["id"])) {
					out = append(out, fmt.Sprintf("%s of %s is %v here and %v there", field, mark, mine[field], r[field]))
				}
			}
		}
	}
	for mark, r := range here {
		if !strings.Contains(waiting, text(r["id"])) {
			out = append(out, fmt.Sprintf("%s is here only", mark))
		}
	}
	return out
}

// twins finds records that are here twice without a question to the person.
func (p *person) twins(inbox []map[string]any) (out []string) {
	seen := map[string]string{}
	for _, k := range kinds {
		for _, r := range p.run(never, "list", k.entity).objects() {
			mark, id := text(r[k.notes]), text(r["id"])
			asked := slices.ContainsFunc(inbox, func(item map[string]any) bool {
				return item["kind"] == "unsure" && (item["record"] == id || item["record"] == seen[mark])
			})
			if seen[mark] != "" && !asked {
				out = append(out, mark+" is here twice\n"+strings.Join(p.about(mark), "\n"))
			}
			seen[mark] = id
		}
	}
	return out
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
