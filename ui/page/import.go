package page

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/exchange"
	"satchel/ui/async"
	"satchel/ui/form"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Dropper is a page that takes a file dropped onto the window.
type Dropper interface{ Drop(file string) }

// Import takes a file in: it is checked whole and shown as it is understood before anything is written, and one undo takes all back.
type Import struct {
	env     Env
	entity  *crm.Entity
	options exchange.Options
	plan    *exchange.Plan // of the last check, nil if there is none
	back    bool           // the file is an export of ours, which is read back as it was
	batch   string         // of the last import, while its result is shown
	kept    []crm.Change   // what stayed when it was taken back
	running bool
	stop    context.CancelFunc // of the check or import under way, nil if none

	openRefused func(i int) // of the rows listed
	latest      async.Latest

	path     *form.Input
	problem  *kit.Paragraph // what is wrong with the file as a whole
	kind     *kit.Button
	bar      *kit.Bar
	begin    *kit.Button
	progress *kit.Progress
	line     *kit.Surface
	cards    *fyne.Container
	content  *fyne.Container
}

// NewImport builds the page for the route's entity, contacts if it names none.
func NewImport(env Env, r Route) Page {
	e, err := env.App.Catalog().Entity(r.Entity)
	if err != nil {
		e, err = env.App.Catalog().Entity("contact")
	}
	if err != nil {
		return newFailed(err)
	}
	p := &Import{env: env, entity: e, path: form.NewInput("", nil), cards: kit.Column(look.GapCard)}
	p.path.SetPlaceHolder(words.T("File"))
	p.path.OnSubmitted = func(string) { p.Check() }
	p.problem = kit.NewParagraph("", kit.Style{Size: look.SizeFine, Color: look.Red})
	p.problem.Hide()
	p.kind = choice(words.T(e.Plural), p.kinds)
	p.begin = kit.NewPrimary(words.T("Import"), p.Run)
	p.begin.Disable()
	p.bar = kit.NewBar(words.T("Import"), "", p.begin)
	p.progress = kit.NewProgress(p.cancel)
	p.line = kit.NewSubBar(kit.Grow(p.progress))
	p.line.Hide()
	head := section(words.T("What comes in"), words.T("A spreadsheet, CSV from another program, vCards, a calendar, or an export of Satchel. The file is checked to its end before anything is written."),
		kit.Row(look.GapCard, kit.NewField(words.T("Becomes"), p.kind), kit.Grow(kit.NewField(words.T("File"), p.path)), kit.NewField(" ", kit.NewButton(words.T("Choose"), p.chooseFile)),
			kit.NewField(" ", kit.NewButton(words.T("Check"), p.Check))), p.problem)
	p.content = scrolled(kit.Column(look.GapCard, head, p.cards), p.bar, p.line).(*fyne.Container)
	return p
}

// Content implements Page.
func (p *Import) Content() fyne.CanvasObject { return p.content }

// Refresh implements Page.
func (p *Import) Refresh(crm.Batch) {}

// Close implements Closer. An import under way goes on and says when it is done.
func (p *Import) Close() {
	p.latest.Stop()
	if !p.running {
		p.drop()
	}
}

// Drop implements Dropper.
func (p *Import) Drop(file string) {
	p.path.SetText(file)
	p.options, p.kept = exchange.Options{}, nil
	if e, err := p.env.App.Catalog().Entity(kindOf(file)); err == nil {
		p.entity = e
		p.kind.SetText(words.T(e.Plural))
	}
	p.Check()
}

// kindOf is the entity that a file can hold by its name, "" if it may hold any.
func kindOf(file string) string {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".ics", ".ical":
		return "activity"
	case ".vcf", ".vcard":
		return "contact"
	}
	return ""
}

// drop lets go of the plan.
func (p *Import) drop() {
	p.close(p.plan)
	p.plan = nil
}

func (p *Import) close(plan *exchange.Plan) {
	if plan == nil {
		return
	}
	if err := plan.Close(); err != nil {
		p.env.Fail(err)
	}
}

func (p *Import) kinds() []*fyne.MenuItem {
	var labels []string
	names := map[string]*crm.Entity{}
	for _, e := range p.env.App.Catalog().Entities() {
		if !e.Child && !e.ReadOnly {
			labels = append(labels, words.T(e.Plural))
			names[words.T(e.Plural)] = e
		}
	}
	return pick(labels, words.T(p.entity.Plural), func(label string) {
		p.entity = names[label]
		p.kind.SetText(label)
		p.options.Mapping = nil
		if p.path.Text != "" {
			p.Check()
		}
	})
}

func (p *Import) chooseFile() {
	d := dialog.NewFileOpen(func(from fyne.URIReadCloser, err error) {
		if err != nil {
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be opened: %w.", err))
			return
		}
		if from == nil {
			return
		}
		file := from.URI().Path()
		if err := from.Close(); err != nil { // the plan opens it by itself
			p.env.Fail(crm.Errorf(crm.CodeUnavailable, "The file cannot be read: %w.", err))
			return
		}
		p.Drop(file)
	}, p.env.Window)
	d.Show()
}

// Check reads the file and shows what an import of it would do.
func (p *Import) Check() {
	if p.running {
		return
	}
	p.complain("")
	file := strings.TrimSpace(p.path.Text)
	if file == "" {
		p.complain(words.T("Choose a file or enter its name."))
		return
	}
	p.drop()
	p.begin.Disable()
	if p.back = exchange.IsExport(file); p.back {
		p.findBack(file)
		return
	}
	entity, o := p.entity.Name, p.options
	o.Zone, o.Now, o.Progress = p.env.Zone, p.env.Now(), p.tick(words.T("Checking"))
	ctx := p.busy(p.latest.Next(p.env.Context), words.T("Checking %s", filepath.Base(file)))
	async.Run(context.WithoutCancel(ctx), p.env.Run, func(context.Context) (*exchange.Plan, error) {
		loc, err := p.env.App.Locale(ctx)
		if err != nil {
			return nil, err
		}
		o.Currency = loc.Currency
		if o.Who, err = p.env.App.Setting(ctx, app.SettingMe); err != nil {
			return nil, err
		}
		return exchange.NewPlan(ctx, p.env.App, entity, file, o)
	}, func(plan *exchange.Plan, err error) {
		if ctx.Err() != nil { // stopped, left, or another check began
			p.close(plan)
			return
		}
		p.idle()
		if err != nil {
			p.complain(words.Error(err))
			var ours *crm.Error
			if errors.As(err, &ours) && ours.Field == exchange.NoText {
				file = ""
			}
			p.showUnread(file)
			return
		}
		p.plan = plan
		used := plan.Options() // with what is remembered of such a file
		p.options.Mapping, p.options.DateOrder, p.options.Blanks = used.Mapping, used.DateOrder, used.Blanks
		p.options.Encoding, p.options.Delimiter = used.Encoding, used.Delimiter
		p.show()
	})
}

// complain says what is wrong with the file; "" takes it back.
func (p *Import) complain(sentence string) {
	p.problem.SetText(sentence)
	p.problem.Hidden = sentence == ""
	p.content.Refresh()
}

// Run writes what was checked. It goes on when the page is left.
func (p *Import) Run() {
	plan := p.plan
	switch {
	case p.running:
	case p.back:
		p.write(p.readBack)
	case plan != nil && plan.New+plan.Existing > 0 && len(plan.Undecided) == 0:
		p.write(plan.Run)
	}
}

func (p *Import) write(do func(context.Context, exchange.Progress) (exchange.Result, error)) {
	p.running, p.kept = true, nil
	p.begin.Disable()
	ctx := p.busy(context.WithoutCancel(p.env.Context), words.T("Importing"))
	async.Run(context.WithoutCancel(ctx), p.env.Run, func(context.Context) (exchange.Result, error) {
		return do(ctx, p.tick(words.T("Importing")))
	}, func(r exchange.Result, err error) {
		p.running = false
		p.idle()
		switch {
		case crm.CodeOf(err) == crm.CodeCanceled:
			p.env.Say(words.T("The import was stopped. Nothing was changed."), "")
			p.begin.Enable()
		case err != nil:
			p.env.Fail(err)
			p.begin.Enable()
		default:
			p.env.Window.Canvas().Unfocus() // Undo means the import now, not the name of the file
			p.env.Say(words.T("Imported: %s", present.ResultText(r)), r.Batch)
			p.done(r)
		}
		if p.env.Context.Err() != nil { // the page was left meanwhile
			p.drop()
		}
	})
}

// tick shows how far a task is, from whatever goroutine it runs on.
func (p *Import) tick(what string) exchange.Progress {
	return func(done, total int64) {
		p.env.Run.Post(func() {
			p.progress.Set(present.ProgressText(app.Progress{What: what, Done: done, Total: total}), done, total)
		})
	}
}

// busy shows the progress with its Cancel, and returns the context that Cancel ends.
func (p *Import) busy(parent context.Context, text string) context.Context {
	ctx, stop := context.WithCancel(parent)
	p.stop = stop
	p.progress.Set(text, 0, 0)
	p.showLine(true)
	return ctx
}

func (p *Import) idle() {
	if p.stop != nil {
		p.stop()
	}
	p.stop = nil
	p.showLine(false)
}

// cancel stops the task; an import that is stopped has written nothing, and says so when it has ended.
func (p *Import) cancel() {
	if p.running {
		p.stop()
		p.progress.Set(words.T("Stopping"), 0, 0)
		return
	}
	p.idle()
}

func (p *Import) showLine(on bool) {
	p.line.Hidden = !on
	p.content.Refresh()
	p.content.Layout.Layout(p.content.Objects, p.content.Size())
}
