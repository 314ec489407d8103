package page

import (
	"context"
	"sync"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
)

// Drafts keeps what was typed and not saved, by record: at hand while the program runs, and in the database in case it ends. Its
// methods may be called on any goroutine; only Load and Close wait for the disk.
type Drafts struct {
	app  *app.App
	run  async.Runner
	ctx  context.Context
	fail func(error)

	mu      sync.Mutex
	texts   map[string]string // by setting; "" = there is none
	unsaved map[string]bool   // settings still to be written
	writing sync.Mutex        // one write at a time, always of the newest text
}

// NewDrafts returns the drafts of a window; ctx ends with it.
func NewDrafts(ctx context.Context, a *app.App, run async.Runner, fail func(error)) *Drafts {
	return &Drafts{app: a, run: run, ctx: ctx, fail: fail, texts: map[string]string{}, unsaved: map[string]bool{}}
}

// Text returns the draft of a record that was loaded or kept, "" for none.
func (d *Drafts) Text(ref crm.Ref) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.texts[app.SettingDraft(ref)]
}

// Load reads the draft of a record that an earlier run of the program left, unless it is known already.
func (d *Drafts) Load(ctx context.Context, ref crm.Ref) error {
	key := app.SettingDraft(ref)
	d.mu.Lock()
	_, known := d.texts[key]
	d.mu.Unlock()
	if known {
		return nil
	}
	text, err := d.app.Setting(ctx, key)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, known := d.texts[key]; !known {
		d.texts[key] = text
	}
	return nil
}

// Keep keeps a draft in place of the one before; "" forgets it.
func (d *Drafts) Keep(ref crm.Ref, text string) {
	key := app.SettingDraft(ref)
	d.mu.Lock()
	same := d.texts[key] == text
	if !same {
		d.texts[key], d.unsaved[key] = text, true
	}
	d.mu.Unlock()
	if same {
		return
	}
	async.Run(d.ctx, d.run, func(ctx context.Context) (struct{}, error) { return struct{}{}, d.write(ctx) },
		func(_ struct{}, err error) {
			if err != nil {
				d.fail(err)
			}
		})
}

// write stores what is not stored yet.
func (d *Drafts) write(ctx context.Context) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	d.mu.Lock()
	todo := map[string]string{}
	for key := range d.unsaved {
		todo[key] = d.texts[key]
	}
	clear(d.unsaved)
	d.mu.Unlock()
	for key, text := range todo {
		if err := d.app.SetSetting(ctx, key, text); err != nil {
			d.mu.Lock()
			for key := range todo {
				d.unsaved[key] = true
			}
			d.mu.Unlock()
			return err
		}
	}
	return nil
}

// Close stores what is left, for a while at most.
func (d *Drafts) Close() error {
	ctx, stop := context.WithTimeout(context.Background(), 3*time.Second)
	defer stop()
	return d.write(ctx)
}
