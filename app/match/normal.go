// Package match tells which records are about the same person or organisation, and why. It is the one matcher: while somebody types, at
// an import, at the exchange with an online CRM and over a whole file. It compares; where records are looked for is the store's.
package match

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"

	"satchel/app/crm"
)

// Mail is the form in which addresses are compared; "" for none.
func Mail(s string) string { return crm.EmailKey(s) }

// Phone is the form in which numbers are compared in any spelling; "" for what is too short to tell anybody.
func Phone(s string) string {
	if key := crm.PhoneKey(s); len(key) >= 5 {
		return key
	}
	return ""
}

// Name is the form in which names are compared: small Latin letters without marks, one blank between words. "Jörg Müller" agrees with
// "JOERG  MUELLER" and "Jorg Muller", "Пётр" with "Petr". Titles and the word for "and" are left out. A text of nothing but marks gives "".
func Name(s string) string { return strings.Join(words(s), " ") }

// Company cuts the name of an organisation into what is its own and its legal form in one spelling, "" for none: "Becker & Sohn
// G.m.b.H." gives "becker sohn" and "gmbh".
func Company(s string) (own, legal string) {
	list := words(s)
	for len(list) > 1 && before[list[0]] {
		legal, list = list[0], list[1:]
	}
	for {
		n, form := ending(list)
		if n == 0 || n == len(list) {
			return strings.Join(list, " "), legal
		}
		list, legal = list[:len(list)-n], strings.TrimSpace(form+" "+legal)
	}
}

// Site is the host of a web address without "www", "" for none.
func Site(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	s = strings.TrimPrefix(s, "www.")
	if !strings.Contains(s, ".") {
		return ""
	}
	return s
}

// words cuts a name into its words in normal form. Letters that stand alone are put together, so "G.m.b.H." is one word.
func words(s string) []string {
	list := strings.FieldsFunc(latin(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	out := make([]string, 0, len(list))
	alone := false // the last word is made of single letters
	for _, w := range list {
		single := len(w) == 1
		switch {
		case single && alone:
			out[len(out)-1] += w
		case left[w] && len(list) > 1:
			continue
		default:
			out = append(out, plain(w))
		}
		alone = single
	}
	return out
}

// latin writes a text in small ASCII letters.
func latin(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if !ascii {
		s = unidecode.Unidecode(s)
	}
	return strings.ToLower(apostrophes.Replace(s))
}

var apostrophes = strings.NewReplacer("'", "", "`", "", "’", "")

// plain leaves the e of ae, oe and ue out, as people write it who lack the key for ä, ö and ü.
func plain(w string) string {
	for i := 1; i < len(w); i++ {
		if w[i] == 'e' && marked(w[i-1]) {
			return plain(w[:i] + w[i+1:])
		}
	}
	return w
}

func marked(c byte) bool { return c == 'a' || c == 'o' || c == 'u' }

// left are words that say nothing about who it is.
var left = set("dr prof mr mrs ms herr frau dipl ing mag med und and et y the")

// before are legal forms that stand before the name.
var before = set("ooo oao zao pao pt")

// forms are the legal forms as words puts them, each with the one spelling of it.
var forms = func() map[string]string {
	out := map[string]string{}
	for _, line := range []string{
		"gmbh=mbh,gesellschaft mit beschrankter haftung", "ug=ug haftungsbeschrankt,unternehmergesellschaft", "ag=aktiengesellschaft", "kg=kommanditgesellschaft", "kgaa", "ohg", "gbr", "ev=eingetragener verein",
		"eg", "ek=eingetragener kaufmann", "co=company,cie", "ltd=limited", "inc=incorporated", "corp=corporation", "llc", "llp", "lp", "plc", "pty", "pvt=private", "sa", "sarl", "sas", "sasu", "eurl",
		"srl", "spa", "sl=slu", "lda", "ltda", "bv", "nv", "ab", "as", "asa", "aps", "oy", "oyj", "zoo", "sp zoo=spolka zoo", "sro", "doo", "dooel", "eood", "ood", "kft", "zrt", "nyrt", "kk", "se", "sia", "uab", "hf", "ehf", "ae", "tnhh",
	} {
		one, others, _ := strings.Cut(line, "=")
		out[plainWords(one)] = one
		for _, o := range strings.Split(others, ",") {
			if o != "" {
				out[plainWords(o)] = one
			}
		}
	}
	return out
}()

// mostWords is how many words a legal form has at most.
const mostWords = 4

// ending finds the legal form at the end of a name and how many words it has; 0 if there is none.
func ending(list []string) (n int, form string) {
	for n := min(mostWords, len(list)); n > 0; n-- {
		if form, ok := forms[strings.Join(list[len(list)-n:], " ")]; ok {
			return n, form
		}
	}
	return 0, ""
}

func plainWords(s string) string {
	list := strings.Fields(s)
	for i := range list {
		list[i] = plain(list[i])
	}
	return strings.Join(list, " ")
}

func set(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// slip tells whether two words differ in one letter: another one, one more, one less, or two neighbours swapped. A digit that differs is
// no slip, nor is anything in a short word.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	x, y := a[i:len(a)-j], b[i:len(b)-j]
	if strings.ContainsAny(x+y, "0123456789") {
		return false
	}
	switch {
	case len(x) <= 1 && len(y) == 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}

// spellings lists how a word or a name in the form of [Name] may be stored: with and without the e of ae, oe and ue. At most 16.
func spellings(s string) []string {
	out := []string{""}
	for i := range len(s) {
		n := len(out)
		for k := range n {
			if marked(s[i]) && len(out) < 16 {
				out = append(out, out[k]+string(s[i])+"e")
			}
			out[k] += string(s[i])
		}
	}
	return out
}
