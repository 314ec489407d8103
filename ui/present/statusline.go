package present

import (
	"strings"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// StatusLine is the sentence at the foot of the window: always in numbers, never in the way. now has the person's zone.
func StatusLine(st app.Status, doing app.Activity, now time.Time) (string, Tone) {
	parts := []string{words.T("All saved on this computer")}
	if !st.Connected {
		return parts[0], ""
	}
	tone := Tone("")
	switch {
	case doing.Running && doing.Progress.Sending:
		parts = append(parts, words.T("%s of %s sent", Number(doing.Progress.Done), Number(doing.Progress.Total)))
	case st.Waiting > 0:
		parts = append(parts, words.T("%s to send", Number(st.Waiting)))
	default:
		parts = append(parts, words.T("all sent"))
	}
	if n := st.Conflicts + st.Refused; n > 0 {
		parts, tone = append(parts, words.N(n, "%s thing needs you", "%s things need you")), "amber"
	}
	if doing.Running && !doing.Progress.Sending && doing.Progress.Done > 0 {
		return strings.Join(append(parts, ProgressText(doing.Progress)), " · "), tone
	}
	switch st.Last.Code {
	case "", crm.CodeCanceled, crm.CodeBusy:
		if st.Checked != 0 {
			parts = append(parts, words.T("last checked %s", hour(st.Checked.Time(), now)))
		}
	case crm.CodeAuth, crm.CodeNotFound: // a key that is no longer in the keychain is not found
		return strings.Join(append(parts, words.T("The key was refused: look at the connection")), " · "), "amber"
	case crm.CodeUnavailable, crm.CodeTimeout:
		return strings.Join(append(parts, offline(st, doing, now)), " · "), tone // nobody has to do anything
	default:
		return strings.Join(append(parts, words.T("last try failed: %s", words.T(st.Last.Failure))), " · "), "amber"
	}
	return strings.Join(parts, " · "), tone
}

func offline(st app.Status, doing app.Activity, now time.Time) string {
	since := st.Failing
	if st.Offline != 0 {
		since = st.Offline
	}
	text := words.T("Offline since %s", hour(since.Time(), now))
	switch {
	case doing.Running:
		return words.T("%s, trying again now", text)
	case doing.Next.After(now):
		return words.T("%s, trying again at %s", text, hour(doing.Next, now))
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
