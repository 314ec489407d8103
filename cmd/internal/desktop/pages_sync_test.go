package desktop

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/form"
	"satchel/ui/page"
)

func TestWithoutAConnectionTheInboxOffersOne(t *testing.T) {
	s := newStage(t, false)
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("Not connected")
	s.press("Connect your CRM")
	if len(s.went) != 1 || s.went[0].Name != "connect" {
		t.Error(s.went)
	}
}

func TestAConflictShowsBothSidesAndOnePressDecides(t *testing.T) {
	questions := map[string]string{"c1": "Two people changed", "c2": "was deleted by", "c3": "may exist there already"}
	for word, want := range map[string]string{"Use mine": "c1 mine", "Keep theirs": "c1 theirs", "Create again": "c2 mine", "Let it go": "c2 theirs", "It is the same": "c3 theirs"} {
		s := newStage(t, false)
		s.connected()
		s.crm.conflicts = s.someConflicts()
		s.show(page.NewInbox(s.env, page.Route{}))
		s.expect("3 need you", "Two people changed the phone of Adaeze Okafor", "before: +49 30 5550 0100", "Theirs, live now · Ben Okoro, today 12:02",
			"+49 30 5550 0141", "Mine · today 09:02", "+49 171 555 0199", "Lead “Kessler Bau” was deleted by Ben Okoro, you edited it",
			"status Working → Qualified, next step send plan")
		s.press(word)
		if !slices.Equal(s.crm.resolved, []string{want}) {
			t.Errorf("%s: %v", word, s.crm.resolved)
		}
		for id, question := range questions {
			if s.sees(question) == strings.HasPrefix(want, id) {
				t.Errorf("%s: the wrong questions stay", word)
			}
		}
	}
}

func TestAFailedAnswerKeepsTheQuestion(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	list := s.someConflicts()
	s.crm.conflicts, s.crm.fail = list, crm.Errorf(crm.CodeUnavailable, "The disk is full.")
	s.show(page.NewInbox(s.env, page.Route{}))
	s.press("Use mine")
	s.expect("Two people changed the phone of Adaeze Okafor")
	if len(s.fails) != 1 || len(s.said) != 0 {
		t.Error(s.fails, s.said)
	}
}

func TestRefusedRecordsSayWhyAndCanBeRetried(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("Contact “Giulia Conti” was refused", "emailAddress: valid", "put right what the CRM does not accept", "today 13:42", "1 refused")
	s.press("Retry")
	if len(s.crm.retried) != 1 {
		t.Error(s.crm.retried)
	}
	s.press("Open")
	if len(s.went) != 1 || s.went[0].Entity != "contact" || s.went[0].ID != s.crm.retried[0].ID {
		t.Error(s.went)
	}
}

func TestTheProofComparesBothSides(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.must(s.KeepGuarantee(context.Background(), []string{"A new record is created at most once."}))
	s.show(page.NewInbox(s.env, page.Route{}))
	s.expect("Contacts\n1\n24\ntoday 13:30\n0", "Tickets\n0\n13\ntoday 13:30\n1")
	s.pressChip("Proof", 0)
	s.expect("Last success", "What you can rely on", "A new record is created at most once.", "today 14:01 · 8 received, 2 sent · 3 requests, 0.2 s", "nothing new")
}

func TestSyncNowRunsOneRoundAndTells(t *testing.T) {
	s := newStage(t, false)
	s.connected()
	s.show(page.NewInbox(s.env, page.Route{}))
	s.press("Sync now")
	if s.crm.rounds != 1 || len(s.said) != 1 || s.said[0] != "Synced: 412 received, 3 sent" {
		t.Error(s.crm.rounds, s.said)
	}
	if s.sees("Reading contacts") || s.button("Sync now").Disabled() {
		t.Error("the progress stays")
	}
	s.crm.fail = crm.Errorf(crm.CodeUnavailable, "The server cannot be reached.")
	s.press("Sync now")
	if len(s.fails) != 1 {
		t.Error(s.fails)
	}
}

func connecting(t *testing.T) (*stage, *page.Connect) {
	s := newStage(t, false)
	p := page.NewConnect(s.env, page.Route{}).(*page.Connect)
	s.show(p)
	return s, p
}

func TestTheWizardTestsBeforeItConnects(t *testing.T) {
	s, _ := connecting(t)
	s.expect("API user", "EspoCRM", "Another CRM")
	s.entry("https://crm").SetText("crm.lumen.example")
	s.entry("Key").SetText("open sesame")
	s.press("Test")
	s.expect("The sign-in works", "EspoCRM 9.3.10", "Anna Weber", "May not delete.", "A new record is created at most once.")
	if len(s.keys.secrets) != 0 {
		t.Error("a test keeps nothing")
	}
	s.press("Connect")
	c, err := s.Connection(context.Background())
	s.must(err)
	if c.URL != "https://crm.lumen.example" || c.Account != "1" || s.keys.secrets[c.Key()] != "open sesame" {
		t.Errorf("%+v", c)
	}
	if len(s.went) != 1 || s.went[0].Name != "inbox" {
		t.Error(s.went)
	}
}

func TestEnterTestsAndThenConnects(t *testing.T) {
	s, _ := connecting(t)
	s.entry("https://crm").SetText("crm.lumen.example")
	key := s.entry("Key")
	key.SetText("open sesame")
	key.OnSubmitted("") // the keys are still in the field, as they are until the answer is drawn
	s.expect("The sign-in works")
	key.SetText("open sesam")
	key.SetText("open sesame")
	key.OnSubmitted("")
	if len(s.went) != 0 {
		t.Error("it connects with what was typed after the test")
	}
	key.OnSubmitted("")
	if len(s.went) != 1 || s.went[0].Name != "inbox" {
		t.Error("Enter does not connect after the test", s.went)
	}
}

func TestTheKeyIsNeverShownAndLeavesWithThePage(t *testing.T) {
	s, p := connecting(t)
	s.entry("https://crm").SetText("https://crm.lumen.example")
	key := s.entry("Key")
	if !key.Password {
		t.Error("the key is readable")
	}
	key.SetText("wrong-key-123")
	s.press("Connect")
	s.expect("refuses the key •••")
	if strings.Contains(strings.ReplaceAll(texts(s.env.Window.Content()), key.Text, ""), "wrong-key") || len(s.keys.secrets) != 0 || len(s.went) != 0 {
		t.Error("the key is in view, or was kept")
	}
	if n := strings.Count(texts(s.env.Window.Content()), "wrong-key-123"); n != 1 { // in its own entry, as dots
		t.Errorf("the key stands in %d places", n)
	}
	p.Close()
	if key.Text != "" {
		t.Error("the key outlives the page")
	}
}

func TestTheWizardSaysWhatIsMissing(t *testing.T) {
	s, _ := connecting(t)
	s.press("Test")
	s.expect("Enter the address of your CRM", "Enter the key or password.")
}

func TestALoginNameIsAskedForOnlyWhereItIsOfUse(t *testing.T) {
	s, _ := connecting(t)
	s.expect("User name (only with a password)", "Key or password")
	s.entry("https://crm").SetText("crm.lumen.example")
	s.entry("Login name").SetText(" anna ")
	s.entry("Key").SetText("open sesame")
	s.press("Connect")
	c, err := s.Connection(context.Background())
	s.must(err)
	if c.User != "anna" {
		t.Errorf("user %q", c.User)
	}
	s.pressChip("Another CRM", 0)
	if visible(s, "Login name") {
		t.Error("a login name is asked for in vain")
	}
	s.entry("https://other").SetText("other.lumen.example")
	s.press("Connect")
	c, err = s.Connection(context.Background())
	s.must(err)
	if c.User != "" || c.Provider != "other" {
		t.Errorf("%+v: the name belongs to the other provider", c)
	}
}

func visible(s *stage, placeholder string) bool {
	found := false
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		e, ok := o.(*form.Input)
		found = found || ok && e.PlaceHolder == placeholder
	})
	return found
}

func TestConnectingAgainIsSaid(t *testing.T) {
	s := newStage(t, false)
	s.must(s.Store.Connect(context.Background(), replica.Connection{Provider: "espocrm", URL: "https://old.example"}))
	s.show(page.NewConnect(s.env, page.Route{}))
	s.expect("You are connected to https://old.example.")
}

// noKeychain is that of a computer without one.
type noKeychain struct{ keychain }

func (noKeychain) Set(context.Context, string, string) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "The keychain of this computer cannot be reached.", Field: crm.FieldSecret}
}

func TestWithoutAKeychainNothingIsConnectedAndTheReasonIsSaid(t *testing.T) {
	s, _ := connecting(t)
	s.env.App.Keys = &noKeychain{}
	s.entry("https://crm").SetText("https://crm.lumen.example")
	s.entry("Key").SetText("open sesame")
	s.press("Test")
	s.press("Connect")
	said := texts(s.env.Window.Content())
	for _, err := range s.fails {
		said += err.Error()
	}
	if !strings.Contains(said, "keychain of this computer cannot be reached") || len(s.went) != 0 {
		t.Errorf("it goes to %v and says %q", s.went, said)
	}
	if strings.Index(said, "cannot be reached") < strings.Index(said, "Key") {
		t.Errorf("it is not said at the key: %q", said)
	}
	if _, err := s.Connection(t.Context()); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("there is a connection: %v", err)
	}
}
