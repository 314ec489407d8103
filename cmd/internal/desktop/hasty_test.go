package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/page"
)

// TestAFormIsCancelledBeforeTheRecordWasRead presses Ctrl+N and Esc faster than the database answers: that ended the program once.
func TestAFormIsCancelledBeforeTheRecordWasRead(t *testing.T) {
	p, run, id := slowContact(t)
	run.release()       // the way the list is shown; now it reads
	reading := run.held // the record, which comes after the form
	run.held = nil
	p.Create()
	for range 4 {
		run.release()
	}
	run.held = reading
	run.release()
	if p.Form() == nil {
		t.Fatal("there is no form")
	}
	if !p.Cancel() {
		t.Error("there was nothing to cancel")
	}
	for range 4 {
		run.release()
	}
	if ref, ok := p.Record(); !ok || ref.ID != id {
		t.Errorf("the page shows %v", ref)
	}
}

// TestEditIsRememberedUntilTheRecordIsRead presses F2 faster than the database answers: the form opens as soon as the record is there.
func TestEditIsRememberedUntilTheRecordIsRead(t *testing.T) {
	for name, way := range map[string]struct {
		before int // answers that came before the key
		then   func(p *page.Records)
		opens  bool
	}{
		"before the list knows its view": {0, func(*page.Records) {}, true},
		"before the record is read":      {1, func(*page.Records) {}, true},
		"but not after Esc":              {1, func(p *page.Records) { p.Cancel() }, false},
		"but not once another is chosen": {1, func(p *page.Records) { p.Open(page.Route{Name: "records", Entity: "contact", ID: "gone"}) }, false},
		"and at once where it was read":  {4, func(*page.Records) {}, true},
	} {
		t.Run(name, func(t *testing.T) {
			p, run, _ := slowContact(t)
			for range way.before {
				run.release()
			}
			if _, shown := p.Record(); shown != (way.before == 4) {
				t.Fatal("the record is shown:", shown)
			}
			if way.before < 4 && !p.Opening() {
				t.Error("no record is on its way")
			}
			p.Edit()
			way.then(p)
			for range 6 {
				run.release()
			}
			if got := p.Form() != nil; got != way.opens {
				t.Errorf("a form is open: %v", got)
			}
		})
	}
}

// slowContact opens the first contact of the sample on a database that answers when it is told to.
func slowContact(t *testing.T) (p *page.Records, run *slowRunner, id string) {
	t.Helper()
	ctx := t.Context()
	a, err := Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := Fill(ctx, a); err != nil {
		t.Fatal(err)
	}
	all, err := a.List(ctx, crm.Query{Entity: "contact", Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	w.Resize(fyne.NewSize(1280, 800))
	run = &slowRunner{}
	fail := func(err error) { t.Error(err) }
	env := page.Env{
		App: a, Run: run, Context: ctx, Window: w, Zone: a.Zone, Fail: fail, Go: func(page.Route) {}, Say: func(string, string) {},
		Drafts: page.NewDrafts(ctx, a, run, fail),
	}
	p = page.NewRecords(env, page.Route{Name: "records", Entity: "contact", ID: all[0].ID}).(*page.Records)
	w.SetContent(p.Content())
	return p, run, all[0].ID
}
