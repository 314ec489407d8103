package page

import (
	"context"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/present"
)

// ahead is the record of the next row, made ready while the person looks at the one before, so that a step shows both in one picture. It
// is made anew after each commit and each minute, when the record in view is read anew.
type ahead struct {
	row, step int // where the person is, and went last: 1 down the list, -1 up
	stage     *kit.Offstage
	stop      func() // ends the wait for a rest
	reading   async.Latest
	ready     *ready // nil = not yet
}

// ready is a record that waits to be shown.
type ready struct {
	detail present.Detail
	view   *detailView
}

func newAhead() ahead { return ahead{step: 1, stage: kit.NewOffstage(), stop: func() {}} }

// at notes that a row was chosen.
func (a *ahead) at(row int) {
	if a.step = 1; row < a.row {
		a.step = -1
	}
	a.row = row
}

// drop forgets what was made, or gives up to make it.
func (a *ahead) drop() {
	a.stop()
	a.reading.Stop()
	a.ready = nil
}

// take returns a record if it is ready, else nil.
func (a *ahead) take(ref crm.Ref) *ready {
	r := a.ready
	a.drop()
	if r == nil || r.detail.Record.Ref() != ref || r.view.style != styleNow() {
		return nil
	}
	return r
}

// showReady shows a record that is ready.
func (p *Records) showReady(r *ready) {
	p.loading.Stop()
	p.turn(r.detail.Record.Ref())
	p.detail, p.view = r.detail, r.view
	p.setRight(p.view.content)
	p.lookAhead()
}

// lookAhead makes the next record ready once the person rests, and the rows of the next page.
func (p *Records) lookAhead() {
	p.ahead.drop()
	p.ahead.stop = p.env.Run.After(async.Thinking, func() {
		next, ok := p.window.Row(p.table.Cursor() + p.ahead.step)
		if !ok || !p.alone() {
			return
		}
		ref := next.Record.Ref()
		async.Run(p.ahead.reading.Next(p.env.Context), p.env.Run, func(ctx context.Context) (present.Detail, error) {
			return p.detailOf(ctx, ref, "", eventsAtOnce)
		}, func(d present.Detail, err error) {
			if err != nil || !p.alone() {
				return // it is read when it is asked for
			}
			v := newDetailView(p)
			v.set(d)
			v.content.Resize(p.right.Size())
			p.ahead.ready = &ready{d, v}
			p.ahead.stage.Draw(append(p.table.Ahead(p.ahead.step), v.content)...)
		})
	})
}

// alone tells whether a record is looked at beside the list, and nothing is edited.
func (p *Records) alone() bool {
	return p.ref.ID != "" && p.board == nil && !p.report.on && p.form == nil && p.inline == nil && !p.narrow()
}

// detailOf reads a record with so many events of its timeline; it is called off the UI goroutine.
func (p *Records) detailOf(ctx context.Context, ref crm.Ref, kind string, events int) (present.Detail, error) {
	if err := p.env.Drafts.Load(ctx, ref); err != nil {
		return present.Detail{}, err
	}
	return present.LoadDetail(ctx, p.env.App, ref, kind, events, p.env.Now())
}
