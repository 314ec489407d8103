package ui

import (
	"context"
	"strings"

	"satchel/app"
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
	text, tone := statusText(st, s.clock(st))
	s.status.SetState(text, tone)
}

func (s *Shell) clock(st app.Status) string {
	if st.Checked == 0 {
		return ""
	}
	t := st.Checked.Time().In(s.config.App.Zone)
	if now := s.config.App.Now().In(s.config.App.Zone); t.YearDay() != now.YearDay() || t.Year() != now.Year() {
		return present.Exact(st.Checked, s.config.App.Zone)
	}
	return t.Format("15:04")
}

// statusText is the left of the status line; checked is the time of the last complete round, "" for never.
func statusText(st app.Status, checked string) (string, kit.Tone) {
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
	if st.Last.Failure != "" {
		parts = append(parts, "last try failed: "+st.Last.Failure)
		tone = kit.Amber
	}
	return strings.Join(parts, " · "), tone
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
