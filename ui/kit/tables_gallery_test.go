package kit_test

import (
	"fyne.io/fyne/v2"

	"satchel/ui/kit"
)

// halfLoaded has rows that are still on their way, and long names of all kinds.
type halfLoaded struct{}

func (halfLoaded) Len() int      { return 1_000_000 }
func (halfLoaded) Need(int, int) {}

func (halfLoaded) Row(i int) ([]kit.Cell, bool) {
	names := []string{
		"Wolfeschlegelsteinhausenbergerdorff senior and partners", "فاطمة السيد عبد الرحمن الحسيني القاضي",
		"מאיה כהן לוי בן גוריון אברהם יצחק", "山田太郎商事株式会社東京本社営業部第一課", "Дмитрий Александрович Волков-Преображенский",
		"A name with\na line break", "", "Nguyễn Thị Minh Khai Hoàng Phương Thảo",
	}
	name := names[i%len(names)]
	return []kit.Cell{
		{Text: name, Look: kit.CellBold},
		{Text: name, Look: kit.CellDim},
		{Text: "61,000 EUR"},
		{Text: "waiting for the customer", Look: kit.CellTag, Tone: kit.Tone(i % 6)},
	}, i%11 < 8
}

func tableGallery() fyne.CanvasObject {
	table := kit.NewTable(halfLoaded{},
		kit.TableColumn{Title: "Name", Weight: 1, Sortable: true}, kit.TableColumn{Title: "The same, in dim", Weight: 1.4},
		kit.TableColumn{Title: "Amount", Min: 90, Align: fyne.TextAlignTrailing}, kit.TableColumn{Title: "State", Min: 120})
	table.Multi = true
	table.SetSort(2, true)
	table.Select(2)
	table.Focus()
	return kit.Page(table, kit.NewBar("Names of all kinds", "1,000,000"))
}
