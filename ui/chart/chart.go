// Package chart draws the charts of app/insight with gonum/plot: one drawing serves the screen, PNG, SVG and PDF, and knows which
// bar is where, so that a screen can show values and open the records behind a bar. It imports no Fyne.
package chart

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/words"
)

// Drawing is one chart ready to be put on a canvas of any size.
type Drawing struct {
	plot   *plot.Plot
	bars   []bar
	places int            // on the axis of names
	series []string       // of several numbers side by side
	lying  bool           // bars run to the right, one row each
	most   float64        // value of the longest bar
	texts  []string       // at the bars
	said   []vg.Rectangle // where texts stand in the picture that is being drawn
	labels []string       // of the places
	months bool           // the labels are months, one after the other
	style  Style
}

// bar is one point of the chart at its place on the axes.
type bar struct {
	point int     // index in Chart.Points
	place float64 // on the axis of names: 0, 1, 2, ...
	slot  int     // the series, side by side at a place
	value float64 // in major units where it is money, in hours where it is working time
}

// Box is where a bar was drawn, in the canvas' points from the top left corner. It spans the whole width of the bar's place and at
// least a few points of height, so that a bar of nothing can be hit too.
type Box struct {
	Point                    int // index in Chart.Points
	Left, Top, Right, Bottom float64
}

// maxBars keeps a picture readable; the table shows all.
const maxBars = 24

// New lays a chart out. Amounts of one currency share the axis; those of other currencies are left to the table and to
// [Omitted].
func New(c insight.Chart, s Style) *Drawing {
	d := &Drawing{plot: plot.New(), lying: c.Lies, style: s}
	shown := shown(c)
	var labels []string
	for _, n := range shown {
		p := c.Points[n]
		if !slices.Contains(labels, p.Label) {
			labels = append(labels, p.Label)
		}
		if !slices.Contains(d.series, p.Series) {
			d.series = append(d.series, p.Series)
		}
	}
	d.places = len(labels)
	least, most := 0.0, 0.0
	for _, n := range shown {
		p := c.Points[n]
		place := slices.Index(labels, p.Label)
		if d.lying { // the first row stands on top
			place = d.places - 1 - place
		}
		value := scaled(c.Unit, p)
		least, most = math.Min(least, value), math.Max(most, value)
		d.bars = append(d.bars, bar{point: n, place: float64(place), slot: slices.Index(d.series, p.Series), value: value})
	}
	d.axes(c, s, labels, least, most)
	return d
}

// scaled is a value as the axis counts.
func scaled(unit string, p insight.Point) float64 {
	switch unit {
	case insight.Money:
		return p.Value / math.Pow10(crm.MinorDigits(p.Currency))
	case insight.Working:
		return p.Value / 3600
	}
	return p.Value
}

// shown lists the points that the picture has room for, of the chart's first currency.
func shown(c insight.Chart) []int {
	var out []int
	labels := map[string]bool{}
	for i, p := range c.Points {
		if p.Currency != c.Points[0].Currency || !labels[p.Label] && len(labels) == maxBars {
			continue
		}
		labels[p.Label] = true
		out = append(out, i)
	}
	return out
}

// Currency says in which currency the picture is, since its numbers stand without one; "" where there is none to be said.
func Currency(c insight.Chart) string {
	switch {
	case c.Unit != insight.Money || len(c.Points) == 0:
		return ""
	case c.Points[0].Currency != "":
		return words.T("in %s", c.Points[0].Currency)
	case Omitted(c) != "":
		return words.T("without a currency")
	}
	return ""
}

// Note says in words what has to be known about a picture that stands by itself; "" if nothing.
func Note(c insight.Chart) string {
	return strings.Join(slices.DeleteFunc([]string{Currency(c), Omitted(c)}, func(s string) bool { return s == "" }), ", ")
}

// Omitted says in words what the picture leaves out, such as amounts in other currencies; "" if nothing.
func Omitted(c insight.Chart) string {
	sums, order := map[string]float64{}, []string{}
	for _, p := range c.Points {
		if p.Currency == c.Points[0].Currency {
			continue
		}
		if _, ok := sums[p.Currency]; !ok {
			order = append(order, p.Currency)
		}
		sums[p.Currency] += p.Value
	}
	var sides []string
	for _, currency := range order {
		switch {
		case sums[currency] == 0:
		case c.Apart:
			sides = append(sides, currency)
		default:
			sides = append(sides, Amount(sums[currency], currency))
		}
	}
	if len(sides) == 0 {
		return ""
	}
	return words.T("not drawn: %s", strings.Join(sides, ", "))
}

func (d *Drawing) axes(c insight.Chart, s Style, labels []string, least, most float64) {
	p := d.plot
	p.BackgroundColor = s.Background
	p.Add(grid{d, s})
	for _, b := range d.bars {
		text := d.valueText(c, c.Points[b.point])
		d.texts = append(d.texts, text)
		p.Add(rod{drawing: d, bar: b, color: d.color(s, b.slot), style: s, text: text})
	}
	if len(d.series) > 1 {
		for i, name := range d.series {
			p.Legend.Add(label(name, 1), patch{d.color(s, i)})
		}
		p.Legend.Top, p.Legend.ThumbnailWidth, p.Legend.Padding = true, vg.Points(9), vg.Points(3)
		p.Legend.TextStyle = draw.TextStyle{Color: s.Dim, Font: s.font(small), Handler: plot.DefaultTextHandler}
	}
	values, names := &p.Y, &p.X
	if d.lying {
		values, names = &p.X, &p.Y
	}
	for _, axis := range []*plot.Axis{values, names} {
		axis.LineStyle.Width = 0
		axis.Tick.LineStyle.Width = 0
		axis.Tick.Length = 0
		axis.Tick.Label.Color = s.Dim
		axis.Tick.Label.Font = s.font(small)
		axis.Tick.Label.Handler = plot.DefaultTextHandler
		axis.Padding = vg.Points(4)
	}
	if len(d.series) > 1 {
		most *= 1.2 // room for what the colours mean
	}
	values.Min, values.Max = 0, nice(most)
	if least < 0 {
		values.Min = -nice(-least)
	}
	if c.Unit == insight.Share || c.Unit == insight.Points {
		values.Min, values.Max = 100*math.Min(0, math.Floor(least/100)), 100
	}
	values.Tick.Marker = quarters{min: values.Min, max: values.Max, unit: c.Unit}
	if values.Max == 100 { // room for the number at a whole one
		values.Min, values.Max = 1.12*values.Min, 112
	}
	if d.lying {
		values.Tick.Marker = plot.ConstantTicks(nil) // the value stands at the end of each bar
		d.most = math.Max(most, 1)
		values.Max = d.most * besideBars
	}
	names.Min, names.Max = -0.5, math.Max(float64(d.places), 1)-0.5
	for _, text := range labels {
		d.months = d.months || isMonth(text)
		d.labels = append(d.labels, shorten(label(text, len(labels))))
	}
	d.name(d.labels)
}

// draw puts the chart on a canvas and returns where its bars are.
func (d *Drawing) draw(c draw.Canvas) []Box {
	c = draw.Crop(c, 0, 0, vg.Points(small/4), 0) // what hangs below the line of the last names
	d.fit(c)
	d.said = nil
	d.plot.Draw(c)
	area := d.plot.DataCanvas(c)
	height := float64(c.Max.Y)
	out := make([]Box, len(d.bars))
	for i, b := range d.bars {
		r := d.place(area, b, 1)
		out[i] = Box{
			Point: b.point, Left: float64(r.Min.X), Right: float64(r.Max.X),
			Top: height - float64(r.Max.Y), Bottom: height - float64(r.Min.Y),
		}
		if d.lying {
			out[i].Right = math.Max(out[i].Right, out[i].Left+6)
		} else {
			out[i].Top = math.Min(out[i].Top, out[i].Bottom-6)
		}
	}
	return out
}

// place is the rectangle of a bar that takes up a share of its place's width; several series share a place.
func (d *Drawing) place(c draw.Canvas, b bar, share float64) vg.Rectangle {
	x, y := d.plot.Transforms(&c)
	width := share / math.Max(float64(len(d.series)), 1)
	from := b.place - share/2 + width*float64(b.slot)
	low, high := math.Min(b.value, 0), math.Max(b.value, 0)
	if d.lying {
		return vg.Rectangle{Min: vg.Point{X: x(low), Y: y(from)}, Max: vg.Point{X: x(high), Y: y(from + width)}}
	}
	return vg.Rectangle{Min: vg.Point{X: x(from), Y: y(low)}, Max: vg.Point{X: x(from + width), Y: y(high)}}
}

// color is that of a series.
func (d *Drawing) color(s Style, slot int) color.Color {
	if d.lying {
		slot += 2
	}
	return s.Bars[slot%len(s.Bars)]
}

// patch is the sign of a series beside its name.
type patch struct{ color.Color }

// Thumbnail implements plot.Thumbnailer.
func (p patch) Thumbnail(c *draw.Canvas) {
	c.FillPolygon(p.Color, []vg.Point{c.Min, {X: c.Min.X, Y: c.Max.Y}, c.Max, {X: c.Max.X, Y: c.Min.Y}})
}

// thin keeps few bars from becoming blocks.
func (d *Drawing) thin(r vg.Rectangle) vg.Rectangle {
	if d.lying {
		if over := (r.Max.Y - r.Min.Y - vg.Points(26)) / 2; over > 0 {
			r.Min.Y, r.Max.Y = r.Min.Y+over, r.Max.Y-over
		}
		return r
	}
	if over := (r.Max.X - r.Min.X - vg.Points(72)) / 2; over > 0 {
		r.Min.X, r.Max.X = r.Min.X+over, r.Max.X-over
	}
	return r
}

// rod draws one bar, and its value beside it where bars lie.
type rod struct {
	drawing *Drawing
	bar     bar
	color   color.Color
	style   Style
	text    string
}

// Plot implements plot.Plotter.
func (r rod) Plot(c draw.Canvas, _ *plot.Plot) {
	box := r.drawing.thin(r.drawing.place(c, r.bar, 0.62))
	if r.bar.value != 0 {
		c.FillPolygon(r.color, c.ClipPolygonXY([]vg.Point{box.Min, {X: box.Min.X, Y: box.Max.Y}, box.Max, {X: box.Max.X, Y: box.Min.Y}}))
	}
	sty := draw.TextStyle{Color: r.style.Dim, Font: r.style.font(small), Handler: plot.DefaultTextHandler, YAlign: text.YCenter}
	at := vg.Point{X: box.Max.X + vg.Points(6), Y: (box.Min.Y+box.Max.Y)/2 + vg.Points(raise)}
	if !r.drawing.lying {
		sty.XAlign, sty.YAlign = text.XCenter, text.YBottom
		half := sty.Width(r.text) / 2 // a narrow bar at the edge does not push its value out of the picture
		at = vg.Point{X: min(r.beside(c, box, half), c.Max.X-half), Y: box.Max.Y + vg.Points(4)}
	}
	if r.text != "" && r.drawing.free(sty.Rectangle(r.text).Add(at)) {
		c.FillText(sty, at, r.text)
	}
}

// beside is the middle of a value above its bar: it stands clear of a higher bar of the same place.
func (r rod) beside(c draw.Canvas, box vg.Rectangle, half vg.Length) vg.Length {
	x := (box.Min.X + box.Max.X) / 2
	for _, o := range r.drawing.bars {
		if o.place != r.bar.place || o.value <= r.bar.value {
			continue
		}
		switch higher := r.drawing.thin(r.drawing.place(c, o, 0.62)); {
		case o.slot < r.bar.slot:
			x = max(x, higher.Max.X+half+vg.Points(1))
		case o.slot > r.bar.slot:
			x = min(x, higher.Min.X-half-vg.Points(1))
		}
	}
	return x
}

// free tells whether no other text stands there, and takes the place: two values one over the other say nothing, and the table has both.
func (d *Drawing) free(r vg.Rectangle) bool {
	for _, o := range d.said {
		if r.Min.X < o.Max.X && o.Min.X < r.Max.X && r.Min.Y < o.Max.Y && o.Min.Y < r.Max.Y {
			return false
		}
	}
	d.said = append(d.said, r)
	return true
}

// grid draws quiet lines at the ticks of standing bars.
type grid struct {
	drawing *Drawing
	style   Style
}

// Plot implements plot.Plotter.
func (g grid) Plot(c draw.Canvas, p *plot.Plot) {
	if g.drawing.lying {
		return
	}
	_, y := p.Transforms(&c)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		c.StrokeLine2(draw.LineStyle{Color: g.style.Line, Width: vg.Points(0.8)}, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
}

// valueText is what stands at a bar: of a share in a row of its own also of how many; nothing at a bar of nothing, and nowhere if there is
// no room.
func (d *Drawing) valueText(c insight.Chart, p insight.Point) string {
	switch {
	case len(d.series) > 1 && d.places > 6:
		return ""
	case !p.Known:
		return "–"
	case c.Unit == insight.Share && !c.Lies:
		return strconv.FormatFloat(p.Value, 'f', 0, 64)
	case c.Unit == insight.Share:
		text := strconv.FormatFloat(p.Value, 'f', 0, 64) + " % · " + words.T("%s of %s", words.Decimal(float64(p.Part()), 0), words.Decimal(float64(p.N), 0))
		if p.N < 10 {
			text += " · n < 10"
		}
		return text
	case p.Value == 0:
		return ""
	case c.Unit == insight.Days && math.Abs(p.Value) >= 10: // a part of a day tells nothing beside so many
		return words.Short(math.Round(p.Value))
	}
	return words.Short(scaled(c.Unit, p))
}
