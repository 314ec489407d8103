package page

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// meetingPart says what is here and there before a database is tied, and lets the person choose what becomes of it.
type meetingPart struct {
	env     Env
	done    bool // the numbers are known
	met     app.Meeting
	secret  string // as the sign-in gave it; left with the page
	how     app.Union
	choice  *kit.Tabs // nil while there is none
	chosen  func()    // told when how is another one
	said    *kit.Paragraph
	content *fyne.Container
}

func newMeetingPart(env Env, chosen func()) *meetingPart {
	return &meetingPart{env: env, chosen: chosen, how: app.Merge, said: kit.NewParagraph("", kit.Style{}), content: kit.Column(look.Gap)}
}

func (m *meetingPart) forget() {
	m.done, m.met, m.secret, m.how = false, app.Meeting{}, "", app.Merge
	m.choice = nil
	m.chosen()
	replace(m.content)
}

// Decide takes the first choice, to merge, or the second one, to take what is there, once they are shown.
func (p *Connect) Decide(i int) {
	if c := p.meeting.choice; c != nil {
		c.Select(i)
	}
}

// way is how the database is tied; nil where nothing has to be united.
func (m *meetingPart) way(c replica.Connection) func(ctx context.Context) (app.Account, error) {
	if !m.done {
		return nil
	}
	met, secret, how, a := m.met, m.secret, m.how, m.env.App
	return func(ctx context.Context) (app.Account, error) {
		account, _, err := a.Unite(ctx, c, secret, met, how)
		return account, err
	}
}

// meet reads what is there and shows the numbers below the test's answer, above the button that acts on the choice.
func (p *Connect) meet(c replica.Connection, a app.Account, secret string) {
	if a.Secret != "" {
		secret = a.Secret
	}
	m := p.meeting
	replace(m.content, kit.Bold(words.T("What is here and there")), kit.Dim(words.T("Comparing what is here with what is there…")))
	p.answer.Add(m.content)
	p.answer.Refresh()
	p.connect.Disable()
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (app.Meeting, error) {
		return p.env.App.Meet(ctx, func(ctx context.Context, f func(string, crm.Record) error) error {
			return p.env.App.Remotes.Survey(ctx, c, secret, f)
		}, nil)
	}, func(met app.Meeting, err error) {
		p.connect.Enable()
		if err != nil {
			p.tested = false
			p.failed(err, secret)
			return
		}
		m.done, m.met, m.secret = true, met, secret
		m.show()
		p.content.Refresh()
	})
}

// show says the numbers, and offers a choice where both sides have something.
func (m *meetingPart) show() {
	lines := []fyne.CanvasObject{kit.Bold(words.T("What is here and there"))}
	for _, k := range m.met.Kinds {
		lines = append(lines, kit.NewParagraph(words.Say(k.Sentence(m.env.App.Catalog())), kit.Style{}))
	}
	switch sum := m.met.Sum(); {
	case sum.There == 0:
		lines = append(lines, kit.NewParagraph(words.T("There is nothing yet: what is here is sent."), kit.Style{}))
	case sum.Here == 0:
		lines = append(lines, kit.NewParagraph(words.T("Nothing is here yet: what is there comes."), kit.Style{}))
	default:
		m.choice = kit.NewTabs(m.choose, words.T("Merge"), words.T("Take what is there"))
		lines = append(lines, m.choice, m.said)
		m.choose(0)
	}
	replace(m.content, lines...)
}

func (m *meetingPart) choose(i int) {
	defer m.chosen()
	if i == 0 {
		m.how = app.Merge
		m.said.SetText(words.T("What is the same becomes one record: what only one side says stands, and where both say something else, theirs is live and yours waits in the inbox. The rest is sent, and what is only there comes."))
		return
	}
	m.how = app.TakeTheir
	goes, comes := m.counts(func(k app.Met) int { return k.Here }), m.counts(func(k app.Met) int { return k.There })
	m.said.SetText(words.T("Removed from this computer: %s. Fetched from there: %s. Today's file is kept as a backup beside the database, with the daily ones; none of them replaces it.", goes, comes))
}

// counts says how many records of each kind one side has.
func (m *meetingPart) counts(of func(app.Met) int) string {
	var out []string
	for _, k := range m.met.Kinds {
		if e, err := m.env.App.Catalog().Entity(k.Entity); err == nil && of(k) > 0 {
			out = append(out, present.Records(e, int64(of(k))))
		}
	}
	return strings.Join(out, ", ")
}

// united names the button by what becomes of the records here, and says below it what follows.
func (p *Connect) united() {
	label, kind := words.T("Connect"), kit.Primary
	next := words.T("The first sync reads everything that you may see there; records that you made here are sent. " +
		"Sample data stays here. Nothing is deleted on either side. Where two people changed the same field, theirs stays live and yours waits in the inbox. " +
		"Without a network you go on working as always.")
	if p.meeting.how == app.TakeTheir {
		label, kind = words.T("Remove what is here and connect"), kit.Danger
		next = words.T("What is here is removed from this computer, but for sample data, and everything that you may see there is fetched. Nothing is deleted there. " +
			"Without a network you go on working as always.")
	}
	p.next.SetText(next)
	p.connect.SetText(label)
	p.connect.SetKind(kind)
	p.buttons.Refresh()
	if p.content != nil {
		p.content.Refresh()
	}
	if p.meeting.choice != nil {
		p.env.Run.After(drawn, func() {
			if p.env.Context.Err() == nil {
				kit.Reveal(p.connect)
			}
		})
	}
}
