package desktop

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
)

// Runner does work at once, like async.Inline, but knows when it is at work: what is posted meanwhile waits until the work is done,
// as on a real UI goroutine.
type Runner struct {
	async.Inline
	working bool
	waiting int // in how many calls of Soon
	posts   []func()
}

var _ async.Runner = (*Runner)(nil)

// Start implements async.Runner.
func (r *Runner) Start(ctx context.Context, job func(context.Context) func()) {
	if ctx.Err() != nil {
		return
	}
	before := r.working
	r.working = true
	deliver := job(ctx)
	r.working = before
	if !r.working && r.waiting == 0 {
		r.drain()
	}
	if deliver != nil && ctx.Err() == nil {
		deliver()
	}
}

// Soon implements async.Runner: the UI goroutine waits in it, so what is posted meanwhile comes after what the job brings.
func (r *Runner) Soon(ctx context.Context, job func(context.Context) func()) {
	posts := r.posts
	r.posts = nil
	r.waiting++
	r.Start(ctx, job)
	r.waiting--
	r.posts = append(posts, r.posts...)
	if !r.working && r.waiting == 0 {
		r.drain()
	}
}

// Post implements async.Runner.
func (r *Runner) Post(f func()) {
	r.posts = append(r.posts, f)
	if !r.working && r.waiting == 0 {
		r.drain()
	}
}

func (r *Runner) drain() {
	for len(r.posts) > 0 {
		f := r.posts[0]
		r.posts = r.posts[1:]
		f()
	}
}

// Settle lets a second pass: every debounce ends.
func (r *Runner) Settle() { r.Advance(time.Second) }

// Guard is a Store that reports reads on the UI goroutine, which must never wait for the disk.
type Guard struct {
	app.Store
	Runner *Runner

	mu     sync.Mutex // some jobs read in several goroutines
	caught []string
	calls  map[string]int
}

// Caught are the names of the methods that were called on the UI goroutine.
func (g *Guard) Caught() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.caught)
}

// Calls says how often each method was called.
func (g *Guard) Calls() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.calls)
}

func (g *Guard) check(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.calls == nil {
		g.calls = map[string]int{}
	}
	g.calls[name]++
	if !g.Runner.working {
		g.caught = append(g.caught, name)
	}
}

// Get implements app.Store.
func (g *Guard) Get(ctx context.Context, ref crm.Ref) (crm.Record, error) {
	g.check("Get")
	return g.Store.Get(ctx, ref)
}

// List implements app.Store.
func (g *Guard) List(ctx context.Context, q crm.Query) ([]crm.Record, error) {
	g.check("List")
	return g.Store.List(ctx, q)
}

// Count implements app.Store.
func (g *Guard) Count(ctx context.Context, q crm.Query) (int64, error) {
	g.check("Count")
	return g.Store.Count(ctx, q)
}

// Rows implements app.Store.
func (g *Guard) Rows(ctx context.Context, q crm.Query) ([]crm.Row, error) {
	g.check("Rows")
	return g.Store.Rows(ctx, q)
}

// Search implements app.Store.
func (g *Guard) Search(ctx context.Context, text string, limit int) ([]crm.Hit, error) {
	g.check("Search")
	return g.Store.Search(ctx, text, limit)
}

// Titles implements app.Store.
func (g *Guard) Titles(ctx context.Context, entity string, ids []string) (map[string]string, error) {
	g.check("Titles")
	return g.Store.Titles(ctx, entity, ids)
}

// Resolve implements app.Store.
func (g *Guard) Resolve(ctx context.Context, id string, entities []string) (crm.Ref, error) {
	g.check("Resolve")
	return g.Store.Resolve(ctx, id, entities)
}

// Timeline implements app.Store.
func (g *Guard) Timeline(ctx context.Context, ref crm.Ref, before crm.Instant, limit int) ([]crm.Record, error) {
	g.check("Timeline")
	return g.Store.Timeline(ctx, ref, before, limit)
}

// History implements app.Store.
func (g *Guard) History(ctx context.Context, ref crm.Ref, limit int) ([]crm.Change, error) {
	g.check("History")
	return g.Store.History(ctx, ref, limit)
}

// Setting implements app.Store.
func (g *Guard) Setting(ctx context.Context, key string) (string, error) {
	g.check("Setting")
	return g.Store.Setting(ctx, key)
}

// Status implements app.Store.
func (g *Guard) Status(ctx context.Context, entities []string) (app.Status, error) {
	g.check("Status")
	return g.Store.Status(ctx, entities)
}

// Do implements app.Store.
func (g *Guard) Do(ctx context.Context, a crm.Action, f func(crm.Tx) error) (crm.Batch, error) {
	g.check("Do")
	return g.Store.Do(ctx, a, f)
}

// Undo implements app.Store.
func (g *Guard) Undo(ctx context.Context, batchOrChange, who string) (crm.Undone, error) {
	g.check("Undo")
	return g.Store.Undo(ctx, batchOrChange, who)
}
