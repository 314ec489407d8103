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
	"satchel/ui/words"
)

// proposals offers articles that fit an answer while it is typed.
type proposals struct {
	p       *Records
	form    *form.Form
	subject string // of the ticket
	asked   string
	rest    func() // stops the timer
	latest  async.Latest
	row     *fyne.Container
}

// proposeFor offers articles for an answer to a ticket; nil for any other form.
func (p *Records) proposeFor(f *form.Form, r crm.Record) *proposals {
	if r.Entity != "message" || r.ID != "" || r.Text("direction") != "out" {
		return nil
	}
	w := &proposals{p: p, form: f, rest: func() {}, row: kit.Flow(6)}
	ticket := crm.Ref{Entity: "ticket", ID: r.Text("ticket")}
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Record, error) { return p.env.App.Get(ctx, ticket) }, func(t crm.Record, err error) {
		if err == nil {
			w.subject = t.Text("subject")
			w.ask()
		}
	})
	return w
}

// proposeEvery is how long typing rests before articles are looked for.
const proposeEvery = 400 * time.Millisecond

func (w *proposals) typed() {
	w.rest()
	w.rest = w.p.env.Run.After(proposeEvery, w.ask)
}

func (w *proposals) ask() {
	text := w.subject + " " + w.form.Text("body")
	if text == w.asked || w.p.form != w.form {
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

func (w *proposals) show(list []app.Proposal) {
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
func (w *proposals) take(a app.Proposal) {
	text := strings.TrimSpace(w.form.Text("body"))
	if text != "" {
		text += "\n\n"
	}
	w.form.Set("body", text+a.Body)
	w.form.Keep("article", a.Article)
}

// around puts them above a form.
func (w *proposals) around(banner fyne.CanvasObject) fyne.CanvasObject {
	col := kit.Column(0)
	if banner != nil {
		col.Add(banner)
	}
	col.Add(kit.NewSurface(look.Pane, 0, kit.Pad{Top: 8, Right: look.PadDetail, Bottom: 0, Left: look.PadDetail}, w.row))
	return col
}
