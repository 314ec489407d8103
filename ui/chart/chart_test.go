package chart

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"satchel/app/insight"
	"satchel/ui/words"
)

func pipeline() insight.Chart {
	return insight.Chart{Title: "Open pipeline by stage", Unit: "money", Points: []insight.Point{
		{Label: "Qualified", Currency: "EUR", Value: 31_200_000, Known: true, N: 48},
		{Label: "Proposal", Currency: "EUR", Value: 40_610_000, Known: true, N: 41},
		{Label: "Negotiation", Currency: "EUR", Known: true},
		{Label: "Qualified", Currency: "USD", Value: 8_800_000, Known: true, N: 3},
	}}
}

func sources() insight.Chart {
	return insight.Chart{Title: "Lead source conversion", Unit: "%", Lies: true, Points: []insight.Point{
		{Label: "Referral", Value: 41, Known: true, N: 34},
		{Label: "Fair", Value: 18, Known: true, N: 28},
		{Label: "A source with a name that goes on and on", Value: 0, Known: true, N: 9},
	}}
}

func TestBoxesLieInThePictureAndTellTheirPoint(t *testing.T) {
	for name, c := range map[string]insight.Chart{"standing": pipeline(), "lying": sources()} {
		img, boxes := New(c, Light).Image(460, 220, 2)
		if b := img.Bounds(); b.Dx() != 920 || b.Dy() != 440 {
			t.Errorf("%s: %v pixels", name, b)
		}
		if len(boxes) != 3 {
			t.Fatalf("%s: %d boxes", name, len(boxes))
		}
		for i, box := range boxes {
			if box.Point != i || box.Left < 0 || box.Right > 460 || box.Top < 0 || box.Bottom > 220 || box.Left >= box.Right || box.Top >= box.Bottom {
				t.Errorf("%s: box %d is %+v", name, i, box)
			}
		}
		if boxes[0].Left >= boxes[1].Left && boxes[0].Top >= boxes[1].Top {
			t.Errorf("%s: the first bar is neither left of nor above the second", name)
		}
	}
}

func TestFewRowsStandTogetherAtTheTop(t *testing.T) {
	_, boxes := New(sources(), Light).Image(460, 600, 1)
	if boxes[0].Top > 10 || boxes[2].Bottom > 140 {
		t.Errorf("three rows from %v to %v of 600", boxes[0].Top, boxes[2].Bottom)
	}
	if _, boxes = New(sources(), Light).Image(460, 90, 1); boxes[2].Bottom < 80 {
		t.Errorf("a low picture is used to %v of 90", boxes[2].Bottom)
	}
}

func TestHigherValueIsHigherBar(t *testing.T) {
	_, boxes := New(pipeline(), Dark).Image(460, 220, 1)
	if boxes[1].Top >= boxes[0].Top || boxes[2].Bottom-boxes[2].Top > 6.5 {
		t.Errorf("heights do not follow the values: %+v", boxes)
	}
}

func TestEmptyChartsAreDrawn(t *testing.T) {
	for _, c := range []insight.Chart{{Unit: "money"}, {Unit: "%"}, {Points: []insight.Point{{Label: "x"}}}} {
		if img, _ := New(c, Light).Image(300, 200, 1); img == nil {
			t.Error("no picture")
		}
	}
}

func TestWriteMakesEveryFormat(t *testing.T) {
	for format, magic := range map[Format]string{PNG: "\x89PNG", SVG: "<?xml"} {
		var b bytes.Buffer
		if err := Write(&b, pipeline(), format, Light); err != nil || !bytes.HasPrefix(b.Bytes(), []byte(magic)) {
			t.Errorf("%s: %v, begins %q", format, err, b.String()[:min(8, b.Len())])
		}
		if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "chart."+string(format)), b.Bytes(), 0o600); err != nil {
				t.Error(err)
			}
		}
	}
	if err := Write(&bytes.Buffer{}, pipeline(), "gif", Light); err == nil {
		t.Error("an unknown format was written")
	}
	if dir := os.Getenv("SATCHEL_PICTURES"); dir != "" {
		var b bytes.Buffer
		if err := Write(&b, sources(), PNG, Dark); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "chart-dark.png"), b.Bytes(), 0o600); err != nil {
			t.Error(err)
		}
	}
}

func TestAmountsInFewCharacters(t *testing.T) {
	if got := Amount(-41_820_049, "EUR"); got != "-418,200 EUR" {
		t.Error(got)
	}
	if got := Omitted(pipeline()); got != "not drawn: 88,000 USD" {
		t.Error(got)
	}
}

// TestAPictureSaysItsCurrency: "45.4 k" stood there without one, beside charts in another.
func TestAPictureSaysItsCurrency(t *testing.T) {
	money := func(currencies ...string) insight.Chart {
		c := insight.Chart{Unit: insight.Money}
		for _, currency := range currencies {
			c.Points = append(c.Points, insight.Point{Currency: currency, Value: 700, Known: true})
		}
		return c
	}
	for _, c := range []struct {
		chart insight.Chart
		want  string
	}{
		{money("EUR"), "in EUR"},
		{money("EUR", "USD"), "in EUR, not drawn: 7 USD"},
		{money("", "USD"), "without a currency, not drawn: 7 USD"},
		{money(""), ""},
		{money(), ""},
		{sources(), ""},
	} {
		if got := Note(c.chart); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	var b bytes.Buffer
	if err := Write(&b, money("EUR"), SVG, Light); err != nil || !strings.Contains(b.String(), "(in EUR)") {
		t.Errorf("the currency is not in the picture that is written: %v", err)
	}
}

// TestMeansOfAnotherCurrencyAreNotAddedUp: a sum of means is nobody's number.
func TestMeansOfAnotherCurrencyAreNotAddedUp(t *testing.T) {
	c := insight.Chart{Unit: insight.Money, Points: []insight.Point{
		{Currency: "EUR", Value: 100}, {Currency: "USD", Value: 300}, {Currency: "USD", Value: 400},
	}}
	if got := Omitted(c); got != "not drawn: 7 USD" {
		t.Error(got)
	}
	if c.Apart = true; Omitted(c) != "not drawn: USD" {
		t.Error(Omitted(c))
	}
}

// TestNamesHaveTheirPlace: a name breaks between words, is cut where it has no room even then, and months are left out, not cut.
func TestNamesHaveTheirPlace(t *testing.T) {
	six := func(s string) bool { return len([]rune(s)) <= 6 }
	for text, want := range map[string]string{"New": "New", "8 to 14 days": "8 to\n14 da…", "Prospecting": "Prosp…", "Best case": "Best\ncase", "über 30 Tage": "über\n30 Ta…"} {
		if got := wrap(text, six); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	names := func(c insight.Chart, width vg.Length) (out []string) {
		d := New(c, Light)
		d.fit(draw.Canvas{Rectangle: vg.Rectangle{Max: vg.Point{X: width, Y: 100}}})
		for _, tick := range d.plot.X.Tick.Marker.Ticks(0, 1) {
			out = append(out, tick.Label)
		}
		return out
	}
	months := insight.Chart{}
	for _, m := range []string{"2026-01", "2026-02", "2026-03", "2026-04"} {
		months.Points = append(months.Points, insight.Point{Label: m, Value: 3, Known: true, N: 3})
	}
	if got := names(months, 400); !slices.Equal(got, []string{"Jan 26", "Feb 26", "Mar 26", "Apr 26"}) {
		t.Errorf("%q", got)
	}
	if got := names(months, 120); !slices.Equal(got, []string{"Jan 26", "", "Mar 26", ""}) {
		t.Errorf("with little room %q", got)
	}
}

// TestFewRecordsAreCountedInWholeNumbers at the ticks of the axis.
func TestFewRecordsAreCountedInWholeNumbers(t *testing.T) {
	for v := 1.0; v <= 30; v++ {
		if top := nice(v); math.Mod(top, 4) != 0 || top < v {
			t.Errorf("%v under %v", v, top)
		}
	}
}

func TestADifferenceOfSharesHasTheSameMarksOnBothSides(t *testing.T) {
	c := insight.Chart{Unit: insight.Points, Points: []insight.Point{{Label: "2026-10", Value: 100, Known: true, N: 4}, {Label: "2026-11", Value: -60, Known: true, N: 5}}}
	d := New(c, Light)
	var got []float64
	for _, tick := range d.plot.Y.Tick.Marker.Ticks(0, 0) {
		got = append(got, tick.Value)
	}
	if want := []float64{-100, -50, 0, 25, 50, 75, 100}; !slices.Equal(got, want) {
		t.Errorf("marks at %v, not at %v", got, want)
	}
}

func TestManyDaysAreWhole(t *testing.T) {
	c := insight.Chart{Unit: insight.Days, Points: []insight.Point{{Label: "Won", Value: 72.27, Known: true}, {Label: "Lost", Value: 2.27, Known: true}}}
	d := New(c, Light)
	if want := []string{"72", "2.27"}; !slices.Equal(d.texts, want) {
		t.Errorf("said %q, not %q", d.texts, want)
	}
}

// TestValuesDoNotStandOnEachOther draws pairs of bars of nearly the same height in a small and in a large picture.
func TestValuesDoNotStandOnEachOther(t *testing.T) {
	c := insight.Chart{Title: "Forecast by month", Unit: insight.Money}
	for _, month := range []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"} {
		for i, series := range []string{"Weighted", "Won"} {
			c.Points = append(c.Points, insight.Point{Label: month, Series: series, Currency: "EUR", Value: 4_260_000 + float64(i)*10_000, Known: true, N: 3})
		}
	}
	for width, want := range map[float32]int{260: 6, 1600: 12} {
		d := New(c, Light)
		d.Image(width, 220, 1)
		if len(d.said) != want {
			t.Errorf("%v wide %d of 12 values are written, want %d", width, len(d.said), want)
		}
	}
}

// TestAValueStandsClearOfAHigherBar: beside a higher bar of its month a value was written half over that bar.
func TestAValueStandsClearOfAHigherBar(t *testing.T) {
	c := insight.Chart{Title: "Forecast by month", Unit: insight.Money}
	for i, label := range []string{"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"} {
		for n, series := range []string{"Weighted", "Won"} {
			value := float64(4_260_000)
			if (n == 0) == (i == 3) { // Won is higher in one month
				value = 1_420_000
			}
			c.Points = append(c.Points, insight.Point{Label: label, Series: series, Currency: "EUR", Value: value, Known: true, N: 3})
		}
	}
	d := New(c, Light)
	_, boxes := d.Image(340, 220, 1)
	for i, r := range d.said {
		for _, b := range boxes {
			const share = 0.62 // of its place a bar takes, in the middle of what can be hit
			side := (b.Right - b.Left) * (1 - share) / 2
			left, right := b.Left, b.Right-2*side
			if d.bars[b.Point].slot == 0 {
				left, right = b.Left+2*side, b.Right
			}
			if inside := 220 - float64(r.Min.Y) - 1; inside > b.Top && inside < b.Bottom && float64(r.Min.X) < right-0.5 && float64(r.Max.X) > left+0.5 {
				t.Errorf("value %d from %v to %v stands on the bar from %v to %v", i, r.Min.X, r.Max.X, left, right)
			}
		}
	}
	if len(d.said) < 6 {
		t.Errorf("only %d values are written", len(d.said))
	}
}

func TestTheAxisOfDaysSpeaksTheLanguageOfTheScreen(t *testing.T) {
	words.Use("de")
	defer words.Use(words.English)
	if got := (quarters{unit: insight.Days}).label(30); got != "30 T" {
		t.Errorf("said %q", got)
	}
}
