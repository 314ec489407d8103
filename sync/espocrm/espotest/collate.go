package espotest

import "strings"

// plain maps accented letters to the bare letter, as the database compares text.
var plain = func() map[rune]rune {
	groups := map[rune]string{
		'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ďđð", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ", 'i': "ìíîïĩīĭįı", 'j': "ĵ",
		'k': "ķ", 'l': "ĺļľŀł", 'n': "ñńņňŉ", 'o': "òóôõöøōŏő", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț", 'u': "ùúûüũūŭůűų",
		'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
	}
	m := map[rune]rune{}
	for bare, accented := range groups {
		for _, r := range accented {
			m[r] = bare
		}
	}
	return m
}()

// fold gives the form of a text that decides whether two are equal: letter
// case, accents and blanks at the end do not count.
func fold(text string) string {
	text = strings.TrimRight(strings.ToLower(text), " ")
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return strings.Map(func(r rune) rune {
				if bare, is := plain[r]; is {
					return bare
				}
				return r
			}, strings.ReplaceAll(text, "ß", "ss"))
		}
	}
	return text
}

// compare orders two stored values; nil comes first.
func compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	x, xNumber := number(a)
	y, yNumber := number(b)
	if xNumber && yNumber {
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	return strings.Compare(fold(asText(a)), fold(asText(b)))
}

// number gives the number a stored value is; booleans count as 0 and 1.
func number(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}
