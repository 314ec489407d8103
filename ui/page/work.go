package page

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// work does something long with many records: its progress is shown and it can be cancelled; at the end say tells what came of it.
func work[T any](env Env, title string, do func(ctx context.Context, tell func(app.Progress)) (T, error), say func(T), then func()) {
	ctx, cancel := context.WithCancel(env.Context)
	bar := kit.NewProgress(cancel)
	bar.SetCancelText(words.T("Cancel"))
	body := kit.Column(look.GapCard, kit.Bold(title), bar)
	over := NewOverlay(env.Window, 420, kit.Pad{Top: 18, Right: 20, Bottom: 18, Left: 20}, body)
	over.OnClose = cancel
	over.Open(nil)
	tell := func(at app.Progress) {
		env.Run.Post(func() {
			if at.Total > 0 && over.Shown() {
				bar.Set(words.T("%s of %s", words.Number(at.Done), words.Number(at.Total)), at.Done, at.Total)
			}
		})
	}
	async.Run(env.Context, env.Run, func(context.Context) (T, error) { return do(ctx, tell) }, func(out T, err error) {
		over.OnClose = nil
		if over.Shown() {
			over.Close()
		}
		cancelled := ctx.Err() != nil
		cancel()
		switch {
		case crm.CodeOf(err) == crm.CodeCanceled && cancelled:
			env.Say(words.T("Cancelled. Nothing was changed."), "")
		case err != nil:
			env.Fail(err)
		default:
			say(out)
		}
		then()
	})
}

// sayChanged says how many records were changed, with undo.
func sayChanged(env Env, b crm.Batch) {
	if b.Changes == 0 {
		env.Say(words.T("They are like that already."), "")
		return
	}
	env.Say(words.T("%s: %s", present.Did(b), words.Number(b.Changes)), b.ID)
}
