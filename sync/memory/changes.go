package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"satchel/sync/remote"
)

// Changes reads the sequence of changes. A place in it names the server's era too, which ends when the server goes back in time.
func (c *client) Changes(ctx context.Context, since string) (remote.Changes, error) {
	if !c.s.set.ChangesFeed {
		return remote.NoChanges{}.Changes(ctx, since)
	}
	return ask(ctx, c, "changes", "", "", func() (remote.Changes, error) {
		out := remote.Changes{At: c.s.stamp(), Next: c.s.place(c.s.seq)}
		if since == "" {
			return out, nil
		}
		var era, seq int
		if _, err := fmt.Sscanf(since, "%d-%d", &era, &seq); err != nil || era != c.s.era || seq > c.s.seq {
			out.Reset = true
			return out, nil
		}
		changed := c.s.since(seq)
		if out.More = len(changed) > c.s.set.PageSize; out.More {
			changed = changed[:c.s.set.PageSize]
			out.Next = c.s.place(changed[len(changed)-1].seq)
		}
		for _, r := range changed {
			switch gone := r.now().gone; {
			case c.s.denied[c.user+" "+r.id]:
			case !gone:
				out.Records = append(out.Records, c.s.whole(r, r.now()))
			case c.s.set.DeletesFeed:
				out.Gone = append(out.Gone, remote.Tombstone{Feed: r.feed, ID: r.id, Into: c.s.survivor(r)})
			}
		}
		return out, nil
	})
}

func (s *Server) place(seq int) string { return fmt.Sprintf("%d-%d", s.era, seq) }

// since returns the rows that were changed after a place, in the order of their last change.
func (s *Server) since(seq int) []*row {
	var out []*row
	for _, r := range s.rows {
		if r.seq > seq {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *row) int { return cmp.Compare(a.seq, b.seq) })
	return out
}

// survivor is the id of the live row that a row was merged into, "" for none.
func (s *Server) survivor(r *row) string {
	for r.into != "" {
		r = s.rows[r.into]
	}
	if r.now().gone {
		return ""
	}
	return r.id
}

// Backup remembers the records as they are, and returns what restores them: the server has then gone back in time.
func (s *Server) Backup() (restore func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, ids := map[string]*row{}, map[string][]string{}
	for id, r := range s.rows {
		kept := *r
		kept.states = slices.Clone(r.states)
		rows[id] = &kept
	}
	for feed, list := range s.ids {
		ids[feed] = slices.Clone(list)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.rows, s.ids = rows, ids
		s.era++
	}
}
