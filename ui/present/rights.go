package present

import (
	"slices"
	"strings"
	"unicode/utf8"

	"satchel/ui/words"
)

// mayDo is what a sentence about rights consists of.
var mayDo = []string{
	words.Key("see all"), words.Key("see those of your teams"), words.Key("see those assigned to you"), words.Key("create new ones"),
	words.Key("change all"), words.Key("change those of your teams"), words.Key("change those assigned to you"),
	words.Key("delete all"), words.Key("delete those of your teams"), words.Key("delete those assigned to you"),
}

// Kinds of records that are apart in an online CRM and one here; all others are called there as here.
var _ = []string{words.Key("calls"), words.Key("meetings"), words.Key("tasks"), words.Key("notes")}

// Rights says what a user may, and puts kinds of records with the same rights into one sentence: "Contacts, leads: you may see all."
// Sentences of another form stay apart. The order is that of the first of each.
func Rights(sentences []string) []string {
	var out []string
	at := map[string]int{} // right -> place in out
	kinds := map[string][]string{}
	for _, s := range sentences {
		kind, right, _ := strings.Cut(s, ": ")
		said, ok := may(right)
		if !ok {
			out = append(out, words.Stored(s))
			continue
		}
		if len(kinds[said]) == 0 {
			at[said] = len(out)
			out = append(out, "")
		}
		kinds[said] = append(kinds[said], words.T(strings.ToLower(kind)))
	}
	for said, i := range at {
		out[i] = capital(strings.Join(kinds[said], ", ")) + ": " + said
	}
	return out
}

// may says the second half of a sentence, "you may see all and change all."; false for one of another form.
func may(right string) (string, bool) {
	right, begins := strings.CutPrefix(right, "you may ")
	right, ends := strings.CutSuffix(right, ".")
	if !begins || !ends {
		return "", false
	}
	parts := strings.Split(strings.Replace(right, " and ", ", ", 1), ", ")
	for i, p := range parts {
		if !slices.Contains(mayDo, p) {
			return "", false
		}
		parts[i] = words.T(p)
	}
	last := len(parts) - 1
	said := parts[last]
	if last > 0 {
		said = words.T("%s and %s", strings.Join(parts[:last], ", "), said)
	}
	return words.T("you may %s.", said), true
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)[:size]) + s[size:]
}
