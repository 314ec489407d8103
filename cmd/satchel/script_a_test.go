//go:build e2e

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestScriptA is a salesperson's first ten minutes.
func TestScriptA(t *testing.T) {
	p := newPerson(t)
	s := &script{person: p}
	defer s.write("script-a")
	dir := t.TempDir()

	s.step("A1", "start for the first time: three ways in", 2*time.Second, func(p *person) {
		p.start("")
		p.sees("Try it with sample data", "Connect your CRM", "Import a file")
	})
	s.step("A2", "choose sample data: the day, each line with its reason", 5*time.Second, func(p *person) {
		p.clicks("Start")
		p.see("Today")
		p.sees("things are due", "Tickets near their time", "Overdue") // the reasons
		p.until("the sample data are there", func() bool { return p.count("contact", "") > 10 })
	})
	p.settled()
	p.picture("a2-today")
	sample := p.count("contact", "")
	activities := p.count("activity", "")
	s.step("A3", "find the woman from Kanco we called last week", 20*time.Second, func(p *person) { findHer(p) })
	s.step("A4", "log a call with a next step in one line, take it back and log it again", 15*time.Second, func(p *person) {
		for _, again := range []bool{false, true} {
			p.keys("ctrl+l")
			p.sees("Log an activity")
			p.types("called Grace Eze wants an offer; next: call her again Thu 10:00")
			p.until("the line is understood", func() bool { return strings.Count(p.now().all(), "call her again") > 1 })
			p.picture("a4-typed")
			p.keys("Return")
			p.has(activities+1, "activity", "")
			p.until("the panel is gone", func() bool { return p.now().over() == "" })
			if again {
				break
			}
			p.keys("ctrl+z")
			p.has(activities, "activity", "")
		}
		p.until("she has a next step", func() bool {
			return p.count("contact", fmt.Sprintf(`last_name = "Eze" and next_step contains "call her again" and next_step_at in %s`, next(time.Thursday))) == 1
		})
	})
	s.step("A5", "import 200 contacts with two bad rows and ten that are known", 2*time.Minute, func(p *person) {
		known := p.list("contact", "emails is not empty")
		importing(p, customersFile(p, dir, known, 2))
		p.sees("188 new", "10 existing", "2 need you")
		p.picture("a5-checked")
		customersFile(p, dir, known, 0) // the person mends the two rows in the spreadsheet
		p.clicks("Check")
		p.sees("190 new", "10 existing")
		p.clicks("Import 200 rows")
		p.has(sample+190, "contact", "")
		p.sees("Show the contacts")
	})
	s.step("A6", "that was the wrong file: take the import back", 10*time.Second, func(p *person) {
		p.keys("ctrl+z")
		p.has(sample, "contact", "")
	})
	s.step("A7", "import leads, save a view of those in Berlin without a next step", time.Minute, func(p *person) { savesView(p, dir) })
	s.step("A8", "move a lead to Qualified on the board, and take it back", 10*time.Second, func(p *person) { movesLead(p) })
	s.step("A9", "enter a person who is known already: a warning with a link", 20*time.Second, func(p *person) {
		there := p.list("contact", `last_name = "Eze"`)
		if len(there) == 0 {
			p.Fatal("the sample has nobody to enter twice")
		}
		p.goTo("ctrl+2", "Contacts")
		p.keys("ctrl+n")
		p.sees("Save")
		p.settled()
		p.types(there[0]["first_name"].(string))
		p.keys("Tab")
		p.types(there[0]["last_name"].(string))
		p.sees("exists already")
		p.picture("a9-warned")
		p.keys("Escape")
	})
	s.step("A10", "remove the sample data; what is mine stays", 20*time.Second, func(p *person) {
		mine := p.count("lead", `source = "Fair in Leipzig"`)
		p.does("remove sample", "Remove sample data")
		p.has(0, "contact", "")
		if n := p.count("lead", ""); n != mine {
			p.Errorf("%d leads are left, want the %d that were imported", n, mine)
		}
		if n := p.count("activity", `subject = "wants an offer"`); n != 1 {
			p.Errorf("of what was logged %d are left, want 1", n)
		}
		p.ctl("check")
	})
}

// findHer opens the customer by what one remembers of her.
func findHer(p *person) {
	p.Helper()
	p.keys("ctrl+k")
	p.sees("Find, go, do")
	p.types("woman from kanco")
	p.until("the note about her is first", func() bool { return strings.Contains(first(p.now()), "Kanco") })
	p.picture("a3-found")
	p.keys("Return")
	p.see("Activities")
	p.sees("a price in naira")
	p.clicks("Grace Eze")
	p.see("Contacts")
	p.sees("Grace Eze", "Preferences")
	p.settled()
	p.scrolls(1100, 600)
	p.sees("spare blades")
}

// customersFile writes a spreadsheet of 200 customers with days before months: so many bad rows, and ten who are known.
func customersFile(p *person, dir string, known []row, bad int) string {
	p.Helper()
	var b strings.Builder
	b.WriteString("First name;Last name;E-mail;Phone;Organisation;City;Birthday\n")
	for i := range 200 {
		mail, day := fmt.Sprintf("visitor%d@fair.example", i), fmt.Sprintf("%d/%d/19%d", 13+i%15, 1+i%12, 50+i%50)
		first, last := fmt.Sprintf("Visitor %d", i), "Fair"
		switch {
		case i < 10:
			mail, first, last = firstMail(known[i]), known[i]["first_name"].(string), known[i]["last_name"].(string)
		case i < 10+bad:
			mail = "no address"
		}
		fmt.Fprintf(&b, "%s;%s;%s;;Fair GmbH;Leipzig;%s\n", first, last, mail, day)
	}
	file := filepath.Join(dir, "customers.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		p.Fatal(err)
	}
	return file
}

func firstMail(r row) string {
	list, _ := r["emails"].([]any)
	if len(list) == 0 {
		return ""
	}
	mail, _ := list[0].(map[string]any)["value"].(string)
	return mail
}

// importing opens the import and gives it a file.
func importing(p *person, file string) {
	p.Helper()
	p.does("import a file", "Import a file")
	p.sees("What comes in")
	p.gives(file)
}

// gives types the name of a file into the import.
func (p *person) gives(file string) {
	p.Helper()
	p.settled()
	p.clickBeside("Choose")
	p.keys("ctrl+a")
	p.types(file)
	p.keys("Return")
}

// clickBeside presses what is at the left of a word: the field that a button belongs to.
func (p *person) clickBeside(word string) {
	p.Helper()
	t, ok := p.now().find(word)
	if !ok {
		p.Fatalf("there is no %s", word)
	}
	p.click(int(t.X)-60, int(t.Y+t.H/2))
}

// next is the next such day, today included while it is before ten.
func next(day time.Weekday) string {
	at := time.Now()
	if at.Weekday() == day && at.Hour() >= 10 {
		at = at.AddDate(0, 0, 1)
	}
	for at.Weekday() != day {
		at = at.AddDate(0, 0, 1)
	}
	return at.Format(time.DateOnly)
}

const berlin = `address.city = "Berlin" and next_step is empty and source = "Fair in Leipzig"`

// savesView imports leads and keeps a filter as a view in the sidebar.
func savesView(p *person, dir string) {
	p.Helper()
	var b strings.Builder
	b.WriteString("Name;Company;City;Source;Next step\n")
	for i := range 40 {
		fmt.Fprintf(&b, "Visitor %d;Fair GmbH %d;%s;Fair in Leipzig;%s\n", i, i, []string{"Berlin", "Kiel"}[i%2], []string{"", "", "call"}[i%3])
	}
	file := filepath.Join(dir, "leads.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		p.Fatal(err)
	}
	before := p.count("lead", "")
	p.goTo("ctrl+4", "Leads")
	p.clicks("Import")
	p.sees("What comes in")
	p.gives(file)
	p.sees("40 new")
	p.clicks("Import 40 rows")
	p.has(before+40, "lead", "")
	p.goTo("ctrl+4", "Leads")
	p.clicks("+ Filter")
	p.sees("Add")
	add, _ := p.now().find("Add")
	field := add
	for _, t := range p.now().Texts { // the first button of the line
		if t.Y > add.Y-8 && t.Y < add.Y+8 && t.X > 220 && t.X < field.X {
			field = t
		}
	}
	p.click(int(field.X+field.W/2), int(field.Y+field.H/2))
	p.clicks("Write a filter")
	p.settled()
	p.types(berlin)
	p.keys("Return")
	p.clicks("Save view")
	p.sees("Save as a view")
	p.settled()
	p.types("Berlin, no next step")
	p.keys("Return")
	want := p.count("lead", berlin)
	if want == 0 {
		p.Errorf("no lead fits the view")
	}
	p.until("the view stands in the sidebar with its count", func() bool {
		s := p.now()
		for _, name := range s.Texts {
			for _, n := range s.Texts {
				if strings.Contains(name.Text, "Berlin, no") && name.X < 200 && n.Text == fmt.Sprint(want) && n.X < 208 && n.Y > name.Y-8 && n.Y < name.Y+8 {
					return true
				}
			}
		}
		return false
	})
	p.picture("a7-view")
}

// movesLead moves a lead on the board by its card.
func movesLead(p *person) {
	p.Helper()
	working, qualified := p.list("lead", `status = "Working"`), p.count("lead", `status = "Qualified"`)
	if len(working) == 0 {
		p.Fatal("the sample has no lead to move")
	}
	p.goTo("ctrl+4", "Leads")
	p.keys("ctrl+b")
	p.sees("Qualified")
	p.settled()
	p.clicks(working[0]["name"].(string))
	p.keys("ctrl+Right")
	p.has(qualified+1, "lead", `status = "Qualified"`)
	p.picture("a8-moved")
	p.keys("ctrl+z")
	p.has(qualified, "lead", `status = "Qualified"`)
	p.keys("ctrl+b")
}
