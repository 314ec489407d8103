package ui

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/replica"
	"satchel/ui/async"
	"satchel/ui/kit"
	"satchel/ui/page"
	"satchel/ui/present"
)

func keysHint() string {
	return page.Ctrl("K").String() + " find, go, do  ·  " + page.Ctrl("L").String() + " log  ·  ? keys"
}

// showStatus says that everything is saved, and what waits to be sent or for a person.
func (s *Shell) showStatus(st app.Status) {
	text, tone := statusText(st, s.clock(st.Checked), s.clock(st.Offline))
	s.status.SetState(text, tone)
}

// clock writes a past moment: the hour, and the day unless it is today; "" for never.
func (s *Shell) clock(at crm.Instant) string {
	if at == 0 {
		return ""
	}
	t := at.Time().In(s.config.App.Zone)
	if now := s.config.App.Now().In(s.config.App.Zone); t.YearDay() != now.YearDay() || t.Year() != now.Year() {
		return present.Exact(at, s.config.App.Zone)
	}
	return t.Format("15:04")
}

// statusText is the left of the status line; checked is the time of the last complete round, "" for never, and offline since when the
// online CRM does not answer, "" while it does.
func statusText(st app.Status, checked, offline string) (string, kit.Tone) {
	parts := []string{"All saved on this computer"}
	if !st.Connected {
		return parts[0], kit.Neutral
	}
	tone := kit.Neutral
	if st.Waiting > 0 {
		parts = append(parts, present.Number(st.Waiting)+" to send")
	} else {
		parts = append(parts, "all sent")
	}
	if n := st.Conflicts + st.Refused; n > 0 {
		parts = append(parts, present.Count(n, "thing needs you", "things need you"))
		tone = kit.Amber
	}
	if checked != "" {
		parts = append(parts, "last checked "+checked)
	}
	if offline != "" {
		return strings.Join(append(parts, "offline since "+offline), " · "), tone
	}
	if st.Last.Failure != "" {
		parts = append(parts, "last try failed: "+st.Last.Failure)
		tone = kit.Amber
	}
	return strings.Join(parts, " · "), tone
}

// SyncChanged shows the state of the sync anew. It may be called from any goroutine.
func (s *Shell) SyncChanged() {
	s.config.Run.Post(func() {
		async.Run(s.told.Next(s.ctx), s.config.Run, s.config.App.SyncStatus, func(st app.Status, err error) {
			if err == nil && !s.syncing { // a failing database speaks up at the next commit
				s.showStatus(st)
			}
		})
	})
}

// syncNow runs one round and says what it did.
func (s *Shell) syncNow() {
	if s.syncing {
		return
	}
	s.syncing = true
	s.status.SetState("Checking with the online CRM …", kit.Neutral)
	async.Run(s.ctx, s.config.Run, func(ctx context.Context) (replica.Round, error) {
		return s.config.App.Sync.Round(ctx, func(app.Progress) {})
	}, func(r replica.Round, err error) {
		s.syncing = false
		s.side.asked = -1
		s.refreshSides()
		if err != nil {
			s.fail(err)
			return
		}
		s.say("Synchronised: "+present.Number(int64(r.Pulled))+" read, "+present.Number(int64(r.Pushed))+" sent.", "")
	})
}
