package page

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// The parts of the page.
const (
	partNeeds = iota
	partSend
	partProof
)

// Inbox shows what the sync needs a person for, what waits to be sent and why, and the proof that both sides agree.
type Inbox struct {
	env      Env
	bar      *kit.Bar
	now      *kit.Button
	progress *kit.Progress
	line     *kit.Surface // around the progress
	parts    *kit.Tabs
	tabs     *kit.Surface    // around the parts
	cards    *fyne.Container // what needs a person
	proof    *fyne.Container
	outbox   *outbox
	bodies   []fyne.CanvasObject // one for each part
	content  fyne.CanvasObject
	latest   async.Latest
	first    string              // id of the item that the person came for, shown first
	shown    *present.Sync       // what the cards say, nil = nothing yet
	all      map[string]bool     // items whose answer goes for all alike
	editing  map[string]*ownText // items for which another value is being typed
	stops    []fyne.Focusable    // the first answer of each card, top down
	at       int                 // the stop that has or had the keys
	forget   func()              // ends the watch on the round that a person asked for
}

// NewInbox builds the page. The route's ID is the item that the person came for; its Title "send" or "proof" opens that part.
func NewInbox(env Env, r Route) Page {
	p := &Inbox{
		env: env, cards: kit.Column(look.GapCard), proof: kit.Column(look.GapCard), first: r.ID,
		all: map[string]bool{}, editing: map[string]*ownText{},
	}
	p.now = kit.NewButton(words.T("Sync now"), p.Sync)
	p.now.Icon = "sync"
	p.now.Hide()
	p.bar = kit.NewBar(words.T("Inbox"), "", p.now)
	p.progress = kit.NewProgress(env.Asked.Stop)
	p.line = kit.NewSubBar(kit.Grow(p.progress))
	p.line.Hide()
	p.parts = kit.NewTabs(p.Show, words.T("Needs you"), words.T("To send"), words.T("Proof"))
	p.tabs = kit.NewSubBar(kit.Grow(p.parts))
	p.tabs.Hide()
	p.outbox = newOutbox(env, p.load)
	p.bodies = []fyne.CanvasObject{scrolled(p.cards), p.outbox.content, scrolled(p.proof)}
	p.content = kit.Page(kit.Stack(p.bodies...), p.bar, p.tabs, p.line)
	p.Show(partNeeds)
	p.parts.Select(map[string]int{"send": partSend, "proof": partProof}[r.Title])
	p.forget = env.Asked.watch(p)
	p.showRound()
	p.load()
	return p
}

// Show shows one part: 0 what needs a person, 1 what waits to be sent, 2 the proof.
func (p *Inbox) Show(part int) {
	for i, body := range p.bodies {
		if i == part {
			body.Show()
		} else {
			body.Hide()
		}
	}
	if part == partSend {
		p.outbox.load()
	}
}

// Content implements Page.
func (p *Inbox) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Inbox) Refresh(crm.Batch) {
	p.load()
	if p.parts.Selected() == partSend {
		p.outbox.load()
	}
}

// Close implements Closer. A round under way goes on by itself.
func (p *Inbox) Close() {
	p.forget()
	p.latest.Stop()
}

func (p *Inbox) load() {
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (present.Sync, error) {
		return present.LoadSync(ctx, p.env.App, p.env.Now())
	}, func(s present.Sync, err error) {
		if err != nil {
			p.shown = nil
			replace(p.cards, section(words.T("The state of the sync cannot be shown"), words.Error(err), kit.Row(look.Gap, kit.NewButton(words.T("Try again"), p.load))))
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
	p.now.Hidden, p.tabs.Hidden = !s.Status.Connected, !s.Status.Connected
	p.bar.Refresh()
	p.arrange()
	if !s.Status.Connected {
		p.parts.Select(partNeeds)
		replace(p.cards, kit.Inset(120, 0, 0, 0, kit.EmptyState(words.T("Not connected"),
			words.T("Everything you do is saved on this computer. Connect your team's CRM to send your changes and receive those of others."),
			kit.NewPrimary(words.T("Connect your CRM"), func() { p.env.Go(Route{Name: "connect"}) }))))
		return
	}
	replace(p.cards, append(p.questions(s), proofCard(s))...)
	replace(p.proof, proofPage(s)...)
}

// Step implements Stepper: the keys go to the first answer of the next or previous card, and stay at the place of one that is answered.
func (p *Inbox) Step(by int) {
	if len(p.stops) == 0 {
		return
	}
	c := p.env.Window.Canvas()
	at := min(p.at, len(p.stops)-1)
	if now := slices.Index(p.stops, c.Focused()); now >= 0 {
		at = min(max(now+by, 0), len(p.stops)-1)
	}
	p.at = at
	p.parts.Select(partNeeds)
	c.Focus(p.stops[at])
}

// mostCards is how many cards are in view at once; the others follow as these are answered.
const mostCards = 50

// questions are the cards of what needs a person; the one that the person came for is the first.
func (p *Inbox) questions(s present.Sync) []fyne.CanvasObject {
	list := slices.Clone(s.Questions)
	if i := slices.IndexFunc(list, func(q present.Question) bool { return q.ID == p.first }); i > 0 {
		list = slices.Insert(slices.Delete(list, i, i+1), 0, s.Questions[i])
	}
	var cards []fyne.CanvasObject
	p.stops = nil
	for i, q := range list {
		if i == mostCards {
			cards = append(cards, dimmed(words.T("%s more follow when these are answered.", present.Number(int64(len(list)-i)))))
			break
		}
		cards = append(cards, p.question(q))
	}
	for i, r := range s.Refused {
		if i == mostCards {
			cards = append(cards, dimmed(words.T("More are listed under To send.")))
			break
		}
		cards = append(cards, p.refused(r))
	}
	if len(cards) == 0 {
		cards = append(cards, section(words.T("Nothing needs you"), words.T("Changes of two people to the same field, possible doubles and refused records are listed here.")))
	}
	if len(s.Decided) > 0 {
		cards = append(cards, p.decided(s.Decided))
	}
	return cards
}

// Sync runs one round, with numbers and a way to stop it.
func (p *Inbox) Sync() { p.env.Asked.Begin(p.env, p.waiting()) }

// showRound shows how far the round is that a person asked for.
func (p *Inbox) showRound() {
	a := p.env.Asked
	if a.Running() {
		p.progress.Set(a.text, a.at.Done, a.at.Total)
		p.now.Disable()
	} else {
		p.now.Enable()
	}
	if p.line.Hidden != a.Running() {
		return
	}
	p.line.Hidden = !a.Running()
	p.arrange()
	if !a.Running() {
		p.load()
	}
}

// waiting is how many records are to be sent.
func (p *Inbox) waiting() int64 {
	if p.shown == nil {
		return 0
	}
	return p.shown.Status.Waiting
}

// arrange gives the room of hidden bars to the content.
func (p *Inbox) arrange() {
	p.content.Refresh()
	if c, ok := p.content.(*fyne.Container); ok {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

// answer carries out a person's choice, for one item or for all alike.
func (p *Inbox) answer(q present.Question, choice replica.Choice, word string) {
	if p.all[q.ID] {
		p.answerAll(q, choice, word)
		return
	}
	a := replica.Answer{Choice: choice}
	if q.Editable {
		a.Seen = q.About.Theirs
	}
	p.resolve(q, a, word)
}

func (p *Inbox) resolve(q present.Question, a replica.Answer, word string) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.Sync.Resolve(ctx, q.ID, a)
	}, func(_ any, err error) {
		switch {
		case err != nil:
			p.shown = nil // what is live now is shown
			p.env.Fail(err)
		default:
			delete(p.editing, q.ID)
			p.say(words.T("%s: done", word), []replica.Conflict{q.About}, q.Returns)
		}
		p.load()
	})
}

func (p *Inbox) answerAll(q present.Question, choice replica.Choice, word string) {
	type result struct{ done, changed int }
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (result, error) {
		done, changed, err := p.env.App.ResolveAll(ctx, q.Alike, choice)
		return result{done, changed}, err
	}, func(r result, err error) {
		delete(p.all, q.ID)
		text := words.T("%s: done for %s", word, present.Number(int64(r.done)))
		if r.changed > 0 {
			text += ". " + words.T("%s changed meanwhile; look at them again.", present.Number(int64(r.changed)))
		}
		if p.say(text, q.Alike, q.Returns && r.done > 0); err != nil {
			p.env.Fail(err)
		}
		p.load()
	})
}

// reopen takes an answer back.
func (p *Inbox) reopen(id string) {
	p.first = id
	p.takeBack([]string{id})
}

// say tells what was answered, and offers to take it back where that can be done.
func (p *Inbox) say(text string, answered []replica.Conflict, returns bool) {
	if !returns {
		p.env.Say(text, "")
		return
	}
	ids := make([]string, len(answered))
	for i, c := range answered {
		ids[i] = c.ID
	}
	p.env.Offer(text, words.T("Undo"), func() { p.takeBack(ids) })
}

// takeBack puts answered items back into the inbox. The page may have been left meanwhile: the toast that offers it stays.
func (p *Inbox) takeBack(ids []string) {
	async.Run(context.WithoutCancel(p.env.Context), p.env.Run, func(ctx context.Context) (int, error) {
		return p.env.App.TakeBackAnswers(ctx, ids)
	}, func(n int, err error) {
		switch {
		case err != nil:
			p.env.Fail(err)
		case n == 1:
			p.env.Say(words.T("It is in the inbox again"), "")
		default:
			p.env.Say(words.T("%s are in the inbox again", present.Number(int64(n))), "")
		}
		if p.env.Context.Err() == nil {
			p.load()
		}
	})
}

func (p *Inbox) retry(ref crm.Ref) {
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (any, error) {
		return nil, p.env.App.Sync.Retry(ctx, ref)
	}, func(_ any, err error) {
		if err != nil {
			p.env.Fail(err)
		} else {
			p.env.Say(words.T("It is sent again with the next sync"), "")
		}
		p.load()
	})
}

func (p *Inbox) open(ref crm.Ref) { p.env.Go(Route{Name: "records", Entity: ref.Entity, ID: ref.ID}) }
