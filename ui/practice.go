package ui

import (
	"context"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/page"
)

// offerPractice puts the newcomer's list on the day's page.
func (s *Shell) offerPractice() {
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.config.App.OfferPractice(ctx) },
		func(_ struct{}, err error) {
			if err != nil {
				s.fail(err)
				return
			}
			s.practising = true
			on(s, page.Practised.Practised)()
		})
}

// watchPractice finds out whether somebody practises here.
func (s *Shell) watchPractice() {
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (bool, error) {
		p, err := s.config.App.Practice(ctx)
		return p.Shown, err
	}, func(shown bool, err error) {
		if err != nil {
			s.fail(err)
			return
		}
		s.practising = s.practising || shown
	})
}

// practised ticks off what an action was, or the steps that are given. It is called on the UI goroutine.
func (s *Shell) practised(b crm.Batch, steps ...string) {
	if !s.practising {
		return
	}
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (bool, error) {
		more, err := s.config.App.PractisedBy(ctx, b)
		if err != nil {
			return false, err
		}
		return s.config.App.Practise(ctx, append(more, steps...)...)
	}, func(changed bool, err error) {
		switch {
		case err != nil:
			s.fail(err)
		case changed:
			on(s, page.Practised.Practised)()
		}
	})
}
