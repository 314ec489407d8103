package page

import (
	"context"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"satchel/app/insight"
	"satchel/ui/async"
	"satchel/ui/chart"
	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/present"
)

// chartView shows one chart. Pointer and arrow keys choose a bar, whose label, value and n stand beside it; a tap or Enter opens the
// records behind it.
type chartView struct {
	widget.BaseWidget
	env    Env
	onOpen func(point int)

	chart   insight.Chart
	boxes   []chart.Box
	current int // index in boxes, -1 none
	focused bool
	drawn   drawnAs
	latest  async.Latest

	picture *canvas.Image
	mark    *canvas.Rectangle
	tip     *kit.Surface
	tipHead *kit.Text
	tipText *kit.Text
}

// drawnAs is what a picture depends on besides the chart.
type drawnAs struct {
	size  fyne.Size
	scale float32
	zoom  float32
	dark  bool
}

var (
	_ fyne.Tappable      = (*chartView)(nil)
	_ fyne.Focusable     = (*chartView)(nil)
	_ desktop.Hoverable  = (*chartView)(nil)
	_ desktop.Cursorable = (*chartView)(nil)
)

func newChartView(env Env, onOpen func(point int)) *chartView {
	v := &chartView{
		env: env, onOpen: onOpen, current: -1,
		picture: &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScaleSmooth},
		mark:    canvas.NewRectangle(color.Transparent),
		tipHead: kit.NewText("", kit.Style{Size: look.SizeSmall, Bold: true}),
		tipText: kit.Small(""),
	}
	v.tip = kit.NewSurface(look.Pane, 0, kit.Pad{Top: 6, Right: 10, Bottom: 6, Left: 10}, kit.Column(0, v.tipHead, v.tipText))
	v.tip.Outline, v.tip.Radius = look.Dim, look.RadiusControl
	v.tip.Hide()
	v.mark.Hide()
	v.ExtendBaseWidget(v)
	return v
}

// Set shows a chart; the chosen bar stays where it is.
func (v *chartView) Set(c insight.Chart) {
	v.chart, v.drawn = c, drawnAs{}
	v.draw()
}

// draw makes the picture off the UI goroutine if it is not what it should be.
func (v *chartView) draw() {
	want := v.want()
	if want.size.Width < 40 || want.size.Height < 40 || want == v.drawn || len(v.chart.Points) == 0 {
		return
	}
	v.drawn = want
	c, style := v.chart, chartStyle(want.dark)
	type result struct {
		picture image.Image
		boxes   []chart.Box
	}
	async.Run(v.latest.Next(v.env.Context), v.env.Run, func(context.Context) (result, error) {
		img, boxes := chart.New(c, style).Image(want.size.Width/want.zoom, want.size.Height/want.zoom, want.scale*want.zoom)
		for i := range boxes {
			b := &boxes[i]
			z := float64(want.zoom)
			b.Left, b.Right, b.Top, b.Bottom = b.Left*z, b.Right*z, b.Top*z, b.Bottom*z
		}
		return result{img, boxes}, nil
	}, func(r result, _ error) {
		v.picture.Image, v.boxes = r.picture, r.boxes
		v.picture.Refresh()
		v.choose(min(v.current, len(v.boxes)-1))
	})
}

// want is how the picture has to be drawn now. Charts write at 8.5 points, screens at the theme's smallest size.
func (v *chartView) want() drawnAs {
	w := drawnAs{size: v.Size(), scale: 1, zoom: look.Size(look.SizeTiny) / 8.5, dark: look.IsDark()}
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		w.scale = c.Scale()
	}
	return w
}

// chartStyle is the theme's palette and font for charts.
func chartStyle(dark bool) chart.Style {
	style := chart.Light
	if dark {
		style = chart.Dark
	}
	style.Face = look.Current().Font(fyne.TextStyle{}).Content()
	return style
}

// choose marks a bar and shows what it says; -1 none.
func (v *chartView) choose(i int) {
	v.current = i
	v.mark.Hidden, v.tip.Hidden = i < 0, i < 0
	if i >= 0 {
		p := v.chart.Points[v.boxes[i].Point]
		label, value, n := present.Bar(v.chart, p)
		v.tipHead.SetText(label)
		v.tipText.SetText(value + " · " + n)
	}
	v.arrange(v.Size())
	canvas.Refresh(v)
}

// arrange puts mark and tip at the chosen bar, the tip where it covers least.
func (v *chartView) arrange(size fyne.Size) {
	v.picture.Resize(size)
	if v.current < 0 || v.current >= len(v.boxes) {
		return
	}
	b := v.boxes[v.current]
	v.mark.Move(fyne.NewPos(float32(b.Left), float32(b.Top)))
	v.mark.Resize(fyne.NewSize(float32(b.Right-b.Left), float32(b.Bottom-b.Top)))
	w := max(v.tipHead.Natural().Width, v.tipText.Natural().Width) + 21
	h := v.tip.MinSize().Height
	x := min(max(float32(b.Left+b.Right)/2-w/2, 0), max(size.Width-w, 0))
	y := max(float32(b.Top)-h-1.5*look.Size(look.SizeTiny), 0) // above the value at the bar
	if v.chart.Lies {
		x, y = max(size.Width-w, 0), min(max(float32(b.Top), 0), size.Height-h)
	}
	v.tip.Move(fyne.NewPos(x, y))
	v.tip.Resize(fyne.NewSize(w, h))
}

// at returns the bar under a place, -1 none. A standing bar's place reaches to the top of the picture.
func (v *chartView) at(pos fyne.Position) int {
	x, y := float64(pos.X), float64(pos.Y)
	for i, b := range v.boxes {
		across := x >= b.Left && x < b.Right && y <= b.Bottom
		if v.chart.Lies {
			across = y >= b.Top && y < b.Bottom
		}
		if across {
			return i
		}
	}
	return -1
}

func (v *chartView) open(i int) {
	if i >= 0 && i < len(v.boxes) && v.onOpen != nil {
		v.onOpen(v.boxes[i].Point)
	}
}

// Tapped implements fyne.Tappable.
func (v *chartView) Tapped(e *fyne.PointEvent) { v.open(v.at(e.Position)) }

// MouseIn implements desktop.Hoverable.
func (v *chartView) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *chartView) MouseMoved(e *desktop.MouseEvent) {
	if i := v.at(e.Position); i != v.current && (i >= 0 || !v.focused) {
		v.choose(i)
	}
}

// MouseOut implements desktop.Hoverable.
func (v *chartView) MouseOut() {
	if !v.focused {
		v.choose(-1)
	}
}

// Cursor implements desktop.Cursorable.
func (v *chartView) Cursor() desktop.Cursor {
	if v.current < 0 {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (v *chartView) FocusGained() {
	v.focused = true
	if v.current < 0 && len(v.boxes) > 0 {
		v.choose(0)
	}
	v.Refresh()
}

// FocusLost implements fyne.Focusable.
func (v *chartView) FocusLost() {
	v.focused = false
	v.choose(-1)
	v.Refresh()
}

// TypedRune implements fyne.Focusable.
func (v *chartView) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (v *chartView) TypedKey(e *fyne.KeyEvent) {
	last := len(v.boxes) - 1
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		v.step(max(v.current-1, 0))
	case fyne.KeyRight, fyne.KeyDown:
		v.step(min(v.current+1, last))
	case fyne.KeyHome:
		v.step(0)
	case fyne.KeyEnd:
		v.step(last)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		v.open(v.current)
	default:
		if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(e)
		}
	}
}

func (v *chartView) step(i int) {
	if len(v.boxes) > 0 {
		v.choose(i)
	}
}

// CreateRenderer implements fyne.Widget.
func (v *chartView) CreateRenderer() fyne.WidgetRenderer { return chartRenderer{v} }

type chartRenderer struct{ v *chartView }

// Destroy implements fyne.WidgetRenderer.
func (r chartRenderer) Destroy() { r.v.latest.Stop() }

// MinSize implements fyne.WidgetRenderer.
func (r chartRenderer) MinSize() fyne.Size { return fyne.NewSize(160, 120) }

// Objects implements fyne.WidgetRenderer.
func (r chartRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.v.picture, r.v.mark, r.v.tip}
}

// Layout implements fyne.WidgetRenderer.
func (r chartRenderer) Layout(size fyne.Size) {
	r.v.arrange(size)
	r.v.draw()
}

// Refresh implements fyne.WidgetRenderer: it also follows a change of theme.
func (r chartRenderer) Refresh() {
	v := r.v
	v.mark.CornerRadius = look.RadiusControl
	v.mark.StrokeColor, v.mark.StrokeWidth = look.Color(look.Line), look.Hairline
	if v.focused {
		v.mark.StrokeColor, v.mark.StrokeWidth = look.Color(look.Accent), 2
	}
	v.mark.FillColor = look.Unseen(v.mark.StrokeColor)
	v.draw()
	v.tip.Refresh()
	canvas.Refresh(v)
}
