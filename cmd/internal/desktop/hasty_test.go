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
	run := &slowRunner{}
	fail := func(err error) { t.Error(err) }
	env := page.Env{
		App: a, Run: run, Context: ctx, Window: w, Zone: a.Zone, Fail: fail, Go: func(page.Route) {}, Say: func(string, string) {},
		Drafts: page.NewDrafts(ctx, a, run, fail),
	}
	p := page.NewRecords(env, page.Route{Name: "records", Entity: "contact", ID: all[0].ID}).(*page.Records)
	w.SetContent(p.Content())
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
	if ref, ok := p.Record(); !ok || ref.ID != all[0].ID {
		t.Errorf("the page shows %v", ref)
	}
}
