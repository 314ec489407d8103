package page

import (
	"runtime"
	"runtime/debug"

	"satchel/ui/kit"
	"satchel/ui/look"
	"satchel/ui/words"
)

// OpenAbout shows over the window which program this is and where the records are.
func OpenAbout(env Env) *Overlay {
	var over *Overlay
	body := kit.Column(10, kit.Row(0, kit.CardTitle("Satchel"), kit.Spacer(), kit.NewButton(words.T("Close"), func() { over.Close() })),
		kit.NewParagraph(words.T("All your customers, with you. Everything works without a network."), kit.Style{Color: look.Dim}),
		kit.KeyValues(
			kit.KeyValue{Key: words.T("Version"), Value: version()},
			kit.KeyValue{Key: words.T("Your records"), Value: env.App.File},
			kit.KeyValue{Key: words.T("Licence"), Value: words.T("Free software; the licence is in the file LICENSE of the source.")},
		),
		kit.NewParagraph(words.T("Nothing is sent to anybody but the CRM that you connect."), fine(look.Dim)))
	over = NewOverlay(env.Window, 560, kit.Pad{Top: 16, Right: 22, Bottom: 18, Left: 22}, body)
	over.Open(nil)
	return over
}

// version names the program's version as it was built.
func version() string {
	out := words.T("built here")
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			out = v
		}
	}
	return out + ", " + runtime.GOOS + "/" + runtime.GOARCH
}
