package desktop

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// GuardSync is the sync behind the same guard: what it tells is read from the database or asked of a server.
type GuardSync struct {
	app.Syncer
	Guard *Guard
}

// Round implements app.Syncer.
func (g *GuardSync) Round(ctx context.Context, progress func(app.Progress)) (replica.Round, error) {
	g.Guard.check("Sync.Round")
	return g.Syncer.Round(ctx, progress)
}

// Resolve implements app.Syncer.
func (g *GuardSync) Resolve(ctx context.Context, conflict string, answer replica.Answer) error {
	g.Guard.check("Sync.Resolve")
	return g.Syncer.Resolve(ctx, conflict, answer)
}

// Reopen implements app.Syncer.
func (g *GuardSync) Reopen(ctx context.Context, conflict string) error {
	g.Guard.check("Sync.Reopen")
	return g.Syncer.Reopen(ctx, conflict)
}

// Retry implements app.Syncer.
func (g *GuardSync) Retry(ctx context.Context, ref crm.Ref) error {
	g.Guard.check("Sync.Retry")
	return g.Syncer.Retry(ctx, ref)
}

// Fetch implements app.Syncer.
func (g *GuardSync) Fetch(ctx context.Context, file string, progress func(done, total int64)) error {
	g.Guard.check("Sync.Fetch")
	return g.Syncer.Fetch(ctx, file, progress)
}

// Unlink implements app.Syncer.
func (g *GuardSync) Unlink(ctx context.Context, ref crm.Ref) error {
	g.Guard.check("Sync.Unlink")
	return g.Syncer.Unlink(ctx, ref)
}

// Conflicts implements app.Syncer.
func (g *GuardSync) Conflicts(ctx context.Context) ([]replica.Conflict, error) {
	g.Guard.check("Sync.Conflicts")
	return g.Syncer.Conflicts(ctx)
}

// Entities implements app.Syncer.
func (g *GuardSync) Entities(ctx context.Context) ([]string, error) {
	g.Guard.check("Sync.Entities")
	return g.Syncer.Entities(ctx)
}

// Coverage implements app.Syncer.
func (g *GuardSync) Coverage(ctx context.Context) (app.Coverage, error) {
	g.Guard.check("Sync.Coverage")
	return g.Syncer.Coverage(ctx)
}

// Still implements app.Syncer.
func (g *GuardSync) Still(ctx context.Context, f func(ctx context.Context) error) error {
	g.Guard.check("Sync.Still")
	return g.Syncer.Still(ctx, f)
}
