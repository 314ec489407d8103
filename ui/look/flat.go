package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Flat is the theme in use without shadows, for everything but menus: scrolled content and text fields draw none at their edges.
type Flat struct{}

var _ fyne.Theme = Flat{}

// Color implements fyne.Theme.
func (Flat) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameShadow {
		return color.Transparent
	}
	return Current().Color(name, v)
}

// Font implements fyne.Theme.
func (Flat) Font(s fyne.TextStyle) fyne.Resource { return Current().Font(s) }

// Icon implements fyne.Theme.
func (Flat) Icon(n fyne.ThemeIconName) fyne.Resource { return Current().Icon(n) }

// Size implements fyne.Theme.
func (Flat) Size(n fyne.ThemeSizeName) float32 { return Current().Size(n) }
