package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"satchel/ui/look"
)

// Wash is a large area of one colour, drawn as a line that is as wide as the area is high. Where no graphics chip helps, the toolkit draws
// a million pixels of a line in 5 ms, of a rectangle in 9, and in 16 with round corners, because it asks of each pixel how far from the
// edge it is. In return its upper and lower edge are true to a pixel only, and it lies below what takes presses.
type Wash struct{ *canvas.Line }

// NewWash returns a wash without colour and place.
func NewWash() Wash { return Wash{canvas.NewLine(color.Transparent)} }

// Cover lays the wash over an area.
func (w Wash) Cover(x, y, width, height float32) {
	w.StrokeWidth = height
	w.Position1, w.Position2 = fyne.NewPos(x, y+height/2), fyne.NewPos(x+width, y+height/2)
}

// plate is what lies below the content of a Surface. Of a large one only the upper and the lower end are rectangles, with the round
// corners; a wash with a hairline at both sides is between them.
type plate struct {
	whole        *canvas.Rectangle // all of it, and how it is painted
	upper, lower *canvas.Rectangle
	left, right  *canvas.Rectangle
	middle       Wash
}

func newPlate() *plate {
	return &plate{whole: box(), upper: box(), lower: box(), left: box(), right: box(), middle: NewWash()}
}

// largePlate is from how many pixels on a plate is worth its parts.
const largePlate = 250 * 250

// lay covers an area and returns what is to be drawn for it.
func (p *plate) lay(size fyne.Size) []fyne.CanvasObject {
	p.whole.Resize(size)
	if _, _, _, alpha := p.whole.FillColor.RGBA(); alpha < 0x200 || size.Width*size.Height < largePlate || !inWindow() {
		return []fyne.CanvasObject{p.whole}
	}
	return p.parts(size)
}

// inWindow tells whether a real window is drawn. The toolkit's painter for pictures misplaces a wide line that something clips.
func inWindow() bool {
	app := fyne.CurrentApp()
	if app == nil {
		return false
	}
	_, ok := app.Driver().(desktop.Driver)
	return ok
}

func (p *plate) parts(size fyne.Size) []fyne.CanvasObject {
	w := p.whole
	const (
		line = look.Hairline
		lap  = 2 * line // how far the middle reaches over the ends, to hide their inner line and to be true to a pixel only
	)
	end := w.CornerRadius + lap + line
	for i, o := range []*canvas.Rectangle{p.upper, p.lower} {
		o.FillColor, o.StrokeColor, o.StrokeWidth = w.FillColor, w.StrokeColor, w.StrokeWidth
		place(o, 0, float32(i)*(size.Height-end), size.Width, end)
	}
	p.upper.TopLeftCornerRadius, p.upper.TopRightCornerRadius = w.CornerRadius, w.CornerRadius
	p.lower.BottomLeftCornerRadius, p.lower.BottomRightCornerRadius = w.CornerRadius, w.CornerRadius
	p.middle.StrokeColor = w.FillColor
	p.middle.Cover(line, end-lap, size.Width-2*line, size.Height-2*(end-lap))
	if w.StrokeColor == nil {
		p.middle.Cover(0, end-lap, size.Width, size.Height-2*(end-lap))
		return []fyne.CanvasObject{p.upper, p.lower, p.middle.Line}
	}
	for i, o := range []*canvas.Rectangle{p.left, p.right} {
		o.FillColor = soft(w.StrokeColor)
		place(o, float32(i)*(size.Width-line), end-line, line, size.Height-2*(end-line))
	}
	return []fyne.CanvasObject{p.upper, p.lower, p.middle.Line, p.left, p.right}
}

// soft is a colour as the toolkit shows it in a hairline with round corners, of which a sixth falls on the pixels beside it.
func soft(c color.Color) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A -= n.A / 6
	return n
}
