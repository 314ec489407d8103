package crm

import (
	"math"
	"strconv"
	"strings"
)

// digits lists the ISO 4217 currencies whose minor unit is not a hundredth (ISO 4217:2015 table A.1).
var digits = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// MinorDigits is the number of decimal places of a currency; 2 for an unknown one.
func MinorDigits(currency string) int {
	if n, ok := digits[currency]; ok {
		return n
	}
	return 2
}

// FormatMoney writes minor units as a plain decimal: 123450 EUR is "1234.50", 500 JPY is "500".
func FormatMoney(minor int64, currency string) string {
	n := MinorDigits(currency)
	s := strconv.FormatInt(minor, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if n == 0 {
		return sign + s
	}
	if len(s) <= n {
		s = strings.Repeat("0", n-len(s)+1) + s
	}
	return sign + s[:len(s)-n] + "." + s[len(s)-n:]
}

// ParseMoney reads a plain decimal ("1234.5", "-3") into minor units. Digits beyond the currency's minor unit are refused, never
// rounded away.
func ParseMoney(text, currency string) (int64, error) {
	n := MinorDigits(currency)
	bad := func() error {
		return Errorf(CodeInvalid, "%q is not an amount of money with at most %d decimal places, like %s.", clip(text), n, FormatMoney(12345, currency))
	}
	s := strings.TrimSpace(text)
	sign := int64(1)
	if strings.HasPrefix(s, "-") {
		sign, s = -1, s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	if whole == "" || len(frac) > n {
		return 0, bad()
	}
	u, err := strconv.ParseUint(whole+frac+strings.Repeat("0", n-len(frac)), 10, 63)
	if err != nil || u > math.MaxInt64 {
		return 0, bad()
	}
	return sign * int64(u), nil
}

// IsCurrency tells whether text looks like an ISO 4217 code: three capital letters.
func IsCurrency(text string) bool {
	if len(text) != 3 {
		return false
	}
	for _, r := range text {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}
