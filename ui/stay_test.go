package ui

import (
	"reflect"
	"testing"

	"satchel/ui/page"
)

func TestAStayIsReadAsItWasWritten(t *testing.T) {
	s := Stay{Place: Place{Known: true, X: -5, Y: 20, Maximised: true}, Width: 900, Height: 700.5, Side: 1.25, Folded: true, Page: page.Route{Name: "records", Entity: "deal", Board: true}}
	if got := ReadStay(s.String()); !reflect.DeepEqual(got, s) {
		t.Errorf("got %+v", got)
	}
	for _, nonsense := range []string{"", "{", `{"Width":"wide"}`, "[]"} {
		if got := ReadStay(nonsense); !reflect.DeepEqual(got, Stay{}) {
			t.Errorf("%q gives %+v", nonsense, got)
		}
	}
}

func TestAStayFitsTheScreensThereAre(t *testing.T) {
	at := func(x, y int, w, h float32) Stay {
		return Stay{Place: Place{Known: true, X: x, Y: y}, Width: w, Height: h}
	}
	big, small, right := Area{0, 0, 1920, 1080}, Area{0, 0, 800, 600}, Area{1920, 0, 1280, 1024}
	for _, c := range []struct {
		name  string
		stay  Stay
		areas []Area
		scale float32
		want  Stay
	}{
		{"as it was", at(100, 50, 1280, 800), []Area{big}, 1, at(100, 50, 1280, 800)},
		{"a smaller screen", at(100, 50, 1280, 800), []Area{small}, 1, at(0, 0, 800, 600)},
		{"on the second screen", at(2000, 50, 1000, 800), []Area{big, right}, 1, at(2000, 50, 1000, 800)},
		{"the second screen is gone", at(2000, 50, 1000, 800), []Area{big}, 1, at(460, 140, 1000, 800)},
		{"its head is above the screen", at(10, -300, 1000, 800), []Area{big}, 1, at(460, 140, 1000, 800)},
		{"fine pixels", at(0, 0, 1280, 800), []Area{big}, 2, at(0, 0, 960, 540)},
		{"a first start", Stay{}, []Area{big}, 1, at(320, 140, 1280, 800)},
		{"a first start on a small screen", Stay{}, []Area{small}, 1, at(0, 0, 800, 600)},
		{"no screen is known", at(5000, 0, 1280, 800), nil, 1, at(5000, 0, 1280, 800)},
	} {
		if got := c.stay.Fit(c.areas, c.scale); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
