package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// TestAFieldWithoutNewsIsNotDrawnAnew: a form says of all fields that they are right each time that it is read.
func TestAFieldWithoutNewsIsNotDrawnAnew(t *testing.T) {
	test.NewTempApp(t)
	control := &counted{}
	control.ExtendBaseWidget(control)
	f := NewField("Name", control)
	test.NewTempWindow(t, f)
	before := control.refreshed
	f.SetError("")
	if control.refreshed != before {
		t.Error("it was drawn anew")
	}
	f.SetError("Too long.")
	if f.Note() != "Too long." || control.refreshed == before {
		t.Errorf("it says %q", f.Note())
	}
}

type counted struct {
	widget.BaseWidget
	refreshed int
}

func (c *counted) Refresh() { c.refreshed++ }

func (c *counted) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewText("", nil))
}
