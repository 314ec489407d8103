package page

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/sheet"
	"satchel/ui/words"
)

// Schedule asks when and where the report is written by itself.
func (p *Records) Schedule() {
	p.keptReport(func(v crm.View) {
		async.Run(p.env.Context, p.env.Run, p.env.App.Plans, func(list []app.Plan, err error) {
			if err != nil {
				p.env.Fail(err)
			}
			plan := app.Plan{View: v.ID, Every: app.EveryDay, Hour: 8, Format: sheet.Formats[0]}
			i := slices.IndexFunc(list, func(o app.Plan) bool { return o.View == v.ID })
			if i >= 0 {
				plan = list[i]
			}
			p.plan = openPlan(p.env, v, plan, i >= 0)
		})
	})
}

// PlanOverlay asks for the plan of a report.
type PlanOverlay struct {
	env    Env
	plan   app.Plan
	kept   bool // there is one already
	over   *Overlay
	time   *form.Input
	folder *form.Input
	every  *fyne.Container
	format *fyne.Container
}

// Plan is what asks for the time of a report, nil if it was not asked for.
func (p *Records) Plan() *PlanOverlay { return p.plan }

func openPlan(env Env, v crm.View, plan app.Plan, kept bool) *PlanOverlay {
	o := &PlanOverlay{env: env, plan: plan, kept: kept, every: kit.Flow(6), format: kit.Flow(6)}
	o.time, o.folder = form.NewInput("8:00", nil), form.NewInput("", nil)
	o.time.SetText(strconv.Itoa(plan.Hour) + ":" + strconv.Itoa(100 + plan.Minute)[1:])
	o.folder.SetText(plan.Folder)
	o.chips()
	actions := []fyne.CanvasObject{}
	if kept {
		actions = append(actions, kit.NewButton(words.T("Write it no more"), func() { o.store(app.Plan{View: plan.View}) }))
	}
	actions = append(actions, kit.NewPrimary(words.T("Save"), o.Save))
	note := kit.NewParagraph(words.T("The report is written into the folder at its time while Satchel runs. If it does not run then, it is written at the next start and marked as late. This is for this computer alone."), kit.Style{Size: look.SizeSmall, Color: look.Dim})
	o.over = panel(env, 520, words.T("Write “%s” by itself", ViewName(v)), []fyne.CanvasObject{
		kit.NewField(words.T("How often"), o.every), kit.NewField(words.T("At"), o.time), kit.NewField(words.T("As"), o.format),
		kit.NewField(words.T("Folder"), besideFolder(env, o.folder, o.folder.SetText)), note,
	}, actions...)
	o.time.OnEscape, o.folder.OnEscape = o.over.Close, o.over.Close
	o.over.Open(o.folder)
	return o
}

func (o *PlanOverlay) chips() {
	var every, formats []fyne.CanvasObject
	for _, e := range []struct{ key, label string }{{app.EveryDay, words.T("every day")}, {app.EveryWeek, words.T("on Mondays")}, {app.EveryMonth, words.T("on the first of the month")}} {
		every = append(every, kit.NewChip(e.label, o.plan.Every == e.key, func() { o.plan.Every = e.key; o.chips() }))
	}
	for _, f := range sheet.Formats {
		formats = append(formats, kit.NewChip(strings.ToUpper(f), o.plan.Format == f, func() { o.plan.Format = f; o.chips() }))
	}
	replace(o.every, every...)
	replace(o.format, formats...)
}

// Fill types a time and a folder.
func (o *PlanOverlay) Fill(at, folder string) {
	o.time.SetText(at)
	o.folder.SetText(folder)
}

// Save keeps the plan.
func (o *PlanOverlay) Save() {
	p := o.plan
	hour, minute, _ := strings.Cut(strings.TrimSpace(o.time.Text), ":")
	var err error
	p.Minute = 0
	if p.Hour, err = strconv.Atoi(hour); err == nil && minute != "" {
		p.Minute, err = strconv.Atoi(minute)
	}
	if err != nil {
		p.Hour = -1 // refused with the sentence of all such times
	}
	p.Folder = strings.TrimSpace(o.folder.Text)
	o.store(p)
}

func (o *PlanOverlay) store(p app.Plan) {
	async.Run(o.env.Context, o.env.Run, func(ctx context.Context) (any, error) { return nil, o.env.App.SetPlan(ctx, p) }, func(_ any, err error) {
		if err != nil {
			o.env.Fail(err)
			return
		}
		o.over.Close()
		if p.Format == "" {
			o.env.Say(words.T("The report is not written by itself any more."), "")
			return
		}
		o.env.Say(words.T("The report is written from now on, next %s.", present.Exact(crm.InstantOf(p.Next(o.env.Now())), o.env.Zone)), "")
	})
}
