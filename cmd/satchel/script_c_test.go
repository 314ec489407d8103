//go:build e2e

package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestScriptC is a support agent with time targets.
func TestScriptC(t *testing.T) {
	p := newPerson(t)
	c := newCalendar(t, "Europe/Berlin", "2026-05-18 09:00")
	a := &agent{p, c, newOffice(t, c.now), c.open(p, p.file, nil)}
	s := &script{person: p}
	defer s.write("script-c")
	a.prepare()
	step := func(id, what string, limit time.Duration, do func(a *agent)) {
		s.step(id, what, limit, func(*person) { do(a) })
	}

	step("C1", "open what waits for us: by time left, with words", 5*time.Second, (*agent).opensWaiting)
	step("C2", "a number rings: who is it, what is open, what was last", 10*time.Second, (*agent).isCalled)
	step("C3", "a fault before a long weekend: due to the minute, with the reason", 60*time.Second, (*agent).takesFault)
	step("C4", "a note to a colleague, then an answer from an article: only the answer counts", 30*time.Second, (*agent).answersFault)
	step("C5", "wait three days for the customer: the clock stood still", 30*time.Second, (*agent).waits)
	step("C6", "a colleague takes the ticket while the answer is half written", 60*time.Second, (*agent).isOvertaken)
	step("C7", "the same customer wrote twice: merge, take it back, merge again", 40*time.Second, (*agent).merges)
	step("C8", "solve a complaint without cause and remedy: kindly refused", 40*time.Second, (*agent).solvesComplaint)
	step("C9", "an hour without a network: the breach shows at its minute, and is one on both sides", 60*time.Second, (*agent).breaches)
	step("C10", "the end of the day: three numbers lead to their lists", 30*time.Second, (*agent).endsDay)
}

func (a *agent) opensWaiting() {
	a.clock.turn("2026-05-22 16:33")
	a.clicks("Waiting for us")
	a.see("Tickets")
	a.sees("overdue 1 d", "in 11 min", "Lamp flickers", "Pump leaks", "Colour of the frame")
	if !a.above("Lamp flickers", "Pump leaks", "Colour of the frame") {
		a.Errorf("they are not in the order of the time that is left:\n%s", a.now().all())
	}
	a.picture("c1-waiting")
}

func (a *agent) isCalled() {
	a.does("550107", "Anna 07 Customer")
	a.see("Contacts")
	a.sees("Wrong size delivered", "Again the wrong size", "Angry about the size")
	a.settled()
	a.picture("c2-called")
}

// fault is the one of C3.
const fault = `subject = "The press stops"`

func (a *agent) takesFault() {
	a.clock.turn("2026-05-22 16:50")
	a.goTo("ctrl+6", "Tickets")
	a.keys("ctrl+n")
	a.sees("New ticket", "Save")
	a.settled()
	a.types("The press stops")
	a.clicks("Question")
	a.picks("Fault")
	a.clicks("Normal")
	a.picks("High")
	a.saves()
	a.has(1, "ticket", fault)
	made := a.one("ticket", fault)
	want := a.clock.at("2026-05-26 12:50").Add(a.moment(made, "created_at").Sub(a.clock.at("2026-05-22 16:50")))
	if due := a.moment(made, "due_at"); !due.Equal(want) {
		a.Errorf("due %v, want %v", due, want)
	}
	a.sees("First answer", "due Tue 26 May, 12:50", "4 h by the target High", "Mon-Fri 9:00-17:00")
	a.settled()
	a.picture("c3-fault")
}

func (a *agent) answersFault() {
	a.clicks("Internal note")
	a.sees("New message")
	a.settled()
	a.types("Ben, is the sieve on stock?")
	a.saves()
	a.sees("the customer does not see this")
	if at := a.moment(a.one("ticket", fault), "answered_at"); !at.IsZero() {
		a.Errorf("the note counts as the first answer, at %v", at)
	}
	a.clicks("Answer with")
	a.picks("Article: When the press stops")
	a.sees("New message")
	a.settled()
	a.picture("c4-answer")
	a.saves()
	a.until("the answer counts", func() bool { return !a.moment(a.one("ticket", fault), "answered_at").IsZero() })
	a.has(1, "message", `direction = "out" and article is set`)
	a.sees("in time", "took", "Switch it off")
	a.settled()
	a.picture("c4-answered")
	a.clicks("History")
	a.sees("Status")
	a.settled()
	a.picture("c4-history")
	a.clicks("Overview")
}

func (a *agent) waits() {
	a.clock.turn("2026-05-22 16:56")
	a.setsStatus("Waiting")
	a.has(1, "ticket", fault+` and status = "Waiting"`)
	left := a.one("ticket", fault)["time_left"]
	a.sees("the clock stands, 15 h 54 min left")
	a.settled()
	a.picture("c5-waits")
	a.clock.turn("2026-05-27 10:00") // Wednesday
	a.until("the time left is as it was", func() bool { return a.one("ticket", fault)["time_left"] == left })
	a.clicks("The customer wrote")
	a.sees("New message")
	a.settled()
	a.types("It stops again.")
	a.saves()
	a.has(1, "ticket", fault+` and status = "Open"`)
	a.sees("Solution", "due Fri 29 May, 09:54") // 7 h of Wednesday, 8 h of Thursday, the rest on Friday
	a.picture("c5-open")
}

func (a *agent) isOvertaken() {
	a.does("colour of the frame", "Colour of the frame")
	a.see("Tickets")
	a.clicks("Answer")
	a.sees("New message")
	a.settled()
	a.types("Thank you, the colour is")
	a.office.update("Case", a.office.find("Case", "name", "Colour of the frame"), map[string]any{"assignedUserId": a.office.find("User", "userName", "ben")})
	a.keys("F5")
	a.sees("Ben Okoro")
	a.settled()
	a.picture("c6-overtaken")
	a.types(" white.")
	a.saves()
	a.has(1, "message", `body = "Thank you, the colour is white."`)
}

func (a *agent) merges() {
	a.does("again the wrong", "Again the wrong size")
	a.see("Tickets")
	for _, again := range []bool{false, true} {
		a.settled()
		a.clicks("More")
		a.picks("Merge with")
		a.settled()
		a.picture("c7-menu")
		a.picks("Ticket 6: Wrong size delivered")
		a.has(1, "ticket", `subject contains "rong size" and status != "Closed"`)
		a.settled()
		a.picture("c7-merged")
		if again {
			break
		}
		a.keys("ctrl+z")
		a.has(2, "ticket", `subject contains "rong size" and status != "Closed"`)
		a.does("again the wrong", "Again the wrong size")
	}
}

func (a *agent) solvesComplaint() {
	a.clock.turn("2026-05-27 11:00")
	a.goTo("ctrl+6", "Tickets")
	a.keys("ctrl+n")
	a.sees("New ticket", "Save")
	a.settled()
	a.types("Box arrived open")
	a.clicks("Question")
	a.picks("Complaint")
	a.saves()
	a.has(1, "ticket", `kind = "Complaint"`)
	a.settled()
	a.setsStatus("Solved")
	a.sees("A complaint is solved once its cause and its remedy are written down.")
	a.settled()
	a.picture("c8-missing")
	a.types("The tape is too narrow")
	a.keys("Tab")
	a.types("Wide tape above 10 kg")
	a.saves()
	a.has(1, "ticket", `kind = "Complaint" and status = "Solved" and cause = "The tape is too narrow" and remedy = "Wide tape above 10 kg"`)
}

// late is the ticket whose time comes while there is no network.
const late = `subject = "The gate does not open"`

func (a *agent) breaches() {
	if _, err := a.office.Create("ben", "Case", map[string]any{"name": "The gate does not open", "status": "New", "priority": "Normal"}); err != nil {
		a.Fatal(err)
	}
	a.keys("F5")
	a.has(1, "ticket", late)
	due := a.moment(a.one("ticket", late), "due_at")
	a.office.unplug()
	a.clock.set(due.Add(-20 * time.Second))
	a.does("gate does not", "The gate does not open")
	a.see("Tickets")
	a.sees("due "+due.Format("Mon 2 Jan, 15:04"), "in ")
	a.within(2*time.Minute, "the breach is shown", func() bool { return strings.Contains(a.now().all(), "! was due "+due.Format("Mon 2 Jan")) })
	if after := a.clock.now().Sub(due); after < 0 || after > 15*time.Second {
		a.Errorf("the breach is shown %v after its time", after)
	}
	a.settled()
	a.picture("c9-breached")
	a.clock.set(due.Add(time.Hour))
	a.office.plug()
	a.keys("F5")
	a.until("it is online again", func() bool { st := a.status(); return st.Failing == "" })
	other := a.colleague()
	const unanswered = `answered_at is empty and answer_due_at < now`
	here, there := a.times(a.desk, unanswered), a.times(other, unanswered)
	if n := strings.Count(strings.Join(there, "\n"), "The gate does not open"); n != 1 || !slices.ContainsFunc(here, func(s string) bool { return strings.Contains(s, "The gate does not open") }) {
		a.Errorf("the gate is breached %d times there", n)
	}
	for _, line := range here {
		if !slices.Contains(there, line) {
			a.Errorf("%s here, there:\n%s", line, strings.Join(there, "\n"))
		}
	}
}

func (a *agent) endsDay() {
	a.clock.turn("2026-05-28 16:50")
	a.does("press stops", "The press stops")
	a.see("Tickets")
	a.settled()
	a.setsStatus("Solved")
	a.has(1, "ticket", fault+` and status = "Solved"`)
	for label, filter := range map[string]string{
		"Solved today": `solved_at in 2026-05-28`,
		"Breached today": `answer_due_at in 2026-05-28 and answer_due_at < now and answered_at is empty or solve_due_at in 2026-05-28 and ` +
			`solve_due_at < now and solved_at is empty`,
		"Open > 3 days": `status in ("New", "Open", "Waiting") and created_at < "2026-05-25T16:50:00+02:00"`,
	} {
		a.does("charts", "Charts")
		a.see("Charts")
		a.clicks("Service")
		a.sees("The day's tickets", "Open tickets by age")
		a.settled()
		a.picture("c10-charts")
		a.clicksNear("Table", "The day's tickets")
		a.settled()
		n := a.besides(label)
		a.clicks(label)
		a.keys("Return")
		a.see("Tickets")
		a.sees(map[bool]string{true: "1 ticket", false: n + " tickets"}[n == "1"])
		a.settled()
		a.picture("c10-" + strings.ReplaceAll(strings.ToLower(label), " ", "-"))
		if want := len(a.times(a.desk, filter)); n != strconv.Itoa(want) {
			a.Errorf("%s: %s, the records say %d", label, n, want)
		}
	}
}
