package storage

import (
	"strings"
	"unicode"

	"satchel/app/fold"
)

// Fold is the form in which texts are compared without case and accents; see [fold.Text].
func Fold(s string) string { return fold.Text(s) }

// natural is a form of a number such as "T-42" that sorts as people count: digits are filled up with zeros.
func natural(s string) string {
	var b strings.Builder
	s = Fold(s)
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		if j == i {
			b.WriteByte(s[i])
			i++
			continue
		}
		digits := strings.TrimLeft(s[i:j], "0")
		if n := 12 - len(digits); n > 0 {
			b.WriteString("000000000000"[:n])
		}
		b.WriteString(digits)
		i = j
	}
	return b.String()
}

// words cuts a text into the words of the search index. Every character of a script without blanks is a word of its own, so that
// a part of a Chinese or Japanese text is found as a phrase.
func words(s string) []string {
	if fold.IsPlain(s) {
		return plainWords(s)
	}
	var out []string
	start := -1
	s = Fold(s)
	flush := func(end int) {
		if start >= 0 {
			out = append(out, s[start:end])
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			flush(i)
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if start < 0 {
				start = i
			}
		default:
			flush(i)
		}
	}
	flush(len(s))
	return out
}

// plainWords cuts a text of ASCII alone.
func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}

// isIdeograph tells whether a word is one character of a script without blanks.
func isIdeograph(word string) bool {
	for _, r := range word {
		return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	}
	return false
}

// lower lowers ASCII letters only, as SQLite's NOCASE does.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}
