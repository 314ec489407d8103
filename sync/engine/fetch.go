package engine

import (
	"context"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/sync/remote"
)

// How much a round fetches by itself. Larger files come when a person wants them.
const (
	fetchEach  = 2 << 20 // bytes of one file
	fetchAll   = 8 << 20 // bytes of all files
	fetchFiles = 10
)

// fetchContents brings the contents of small files that are known and not here yet, those attached last first. It makes way for a
// person who saves something.
func (r *round) fetchContents() error {
	r.fetched = r.fetched && r.out.Pulled+r.out.Completed == 0
	if _, ok := r.fileFeed(); !ok || r.o.CompleteReads < 0 || r.fetched { // to look goes through all files that are not here
		return nil
	}
	items, waiting, err := r.unfetched()
	if err != nil {
		return err
	}
	r.fetched = len(items) < fetchFiles
	bytes := int64(0)
	for i, item := range items {
		size, err := r.fetch(item, fetchEach, nil)
		if err != nil {
			if e := remote.AsError(err); e.Class == remote.Transient || e.Class == remote.Auth || e.Class == remote.Canceled || r.ctx.Err() != nil {
				r.fetched = false
				return r.note(err)
			}
			r.unreadable[item.ID] = true
			continue
		}
		bytes += size
		r.out.Fetched++
		r.o.Progress(Progress{Phase: "fetch", Feed: fileEntity, Done: int64(i + 1), Total: int64(len(items))})
		now := int64(0)
		if err := r.tx(func(tx replica.Tx) (err error) { now, err = tx.CountWaiting(r.entities()); return err }); err != nil {
			return err
		}
		if bytes >= fetchAll || now > waiting {
			r.fetched = false
			return nil
		}
	}
	return nil
}

// unfetched returns files to be fetched, and how many records wait to be sent.
func (r *round) unfetched() (items []replica.Item, waiting int64, _ error) {
	err := r.tx(func(tx replica.Tx) (err error) {
		items = nil
		list, err := tx.List(crm.Query{
			Entity: fileEntity, Where: crm.Where("content", crm.Empty), Sort: []crm.Sort{{Field: crm.FieldCreatedAt, Desc: true}},
		})
		if err != nil {
			return err
		}
		for _, rec := range list {
			size, known := rec.Get("size").(int64)
			if !known || size > fetchEach || r.unreadable[rec.ID] {
				continue
			}
			item, err := tx.Item(rec.Ref())
			if err != nil {
				return err
			}
			if item.RemoteID == "" || item.Deleted {
				continue
			}
			if items = append(items, item); len(items) == fetchFiles {
				break
			}
		}
		if len(items) > 0 {
			waiting, err = tx.CountWaiting(r.entities())
		}
		return err
	})
	return items, waiting, err
}

// fetch reads the contents of one file and keeps them.
func (r *round) fetch(item replica.Item, most int64, progress func(done, total int64)) (size int64, _ error) {
	content, err := r.p.Download(r.ctx, item.RemoteID, most, progress)
	if err != nil {
		return 0, err
	}
	size = int64(len(content))
	return size, r.tx(func(tx replica.Tx) error {
		now, err := tx.Get(item.Ref)
		if crm.CodeOf(err) == crm.CodeNotFound || err == nil && now.Text("content") != "" {
			return nil
		} else if err != nil {
			return err
		}
		hash, err := tx.Keep(content)
		if err != nil {
			return err
		}
		return tx.Put(crm.Record{Entity: item.Entity, ID: item.ID, Values: crm.Values{"content": hash, "size": size}})
	})
}

// Fetch brings the contents of one file that a person wants now, however large; nothing is done if they are here. progress is told how
// many bytes came, of how many (-1 = not known).
func (e *Engine) Fetch(ctx context.Context, id string, progress func(done, total int64)) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	conn, err := e.store.Connection(ctx)
	if err != nil {
		return err
	}
	last, err := e.lastRound(ctx)
	if err != nil {
		return err
	}
	if err := leaveAlone(conn, last, crm.InstantOf(e.o.Now())); err != nil {
		return err
	}
	if err := e.open(ctx, conn); err != nil {
		return e.secretAgain(err)
	}
	r := newRound(ctx, e, routine)
	var item replica.Item
	var rec crm.Record
	err = r.tx(func(tx replica.Tx) (err error) {
		if item, err = tx.Item(crm.Ref{Entity: fileEntity, ID: id}); err == nil {
			rec, err = tx.Get(item.Ref)
		}
		return err
	})
	if err != nil || rec.Text("content") != "" {
		return err
	}
	if _, ok := r.fileFeed(); !ok || item.RemoteID == "" {
		return crm.Errorf(crm.CodeNotFound, "The contents of %s are neither here nor with the online CRM that is connected.", rec.Text("name"))
	}
	_, err = r.fetch(item, crm.MostContent, progress)
	return e.secretAgain(err)
}

// secretAgain lets the secret be asked for again where it was refused: it may be another one next time.
func (e *Engine) secretAgain(err error) error {
	if err != nil && remote.AsError(err).Class == remote.Auth {
		e.provider = nil
	}
	return err
}
