package page

import (
	"context"

	"fyne.io/fyne/v2"

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
func (p *Backups) Repair() { p.examine(words.T("Repairing…"), true) }

func (p *Backups) examine(doing string, repair bool) {
	replace(p.checked, kit.Dim(doing))
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
			p.env.Fail(err)
		case len(found) == 0 && repair:
			replace(p.checked, kit.Flow(0, kit.NewTag(words.T("Made anew; the file is sound"), kit.Green)))
		case len(found) == 0:
			replace(p.checked, kit.Flow(0, kit.NewTag(words.T("The file is sound"), kit.Green)))
		default:
			lines := []fyne.CanvasObject{kit.Flow(0, kit.NewTag(words.N(int64(len(found)), "! %s thing is wrong", "! %s things are wrong"), kit.Red))}
			for _, f := range found[:min(len(found), mostFound)] {
				lines = append(lines, kit.NewParagraph(words.Stored(f), fine(look.Text)))
			}
			next := words.T("Repair first. If it stays, go back to a sound backup from the list above, or let satchelctl salvage read what can be read.")
			replace(p.checked, append(lines, dimmed(next))...)
		}
		p.content.Refresh()
	})
}
