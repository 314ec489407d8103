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
	merge := fyne.NewMenuItem(words.T("Merge with"), nil)
	merge.ChildMenu = fyne.NewMenu("")
	for _, other := range p.detail.Others {
		merge.ChildMenu.Items = append(merge.ChildMenu.Items, fyne.NewMenuItem(other.Text, func() { p.Merge(other.Ref) }))
	}
	return merge
}

// Merge makes one of the ticket shown and another one, and shows what stays.
func (p *Records) Merge(other crm.Ref) {
	type merged struct {
		stays crm.Ref
		batch crm.Batch
	}
	this := p.ref
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (merged, error) {
		stays, b, err := p.env.App.Merge(ctx, this, other, nil)
		return merged{stays, b}, err
	}, func(m merged, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(present.Did(m.batch), m.batch.ID)
		p.show(m.stays)
		p.load()
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
