package page

import (
	"context"

	"satchel/app/agenda"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/words"
)

// whose is the switch between what is the user's own and what is everyone's, on pages that show what has a time.
type whose struct {
	env      Env
	chip     *kit.Chip
	everyone bool
	then     func() // after the switch
}

func newWhose(env Env, then func()) *whose {
	w := &whose{env: env, then: then}
	w.chip = kit.NewChip(words.T("Only mine"), true, w.toggle)
	return w
}

// show takes over what is kept.
func (w *whose) show(everyone bool) {
	w.everyone = everyone
	w.chip.SetOn(!everyone)
}

func (w *whose) toggle() {
	on := !w.everyone
	async.Run(w.env.Context, w.env.Run, func(ctx context.Context) (any, error) {
		return nil, agenda.SetEveryone(ctx, w.env.App, on)
	}, func(_ any, err error) {
		if err != nil {
			w.env.Fail(err)
			return
		}
		w.then()
	})
}
