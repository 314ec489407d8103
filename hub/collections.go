package hub

import (
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"satchel/app/crm"
	"satchel/sync/hub/wire"
)

// users is the collection of those who may sign in; clients know it as the feed of users.
const (
	users   = "users"
	usersID = "_pb_users_auth_" // as PocketBase makes it
)

// Columns that the hub itself writes, beside those of the catalog.
const (
	columnSeq       = "seq"         // place of the last change in the sequence; the record's version
	columnCreatedBy = "created_by"  // id of a user, "" = an administrator of the server
	columnChangedBy = "modified_by" // the same, of the last change
	columnOwn       = "own"         // values of own fields, an object by their names
)

// mostJSON is the most bytes of a value that is no text.
const mostJSON = 2 << 20

// collectionOf names the collection of a feed.
func collectionOf(feed string) string {
	if feed == "user" {
		return users
	}
	return feed
}

// makeCollections adds what is missing to the collections of the catalog. No rule opens any of them: the only ways in are our routes,
// and PocketBase's dashboard for administrators.
func (h *Hub) makeCollections() error {
	if err := h.makeUsers(); err != nil {
		return err
	}
	for _, e := range h.catalog().Entities() {
		if e.Name == "user" || !wire.Holds(e) {
			continue
		}
		c, err := h.app.FindCollectionByNameOrId(e.Name)
		if err != nil {
			c = core.NewBaseCollection(e.Name)
		}
		for _, f := range e.Fields {
			if wire.Carries(f) {
				h.need(c, column(f))
			}
		}
		h.need(c, &core.JSONField{Name: columnOwn, MaxSize: mostJSON})
		id := c.Fields.GetByName(crm.FieldID).(*core.TextField)
		id.Pattern, id.Min, id.Max, id.AutogeneratePattern = "^[0-9a-f-]{36}$", 36, 36, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"
		if index := "idx_" + c.Name + "_id"; c.GetIndex(index) == "" { // PocketBase looks for a new id without regard to case
			c.AddIndex(index, false, "`id` COLLATE NOCASE", "")
		}
		h.needStamps(c)
		if err := h.saveCollection(c); err != nil {
			return err
		}
	}
	return nil
}

// makeUsers turns PocketBase's collection of users into ours: nobody signs up, and who is switched off cannot sign in.
func (h *Hub) makeUsers() error {
	c, err := h.app.FindCollectionByNameOrId(users)
	if err != nil {
		c = core.NewAuthCollection(users)
	}
	h.need(c, &core.TextField{Name: "name", Max: crm.MaxText})
	h.need(c, &core.SelectField{Name: "role", Values: []string{wire.Owner, wire.Member, wire.Viewer}, MaxSelect: 1, Required: true})
	h.need(c, &core.TextField{Name: "team", Max: crm.MaxText})
	h.need(c, &core.BoolField{Name: "disabled"})
	h.needStamps(c)
	c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule, c.DeleteRule = nil, nil, nil, nil, nil
	c.AuthRule = types.Pointer("disabled = false")
	c.AuthToken.Duration = int64(wire.TokenLife / time.Second)
	c.OAuth2.Enabled, c.OTP.Enabled, c.MFA.Enabled = false, false, false
	c.AuthAlert.Enabled = false
	return h.saveCollection(c)
}

func (h *Hub) needStamps(c *core.Collection) {
	for _, name := range []string{columnSeq, crm.FieldCreatedAt, crm.FieldModifiedAt} {
		h.need(c, &core.NumberField{Name: name, OnlyInt: true})
	}
	h.need(c, &core.RelationField{Name: columnCreatedBy, CollectionId: usersID, MaxSelect: 1})
	h.need(c, &core.TextField{Name: columnChangedBy, Max: 36})
	index := "idx_" + c.Name + "_modified"
	if c.GetIndex(index) == "" {
		c.AddIndex(index, false, "`"+crm.FieldModifiedAt+"`", "")
	}
}

// need adds a field, or widens the one that is there to hold as much.
func (h *Hub) need(c *core.Collection, want core.Field) {
	have := c.Fields.GetByName(want.GetName())
	if have == nil {
		c.Fields.Add(want)
		return
	}
	switch want := want.(type) {
	case *core.TextField:
		if have, ok := have.(*core.TextField); ok && have.Name != crm.FieldID {
			have.Max = max(have.Max, want.Max)
		}
	case *core.SelectField:
		if have, ok := have.(*core.SelectField); ok {
			for _, v := range want.Values {
				if !slices.Contains(have.Values, v) {
					have.Values = append(have.Values, v)
				}
			}
		}
	}
}

// column is the field of a collection that holds ours: texts are texts, everything else is JSON, in which no value differs from zero.
func column(f crm.Field) core.Field {
	switch {
	case f.Name == crm.FieldOwner:
		return &core.RelationField{Name: f.Name, CollectionId: usersID, MaxSelect: 1}
	case f.Kind == crm.Link:
		return &core.TextField{Name: f.Name, Max: 200}
	case isText(f):
		return &core.TextField{Name: f.Name, Max: f.Limit()}
	}
	return &core.JSONField{Name: f.Name, MaxSize: mostJSON}
}

func isText(f crm.Field) bool { return f.IsText() || f.Kind == crm.Day || f.Kind == crm.Link }

// saveCollection writes a collection if it is not what is stored.
func (h *Hub) saveCollection(c *core.Collection) error {
	if !c.IsNew() {
		stored, err := h.app.FindCollectionByNameOrId(c.Id)
		if err != nil {
			return err
		}
		if a, b := describe(c), describe(stored); a != "" && a == b {
			return nil
		}
	}
	return h.app.Save(c)
}

func describe(c *core.Collection) string {
	raw, err := c.MarshalJSON()
	if err != nil {
		return ""
	}
	return string(raw)
}
