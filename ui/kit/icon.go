package kit

import (
	"bytes"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/assets"
	"satchel/ui/look"
)

// iconResource returns the named icon in a colour of the theme in use. An
// unknown name gives an empty picture.
func iconResource(name string, colour fyne.ThemeColorName) fyne.Resource {
	r, g, b, _ := look.Color(colour).RGBA()
	hex := fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	svg := assets.Icon(name)
	if svg == nil {
		svg = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"></svg>`)
	}
	return fyne.NewStaticResource(name+hex[1:]+".svg", bytes.ReplaceAll(svg, []byte("#000000"), []byte(hex)))
}

// paintIcon shows the named icon in img.
func paintIcon(img *canvas.Image, name string, colour fyne.ThemeColorName) {
	img.FillMode = canvas.ImageFillContain
	if r := iconResource(name, colour); img.Resource == nil || img.Resource.Name() != r.Name() {
		img.Resource = r
		img.Refresh()
	}
}

// Icon is one of our icons in a colour of the theme.
type Icon struct {
	widget.BaseWidget
	Name  string              // a name that assets.Icon knows
	Color fyne.ThemeColorName // zero: look.Dim
	Disc  bool                // stands on a round tint, as in a timeline
}

var _ fyne.Widget = (*Icon)(nil)

// NewIcon returns the named icon in dim.
func NewIcon(name string) *Icon {
	i := &Icon{Name: name}
	i.ExtendBaseWidget(i)
	return i
}

// NewDisc returns the named icon on a round tint.
func NewDisc(name string) *Icon {
	i := &Icon{Name: name, Color: look.Accent, Disc: true}
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	disc, img := box(), canvas.NewImageFromResource(nil)
	side := func() float32 {
		if i.Disc {
			return look.Size(look.SizeTag)
		}
		return look.Size(look.SizeIcon)
	}
	return draw(&drawing{
		owner:   i,
		objects: []fyne.CanvasObject{disc, img},
		min:     func() fyne.Size { return fyne.NewSquareSize(side()) },
		layout: func(s fyne.Size) {
			outer := side()
			inner := outer
			if i.Disc {
				inner *= 0.6
			}
			place(disc, (s.Width-outer)/2, (s.Height-outer)/2, outer, outer)
			place(img, (s.Width-inner)/2, (s.Height-inner)/2, inner, inner)
		},
		restyle: func() {
			fill, colour := fyne.ThemeColorName(""), i.Color
			if i.Disc {
				fill = look.AccentTint
			}
			if colour == "" {
				colour = look.Dim
			}
			paint(disc, fill, "", 0, side()/2)
			paintIcon(img, i.Name, colour)
		},
	})
}
