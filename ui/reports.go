package ui

import (
	"context"
	"path/filepath"
	"time"

	"satchel/ui/chart"
	"satchel/ui/look"
	"satchel/ui/sheet"
	"satchel/ui/words"

	"fyne.io/fyne/v2"
)

// WriteReports writes reports at their times until the context ends, looking every so often, at once for the first time: what fell due
// while the program did not run is written then. It is for a goroutine of its own.
func (s *Shell) WriteReports(ctx context.Context, every time.Duration) {
	style := chart.Light
	style.Face = look.Current().Font(fyne.TextStyle{}).Content()
	said := "" // the same trouble is told once
	for {
		err := sheet.WriteDue(ctx, s.config.App, style, func(file string) {
			s.config.Run.Post(func() { s.say(words.T("Wrote the report %s", filepath.Base(file)), "") })
		})
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			said = ""
		case err.Error() != said:
			said = err.Error()
			s.config.Run.Post(func() { s.fail(err) })
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}
