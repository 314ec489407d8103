package chart

import (
	"image/color"
	"sync"

	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
)

// Style is the appearance of a drawing.
type Style struct {
	Background, Text, Dim, Line color.Color
	Bars                        []color.Color // in the order series take them; never empty
	Face                        []byte        // a TrueType font for all texts; nil takes the built-in one, which has no CJK
}

// The light and the dark palette; bars are told apart by their labels too.
var (
	Light = Style{
		Background: rgb(0xffffff), Text: rgb(0x1c2427), Dim: rgb(0x5c6a70), Line: rgb(0xdfe4e6),
		Bars: []color.Color{rgb(0x0f766e), rgb(0xe0a13a), rgb(0x5b7fc7), rgb(0xc2605a), rgb(0x8f79b8)},
	}
	Dark = Style{
		Background: rgb(0x1c2224), Text: rgb(0xe5eaec), Dim: rgb(0x9aa8ae), Line: rgb(0x2c3538),
		Bars: []color.Color{rgb(0x4fc4b7), rgb(0xe8b75c), rgb(0x86a5e6), rgb(0xe08a84), rgb(0xb6a1dd)},
	}
)

func rgb(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff} //nolint:gosec // three bytes of a constant
}

// small is the size of all texts, in points.
const small = 8.5

// faces remembers which fonts were handed to gonum's cache, by the address of their data.
var faces struct {
	sync.Mutex
	known map[*byte]font.Typeface
}

// font is the style's font in a size; a font that cannot be read falls back to the built-in one.
func (s Style) font(size float64) font.Font {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: font.Length(size)}
	if len(s.Face) == 0 {
		return f
	}
	faces.Lock()
	defer faces.Unlock()
	if name, ok := faces.known[&s.Face[0]]; ok {
		f.Typeface = name
		return f
	}
	parsed, err := opentype.Parse(s.Face)
	if err != nil {
		return f
	}
	f.Typeface = font.Typeface("Satchel" + string(rune('A'+len(faces.known))))
	font.DefaultCache.Add(font.Collection{{Font: font.Font{Typeface: f.Typeface, Variant: f.Variant}, Face: parsed}})
	if faces.known == nil {
		faces.known = map[*byte]font.Typeface{}
	}
	faces.known[&s.Face[0]] = f.Typeface
	return f
}
