package storage

import (
	"context"
	"fmt"
	"sync"
	"time"

	"satchel/app/crm"
)

// positions remembers the order of whole lists as row numbers, four bytes each, so that a jump to any place of a long list reads
// only the rows shown. An order is read in the background after the first scroll and serves until a commit can have changed it.
type positions struct {
	mu    sync.Mutex
	known map[string]*order
	clock int64 // counts uses, for forgetting the order used least recently
}

type order struct {
	rows     []uint32
	version  int64 // of the entities read, when rows were read
	used     int64
	building bool
	rest     time.Time // no new reading before: a first load by the sync commits all the time
}

// mostOrders bounds the memory: four million bytes for each million records.
const mostOrders = 6

const (
	begun      = 200                    // the place from which an order is read: the rows before it are read ahead of nearly every list
	deep       = 500                    // the place from which it is worth it
	untilShown = 300 * time.Millisecond // what asked for the rows has them on the screen by then; to read a long order takes a processor for a second
)

// page gives the row numbers of a page; false while the order is not known.
func (db *DB) page(a question, limit, offset int) ([]uint32, bool) {
	if offset < begun || limit <= 0 {
		return nil, false
	}
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%#v", a.table.name, a.where, a.order, a.args)
	version := db.versions.of(a.reads)
	p := &db.positions
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clock++
	o := p.known[key]
	if o == nil {
		o = p.admit(key)
	}
	o.used = p.clock
	if o.rows != nil && o.version == version {
		from := min(offset, len(o.rows))
		return o.rows[from:min(from+limit, len(o.rows))], offset >= deep
	}
	if !o.building && time.Now().After(o.rest) && db.ctx.Err() == nil {
		o.building = true
		db.work.Add(1)
		go db.readOrder(a, o)
	}
	return nil, false
}

// admit makes room for one more order.
func (p *positions) admit(key string) *order {
	if p.known == nil {
		p.known = map[string]*order{}
	}
	for len(p.known) >= mostOrders {
		oldest := ""
		for k, o := range p.known {
			if oldest == "" || o.used < p.known[oldest].used {
				oldest = k
			}
		}
		delete(p.known, oldest)
	}
	o := &order{}
	p.known[key] = o
	return o
}

// readOrder reads the order of a list. Without it lists still answer, only slower; so an error is no one's to handle.
func (db *DB) readOrder(a question, o *order) {
	defer db.work.Done()
	select {
	case <-time.After(untilShown):
	case <-db.ctx.Done():
	}
	began := time.Now()
	version := db.versions.of(a.reads)
	rows := []uint32{}
	err := db.stmts.each(db.ctx, func(scan func(...any) error) error {
		var n uint32
		err := scan(&n)
		rows = append(rows, n)
		return err
	}, "SELECT t.n FROM "+a.table.name+" t WHERE "+a.where+" ORDER BY "+a.order, a.args...)
	db.positions.mu.Lock()
	defer db.positions.mu.Unlock()
	o.building = false
	o.rest = time.Now().Add(5 * time.Since(began))
	if err == nil {
		o.rows, o.version = rows, version
	}
}

// rowsAt reads whole rows in the given order.
func (db *DB) rowsAt(ctx context.Context, on *statements, r *reader, ns []uint32) ([]crm.Record, error) {
	c := compiler{}
	list := make([]any, len(ns))
	for i, n := range ns {
		list[i] = int64(n)
	}
	known := make(map[int64]crm.Record, len(ns))
	text := "SELECT " + r.selected("t") + " FROM " + r.table.name + " t WHERE t.n IN " + c.list(list)
	err := on.each(ctx, func(scan func(...any) error) error {
		row, err := r.read(scan)
		known[row.n] = row.Record
		return err
	}, text, c.args...)
	out := make([]crm.Record, 0, len(ns))
	for _, n := range ns {
		if row, ok := known[int64(n)]; ok {
			out = append(out, row)
		}
	}
	return out, explain(err)
}
