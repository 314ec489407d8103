// Package look holds Satchel's appearance: one palette in light and dark, the
// sizes of text and controls, and the Fyne theme made of them. It knows nothing
// of records or screens.
package look

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Colours by purpose. Each has a light and a dark value; ask Color for the one
// that fits the current theme.
const (
	BG         fyne.ThemeColorName = "satchel.bg"         // behind the detail
	Pane       fyne.ThemeColorName = "satchel.pane"       // lists and cards
	Side       fyne.ThemeColorName = "satchel.side"       // sidebar and status line
	Line       fyne.ThemeColorName = "satchel.line"       // hairlines
	Hover      fyne.ThemeColorName = "satchel.hover"      // under the pointer, quiet chips
	Text       fyne.ThemeColorName = "satchel.text"       // ordinary text
	Dim        fyne.ThemeColorName = "satchel.dim"        // secondary text
	Accent     fyne.ThemeColorName = "satchel.accent"     // primary button, selection, links
	OnAccent   fyne.ThemeColorName = "satchel.onAccent"   // text on Accent
	AccentTint fyne.ThemeColorName = "satchel.accentTint" // behind the selection
	Red        fyne.ThemeColorName = "satchel.red"        // late, breached, refused
	RedTint    fyne.ThemeColorName = "satchel.redTint"
	Amber      fyne.ThemeColorName = "satchel.amber" // soon, missing, internal note
	AmberTint  fyne.ThemeColorName = "satchel.amberTint"
	Green      fyne.ThemeColorName = "satchel.green" // met, fine
	GreenTint  fyne.ThemeColorName = "satchel.greenTint"
	Blue       fyne.ThemeColorName = "satchel.blue" // neutral fact, planned
	BlueTint   fyne.ThemeColorName = "satchel.blueTint"
	Chart1     fyne.ThemeColorName = "satchel.chart1" // charts take 1 to 5 in order
	Chart2     fyne.ThemeColorName = "satchel.chart2"
	Chart3     fyne.ThemeColorName = "satchel.chart3"
	Chart4     fyne.ThemeColorName = "satchel.chart4"
	Chart5     fyne.ThemeColorName = "satchel.chart5"
	Veil       fyne.ThemeColorName = "satchel.veil" // over the window behind an overlay
)

// tone is one colour in light and dark, as 0xRRGGBB.
type tone struct{ light, dark uint32 }

var palette = map[fyne.ThemeColorName]tone{
	BG:         {0xf6f7f8, 0x15191b},
	Pane:       {0xffffff, 0x1c2224},
	Side:       {0xeef1f2, 0x171c1e},
	Line:       {0xdfe4e6, 0x2c3538},
	Hover:      {0xf0f4f5, 0x232b2e},
	Text:       {0x1c2427, 0xe5eaec},
	Dim:        {0x5c6a70, 0x9aa8ae},
	Accent:     {0x0f766e, 0x4fc4b7},
	OnAccent:   {0xffffff, 0x06231f},
	AccentTint: {0xd9efec, 0x17403c},
	Red:        {0xb3261e, 0xff9d95},
	RedTint:    {0xfbe6e4, 0x4a2320},
	Amber:      {0x8a5a00, 0xf0c169},
	AmberTint:  {0xfdf0d5, 0x43340f},
	Green:      {0x1f6f3f, 0x7fd6a0},
	GreenTint:  {0xdff3e6, 0x173b26},
	Blue:       {0x1d5fa8, 0x93c2f5},
	BlueTint:   {0xe1edfa, 0x1b3450},
	Chart1:     {0x0f766e, 0x4fc4b7},
	Chart2:     {0xe0a13a, 0xe8b75c},
	Chart3:     {0x5b7fc7, 0x86a5e6},
	Chart4:     {0xc2605a, 0xe08a84},
	Chart5:     {0x8f79b8, 0xb6a1dd},
}

// ChartColors returns the chart colours in the order series take them.
func ChartColors() []fyne.ThemeColorName {
	return []fyne.ThemeColorName{Chart1, Chart2, Chart3, Chart4, Chart5}
}

// InPalette returns the value of a palette colour in light or dark, and whether
// the palette has that name.
func InPalette(name fyne.ThemeColorName, dark bool) (color.NRGBA, bool) {
	if name == Veil {
		return color.NRGBA{A: 0x66}, true
	}
	t, ok := palette[name]
	if dark {
		return rgb(t.dark), ok
	}
	return rgb(t.light), ok
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}
