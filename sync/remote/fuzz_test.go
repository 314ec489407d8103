package remote

import (
	"strings"
	"testing"
)

// FuzzIDs: whatever id a provider gives, its feed is found again and the id comes back as it was.
func FuzzIDs(f *testing.F) {
	f.Add("Call", "65f0")
	f.Add("Call", "Call/1")
	f.Add("Task", "")
	f.Fuzz(func(t *testing.T, feed, id string) {
		if feed == "" || strings.Contains(feed, "/") {
			return
		}
		c := Capabilities{Feeds: []Feed{{Name: "Other" + feed, Entity: "activity"}, {Name: feed, Entity: "activity"}, {Name: "Alone", Entity: "lead"}}}
		whole := Qualify(feed, id)
		if got := Unqualify(feed, whole); got != id {
			t.Errorf("%q comes back as %q", id, got)
		}
		if got, ok := c.FeedOfID("activity", whole); !ok || got.Name != feed {
			t.Errorf("%q is of %q, %v", whole, got.Name, ok)
		}
		if got, ok := c.FeedOfID("lead", id); !ok || got.Name != "Alone" {
			t.Errorf("%q of an entity with one feed is of %q, %v", id, got.Name, ok)
		}
		for _, holder := range []string{Unqualify(feed, id), whole} {
			if of, in, own := Apart(Within(feed, holder, "77a1")); of != feed || in != Unqualify(feed, holder) || own != "77a1" {
				t.Errorf("a file of %q is %q in %q of %q", holder, own, in, of)
			}
		}
	})
}
