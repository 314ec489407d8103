package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/remind"
	"satchel/ui/async"
	"satchel/ui/present"
)

// refreshTray brings the menu of the system's tray up to date, where there is a tray.
func (s *Shell) refreshTray() {
	if s.config.Tray == nil {
		return
	}
	async.Run(s.rung.Next(s.ctx), s.behind, (&remind.Service{App: s.config.App}).Waiting, func(waiting []agenda.Item, err error) {
		if err != nil { // a failing database speaks up where somebody looks
			return
		}
		lines := s.trayLines(s.standing.status, waiting)
		if !slices.Equal(lines, s.trayed) {
			s.trayed = lines
			s.config.Tray(s.trayMenu(lines))
		}
	})
}

// trayLines are those of the tray; behind the lock they tell nothing.
func (s *Shell) trayLines(st app.Status, waiting []agenda.Item) []present.TrayLine {
	if s.away != nil {
		return present.LockedTray()
	}
	return present.Tray(st, waiting, s.config.App.Now().In(s.config.App.Zone))
}

// trayMenu makes a menu of the lines. Whatever is done from the tray is done in the window.
func (s *Shell) trayMenu(lines []present.TrayLine) *fyne.Menu {
	menu := fyne.NewMenu("Satchel")
	for _, l := range lines {
		item := fyne.NewMenuItem(l.Text, func() { s.fromTray(l.Does) })
		switch l.Does {
		case "":
			item.Disabled, item.IsSeparator = true, l.Text == ""
		case present.TrayQuit:
			item.IsQuit, item.Action = true, fyne.CurrentApp().Quit // the toolkit adds none of its own
		}
		menu.Items = append(menu.Items, item)
	}
	return menu
}

func (s *Shell) fromTray(does string) {
	if s.config.Raise != nil {
		s.config.Raise()
	}
	if does != present.TrayOpen && s.away == nil {
		s.clear()
		s.Do(does)
	}
}
