package desktop

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"satchel/app"
	"satchel/ui/kit"
	"satchel/ui/page"
)

// slowRunner holds work back until it is let go.
type slowRunner struct {
	Runner
	held []func()
}

func (r *slowRunner) Start(ctx context.Context, job func(context.Context) func()) {
	r.held = append(r.held, func() { r.Runner.Start(ctx, job) })
}

func (r *slowRunner) Soon(ctx context.Context, job func(context.Context) func()) { r.Start(ctx, job) }

func (r *slowRunner) release() {
	held := r.held
	r.held = nil
	for _, f := range held {
		f()
	}
}

// TestEnterWaitsForTheSearch types faster than the search answers: what is opened is what was typed, not what stood there before.
func TestEnterWaitsForTheSearch(t *testing.T) {
	ctx := context.Background()
	a, err := Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := Fill(ctx, a); err != nil {
		t.Fatal(err)
	}
	test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	w.Resize(fyne.NewSize(1280, 800))
	run := &slowRunner{}
	var went page.Route
	env := page.Env{App: a, Run: run, Context: ctx, Window: w, Zone: a.Zone, Go: func(r page.Route) { went = r }, Fail: func(err error) { t.Error(err) }}
	p := page.OpenPalette(env, nil, nil)
	p.Type("giulia")
	run.release()
	p.Type("kenji")
	focused := w.Canvas().Focused()
	focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if went.ID != "" || !p.Shown() {
		t.Fatalf("went to %v before the answer", went)
	}
	run.release()
	if p.Shown() || title(t, a, went) != "Kenji 田中" {
		t.Errorf("went to %v, %q", went, title(t, a, went))
	}
}

// TestAClosedPanelTakesTheKeysFromItsField: a text field that never hears of it lets its cursor blink for ever.
func TestAClosedPanelTakesTheKeysFromItsField(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	field := &watchedField{}
	field.ExtendBaseWidget(field)
	over := page.NewOverlay(w, 300, kit.Pad{}, field)
	over.Open(field)
	over.Close()
	if field.lost != 1 {
		t.Errorf("it lost the keys %d times", field.lost)
	}
}

type watchedField struct {
	widget.Entry
	lost int
}

func (f *watchedField) FocusLost() { f.lost++; f.Entry.FocusLost() }

func title(t *testing.T, a *app.App, r page.Route) string {
	t.Helper()
	titles, err := a.Titles(t.Context(), r.Entity, []string{r.ID})
	if err != nil {
		t.Fatal(err)
	}
	return titles[r.ID]
}
