package storage

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"satchel/app/crm"
)

// counting takes the rows of a grouped query one by one and counts them by group, in the order in which they come. SQLite would sort all
// rows first, and choose an index for that order instead of one for the filter, which takes several times as long.
type counting struct {
	g      *grouping
	buf    []byte
	index  map[string]*counted
	groups []*counted
	slots  []slot              // the bucket of the last moment of each axis
	days   []map[string]string // the bucket of a day, by axis
}

// counted is one group of rows: the values that make it, lower case where capitals make no other group, and those that are shown for them.
type counted struct {
	by, shown []any
	first     int64 // number of its first row
	n         int64
	sums      []sums // by measure
}

// mostLookups is from how many linked records on it is faster to read all there are.
const mostLookups = 5000

// slot is a bucket with its bounds in milliseconds.
type slot struct {
	from, to int64
	label    string
}

// takers are the functions that take rows now, by the number under which SQL knows them.
var (
	takers    sync.Map
	lastTaker atomic.Int64
)

// taken is the SQL function that hands each row to the taker of a number. It gives nothing.
const taken = "taken"

func init() { //nolint:gochecknoinits // the driver takes functions before its first connection
	sqlite.MustRegisterFunction(taken, &sqlite.FunctionImpl{
		NArgs: -1, VolatileArgs: true,
		MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &handing{}, nil },
	})
}

// handing is one use of the function in a statement.
type handing struct{ to func(row []driver.Value) }

// Step implements sqlite.AggregateFunction.
func (h *handing) Step(_ *sqlite.FunctionContext, args []driver.Value) error {
	if h.to == nil {
		taker, _ := takers.Load(args[0])
		var ok bool
		if h.to, ok = taker.(func([]driver.Value)); !ok {
			return errors.New("nobody takes the rows")
		}
	}
	h.to(args[1:])
	return nil
}

// WindowValue implements sqlite.AggregateFunction.
func (h *handing) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	return nil, nil //nolint:nilnil // NULL
}

// WindowInverse implements sqlite.AggregateFunction. No query of ours moves a window.
func (h *handing) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	return errors.New("what was counted stays counted")
}

// Final implements sqlite.AggregateFunction.
func (h *handing) Final(*sqlite.FunctionContext) {}

// taking reads all rows of "SELECT taken(?, COLUMNS) FROM ..." in a fraction of the time that rows take to come one by one. Texts are gone
// after each.
func (s *statements) taking(ctx context.Context, take func(row []driver.Value), query string, args ...any) error {
	number := lastTaker.Add(1)
	takers.Store(number, take)
	defer takers.Delete(number)
	var nothing any
	return s.row(ctx, query, append([]any{number}, args...), &nothing)
}

// count runs the statement of a grouped query.
func (g *grouping) count(ctx context.Context, on *statements) ([]*counted, error) {
	c := &counting{g: g, index: map[string]*counted{}, slots: make([]slot, len(g.axes)), days: make([]map[string]string, len(g.axes))}
	if err := on.taking(ctx, c.take, g.text, g.args...); err != nil {
		return nil, err
	}
	if err := c.show(ctx, on); err != nil {
		return nil, err
	}
	for i, axis := range g.axes {
		if axis.via == "" {
			continue
		}
		if err := c.resolve(ctx, on, i, axis.via); err != nil {
			return nil, err
		}
	}
	if len(g.axes) == 0 && len(c.groups) == 0 {
		return []*counted{{sums: make([]sums, len(g.measures))}}, nil
	}
	return c.groups, nil
}

// take counts a row: its number, for each axis what it is grouped by, then what each measure looks at. Texts are gone after it.
func (c *counting) take(row []driver.Value) {
	n, _ := row[0].(int64)
	by, values := row[1:1+len(c.g.axes)], row[1+len(c.g.axes):]
	c.buf = c.buf[:0]
	for i := range by {
		axis := &c.g.axes[i]
		if axis.bucket != "" && axis.via == "" {
			by[i] = c.bucket(i, by[i])
		}
		c.key(by[i], axis.loose)
	}
	group := c.index[string(c.buf)]
	if group == nil {
		group = &counted{shown: kept(by), first: n, sums: make([]sums, len(c.g.measures))}
		group.by = make([]any, len(by))
		for i, v := range group.shown {
			group.by[i] = c.g.axes[i].alike(v)
		}
		c.index[string(c.buf)] = group
		c.groups = append(c.groups, group)
	}
	group.n++
	at := 0
	for i, m := range c.g.measures {
		if m.value == "*" {
			group.sums[i].n++
			continue
		}
		group.sums[i].add(m.fn, values[at])
		at++
	}
}

// show reads what is shown for the groups where it is not what makes them.
func (c *counting) show(ctx context.Context, on *statements) error {
	var columns []string
	var at []int
	for i, a := range c.g.axes {
		if a.apart() {
			columns, at = append(columns, a.shown), append(at, i)
		}
	}
	if len(at) == 0 {
		return nil
	}
	of := make(map[int64]*counted, len(c.groups))
	for _, group := range c.groups {
		of[group.first] = group
	}
	query := "SELECT t.n, " + strings.Join(columns, ", ") + " FROM " + c.g.table.name + " t WHERE t.n IN (SELECT value FROM json_each(?))"
	cells := make([]any, 1+len(at))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(of)), 10_000) {
		raw, err := json.Marshal(some)
		if err != nil {
			return err
		}
		err = on.each(ctx, func(scan func(...any) error) error {
			err := scan(into...)
			n, _ := cells[0].(int64)
			for i, axis := range at {
				of[n].shown[axis] = cells[1+i]
			}
			return err
		}, query, string(raw))
		if err != nil {
			return err
		}
	}
	return nil
}

// before tells which of several ways to write the same is shown: the first one in the order of a list.
func before(s string, than any) bool {
	old, ok := than.(string)
	return ok && s != old && lower(s) < lower(old)
}

func kept(values []driver.Value) []any {
	out := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			out[i] = strings.Clone(v)
		case []byte:
			out[i] = string(v)
		default:
			out[i] = v
		}
	}
	return out
}

// key adds a value to the key of the row's group.
func (c *counting) key(v any, loose bool) {
	switch v := v.(type) {
	case nil:
		c.buf = append(c.buf, 'n')
	case int64:
		c.buf = binary.LittleEndian.AppendUint64(append(c.buf, 'i'), uint64(v)) //nolint:gosec // any bits do
	case float64:
		c.buf = binary.LittleEndian.AppendUint64(append(c.buf, 'f'), math.Float64bits(v))
	case string:
		c.buf = append(c.buf, 't')
		if loose {
			v = lower(v)
		}
		c.buf = append(binary.AppendUvarint(c.buf, uint64(len(v))), v...)
	case []byte:
		c.buf = append(binary.AppendUvarint(append(c.buf, 't'), uint64(len(v))), v...)
	}
}

// bucket gives the name of a day's or a moment's bucket, in the zone of the user; nil for nothing.
func (c *counting) bucket(axis int, v driver.Value) driver.Value {
	a := c.g.axes[axis]
	switch v := v.(type) {
	case int64:
		s := &c.slots[axis]
		if v < s.from || v >= s.to {
			*s = slotOf(v, a.bucket, c.g.db.opt.Zone)
		}
		return s.label
	case string:
		label, known := c.days[axis][v]
		if !known {
			label = v
			if day, err := time.Parse(time.DateOnly, v); err == nil {
				label = crm.BucketOf(day, a.bucket)
			}
			if c.days[axis] == nil {
				c.days[axis] = map[string]string{}
			}
			c.days[axis][strings.Clone(v)] = strings.Clone(label)
		}
		return label
	}
	return nil
}

// slotOf is the day in which a moment lies, with the name of the bucket: a day is long enough to be met again, and has no gap.
func slotOf(v int64, bucket crm.Bucket, zone *time.Location) slot {
	at := time.UnixMilli(v).In(zone)
	from := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
	to := time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, zone)
	return slot{min(from.UnixMilli(), v), max(to.UnixMilli(), v+1), crm.BucketOf(at, bucket)}
}

// linked is what an axis looks at in a linked record; both are nil where the record is gone.
type linked struct{ by, shown any }

// resolve puts in place of the ids of linked records what the axis looks at in them, and puts together what is one group then.
func (c *counting) resolve(ctx context.Context, on *statements, axis int, via string) error {
	known := map[string]*linked{}
	for _, group := range c.groups {
		if id, ok := group.by[axis].(string); ok && known[id] == nil {
			known[id] = &linked{}
		}
	}
	query, args := via, []any(nil)
	if len(known) < mostLookups {
		raw, err := json.Marshal(slices.Collect(maps.Keys(known)))
		if err != nil {
			return err
		}
		query, args = via+" WHERE x.id IN (SELECT value FROM json_each(?))", []any{string(raw)}
	}
	err := on.taking(ctx, func(row []driver.Value) {
		id, _ := row[0].(string)
		if l := known[id]; l != nil {
			values := kept(row[1:])
			l.by, l.shown = c.g.axes[axis].alike(values[0]), values[1]
		}
	}, query, args...)
	if err != nil {
		return err
	}
	moved := false
	for _, group := range c.groups {
		id, _ := group.by[axis].(string)
		p := linked{}
		if l := known[id]; l != nil {
			p = *l
		}
		if c.g.axes[axis].bucket != "" {
			p.by = c.bucket(axis, p.by)
			p.shown = p.by
		}
		moved = moved || p.by != group.by[axis]
		group.by[axis], group.shown[axis] = p.by, p.shown
	}
	if moved {
		c.unite()
	}
	return nil
}

// unite makes one of the groups that have become equal.
func (c *counting) unite() {
	all := c.groups
	c.groups, c.index = nil, map[string]*counted{}
	for _, group := range all {
		c.buf = c.buf[:0]
		for _, v := range group.by {
			c.key(v, false)
		}
		same := c.index[string(c.buf)]
		if same == nil {
			c.index[string(c.buf)] = group
			c.groups = append(c.groups, group)
			continue
		}
		same.n += group.n
		for i := range group.shown {
			if s, ok := group.shown[i].(string); ok && before(s, same.shown[i]) {
				same.shown[i] = s
			}
		}
		for i, m := range c.g.measures {
			same.sums[i].join(m.fn, group.sums[i])
		}
	}
}
