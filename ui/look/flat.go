package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// InFlat draws content with the theme [Flat]. The toolkit would give every widget that it finds inside a place of its own for fonts, and read
// all fonts anew for it, and forget what it measured of any text; it is shown an empty place, so that it only draws in another theme.
func InFlat(content fyne.CanvasObject) fyne.CanvasObject {
	place := container.NewStack()
	flat := container.NewThemeOverride(place, Flat{})
	_ = flat.MinSize() // here it looks inside
	place.Objects = []fyne.CanvasObject{content}
	return flat
}

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
