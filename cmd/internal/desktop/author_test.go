package desktop

import (
	"testing"

	"satchel/app"
	"satchel/app/crm"
)

// TestTheTimelineNamesColleagues: an event of a colleague says whose it is, one's own does not, and it is there as soon as the exchange
// brought it.
func TestTheTimelineNamesColleagues(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	ref, _ := p.Record()
	_, err := d.app.Do(d.Context(), crm.Action{Label: "From the hub", Source: crm.FromSync}, func(tx crm.Tx) error {
		mate := crm.NewRecord("user", tx.NewID())
		mate.Values = crm.Values{"name": "Zora Quist"}
		if err := tx.Put(mate); err != nil {
			return err
		}
		for owner, subject := range map[string]string{mate.ID: "asked for the offer", d.setting(app.SettingMe): "sent the offer"} {
			r := crm.NewRecord("activity", tx.NewID())
			r.Values = crm.Values{"kind": "call", "subject": subject, "at": crm.InstantOf(Moment), "done": true, "contact": ref.ID, crm.FieldOwner: owner}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.run.Settle()
	if !d.shows("asked for the offer") || !d.shows("Zora Quist · ") {
		t.Error("the colleague is not named")
	}
	for _, e := range d.shown(p).Events {
		if mine := e.Text == "Call: sent the offer"; mine && e.Who != "" || e.Text == "Call: asked for the offer" && e.Who != "Zora Quist" {
			t.Errorf("%+v", e)
		}
	}
}
