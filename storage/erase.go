package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"satchel/app"
	"satchel/app/crm"
)

// settingUnscrubbed is set from the commit of an Erase until its bytes were emptied, to a value of its own.
const settingUnscrubbed = "erase.unscrubbed"

// Erase removes records for good, in one transaction that no undo takes back.
func (db *DB) Erase(ctx context.Context, refs []crm.Ref, words []string, note app.Entry) error {
	known, err := db.foresee(ctx, refs)
	if err != nil {
		return err
	}
	return db.erase(ctx, refs, words, note, known)
}

func (db *DB) erase(ctx context.Context, refs []crm.Ref, words []string, note app.Entry, known map[string]foreseen) error {
	_, err := db.transact(ctx, crm.Action{Source: crm.FromUser, Who: note.Who}, func(t *tx) error {
		e := eraser{tx: t, hashes: map[string]bool{}, known: known}
		for _, ref := range refs {
			if err := e.erase(ref); err != nil {
				return err
			}
		}
		for _, ref := range refs {
			if tb, err := t.schema.table(ref.Entity); err != nil || !tb.entity.Person {
				continue // nothing that stays points to what is not somebody
			}
			if err := e.unlink(ref); err != nil {
				return err
			}
		}
		for hash := range e.hashes {
			if err := e.dropContent(hash); err != nil {
				return err
			}
		}
		if err := e.unsay(words); err != nil {
			return err
		}
		if err := setSetting(t.ctx, t.on, settingUnscrubbed, t.NewID()); err != nil {
			return err
		}
		return t.enter(note)
	})
	return err
}

// eraser removes every trace of records within a transaction.
type eraser struct {
	*tx
	hashes map[string]bool     // of contents that erased files had
	known  map[string]foreseen // what pointed to the people before
}

func (e *eraser) erase(ref crm.Ref) error {
	tb, err := e.schema.table(ref.Entity)
	if err != nil {
		return err
	}
	open, err := e.row(`SELECT 1 FROM attempt WHERE entity = ? AND record = ?`, []any{ref.Entity, ref.ID}, new(int))
	if err != nil {
		return err
	}
	if open {
		return crm.Errorf(crm.CodeConflict, "It is not known yet whether %s arrived at the online CRM. Exchange with it first, then erase; nothing was erased.",
			crm.Term(strings.ToLower(tb.entity.Label)))
	}
	before, found, err := tb.find(e.ctx, e.on, ref.ID)
	if err != nil {
		return err
	}
	if found {
		if err := tb.entity.Writable(e.action.Source, before.Record); err != nil {
			return err
		}
		gone := crm.NewRecord(tb.entity.Name, ref.ID)
		if err := e.takeOut(tb, before, gone); err != nil {
			return err
		}
		e.counts(tb, ref)
		if err := e.mark(tb, crm.Deleted, before.Record, gone, nil); err != nil {
			return err
		}
		e.hashes[before.Text("content")] = ref.Entity == "file"
	}
	if err := e.eraseHistory(ref); err != nil {
		return err
	}
	return e.eraseNotes(ref)
}

// counts lets the listeners of the commit know, though no batch is stored.
func (e *eraser) counts(tb *table, ref crm.Ref) {
	b := &e.tx.batch
	if b.entities == nil {
		b.entities = map[string]bool{}
	}
	b.entities[tb.entity.Name] = true
	b.changes++
	if len(b.refs) < mostRefs {
		b.refs = append(b.refs, ref)
	}
}

// eraseHistory removes the lines about a record, and the actions that were about it alone.
func (e *eraser) eraseHistory(ref crm.Ref) error {
	lines, err := readLines(e.ctx, e.on, e.schema, "c.record = ? AND c.entity = ?", ref.ID, ref.Entity)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if hash, ok := l.values["content"].(string); ok && ref.Entity == "file" {
			e.hashes[hash] = true
		}
	}
	if err := e.exec(`DELETE FROM change WHERE record = ? AND entity = ?`, ref.ID, ref.Entity); err != nil {
		return err
	}
	for _, l := range lines {
		if err := e.exec(`DELETE FROM batch WHERE id = ? AND NOT EXISTS (SELECT 1 FROM change c WHERE c.batch = batch.n)`, l.Batch); err != nil {
			return err
		}
	}
	return nil
}

// eraseNotes removes what is known about a record beside it. Of one that was exchanged its ids stay, marked as erased.
func (e *eraser) eraseNotes(ref crm.Ref) error {
	for _, query := range []string{
		`DELETE FROM edit WHERE entity = ? AND id = ?`,
		`DELETE FROM sent WHERE entity = ? AND id = ?`,
		`DELETE FROM inbox WHERE entity = ? AND record = ?`,
		`DELETE FROM sample WHERE entity = ? AND id = ?`,
		`DELETE FROM joined WHERE entity = ?1 AND (id = ?2 OR target = ?2)`,
		`DELETE FROM apart WHERE ?1 <> '' AND (one = ?2 OR other = ?2)`,
		`UPDATE item SET erased = 1, new = 0, edited = 0, partial = 0, hold = NULL, hold_message = NULL, hold_since = NULL, hold_next = NULL, hold_tries = NULL
			WHERE entity = ? AND id = ?`,
	} {
		if err := e.exec(query, ref.Entity, ref.ID); err != nil {
			return err
		}
	}
	return e.exec(`DELETE FROM setting WHERE key = ?`, app.SettingDraft(ref))
}

// dropContent removes the contents of erased files, unless another file has them too or had them before it was deleted.
func (e *eraser) dropContent(hash string) error {
	if !e.hashes[hash] || hash == "" {
		return nil
	}
	return e.exec(`DELETE FROM content WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM file WHERE content = ?1)
		AND NOT EXISTS (SELECT 1 FROM change WHERE entity = 'file' AND kind = 'delete' AND instr(fields, ?1))`, hash)
}

// unsay removes words from what was said about actions and the sync.
func (e *eraser) unsay(words []string) error {
	for _, w := range words {
		if w == "" {
			continue
		}
		for _, query := range []string{
			`UPDATE batch SET label = '' WHERE instr(lower(label), lower(?))`,
			`UPDATE item SET hold_message = '' WHERE hold IS NOT NULL AND instr(lower(hold_message), lower(?))`,
			`UPDATE inbox SET message = '' WHERE instr(lower(message), lower(?))`,
			`DELETE FROM round WHERE instr(lower(body), lower(?))`,
		} {
			if err := e.exec(query, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// Unscrubbed tells whether an Erase was not followed by a complete Scrub.
func (db *DB) Unscrubbed(ctx context.Context) (bool, error) {
	v, err := db.Setting(ctx, settingUnscrubbed)
	return v != "", err
}

// Enter adds to the register of what left or was erased.
func (db *DB) Enter(ctx context.Context, entry app.Entry) error {
	return db.change(ctx, func(s *session) error { return enter(ctx, s.stmts, entry) })
}

func (t *tx) enter(entry app.Entry) error {
	t.wrote = true
	return enter(t.ctx, t.on, entry)
}

func enter(ctx context.Context, on *statements, entry app.Entry) error {
	_, err := on.exec(ctx, `INSERT INTO register (at, who, kind, body) VALUES (?, ?, ?, ?)`, int64(entry.At), entry.Who, string(entry.Kind), string(entry.Body))
	return err
}

// Register lists what left or was erased, newest first.
func (db *DB) Register(ctx context.Context, limit int) ([]app.Entry, error) {
	var out []app.Entry
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var entry app.Entry
		var body string
		err := scan(&entry.At, &entry.Who, &entry.Kind, &body)
		if err == nil && !json.Valid([]byte(body)) {
			err = errors.New("an entry of the register is no JSON")
		}
		entry.Body = json.RawMessage(body)
		out = append(out, entry)
		return err
	}, `SELECT at, ifnull(who, ''), kind, body FROM register ORDER BY n DESC LIMIT ?`, atMost(limit))
	return out, explain(err)
}

// Trashed lists the deleted records that point to a record.
func (db *DB) Trashed(ctx context.Context, id string) ([]crm.Ref, error) {
	var out []crm.Ref
	err := db.stmts.each(ctx, func(scan func(...any) error) error {
		var ref crm.Ref
		err := scan(&ref.Entity, &ref.ID)
		out = append(out, ref)
		return err
	}, `SELECT DISTINCT entity, record FROM change WHERE kind = 'delete' AND instr(fields, ?)`, id)
	var gone []crm.Ref
	for _, ref := range out { // one that was restored is no longer in the trash
		tb, schemaErr := db.schema.Load().table(ref.Entity)
		if err != nil || schemaErr != nil {
			return nil, explain(errors.Join(err, schemaErr))
		}
		var found bool
		if _, found, err = tb.find(ctx, db.stmts, ref.ID); !found {
			gone = append(gone, ref)
		}
	}
	return gone, explain(err)
}

// Holding tells which of the files hold one of the records or its history.
func (db *DB) Holding(ctx context.Context, files []string, refs []crm.Ref) (holding, closed []string, _ error) {
	holding, closed = []string{}, []string{}
	for _, file := range files {
		held, err := db.holds(ctx, file, refs)
		switch {
		case ctx.Err() != nil:
			return holding, closed, explain(ctx.Err())
		case err != nil: // it is damaged, encrypted, or no database
			closed = append(closed, file)
		case held:
			holding = append(holding, file)
		}
	}
	return holding, closed, nil
}

func (db *DB) holds(ctx context.Context, file string, refs []crm.Ref) (bool, error) {
	other, err := sql.Open("sqlite", readOnly(file))
	if err != nil {
		return false, err
	}
	defer func() { _ = other.Close() }()
	for _, ref := range refs {
		tb, err := db.schema.Load().table(ref.Entity)
		if err != nil {
			return false, err
		}
		var there bool
		if err := other.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)`, tb.entity.Name).Scan(&there); err != nil {
			return false, err
		}
		if !there { // of an earlier program
			continue
		}
		if err := other.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+tb.name+" WHERE id = ?1) OR EXISTS (SELECT 1 FROM change WHERE record = ?1)", ref.ID).Scan(&there); err != nil || there {
			return there, err
		}
	}
	return false, nil
}
