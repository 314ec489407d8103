package exchange

import (
	"strings"
	"unicode"

	"satchel/app/crm"
)

// signs are the currency signs that mean one currency in most files. A sign that several currencies share takes the best known.
var signs = map[string]string{
	"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₩": "KRW", "zł": "PLN", "₺": "TRY", "₽": "RUB",
	"CHF": "CHF", "Fr.": "CHF", "kr": "SEK", "A$": "AUD", "C$": "CAD", "R$": "BRL", "₪": "ILS", "₦": "NGN", "₫": "VND", "฿": "THB",
}

// cutCurrency takes a currency sign or code off an amount; currency is "" if it has none.
func cutCurrency(text string) (amount, currency string) {
	text = strings.TrimSpace(text)
	isMark := func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) }
	start := strings.IndexFunc(text, isMark)
	if start < 0 {
		return text, ""
	}
	end := strings.LastIndexFunc(text, isMark)
	for end++; end < len(text) && text[end]&0xc0 == 0x80; end++ {
	}
	mark := text[start:end]
	if strings.HasPrefix(text[end:], ".") && mark == "Fr" {
		mark, end = "Fr.", end+1
	}
	code, ok := signs[mark]
	if !ok {
		if code = strings.ToUpper(mark); !crm.IsCurrency(code) {
			return text, ""
		}
	}
	return strings.TrimSpace(text[:start] + text[end:]), code
}

// marks is how the numbers of a column are written.
type marks struct{ decimal, thousands byte }

// numberVotes counts what the values of one column say about their marks.
type numberVotes struct{ comma, dot, unclear int }

// look counts one number. A mark that comes twice groups thousands; the last of two different ones is decimal; a single one is
// decimal unless exactly three digits follow.
func (v *numberVotes) look(text string) {
	text, _ = cutCurrency(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	comma, dot := strings.Count(text, ","), strings.Count(text, ".")
	switch {
	case comma == 0 && dot == 0:
	case comma > 0 && dot > 0:
		if strings.LastIndexByte(text, ',') > strings.LastIndexByte(text, '.') {
			v.comma++
		} else {
			v.dot++
		}
	case comma > 1:
		v.dot++
	case dot > 1:
		v.comma++
	case comma == 1 && len(crm.Digits(text[strings.IndexByte(text, ','):])) != 3:
		v.comma++
	case dot == 1 && len(crm.Digits(text[strings.IndexByte(text, '.'):])) != 3:
		v.dot++
	default:
		v.unclear++
	}
}

// decide returns the marks of the column, and whether they are only assumed: a file cut by semicolons comes from a country with
// decimal commas.
func (v numberVotes) decide(delimiter byte) (m marks, assumed bool) {
	dotted, german := marks{'.', ','}, marks{',', '.'}
	switch {
	case v.comma > v.dot:
		return german, false
	case v.dot > 0:
		return dotted, false
	case delimiter == ';':
		return german, v.unclear > 0
	}
	return dotted, v.unclear > 0
}

// plain rewrites a number as people write it into digits, a point and a sign, so that the one parser of the kind reads it.
func (m marks) plain(text string) string {
	text = strings.TrimSpace(text)
	negative := false
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		negative, text = true, strings.TrimSuffix(inner, ")")
	}
	if inner, ok := strings.CutSuffix(text, "-"); ok {
		negative, text = true, inner
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == rune(m.decimal):
			return '.'
		case r == rune(m.thousands), r == '\'', r == '’', unicode.IsSpace(r), r == '\u202f', r == '+':
			return -1
		case r == '−' || r == '–':
			return '-'
		}
		return r
	}, text)
	if negative {
		text = "-" + text
	}
	return text
}

// isPlainNumber tells whether a text is nothing but a number.
func isPlainNumber(text string) bool {
	text, _ = cutCurrency(text)
	return text != "" && strings.Trim(text, "0123456789.,-+%' ") == "" && crm.Digits(text) != ""
}

// grouped tells whether the thousands marks of a number stand where they belong, every three digits before the decimal mark; a
// number that fails is probably written in another way than its column.
func (m marks) grouped(text string) bool {
	whole, _, _ := strings.Cut(text, string(m.decimal))
	if strings.IndexByte(text, m.thousands) > len(whole) {
		return false
	}
	groups := strings.Split(whole, string(m.thousands))
	for _, g := range groups[1:] {
		if len(crm.Digits(g)) != 3 {
			return false
		}
	}
	return true
}
