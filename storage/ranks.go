package storage

import (
	"database/sql/driver"
	"errors"
	"slices"

	"modernc.org/sqlite"

	"satchel/app/crm"
)

// The measures that SQLite does not have. They take the values as they come and order them once at the end, which is several times faster
// than to number the rows of each group by a window function.
func init() { //nolint:gochecknoinits // the driver takes functions before its first connection
	for fn, rank := range ranks {
		sqlite.MustRegisterFunction(string(fn), &sqlite.FunctionImpl{
			NArgs: 1, Deterministic: true, VolatileArgs: true,
			MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &ranked{rank: rank}, nil },
		})
	}
}

// ranks pick from values in their order; there is at least one.
var ranks = map[crm.Fn]func([]float64) float64{
	crm.Median: func(v []float64) float64 { return (v[(len(v)-1)/2] + v[len(v)/2]) / 2 },
	crm.P90:    func(v []float64) float64 { return v[(9*len(v)+9)/10-1] }, // the nearest rank
}

// ranked collects the values of one group; what is empty or no number does not count.
type ranked struct {
	rank   func([]float64) float64
	values []float64
}

// Step implements sqlite.AggregateFunction.
func (r *ranked) Step(_ *sqlite.FunctionContext, args []driver.Value) error {
	switch v := args[0].(type) {
	case int64:
		r.values = append(r.values, float64(v))
	case float64:
		r.values = append(r.values, v)
	}
	return nil
}

// WindowValue implements sqlite.AggregateFunction; of no values it is NULL.
func (r *ranked) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	if len(r.values) == 0 {
		return nil, nil //nolint:nilnil // NULL
	}
	slices.Sort(r.values)
	return r.rank(r.values), nil
}

// WindowInverse implements sqlite.AggregateFunction. No query of ours moves a window over these.
func (r *ranked) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	return errors.New("a rank has no moving window")
}

// Final implements sqlite.AggregateFunction.
func (r *ranked) Final(*sqlite.FunctionContext) { r.values = nil }
