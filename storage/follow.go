package storage

import (
	"context"
	"maps"
	"slices"

	"satchel/app/crm"
	"satchel/app/service"
)

// concerned are the tickets whose times may follow differently from what a transaction wrote.
type concerned struct {
	ids  map[string]bool
	all  bool // targets or working hours changed
	read bool // and by a person, who is told what cannot be read
}

// concern notes what a change of a record may change in the times of tickets.
func (t *tx) concern(before, after crm.Record) {
	c := &t.tickets
	add := func(id string) {
		if c.ids == nil {
			c.ids = map[string]bool{}
		}
		if id != "" {
			c.ids[id] = true
		}
	}
	switch after.Entity {
	case "ticket":
		add(after.ID)
	case "message":
		add(before.Text("ticket"))
		add(after.Text("ticket"))
	case "activity":
		add(before.Text("about"))
		add(after.Text("about"))
	case "schedule", "target":
		c.all = true
		c.read = c.read || t.action.Source.ByPerson()
	}
}

// followAtOnce is how many tickets are worked out at a time.
const followAtOnce = 500

// follow works out the times of the tickets concerned. What it stores is no change of a person's: it leaves no history and nothing to
// send, because every computer works out the same.
func (t *tx) follow() error {
	if len(t.tickets.ids) == 0 && !t.tickets.all {
		return nil
	}
	plan, err := t.plan()
	if err != nil {
		return err
	}
	if t.tickets.all {
		return t.followAll(plan)
	}
	var ids []any
	for _, id := range slices.Sorted(maps.Keys(t.tickets.ids)) {
		ids = append(ids, id)
	}
	for part := range slices.Chunk(ids, followAtOnce) {
		c := compiler{schema: t.schema}
		if err := t.followRows(plan, "id IN "+c.list(part), c.args...); err != nil {
			return err
		}
	}
	return nil
}

// followOne works out a ticket that is read in the transaction that concerns it.
func (t *tx) followOne(ref crm.Ref) error {
	if ref.Entity != "ticket" || !t.tickets.ids[ref.ID] {
		return nil
	}
	delete(t.tickets.ids, ref.ID)
	plan, err := t.plan()
	if err != nil {
		return err
	}
	return t.followRows(plan, "id = ?", ref.ID)
}

// followAll works out all tickets, a part after the other.
func (t *tx) followAll(plan *service.Plan) error {
	for last := int64(-1 << 62); ; {
		var end int64
		found, err := t.row(`SELECT n FROM ticket WHERE n > ? ORDER BY n LIMIT 1 OFFSET ?`, []any{last, followAtOnce - 1}, &end)
		if err != nil {
			return err
		}
		if !found {
			return t.followRows(plan, "n > ?", last)
		}
		if err := t.followRows(plan, "n > ? AND n <= ?", last, end); err != nil {
			return err
		}
		last = end
	}
}

// plan reads targets and working hours. Those that a person leaves behind unreadable are refused; what came from elsewhere counts for
// nothing until somebody mends it.
func (t *tx) plan() (*service.Plan, error) {
	if p := t.db.plan.Load(); p != nil && !t.tickets.all && p.version == t.db.versions.of(planned) {
		return p.Plan, nil
	}
	version := t.db.versions.of(planned)
	targets, err := t.List(crm.Query{Entity: "target"})
	if err != nil {
		return nil, err
	}
	schedules, err := t.List(crm.Query{Entity: "schedule"})
	if err != nil {
		return nil, err
	}
	if t.tickets.read {
		for _, r := range schedules {
			if h := service.ReadHours(r); h.Err != nil {
				return nil, h.Err
			}
		}
	}
	plan := service.NewPlan(targets, schedules)
	if !t.tickets.all {
		t.db.plan.Store(&knownPlan{plan, version})
	}
	return plan, nil
}

// planned are the entities that a plan is made of.
var planned = []string{"schedule", "target"}

// knownPlan is a plan with the version of what it was made of.
type knownPlan struct {
	*service.Plan
	version int64
}

// followRows works out the tickets that a condition finds.
func (t *tx) followRows(plan *service.Plan, where string, args ...any) error {
	tb, err := t.schema.table("ticket")
	if err != nil {
		return err
	}
	var rows []stored
	at := map[string]int{}
	r := newReader(tb, followed(tb))
	err = t.on.each(t.ctx, func(scan func(...any) error) error {
		row, err := r.read(scan)
		at[row.ID] = len(rows)
		rows = append(rows, row)
		return err
	}, "SELECT "+r.selected("t")+" FROM "+tb.name+" t WHERE "+where, args...)
	if err != nil || len(rows) == 0 {
		return err
	}
	touches := make([][]service.Touch, len(rows))
	for _, of := range []struct{ entity, link string }{{"message", "ticket"}, {"activity", "about"}} {
		if err := t.touches(of.entity, of.link, rows, func(ticket string, x service.Touch) { touches[at[ticket]] = append(touches[at[ticket]], x) }); err != nil {
			return err
		}
	}
	for i, row := range rows {
		if err := t.derive(tb, row, plan.Times(service.Facts{Ticket: row.Record, Touches: touches[i]})); err != nil {
			return err
		}
	}
	return nil
}

// followed are the fields that the times follow from, and those that are worked out.
func followed(tb *table) []string {
	return append([]string{
		crm.FieldCreatedAt, crm.FieldModifiedAt, "kind", "priority", "status", "states", "solved_at", "promised_at",
	}, tb.derived...)
}

// touches reads the contacts about tickets from the records of an entity that link to them.
func (t *tx) touches(entity, link string, tickets []stored, f func(ticket string, x service.Touch)) error {
	tb, err := t.schema.table(entity)
	if err != nil {
		return err
	}
	c := compiler{schema: t.schema}
	ids := make([]any, len(tickets))
	for i, row := range tickets {
		ids[i] = row.ID
	}
	r := newReader(tb, []string{link, "at", "direction", "kind", "done", "automatic", crm.FieldCreatedAt})
	return t.on.each(t.ctx, func(scan func(...any) error) error {
		row, err := r.read(scan)
		if x, ok := service.TouchOf(row.Record); ok && err == nil {
			f(row.Text(link), x)
		}
		return err
	}, "SELECT "+r.selected("t")+" FROM "+tb.name+" t WHERE t."+quote(link)+" IN "+c.list(ids), c.args...)
}

// derive stores what was worked out, where it differs.
func (t *tx) derive(tb *table, before stored, values crm.Values) error {
	after := before.Clone()
	for name, v := range values {
		after.Values[name] = v
	}
	var fields []string
	for _, name := range tb.derived {
		if !crm.Equal(before.Values[name], after.Values[name]) {
			fields = append(fields, name)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	t.touched[tb.entity.Name] = true
	if t.batch.entities == nil {
		t.batch.entities = map[string]bool{}
	}
	t.batch.entities[tb.entity.Name] = true
	return t.updateRow(tb, before, after, fields)
}

// settingTimes keeps by which version of the rules the times of tickets were worked out.
const settingTimes = "service.version"

// catchUp works out all tickets anew after the rules changed. Due times of before there were targets were typed: they are promises.
func (db *DB) catchUp(ctx context.Context) error {
	known, err := setting(ctx, db.stmts, settingTimes)
	if err != nil || known == itoa(service.Version) {
		return err
	}
	_, err = db.transact(ctx, crm.Action{Label: "Times of tickets", Source: crm.FromSync}, func(t *tx) error {
		if known == "" {
			if err := t.exec(`UPDATE ticket SET promised_at = due_at WHERE promised_at IS NULL AND due_at IS NOT NULL`); err != nil {
				return err
			}
		}
		t.tickets.all = true
		return setSetting(t.ctx, t.on, settingTimes, itoa(service.Version))
	})
	return err
}
