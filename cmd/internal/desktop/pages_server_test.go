package desktop

import (
	"testing"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/page"
)

func added() []crm.Field {
	return []crm.Field{
		{Name: "x_shoe_size", Label: "Shoe size", Kind: crm.Integer, Shared: true},
		{Name: "x_hat", Label: "Hat", Kind: crm.Text, Shared: true},
	}
}

func TestTheWizardOffersWhatTheServerAdds(t *testing.T) {
	s, _ := connecting(t)
	for _, f := range added() {
		s.crm.account.Offers = append(s.crm.account.Offers, app.Addition{Entity: "contact", Field: f})
	}
	s.crm.account.Admin, s.crm.account.Advice = true, "Please add one field."
	s.entry("https://crm").SetText("crm.lumen.example")
	s.entry("Key").SetText("open sesame")
	s.press("Test")
	s.expect("Contacts: the field Shoe size", "Contacts: the field Hat")
	s.press("Let Satchel prepare this server")
	if s.crm.prepared != 1 || s.sees("Let Satchel prepare") {
		t.Error("not prepared, or asked again")
	}
	s.pressChip("✓ Contacts: the field Hat", 0)
	if s.sees("✓ Contacts: the field Hat") || !s.sees("✓ Contacts: the field Shoe size") {
		t.Error("the sign does not tell what is ticked")
	}
	s.press("Connect")
	e, err := s.Catalog().Entity("contact")
	s.must(err)
	if own := e.Added(); len(own) != 1 || own[0].Name != "x_shoe_size" || !own[0].Shared {
		t.Errorf("taken: %+v", own)
	}
}

func TestWithoutTheRightTheWizardHasATextForTheAdministrator(t *testing.T) {
	s, _ := connecting(t)
	s.crm.account.Advice = "Please add one field."
	s.entry("https://crm").SetText("crm.lumen.example")
	s.entry("Key").SetText("open sesame")
	s.press("Test")
	s.expect("For your CRM's administrator: Please add one field.")
	s.press("Copy this text")
	s.expect("Copied")
	if s.sees("Let Satchel prepare") {
		t.Error("somebody without the right is offered to prepare the server")
	}
}

func TestSettingsSayWhatTheServerHasAndLacks(t *testing.T) {
	s := newStage(t, false)
	s.add("contact", crm.Values{"last_name": "Own", "tags": []string{"red"}})
	s.crm.coverage = &app.Coverage{
		Feeds:  []app.Feed{{Name: "Contact", Entity: "contact", Fields: []string{"last_name"}, Own: added()}},
		Canon:  func(_, _ string, v any) any { return v },
		FeedOf: func(r crm.Record) (string, bool) { return "Contact", r.Entity == "contact" },
	}
	s.show(page.NewSettings(s.env, page.Route{}))
	s.expect("Your CRM has 2 more fields and lists of answers.", "Tags of contacts (1)")
	s.pressChip("✓ Contacts: the field Shoe size", 0)
	s.press("Take what is ticked")
	s.expect("Your CRM has something more.", "Contacts: the field Shoe size")
	e, err := s.Catalog().Entity("contact")
	s.must(err)
	if own := e.Added(); len(own) != 1 || own[0].Name != "x_hat" {
		t.Errorf("taken: %+v", own)
	}
}
