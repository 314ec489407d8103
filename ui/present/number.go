package present

import (
	"fmt"
	"strings"

	"satchel/app/crm"
	"satchel/ui/words"
)

// Number writes a whole number with separated thousands: 12,480.
func Number(n int64) string { return words.Number(n) }

// Amount writes money for reading: "48,500 EUR". Full units go without decimals.
func Amount(minor int64, currency string) string {
	whole, frac, _ := strings.Cut(crm.FormatMoney(minor, currency), ".")
	text := words.Group(whole)
	if strings.Trim(frac, "0") != "" {
		decimal, _ := words.Marks()
		text += decimal + frac
	}
	return strings.TrimSpace(text + " " + currency)
}

// Length writes a duration in seconds: "45 min", "1 h 20 min".
func Length(seconds int64) string {
	h, m := seconds/3600, seconds%3600/60
	switch {
	case h == 0 && m == 0 && seconds > 0:
		return fmt.Sprintf("%d s", seconds)
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}
