package hub

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"satchel/app/crm"
)

// The hub's own tables. hub_change has one row per record that ever was: the place of its last change, and whether it is gone. A place
// is never given twice. hub_epoch has one row per start of the server: a place in the sequence names the epoch in which it was told, so
// that one from a future that a restored backup does not know is noticed. hub_fact holds settings.
const tables = `
CREATE TABLE IF NOT EXISTS hub_change (
	seq    INTEGER PRIMARY KEY AUTOINCREMENT,
	feed   TEXT NOT NULL,
	record TEXT NOT NULL,
	gone   INTEGER NOT NULL DEFAULT 0,
	target TEXT NOT NULL DEFAULT '',
	UNIQUE (feed, record)
);
CREATE TABLE IF NOT EXISTS hub_epoch (
	n     INTEGER PRIMARY KEY AUTOINCREMENT,
	name  TEXT NOT NULL UNIQUE,
	since INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS hub_fact (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;
`

// Names of facts.
const (
	factHub  = "hub"  // identity
	factSees = "sees" // what members see
)

func (h *Hub) makeTables() error {
	if _, err := h.app.DB().NewQuery(tables + fileTables).Execute(); err != nil {
		return err
	}
	_, err := h.app.DB().NewQuery("INSERT OR IGNORE INTO hub_fact (name, value) VALUES ({:name}, {:value})").
		Bind(dbx.Params{"name": factHub, "value": uuid.NewString()}).Execute()
	return err
}

// fact reads a setting, "" = not set.
func fact(app core.App, name string) (value string, err error) {
	err = app.DB().NewQuery("SELECT value FROM hub_fact WHERE name = {:name}").Bind(dbx.Params{"name": name}).Row(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

func setFact(app core.App, name, value string) error {
	_, err := app.DB().NewQuery("INSERT OR REPLACE INTO hub_fact (name, value) VALUES ({:name}, {:value})").
		Bind(dbx.Params{"name": name, "value": value}).Execute()
	return err
}

// change is a row of hub_change.
type change struct {
	Seq    int64  `db:"seq"`
	Feed   string `db:"feed"`
	Record string `db:"record"`
	Gone   bool   `db:"gone"`
	Target string `db:"target"`
}

// note moves a record to the end of the sequence, in the transaction of its change. Transactions that write come one after the other,
// so places become visible in their order.
func note(app core.App, c change) (seq int64, err error) {
	res, err := app.DB().NewQuery("INSERT OR REPLACE INTO hub_change (feed, record, gone, target) VALUES ({:feed}, {:record}, {:gone}, {:target})").
		Bind(dbx.Params{"feed": c.Feed, "record": c.Record, "gone": c.Gone, "target": c.Target}).Execute()
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// noted finds the last change of a record; false if it never was.
func noted(app core.App, feed, record string) (c change, ok bool, err error) {
	err = app.DB().NewQuery("SELECT * FROM hub_change WHERE feed = {:feed} AND record = {:record}").
		Bind(dbx.Params{"feed": feed, "record": record}).One(&c)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

// follow binds the hooks by which every write to a collection of the catalog takes its place in the sequence, whoever makes it.
func (h *Hub) follow() {
	var names []string
	for _, f := range h.feeds() {
		names = append(names, collectionOf(f))
	}
	stamp := func(e *core.RecordEvent, fresh bool) error {
		return within(e, func() error {
			seq, err := note(e.App, change{Feed: feedOf(e.Record), Record: e.Record.Id})
			if err != nil {
				return err
			}
			now := int64(crm.InstantOf(h.now()))
			e.Record.Set(columnSeq, seq)
			e.Record.Set(crm.FieldModifiedAt, now)
			if fresh {
				e.Record.Set(crm.FieldCreatedAt, now)
			}
			return e.Next()
		})
	}
	h.announce(names...)
	h.app.OnRecordCreateExecute(names...).BindFunc(func(e *core.RecordEvent) error { return stamp(e, true) })
	h.app.OnRecordUpdateExecute(names...).BindFunc(func(e *core.RecordEvent) error { return stamp(e, false) })
	h.app.OnRecordDeleteExecute(names...).BindFunc(func(e *core.RecordEvent) error {
		return within(e, func() error {
			target, _ := e.Record.GetRaw(mergedInto).(string)
			_, err := note(e.App, change{Feed: feedOf(e.Record), Record: e.Record.Id, Gone: true, Target: target})
			if err = errors.Join(err, dropFiles(e.App, e.Record)); err != nil {
				return err
			}
			return e.Next()
		})
	})
}

// mergedInto is where a record that is being deleted keeps the id of the one that it is merged into.
const mergedInto = "@into"

// within runs do with the event's app in a transaction.
func within(e *core.RecordEvent, do func() error) error {
	outside := e.App
	defer func() { e.App = outside }()
	return outside.RunInTransaction(func(tx core.App) error {
		e.App = tx
		return do()
	})
}

// feedOf names the feed of a record.
func feedOf(r *core.Record) string {
	if name := r.Collection().Name; name != users {
		return name
	}
	return "user"
}

// newEpoch begins an epoch: places told from now on name it.
func newEpoch(app core.App) error {
	_, err := app.DB().NewQuery("INSERT INTO hub_epoch (name, since) SELECT {:name}, coalesce(max(seq), 0) FROM hub_change").
		Bind(dbx.Params{"name": strings.ReplaceAll(uuid.NewString(), "-", "")}).Execute()
	return err
}

// here is the place where the sequence stands now, and the name of the epoch.
func (h *Hub) here() (epoch string, seq int64, err error) {
	err = h.app.DB().NewQuery("SELECT name, (SELECT coalesce(max(seq), 0) FROM hub_change) FROM hub_epoch ORDER BY n DESC LIMIT 1").Row(&epoch, &seq)
	return epoch, seq, err
}

func place(epoch string, seq int64) string { return fmt.Sprintf("%s-%d", epoch, seq) }

// parsePlace reads a place; false if this hub never told it, or no longer knows that it did.
func (h *Hub) parsePlace(text string) (seq int64, ok bool, err error) {
	name, number, _ := strings.Cut(text, "-")
	seq, err = strconv.ParseInt(number, 10, 64)
	if err != nil || seq < 0 {
		return 0, false, nil
	}
	var last int64 // of the epoch: where the next one begins, or where the sequence stands
	err = h.app.DB().NewQuery(`SELECT coalesce((SELECT since FROM hub_epoch l WHERE l.n > e.n ORDER BY n LIMIT 1), (SELECT max(seq) FROM hub_change), 0)
		FROM hub_epoch e WHERE e.name = {:name}`).Bind(dbx.Params{"name": name}).Row(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return seq, err == nil && seq <= last, err
}

// since reads the changes after a place, at most n.
func (h *Hub) since(seq int64, n int) (out []change, err error) {
	err = h.app.DB().NewQuery("SELECT * FROM hub_change WHERE seq > {:seq} ORDER BY seq LIMIT {:n}").
		Bind(dbx.Params{"seq": seq, "n": n}).All(&out)
	return out, err
}
