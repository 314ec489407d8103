package look

import "fyne.io/fyne/v2"

// Sizes by purpose, in Fyne's device-independent pixels. Ask Size for the value
// that fits the current text scale and density.
const (
	SizeText    fyne.ThemeSizeName = "satchel.text"    // ordinary text
	SizeSmall   fyne.ThemeSizeName = "satchel.small"   // counts, tags, chips, status line
	SizeFine    fyne.ThemeSizeName = "satchel.fine"    // cards' key and value pairs
	SizeTiny    fyne.ThemeSizeName = "satchel.tiny"    // column titles, groups of the sidebar
	SizeBrand   fyne.ThemeSizeName = "satchel.brand"   // the product's name in the sidebar
	SizeCard    fyne.ThemeSizeName = "satchel.card"    // title of a card
	SizeTitle   fyne.ThemeSizeName = "satchel.title"   // title of a page
	SizeRecord  fyne.ThemeSizeName = "satchel.record"  // title of a record
	SizeMetric  fyne.ThemeSizeName = "satchel.metric"  // a number that stands alone
	SizeRow     fyne.ThemeSizeName = "satchel.row"     // height of a list row
	SizeHeader  fyne.ThemeSizeName = "satchel.header"  // height of the column titles
	SizeStatus  fyne.ThemeSizeName = "satchel.status"  // height of the status line
	SizeControl fyne.ThemeSizeName = "satchel.control" // height of buttons and fields
	SizeTag     fyne.ThemeSizeName = "satchel.tag"     // height of tags and chips
	SizeNav     fyne.ThemeSizeName = "satchel.nav"     // height of a sidebar line
	SizeIcon    fyne.ThemeSizeName = "satchel.icon"    // side of an icon beside text
	SizeSidebar fyne.ThemeSizeName = "satchel.sidebar" // width of the sidebar
	SizeRail    fyne.ThemeSizeName = "satchel.rail"    // width of the sidebar when it is folded to icons
	SizePage    fyne.ThemeSizeName = "satchel.page"    // width that a page needs beside the unfolded sidebar
	SizeKey     fyne.ThemeSizeName = "satchel.key"     // width of the left column of KeyValues
)

// Lengths that neither text scale nor density changes.
const (
	Hairline      float32 = 1
	RadiusControl float32 = 6
	RadiusCard    float32 = 10
	RadiusTag     float32 = 5
	PadBar        float32 = 14 // left and right of bars and rows
	PadCard       float32 = 16 // inside cards
	PadDetail     float32 = 22 // around the detail
	Gap           float32 = 8  // between neighbours in a line
	GapCard       float32 = 12 // between cards
)

// sizes holds each size at text scale 1 and normal density. All grow with the
// text scale: what contains text must keep its room.
var sizes = map[fyne.ThemeSizeName]float32{
	SizeText: 14, SizeSmall: 12, SizeFine: 13, SizeTiny: 11, SizeBrand: 15, SizeCard: 16,
	SizeTitle: 17, SizeRecord: 21, SizeMetric: 24,
	SizeRow: 36, SizeHeader: 28, SizeStatus: 28, SizeControl: 30, SizeTag: 20, SizeNav: 32,
	SizeIcon: 16, SizeSidebar: 208, SizeRail: 48, SizePage: 640, SizeKey: 108,
}

// compact overrides sizes in the Compact density.
var compact = map[fyne.ThemeSizeName]float32{SizeRow: 28, SizeHeader: 24, SizeNav: 28}

// Scale is how much larger than normal the text is.
func Scale() float32 { return Size(SizeText) / sizes[SizeText] }
