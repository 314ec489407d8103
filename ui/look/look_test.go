package look

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// pairs lists every text colour with the surfaces it may stand on.
var pairs = map[fyne.ThemeColorName][]fyne.ThemeColorName{
	Text:     {BG, Pane, Side, Hover, AccentTint, RedTint, AmberTint, GreenTint, BlueTint},
	Dim:      {BG, Pane, Side, Hover, AccentTint, AmberTint},
	Accent:   {BG, Pane, Side, Hover, AccentTint},
	OnAccent: {Accent},
	Red:      {BG, Pane, Side, Hover, AccentTint, RedTint},
	Amber:    {BG, Pane, AmberTint},
	Green:    {BG, Pane, GreenTint},
	Blue:     {BG, Pane, BlueTint},
	Pane:     {Red, Green, Amber},
}

func TestContrast(t *testing.T) {
	for _, dark := range []bool{false, true} {
		for text, surfaces := range pairs {
			for _, surface := range surfaces {
				t.Run(fmt.Sprintf("%s on %s dark=%v", text, surface, dark), func(t *testing.T) {
					a, okA := InPalette(text, dark)
					b, okB := InPalette(surface, dark)
					if !okA || !okB {
						t.Fatal("colour missing from the palette")
					}
					if got := contrast(a, b); got < 4.5 {
						t.Errorf("contrast %.2f, want 4.5 or more", got)
					}
				})
			}
		}
	}
}

func TestContrastFormula(t *testing.T) {
	if got := contrast(color.NRGBA{A: 255}, color.NRGBA{R: 255, G: 255, B: 255, A: 255}); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white is %.2f, want 21", got)
	}
}

func TestVariant(t *testing.T) {
	light, _ := InPalette(Pane, false)
	dark, _ := InPalette(Pane, true)
	for _, c := range []struct {
		variant Variant
		system  fyne.ThemeVariant
		want    color.Color
	}{
		{System, theme.VariantLight, light},
		{System, theme.VariantDark, dark},
		{Light, theme.VariantDark, light},
		{Dark, theme.VariantLight, dark},
	} {
		if got := (&Theme{Variant: c.variant}).Color(Pane, c.system); got != c.want {
			t.Errorf("variant %d on system %d: %v, want %v", c.variant, c.system, got, c.want)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		theme Theme
		name  fyne.ThemeSizeName
		want  float32
	}{
		{Theme{}, SizeRow, 36},
		{Theme{Density: Compact}, SizeRow, 28},
		{Theme{Percent: 150}, SizeRow, 54},
		{Theme{Percent: 125}, SizeText, 17.5},
		{Theme{Percent: 125}, theme.SizeNameText, 17.5},
		{Theme{Percent: 9000}, SizeText, 28},
		{Theme{Percent: -3}, SizeText, 10.5},
		{Theme{Density: Compact}, SizeText, 14},
	} {
		if got := c.theme.Size(c.name); got != c.want {
			t.Errorf("%+v: %s is %v, want %v", c.theme, c.name, got, c.want)
		}
	}
}

func TestEveryFyneColourIsOpaqueOrMeant(t *testing.T) {
	for name := range fyneColors {
		_, _, _, a := (&Theme{}).Color(name, theme.VariantLight).RGBA()
		if a != 0xffff {
			t.Errorf("%s is not opaque", name)
		}
	}
}

// contrast is the WCAG 2 contrast ratio of two opaque colours, 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

func TestTheInsideOfAnOutlineHasItsColour(t *testing.T) {
	for _, line := range []color.Color{color.NRGBA{R: 0xdf, G: 0xe4, B: 0xe6, A: 0xff}, color.NRGBA{R: 0x0f, G: 0x76, B: 0x6e, A: 0xff}} {
		want, _ := line.(color.NRGBA)
		want.A = 1
		if got := Unseen(line); got != want {
			t.Errorf("%v: %v", line, got)
		}
	}
}
