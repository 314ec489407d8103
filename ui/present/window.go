package present

import (
	"context"
	"time"
)

// Start runs a job off the UI goroutine and then what it returned on it: the methods Start and Soon of async.Runner.
type Start func(ctx context.Context, job func(context.Context) (deliver func()))

// After runs f on the UI goroutine once d has passed: the method of async.Runner.
type After func(d time.Duration, f func()) (stop func())

// pageSize is how many rows are read at once; a screen shows about twenty.
const pageSize = 100

// keptPages is how many pages stay in memory on both sides of the place in view.
const keptPages = 8

// Window is a view on a list of any length that keeps only the rows around the place in view. Rows are read ahead and off the UI
// goroutine; every method is called on it and returns at once.
type Window[T any] struct {
	Count   func(context.Context) (int64, error)
	Load    func(ctx context.Context, offset, limit int) ([]T, error)
	Changed func()      // rows or their number are new
	Fail    func(error) // reading failed; what was there stays

	ctx         context.Context
	start, soon Start
	after       After
	total       int
	known       bool // total was counted
	pages       map[int][]T
	pending     map[int]context.CancelFunc
	reload      context.CancelFunc
	first, last int // rows in view
}

// NewWindow returns an empty window; set its functions and call Reload. Rows that come into view are read with soon, all others with start.
func NewWindow[T any](ctx context.Context, start, soon Start, after After) *Window[T] {
	return &Window[T]{after: after, ctx: ctx, start: start, soon: soon, pages: map[int][]T{}, pending: map[int]context.CancelFunc{}, reload: func() {}}
}

// Len is the exact number of rows once it is known, before that the number of rows that were read.
func (w *Window[T]) Len() int { return w.total }

// Known tells whether the list was counted, so that 0 means empty.
func (w *Window[T]) Known() bool { return w.known }

// Row returns a row if it is in memory.
func (w *Window[T]) Row(i int) (T, bool) {
	page := w.pages[i/pageSize]
	if i < 0 || i%pageSize >= len(page) {
		var none T
		return none, false
	}
	return page[i%pageSize], true
}

// Find returns the number of the first row in memory that fits, -1 if there is none.
func (w *Window[T]) Find(fits func(T) bool) int {
	best := -1
	for p, rows := range w.pages {
		for i, row := range rows {
			if n := p*pageSize + i; fits(row) && (best < 0 || n < best) {
				best = n
			}
		}
	}
	return best
}

// Need asks for the rows first to last and their neighbourhood; pages asked for before that are out of reach now are given up.
func (w *Window[T]) Need(first, last int) {
	w.first, w.last = first, last
	low, high := max(first/pageSize-1, 0), min(last/pageSize+1, max(w.total-1, 0)/pageSize)
	for p, cancel := range w.pending {
		if p < low || p > high {
			cancel()
			delete(w.pending, p)
		}
	}
	for p := range w.pages {
		if p < low-keptPages || p > high+keptPages {
			delete(w.pages, p)
		}
	}
	for p := first / pageSize; p <= last/pageSize; p++ {
		w.fetch(p, w.soon)
	}
	w.fetch(high, w.start)
	w.fetch(low, w.start)
}

func (w *Window[T]) fetch(p int, start Start) {
	if _, here := w.pages[p]; here || w.pending[p] != nil {
		return
	}
	ctx, cancel := context.WithCancel(w.ctx)
	w.pending[p] = cancel
	start(ctx, func(ctx context.Context) func() {
		rows, err := w.Load(ctx, p*pageSize, pageSize)
		return func() {
			delete(w.pending, p)
			cancel()
			if err != nil {
				w.Fail(err)
				return
			}
			w.pages[p] = rows
			w.Changed()
		}
	})
}

// Reload counts anew and reads the rows in view anew; what is shown stays until the new rows are there. The very first rows of a list
// are shown before it is counted, which takes longer.
func (w *Window[T]) Reload() {
	w.reload()
	for p, cancel := range w.pending {
		cancel()
		delete(w.pending, p)
	}
	ctx, cancel := context.WithCancel(w.ctx)
	w.reload = cancel
	if !w.known {
		w.begin(ctx, cancel)
		return
	}
	from, to := w.first/pageSize, w.last/pageSize
	w.start(ctx, func(ctx context.Context) func() {
		total, err := w.Count(ctx)
		pages := map[int][]T{}
		for p := from; p <= to && err == nil; p++ {
			pages[p], err = w.Load(ctx, p*pageSize, pageSize)
		}
		return func() { w.arrived(cancel, int(total), pages, err) }
	})
}

// begin shows the first rows of a list that was never counted, and counts it afterwards if there are more.
func (w *Window[T]) begin(ctx context.Context, cancel context.CancelFunc) {
	w.start(ctx, func(ctx context.Context) func() {
		rows, err := w.Load(ctx, 0, pageSize)
		return func() {
			if err != nil || len(rows) < pageSize {
				w.arrived(cancel, len(rows), map[int][]T{0: rows}, err)
				return
			}
			w.total, w.pages = len(rows), map[int][]T{0: rows}
			w.Changed()
			w.after(untilDrawn, func() {
				w.start(ctx, func(ctx context.Context) func() {
					total, err := w.Count(ctx)
					return func() { w.arrived(cancel, int(total), w.pages, err) }
				})
			})
		}
	})
}

// untilDrawn is how long the first rows of a list have the processor for themselves before all of them are counted.
const untilDrawn = 100 * time.Millisecond

func (w *Window[T]) arrived(cancel context.CancelFunc, total int, pages map[int][]T, err error) {
	cancel()
	if err != nil {
		w.Fail(err)
		return
	}
	w.total, w.known, w.pages = total, true, pages
	w.Changed()
}

// Restart forgets all rows, for another list in the same place.
func (w *Window[T]) Restart() {
	w.first, w.last = 0, 0
	w.Reload()
}
