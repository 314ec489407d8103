package look

import (
	"strconv"
	"strings"
)

// Setting names the stored setting that holds a theme as text.
const Setting = "look"

var (
	variants  = map[Variant]string{System: "system", Light: "light", Dark: "dark"}
	densities = map[Density]string{Normal: "normal", Compact: "compact"}
)

// String writes the theme as it is stored: "dark compact 125".
func (t *Theme) String() string {
	percent := t.Percent
	if percent == 0 {
		percent = 100
	}
	return variants[t.Variant] + " " + densities[t.Density] + " " + strconv.Itoa(percent)
}

// Read makes a theme of what String wrote; words that it does not know leave the default.
func Read(text string) *Theme {
	t := &Theme{}
	for _, word := range strings.Fields(text) {
		for v, name := range variants {
			if name == word {
				t.Variant = v
			}
		}
		for d, name := range densities {
			if name == word {
				t.Density = d
			}
		}
		if n, err := strconv.Atoi(word); err == nil {
			t.Percent = n
		}
	}
	return t
}
