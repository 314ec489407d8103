package page

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// writing is beside a message to a ticket while it is typed: it says what becomes of the ticket meanwhile, and offers articles that fit an
// answer.
type writing struct {
	p       *Records
	form    *form.Form
	answers bool
	ticket  crm.Record // as it was when the message was begun; without values until it is read
	asked   string
	rest    func() // stops the timer
	latest  async.Latest
	watched async.Latest
	news    *fyne.Container
	row     *fyne.Container
}

// write watches over a message to a ticket; nil for any other form.
func (p *Records) write(f *form.Form, r crm.Record) *writing {
	if r.Entity != "message" || r.ID != "" {
		return nil
	}
	w := &writing{p: p, form: f, answers: r.Text("direction") == "out", rest: func() {}, news: kit.Column(0), row: kit.Flow(6)}
	w.ticket = crm.NewRecord("ticket", r.Text("ticket"))
	w.watch()
	return w
}

// watch reads the ticket, and says what is different since the message was begun.
func (w *writing) watch() {
	type read struct {
		ticket crm.Record
		news   []string
	}
	before := w.ticket
	async.Run(w.watched.Next(w.p.env.Context), w.p.env.Run, func(ctx context.Context) (read, error) {
		now, err := w.p.env.App.Get(ctx, before.Ref())
		if err != nil || len(before.Values) == 0 {
			return read{ticket: now}, err
		}
		news, err := present.Meanwhile(ctx, w.p.env.App, before, now)
		return read{before, news}, err
	}, func(r read, err error) {
		switch {
		case crm.CodeOf(err) == crm.CodeNotFound && len(before.Values) > 0:
			r.news = []string{words.T("This ticket was deleted meanwhile.")}
		case err != nil:
			return // saving says it
		default:
			w.ticket = r.ticket
		}
		var banners []fyne.CanvasObject
		if len(r.news) > 0 {
			banners = append(banners, kit.Banner(kit.Amber, strings.Join(r.news, " ")))
		}
		replace(w.news, banners...)
		w.ask()
	})
}

// proposeEvery is how long typing rests before articles are looked for.
const proposeEvery = 400 * time.Millisecond

func (w *writing) typed() {
	w.rest()
	w.rest = w.p.env.Run.After(proposeEvery, w.ask)
}

func (w *writing) ask() {
	text := w.ticket.Text("subject") + " " + w.form.Text("body")
	if !w.answers || text == w.asked || w.p.form != w.form {
		return
	}
	w.asked = text
	const most = 3
	async.Run(w.latest.Next(w.p.env.Context), w.p.env.Run, func(ctx context.Context) ([]app.Proposal, error) {
		return w.p.env.App.ArticlesFor(ctx, text, most)
	}, func(list []app.Proposal, err error) {
		if err != nil {
			w.p.env.Fail(err)
			return
		}
		w.show(list)
	})
}

func (w *writing) show(list []app.Proposal) {
	var chips []fyne.CanvasObject
	if len(list) > 0 {
		chips = append(chips, kit.Small(words.T("Articles that fit:")))
	}
	for _, a := range list {
		chips = append(chips, kit.NewChip(a.Title, false, func() { w.take(a) }))
	}
	replace(w.row, chips...)
}

// take puts an article's text behind what was typed; the ticket then counts as answered by it.
func (w *writing) take(a app.Proposal) {
	text := strings.TrimSpace(w.form.Text("body"))
	if text != "" {
		text += "\n\n"
	}
	w.form.Set("body", text+a.Body)
	w.form.Keep("article", a.Article)
}

// around puts them above a form.
func (w *writing) around(banner fyne.CanvasObject) fyne.CanvasObject {
	col := kit.Column(0, w.news)
	if banner != nil {
		col.Add(banner)
	}
	if !w.answers {
		return col
	}
	col.Add(kit.NewSurface(look.Pane, 0, kit.Pad{Top: 8, Right: look.PadDetail, Bottom: 0, Left: look.PadDetail}, w.row))
	return col
}
