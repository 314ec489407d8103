package present

import (
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
)

// StatusLine is the sentence at the foot of the window: always in numbers, never in the way. now has the person's zone.
func StatusLine(st app.Status, doing app.Activity, now time.Time) (string, Tone) {
	parts := []string{"All saved on this computer"}
	if !st.Connected {
		return parts[0], ""
	}
	tone := Tone("")
	switch {
	case doing.Running && doing.Progress.Sending:
		parts = append(parts, Number(doing.Progress.Done)+" of "+Number(doing.Progress.Total)+" sent")
	case st.Waiting > 0:
		parts = append(parts, Number(st.Waiting)+" to send")
	default:
		parts = append(parts, "all sent")
	}
	if n := st.Conflicts + st.Refused; n > 0 {
		parts, tone = append(parts, Count(n, "thing needs you", "things need you")), "amber"
	}
	if doing.Running && !doing.Progress.Sending && doing.Progress.Done > 0 {
		return strings.Join(append(parts, ProgressText(doing.Progress)), " · "), tone
	}
	switch st.Last.Code {
	case "", crm.CodeCanceled, crm.CodeBusy:
		if st.Checked != 0 {
			parts = append(parts, "last checked "+hour(st.Checked.Time(), now))
		}
	case crm.CodeAuth, crm.CodeNotFound: // a key that is no longer in the keychain is not found
		return strings.Join(append(parts, "The key was refused: look at the connection"), " · "), "amber"
	case crm.CodeUnavailable, crm.CodeTimeout:
		return strings.Join(append(parts, offline(st, doing, now)), " · "), tone // nobody has to do anything
	default:
		return strings.Join(append(parts, "last try failed: "+st.Last.Failure), " · "), "amber"
	}
	return strings.Join(parts, " · "), tone
}

func offline(st app.Status, doing app.Activity, now time.Time) string {
	since := st.Failing
	if st.Offline != 0 {
		since = st.Offline
	}
	text := "Offline since " + hour(since.Time(), now)
	switch {
	case doing.Running:
		return text + ", trying again now"
	case doing.Next.After(now):
		return text + ", trying again at " + hour(doing.Next, now)
	}
	return text
}

// hour writes a moment of today as its hour, and of another day with the day.
func hour(t, now time.Time) string {
	t = t.In(now.Location())
	if daysBetween(now, t) == 0 {
		return t.Format("15:04")
	}
	return Clock(crm.InstantOf(t), now)
}
