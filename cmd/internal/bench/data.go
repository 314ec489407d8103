package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/sample"
)

// moment is the "now" of the generated data, so that every run measures the same.
var moment = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// prepare opens the big database, and makes it first where there is none of this size.
func (b *bench) prepare() error {
	b.file = b.path(fmt.Sprintf("big-%g.db", b.scale))
	if _, err := os.Stat(b.file); err == nil {
		return b.use()
	}
	draft := b.file + ".draft"
	for _, f := range []string{draft, draft + "-wal", draft + "-shm"} {
		_ = os.Remove(f)
	}
	counts := sample.Large.Scale(b.scale)
	fmt.Fprintf(os.Stderr, "making %s once: %+v\n", filepath.Base(b.file), counts)
	start := time.Now()
	if err := b.fill(draft, counts); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "made in %v\n", time.Since(start).Round(time.Second))
	if err := os.Rename(draft, b.file); err != nil {
		return fmt.Errorf("keep the data: %w", err)
	}
	return b.use()
}

// use opens the big database. The window that is measured would begin the backup of the day beside it.
func (b *bench) use() (err error) {
	if b.app, _, err = b.open(b.file); err != nil {
		return err
	}
	return b.app.SetSetting(b.ctx, app.SettingBackups, "off")
}

// fill writes the generated records as a first load from a provider would, and one customer with 500 entries.
func (b *bench) fill(file string, counts sample.Counts) error {
	a, end, err := b.open(file)
	if err != nil {
		return err
	}
	g := sample.Generator{Seed: 1, Counts: counts, Now: moment}
	n, last := 0, time.Now()
	err = g.Each(func(records []crm.Record) error {
		if n += len(records); time.Since(last) > 10*time.Second {
			last = time.Now()
			fmt.Fprintf(os.Stderr, "%d records\n", n)
		}
		return put(b, a, records)
	})
	if err == nil {
		err = put(b, a, busyCustomer())
	}
	return errors.Join(err, end())
}

func put(b *bench, a *app.App, records []crm.Record) error {
	_, err := a.Do(b.ctx, crm.Action{Label: "Generated", Source: crm.FromSync}, func(tx crm.Tx) error {
		for _, r := range records {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

const busyID = "00000000-0000-7000-8000-00000000b054"

// busyCustomer is a contact with 500 entries in the timeline.
func busyCustomer() []crm.Record {
	c := crm.NewRecord("contact", busyID)
	c.Values = crm.Values{"first_name": "Berta", "last_name": "Busy", "emails": []crm.Reach{{Value: "berta@busy.example"}}}
	out := []crm.Record{c}
	for i := range 500 {
		r := crm.NewRecord("activity", fmt.Sprintf("00000000-0000-7000-8000-%012d", i))
		r.Values = crm.Values{
			"kind": "call", "subject": fmt.Sprintf("Call %d about the frame offer", i), "contact": busyID, "done": true,
			"at": crm.InstantOf(moment.Add(-time.Duration(i) * 7 * time.Hour)),
		}
		if i%5 == 0 {
			r.Entity = "ticket"
			r.Values = crm.Values{"subject": fmt.Sprintf("Ticket %d", i), "status": "Closed", "contact": busyID, "number": fmt.Sprint(9_000_000 + i)}
		}
		out = append(out, r)
	}
	return out
}
