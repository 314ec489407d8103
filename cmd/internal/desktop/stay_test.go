package desktop

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/ui"
	"satchel/ui/look"
	"satchel/ui/page"
)

func TestTheWindowIsFoundAsItWasLeft(t *testing.T) {
	d := open(t, true)
	p := d.list("deal")
	p.Select(1)
	want := d.Route()
	d.Do("sidebar") // folds it
	look.ReadFonts("王")
	d.window.Resize(fyne.NewSize(1100, 700))
	size := d.window.Canvas().Size()
	d.restart()
	if got := d.Route(); got.Name != "records" || got.Entity != "deal" || got.ID != want.ID {
		t.Errorf("the page is %+v, was %+v", got, want)
	}
	stay := ui.ReadStay(d.setting(ui.StaySetting))
	if stay.Size() != size || !stay.Folded || !strings.Contains(stay.Letters, "王") {
		t.Errorf("kept is %+v", stay)
	}
	if d.place("Contacts").Size().Width > 60 {
		t.Error("the sidebar is unfolded again")
	}
	d.Go(page.Route{Name: "records", Entity: "contact", ID: "new"})
	d.run.Settle()
	d.restart()
	if got := d.Route(); got.Entity != "contact" || got.ID == "new" {
		t.Errorf("after a new record was left the page is %+v", got)
	}
}

func TestAPageThatIsGoneIsTheDay(t *testing.T) {
	d := open(t, true)
	for _, stay := range []ui.Stay{{Page: page.Route{Name: "gone"}}, {Page: page.Route{Name: "records", Entity: "gone"}}, {}} {
		d.end()
		if err := d.app.SetSetting(t.Context(), ui.StaySetting, stay.String()); err != nil {
			t.Fatal(err)
		}
		d.start()
		if got := d.Route(); got.Name != "today" {
			t.Errorf("%+v opens %+v", stay.Page, got)
		}
	}
}

// TestEveryPageFitsASmallDisplay walks the pages in the least window of a display of 800x600 that has a bar of its own, in all text
// sizes that the settings offer.
func TestEveryPageFitsASmallDisplay(t *testing.T) {
	d := open(t, true)
	const width, height = 800, 600 - 28 - 30 // less the menu of the window and its title
	for _, percent := range []int{100, 125, 150} {
		fyne.CurrentApp().Settings().SetTheme(&look.Theme{Variant: look.Light, Percent: percent})
		for _, r := range []page.Route{
			{Name: "first"},
			{Name: "today"},
			{Name: "calendar"},
			{Name: "insight"},
			{Name: "inbox"},
			{Name: "connect"},
			{Name: "import", Entity: "contact"},
			{Name: "settings"},
			{Name: "guide"},
			{Name: "records", Entity: "contact"},
			{Name: "records", Entity: "deal", Board: true},
			{Name: "records", Entity: "ticket"},
			{Name: "records", Entity: "contact", ID: "new"},
		} {
			d.Go(r)
			d.run.Settle()
			if least := d.window.Content().MinSize(); least.Width > width || least.Height > height {
				t.Errorf("%+v at %d %% needs %v", r, percent, least)
			}
		}
	}
}
