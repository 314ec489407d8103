package page

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
)

// Inbox shows what the sync needs a person for, what was refused and why, and the proof that both sides agree.
type Inbox struct {
	env      Env
	bar      *kit.Bar
	now      *kit.Button
	progress *kit.Progress
	line     *kit.Surface // around the progress
	cards    *fyne.Container
	content  fyne.CanvasObject
	latest   async.Latest
	shown    *present.Sync      // what the cards say, nil = nothing yet
	stop     context.CancelFunc // of the round under way, nil if none
}

// NewInbox builds the page.
func NewInbox(env Env, _ Route) Page {
	p := &Inbox{env: env, cards: kit.Column(look.GapCard)}
	p.now = kit.NewButton("Sync now", p.Sync)
	p.now.Icon = "sync"
	p.now.Hide()
	p.bar = kit.NewBar("Inbox", "", p.now)
	p.progress = kit.NewProgress(p.cancel)
	p.line = kit.NewSubBar(kit.Grow(p.progress))
	p.line.Hide()
	p.content = scrolled(p.cards, p.bar, p.line)
	p.load()
	return p
}

// Content implements Page.
func (p *Inbox) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Inbox) Refresh(crm.Batch) { p.load() }

// Close implements Closer. A round under way goes on by itself.
func (p *Inbox) Close() { p.latest.Stop() }

func (p *Inbox) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (present.Sync, error) {
		return present.LoadSync(ctx, p.env.App, p.env.Now())
	}, func(s present.Sync, err error) {
		if err != nil {
			p.shown = nil
			replace(p.cards, section("The state of the sync cannot be shown", err.Error(), kit.Row(look.Gap, kit.NewButton("Try again", p.load))))
			return
		}
		p.show(s)
	})
}

func (p *Inbox) show(s present.Sync) {
	if p.shown != nil && reflect.DeepEqual(*p.shown, s) {
		return // what has the focus keeps it
	}
	p.shown = &s
	p.bar.SetCount(s.Headline())
	p.now.Hidden = !s.Status.Connected
	p.bar.Refresh()
	if !s.Status.Connected {
		replace(p.cards, kit.Inset(120, 0, 0, 0, kit.EmptyState("Not connected",
			"Everything you do is saved on this computer. Connect your team's CRM to send your changes and receive those of others.",
			kit.NewPrimary("Connect your CRM", func() { p.env.Go(Route{Name: "connect"}) }))))
		return
	}
	var cards []fyne.CanvasObject
	for i, q := range s.Questions {
		if i == 50 {
			cards = append(cards, dimmed(present.Number(int64(len(s.Questions)-i))+" more follow when these are answered."))
			break
		}
		cards = append(cards, p.question(q))
	}
	for _, r := range s.Refused {
		cards = append(cards, p.refused(r))
	}
	if len(cards) == 0 {
		cards = append(cards, section("Nothing needs you", "Changes of two people to the same field, possible doubles and refused records are listed here."))
	}
	replace(p.cards, append(cards, proofCard(s), roundsCard(s))...)
}

// Sync runs one round, with numbers and a way to stop it.
func (p *Inbox) Sync() {
	if p.stop != nil {
		return
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(p.env.Context)) // leaving the page does not end it
	p.stop = stop
	p.now.Disable()
	p.progress.Set("Beginning", 0, 0)
	p.showLine(true)
	async.Run(context.WithoutCancel(ctx), p.env.Run, func(context.Context) (replica.Round, error) {
		return p.env.App.Sync.Round(ctx, func(at app.Progress) {
			p.env.Run.Post(func() { p.progress.Set(present.ProgressText(at), at.Done, at.Total) })
		})
	}, func(r replica.Round, err error) {
		p.ended()
		switch {
		case crm.CodeOf(err) == crm.CodeCanceled:
			p.env.Say("The sync was stopped. What arrived so far stays.", "")
		case err != nil:
			p.env.Fail(err)
		default:
			p.env.Say("Synced: "+present.Number(int64(r.Pulled))+" received, "+present.Number(int64(r.Pushed))+" sent", "")
		}
		if p.env.Context.Err() == nil {
			p.load()
		}
	})
}

// cancel ends the round early; the next one goes on from there.
func (p *Inbox) cancel() {
	if p.stop != nil {
		p.stop()
		p.progress.Set("Stopping", 0, 0)
	}
}

func (p *Inbox) ended() {
	if p.stop != nil {
		p.stop()
	}
	p.stop = nil
	p.now.Enable()
	p.showLine(false)
}

func (p *Inbox) showLine(on bool) {
	p.line.Hidden = !on
	p.content.Refresh()
	if c, ok := p.content.(*fyne.Container); ok {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// answer carries out a person's choice.
func (p *Inbox) answer(id string, choice app.Choice, word string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.Sync.Resolve(ctx, id, choice)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
		} else {
			p.env.Say(word+": done", "")
		}
		p.load()
	})
}

func (p *Inbox) retry(ref crm.Ref) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.Sync.Retry(ctx, ref)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
		} else {
			p.env.Say("It is sent again with the next sync", "")
		}
		p.load()
	})
}

func (p *Inbox) open(ref crm.Ref) { p.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID}) }
