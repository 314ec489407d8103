package storage

import (
	"slices"
	"strings"

	"satchel/app/crm"
)

// baseSchema is the part of the first schema that does not come from the catalog; migrations change it.
const baseSchema = `
CREATE TABLE entity (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sample (id TEXT PRIMARY KEY, entity TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE batch (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, who TEXT, source TEXT NOT NULL, label TEXT,
	changes INTEGER NOT NULL, entities TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
	undone INTEGER NOT NULL DEFAULT 0, undoes TEXT);
CREATE TABLE change (n INTEGER PRIMARY KEY, batch INTEGER NOT NULL, entity TEXT NOT NULL, record TEXT NOT NULL, kind TEXT NOT NULL,
	title TEXT, fields TEXT, row INTEGER, undone INTEGER NOT NULL DEFAULT 0, undoes INTEGER);
CREATE INDEX change_record ON change (record);
CREATE INDEX change_deleted ON change (entity, n) WHERE kind = 'delete';

CREATE VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2',
	prefix = '2 3 4');
INSERT INTO search (search, rank) VALUES ('hashsize', 8000000), ('automerge', 0), ('crisismerge', 256);
CREATE TABLE lookup (key TEXT NOT NULL, kind TEXT NOT NULL, entity INTEGER NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (key, kind, entity, n)) WITHOUT ROWID;

CREATE TABLE item (entity TEXT NOT NULL, id TEXT NOT NULL, remote_id TEXT, version TEXT, remote_at INTEGER,
	new INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, edited INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0,
	hold TEXT, hold_message TEXT, hold_since INTEGER, hold_next INTEGER, hold_tries INTEGER, PRIMARY KEY (entity, id)) WITHOUT ROWID;
CREATE INDEX item_waiting ON item (id, entity) WHERE new + deleted + edited > 0;
CREATE INDEX item_held ON item (hold_since) WHERE hold IS NOT NULL;
CREATE TABLE edit (entity TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, gen INTEGER NOT NULL, base TEXT,
	PRIMARY KEY (entity, id, grp)) WITHOUT ROWID;
CREATE TABLE alias (entity TEXT NOT NULL, remote_id TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (entity, remote_id)) WITHOUT ROWID;
CREATE INDEX alias_id ON alias (id, entity);
CREATE TABLE sent (n INTEGER PRIMARY KEY, entity TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX sent_record ON sent (id, entity, grp, hash);
CREATE TABLE cursor (feed TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE attempt (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entity TEXT NOT NULL, record TEXT NOT NULL, kind TEXT NOT NULL,
	gens TEXT NOT NULL, vals TEXT NOT NULL, started INTEGER NOT NULL, probes INTEGER NOT NULL);
CREATE TABLE inbox (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entity TEXT NOT NULL, record TEXT NOT NULL, kind TEXT NOT NULL,
	grp TEXT NOT NULL, mine TEXT, theirs TEXT, base TEXT, title TEXT, who TEXT, theirs_at INTEGER, mine_at INTEGER, opened INTEGER,
	candidates TEXT, message TEXT, closed INTEGER, resolution TEXT);
CREATE INDEX inbox_open ON inbox (record, entity) WHERE closed IS NULL;
CREATE TABLE round (n INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
`

// affinity is the type of a field's column.
func affinity(f crm.Field) string {
	switch f.Kind {
	case crm.Bool, crm.Integer, crm.Money, crm.Duration, crm.Moment:
		return "INTEGER"
	case crm.Decimal, crm.Percent:
		return "REAL"
	case crm.Text, crm.LongText, crm.Choice, crm.URL:
		return "TEXT COLLATE NOCASE"
	}
	return "TEXT"
}

// columnDefs gives the definitions of all columns by name, in order.
func (t *table) columnDefs() (names, defs []string) {
	add := func(name, def string) { names, defs = append(names, name), append(defs, quote(name)+" "+def) }
	for _, c := range t.columns {
		add(c.Name, affinity(c.Field))
		if c.key || c.title {
			add(c.Name+keySuffix, "TEXT")
		}
	}
	add("own", "TEXT")
	return names, defs
}

func (t *table) createTable() string {
	_, defs := t.columnDefs()
	return "CREATE TABLE " + t.name + " (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, " + strings.Join(defs, ", ") + ")"
}

// index is an index of a table.
type index struct {
	name    string
	columns []string
	without string // a column of yes and no: rows in which it is yes are left out; "" = all rows
}

// indexes gives all indexes: one for each order of the list, those of the description, the times, and those that find doubles and fill
// a timeline.
func (t *table) indexes() (out []index) {
	var sets [][]string
	for _, c := range t.entity.Columns {
		if col, ok := t.column(c.Field); ok && !col.IsList() && col.Kind != crm.Postal && col.Kind != crm.LongText {
			sets = append(sets, []string{col.sortColumn()})
			if col.title {
				sets = append(sets, []string{col.Name}) // renaming the linked record finds the rows by it
			}
		}
	}
	for _, name := range []string{crm.FieldCreatedAt, crm.FieldModifiedAt, "outside_id"} {
		sets = append(sets, []string{name})
	}
	for _, names := range t.entity.Match {
		sets = append(sets, []string{t.compareColumn(names[0])})
	}
	for _, set := range t.entity.Index {
		compared := make([]string, len(set))
		for i, name := range set {
			compared[i] = t.compareColumn(name)
		}
		sets = append(sets, compared)
	}
	if tl := t.entity.Timeline; tl != nil {
		for _, link := range tl.Links {
			sets = append(sets, []string{link, tl.At})
		}
	}
	seen := map[string]bool{}
	for _, set := range sets {
		i := index{name: t.entity.Name + "_" + strings.Join(set, "_"), columns: set}
		if without, some := strings.CutPrefix(set[0], "!"); some {
			i.name = strings.Replace(i.name, "!", "not_", 1)
			i.without, i.columns = without, append(slices.Clone(set[1:]), without) // it is read from the index, too
		}
		if seen[i.name] || !t.hasColumns(i.columns) {
			continue
		}
		seen[i.name] = true
		out = append(out, i)
	}
	return out
}

func (t *table) createIndex(i index) string {
	sql := "CREATE INDEX " + quote(i.name) + " ON " + t.name + " (" + quoteAll(i.columns) + ")"
	if i.without != "" {
		sql += " WHERE " + not(truth(i.without, true)) // quoted, SQLite would not know it again
	}
	return sql
}

// sortColumn is the column that orders a list by the field.
func (c column) sortColumn() string {
	if c.key || c.title {
		return c.Name + keySuffix
	}
	return c.Name
}

// compareColumn is the column that finds equal texts.
func (t *table) compareColumn(name string) string {
	if c, ok := t.column(name); ok && c.key && !c.natural() {
		return c.Name + keySuffix
	}
	return name
}

func (t *table) hasColumns(set []string) bool {
	for _, name := range set {
		c, ok := t.column(strings.TrimSuffix(name, keySuffix))
		if !ok || c.IsList() || c.Kind == crm.Postal {
			return false
		}
	}
	return true
}

func quoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return strings.Join(out, ", ")
}
