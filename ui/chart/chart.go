// Package chart draws the charts of app/insight with gonum/plot: one drawing serves the screen, PNG, SVG and PDF, and knows which
// bar is where, so that a screen can show values and open the records behind a bar. It imports no Fyne.
package chart

import (
	"image/color"
	"math"
	"strconv"
	"strings"
	"time"

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
	plot  *plot.Plot
	bars  []bar
	lying bool // bars run to the right, one row each
}

// bar is one point of the chart at its place on the axes.
type bar struct {
	point int     // index in Chart.Points
	place float64 // on the axis of names: 0, 1, 2, ...
	value float64 // in major units where it is money
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
	d := &Drawing{plot: plot.New(), lying: c.Unit == "%"}
	shown := shown(c)
	var labels []string
	most := 0.0
	for i, n := range shown {
		p := c.Points[n]
		place := float64(i)
		if d.lying { // the first row stands on top
			place = float64(len(shown) - 1 - i)
		}
		value := p.Value
		if c.Unit == "money" {
			value /= math.Pow10(crm.MinorDigits(p.Currency))
		}
		most = math.Max(most, value)
		d.bars = append(d.bars, bar{point: n, place: place, value: value})
		labels = append(labels, shorten(label(p.Label, len(shown))))
	}
	d.axes(c, s, labels, most)
	return d
}

// shown lists the points that the picture has room for, of the chart's first currency.
func shown(c insight.Chart) []int {
	var out []int
	for i, p := range c.Points {
		if p.Currency == c.Points[0].Currency && len(out) < maxBars {
			out = append(out, i)
		}
	}
	return out
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
		if sums[currency] != 0 {
			sides = append(sides, Amount(sums[currency], currency))
		}
	}
	if len(sides) == 0 {
		return ""
	}
	return words.T("not drawn: %s", strings.Join(sides, ", "))
}

func (d *Drawing) axes(c insight.Chart, s Style, labels []string, most float64) {
	p := d.plot
	p.BackgroundColor = s.Background
	p.Add(grid{d, s})
	for i, b := range d.bars {
		col := s.Bars[0]
		if d.lying {
			col = s.Bars[2]
		}
		p.Add(rod{drawing: d, bar: b, color: col, style: s, text: valueText(c, c.Points[d.bars[i].point])})
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
	values.Min, values.Max = 0, nice(most)
	values.Tick.Marker = quarters{max: values.Max, unit: c.Unit}
	if d.lying {
		values.Tick.Marker = plot.ConstantTicks(nil) // the value stands at the end of each bar
		values.Max = math.Max(most, 1) * 1.9         // room for it
	}
	names.Min, names.Max = -0.5, math.Max(float64(len(d.bars)), 1)-0.5
	ticks := make([]plot.Tick, len(d.bars))
	for i, b := range d.bars {
		ticks[i] = plot.Tick{Value: b.place, Label: labels[i]}
	}
	names.Tick.Marker = plot.ConstantTicks(ticks)
}

// draw puts the chart on a canvas and returns where its bars are.
func (d *Drawing) draw(c draw.Canvas) []Box {
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

// place is the rectangle of a bar that takes up a share of its place's width.
func (d *Drawing) place(c draw.Canvas, b bar, share float64) vg.Rectangle {
	x, y := d.plot.Transforms(&c)
	if d.lying {
		return vg.Rectangle{Min: vg.Point{X: x(0), Y: y(b.place - share/2)}, Max: vg.Point{X: x(b.value), Y: y(b.place + share/2)}}
	}
	return vg.Rectangle{Min: vg.Point{X: x(b.place - share/2), Y: y(0)}, Max: vg.Point{X: x(b.place + share/2), Y: y(b.value)}}
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
	if r.bar.value > 0 {
		c.FillPolygon(r.color, c.ClipPolygonXY([]vg.Point{box.Min, {X: box.Min.X, Y: box.Max.Y}, box.Max, {X: box.Max.X, Y: box.Min.Y}}))
	}
	sty := draw.TextStyle{Color: r.style.Dim, Font: r.style.font(small), Handler: plot.DefaultTextHandler, YAlign: text.YCenter}
	at := vg.Point{X: box.Max.X + vg.Points(6), Y: (box.Min.Y + box.Max.Y) / 2}
	if !r.drawing.lying {
		sty.XAlign, sty.YAlign = text.XCenter, text.YBottom
		half := sty.Width(r.text) / 2 // a narrow bar at the edge does not push its value out of the picture
		at = vg.Point{X: min((box.Min.X+box.Max.X)/2, c.Max.X-half), Y: box.Max.Y + vg.Points(4)}
	}
	if r.text != "" {
		c.FillText(sty, at, r.text)
	}
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

// quarters marks 0, a quarter, a half, three quarters and the whole of the axis.
type quarters struct {
	max  float64
	unit string
}

// Ticks implements plot.Ticker.
func (q quarters) Ticks(_, _ float64) []plot.Tick {
	var out []plot.Tick
	for i := range 5 {
		v := q.max * float64(i) / 4
		out = append(out, plot.Tick{Value: v, Label: Short(v)})
	}
	return out
}

// nice is the smallest round number above v that divides well by four.
func nice(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 4
	}
	for _, top := range []float64{4, 8} { // few records: whole numbers at the ticks
		if v*1.06 <= top {
			return top
		}
	}
	step := math.Pow10(int(math.Floor(math.Log10(v))))
	for _, m := range []float64{1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10} {
		if top := m * step; top >= v*1.06 {
			return top
		}
	}
	return math.Max(12*step, 4)
}

// valueText is what stands at a bar: its note where there is one, else a short number; nothing at a bar of nothing.
func valueText(c insight.Chart, p insight.Point) string {
	switch {
	case !p.Known:
		return "–"
	case c.Unit == "%":
		text := strconv.FormatFloat(p.Value, 'f', 0, 64) + " % · " + words.T("%s of %s", words.Decimal(float64(p.Part()), 0), words.Decimal(float64(p.N), 0))
		if p.N < 10 {
			text += " · n < 10"
		}
		return text
	case p.Value == 0:
		return ""
	case c.Unit == "money":
		return Short(p.Value / math.Pow10(crm.MinorDigits(p.Currency)))
	}
	return Short(p.Value)
}

// Short writes a number in few characters: 950, 12.5 k, 406 k, 1.2 M.
func Short(v float64) string {
	decimal, _ := words.Marks()
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, " G"}, {1e6, " M"}, {1e3, " k"}} {
		if math.Abs(v) >= unit.size {
			digits := 0
			if math.Abs(v) < 100*unit.size {
				digits = 1
			}
			return strings.Replace(strings.TrimSuffix(strconv.FormatFloat(v/unit.size, 'f', digits, 64), ".0"), ".", decimal, 1) + unit.name
		}
	}
	return words.Decimal(math.Round(v*100)/100, -1)
}

// Amount writes minor units of a currency with thousands marks, without decimals: "418,200 EUR".
func Amount(minor float64, currency string) string {
	digits := strconv.FormatInt(int64(math.Round(minor/math.Pow10(crm.MinorDigits(currency)))), 10)
	return strings.TrimSpace(words.Group(digits) + " " + currency)
}

// label makes a month of "2026-11" and leaves everything else. Many months, as long as they are of one year's length, go without
// their year, which would not fit.
func label(s string, of int) string {
	if len(s) == 7 && s[4] == '-' {
		if day, err := crm.ParseDate(s + "-01"); err == nil {
			if of > 6 && of <= 12 {
				return words.Time(day.In(time.UTC), "Jan")
			}
			return words.Time(day.In(time.UTC), "Jan 06")
		}
	}
	return words.T(s)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 18 {
		return string(r[:17]) + "…"
	}
	return s
}
