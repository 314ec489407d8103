package ui

import (
	"time"

	"satchel/app"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

func keysHint() string {
	return words.T("%s find, go, do  ·  %s log  ·  ? keys", page.Ctrl("K"), page.Ctrl("L"))
}

// standing is what the status line tells.
type standing struct {
	status app.Status
	known  bool
	doing  app.Activity
}

// showStatus says that everything is saved, what waits to be sent or for a person, and how the exchange goes.
func (s *Shell) showStatus() {
	if !s.standing.known {
		return
	}
	text, tone := present.StatusLine(s.standing.status, s.standing.doing, s.config.App.Now().In(s.config.App.Zone))
	if text != s.said {
		s.said = text
		s.status.SetState(text, map[present.Tone]kit.Tone{"amber": kit.Amber}[tone])
	}
}

// Status returns what the status line says.
func (s *Shell) Status() string { return s.said }

// watch follows the sync. What comes faster than a person reads is left out.
func (s *Shell) watch() {
	const often = 150 * time.Millisecond
	var last time.Time
	s.unwatch = s.config.App.Sync.Watch(func(a app.Activity) {
		s.mu.Lock()
		now := time.Now()
		skip := a.Running && a.Progress.What != "" && now.Sub(last) < often
		if !skip {
			last = now
		}
		s.mu.Unlock()
		if skip {
			return
		}
		s.behind.Post(func() {
			s.standing.doing = a
			s.showStatus()
		})
	})
}

// SyncChanged shows the state of the sync anew. It may be called from any goroutine.
func (s *Shell) SyncChanged() {
	s.behind.Post(func() {
		async.Run(s.told.Next(s.ctx), s.behind, s.config.App.SyncStatus, func(st app.Status, err error) {
			if err == nil { // a failing database speaks up at the next commit
				s.standing.status, s.standing.known = st, true
				s.showStatus()
				s.refreshTray()
			}
		})
	})
}

// syncNow runs one round and says what it did.
func (s *Shell) syncNow() { s.asked.Begin(s.env(s.ctx), s.standing.status.Waiting) }
