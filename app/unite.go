package app

import (
	"context"
	"os"
	"strings"

	"satchel/app/crm"
	"satchel/app/replica"
)

// Union says what becomes of the records here when they meet those of an account.
type Union string

// The ways to unite.
const (
	Merge     Union = "merge"  // what is the same becomes one, the rest goes to the other side
	TakeTheir Union = "theirs" // what is here goes, into a backup; what is there comes
)

// Unite is [App.Connect] for a database with records of its own, after a [Meeting]. With Merge the two records of a pair are one from then
// on: what only one side says stands, and where both say something else theirs is live and ours in the inbox. With TakeTheir the database is
// backed up, and every record but sample data and people goes; kept is the name of the backup.
func (a *App) Unite(ctx context.Context, c replica.Connection, secret string, m Meeting, how Union) (account Account, kept string, err error) {
	if how == TakeTheir {
		if kept, err = a.setAside(ctx); err != nil {
			return account, "", err
		}
	}
	err = a.Sync.Still(ctx, func(ctx context.Context) error {
		if account, err = a.Connect(ctx, c, secret); err != nil {
			return err
		}
		if how == TakeTheir {
			return a.clearOut(ctx)
		}
		return a.tie(ctx, m.pairs)
	})
	return account, kept, err
}

// setAside backs the database up beside the daily backups, under a name that none of them has, so that it is kept.
func (a *App) setAside(ctx context.Context) (string, error) {
	if err := os.MkdirAll(a.BackupFolder(), 0o700); err != nil {
		return "", crm.Errorf(crm.CodeUnavailable, "The folder of the backups cannot be made: %w", err)
	}
	file := a.unused("before-connecting-", ".db")
	return file, a.BackUp(ctx, file, Seal{}, nil)
}

// atOnce is how many records one transaction of a union changes, so that nobody waits long.
const atOnce = 200

// tie makes pairs one record each.
func (a *App) tie(ctx context.Context, pairs []pair) error {
	for len(pairs) > 0 {
		some := pairs[:min(len(pairs), atOnce)]
		pairs = pairs[len(some):]
		err := a.Replicate(ctx, func(tx replica.Tx) error {
			for _, p := range some {
				if err := tieOne(tx, a.Catalog(), p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tieOne ties one pair, unless one of the two is tied or was changed away since.
func tieOne(tx replica.Tx, catalog *crm.Catalog, p pair) error {
	known, err := tx.Local(p.here.Entity, p.there)
	if err != nil || known != "" {
		return err
	}
	item, err := tx.Item(p.here)
	if err != nil || item.RemoteID != "" {
		return err
	}
	if _, err := tx.Get(p.here); crm.CodeOf(err) == crm.CodeNotFound {
		return nil
	} else if err != nil {
		return err
	}
	e, err := catalog.Entity(p.here.Entity)
	if err != nil {
		return err
	}
	if err := tx.Alias(e.Name, p.there, p.here.ID); err != nil {
		return err
	}
	item.RemoteID, item.New, item.Hold, item.Edits = p.there, false, nil, nil
	for _, group := range p.groups {
		if e.Name == "user" || e.Name == "file" { // written there alone, or never changed
			break
		}
		base := crm.Values{}
		for _, field := range e.Group(group) {
			base[field] = nil
		}
		item.Edits = append(item.Edits, replica.Edit{Group: group, Gen: 1, Base: base})
	}
	return tx.SaveItem(item)
}

// feeds are the names that feeds may have with an account that can be met: those of the entities.
func (a *App) feeds() (out []string) {
	for _, e := range a.Catalog().Entities() {
		out = append(out, e.Name)
	}
	return out
}

// clearOut lets all records go that an account may bring, without a word to it; they are in the history and in the backup.
func (a *App) clearOut(ctx context.Context) error {
	sample, err := a.Sampled(ctx)
	if err != nil {
		return err
	}
	err = a.Replicate(ctx, func(tx replica.Tx) error { // of the same account before: all is read anew
		for _, feed := range append([]string{replica.Sequence}, a.feeds()...) {
			if c, err := tx.Cursor(feed); err != nil || c.Token+c.After == "" && c.High == 0 {
				if err != nil {
					return err
				}
				continue
			}
			if err := tx.SaveCursor(replica.Cursor{Feed: feed}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range a.Catalog().Entities() {
		if e.Name == "user" {
			continue
		}
		var ids []string
		err := a.Each(ctx, crm.Query{Entity: e.Name, Fields: []string{crm.FieldID}}, func(r crm.Record) error {
			if !sample[r.ID] {
				ids = append(ids, strings.Clone(r.ID))
			}
			return nil
		})
		for len(ids) > 0 && err == nil {
			some := ids[:min(len(ids), atOnce)]
			ids = ids[len(some):]
			err = a.Replicate(ctx, func(tx replica.Tx) error {
				for _, id := range some {
					ref := crm.Ref{Entity: e.Name, ID: id}
					if err := tx.Delete(ref); err != nil {
						return err
					}
					if err := tx.Forget(ref); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
