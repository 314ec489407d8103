package desktop

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"satchel/app/crm"
	"satchel/ui/kit"
)

// meeting is the wizard before a hub that has one of our contacts and one of its own, after the test.
func meeting(t *testing.T) *stage {
	t.Helper()
	s, _ := connecting(t)
	_, err := s.Do(context.Background(), crm.Action{Label: "Add", Who: "me", Source: crm.FromUser}, func(tx crm.Tx) error {
		for _, name := range []string{"Anna", "Ben"} {
			r := crm.NewRecord("contact", tx.NewID())
			r.Set("last_name", name)
			r.Set("emails", []crm.Reach{{Value: name + "@example.org"}})
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	s.must(err)
	for id, v := range map[string]crm.Values{
		"there-1": {"last_name": "Anna", "name": "Anna", "emails": []crm.Reach{{Value: "ANNA@example.org"}}, "title": "Buyer"},
		"there-2": {"last_name": "Carl", "name": "Carl"},
	} {
		s.crm.there = append(s.crm.there, crm.Record{Entity: "contact", ID: id, Values: v})
	}
	s.pressChip("Team hub", 0)
	s.entry("https://hub").SetText("hub.lumen.example")
	s.entry("Login name").SetText("anna@example.org")
	s.entry("Key").SetText("open sesame")
	s.press("Connect") // says first what will happen
	s.expect("The sign-in works", "Contacts: 2 here, 2 there, 1 the same (0 in all they say, 1 by mail, 0 by phone, 0 by name)")
	if _, err := s.Connection(context.Background()); crm.CodeOf(err) != crm.CodeNotFound || len(s.keys.secrets) != 0 {
		t.Fatalf("something is kept before the numbers were seen: %v", err)
	}
	return s
}

func TestTheWizardSaysWhatIsOnBothSidesAndMerges(t *testing.T) {
	s := meeting(t)
	s.press("Connect")
	_, err := s.Connection(context.Background())
	s.must(err)
	tied, err := s.Tied(context.Background())
	s.must(err)
	if n, err := s.Count(context.Background(), crm.Query{Entity: "contact"}); err != nil || n != 2 || tied["contact"] != 1 {
		t.Errorf("%d contacts, tied %v, %v", n, tied, err)
	}
}

func TestTheWizardTakesWhatIsThere(t *testing.T) {
	s := meeting(t)
	s.pressChip("Take what is there", 0)
	s.expect("Removed from this computer: 2 contacts. Fetched from there: 2 contacts. Today's file is kept as a backup", "Nothing is deleted there.")
	if s.sees("Nothing is deleted on either side") {
		t.Error("what happens next contradicts the choice")
	}
	s.pressChip("Merge", 0)
	s.expect("Nothing is deleted on either side")
	if b := s.button("Connect"); b.Kind != kit.Primary {
		t.Errorf("to merge is a button of kind %d", b.Kind)
	}
	s.pressChip("Take what is there", 0)
	remove := s.button("Remove what is here and connect")
	if remove.Kind != kit.Danger {
		t.Errorf("to remove is a button of kind %d", remove.Kind)
	}
	s.entry("Key").OnSubmitted("")
	if n, err := s.Count(context.Background(), crm.Query{Entity: "contact"}); err != nil || n != 2 {
		t.Errorf("Enter in a field leaves %d contacts, %v", n, err)
	}
	remove.Tapped(nil)
	if n, err := s.Count(context.Background(), crm.Query{Entity: "contact"}); err != nil || n != 0 {
		t.Errorf("%d contacts are here, %v", n, err)
	}
	list, err := filepath.Glob(filepath.Join(filepath.Dir(s.env.App.File), "backups", "*before-connecting*.db"))
	s.must(err)
	if len(list) != 1 {
		t.Fatalf("backups: %v", list)
	}
	if info, err := os.Stat(list[0]); err != nil || info.Size() == 0 {
		t.Error(info, err)
	}
}
