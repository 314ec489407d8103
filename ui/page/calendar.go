package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// CalendarView is a way to look at the calendar.
type CalendarView string

// The views. Where the window is narrow, each of them is a list of its days.
const (
	CalendarWeek  CalendarView = ""
	CalendarMonth CalendarView = "month"
	CalendarList  CalendarView = "list" // two weeks from the chosen day
)

// days are how many days are in view: of a month, the weeks that it has a part in.
func (p *Calendar) days() int {
	switch p.view {
	case CalendarMonth:
		end := p.first.AddDate(0, 0, 7)
		for end.Month() == p.day.Month() {
			end = end.AddDate(0, 0, 7)
		}
		return int(end.Sub(p.first).Hours()+12) / 24
	case CalendarList:
		return 14
	}
	return 7
}

// Calendar shows what has a time, as a week, a month or a list of days.
type Calendar struct {
	env    Env
	head   *kit.Bar
	grid   *calendarGrid
	agenda *fyne.Container
	body   *fyne.Container
	view   CalendarView
	day    time.Time // the chosen one
	first  time.Time // of the days in view
	begins time.Weekday
	chips  map[CalendarView]*kit.Chip
	mine   *whose
	latest async.Latest
}

var (
	_ Page    = (*Calendar)(nil)
	_ Creator = (*Calendar)(nil)
	_ Stepper = (*Calendar)(nil)
	_ Located = (*Calendar)(nil)
)

// NewCalendar returns the page; the route's ID is a day, "" for today.
func NewCalendar(env Env, to Route) Page {
	p := &Calendar{env: env, agenda: kit.Column(look.GapCard), begins: agenda.WeekStart(lang.SystemLocale().String()), view: CalendarView(to.Title)}
	p.day = crm.DateOf(env.Now()).In(env.Zone)
	if d, err := crm.ParseDate(to.ID); err == nil {
		p.day = d.In(env.Zone)
	}
	p.grid = newCalendarGrid(p)
	chip := func(v CalendarView, label string) *kit.Chip {
		return kit.NewChip(label, p.view == v, func() { p.Show(v) })
	}
	p.chips = map[CalendarView]*kit.Chip{
		CalendarWeek: chip(CalendarWeek, words.T("Week")), CalendarMonth: chip(CalendarMonth, words.T("Month")), CalendarList: chip(CalendarList, words.T("List")),
	}
	p.mine = newWhose(env, p.load)
	p.head = kit.NewBar(words.T("Calendar"), "", p.mine.chip, p.chips[CalendarWeek], p.chips[CalendarMonth], p.chips[CalendarList],
		kit.NewButton("‹", func() { p.Turn(-1) }), kit.NewButton(words.T("Today"), p.Today), kit.NewButton("›", func() { p.Turn(1) }),
		kit.NewPrimary(words.T("New"), p.Create))
	scroll := kit.NewScroll(kit.Inset(18, look.PadDetail, 18, look.PadDetail, kit.MaxWidth(860, p.agenda)))
	p.body = &fyne.Container{Layout: calendarLayout{p}, Objects: []fyne.CanvasObject{p.grid, scroll}}
	p.load()
	return p
}

// Route implements Located.
func (p *Calendar) Route() Route {
	return Route{Name: "calendar", ID: string(crm.DateOf(p.day)), Title: string(p.view)}
}

// Content implements Page.
func (p *Calendar) Content() fyne.CanvasObject {
	return kit.NewSurface("", 0, kit.Pad{}, kit.Page(p.body, p.head))
}

// Refresh implements Page.
func (p *Calendar) Refresh(crm.Batch) { p.load() }

// Minute implements Clocked.
func (p *Calendar) Minute() { p.load() }

func (p *Calendar) load() {
	switch p.view {
	case CalendarMonth:
		p.first = agenda.WeekOf(time.Date(p.day.Year(), p.day.Month(), 1, 0, 0, 0, 0, p.env.Zone), p.begins)
	case CalendarList:
		p.first = p.day
	default:
		p.first = agenda.WeekOf(p.day, p.begins)
	}
	first, n := p.first, p.days()
	async.Run(p.latest.Next(p.env.Context), p.env.Run, func(ctx context.Context) (present.Calendar, error) {
		return present.LoadCalendar(ctx, p.env.App, first, n)
	}, func(c present.Calendar, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.show(c)
	})
}

func (p *Calendar) show(c present.Calendar) {
	n := 0
	for _, d := range c.Days {
		n += len(d.Items)
	}
	count := present.CalendarSpan(p.first, p.days()) + " · " + words.N(int64(n), "%s thing", "%s things")
	if c.More {
		count += " · " + words.T("there is more")
	}
	p.head.SetCount(count)
	for v, chip := range p.chips {
		chip.SetOn(v == p.view)
	}
	p.mine.show(c.Everyone)
	p.grid.set(c, p.view == CalendarMonth, int(p.day.Sub(p.first).Hours()+12)/24)
	p.showAgenda(c)
	p.body.Refresh()
}

// showAgenda lists the days that have something.
func (p *Calendar) showAgenda(c present.Calendar) {
	p.agenda.Objects = nil
	for _, d := range c.Days {
		if len(d.Items) == 0 {
			continue
		}
		col := kit.Column(0, kit.Bold(words.Time(d.Start, "Monday 2 January")))
		for _, i := range d.Items {
			clock := words.T("all day")
			if !i.AllDay {
				clock = i.At.Time().In(p.env.Zone).Format("15:04")
			}
			col.Add(newPressLine(func() { p.openItem(i) }, kit.NewSurface("", kit.EdgeTop, kit.Pad{Top: 8, Bottom: 8},
				kit.Row(look.Gap, kit.FixedWidth(5.4*look.Size(look.SizeText), kit.NewTag(clock, tones[i.Tone])), kit.Grow(kit.NewText(i.Label, fine("")))))))
		}
		p.agenda.Add(kit.NewCard(col))
	}
	if len(p.agenda.Objects) == 0 {
		p.agenda.Add(kit.EmptyState(words.T("Nothing is planned"), words.T("Double-click an hour, or press N, to plan something.")))
	}
	p.agenda.Refresh()
}

// Show changes the view.
func (p *Calendar) Show(v CalendarView) {
	p.view = v
	p.load()
}

// Turn goes to the days after those in view, or to those before.
func (p *Calendar) Turn(by int) {
	if p.view == CalendarMonth {
		first := time.Date(p.day.Year(), p.day.Month()+time.Month(by), 1, 0, 0, 0, 0, p.env.Zone)
		p.Go(first.AddDate(0, 0, min(p.day.Day(), first.AddDate(0, 1, -1).Day())-1))
		return
	}
	p.Go(p.day.AddDate(0, 0, by*p.days()))
}

// Go chooses a day.
func (p *Calendar) Go(day time.Time) {
	p.day = day
	p.load()
}

// Today chooses today.
func (p *Calendar) Today() { p.Go(crm.DateOf(p.env.Now()).In(p.env.Zone)) }

// Step implements Stepper: to the next thing, or the one before, which shows that it is chosen.
func (p *Calendar) Step(by int) {
	p.env.Window.Canvas().Focus(p.grid)
	p.grid.step(by)
}

// Create implements Creator: something new at the chosen time.
func (p *Calendar) Create() { p.create(p.grid.chosen()) }

func (p *Calendar) create(at time.Time) {
	p.env.LogAs(LogPreset{Kind: "meeting", At: crm.InstantOf(at)})
}

func (p *Calendar) openItem(i present.CalendarItem) {
	p.env.Go(Route{Name: "records", Entity: i.Ref.Entity, ID: i.Ref.ID})
}

// Move gives an item another time, as one action that can be undone.
func (p *Calendar) Move(i present.CalendarItem, to time.Time) {
	if crm.InstantOf(to) == i.At {
		return
	}
	if present.Moved(i.Item, to, nil) == nil {
		p.env.Say(words.T("A customer was promised this time: change it in the ticket."), "")
		p.grid.Refresh()
		return
	}
	label := words.T("Moved: %s", i.Text)
	async.Run(p.env.Context, p.env.Run, func(ctx context.Context) (crm.Batch, error) {
		r, err := p.env.App.Get(ctx, i.Ref)
		if err != nil {
			return crm.Batch{}, err
		}
		return p.env.App.Change(ctx, label, i.Ref, present.Moved(i.Item, to, r.Get("next_step")))
	}, func(b crm.Batch, err error) {
		if err != nil {
			p.env.Fail(err)
			return
		}
		p.env.Say(label, b.ID)
		p.load()
	})
}

// calendarLayout shows the grid, or the list of days, also where there is too little room for seven columns.
type calendarLayout struct{ p *Calendar }

func calendarNarrow() float32 { return 44 * look.Size(look.SizeText) }

func (calendarLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 200) }

func (l calendarLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list := size.Width < calendarNarrow() || l.p.view == CalendarList
	for n, o := range objects {
		if show := (n == 1) == list; show {
			o.Show()
		} else {
			o.Hide()
		}
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}
