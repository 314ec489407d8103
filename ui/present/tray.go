package present

import (
	"strings"
	"time"

	"satchel/app"
	"satchel/app/agenda"
	"satchel/app/crm"
	"satchel/ui/words"
)

// TrayLine is a line of the menu that the system's tray shows. The zero line parts two groups.
type TrayLine struct {
	Text string
	Does string // name of a command, TrayOpen or TrayQuit; "" = it only tells
}

// What a line of the tray does beside the commands of the window.
const (
	TrayOpen = "tray-open"
	TrayQuit = "tray-quit"
)

// mostRung is how many reminders the tray lists.
const mostRung = 5

// Tray is the menu of the system's tray: what one does from elsewhere, how the exchange goes, and the reminders that wait for an answer.
// It holds no clock of the sync, so that it changes only when there is news.
func Tray(st app.Status, waiting []agenda.Item, now time.Time) []TrayLine {
	out := []TrayLine{{words.T("Open Satchel"), TrayOpen}, {words.T("Log an activity"), "log"}, {}}
	if st.Connected {
		out = append(out, TrayLine{traySync(st), ""}, TrayLine{words.T("Sync now"), "sync"}, TrayLine{})
	}
	for _, i := range waiting[:min(len(waiting), mostRung)] {
		out = append(out, TrayLine{clockOn(i.At.Time().In(now.Location()), now) + "  " + cut(ItemTitle(i), 60), "reminders"})
	}
	if n := len(waiting) - mostRung; n > 0 {
		out = append(out, TrayLine{words.N(int64(n), "and %s more reminder", "and %s more reminders"), "reminders"})
	}
	if len(waiting) > 0 {
		out = append(out, TrayLine{})
	}
	return append(out, TrayLine{words.T("Quit Satchel"), TrayQuit})
}

// LockedTray is the menu while the window is locked.
func LockedTray() []TrayLine {
	return []TrayLine{{words.T("Open Satchel"), TrayOpen}, {words.T("Satchel is locked"), ""}, {}, {words.T("Quit Satchel"), TrayQuit}}
}

func traySync(st app.Status) string {
	parts := []string{words.T("all sent")}
	if st.Waiting > 0 {
		parts[0] = words.T("%s to send", Number(st.Waiting))
	}
	if n := st.Conflicts + st.Refused; n > 0 {
		parts = append(parts, words.N(n, "%s thing needs you", "%s things need you"))
	}
	if st.Last.Code == crm.CodeUnavailable || st.Last.Code == crm.CodeTimeout {
		parts = append(parts, words.T("offline"))
	}
	return strings.Join(parts, " · ")
}

// cut shortens a text to at most n letters.
func cut(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}
