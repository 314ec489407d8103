package chart

import (
	"fmt"
	"image"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"satchel/app/insight"
	"satchel/ui/words"
)

// Format is a file format of a drawing.
type Format string

// The formats.
const (
	PNG Format = "png"
	SVG Format = "svg"
)

// Image draws for the screen: width and height in device-independent pixels, scale device pixels for each. The boxes are in
// device-independent pixels.
func (d *Drawing) Image(width, height, scale float32) (image.Image, []Box) {
	// A point is a 72nd of an inch, so at 72 dpi one point is one pixel.
	dpi := int(72*scale + 0.5)
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(width), vg.Length(height)), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(d.plot.BackgroundColor))
	boxes := d.draw(draw.New(c))
	return c.Image(), boxes
}

// Write draws a chart of 640 by 360 points with its title and its note into a file format.
func Write(w io.Writer, c insight.Chart, format Format, s Style) error {
	d := New(c, s)
	d.plot.Title.Text = words.T(c.Title)
	if note := Note(c); note != "" {
		d.plot.Title.Text += " (" + note + ")"
	}
	d.plot.Title.Padding = vg.Points(10)
	d.plot.Title.TextStyle.Color = s.Text
	d.plot.Title.TextStyle.Font = s.font(13)
	const width, height = 640, 360
	var out interface {
		vg.CanvasSizer
		io.WriterTo
	}
	switch format {
	case SVG:
		out = vgsvg.New(width, height)
	case PNG:
		out = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(144))}
	default:
		return fmt.Errorf("a chart cannot be written as %q", format)
	}
	canvas := draw.New(out)
	canvas.SetColor(s.Background)
	canvas.Fill(canvas.Rectangle.Path())
	const margin = 18
	d.draw(draw.Crop(canvas, margin, -margin, margin, -margin))
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write the chart: %w", err)
	}
	return nil
}

// Draw draws a chart without its title as a PNG picture of 640 by 300 points, fine enough for paper.
func Draw(w io.Writer, c insight.Chart, s Style) error {
	const width, height, dpi = 640, 300, 216
	out := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(s.Background))}
	New(c, s).draw(draw.New(out))
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("draw the chart: %w", err)
	}
	return nil
}
