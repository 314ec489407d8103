// Package sheet writes charts to be read elsewhere: as a drawing, a document, a table of numbers or a spreadsheet. It imports no Fyne.
package sheet

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/ui/chart"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Page is what a document says besides the numbers.
type Page struct {
	Gist       string // what is counted, in a few words
	Definition string
	Now        time.Time // in the reader's zone
	Late       time.Time // when it should have been written, zero = it is on time
	Style      chart.Style
}

// Formats are those of a report that is written by itself.
var Formats = []string{"pdf", "xlsx", "csv"}

// Write writes a chart as png, svg, pdf, csv or xlsx.
func Write(w io.Writer, c insight.Chart, format string, p Page) error {
	switch format {
	case "csv":
		return present.WriteCSV(w, c)
	case "xlsx":
		return spreadsheet(w, c, p)
	case "pdf":
		return document(w, c, p)
	}
	return chart.Write(w, c, chart.Format(format), p.Style)
}

// lines are what stands above the numbers.
func (p Page) lines(c insight.Chart) []string {
	out := []string{p.Gist, p.Definition, present.Rates(c, p.Now), words.T("as of %s", present.Exact(c.AsOf, p.Now.Location())) + " · n " + present.Number(c.N)}
	if !p.Late.IsZero() {
		out = append(out, words.T("Late: it was to be written %s.", present.Exact(crm.InstantOf(p.Late), p.Now.Location())))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// columns are the titles of the table: a series and a currency only where there are such.
func columns(c insight.Chart) (titles []string, series, currency bool) {
	series = slices.ContainsFunc(c.Points, func(p insight.Point) bool { return p.Series != "" })
	currency = c.Unit == insight.Money
	titles = []string{words.T("What")}
	if series {
		titles = append(titles, words.T("Of it"))
	}
	if currency {
		titles = append(titles, words.T("Currency"))
	}
	return append(titles, words.T("Value"), words.T("Records")), series, currency
}

// spreadsheet has one sheet with numbers as numbers: money in major units, working time in hours.
func spreadsheet(w io.Writer, c insight.Chart, p Page) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("write the spreadsheet: %w", err)
	}
	rows, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return fmt.Errorf("write the spreadsheet: %w", err)
	}
	line := 0
	put := func(style int, cells ...any) {
		line++
		if err == nil {
			for i, cell := range cells {
				cells[i] = excelize.Cell{StyleID: style, Value: cell}
			}
			err = rows.SetRow(fmt.Sprintf("A%d", line), cells)
		}
	}
	if err := rows.SetColWidth(1, 1, 36); err != nil {
		return fmt.Errorf("write the spreadsheet: %w", err)
	}
	put(bold, words.T(c.Title))
	for _, text := range p.lines(c) {
		put(0, text)
	}
	put(0)
	titles, series, currency := columns(c)
	head := make([]any, len(titles))
	for i, t := range titles {
		head[i] = t
	}
	put(bold, head...)
	for _, pt := range c.Points {
		cells := []any{present.Month(pt.Label)}
		if series {
			cells = append(cells, present.Month(pt.Series))
		}
		if currency {
			cells = append(cells, pt.Currency)
		}
		put(0, append(cells, number(c, pt), pt.N)...)
	}
	if err == nil {
		err = rows.Flush()
	}
	if err == nil {
		err = f.Write(w)
	}
	if err != nil {
		return fmt.Errorf("write the spreadsheet: %w", err)
	}
	return nil
}

func number(c insight.Chart, p insight.Point) any {
	switch {
	case !p.Known:
		return nil
	case c.Unit == insight.Money:
		return p.Value / math.Pow10(crm.MinorDigits(p.Currency))
	case c.Unit == insight.Working:
		return p.Value / 3600
	}
	return p.Value
}

// document has the drawing on its first page and all numbers below it.
func document(w io.Writer, c insight.Chart, p Page) error {
	d := fpdf.New("P", "mm", "A4", "")
	d.SetTitle(words.T(c.Title), true)
	d.SetMargins(18, 18, 18)
	d.SetAutoPageBreak(true, 18)
	face := p.Style.Face
	if len(face) == 0 {
		face = liberationsansregular.TTF
	}
	d.AddUTF8FontFromBytes("text", "", face)
	d.AddPage()
	d.SetFont("text", "", 15)
	d.MultiCell(0, 8, words.T(c.Title), "", "L", false)
	d.SetFont("text", "", 9)
	d.SetTextColor(92, 106, 112)
	for _, text := range p.lines(c) {
		d.MultiCell(0, 4.6, text, "", "L", false)
	}
	if !present.NoBars(c) && !c.Table {
		if err := picture(d, c, p.Style); err != nil {
			return err
		}
	}
	d.Ln(2)
	d.SetTextColor(28, 36, 39)
	titles, series, currency := columns(c)
	widths := map[bool]float64{true: 30, false: 0}
	first := 174 - 45 - 25 - widths[currency] - 2*widths[series]
	row := func(rule string, cells ...string) {
		for i, cell := range cells {
			width, align := first, "L"
			switch {
			case i == len(cells)-1:
				width, align = 25, "R"
			case i == len(cells)-2:
				width, align = 45, "R"
			case i > 0 && series && i == 1:
				width = 60
			case i > 0:
				width = 30
			}
			d.CellFormat(width, 5.6, fit(d, cell, width-2), rule, 0, align, false, 0, "")
		}
		d.Ln(-1)
	}
	row("B", titles...)
	for _, pt := range c.Points {
		label := []string{present.Month(pt.Label)}
		if series {
			label = append(label, present.Month(pt.Series))
		}
		if currency {
			label = append(label, pt.Currency)
		}
		_, value, _ := present.Bar(c, pt)
		row("", append(label, value, present.Number(pt.N))...)
	}
	if err := d.Output(w); err != nil {
		return fmt.Errorf("write the document: %w", err)
	}
	return nil
}

// picture puts the drawing below what it has to say about itself.
func picture(d *fpdf.Fpdf, c insight.Chart, style chart.Style) error {
	if note := chart.Note(c); note != "" {
		d.MultiCell(0, 4.6, note, "", "L", false)
	}
	d.Ln(2)
	var png bytes.Buffer
	if err := chart.Draw(&png, c, style); err != nil {
		return err
	}
	d.RegisterImageOptionsReader("chart", fpdf.ImageOptions{ImageType: "PNG"}, &png)
	d.ImageOptions("chart", 18, d.GetY(), 174, 0, true, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	return nil
}

// fit shortens a text to a width.
func fit(d *fpdf.Fpdf, text string, width float64) string {
	if d.GetStringWidth(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 1 && d.GetStringWidth(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}
