package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Variant says whether the theme is light or dark.
type Variant int

// The variants. The zero value follows the system.
const (
	System Variant = iota
	Light
	Dark
)

// Density says how close rows stand.
type Density int

// The densities. The zero value is the normal one.
const (
	Normal Density = iota
	Compact
)

// Theme is Satchel's Fyne theme. Its zero value follows the system, with text at
// 100 % and normal density. Set a new Theme to change the look; never alter one
// that is in use.
type Theme struct {
	Variant Variant
	Density Density
	// Percent is the text scale: 100, 125 or 150. Zero means 100, values outside
	// 75 to 200 are taken as the nearest limit.
	Percent int
}

var _ fyne.Theme = (*Theme)(nil)

// Color implements fyne.Theme for our names and Fyne's own.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	dark := t.dark(variant)
	if c, ok := InPalette(name, dark); ok {
		return c
	}
	if our, ok := fyneColors[name]; ok {
		if dark && name == theme.ColorNameMenuBackground {
			our = Hover // a menu lies on panes, and a shadow shows little in the dark
		}
		c, _ := InPalette(our, dark)
		return c
	}
	switch name {
	case theme.ColorNameShadow: // only menus and dialogs have one: it parts them from the page
		if dark {
			return color.NRGBA{A: 0x80}
		}
		return color.NRGBA{A: 0x30}
	case theme.ColorNameScrollBar:
		c, _ := InPalette(Dim, dark)
		c.A = 0x44
		return c
	case theme.ColorNameSelection:
		c, _ := InPalette(Accent, dark)
		c.A = 0x40
		return c
	}
	v := theme.VariantLight
	if dark {
		v = theme.VariantDark
	}
	return theme.DefaultTheme().Color(name, v)
}

// fyneColors gives Fyne's own widgets our palette.
var fyneColors = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameBackground:          BG,
	theme.ColorNameButton:              Pane,
	theme.ColorNameDisabled:            Dim,
	theme.ColorNameDisabledButton:      Hover,
	theme.ColorNameError:               Red,
	theme.ColorNameFocus:               AccentTint,
	theme.ColorNameForeground:          Text,
	theme.ColorNameForegroundOnError:   Pane,
	theme.ColorNameForegroundOnPrimary: OnAccent,
	theme.ColorNameForegroundOnSuccess: Pane,
	theme.ColorNameForegroundOnWarning: Pane,
	theme.ColorNameHeaderBackground:    Side,
	theme.ColorNameHover:               Hover,
	theme.ColorNameHyperlink:           Accent,
	theme.ColorNameInputBackground:     BG,
	theme.ColorNameInputBorder:         Line,
	theme.ColorNameMenuBackground:      Pane,
	theme.ColorNameOverlayBackground:   Pane,
	theme.ColorNamePlaceHolder:         Dim,
	theme.ColorNamePressed:             AccentTint,
	theme.ColorNamePrimary:             Accent,
	theme.ColorNameScrollBarBackground: Pane,
	theme.ColorNameSeparator:           Line,
	theme.ColorNameSuccess:             Green,
	theme.ColorNameWarning:             Amber,
}

// Font implements fyne.Theme. Fyne's bundled Noto Sans covers Latin, Greek,
// Cyrillic and Vietnamese; every other script falls back to the system's fonts.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	return theme.DefaultTheme().Font(style)
}

// Icon implements fyne.Theme with Fyne's own icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// CompactSize is a size as the Compact density has it, whatever the theme's own density: for lists that are compact by themselves.
func CompactSize(name fyne.ThemeSizeName) float32 {
	t := *Current()
	t.Density = Compact
	return t.Size(name)
}

// Size implements fyne.Theme for our names and Fyne's own.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if v, ok := compact[name]; ok && t.Density == Compact {
		return v * t.scale()
	}
	if v, ok := sizes[name]; ok {
		return v * t.scale()
	}
	switch name {
	case theme.SizeNameText:
		return sizes[SizeText] * t.scale()
	case theme.SizeNameCaptionText:
		return sizes[SizeSmall] * t.scale()
	case theme.SizeNameHeadingText:
		return sizes[SizeRecord] * t.scale()
	case theme.SizeNameSubHeadingText:
		return sizes[SizeTitle] * t.scale()
	case theme.SizeNameInlineIcon:
		return sizes[SizeIcon] * t.scale()
	case theme.SizeNameInnerPadding:
		return 6
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return RadiusControl
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

func (t *Theme) dark(system fyne.ThemeVariant) bool {
	return t.Variant == Dark || t.Variant == System && system == theme.VariantDark
}

func (t *Theme) scale() float32 {
	if t.Percent == 0 {
		return 1
	}
	return float32(min(max(t.Percent, 75), 200)) / 100
}

var fallback = &Theme{}

// Current returns the theme in use, or Satchel's default if another one is set.
func Current() *Theme {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t
	}
	return fallback
}

// Color returns a colour of the theme in use.
func Color(name fyne.ThemeColorName) color.Color {
	return Current().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// Unseen is a colour for the inside of an outline: on none, which is black, the toolkit draws a thin line darker than it is.
func Unseen(line color.Color) color.Color {
	c, _ := color.NRGBAModel.Convert(line).(color.NRGBA)
	c.A = 1
	return c
}

// IsDark says whether the theme in use is dark.
func IsDark() bool {
	return Current().dark(fyne.CurrentApp().Settings().ThemeVariant())
}

// Size returns a size of the theme in use.
func Size(name fyne.ThemeSizeName) float32 { return Current().Size(name) }
