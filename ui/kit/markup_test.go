package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"satchel/ui/kit"
	"satchel/ui/look"
)

// TestMarkup compares what widgets draw with the masters in testdata.
func TestMarkup(t *testing.T) {
	for _, variant := range []struct {
		name  string
		theme *look.Theme
	}{
		{"light", &look.Theme{Variant: look.Light}},
		{"dark", &look.Theme{Variant: look.Dark}},
		{"compact", &look.Theme{Variant: look.Light, Density: look.Compact}},
		{"large", &look.Theme{Variant: look.Light, Percent: 150}},
	} {
		for name, w := range map[string]struct {
			make func() fyne.CanvasObject
			size fyne.Size
		}{
			"buttons": {func() fyne.CanvasObject {
				return kit.Row(8, kit.NewButton("Call", nil), kit.NewPrimary("Log", nil), kit.NewDanger("Erase", nil))
			}, fyne.NewSize(320, 50)},
			"states": {func() fyne.CanvasObject {
				return kit.Row(6, kit.NewTag("! late", kit.Red), kit.NewTag("met", kit.Green),
					kit.NewFilterChip("City is Berlin", nil, func() {}), kit.NewChip("+ Filter", false, nil))
			}, fyne.NewSize(420, 40)},
			"card": {func() fyne.CanvasObject {
				return kit.NewCard(kit.KeyValues(kit.KeyValue{Key: "Mail", Value: "a.okafor@lumen.example"},
					kit.KeyValue{Key: "Owner", Value: "Anna"}))
			}, fyne.NewSize(360, 110)},
			"list": {func() fyne.CanvasObject {
				table := kit.NewTable(examplePeople[:4], kit.TableColumn{Title: "Name", Weight: 1},
					kit.TableColumn{Title: "Organisation", Weight: 1}, kit.TableColumn{Title: "Last touch", Min: 80},
					kit.TableColumn{Title: "Next step", Min: 100, Align: fyne.TextAlignTrailing})
				table.SetSort(3, true)
				table.Select(1)
				return table
			}, fyne.NewSize(560, 150)},
		} {
			t.Run(name+" "+variant.name, func(t *testing.T) {
				test.NewTempApp(t).Settings().SetTheme(variant.theme)
				win := test.NewTempWindow(t, w.make())
				win.SetPadded(false)
				win.Resize(w.size)
				test.AssertRendersToMarkup(t, name+"_"+variant.name+".xml", win.Canvas())
			})
		}
	}
}
