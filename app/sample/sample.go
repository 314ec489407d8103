// Package sample makes data to try the program with: a small company for newcomers, and big realistic databases for measurements.
package sample

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"satchel/app/crm"
)

// Store is what the sample needs of the local database.
type Store interface {
	// Do runs an action in one transaction.
	Do(ctx context.Context, a crm.Action, f func(crm.Tx) error) (crm.Batch, error)
}

// Load writes the sample company in one action. It is never sent anywhere and is removed in one step. owner is the user to whom the
// records belong, "" for nobody.
func Load(ctx context.Context, store Store, now time.Time, owner string) (crm.Batch, error) {
	return store.Do(ctx, crm.Action{Label: "Add sample data", Who: owner, Source: crm.FromSample}, func(tx crm.Tx) error {
		for _, r := range Company(now, owner) {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// Company returns the records of a small company whose last weeks end at now: linked records come after those they point to, and
// every moment is before now except what is planned.
func Company(now time.Time, owner string) []crm.Record {
	b := &builder{now: now.UTC().Truncate(time.Minute), owner: owner, ids: map[string]string{}}
	b.organisations()
	b.contacts()
	b.leads()
	b.deals()
	b.tickets()
	b.activities()
	b.articles()
	return b.out
}

// builder collects the records; names of organisations, contacts and the like find their ids.
type builder struct {
	now   time.Time
	owner string
	out   []crm.Record
	ids   map[string]string
}

// add appends a record of this age in days.
func (b *builder) add(entity, name string, age float64, v crm.Values) {
	at := b.ago(age)
	r := crm.NewRecord(entity, newID(at, uint64(len(b.out))))
	for field, value := range v {
		if !crm.IsEmpty(value) {
			r.Values[field] = value
		}
	}
	r.Values[crm.FieldCreatedAt] = at
	if b.owner != "" && entity != "message" {
		r.Values[crm.FieldOwner] = b.owner
	}
	if key := entity + " " + name; b.ids[key] == "" {
		b.ids[key] = r.ID
	}
	b.out = append(b.out, r)
}

// ago is the moment so many days before now; negative days lie ahead.
func (b *builder) ago(days float64) crm.Instant {
	return crm.InstantOf(b.now.Add(-time.Duration(days * 24 * float64(time.Hour))).Truncate(time.Minute))
}

// day is the day so many days before now.
func (b *builder) day(days float64) crm.Date { return crm.DateOf(b.ago(days).Time()) }

// id finds a record added before; "" if there is none, so that a link stays empty.
func (b *builder) id(entity, name string) string { return b.ids[entity+" "+name] }

// newID makes a UUIDv7 of a moment and a number, always the same for the same.
func newID(at crm.Instant, n uint64) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at)<<16) //nolint:gosec // moments are after 1970
	// Multiplying by an odd constant spreads the numbers over the bits without making two equal.
	binary.BigEndian.PutUint64(id[8:], n*0x9e3779b97f4a7c15)
	mixed := id[8]
	id[6], id[7] = 0x70|mixed>>4, mixed<<4|byte(n&0x0f)
	binary.BigEndian.PutUint64(id[8:], n)
	id[8] = 0x80 | id[8]&0x3f
	return id.String()
}
