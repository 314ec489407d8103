package storage

import (
	"context"
	"encoding/json"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// Settings of the tie to a provider. The account stays known after disconnecting, so that the same account can be tied again.
const (
	settingConnection = "replica.connection"
	settingAccount    = "replica.account"
)

// Connection returns the tie to a provider; CodeNotFound if there is none.
func (db *DB) Connection(ctx context.Context) (replica.Connection, error) {
	text, err := db.Setting(ctx, settingConnection)
	if err != nil {
		return replica.Connection{}, err
	}
	if text == "" {
		return replica.Connection{}, crm.Errorf(crm.CodeNotFound, "No online CRM is connected.")
	}
	var c replica.Connection
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, crm.Errorf(crm.CodeCorrupt, "The stored connection cannot be read. Connect again: %w", err)
	}
	return c, nil
}

// identity tells accounts apart, also those without a name of their own.
func identity(c replica.Connection) string {
	if c.Account != "" {
		return c.Provider + " " + c.Account
	}
	return c.Key()
}

// Connect ties the database to a provider. What was known about another account is removed; every record but sample data then counts
// as new and waits to be created there.
func (db *DB) Connect(ctx context.Context, c replica.Connection) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return explain(err)
	}
	return db.Replicate(ctx, func(r replica.Tx) error {
		t := r.(*tx)
		known, err := setting(t.ctx, t.on, settingAccount)
		if err != nil {
			return err
		}
		t.wrote = true
		if err := setSetting(t.ctx, t.on, settingConnection, string(raw)); err != nil || known == identity(c) {
			return err
		}
		if err := setSetting(t.ctx, t.on, settingAccount, identity(c)); err != nil {
			return err
		}
		for _, table := range []string{"item", "edit", "alias", "sent", "cursor", "attempt", "inbox", "round"} {
			if err := t.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		for _, tb := range t.schema.order {
			where := ` WHERE id NOT IN (SELECT s.id FROM sample s)`
			if tb.entity.ReadOnly {
				if !tb.entity.Makes() {
					continue
				}
				where += ` AND ` + crm.FieldOurs
			}
			if err := t.exec(`INSERT INTO item (entity, id, new) SELECT '` + tb.entity.Name + `', id, 1 FROM ` + tb.name + where); err != nil {
				return err
			}
		}
		return nil
	})
}

// Disconnect removes the tie; all records stay.
func (db *DB) Disconnect(ctx context.Context) error { return db.SetSetting(ctx, settingConnection, "") }

// roundsKept is how many rounds the status page can show.
const roundsKept = 200

// storedRound is a round with the field that its public JSON leaves out.
type storedRound struct {
	replica.Round
	Started crm.Instant `json:"started"`
}

// SaveRound keeps the last rounds for the status page.
func (db *DB) SaveRound(ctx context.Context, r replica.Round) error {
	raw, err := json.Marshal(storedRound{r, r.Started})
	if err != nil {
		return explain(err)
	}
	return db.Replicate(ctx, func(x replica.Tx) error {
		t := x.(*tx)
		if err := t.exec(`INSERT INTO round (body) VALUES (?)`, string(raw)); err != nil {
			return err
		}
		return t.exec(`DELETE FROM round WHERE n <= (SELECT max(n) FROM round) - ?`, roundsKept)
	})
}

// Rounds returns the last rounds, newest first.
func (db *DB) Rounds(ctx context.Context, limit int) ([]replica.Round, error) {
	var out []replica.Round
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var body string
		var r storedRound
		if err := scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &r)
		r.Round.Started = r.Started
		out = append(out, r.Round)
		return err
	}, `SELECT body FROM round ORDER BY n DESC LIMIT ?`, atMost(limit))
	return out, explain(err)
}

// Status sums up what waits, is refused or needs a person.
func (db *DB) Status(ctx context.Context, entities []string) (app.Status, error) {
	var out app.Status
	c, err := db.Connection(ctx)
	switch crm.CodeOf(err) {
	case "":
		out.Connected, out.Account = true, c
	case crm.CodeNotFound:
	default:
		return out, err
	}
	if out.Connected {
		marks, args := marksOf(entities)
		if err := db.stmts.row(ctx, `SELECT count(*) FILTER (WHERE here AND NOT refused), count(*) FILTER (WHERE here AND refused), count(*) FILTER (WHERE NOT here)
			FROM (SELECT entity IN (`+marks+`) AND ifnull(hold, '') <> 'stays' here, ifnull(hold, '') IN ('refused', 'no_access', 'hidden') refused FROM item WHERE `+waiting+`)`,
			args, &out.Waiting, &out.Refused, &out.Local); err != nil {
			return out, explain(err)
		}
	}
	if err := db.stmts.row(ctx, `SELECT count(*) FROM inbox WHERE closed IS NULL`, nil, &out.Conflicts); err != nil {
		return out, explain(err)
	}
	rounds, err := db.Rounds(ctx, roundsKept)
	if err != nil {
		return out, err
	}
	for i, r := range rounds {
		if i == 0 {
			out.Last = r
		}
		if r.Failure == "" && out.Checked == 0 {
			out.Checked = r.Started
		}
		if out.Checked == 0 {
			out.Failing = r.Started
		}
	}
	return out, explain(db.feeds(ctx, &out))
}

// Tied counts per entity the records that are on both sides.
func (db *DB) Tied(ctx context.Context) (map[string]int64, error) {
	out := map[string]int64{}
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var entity string
		var n int64
		err := scan(&entity, &n)
		out[entity] = n
		return err
	}, `SELECT entity, count(*) FROM item WHERE remote_id IS NOT NULL GROUP BY entity`)
	return out, explain(err)
}

func (db *DB) feeds(ctx context.Context, out *app.Status) error {
	return db.stmts.each(ctx, func(scan func(...any) error) error {
		var body string
		var c replica.Cursor
		if err := scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &c)
		out.Feeds = append(out.Feeds, c)
		return err
	}, `SELECT body FROM cursor WHERE feed <> ? ORDER BY feed`, replica.Sequence)
}

// Held lists the records that wait for a reason of their own, oldest first.
func (db *DB) Held(ctx context.Context, limit int) ([]replica.Item, error) {
	return readItems(ctx, db.stmts, db.schema.Load(), `hold IS NOT NULL AND hold <> 'stays' ORDER BY hold_since, id LIMIT ?`, atMost(limit))
}

// Waiting lists the records of these entities that have something to send, oldest first.
func (db *DB) Waiting(ctx context.Context, entities []string, held bool, offset, limit int) ([]replica.Item, error) {
	where, args := outbox(entities, held)
	return readItems(ctx, db.stmts, db.schema.Load(), where+` ORDER BY id, entity LIMIT ? OFFSET ?`, append(args, atMost(limit), offset)...)
}

// CountWaiting counts them.
func (db *DB) CountWaiting(ctx context.Context, entities []string, held bool) (n int64, err error) {
	where, args := outbox(entities, held)
	err = db.stmts.row(ctx, `SELECT count(*) FROM item WHERE `+where, args, &n)
	return n, explain(err)
}

// outbox is the condition on records with something to send.
func outbox(entities []string, held bool) (string, []any) {
	marks, args := marksOf(entities)
	where := waiting + ` AND +entity IN (` + marks + `) AND ifnull(hold, '') <> 'stays'`
	if held {
		where += ` AND hold IS NOT NULL AND hold NOT IN ('agreed', 'unlinked')`
	}
	return where, args
}
