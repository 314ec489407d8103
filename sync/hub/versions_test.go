package hub

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"

	"satchel/app/crm"
	"satchel/hub/hubtest"
	"satchel/sync/hub/wire"
	"satchel/sync/remote/remotetest"
)

// another is the way to a hub of another version: it knows nothing of a contact's title and of deals, and more of what we know nothing.
type another struct{}

func (another) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || res.StatusCode != http.StatusOK || r.Method != http.MethodGet {
		return res, err
	}
	defer res.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return nil, err
	}
	more := func(record any) {
		values, _ := record.(map[string]any)["values"].(map[string]any)
		values["shoe_size"] = map[string]any{"eu": 43}
		delete(values, "title")
	}
	switch records, _ := answer["records"].([]any); r.URL.Path {
	case wire.Hello:
		var feeds []any
		for _, f := range answer["feeds"].([]any) {
			feed := f.(map[string]any)
			if feed["name"] == "deal" {
				continue
			}
			feed["fields"] = append(slices.DeleteFunc(feed["fields"].([]any), func(name any) bool { return name == "title" }), "shoe_size")
			feeds = append(feeds, feed)
		}
		answer["feeds"] = append(feeds, map[string]any{"name": "spaceship", "fields": []string{"name"}, "write": true})
	case wire.Changes:
		for _, record := range records {
			more(record)
		}
		answer["records"] = append(records, map[string]any{"feed": "spaceship", "id": "x", "version": "1", "values": map[string]any{"name": "Y"}})
		answer["gone"] = []any{map[string]any{"feed": "spaceship", "id": "z"}}
	default:
		for _, record := range records {
			more(record)
		}
	}
	raw, err := json.Marshal(answer)
	res.Body = io.NopCloser(bytes.NewReader(raw))
	return res, err
}

// TestAnotherVersion works with a hub that is older and newer at once: with the fields and kinds that both know, and nothing is cleared.
func TestAnotherVersion(t *testing.T) {
	h, ctx := hubtest.Start(t), context.Background()
	current, p := as(t, h, "owner", nil), as(t, h, "member", another{})
	rec, err := current.Create(ctx, "contact", remotetest.NewID(), crm.Values{"last_name": "Müller", "title": "Head of purchasing"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Check(ctx); err != nil {
		t.Fatal(err)
	}
	contacts, _ := p.Capabilities().Feed("contact")
	_, deals := p.Capabilities().Feed("deal")
	_, ships := p.Capabilities().Feed("spaceship")
	if contacts.Holds("title") || contacts.Holds("shoe_size") || !contacts.Holds("last_name") || deals || ships {
		t.Fatalf("of contacts both know %v; deals %v, spaceships %v", contacts.Fields, deals, ships)
	}
	if _, ok := p.FeedOf(crm.NewRecord("deal", "x")); ok {
		t.Error("a deal has a feed on a hub that knows none")
	}
	place, err := p.Changes(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Update(ctx, "contact", rec.ID, rec.Version, crm.Values{"last_name": "Maier"})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := got.Values["title"]; ok {
		t.Error("the answer is sure of a field that not both know")
	}
	changes, err := p.Changes(ctx, place.Next)
	if err != nil || len(changes.Records) != 1 || len(changes.Gone) != 0 {
		t.Fatalf("the changes are %+v, %v", changes, err)
	}
	if whole, err := current.Get(ctx, "contact", rec.ID); err != nil || whole.Values["title"] != "Head of purchasing" || whole.Values["last_name"] != "Maier" {
		t.Errorf("the record is %v, %v", whole.Values, err)
	}
}
