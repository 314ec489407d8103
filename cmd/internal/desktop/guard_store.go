package desktop

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
)

// What only some pages use of the store; guard_test.go sees that none is left out.

// Each implements app.Store.
func (g *Guard) Each(ctx context.Context, q crm.Query, f func(crm.Record) error) error {
	g.check("Each")
	return g.Store.Each(ctx, q, f)
}

// Content implements app.Store.
func (g *Guard) Content(ctx context.Context, hash string) ([]byte, error) {
	g.check("Content")
	return g.Store.Content(ctx, hash)
}

// Batches implements app.Store.
func (g *Guard) Batches(ctx context.Context, limit int) ([]crm.Batch, error) {
	g.check("Batches")
	return g.Store.Batches(ctx, limit)
}

// Trash implements app.Store.
func (g *Guard) Trash(ctx context.Context, entity string, limit int) ([]crm.Change, error) {
	g.check("Trash")
	return g.Store.Trash(ctx, entity, limit)
}

// RemoveSample implements app.Store.
func (g *Guard) RemoveSample(ctx context.Context) (int64, error) {
	g.check("RemoveSample")
	return g.Store.RemoveSample(ctx)
}

// Sampled implements app.Store.
func (g *Guard) Sampled(ctx context.Context) (map[string]bool, error) {
	g.check("Sampled")
	return g.Store.Sampled(ctx)
}

// HasSample implements app.Store.
func (g *Guard) HasSample(ctx context.Context) (bool, error) {
	g.check("HasSample")
	return g.Store.HasSample(ctx)
}

// SetOwnFields implements app.Store.
func (g *Guard) SetOwnFields(ctx context.Context, entity string, fields []crm.Field) error {
	g.check("SetOwnFields")
	return g.Store.SetOwnFields(ctx, entity, fields)
}

// SetSetting implements app.Store.
func (g *Guard) SetSetting(ctx context.Context, key, value string) error {
	g.check("SetSetting")
	return g.Store.SetSetting(ctx, key, value)
}

// SwapSetting implements app.Store.
func (g *Guard) SwapSetting(ctx context.Context, key, old, value string) (bool, error) {
	g.check("SwapSetting")
	return g.Store.SwapSetting(ctx, key, old, value)
}

// Tied implements app.Store.
func (g *Guard) Tied(ctx context.Context) (map[string]int64, error) {
	g.check("Tied")
	return g.Store.Tied(ctx)
}

// Held implements app.Store.
func (g *Guard) Held(ctx context.Context, limit int) ([]replica.Item, error) {
	g.check("Held")
	return g.Store.Held(ctx, limit)
}

// Waiting implements app.Store.
func (g *Guard) Waiting(ctx context.Context, entities []string, held bool, offset, limit int) ([]replica.Item, error) {
	g.check("Waiting")
	return g.Store.Waiting(ctx, entities, held, offset, limit)
}

// CountWaiting implements app.Store.
func (g *Guard) CountWaiting(ctx context.Context, entities []string, held bool) (int64, error) {
	g.check("CountWaiting")
	return g.Store.CountWaiting(ctx, entities, held)
}

// Settled implements app.Store.
func (g *Guard) Settled(ctx context.Context, since crm.Instant, limit int) ([]replica.Settled, error) {
	g.check("Settled")
	return g.Store.Settled(ctx, since, limit)
}

// Asked implements app.Store.
func (g *Guard) Asked(ctx context.Context, ref crm.Ref) ([]replica.Conflict, error) {
	g.check("Asked")
	return g.Store.Asked(ctx, ref)
}

// Backup implements app.Store.
func (g *Guard) Backup(ctx context.Context, file string, s app.Seal, told func(app.Progress)) error {
	g.check("Backup")
	return g.Store.Backup(ctx, file, s, told)
}

// Check implements app.Store.
func (g *Guard) Check(ctx context.Context) ([]string, error) {
	g.check("Check")
	return g.Store.Check(ctx)
}

// Facts implements app.Store.
func (g *Guard) Facts(ctx context.Context) (app.Facts, error) {
	g.check("Facts")
	return g.Store.Facts(ctx)
}

// Replicate implements replica.Store.
func (g *Guard) Replicate(ctx context.Context, f func(replica.Tx) error) error {
	g.check("Replicate")
	return g.Store.Replicate(ctx, f)
}

// Connection implements replica.Store.
func (g *Guard) Connection(ctx context.Context) (replica.Connection, error) {
	g.check("Connection")
	return g.Store.Connection(ctx)
}

// Connect implements replica.Store.
func (g *Guard) Connect(ctx context.Context, c replica.Connection) error {
	g.check("Connect")
	return g.Store.Connect(ctx, c)
}

// Disconnect implements replica.Store.
func (g *Guard) Disconnect(ctx context.Context) error {
	g.check("Disconnect")
	return g.Store.Disconnect(ctx)
}

// SaveRound implements replica.Store.
func (g *Guard) SaveRound(ctx context.Context, r replica.Round) error {
	g.check("SaveRound")
	return g.Store.SaveRound(ctx, r)
}

// Rounds implements replica.Store.
func (g *Guard) Rounds(ctx context.Context, limit int) ([]replica.Round, error) {
	g.check("Rounds")
	return g.Store.Rounds(ctx, limit)
}

// Erase implements app.Store.
func (g *Guard) Erase(ctx context.Context, refs []crm.Ref, texts []string, note app.Entry) error {
	g.check("Erase")
	return g.Store.Erase(ctx, refs, texts, note)
}

// Scrub implements app.Store.
func (g *Guard) Scrub(ctx context.Context, told func(app.Progress)) error {
	g.check("Scrub")
	return g.Store.Scrub(ctx, told)
}

// Unscrubbed implements app.Store.
func (g *Guard) Unscrubbed(ctx context.Context) (bool, error) {
	g.check("Unscrubbed")
	return g.Store.Unscrubbed(ctx)
}

// Traces implements app.Store.
func (g *Guard) Traces(ctx context.Context, texts []string, told func(app.Progress)) ([]string, error) {
	g.check("Traces")
	return g.Store.Traces(ctx, texts, told)
}

// Trashed implements app.Store.
func (g *Guard) Trashed(ctx context.Context, id string) ([]crm.Ref, error) {
	g.check("Trashed")
	return g.Store.Trashed(ctx, id)
}

// Holding implements app.Store.
func (g *Guard) Holding(ctx context.Context, files []string, refs []crm.Ref) (holding, closed []string, err error) {
	g.check("Holding")
	return g.Store.Holding(ctx, files, refs)
}

// Enter implements app.Store.
func (g *Guard) Enter(ctx context.Context, e app.Entry) error {
	g.check("Enter")
	return g.Store.Enter(ctx, e)
}

// Register implements app.Store.
func (g *Guard) Register(ctx context.Context, limit int) ([]app.Entry, error) {
	g.check("Register")
	return g.Store.Register(ctx, limit)
}

// Salvage implements app.Store.
func (g *Guard) Salvage(ctx context.Context, into string) (app.Salvaged, error) {
	g.check("Salvage")
	return g.Store.Salvage(ctx, into)
}

// Repair implements app.Store.
func (g *Guard) Repair(ctx context.Context) error {
	g.check("Repair")
	return g.Store.Repair(ctx)
}

// Merged implements app.Store.
func (g *Guard) Merged(ctx context.Context, entity string) ([]crm.Merged, error) {
	g.check("Merged")
	return g.Store.Merged(ctx, entity)
}

// Apart implements app.Store.
func (g *Guard) Apart(ctx context.Context, id string) ([][2]string, error) {
	g.check("Apart")
	return g.Store.Apart(ctx, id)
}

// KeepApart implements app.Store.
func (g *Guard) KeepApart(ctx context.Context, one, other crm.Ref, apart bool) error {
	g.check("KeepApart")
	return g.Store.KeepApart(ctx, one, other, apart)
}
