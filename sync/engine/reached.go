package engine

import (
	"satchel/app/crm"
	"satchel/app/replica"
)

// reached is how far a feed was read past its stored cursor without anything to store: a program that starts anew reads that window
// once more, which costs no more than it did.
type reached struct {
	stored        crm.Instant // High of the cursor that is stored; another one means that another program read further
	high, success crm.Instant
}

// worthSaving tells whether a scan that changed nothing here is stored all the same: the stored cursor is within a scan or before the
// first one, or the provider's clock went back.
func worthSaving(stored, now replica.Cursor) bool {
	return stored.Until != 0 || len(stored.Fresh) > 0 || stored.High == 0 || now.Until == 0 && now.High < stored.High
}

// resume moves a cursor as it is stored to where its feed was read to.
func (r *round) resume(c *replica.Cursor) {
	if at, ok := r.reached[c.Feed]; ok && at.stored == c.High && c.Until == 0 && len(c.Fresh) == 0 {
		c.High, c.Success = at.high, at.success
	}
}

// reach remembers where a scan ended.
func (r *round) reach(stored, now replica.Cursor) {
	r.reached[now.Feed] = reached{stored: stored.High, high: now.High, success: now.Success}
}
