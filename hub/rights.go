package hub

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/search"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// What members and viewers see.
const (
	SeesAll  = "all"
	SeesTeam = "team" // what belongs to, or was made by, somebody of the same team
	SeesOwn  = "own"  // what belongs to them, or to nobody and was made by them
)

// Views are settings of people: one that is not shared is its owner's alone, whatever the owner of the hub sees.
const (
	feedView = "view"
	myView   = `(owner = @request.auth.id || (owner = "" && created_by = @request.auth.id))`
)

// ofAll are the feeds of what a team sets down once for everybody, whoever wrote it.
var ofAll = []string{"article", "rate", "schedule", "target", "template"}

// rules are the conditions by setting, in PocketBase's language.
var rules = map[string]string{
	SeesAll:  "",
	SeesTeam: `(owner.team = @request.auth.team || (owner = "" && created_by.team = @request.auth.team))`,
	SeesOwn:  `(owner = @request.auth.id || (owner = "" && created_by = @request.auth.id))`,
}

// rule is the condition on the records of a feed that a visitor sees, "" = all.
func (v *visitor) rule(feed string) string {
	switch {
	case feed == feedView && v.sees == SeesTeam:
		return "(" + myView + " || (shared = true && " + rules[SeesTeam] + "))"
	case feed == feedView:
		return "(" + myView + " || shared = true)"
	case feed == users, slices.Contains(ofAll, feed):
		return ""
	}
	return rules[v.sees]
}

// visitor is the user of a request and what it may do. Everything is read anew for every request, so that a right that was taken
// away ends at once.
type visitor struct {
	h     *Hub
	app   core.App // of the transaction, where there is one
	info  *core.RequestInfo
	user  *core.Record
	sees  string
	write bool
	owner bool
	all   bool // the hub itself, which sees everything
}

// visit lets a user in; nobody else, and nobody who is switched off.
func (h *Hub) visit(e *core.RequestEvent) (*visitor, error) {
	if e.Auth == nil || e.Auth.Collection().Name != users {
		return nil, e.UnauthorizedError("Sign in first.", nil)
	}
	if e.Auth.GetBool("disabled") {
		return nil, &wire.Failure{Kind: wire.Off, Message: "This user is switched off."}
	}
	h.guesses.home(accountOf(users, e.Auth.Email()), e.RealIP())
	info := &core.RequestInfo{Context: core.RequestInfoContextDefault, Method: e.Request.Method, Auth: e.Auth}
	v := &visitor{h: h, app: e.App, info: info, user: e.Auth}
	var err error
	role := e.Auth.GetString("role")
	v.owner = role == wire.Owner
	v.write = v.owner || role == wire.Member
	if v.sees, err = fact(e.App, factSees); err != nil {
		return nil, err
	}
	if _, known := rules[v.sees]; !known || v.owner {
		v.sees = SeesAll
	}
	return v, nil
}

// query selects the records of a feed that the visitor may see.
func (v *visitor) query(feed string) (*dbx.SelectQuery, error) {
	c, err := v.collection(feed)
	if err != nil {
		return nil, err
	}
	q, rule := v.app.RecordQuery(c), v.rule(c.Name)
	if rule == "" || v.all {
		return q, nil
	}
	resolver := core.NewRecordFieldResolver(v.app, c, v.info, true)
	expr, err := search.FilterData(rule).BuildExpr(resolver)
	if err != nil {
		return nil, err
	}
	if err := resolver.UpdateQuery(q); err != nil {
		return nil, err
	}
	return q.AndWhere(expr), nil
}

// collection finds the collection of a feed; a [wire.Failure] if there is no such feed.
func (v *visitor) collection(feed string) (*core.Collection, error) {
	if e, err := v.h.catalog().Entity(feed); err != nil || e.Name != feed || !wire.Holds(e) {
		return nil, &wire.Failure{Kind: wire.Rejected, Message: "This hub keeps no records of this kind."}
	}
	return v.app.FindCachedCollectionByNameOrId(collectionOf(feed))
}

// find reads a record of a feed. A [wire.Failure] says that it is gone, merged, or hidden from the visitor.
func (v *visitor) find(feed, id string) (*core.Record, error) {
	q, err := v.query(feed)
	if err != nil {
		return nil, err
	}
	var found []*core.Record
	if err := q.AndWhere(dbx.HashExp{collectionOf(feed) + ".id": id}).Limit(1).All(&found); err != nil {
		return nil, err
	}
	if len(found) == 1 {
		return found[0], nil
	}
	c, ok, err := noted(v.app, feed, id)
	switch {
	case err != nil:
		return nil, err
	case ok && !c.Gone && feed != feedView:
		return nil, &wire.Failure{Kind: wire.Denied, Message: "You may not see this record."}
	case ok && c.Target != "":
		return nil, v.merged(feed, c.Target)
	}
	return nil, &wire.Failure{Kind: wire.Gone, Message: "There is no such record, or no longer."}
}

// merged follows an id to the record that it was merged into.
func (v *visitor) merged(feed, id string) error {
	r, err := v.find(feed, id)
	if err != nil {
		return err
	}
	current, err := v.show(r)
	if err != nil {
		return err
	}
	return &wire.Failure{Kind: wire.Into, Message: "The record was merged.", Current: &current}
}

// feeds are the names of all feeds, parents first.
func (h *Hub) feeds() []string {
	var out []string
	for _, e := range h.catalog().Entities() {
		if wire.Holds(e) {
			out = append(out, e.Name)
		}
	}
	return out
}

// entity describes a feed.
func (h *Hub) entity(feed string) *crm.Entity {
	e, err := h.catalog().Entity(feed)
	if err != nil {
		return &crm.Entity{Name: feed}
	}
	return e
}
