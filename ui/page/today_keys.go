package page

import (
	"context"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/words"
)

var (
	_ Doer    = (*Today)(nil)
	_ Stepper = (*Today)(nil)
)

// key does with the n-th line what a key asks for: arrows go on, D is done, T tomorrow, W next week, L logs.
func (p *Today) key(n int, e *fyne.KeyEvent) bool {
	if isLetter(string(e.Name)) && !p.env.Letters.On() {
		return false
	}
	switch e.Name {
	case fyne.KeyDown:
		p.focus(n + 1)
	case fyne.KeyUp:
		p.focus(n - 1)
	case fyne.KeyHome:
		p.focus(0)
	case fyne.KeyEnd:
		p.focus(len(p.lines) - 1)
	case fyne.KeyD:
		p.Done(n)
	case fyne.KeyT:
		p.later(n, 1)
	case fyne.KeyW:
		p.later(n, 7)
	case fyne.KeyL:
		p.env.Log(p.due[n].Ref)
	default:
		return false
	}
	return true
}

// focus gives the n-th line the keys and scrolls it into view.
func (p *Today) focus(n int) {
	if len(p.lines) == 0 {
		return
	}
	p.at = min(max(n, 0), len(p.lines)-1)
	line := p.lines[p.at]
	p.env.Window.Canvas().Focus(line)
	drive := fyne.CurrentApp().Driver()
	top := drive.AbsolutePositionForObject(line).Y - drive.AbsolutePositionForObject(p.scroll).Y
	switch bottom := top + line.Size().Height - p.scroll.Size().Height; {
	case top < 0:
		p.scroll.Offset.Y += top
	case bottom > 0:
		p.scroll.Offset.Y += bottom
	default:
		return
	}
	p.scroll.Refresh()
}

// focused tells whether one of the lines has the keys.
func (p *Today) focused() bool {
	line, ok := p.env.Window.Canvas().Focused().(*pressLine)
	for _, l := range p.lines {
		if ok && l == line {
			return true
		}
	}
	return false
}

// Step implements Stepper.
func (p *Today) Step(by int) {
	if !p.focused() {
		by = 0
	}
	p.focus(p.at + by)
}

// here is the line that has the keys, or had them last.
func (p *Today) here() (int, bool) { return p.at, p.at < len(p.due) }

// DoneHere implements Doer.
func (p *Today) DoneHere() {
	if n, ok := p.here(); ok {
		p.Done(n)
	}
}

// PutOff implements Doer.
func (p *Today) PutOff(days int) {
	if n, ok := p.here(); ok {
		p.later(n, days)
	}
}

func (p *Today) open(n int) {
	ref := p.due[n].Ref
	p.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID})
}

// Done ticks off a line; one that needs thought is opened instead.
func (p *Today) Done(n int) {
	d := p.due[n]
	if d.Done == nil {
		p.open(n)
		return
	}
	p.change(words.T("Done: %s", d.Text), d.Ref, d.Done)
}

func (p *Today) later(n, days int) {
	d := p.due[n]
	values := d.Later(days, p.env.Now())
	if values == nil {
		p.env.Say(words.T("This cannot be put off: open it."), "")
		return
	}
	p.change(words.T("Put off: %s", d.Text), d.Ref, values)
}

func (p *Today) change(label string, ref crm.Ref, values crm.Values) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) { return p.env.App.Change(ctx, label, ref, values) },
		func(b crm.Batch, err error) {
			if err != nil {
				p.env.Fail(err)
				return
			}
			p.env.Say(label, b.ID)
			p.load()
		})
}
