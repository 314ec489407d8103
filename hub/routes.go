package hub

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// routes adds what clients ask for.
func (h *Hub) routes(r *router.Router[*core.RequestEvent]) {
	in := func(do func(*core.RequestEvent, *visitor) (any, error)) func(*core.RequestEvent) error {
		return func(e *core.RequestEvent) error {
			v, err := h.visit(e)
			if err != nil {
				return reply(e, nil, err)
			}
			answer, err := do(e, v)
			return reply(e, answer, err)
		}
	}
	r.BindFunc(onlyOurs)
	r.GET(wire.Hello, in(h.hello)).Bind(apis.Gzip())
	r.POST(wire.Rekey, in(h.changePassword)).Bind(apis.BodyLimit(1 << 16))
	r.POST(wire.SignOutOthers, in(h.signOutOthers))
	r.GET(wire.List+"{feed}", in(h.list)).Bind(apis.Gzip())
	r.GET(wire.Get+"{feed}/{id}", in(h.get)).Bind(apis.Gzip())
	r.GET(wire.Changes, in(h.changes)).Bind(apis.Gzip())
	r.GET(wire.Wait, in(h.wait))
	r.POST(wire.Define, in(h.define)).Bind(apis.BodyLimit(wire.MaxBody))
	r.POST(wire.Upload, in(h.upload)).Bind(apis.BodyLimit(crm.MostContent))
	r.GET(wire.Content+"{id}", h.download)
	r.POST(wire.Batch, in(h.batch)).Bind(apis.Gzip(), apis.BodyLimit(wire.MaxBody))
}

// open are the beginnings of the paths that anybody may ask for. The rest of what PocketBase can do is for administrators alone.
var open = []string{
	"/api/satchel/", wire.SignIn, wire.Refresh, "/api/health", "/_/", "/api/collections/" + core.CollectionNameSuperusers + "/auth-",
}

// onlyOurs closes PocketBase's own routes.
func onlyOurs(e *core.RequestEvent) error {
	if begins := func(p string) bool { return strings.HasPrefix(e.Request.URL.Path, p) }; !e.HasSuperuserAuth() && !slices.ContainsFunc(open, begins) {
		return e.NotFoundError("", nil)
	}
	return e.Next()
}

// statuses are the HTTP statuses of failures.
var statuses = map[string]int{
	wire.Denied: http.StatusForbidden, wire.Rejected: http.StatusUnprocessableEntity, wire.Gone: http.StatusNotFound,
	wire.Off: http.StatusUnauthorized, wire.Conflict: http.StatusConflict, wire.Into: http.StatusMovedPermanently,
}

// reply answers a request.
func reply(e *core.RequestEvent, answer any, err error) error {
	var refused *wire.Failure
	if errors.As(err, &refused) {
		return e.JSON(statuses[refused.Kind], refused)
	}
	var told *router.ApiError
	if err == nil {
		return e.JSON(http.StatusOK, answer)
	}
	if errors.As(err, &told) {
		return err
	}
	return e.Error(faultOf(err), "The hub has a fault of its own.", err) // PocketBase would blame the request
}

// faultOf is the HTTP status for a failure of the hub itself.
func faultOf(err error) int {
	var several dbx.Errors // of a transaction that could not be undone either
	if errors.As(err, &several) {
		err = errors.Join(several...)
	}
	var db *sqlite.Error
	if errors.As(err, &db) && db.Code()&0xff == sqlite3.SQLITE_FULL {
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

func (h *Hub) at() crm.Instant { return crm.InstantOf(h.now()) }

func (h *Hub) hello(_ *core.RequestEvent, v *visitor) (any, error) {
	id, err := fact(h.app, factHub)
	defs, failed := fact(h.app, factDefs)
	out := wire.Welcome{
		At: h.at(), Hub: id, Version: Version, User: v.user.Id, Name: v.user.GetString("name"), Role: v.user.GetString("role"), Sees: v.sees, Defs: defs,
	}
	err = errors.Join(err, failed)
	for _, name := range h.feeds() {
		f := wire.Feed{Name: name, Write: v.write && name != "user"}
		for _, field := range h.entity(name).Fields {
			if wire.Carries(field) {
				f.Fields = append(f.Fields, field.Name)
			}
		}
		if takesOwn(name) {
			dropped, failed := factList(h.app, factDropped+name)
			f.Own, f.Dropped, err = append([]crm.Field{}, h.entity(name).Added()...), dropped, errors.Join(err, failed)
			f.Keep = !v.owner
		}
		out.Feeds = append(out.Feeds, f)
	}
	out.Feeds = append(out.Feeds, wire.Feed{Name: wire.File, Write: v.write, Fields: []string{"name", "about", "type", "size", crm.FieldOwner}})
	return out, err
}

// list answers with one page of a feed, in order of id.
func (h *Hub) list(e *core.RequestEvent, v *visitor) (any, error) {
	feed, ask := e.Request.PathValue("feed"), e.Request.URL.Query()
	number := func(name string, least, most, otherwise int64) int64 {
		n, err := strconv.ParseInt(ask.Get(name), 10, 64)
		if err != nil || n < least {
			return otherwise
		}
		return min(n, most)
	}
	table := collectionOf(feed)
	window := func() (*dbx.SelectQuery, error) {
		q, err := v.query(feed)
		if err != nil {
			return nil, err
		}
		if since := number("since", 1, 1<<52, 0); since > 0 {
			q.AndWhere(dbx.NewExp("[["+table+".modified_at]] >= {:since}", dbx.Params{"since": since}))
		}
		if until := number("until", 1, 1<<52, 0); until > 0 {
			q.AndWhere(dbx.NewExp("[["+table+".modified_at]] <= {:until}", dbx.Params{"until": until}))
		}
		return q, nil
	}
	limit := number("limit", 1, wire.PageSize, wire.PageSize)
	out := wire.Page{Records: []wire.Record{}, Total: -1, At: h.at()}
	q, err := window()
	if err != nil {
		return nil, err
	}
	var found []*core.Record
	err = q.AndWhere(dbx.NewExp("[["+table+".id]] > {:after}", dbx.Params{"after": ask.Get("after")})).
		OrderBy("[[" + table + ".id]] ASC").Limit(limit + 1).All(&found)
	if err != nil {
		return nil, err
	}
	if out.More = int64(len(found)) > limit; out.More {
		found = found[:limit]
	}
	if ask.Get("total") != "" {
		if q, err = window(); err != nil {
			return nil, err
		}
		if err := q.Select("count(DISTINCT [[" + table + ".id]])").Row(&out.Total); err != nil {
			return nil, err
		}
	}
	if ask.Get("brief") == "" {
		out.Records, err = v.showAll(found)
		return out, err
	}
	for _, r := range found {
		out.Records = append(out.Records, brief(r))
	}
	return out, nil
}

func (h *Hub) get(e *core.RequestEvent, v *visitor) (any, error) {
	feed, id := e.Request.PathValue("feed"), e.Request.PathValue("id")
	if feed == wire.File {
		f, _, err := v.file(id)
		if err != nil {
			return nil, err
		}
		return f.show()
	}
	r, err := v.find(feed, id)
	if err != nil {
		return nil, err
	}
	return v.show(r)
}

// changes answers with what came after a place. Every record is told as it is now, so one that changes while the page is read is told
// by a later page again.
func (h *Hub) changes(e *core.RequestEvent, v *visitor) (any, error) {
	epoch, seq, err := h.here()
	if err != nil {
		return nil, err
	}
	defs, err := fact(h.app, factDefs)
	if err != nil {
		return nil, err
	}
	out := wire.Sequence{Records: []wire.Record{}, Gone: []wire.Tombstone{}, At: h.at(), Next: place(epoch, seq), Defs: defs}
	text := e.Request.URL.Query().Get("since")
	if text == "" {
		return out, nil
	}
	after, ok, err := h.parsePlace(text)
	if err != nil || !ok {
		out.Reset = true
		return out, err
	}
	found, err := h.since(after, wire.PageSize+1)
	if err != nil {
		return nil, err
	}
	if out.More = len(found) > wire.PageSize; out.More {
		found = found[:wire.PageSize]
	}
	if len(found) > 0 {
		out.Next = place(epoch, found[len(found)-1].Seq)
	}
	byFeed := map[string][]any{}
	for _, c := range found {
		if c.Gone {
			out.Gone = append(out.Gone, wire.Tombstone{Feed: c.Feed, ID: c.Record, Into: c.Target})
		} else {
			byFeed[c.Feed] = append(byFeed[c.Feed], c.Record)
		}
	}
	for _, feed := range h.feeds() {
		if err := v.add(&out, feed, byFeed[feed]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// add puts the records of a feed that the visitor may see into a page of the changes.
func (v *visitor) add(out *wire.Sequence, feed string, ids []any) error {
	if len(ids) == 0 {
		return nil
	}
	q, err := v.query(feed)
	if err != nil {
		return err
	}
	var found []*core.Record
	if err := q.AndWhere(dbx.In(collectionOf(feed)+".id", ids...)).All(&found); err != nil {
		return err
	}
	shown, err := v.showAll(found)
	out.Records = append(out.Records, shown...)
	if feed != feedView {
		return err
	}
	for _, id := range ids { // a colleague's own view is none for this user, also where it was shared before
		if !slices.ContainsFunc(found, func(r *core.Record) bool { return r.Id == id }) {
			out.Gone = append(out.Gone, wire.Tombstone{Feed: feed, ID: id.(string)})
		}
	}
	return err
}

func (h *Hub) batch(e *core.RequestEvent, v *visitor) (any, error) {
	var writes []wire.Write
	body, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return nil, err // the limit says how
	}
	if err := json.Unmarshal(body, &writes); err != nil {
		return nil, e.BadRequestError("The batch cannot be read.", err)
	}
	if len(writes) > wire.BatchSize {
		return nil, &wire.Failure{Kind: wire.Rejected, Message: "At most " + strconv.Itoa(wire.BatchSize) + " changes at once."}
	}
	return v.carryOut(writes)
}
