package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"modernc.org/sqlite"
)

// changedRows collects the rows of entities that a transaction changes, as they were and as they are.
type changedRows struct {
	columns map[string][]string // of the tables, in the order of the file
	wanted  map[string]bool     // entities
	members map[string]bool     // entities, or other tables, of which rows came or went
	pairs   map[string]*pairs
}

// pairs are rows of one table before and after changes; their cells are in the order of the table's columns.
type pairs struct {
	columns       []string
	before, after [][]any
	size          int // bytes of texts
	lost          bool
}

// What is remembered of one table at most; after bigger changes it is cheaper to read anew.
const (
	mostChanged      = 500
	mostChangedBytes = 1 << 20
)

// watch has the connection tell of each row that it changes.
func (c *changedRows) watch(conn *sql.Conn) error {
	c.members = map[string]bool{} // the search may be tidied before the first transaction
	return conn.Raw(func(driver any) error {
		hooks, ok := driver.(sqlite.HookRegisterer)
		if !ok {
			return errors.New("the driver tells of no changed rows")
		}
		hooks.RegisterPreUpdateHook(c.add)
		return nil
	})
}

// begin forgets the rows of the last transaction. It must run inside the new one, on whose connection the names of columns are read.
func (c *changedRows) begin(ctx context.Context, on *statements, wanted map[string]bool) error {
	c.wanted, c.members, c.pairs = wanted, map[string]bool{}, map[string]*pairs{}
	for name := range wanted {
		if c.columns[name] != nil {
			continue
		}
		var columns []string
		err := on.each(ctx, func(scan func(...any) error) error {
			var column string
			err := scan(&column)
			columns = append(columns, column)
			return err
		}, "SELECT name FROM pragma_table_info(?)", name)
		if err != nil {
			return err
		}
		if c.columns == nil {
			c.columns = map[string][]string{}
		}
		c.columns[name] = columns
	}
	return nil
}

func (c *changedRows) add(d sqlite.SQLitePreUpdateData) {
	const insert, remove = 18, 9 // SQLITE_INSERT, SQLITE_DELETE
	if d.Op == insert || d.Op == remove {
		c.members[d.TableName] = true
	}
	if !c.wanted[d.TableName] {
		return
	}
	p := c.pairs[d.TableName]
	if p == nil {
		p = &pairs{columns: c.columns[d.TableName]}
		c.pairs[d.TableName] = p
	}
	if p.lost {
		return
	}
	take := func(list *[][]any, read func(...any) error) {
		cells := make([]any, len(p.columns)) // which the driver fills itself
		if d.Count() != len(cells) || read(cells...) != nil {
			p.lost = true
		}
		for _, cell := range cells {
			text, _ := cell.(string)
			p.size += len(text)
		}
		*list = append(*list, cells)
	}
	if d.Op != insert {
		take(&p.before, d.Old)
	}
	if d.Op != remove {
		take(&p.after, d.New)
	}
	if p.full() {
		*p = pairs{columns: p.columns, lost: true}
	}
}

func (p *pairs) full() bool {
	return len(p.before)+len(p.after) > mostChanged || p.size > mostChangedBytes
}

// chain is what changed in one table, commit by commit without a gap.
type chain struct {
	from    int64 // version of the entity before the first commit
	commits []pairs
	size    int
	rows    int
}

// link adds the rows of a commit that led on from a version. Where they are not known, the chain begins anew.
func (v *versions) link(entity string, from int64, rows *changedRows) {
	if v.chains == nil {
		v.chains = map[string]chain{}
	}
	c, known := v.chains[entity]
	if !known || !rows.wanted[entity] {
		c = chain{from: from}
	}
	p := pairs{lost: !rows.wanted[entity]}
	if changed := rows.pairs[entity]; changed != nil {
		p = *changed
	}
	if p.lost {
		v.chains[entity] = chain{from: from + 1}
		return
	}
	c.commits = append(c.commits, p)
	c.size += p.size
	c.rows += len(p.before) + len(p.after)
	for c.rows > mostChanged || c.size > mostChangedBytes || len(c.commits) > mostChanged {
		first := c.commits[0]
		c.from++
		c.size -= first.size
		c.rows -= len(first.before) + len(first.after)
		c.commits = slices.Clone(c.commits[1:])
	}
	v.chains[entity] = c
}

// since gives the rows that changed between two versions of an entity; false where they are not known.
func (v *versions) since(entity string, from, to int64) (pairs, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	c, known := v.chains[entity]
	if !known || from < c.from || to < from || to > c.from+int64(len(c.commits)) {
		return pairs{}, false
	}
	var out pairs
	for _, p := range c.commits[from-c.from : to-c.from] {
		if p.columns != nil {
			out.columns = p.columns
		}
		out.before, out.after = append(out.before, p.before...), append(out.after, p.after...)
	}
	return out, true
}
