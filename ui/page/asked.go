package page

import (
	"context"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/async"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Asked is the sync round that a person asked for: one at a time in the whole window, whichever key or button began it, since each
// occupies a worker until it ends. Leaving a page does not end it. It is used on the UI goroutine only.
type Asked struct {
	// Ended is called after each, nil = nobody.
	Ended func()

	stop     context.CancelFunc // nil while none runs
	text     string             // how far it is
	at       app.Progress
	watchers map[*Inbox]bool
}

// Running tells whether a round is under way.
func (a *Asked) Running() bool { return a.stop != nil }

// Begin runs one round and says what it did; waiting is how many records are to be sent. While one runs it does nothing.
func (a *Asked) Begin(env Env, waiting int64) {
	if a.Running() {
		return
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(env.Context))
	a.stop = stop
	a.tell(words.N(waiting, "Beginning: 0 of %s record sent", "Beginning: 0 of %s records sent"), app.Progress{})
	async.Run(context.WithoutCancel(ctx), env.Run, func(context.Context) (replica.Round, error) {
		return env.App.Sync.Round(ctx, func(at app.Progress) {
			env.Run.Post(func() {
				if a.Running() && ctx.Err() == nil {
					a.tell(present.ProgressText(at), at)
				}
			})
		})
	}, func(r replica.Round, err error) {
		stop()
		a.stop = nil
		a.tell("", app.Progress{})
		if a.Ended != nil {
			a.Ended()
		}
		switch {
		case crm.CodeOf(err) == crm.CodeCanceled:
			env.Say(words.T("The sync was stopped. What arrived so far stays."), "")
		case err != nil:
			env.Fail(err)
		default:
			env.Say(words.T("Synced: %s received, %s sent", present.Number(int64(r.Pulled)), present.Number(int64(r.Pushed))), "")
		}
	})
}

// Stop ends the round early; the next one goes on from there.
func (a *Asked) Stop() {
	if a.Running() {
		a.stop()
		a.tell(words.T("Stopping"), app.Progress{})
	}
}

func (a *Asked) tell(text string, at app.Progress) {
	a.text, a.at = text, at
	for p := range a.watchers {
		p.showRound()
	}
}

// watch shows the round in a page until it is left.
func (a *Asked) watch(p *Inbox) (forget func()) {
	if a.watchers == nil {
		a.watchers = map[*Inbox]bool{}
	}
	a.watchers[p] = true
	return func() { delete(a.watchers, p) }
}
