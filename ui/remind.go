package ui

import (
	"satchel/app/remind"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

// Remind shows what is due: as notifications of the desktop, and in the window. It may be called from any goroutine but that of the UI,
// which must not wait for the desktop. A locked window tells no names, and shows its own once it is open.
func (s *Shell) Remind(turn remind.Turn) {
	list := present.Reminders(turn, s.config.App.Now().In(s.config.App.Zone))
	told := list
	if s.config.Lock.Locked() && len(list) > 0 {
		told = present.LockedReminders()
	}
	for _, r := range told {
		if s.config.Notify != nil {
			s.config.Notify(r.Title, r.Text)
		}
	}
	s.behind.Post(s.refreshTray)
	s.config.Run.Post(func() {
		for _, r := range list {
			s.toaster.ShowToast(r.Title+" · "+r.Text, words.T("Show"), s.openReminders)
		}
	})
}

// RemindFailed shows why nobody could be reminded.
func (s *Shell) RemindFailed(err error) { s.behind.Post(func() { s.fail(err) }) }

func (s *Shell) openReminders() {
	if !s.closeOverlay() {
		s.reminders = page.OpenReminders(s.env(s.ctx))
		s.reminders.Answered = s.refreshTray
	}
}

// Reminders returns the list of reminders opened last, nil if there was none.
func (s *Shell) Reminders() *page.Reminders { return s.reminders }
