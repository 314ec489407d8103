package look_test

import (
	"testing"

	"satchel/ui/look"
)

func TestAThemeIsReadAsItWasWritten(t *testing.T) {
	for _, want := range []look.Theme{
		{Percent: 100}, {Variant: look.Dark, Density: look.Compact, Percent: 150}, {Variant: look.Light, Percent: 125},
	} {
		if got := look.Read(want.String()); *got != want {
			t.Errorf("%q gives %+v", want.String(), got)
		}
	}
	if got := look.Read("purple enormous -"); *got != (look.Theme{}) {
		t.Errorf("%+v", got)
	}
}
