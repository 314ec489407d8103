package page

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Restoring looks into a backup, and lets it take the place of the database.
type Restoring struct {
	env    Env
	file   string
	secret *form.Input
	field  *kit.Field
	info   app.BackupInfo
	here   map[string]int64
	over   *Overlay
	body   *fyne.Container
	latest async.Latest
}

// Look looks into a backup.
func (p *Backups) Look(file string) {
	r := &Restoring{env: p.env, file: file, secret: form.NewPassword(), body: kit.Column(look.GapCard)}
	r.secret.OnSubmitted = func(string) { r.Look() }
	r.field = kit.NewField(words.T("Passphrase or private key"), r.secret)
	r.over = NewOverlay(p.env.Window, 560, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, r.body)
	r.over.OnClose = r.latest.Stop
	p.restoring = r
	r.over.Open(nil)
	r.Look()
}

// Restoring returns what looks into a backup, nil if nothing did.
func (p *Backups) Restoring() *Restoring { return p.restoring }

// Close looks no longer.
func (r *Restoring) Close() { r.over.Close() }

// Secret types the passphrase or the private key, for scripts.
func (r *Restoring) Secret(text string) { r.secret.SetText(text) }

// Said is what is wrong with the secret, "" for nothing.
func (r *Restoring) Said() string { return r.field.Note() }

// Shown tells whether it is in view.
func (r *Restoring) Shown() bool { return r.over.Shown() }

func (r *Restoring) set(objects ...fyne.CanvasObject) {
	replace(r.body, append([]fyne.CanvasObject{kit.Bold(words.T("Backup of the database"))}, objects...)...)
	r.over.Arrange()
}

// Look reads what is in the backup. Where it is encrypted it asks for what opens it.
func (r *Restoring) Look() {
	type found struct {
		info app.BackupInfo
		here map[string]int64
	}
	secret := r.secret.Text
	r.set(kit.Dim(words.T("Looking into it …")))
	async.Run(r.latest.Next(r.env.Context), r.env.Run, func(ctx context.Context) (f found, err error) {
		if f.info, err = r.env.App.Copies.Inspect(ctx, r.file, secret); err != nil {
			return f, err
		}
		f.here = map[string]int64{}
		for _, e := range r.env.App.Catalog().Entities() {
			if f.here[e.Name], err = r.env.App.Count(ctx, crm.Query{Entity: e.Name}); err != nil {
				return f, err
			}
		}
		return f, nil
	}, func(f found, err error) {
		if err != nil {
			r.ask(f.info.Sealed, secret != "", err)
			return
		}
		r.info, r.here = f.info, f.here
		r.tell()
	})
}

// ask asks for what opens an encrypted backup; another one cannot be used.
func (r *Restoring) ask(sealed, tried bool, err error) {
	buttons := []fyne.CanvasObject{kit.Spacer(), kit.NewButton(words.T("Close"), r.over.Close)}
	name := kit.KeyValues(kit.KeyValue{Key: words.T("File"), Value: filepath.Base(r.file)})
	if !sealed {
		r.set(name, kit.Banner(kit.Red, words.Error(err)), kit.Row(look.Gap, buttons...))
		return
	}
	r.field.SetError("")
	if tried {
		r.field.SetError(words.Error(err))
	}
	r.set(name, r.field, kit.Row(look.Gap, append(buttons, kit.NewPrimary(words.T("Look inside"), r.Look))...))
	r.env.Window.Canvas().Focus(r.secret)
}

func (r *Restoring) facts() fyne.CanvasObject {
	var pairs []kit.KeyValue
	facts, counts := present.Inside(r.info, r.here, r.env.App.Catalog(), r.env.Now())
	for _, p := range facts {
		pairs = append(pairs, kit.KeyValue{Key: p.Key, Value: p.Value})
	}
	lines := kit.Column(6, kit.KeyValues(pairs...), kit.NewDivider())
	for _, p := range counts {
		lines.Add(kit.Row(look.Gap, kit.Grow(kit.NewText(p.Key, fine(""))), kit.NewText(p.Value, fine(look.Dim))))
	}
	return lines
}

// tell shows what is in it.
func (r *Restoring) tell() {
	buttons := []fyne.CanvasObject{kit.Spacer(), kit.NewButton(words.T("Close"), r.over.Close)}
	if r.env.Restart != nil {
		buttons = append(buttons, kit.NewButton(words.T("Go back to it …"), r.Ask))
	}
	r.set(kit.Flow(6, kit.NewTag(words.T("Sound"), kit.Green)), r.facts(), kit.Row(look.Gap, buttons...))
}

// Ask says what going back to it replaces. The way out has the keys.
func (r *Restoring) Ask() {
	cancel := kit.NewButton(words.T("Cancel"), r.tell)
	r.set(r.facts(),
		kit.NewParagraph(words.T("All that is here now is replaced by what is in the backup: what was changed since then is not in it. The database of now is kept beside it, as %s. Satchel ends and starts anew.", filepath.Base(r.env.App.File)+".before-restore"), kit.Style{}),
		dimmed(words.T("If you are connected, the next exchange fetches what your CRM knows since then.")),
		kit.Row(look.Gap, kit.Spacer(), cancel, kit.NewDanger(words.T("Replace and start anew"), r.Go)))
	r.env.Window.Canvas().Focus(cancel)
}

// Go verifies the backup, and lets the program end and start with it.
func (r *Restoring) Go() {
	secret := r.secret.Text
	r.set(kit.Dim(words.T("Copying and checking it …")), kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Cancel"), r.over.Close)))
	async.Run(r.latest.Next(r.env.Context), r.env.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.env.App.Copies.Ready(ctx, r.file, secret)
	}, func(_ struct{}, err error) {
		if err != nil {
			r.tell()
			r.env.Fail(err)
			return
		}
		r.env.Restart()
	})
}
