package present

import (
	"fmt"
	"strconv"
	"strings"

	"satchel/app/crm"
)

// Number writes a whole number with separated thousands: 12,480.
func Number(n int64) string { return group(strconv.FormatInt(n, 10)) }

// Count writes how many of what: "1 contact", "12,480 contacts".
func Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Amount writes money for reading: "48,500 EUR". Full units go without decimals.
func Amount(minor int64, currency string) string {
	whole, frac, _ := strings.Cut(crm.FormatMoney(minor, currency), ".")
	text := group(whole)
	if strings.Trim(frac, "0") != "" {
		text += "." + frac
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

func group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
