package desktop

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/kit"
	"satchel/ui/page"
)

// alike are n questions about the phone of n people.
func (s *stage) alike(n int) []replica.Conflict {
	var out []replica.Conflict
	for i := range n {
		phone := func(end string) crm.Values {
			return crm.Values{"phones": []crm.Reach{{Value: fmt.Sprintf("+49 30 5550 %02d%s", i, end)}}}
		}
		values := phone("41")
		values["first_name"], values["last_name"] = "Person", fmt.Sprint(i)
		r := s.add("contact", values)
		out = append(out, replica.Conflict{
			Ref: r.Ref(), ID: fmt.Sprint("a", i), Kind: replica.BothEdited, Group: "phones", Title: fmt.Sprint("Person ", i), Opened: crm.InstantOf(noon),
			Base: phone("00"), Theirs: phone("41"), Mine: phone("99"),
		})
	}
	return out
}

func TestAnotherValueCanBeTyped(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.crm.conflicts = s.someConflicts()
	p := page.NewInbox(s.env, page.Route{}).(*page.Inbox)
	s.show(p)
	s.press("Edit")
	f := p.Editing("c1")
	if f == nil {
		t.Fatal("there is no editor")
	}
	if v, err := f.Editor("phones").Value(); err != nil || v.([]crm.Reach)[0].Value != "+49 171 555 0199" {
		t.Errorf("the editor holds %v %v, want mine", v, err)
	}
	f.Set("phones", []crm.Reach{{Value: "+49 30 5550 0777"}})
	s.press("Use this")
	if len(s.crm.answers) != 1 || s.crm.answers[0].Choice != replica.Edited {
		t.Fatalf("answers %+v", s.crm.answers)
	}
	a := s.crm.answers[0]
	if phones := a.Values["phones"].([]crm.Reach); phones[0].Value != "+49 30 5550 0777" || a.Seen["phones"].([]crm.Reach)[0].Value != "+49 30 5550 0141" {
		t.Errorf("%+v", a)
	}
	s.show(p)
	if p.Editing("c1") != nil {
		t.Error("the editor stays")
	}
}

func TestTheLiveValueIsShownAndGoesWithTheAnswer(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.crm.conflicts = s.someConflicts()
	live := s.crm.conflicts[0].Ref
	_, err := s.Change(context.Background(), "changed", live, crm.Values{"phones": []crm.Reach{{Value: "+49 30 5550 0888"}}})
	s.must(err)
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("+49 30 5550 0888", "Live now, changed since")
	s.press("Use mine")
	if seen := s.crm.answers[0].Seen["phones"].([]crm.Reach); seen[0].Value != "+49 30 5550 0888" {
		t.Errorf("seen %v", seen)
	}
}

func TestAllAlikeAreAnsweredInTwoPresses(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.crm.conflicts = append(s.alike(12), s.someConflicts()[1])
	s.show(page.NewInbox(s.env, page.Route{}))
	s.pressChip("The same for all 12 alike", 3)
	s.press("Use mine") // of the first: itself alone
	if len(s.crm.answers) != 1 {
		t.Fatalf("%d answers, want one", len(s.crm.answers))
	}
	s.pressChip("The same for all 11 alike", 0)
	s.press("Use mine")
	if len(s.crm.answers) != 12 || len(s.crm.conflicts) != 1 {
		t.Errorf("%d answers, %d left", len(s.crm.answers), len(s.crm.conflicts))
	}
	for _, a := range s.crm.answers {
		if a.Choice != replica.Mine || a.Seen == nil {
			t.Errorf("%+v", a)
		}
	}
	s.expect("was deleted by")
}

func TestPossibleDoublesAreChosenOneByOne(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	list := s.someConflicts()[2:]
	list[0].Candidates = []string{"c1", "78"} // the first one is Adaeze, who is here
	list[0].Theirs = crm.Values{"first_name": "A.", "last_name": "Okafor"}
	s.crm.conflicts = list
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("Adaeze Okafor (number c1 there)", "A record that is not here yet (number 78 there)", "Create it as another one")
	s.pressChip("It is this one", 1)
	if len(s.crm.resolved) != 1 || s.crm.resolved[0] != "c3 theirs 78" {
		t.Error(s.crm.resolved)
	}
}

func TestAnAnswerCanBeTakenBackFromTheInbox(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	c := s.someConflicts()[0]
	s.must(s.Replicate(s.env.Context, func(tx replica.Tx) error {
		if err := tx.OpenConflict(c); err != nil {
			return err
		}
		return tx.CloseConflict(c.ID, "mine")
	}))
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("Decided in the last 30 days", "Two people changed the phone of Adaeze Okafor: Use mine")
	s.press("Take back")
	if len(s.crm.reopened) != 1 || s.crm.reopened[0] != c.ID {
		t.Error(s.crm.reopened)
	}
}

func TestTheToastOfAnAnswerOffersUndo(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.crm.conflicts = s.someConflicts()
	c := s.crm.conflicts[0]
	s.must(s.Replicate(s.env.Context, func(tx replica.Tx) error { // decided, as the program's sync would store it
		if err := tx.OpenConflict(c); err != nil {
			return err
		}
		return tx.CloseConflict(c.ID, "theirs")
	}))
	s.show(page.NewInbox(s.env, page.Route{}))
	s.press("Keep theirs")
	if len(s.crm.reopened) != 0 || s.offered == nil || s.said[len(s.said)-1] != "Keep theirs: done" {
		t.Fatal(s.said, s.crm.reopened)
	}
	s.offered()
	if len(s.crm.reopened) != 1 || s.crm.reopened[0] != c.ID || s.said[len(s.said)-1] != "It is in the inbox again" {
		t.Error(s.crm.reopened, s.said)
	}
}

func TestWhatCannotBeTakenBackIsNotOffered(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	c := replica.Conflict{ID: "m1", Ref: crm.Ref{Entity: "contact"}, Kind: replica.ManyMissing, Opened: crm.InstantOf(noon), Message: "40 contacts are missing."}
	s.crm.conflicts = []replica.Conflict{c}
	s.must(s.Replicate(s.env.Context, func(tx replica.Tx) error {
		if err := tx.OpenConflict(c); err != nil {
			return err
		}
		return tx.CloseConflict(c.ID, "mine")
	}))
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("Decided in the last 30 days", "Many contacts are missing there: Create them there again")
	if s.sees("Take back") {
		t.Error("the list offers to take it back")
	}
	if s.button("Create them there again").Kind == kit.Primary || s.button("Remove them here too").Kind != kit.Danger {
		t.Error("an answer about many records is suggested")
	}
	s.press("Create them there again")
	if s.offered != nil {
		t.Error("the toast offers to take it back")
	}
}

// held lets some contacts wait for different reasons.
func (s *stage) held() {
	s.t.Helper()
	for i, h := range []replica.Hold{
		{Reason: replica.Dependency, Message: "Waits for the organisation “Acme” that it points to, which is not there yet."},
		{Reason: replica.Failing, Message: "The server answered 500. It is tried again by itself.", NextTry: crm.InstantOf(noon) + 180_000, Tries: 3},
		{Reason: replica.NoAccess, Message: "Your account there may not create this."},
		{Reason: replica.Unsure, Message: "It is not certain that it arrived."},
	} {
		r := s.add("contact", crm.Values{"first_name": "Held", "last_name": fmt.Sprint(i)})
		s.must(s.Replicate(s.env.Context, func(tx replica.Tx) error {
			item, err := tx.Item(r.Ref())
			if err != nil {
				return err
			}
			h.Since = crm.InstantOf(noon) - 600_000
			item.Hold = &h
			return tx.SaveItem(item)
		}))
	}
}

func TestTheOutboxSaysWhatWaitsAndWhy(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.held()
	gone := s.add("contact", crm.Values{"first_name": "Deleted", "last_name": "Here"})
	s.must(s.Replicate(s.env.Context, func(tx replica.Tx) error { return tx.SaveItem(replica.Item{Ref: gone.Ref(), RemoteID: "c9"}) }))
	_, err := s.Delete(s.env.Context, gone.Ref())
	s.must(err)
	p := page.NewInbox(s.env, page.Route{Title: "send"}).(*page.Inbox)
	s.show(p)
	s.expect("Deleted Here", "deleted", "Held 0", "new", "today 13:52", "waits", "again today 14:05", "no access", "asks you", "refused", "Giulia Conti")
	pick := func(title string) { s.t.Helper(); s.must(p.PickSending(title)) }
	pick("Held 0")
	s.expect("Waits for the organisation “Acme”")
	s.press("Send without the link")
	pick("Held 1")
	s.expect("The server answered 500.", "tried again by itself today 14:05")
	s.press("Retry now")
	pick("Held 3")
	s.expect("The question is in the inbox.")
	if len(s.crm.unlinked) != 1 || len(s.crm.retried) != 1 {
		t.Error(s.crm.unlinked, s.crm.retried)
	}
	pick("Giulia Conti")
	s.press("Open")
	if len(s.went) != 1 || s.went[0].Entity != "contact" {
		t.Error(s.went)
	}
	s.pressChip("Held back", 0)
	if s.sees("Deleted Here") || !s.sees("Held 2") {
		t.Error("the held ones are not kept apart")
	}
}

func TestALongOutboxIsReadInParts(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	_, err := s.Store.Do(s.env.Context, crm.Action{Label: "many", Source: crm.FromUser}, func(tx crm.Tx) error {
		for i := range 2000 {
			r := crm.NewRecord("contact", tx.NewID())
			r.Set("last_name", fmt.Sprintf("Person %04d", i))
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	s.must(err)
	s.show(page.NewInbox(s.env, page.Route{Title: "send"}))
	if n := strings.Count(texts(s.env.Window.Content()), "\nContact\n"); n < 10 || n > 60 {
		t.Errorf("%d rows were built for 2,001 records:\n%s", n, texts(s.env.Window.Content()))
	}
}

func TestARecordSaysThatTheInboxAsksAboutIt(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	c := s.someConflicts()[0]
	s.must(s.Replicate(s.env.Context, func(tx replica.Tx) error { return tx.OpenConflict(c) }))
	s.env.Drafts = page.NewDrafts(s.env.Context, s.env.App, s.run, s.env.Fail)
	s.show(page.NewRecords(s.env, page.Route{Name: "records", Entity: "contact", ID: c.Ref.ID}))
	s.expect("1 open conflict about phone", "conflict\n")
	s.press("Decide")
	if len(s.went) != 1 || s.went[0].Name != "inbox" || s.went[0].ID != c.ID {
		t.Error(s.went)
	}
}

func TestDiagnosticsAreWrittenFromTheSettings(t *testing.T) {
	s := newStage(t, true)
	s.connected()
	s.show(page.NewSettings(s.env, page.Route{}))
	s.press("Write diagnostics")
	s.expect("Diagnostics written", "satchel-diagnostics-2026-11-18-140200.json")
	file := strings.Replace(s.File, "satchel.db", "satchel-diagnostics-2026-11-18-140200.json", 1)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	text := s.read(file)
	for _, value := range []string{"Giulia", "Conti", "lumen", "emailAddress", "Anna"} {
		if strings.Contains(text, value) {
			t.Errorf("the diagnostics hold %q", value)
		}
	}
	if !strings.Contains(text, `"refused": 1`) {
		t.Error(text)
	}
	s.press("Write diagnostics") // in the same second
	if len(s.fails) != 1 {
		t.Error("an existing file was overwritten")
	}
}

var _ app.Syncer = (*provider)(nil)
