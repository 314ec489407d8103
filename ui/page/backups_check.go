package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// mostFound is how many faults of a file are listed.
const mostFound = 20

// Check reads the whole file and says what is wrong with it.
func (p *Backups) Check() { p.examine(words.T("Checking…"), false) }

// Repair makes what follows from the records anew, and checks again.
func (p *Backups) Repair() { p.examine(words.T("Repairing …"), true) }

// Salvage reads what can be read into a new file, tells what is lost, and looks into the file as into a backup, which it may serve as.
func (p *Backups) Salvage() {
	replace(p.checked, kit.Dim(words.T("Reading what can be read …")))
	p.content.Refresh()
	into := p.env.App.SalvagedName()
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (app.Salvaged, error) {
		return p.env.App.Salvage(ctx, into)
	}, func(got app.Salvaged, err error) {
		if err != nil {
			replace(p.checked)
			p.env.Fail(err)
			return
		}
		p.found(salvaged(got, into)...)
		p.Look(into)
	})
}

func (p *Backups) examine(doing string, repair bool) {
	replace(p.checked, kit.Dim(doing))
	p.salvage.Hide()
	p.content.Refresh()
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) ([]string, error) {
		if repair {
			if err := p.env.App.Repair(ctx); err != nil {
				return nil, err
			}
		}
		return p.env.App.Check(ctx)
	}, func(found []string, err error) {
		switch {
		case err != nil:
			replace(p.checked)
			p.content.Refresh()
			p.env.Fail(err)
		case len(found) == 0 && repair:
			p.found(kit.Flow(0, kit.NewTag(words.T("Made anew; the file is sound"), kit.Green)))
		case len(found) == 0:
			p.found(kit.Flow(0, kit.NewTag(words.T("The file is sound"), kit.Green)))
		default:
			lines := []fyne.CanvasObject{kit.Flow(0, kit.NewTag(words.N(int64(len(found)), "! %s thing is wrong", "! %s things are wrong"), kit.Red))}
			for _, f := range found[:min(len(found), mostFound)] {
				lines = append(lines, kit.NewParagraph(words.Stored(f), fine(look.Text)))
			}
			next := words.T("Repair first. If it stays, go back to a sound backup from the list above, or read what can be read into a new file.")
			p.salvage.Show()
			p.found(append(lines, dimmed(next))...)
		}
	})
}

// found shows what came of it, which lies at the foot of the page, where it may be out of view: what can be done next, and the beginning above all.
func (p *Backups) found(lines ...fyne.CanvasObject) {
	replace(p.checked, lines...)
	p.repairs.Refresh()
	p.content.Refresh()
	p.env.Run.After(drawn, func() {
		if p.env.Context.Err() == nil {
			kit.Reveal(p.checking)
			kit.Reveal(lines[0])
		}
	})
}

// salvaged says what came out of a damaged file.
func salvaged(got app.Salvaged, into string) []fyne.CanvasObject {
	total, lost := int64(0), int64(0)
	for _, n := range got.Rows {
		total += n
	}
	for _, n := range got.Lost {
		lost += n
	}
	tag := kit.NewTag(words.T("Nothing is lost"), kit.Green)
	switch {
	case lost > 0:
		tag = kit.NewTag(words.N(lost, "%s row is lost", "%s rows are lost"), kit.Red)
	case !got.Whole():
		tag = kit.NewTag(words.T("Some rows may be lost"), kit.Red)
	}
	return []fyne.CanvasObject{
		kit.Flow(0, tag),
		kit.NewParagraph(words.N(total, "%s row came into %s.", "%s rows came into %s.", into), fine(look.Text)),
	}
}
