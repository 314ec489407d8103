package hub

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// Files lie in the database, so that a backup is whole: contents once under their hash, and a row for each file. One whose record is ”
// was uploaded and belongs to nothing yet; nobody sees it, and it is cleared away after a day.
const fileTables = `
CREATE TABLE IF NOT EXISTS hub_file (
	id     TEXT PRIMARY KEY,
	feed   TEXT NOT NULL DEFAULT '',
	record TEXT NOT NULL DEFAULT '',
	name   TEXT NOT NULL,
	type   TEXT NOT NULL,
	size   INTEGER NOT NULL,
	hash   TEXT NOT NULL,
	owner  TEXT NOT NULL,
	at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS hub_file_record ON hub_file (feed, record);
CREATE INDEX IF NOT EXISTS hub_file_hash ON hub_file (hash);
CREATE TABLE IF NOT EXISTS hub_content (
	hash    TEXT PRIMARY KEY,
	content BLOB NOT NULL
);
`

const (
	keepUploads = 24 * time.Hour
	atOnce      = 4 // files that are carried at once, as each is in memory whole

)

// fileRow is a row of hub_file.
type fileRow struct {
	ID     string `db:"id"`
	Feed   string `db:"feed"`
	Record string `db:"record"`
	Name   string `db:"name"`
	Type   string `db:"type"`
	Size   int64  `db:"size"`
	Hash   string `db:"hash"`
	Owner  string `db:"owner"`
	At     int64  `db:"at"`
}

func fileOf(app core.App, id string) (f fileRow, ok bool, err error) {
	err = app.DB().NewQuery("SELECT * FROM hub_file WHERE id = {:id}").Bind(dbx.Params{"id": id}).One(&f)
	if errors.Is(err, sql.ErrNoRows) {
		return f, false, nil
	}
	return f, err == nil, err
}

// filesOf reads the files of some records of a feed, by record in the order in which they were attached.
func filesOf(app core.App, feed string, ids []any) (map[string][]fileRow, error) {
	var all []fileRow
	err := app.DB().Select("*").From("hub_file").Where(dbx.And(dbx.HashExp{"feed": feed}, dbx.In("record", ids...))).OrderBy("at", "id").All(&all)
	out := map[string][]fileRow{}
	for _, f := range all {
		out[f.Record] = append(out[f.Record], f)
	}
	return out, err
}

// show is a file as it travels.
func (f fileRow) show() (wire.Record, error) {
	out := wire.Record{Feed: wire.File, ID: f.ID, Version: "1", At: crm.Instant(f.At), By: f.Owner}
	values := make(object, 0, 1<<8)
	err := errors.Join(
		values.set(crm.FieldCreatedAt, f.At), values.set("name", f.Name), values.set("type", f.Type), values.set("size", f.Size),
		values.set("about", wire.Link(f.Feed, f.Record)), values.set(crm.FieldOwner, wire.Link("user", f.Owner)),
	)
	out.Values = append(json.RawMessage(values), '}')
	return out, err
}

var noFile = &wire.Failure{Kind: wire.Gone, Message: "There is no such file, or no longer."}

// file finds a file of a record that the visitor may see.
func (v *visitor) file(id string) (fileRow, *core.Record, error) {
	f, ok, err := fileOf(v.app, id)
	if err != nil {
		return f, nil, err
	}
	if !ok || f.Record == "" {
		return f, nil, noFile
	}
	r, err := v.find(f.Feed, f.Record)
	var why *wire.Failure
	if errors.As(err, &why) && why.Kind == wire.Into {
		err = noFile
	}
	return f, r, err
}

// attach makes an uploaded file part of a record, in the name of whoever uploaded it. It can be repeated.
func (v *visitor) attach(w wire.Write) (*wire.Record, error) {
	var link string
	if err := json.Unmarshal(w.Values["about"], &link); err != nil {
		return nil, &wire.Failure{Kind: wire.Rejected, Field: "about", Message: "A file needs a record."}
	}
	feed, id, _ := strings.Cut(link, "/")
	refused := &wire.Failure{Kind: wire.Rejected, Field: "about", Message: "The record or the contents of the file are not there."}
	f, ok, err := fileOf(v.app, w.ID)
	switch {
	case err != nil:
		return nil, err
	case !ok || f.Owner != v.user.Id || !wire.HasFiles(v.h.catalog(), feed) || f.Record != "" && (f.Feed != feed || f.Record != id):
		return nil, refused
	}
	r, err := v.find(feed, id)
	var why *wire.Failure
	if errors.As(err, &why) {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	if f.Record == "" {
		f.Feed, f.Record, f.At = feed, id, int64(v.h.at())
		_, err := v.app.DB().NewQuery("UPDATE hub_file SET feed = {:feed}, record = {:record}, at = {:at} WHERE id = {:id}").
			Bind(dbx.Params{"feed": f.Feed, "record": f.Record, "at": f.At, "id": f.ID}).Execute()
		if err = errors.Join(err, v.save(r)); err != nil {
			return nil, err
		}
	}
	out, err := f.show()
	return &out, err
}

// detach takes a file away. What is gone already may be taken away again.
func (v *visitor) detach(id string) error {
	_, r, err := v.file(id)
	var refused *wire.Failure
	if errors.As(err, &refused) && refused.Kind == wire.Gone {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := v.app.DB().NewQuery("DELETE FROM hub_file WHERE id = {:id}").Bind(dbx.Params{"id": id}).Execute(); err != nil {
		return err
	}
	return v.save(r)
}

// takeAlong gives the files of a record to the one that it is merged into.
func (v *visitor) takeAlong(from, to *core.Record) error {
	res, err := v.app.DB().NewQuery("UPDATE hub_file SET record = {:to} WHERE feed = {:feed} AND record = {:from}").
		Bind(dbx.Params{"to": to.Id, "from": from.Id, "feed": feedOf(from)}).Execute()
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return v.save(to)
}

// dropFiles removes the files of a record that goes.
func dropFiles(app core.App, r *core.Record) error {
	_, err := app.DB().NewQuery("DELETE FROM hub_file WHERE feed = {:feed} AND record = {:record}").
		Bind(dbx.Params{"feed": feedOf(r), "record": r.Id}).Execute()
	return err
}

// clearFiles removes uploads that never became part of a record, and contents that no file has.
func (h *Hub) clearFiles() error {
	before := int64(crm.InstantOf(h.now().Add(-keepUploads)))
	return h.app.RunInTransaction(func(tx core.App) error {
		_, err := tx.DB().NewQuery("DELETE FROM hub_file WHERE record = '' AND at < {:before}").Bind(dbx.Params{"before": before}).Execute()
		if err != nil {
			return err
		}
		_, err = tx.DB().NewQuery("DELETE FROM hub_content WHERE hash NOT IN (SELECT hash FROM hub_file)").Execute()
		return err
	})
}

// carry waits for its turn to have the contents of a file in memory.
func (h *Hub) carry(e *core.RequestEvent) (done func(), err error) {
	select {
	case h.carried <- struct{}{}:
		return func() { <-h.carried }, nil
	case <-e.Request.Context().Done():
		return nil, e.Request.Context().Err()
	}
}

// upload keeps contents that belong to nothing yet. They are compared with the digest that the client sent along.
func (h *Hub) upload(e *core.RequestEvent, v *visitor) (any, error) {
	if !v.write {
		return nil, &wire.Failure{Kind: wire.Denied, Message: "Your role on this hub lets you see records and not change them."}
	}
	done, err := h.carry(e)
	if err != nil {
		return nil, err
	}
	defer done()
	var body bytes.Buffer
	if n := e.Request.ContentLength; n > 0 && n <= crm.MostContent {
		body.Grow(int(n) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(e.Request.Body); err != nil {
		return nil, err // the limit says how
	}
	sum := sha256.Sum256(body.Bytes())
	if wire.Digest(sum) != e.Request.Header.Get(wire.DigestHeader) {
		return nil, &wire.Failure{Kind: wire.Rejected, Message: "The contents arrived damaged. Send them again."}
	}
	ask := e.Request.URL.Query()
	f := fileRow{
		ID: uuid.NewString(), Name: crm.FileName(ask.Get("name")), Type: wire.MediaType(ask.Get("type")),
		Size: int64(body.Len()), Hash: hex.EncodeToString(sum[:]), Owner: v.user.Id, At: int64(h.at()),
	}
	err = v.app.RunInTransaction(func(tx core.App) error {
		_, err := tx.DB().NewQuery("INSERT OR IGNORE INTO hub_content (hash, content) VALUES ({:hash}, {:content})").
			Bind(dbx.Params{"hash": f.Hash, "content": body.Bytes()}).Execute()
		if err != nil {
			return err
		}
		_, err = tx.DB().Insert("hub_file", dbx.Params{
			"id": f.ID, "name": f.Name, "type": f.Type, "size": f.Size, "hash": f.Hash, "owner": f.Owner, "at": f.At,
		}).Execute()
		return err
	})
	return wire.Uploaded{Marker: f.ID}, err
}

// download answers with the contents of a file, as bytes that no browser shows.
func (h *Hub) download(e *core.RequestEvent) error {
	v, err := h.visit(e)
	if err != nil {
		return reply(e, nil, err)
	}
	f, _, err := v.file(e.Request.PathValue("id"))
	if err != nil {
		return reply(e, nil, err)
	}
	done, err := h.carry(e)
	if err != nil {
		return err
	}
	defer done()
	content := []byte{}
	err = h.app.DB().NewQuery("SELECT content FROM hub_content WHERE hash = {:hash}").Bind(dbx.Params{"hash": f.Hash}).Row(&content)
	if errors.Is(err, sql.ErrNoRows) { // taken away meanwhile
		return reply(e, nil, noFile)
	}
	sum := sha256.Sum256(content)
	if err == nil && hex.EncodeToString(sum[:]) != f.Hash {
		err = fmt.Errorf("the contents of file %s are damaged", f.ID)
	}
	if err != nil {
		return reply(e, nil, err)
	}
	head := e.Response.Header()
	head.Set(wire.DigestHeader, wire.Digest(sum))
	head.Set("Content-Disposition", "attachment")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Length", fmt.Sprint(len(content)))
	return e.Blob(http.StatusOK, "application/octet-stream", content)
}

// exportFiles writes the contents of all files into a folder, each under its id.
func (h *Hub) exportFiles(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	to, err := os.OpenFile(dir+".jsonl", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in the folder that the person chose
	if err != nil {
		return err
	}
	var all []fileRow
	err = h.app.DB().NewQuery("SELECT * FROM hub_file WHERE record <> '' ORDER BY id").All(&all)
	for lines := json.NewEncoder(to); err == nil && len(all) > 0; all = all[1:] {
		err = h.exportFile(dir, all[0], lines)
	}
	return errors.Join(err, to.Close())
}

func (h *Hub) exportFile(dir string, f fileRow, lines *json.Encoder) error {
	shown, err := f.show()
	if err != nil {
		return err
	}
	var content []byte
	err = h.app.DB().NewQuery("SELECT content FROM hub_content WHERE hash = {:hash}").Bind(dbx.Params{"hash": f.Hash}).Row(&content)
	if err != nil {
		return err
	}
	return errors.Join(lines.Encode(shown), os.WriteFile(filepath.Join(dir, f.ID), content, 0o600))
}
