package page

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Erasing is the dialog that removes a person for good: what will go, how far it is, and the proof.
type Erasing struct {
	env   Env
	plan  app.ErasePlan
	over  *Overlay
	body  *fyne.Container
	chips []*kit.Chip // of the parts that may stay
	gone  func()
	done  bool // there is a report
}

// Erase asks what is to go with the person, and removes all of it for good.
func (p *Records) Erase() {
	ref, ok := p.Record()
	if !ok || !p.entity.Person {
		return
	}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (app.ErasePlan, error) { return p.env.App.PlanErase(ctx, ref) },
		func(plan app.ErasePlan, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.erasing = newErasing(p.env, plan, func() {
				p.env.Drafts.Keep(ref, "")
				p.leave(words.T("Erased for good."))
				p.load()
			})
		})
}

// Erasing returns the dialog that was opened last, nil if there was none.
func (p *Records) Erasing() *Erasing { return p.erasing }

// WriteSheet writes everything held of the person into a page to print beside the database, and says where.
func (p *Records) WriteSheet() {
	ref, ok := p.Record()
	if !ok || !p.entity.Person {
		return
	}
	file := present.SheetName(p.env.App.File, p.env.Now())
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (struct{}, error) {
		sheet, err := p.env.App.About(ctx, ref)
		if err == nil {
			err = p.env.App.WriteAbout(ctx, sheet, file, app.Teller{Say: words.Say, Term: func(t crm.Term) string { return words.T(string(t)) }})
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		offerOpen(p.env, words.T("Written to %s", file), file)
	})
}

func newErasing(env Env, plan app.ErasePlan, gone func()) *Erasing {
	e := &Erasing{env: env, plan: plan, gone: gone, body: kit.Column(look.GapCard)}
	e.over = NewOverlay(env.Window, 560, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, e.body)
	e.over.Open(e.ask())
	return e
}

// ask says what will go and lets the person choose. It returns the way out, which has the keys first.
func (e *Erasing) ask() *kit.Button {
	lines := []fyne.CanvasObject{
		kit.NewParagraph(words.T("Erase %s for good?", e.plan.Title), kit.Style{Bold: true}),
		kit.NewParagraph(words.T("All values, their history, search entries, drafts and files go, and no undo brings them back. What stays is a mark without personal data, so that no exchange brings the person back."), kit.Style{}),
	}
	if n := int64(len(e.plan.Records) - 1); n > 0 {
		lines = append(lines, dimmed(words.N(n, "%s more record of the same person goes too.", "%s more records of the same person go too.")))
	}
	choices := kit.Column(6)
	for i, part := range e.plan.Parts {
		entity, err := e.env.App.Catalog().Entity(part.Entity)
		if err != nil || part.Always {
			continue
		}
		label := words.T("Erase too: %s (%d)", words.T(entity.Plural), len(part.Refs))
		var chip *kit.Chip
		chip = kit.NewChip(label, part.Erase, func() {
			e.plan.Parts[i].Erase = !e.plan.Parts[i].Erase
			chip.SetOn(e.plan.Parts[i].Erase)
		})
		e.chips = append(e.chips, chip)
		choices.Add(kit.Row(0, chip))
	}
	if len(e.chips) > 0 {
		lines = append(lines, kit.NewField(words.T("What points to the person"), kit.NewSurface("", 0, kit.Pad{}, choices)),
			dimmed(words.T("What is not chosen stays; its texts may still name the person.")))
	}
	if n := int64(len(e.plan.Mentions)); n > 0 {
		lines = append(lines, dimmed(words.N(n, "%s other record is found by the name, addresses or numbers. It stays; look through it.", "%s other records are found by the name, addresses or numbers. They stay; look through them.")))
	}
	cancel := kit.NewButton(words.T("Cancel"), e.Close)
	lines = append(lines, kit.Row(look.Gap, kit.Spacer(), cancel, kit.NewDanger(words.T("Erase for good"), e.Go)))
	replace(e.body, lines...)
	return cancel
}

// steps are what the work says that it is doing.
var steps = []string{
	words.Key("Writing the search anew"), words.Key("Emptying unused places of the file"), words.Key("Emptying the log"), words.Key("Searching the bytes of the file"),
}

// Go erases.
func (e *Erasing) Go() {
	if e.done {
		return
	}
	e.done = true
	ctx, stop := context.WithCancel(e.env.Context)
	bar := kit.NewProgress(stop)
	bar.SetCancelText(words.T("Do the rest later"))
	bar.Set(words.T("Erasing …"), 0, 0)
	e.over.OnEscape = func() {} // what was begun comes to its end
	replace(e.body, kit.Bold(words.T("Erasing %s", e.plan.Title)), bar,
		dimmed(words.T("What was removed is emptied in the bytes of the file, too. You can go on saving meanwhile.")))
	tell := func(at app.Progress) {
		if slices.Contains(steps, at.What) {
			at.What = words.T(at.What)
			e.env.Run.Post(func() { bar.Set(present.ProgressText(at), at.Done, at.Total) })
		}
	}
	async.Run(e.env.Context, e.env.Run, func(context.Context) (app.Erasure, error) { return e.env.App.Erase(ctx, e.plan, tell) },
		func(report app.Erasure, err error) {
			stop()
			e.over.OnEscape = nil
			if err != nil && !report.Unproved {
				e.over.Close()
				e.env.Fail(err)
				return
			}
			e.tell(report, err)
			e.gone()
		})
}

// tell shows the report.
func (e *Erasing) tell(report app.Erasure, failed error) {
	state := kit.NewTag(words.T("Proved"), kit.Green)
	if report.Unproved || report.Unexplained > 0 {
		state = kit.NewTag(words.T("! Not proved"), kit.Red)
	}
	objects := []fyne.CanvasObject{kit.Bold(words.T("Erased for good")), kit.Flow(0, state)}
	var lines []string
	for _, said := range report.Said(e.env.App.Catalog()) {
		lines = append(lines, words.Say(said))
		objects = append(objects, kit.NewParagraph(words.Say(said), kit.Style{}))
	}
	if failed != nil {
		objects = append(objects, kit.NewParagraph(words.Error(failed), kit.Style{}))
	}
	file := present.ErasureName(e.env.App.File, e.env.Now())
	objects = append(objects, kit.Row(look.Gap, kit.Spacer(), kit.NewButton(words.T("Write the report"), func() {
		async.Run(e.env.Context, e.env.Run, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, e.env.App.WriteErasure(ctx, file, lines)
		}, func(_ struct{}, err error) {
			if err != nil {
				e.env.Fail(err)
				return
			}
			offerOpen(e.env, words.T("Written to %s", file), file)
		})
	}), kit.NewPrimary(words.T("Close"), e.Close)))
	replace(e.body, objects...)
	e.over.Refresh()
}

// Close leaves everything as it is.
func (e *Erasing) Close() { e.over.Close() }

// Shown tells whether the dialog is in view.
func (e *Erasing) Shown() bool { return e.over.Shown() }
