package page

import (
	"context"
	"path/filepath"
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Backups is the page of the copies of the database: the last one, those made every day, one made now, and the way back to one.
type Backups struct {
	env       Env
	state     present.Backups
	sealing   string // how the one made now is encrypted: "", "passphrase" or "recipient"
	file      *form.Input
	proposed  string // for file, unless the person named another one
	secret    *form.Input
	recipient *form.Input // of the daily ones
	saving    *kit.Field
	receiving *kit.Field
	progress  *kit.Progress
	repairs   *fyne.Container
	salvage   *kit.Button // of repairs, while the file is known to be damaged
	checking  *kit.Surface
	restoring *Restoring

	failed, last, daily, making, list, checked *fyne.Container
	content                                    fyne.CanvasObject
	latest, copying                            async.Latest
}

// NewBackups builds the page.
func NewBackups(env Env, _ Route) Page {
	p := &Backups{
		env: env, file: form.NewInput("", nil), recipient: form.NewInput("", nil),
		failed: kit.Column(0), last: kit.Column(look.Gap), daily: kit.Column(look.Gap), making: kit.Column(look.Gap), list: kit.Column(6), checked: kit.Column(look.Gap),
	}
	p.progress = kit.NewProgress(p.stop)
	p.saving = kit.NewField(words.T("Copy to"), p.file).SetHint(words.T("A whole copy, checked when it is written. The file must not exist yet."))
	p.file.SetPlaceHolder(words.T("Copy to"))
	p.recipient.SetPlaceHolder(ageKey)
	p.recipient.OnSubmitted = func(string) { p.KeepRecipient() }
	p.receiving = kit.NewField(words.T("Encrypt the daily ones for"), p.recipient).SetHint(words.T("A public key of age, so that only who has the private key can open them. Empty: they are not encrypted."))
	p.propose()
	p.showMaking()
	p.salvage = kit.NewButton(words.T("Read what can be read"), p.Salvage)
	p.salvage.Hide()
	p.repairs = kit.Row(look.Gap, kit.Spacer(), p.salvage, kit.NewButton(words.T("Repair"), p.Repair), kit.NewButton(words.T("Check the file"), p.Check))
	p.checking = section(words.T("Check and repair"), words.T("A check reads the whole file. Repair makes the search, the keys and all else that follows from the records anew; the records stay as they are."), p.checked, p.repairs)
	p.content = kit.NewSurface("", 0, kit.Pad{}, scrolled(kit.Column(look.GapCard,
		section(words.T("The last backup"), "", p.last),
		section(words.T("Every day"), words.T("While Satchel runs, a backup a day goes into the folder backups beside the database. Kept are the newest of each of the last 7 days, 4 weeks and 12 months that have one; older ones are removed."), p.daily),
		section(words.T("Back up now"), "", p.making),
		section(words.T("Backups"), words.T("Look into one before you go back to it. What is here now is kept beside it."), p.list),
		p.checking,
	), kit.NewBar(words.T("Backups"), "", kit.NewButton(words.T("Settings"), func() { env.Go(Route{Name: "settings"}) })), p.failed))
	p.load()
	return p
}

// Content implements Page.
func (p *Backups) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Backups) Refresh(crm.Batch) {}

// Minute implements Clocked: one may have been made.
func (p *Backups) Minute() { p.load() }

// Close implements Closer: a backup under way comes to its end or leaves nothing.
func (p *Backups) Close() { p.latest.Stop() }

func (p *Backups) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (present.Backups, error) { return present.LoadBackups(ctx, p.env.App) },
		func(b present.Backups, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.show(b)
		})
}

func (p *Backups) show(b present.Backups) {
	if p.recipient.Text == p.state.Recipient {
		p.recipient.SetText(b.Recipient)
	}
	if p.last.Objects != nil && reflect.DeepEqual(p.state, b) {
		return // what has the focus keeps it
	}
	p.state = b
	replace(p.failed)
	if b.Failed != "" {
		replace(p.failed, kit.Banner(kit.Red, words.T("The last backup was not made: %s", b.Failed), kit.NewButton(words.T("Try again"), p.BackUp)))
	}
	if b.Made {
		state := kit.Flow(6, kit.NewTag(words.T("Checked when it was made"), kit.Green))
		if b.Last.Sealed {
			state.Add(kit.NewTag(words.T("Encrypted"), kit.Teal))
		}
		replace(p.last, state, kit.KeyValues(
			kit.KeyValue{Key: words.T("Made"), Value: present.Exact(b.Last.At, p.env.Zone)}, kit.KeyValue{Key: words.T("Size"), Value: present.Size(b.Last.Bytes)},
			kit.KeyValue{Key: words.T("File"), Value: b.Last.File}))
	} else {
		replace(p.last, dimmed(words.T("There is none yet. The first one of the day is made some minutes after the start.")))
	}
	chip := func(label string, on bool) *kit.Chip {
		return kit.NewChip(label, b.Daily == on, func() { p.SetDaily(on) })
	}
	replace(p.daily, kit.Flow(6, chip(words.T("On|backups"), true), chip(words.T("Off|backups"), false)), p.receiving,
		kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Save"), p.KeepRecipient)))
	p.showList()
	p.content.Refresh()
}

func (p *Backups) showList() {
	var lines []fyne.CanvasObject
	for _, b := range p.state.List {
		line := []fyne.CanvasObject{kit.Grow(kit.NewText(present.Backup(b, p.env.Zone), fine("")))}
		if b.Sealed {
			line = append(line, kit.NewTag(words.T("Encrypted"), kit.Teal))
		}
		lines = append(lines, kit.Row(look.Gap, append(line, kit.NewButton(words.T("Look inside"), func() { p.Look(b.File) }))...))
	}
	if lines == nil {
		lines = append(lines, dimmed(words.T("The folder holds none yet.")))
	}
	lines = append(lines, kit.KeyValues(kit.KeyValue{Key: words.T("Folder"), Value: p.env.App.BackupFolder()}),
		kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Another file …"), p.choose), kit.NewButton(words.T("Open the folder"), p.openFolder)))
	replace(p.list, lines...)
}

func (p *Backups) openFolder() {
	if err := openOutside(p.env.App.BackupFolder()); err != nil {
		p.env.Fail(crm.Errorf(crm.CodeUnavailable, "No program of this computer opens the folder %s.", p.env.App.BackupFolder()))
	}
}

// choose looks into a backup from elsewhere.
func (p *Backups) choose() {
	dialog.NewFileOpen(func(from fyne.URIReadCloser, err error) {
		if from != nil {
			defer func() { _ = from.Close() }()
			p.Look(from.URI().Path())
		} else if err != nil {
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be opened: %w.", err))
		}
	}, p.env.Window).Show()
}

// propose names the file of the next backup, unless the person did.
func (p *Backups) propose() {
	if p.file.Text == p.proposed {
		p.proposed = p.env.App.NextBackup(p.sealing != "")
		p.file.SetText(p.proposed)
	}
}

// Seal chooses how the backup made now is encrypted: "", "passphrase" or "recipient".
func (p *Backups) Seal(how string) {
	p.sealing = how
	p.propose()
	p.showMaking()
}

func (p *Backups) showMaking() {
	chip := func(label, how string) fyne.CanvasObject {
		return kit.NewChip(label, p.sealing == how, func() { p.Seal(how) })
	}
	objects := []fyne.CanvasObject{
		kit.Flow(6, chip(words.T("Not encrypted"), ""), chip(words.T("By a passphrase"), "passphrase"), chip(words.T("For a recipient"), "recipient")), p.saving,
	}
	p.secret = nil
	switch p.sealing {
	case "passphrase":
		p.secret = form.NewPassword()
		objects = append(objects, kit.NewField(words.T("Passphrase"), p.secret).SetHint(words.T("Without it nobody opens the backup, not even you. Keep it where the backup is not.")))
	case "recipient":
		p.secret = form.NewInput("", nil)
		p.secret.SetPlaceHolder(ageKey)
		objects = append(objects, kit.NewField(words.T("Public key"), p.secret).SetHint(words.T("Only who has the private key to it opens the backup.")))
	}
	replace(p.making, append(objects, kit.Row(look.Gap, kit.Spacer(), kit.NewPrimary(words.T("Back up now"), p.BackUp)))...)
	if p.content != nil {
		p.content.Refresh()
	}
}

// Secret types the passphrase or the public key, for scripts.
func (p *Backups) Secret(text string) { p.secret.SetText(text) }

// ageKey is how a public key of age begins.
const ageKey = "age1"

// copySteps are what a backup says that it is doing.
var copySteps = []string{words.Key("Copying"), words.Key("Checking the copy"), words.Key("Encrypting")}

// Folder is where the backups lie.
func (p *Backups) Folder() string { return p.env.App.BackupFolder() }

// BackUp makes a backup.
func (p *Backups) BackUp() {
	p.propose()
	file, seal := strings.TrimSpace(p.file.Text), app.Seal{}
	p.saving.SetError("")
	switch {
	case file == "":
		p.saving.SetError(words.T("Enter a file name."))
		return
	case p.secret != nil && p.secret.Text == "":
		p.saving.SetError(words.T("Enter the passphrase or the public key."))
		return
	case p.sealing == "passphrase":
		seal.Passphrase = p.secret.Text
	case p.sealing == "recipient":
		seal.Recipient = strings.TrimSpace(p.secret.Text)
	}
	p.progress.Set(words.T(copySteps[0]), 0, 0)
	replace(p.making, p.progress)
	p.content.Refresh()
	run := p.copying.Next(p.env.Context)
	tell := func(at app.Progress) {
		p.env.Run.Post(func() {
			if run.Err() == nil {
				p.progress.Set(present.ProgressText(app.Progress{What: words.T(at.What), Done: at.Done, Total: at.Total}), at.Done, at.Total)
			}
		})
	}
	async.Run(run, p.env.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.env.App.BackUp(ctx, file, seal, tell)
	},
		func(_ struct{}, err error) {
			if err != nil {
				p.showMaking()
				p.saving.SetError(words.Error(err))
				return
			}
			p.env.Say(words.T("Backed up to %s", filepath.Base(file)), "")
			p.proposed, p.sealing = p.file.Text, ""
			p.propose()
			p.showMaking()
			p.load()
		})
}

// stop gives the backup under way up; its half is removed.
func (p *Backups) stop() {
	p.copying.Stop()
	p.showMaking()
	p.env.Say(words.T("Stopped. No backup was made."), "")
}

// SetDaily turns the daily ones on or off.
func (p *Backups) SetDaily(on bool) {
	p.keep(app.SettingBackups, map[bool]string{false: "off"}[on], "")
}

// KeepRecipient keeps whom the daily ones are encrypted for.
func (p *Backups) KeepRecipient() {
	key := strings.TrimSpace(p.recipient.Text)
	p.receiving.SetError("")
	if key != "" && !strings.HasPrefix(key, ageKey) {
		p.receiving.SetError(words.T("A public key of age begins with age1."))
		return
	}
	p.keep(app.SettingRecipient, key, words.T("Saved"))
}

func (p *Backups) keep(key, value, say string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.env.App.SetSetting(ctx, key, value) },
		func(_ struct{}, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			if say != "" {
				p.env.Say(say, "")
			}
			p.load()
		})
}
