// Package fold compares texts as people do who leave capitals and accents out.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not take apart although people leave their marks out.
var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ħ", "h", "ı", "i")

// Text is the form in which texts are compared without case and accents: "Müller-Straße" becomes "muller-strasse".
func Text(s string) string {
	if IsPlain(s) {
		return strings.TrimSpace(strings.ToLower(s))
	}
	s = cases.Fold().String(norm.NFKD.String(s))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(letters.Replace(s))
}

// IsPlain tells whether a text is ASCII alone, which needs no folding but of its case.
func IsPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
