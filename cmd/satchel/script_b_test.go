//go:build e2e

package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestScriptB is a day on the train: a team's copy without a network, and what happens when the network is back.
func TestScriptB(t *testing.T) {
	p, o := newPerson(t), newOffice(t, time.Now)
	d := newDesk(p)
	s := &script{person: p}
	defer s.write("script-b")
	offer := prepareTrain(p, o, t.TempDir())
	o.unplug()

	s.step("B1", "network off, start the program", 2*time.Second, func(p *person) {
		p.start("Inbox") // as it was left
		if over := p.now().over(); over != "" {
			p.Errorf("something lies over the window: %s", over)
		}
	})
	p.until("it noticed", func() bool { return strings.Contains(p.now().Status, "Offline since") })
	p.picture("b1-offline")
	s.step("B2", "read four customers, open an attachment, search an old note", 20*time.Second, func(p *person) {
		for _, name := range []string{"Anna 03", "Anna 07", "Anna 11", "Anna 20"} {
			p.does(name, name+" Customer")
			p.see("Contacts")
			p.sees(name+" Customer", "anna"+strings.TrimPrefix(name, "Anna ")+"@customer.example")
		}
		p.does("blue sample", "Asked for the blue sample")
		p.sees("Asked for the blue sample")
		p.does("Anna 20", "Anna 20 Customer")
		p.sees(filepath.Base(offer))
		p.settled()
		p.clicks(filepath.Base(offer))
		p.until("the attachment is open in its program", func() bool { return d.opened() == offerText })
	})
	s.step("B3", "three meetings, a phone number, two leads, a contact, a ticket", 60*time.Second, func(p *person) { works(p) })
	s.step("B4", "a reminder at its time, one missed in sleep, each once", 4*time.Minute, func(p *person) { reminds(p, d) })
	s.step("B5", "kill the process while a note is typed, start again: the draft is there", 30*time.Second, func(p *person) {
		p.does("Anna 05", "Anna 05 Customer")
		p.see("Contacts")
		drafted := p.drafts("contact", p.list("contact", `first_name = "Anna 05"`)[0]["id"].(string), "Typed before the crash")
		p.edit("Typed before the crash")
		begin := time.Now()
		p.until("what is typed is stored", drafted)
		if took := time.Since(begin); took > 5*time.Second {
			p.Errorf("stored after %v, so more than 5 s of typing can be lost", took)
		}
		p.kill()
		p.start("Inbox")
		p.does("Anna 05", "Anna 05 Customer")
		p.sees("You have unsaved changes here.")
		p.keys("F2")
		p.sees("Typed before the crash")
		p.keys("Escape")
	})
	s.step("B6", "the pipeline: the same numbers as the list behind it", 20*time.Second, func(p *person) {
		p.does("charts", "Charts")
		p.see("Charts")
		p.sees("Open pipeline by stage", "as of")
		p.picture("b6-charts")
		var chart struct{ N int64 }
		p.read(&chart, "chart", "pipeline")
		if n := p.count("deal", `stage in ("Prospecting", "Qualified", "Proposal", "Negotiation")`); n != chart.N {
			p.Errorf("the chart counts %d deals, the list %d", chart.N, n)
		}
	})
	atTheOffice(o)
	s.step("B8", "a weak network that loses every 20th answer, then a good one", 90*time.Second, func(p *person) {
		o.drops.Store(20)
		o.plug()
		p.within(75*time.Second, "something was sent", func() bool { return o.number("Lead", "name", "Lead one") > 0 })
		o.drops.Store(0)
		p.within(60*time.Second, "all is sent but what waits for an answer", func() bool {
			st := p.status()
			return st.Conflicts == 3 && st.Waiting == len(st.Held) && st.Failing == ""
		})
		for _, name := range []string{"Lead one", "Lead two"} {
			if n := o.number("Lead", "name", name); n != 1 {
				p.Errorf("%s is in EspoCRM %d times, want once", name, n)
			}
		}
	})
	s.step("B9", "what needs me, each answered", 60*time.Second, func(p *person) { answers(p, o) })
	s.step("B10", "both sides are equal", 30*time.Second, func(p *person) {
		p.keys("F5")
		p.until("nothing waits", func() bool { return p.status().Waiting == 0 })
		equal(p, o)
		p.ctl("check")
		p.secretIsSafe()
	})
}

// over is the first text of what lies over the window, "" if nothing does.
func (s seen) over() string {
	for _, t := range s.Texts {
		if t.Over {
			return t.Text
		}
	}
	return ""
}

// offerText is the file that is read on the train.
const offerText = "%PDF-1.4\n% an offer\n%%EOF\n"

// prepareTrain connects at the office, reads everything, and attaches a file that is read on the train.
func prepareTrain(p *person, o *office, dir string) (file string) {
	p.Helper()
	p.start("")
	p.connect(o)
	p.has(int64(len(o.All("Contact"))), "contact", "")
	p.until("the first load is over", func() bool { st := p.status(); return st.Waiting == 0 && st.Failing == "" })
	p.sees("last checked")
	file = filepath.Join(dir, "offer.pdf")
	if err := os.WriteFile(file, []byte(offerText), 0o600); err != nil {
		p.Fatal(err)
	}
	anna := p.list("contact", `first_name = "Anna 20"`)
	p.ctl("attach", "contact", anna[0]["id"].(string), file)
	p.until("the file is noted", func() bool { return p.status().Waiting == 0 })
	p.quit()
	return file
}

// works does what a salesperson does on the way.
func works(p *person) {
	p.Helper()
	for i := range 3 {
		p.does("Anna 11", "Anna 11 Customer")
		p.see("Contacts")
		p.keys("ctrl+l")
		p.sees("Log an activity")
		p.types(fmt.Sprintf("meeting %d about frames", i))
		p.keys("ctrl+Return")
		p.has(1, "activity", fmt.Sprintf(`subject contains "%d about frames"`, i))
		p.until("the log is closed", func() bool { return p.now().over() == "" })
	}
	anna := p.list("contact", `first_name = "Anna 03"`)[0]["id"].(string)
	p.does("Anna 03", "Anna 03 Customer")
	p.see("Contacts")
	p.keys("F2")
	p.sees("Save")
	p.settled()
	p.clicks("+49305550103")
	p.keys("ctrl+a")
	p.types("+49305559999")
	p.saves()
	p.has(1, "contact", fmt.Sprintf(`id = %q and phones contains "5559999"`, anna))
	for _, name := range []string{"Lead one", "Lead two"} {
		creates(p, "ctrl+4", "Leads", "lead", name)
	}
	p.goTo("ctrl+2", "Contacts")
	p.keys("ctrl+n")
	p.sees("Save")
	p.settled()
	p.types("Twice")
	p.keys("Tab")
	p.types("Known")
	p.saves()
	p.has(1, "contact", `first_name = "Twice"`)
	creates(p, "ctrl+6", "Tickets", "ticket", "Frame is bent")
	edits(p, "Lead to be deleted", "lead", "Leads", "Lead that I go on with")
}

// creates makes a record whose first field is its name.
func creates(p *person, key, page, entity, name string) {
	p.Helper()
	p.goTo(key, page)
	p.keys("ctrl+n")
	p.sees("Save")
	p.settled()
	p.types(name)
	p.saves()
	field := "name"
	if entity == "ticket" {
		field = "subject"
	}
	p.has(1, entity, fmt.Sprintf("%s = %q", field, name))
}

// edits types over the first field of a record.
func edits(p *person, name, entity, page, to string) {
	p.Helper()
	p.does(name, name)
	p.see(page)
	p.edit(to)
	p.saves()
	p.has(1, entity, fmt.Sprintf("name = %q", to))
}

// reminds plans one thing for now and one for while the computer sleeps, which is what a program that is stopped takes it for.
func reminds(p *person, d *desk) {
	p.Helper()
	plan := func(subject string, in time.Duration) {
		p.ctl("add", "activity", "kind=call", "subject="+subject, "at="+time.Now().Add(in).UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	plan("ring at eleven", 5*time.Second)
	p.until("the first reminder", func() bool { return d.times("ring at eleven") > 0 })
	p.toasted("ring at eleven")
	plan("ring at twelve", 25*time.Second)
	p.sleeps(3 * time.Minute)
	p.until("the missed reminder", func() bool { return d.times("ring at twelve") > 0 })
	p.keys("ctrl+r")
	p.sees("Reminders", "ring at eleven", "ring at twelve")
	p.settled()
	p.picture("b4-reminders")
	p.keys("Escape")
	for _, words := range []string{"ring at eleven", "ring at twelve"} {
		if n := d.times(words); n != 1 {
			p.Errorf("%q came %d times, want once", words, n)
		}
	}
	if d.times("Missed: Call: ring at twelve") != 1 {
		p.Errorf("the reminder after the sleep does not say that it was missed: %q", d.all())
	}
}

// atTheOffice lets colleagues work on the same records meanwhile.
func atTheOffice(o *office) {
	o.t.Helper()
	anna := o.find("Contact", "firstName", "Anna 03")
	o.update("Contact", anna, map[string]any{"emailAddress": "new@customer.example", "emailAddressData": []any{
		map[string]any{"emailAddress": "new@customer.example", "primary": true},
	}})
	o.update("Contact", anna, map[string]any{"phoneNumber": "+49305551111", "phoneNumberData": []any{
		map[string]any{"phoneNumber": "+49305551111", "primary": true, "type": "Office"},
	}})
	if err := o.Delete("ben", "Lead", o.find("Lead", "name", "Lead to be deleted")); err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.Create("ben", "Contact", map[string]any{"firstName": "Twice", "lastName": "Known"}); err != nil {
		o.t.Fatal(err)
	}
}

// answers solves what the inbox asks, each by the first offered way.
func answers(p *person, o *office) {
	p.Helper()
	p.keys("F5")
	p.until("the questions are there", func() bool { return p.status().Conflicts >= 3 })
	p.does("inbox", "Inbox")
	p.see("Inbox")
	p.settled()
	p.picture("b9-inbox")
	if n := p.status().Conflicts; n != 3 {
		p.Errorf("%d things need me, want exactly 3: %s", n, p.ctl("inbox"))
	}
	p.has(1, "contact", `first_name = "Anna 03" and emails contains "new@customer.example"`)
	p.has(1, "contact", `first_name = "Anna 03" and phones contains "5551111"`)
	for n := p.status().Conflicts; n > 0; n-- {
		p.keys("alt+Down", "Return") // use mine
		p.until("it is answered", func() bool { return p.status().Conflicts < n })
	}
	p.keys("F5")
	p.until("my number is in EspoCRM", func() bool { return o.has("phoneNumber", "+49305559999") })
}

// fields are what has to be the same on both sides, here and there.
var fields = []struct {
	here, there string
	names       map[string]string
}{
	{"contact", "Contact", map[string]string{"first_name": "firstName", "last_name": "lastName", "emails": "emailAddress", "phones": "phoneNumber"}},
	{"lead", "Lead", map[string]string{"name": "name", "status": "status"}},
	{"ticket", "Case", map[string]string{"subject": "name", "status": "status", "priority": "priority", "number": "number"}},
	{"deal", "Opportunity", map[string]string{"name": "name", "stage": "stage", "close_date": "closeDate"}},
	{"organisation", "Account", map[string]string{"name": "name"}},
	{"activity", "Meeting", map[string]string{"subject": "name"}},
}

// equal compares the fields of all records with those in EspoCRM.
func equal(p *person, o *office) {
	p.Helper()
	for _, f := range fields {
		var ours, theirs []string
		where := ""
		if f.here == "activity" {
			where = `kind = "meeting"`
		}
		for _, r := range p.list(f.here, where) {
			ours = append(ours, plain(r, slices.Sorted(maps.Keys(f.names)), func(name string) string { return name }))
		}
		for _, r := range o.All(f.there) {
			theirs = append(theirs, plain(r, slices.Sorted(maps.Keys(f.names)), func(name string) string { return f.names[name] }))
		}
		slices.Sort(ours)
		slices.Sort(theirs)
		if !slices.Equal(ours, theirs) {
			p.Errorf("%s differs:\nhere  %s\nthere %s", f.here, without(ours, theirs), without(theirs, ours))
		}
	}
}

// plain is a record's fields as one text; of several addresses the first counts.
func plain(r map[string]any, names []string, key func(string) string) string {
	var b strings.Builder
	for _, name := range names {
		v := r[key(name)]
		if list, ok := v.([]any); ok && len(list) > 0 {
			v = list[0].(map[string]any)["value"]
		}
		if v == nil {
			v = ""
		}
		fmt.Fprintf(&b, "%s=%v ", name, v)
	}
	return b.String()
}

// without lists what is in one and not in the other.
func without(all, other []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(other, s) })
}
