package storage

import (
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"modernc.org/sqlite"

	"satchel/app/crm"
)

// ranks pick from values in their order; there is at least one. SQLite has no such measures.
var ranks = map[crm.Fn]func([]float64) float64{
	crm.Median: func(v []float64) float64 { return (v[(len(v)-1)/2] + v[len(v)/2]) / 2 },
	crm.P90:    func(v []float64) float64 { return v[(9*len(v)+9)/10-1] }, // the nearest rank
}

// gather is the SQL function that gives all values of a group in their order, as [listed] reads them. It takes them as they come and
// orders them once at the end, which is several times faster than to number the rows of each group by a window function.
const gather = "gathered"

func init() { //nolint:gochecknoinits // the driver takes functions before its first connection
	sqlite.MustRegisterFunction(gather, &sqlite.FunctionImpl{
		NArgs: 1, Deterministic: true, VolatileArgs: true,
		MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &gathered{}, nil },
	})
}

// gathered collects the values of one group; what is empty or no number does not count.
type gathered struct{ values []float64 }

// Step implements sqlite.AggregateFunction.
func (g *gathered) Step(_ *sqlite.FunctionContext, args []driver.Value) error {
	switch v := args[0].(type) {
	case int64:
		g.values = append(g.values, float64(v))
	case float64:
		g.values = append(g.values, v)
	}
	return nil
}

// WindowValue implements sqlite.AggregateFunction; of no values it is NULL.
func (g *gathered) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	if len(g.values) == 0 {
		return nil, nil //nolint:nilnil // NULL
	}
	slices.Sort(g.values)
	raw := make([]byte, 0, 8*len(g.values))
	for _, v := range g.values {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	return raw, nil
}

// WindowInverse implements sqlite.AggregateFunction. No query of ours moves a window over these.
func (g *gathered) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	return errors.New("gathered values have no moving window")
}

// Final implements sqlite.AggregateFunction.
func (g *gathered) Final(*sqlite.FunctionContext) { g.values = nil }

// listed are the values of a group as gather gave them.
func listed(cell any) []float64 {
	raw, _ := cell.([]byte)
	out := make([]float64, len(raw)/8)
	for i := range out {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return out
}
