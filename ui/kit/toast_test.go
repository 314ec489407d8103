package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

func TestToast(t *testing.T) {
	var due func()
	stopped, undone := 0, 0
	toaster := NewToaster(func(d time.Duration, f func()) func() {
		due = f
		return func() { stopped++ }
	})
	toaster.ShowToast("3 contacts deleted", "Undo", func() { undone++ })
	if toaster.Shown() != "3 contacts deleted" {
		t.Fatalf("shows %q", toaster.Shown())
	}
	toaster.ShowToast("Saved", "", nil)
	if stopped != 1 || toaster.undo.Visible() {
		t.Error("the toast before left its timer or its button")
	}
	due()
	if toaster.Shown() != "" {
		t.Error("the toast outstayed its time")
	}
	toaster.ShowToast("2 contacts deleted", "Undo", func() { undone++ })
	test.Tap(toaster.undo)
	if undone != 1 || toaster.Shown() != "" {
		t.Errorf("undone %d times, shows %q", undone, toaster.Shown())
	}
}

// What a page offers stands in lines at its foot, of which the paddings of pages leave at least this much below.
const footPad = 10

func TestAToastHidesNothingAtTheFootOfAPage(t *testing.T) {
	for _, percent := range []int{100, 150, 200} {
		test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: percent})
		merge := NewButton("Compare and merge", nil)
		foot := NewSurface(look.BG, EdgeTop, Pad{Top: footPad, Right: look.PadBar, Bottom: footPad, Left: look.PadBar}, Row(look.Gap, Spacer(), merge))
		toaster := NewToaster(func(time.Duration, func()) func() { return func() {} })
		frame := NewFrame(NewSidebar(), NewStatusLine("Saved", "? keys", nil), Footed(Plain(""), foot))
		w := test.NewTempWindow(t, Stack(frame, toaster))
		w.SetPadded(false)
		w.Resize(fyne.NewSize(1024, 700))
		toaster.ShowToast("Merged Joerg Mueller into Jörg Müller", "Undo", nil)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		toast, button := at(toaster.panel), at(merge)
		if end := button.Y + merge.Size().Height; toast.Y < end {
			t.Errorf("%d %%: the toast begins at %v, the button ends at %v", percent, toast.Y, end)
		}
		if end := toast.AddXY(toaster.panel.Size().Width, toaster.panel.Size().Height); end.X > 1024 || end.Y > 700 || toast.X < 0 {
			t.Errorf("%d %%: the toast reaches from %v to %v", percent, toast, end)
		}
	}
}
