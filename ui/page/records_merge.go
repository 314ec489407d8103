package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/present"
	"satchel/ui/words"
)

// merges offers the customer's other open tickets to be merged with the one shown; nil where there is none.
func (p *Records) merges() *fyne.MenuItem {
	if len(p.detail.Others) == 0 || p.detail.Record.Ref() != p.ref {
		return nil
	}
	with := fyne.NewMenuItem(words.T("Merge with"), nil)
	with.ChildMenu = fyne.NewMenu("")
	for _, other := range p.detail.Others {
		with.ChildMenu.Items = append(with.ChildMenu.Items, fyne.NewMenuItem(other.Text, func() { p.Merge(other.Ref) }))
	}
	return with
}

// Merge makes one of the ticket shown and another one, and shows what stays.
func (p *Records) Merge(other crm.Ref) {
	merge(p.env, p.ref, other, nil, func(stays crm.Ref) {
		p.show(stays)
		p.load()
	})
}

// merge makes one record of two, says so with the way back, and goes on with the one that stays. values are chosen for it; nil = its own.
func merge(env Env, keep, gone crm.Ref, values crm.Values, then func(stays crm.Ref)) {
	type merged struct {
		stays crm.Ref
		batch crm.Batch
	}
	async.Run(env.Context, env.Run, func(ctx context.Context) (merged, error) {
		stays, b, err := env.App.Merge(ctx, keep, gone, values)
		return merged{stays, b}, err
	}, func(m merged, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.Say(present.Did(m.batch), m.batch.ID)
		then(m.stays)
	})
}

// MergeChosen shows the two selected records side by side.
func (p *Records) MergeChosen() {
	if p.Chosen() != 2 || len(p.chosen.ids) != 2 {
		p.env.Say(words.T("Select two records to merge them."), "")
		return
	}
	p.env.Go(DuplicatesRoute(crm.Ref{Entity: p.entity.Name, ID: p.chosen.ids[0]}, crm.Ref{Entity: p.entity.Name, ID: p.chosen.ids[1]}))
}
