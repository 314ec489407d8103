package kit

import (
	"bytes"
	"fmt"
	"image"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"satchel/assets"
	"satchel/ui/look"
)

// glyph shows one of our icons in a colour of the theme. It is a raster: for each new canvas.Image Fyne draws the whole window twice.
type glyph struct {
	*canvas.Raster
	name string // of the icon
	hex  string // its colour
}

func newGlyph() *glyph {
	g := &glyph{}
	g.Raster = canvas.NewRaster(func(w, h int) image.Image { return drawn(g.name, g.hex, w, h) })
	return g
}

// set shows the named icon in a colour of the theme in use. An unknown name gives an empty picture.
func (g *glyph) set(name string, colour fyne.ThemeColorName) {
	red, green, blue, _ := look.Color(colour).RGBA()
	if hex := fmt.Sprintf("#%02x%02x%02x", red>>8, green>>8, blue>>8); g.name != name || g.hex != hex {
		g.name, g.hex = name, hex
		g.Refresh()
	}
}

// show shows the named icon, or hides it if there is no name.
func (g *glyph) show(name string, colour fyne.ThemeColorName) {
	g.Hidden = name == ""
	if name != "" {
		g.set(name, colour)
	}
}

// picture is what one icon looks like in one colour and size.
type picture struct {
	name, hex string
	w, h      int
}

// pictures keeps what was drawn: there are few icons, colours and sizes.
var pictures sync.Map // of image.Image by picture

// drawn gives the named icon in the middle of so many pixels.
func drawn(name, hex string, w, h int) image.Image {
	key := picture{name, hex, w, h}
	if known, ok := pictures.Load(key); ok {
		return known.(image.Image)
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	if svg, err := oksvg.ReadIconStream(bytes.NewReader(bytes.ReplaceAll(assets.Icon(name), []byte("#000000"), []byte(hex)))); err == nil {
		side := min(w, h)
		svg.SetTarget(float64(w-side)/2, float64(h-side)/2, float64(side), float64(side))
		svg.Draw(rasterx.NewDasher(w, h, rasterx.NewScannerGV(w, h, img, img.Bounds())), 1)
	}
	pictures.Store(key, img)
	return img
}

// Icon is one of our icons in a colour of the theme.
type Icon struct {
	widget.BaseWidget
	Name  string              // a name that assets.Icon knows
	Color fyne.ThemeColorName // zero: look.Dim
	Disc  fyne.ThemeColorName // the round tint that it stands on, as in a timeline; zero: none
}

var _ fyne.Widget = (*Icon)(nil)

// NewIcon returns the named icon in dim.
func NewIcon(name string) *Icon {
	i := &Icon{Name: name}
	i.ExtendBaseWidget(i)
	return i
}

// NewDisc returns the named icon on a round tint of a tone.
func NewDisc(name string, tone Tone) *Icon {
	i := &Icon{Name: name}
	i.Disc, i.Color = tone.colors()
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	disc, img := box(), newGlyph()
	side := func() float32 {
		if i.Disc != "" {
			return look.Size(look.SizeTag)
		}
		return look.Size(look.SizeIcon)
	}
	return draw(&drawing{
		owner:   i,
		objects: []fyne.CanvasObject{disc, img.Raster},
		min:     func() fyne.Size { return fyne.NewSquareSize(side()) },
		layout: func(s fyne.Size) {
			outer := side()
			inner := outer
			if i.Disc != "" {
				inner *= 0.6
			}
			place(disc, (s.Width-outer)/2, (s.Height-outer)/2, outer, outer)
			place(img, (s.Width-inner)/2, (s.Height-inner)/2, inner, inner)
		},
		restyle: func() {
			colour := i.Color
			if colour == "" {
				colour = look.Dim
			}
			paint(disc, i.Disc, "", 0, side()/2)
			img.set(i.Name, colour)
		},
	})
}
