package chart

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"satchel/app/crm"
)

const (
	besideBars = 1.9  // how much longer than the longest lying bar the axis is, at least: its value stands behind it
	raise      = 1.4  // by which a text beside a bar stands at its middle, in points
	ofPlace    = 0.94 // how much of its place a name may take
	row        = 40.0 // the most that a lying bar takes with the room around it, in points
	margin     = 44.0 // taken by the numbers of the axis, in points
)

// isMonth tells whether a point is a month, "2026-11".
func isMonth(label string) bool {
	if len(label) != 7 || label[4] != '-' {
		return false
	}
	_, err := crm.ParseDate(label + "-01")
	return err == nil
}

// name writes the names of the places.
func (d *Drawing) name(labels []string) {
	ticks := make([]plot.Tick, len(labels))
	for i, text := range labels {
		place := i
		if d.lying {
			place = d.places - 1 - i
		}
		ticks[i] = plot.Tick{Value: float64(place), Label: text}
	}
	axis := &d.plot.X
	if d.lying {
		axis = &d.plot.Y
	}
	axis.Tick.Marker = plot.ConstantTicks(ticks)
}

// fit lets no text run into another one or out of a canvas of this size.
func (d *Drawing) fit(c draw.Canvas) {
	sty := draw.TextStyle{Font: d.style.font(small), Handler: plot.DefaultTextHandler}
	width := float64(c.Max.X - c.Min.X)
	wide := func(list []string) (most float64) {
		for _, text := range list {
			most = math.Max(most, float64(sty.Width(text)))
		}
		return most
	}
	if d.lying {
		rows := float64(c.Max.Y-c.Min.Y) / (row * math.Max(1, 0.6*float64(len(d.series))))
		d.plot.Y.Min = math.Min(-0.5, d.plot.Y.Max-rows) // few rows stand together at the top
		if room, text := width-wide(d.labels)-12, wide(d.texts)+10; text < 0.8*room {
			d.plot.X.Max = d.most * math.Max(besideBars, room/(room-text))
		}
		return
	}
	room := (width - margin) / math.Max(float64(d.places), 1) * ofPlace
	labels := make([]string, len(d.labels))
	every := 1
	if d.months {
		every = max(int(math.Ceil(wide(d.labels)/room)), 1)
	}
	for i, text := range d.labels {
		switch {
		case d.months && i%every > 0:
		case d.months:
			labels[i] = text
		default:
			labels[i] = wrap(text, func(s string) bool { return sty.Width(s) <= vg.Length(room) })
		}
	}
	d.name(labels)
}

// wrap breaks a name into two lines where one has no room, and cuts what has none then.
func wrap(text string, fits func(string) bool) string {
	if fits(text) {
		return text
	}
	lines := []string{text}
	for i, r := range text {
		if r == ' ' && (len(lines) == 1 || fits(text[:i])) { // the first line takes what it can, one word at least
			lines = []string{text[:i], text[i+1:]}
		}
	}
	for i, line := range lines {
		for r := []rune(line); len(r) > 1 && !fits(line); {
			r = r[:len(r)-1]
			line = strings.TrimRight(string(r), " ") + "…"
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}
