package remote

import (
	"context"
	"strings"
)

// Qualify makes an id that is unique within an entity with several feeds: "Call/65f0". Feeds that have their entity to themselves
// use the provider's id as it is.
func Qualify(feed, id string) string { return feed + "/" + id }

// Unqualify takes the feed off an id made by [Qualify].
func Unqualify(feed, id string) string { return strings.TrimPrefix(id, feed+"/") }

// Within makes the id of a file from the record that has it and the file's own id there, which holds no slash: "Case/65f0/77a1".
func Within(feed, holder, own string) string {
	return Qualify(feed, Unqualify(feed, holder)) + "/" + own
}

// Apart takes an id made by [Within] apart; holder is without its feed. All are "" for any other id.
func Apart(id string) (feed, holder, own string) {
	first, last := strings.Index(id, "/"), strings.LastIndex(id, "/")
	if first < 0 || first == last {
		return "", "", ""
	}
	return id[:first], id[first+1 : last], id[last+1:]
}

// FeedOfID finds the feed that a record of an entity lives in by its id; false if the provider has no such feed.
func (c Capabilities) FeedOfID(entity, id string) (Feed, bool) {
	var only Feed
	n := 0
	for _, f := range c.Feeds {
		if f.Entity != entity {
			continue
		}
		if strings.HasPrefix(id, f.Name+"/") {
			return f, true
		}
		only, n = f, n+1
	}
	return only, n == 1
}

type allowTwice struct{}

// AllowTwice marks a context in which the person has said that a record is to be created although the provider knows a similar one.
func AllowTwice(ctx context.Context) context.Context {
	return context.WithValue(ctx, allowTwice{}, true)
}

// TwiceAllowed tells a provider's Create not to ask about doubles.
func TwiceAllowed(ctx context.Context) bool { return ctx.Value(allowTwice{}) != nil }

type mergeInto struct{}

// MergeInto makes a provider's Delete a merge into the record of an id, where the feed can: what pointed to the record that goes points to
// the other one then, as far as the provider moves it, and its id answers with the other one where there are aliases.
func MergeInto(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, mergeInto{}, id)
}

// MergedInto tells a provider's Delete the id of the record to merge into; "" = it is to be deleted.
func MergedInto(ctx context.Context) string {
	id, _ := ctx.Value(mergeInto{}).(string)
	return id
}
