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
