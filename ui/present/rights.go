package present

import "strings"

// Rights puts kinds of records with the same rights into one sentence: "Contacts, leads: you may see all." Sentences of another form
// stay as they are. The order is that of the first of each.
func Rights(sentences []string) []string {
	var out []string
	at := map[string]int{} // right -> place in out
	kinds := map[string][]string{}
	for _, s := range sentences {
		kind, right, ok := strings.Cut(s, ": ")
		if !ok {
			out = append(out, s)
			continue
		}
		if len(kinds[right]) > 0 {
			kind = strings.ToLower(kind)
		} else {
			at[right] = len(out)
			out = append(out, "")
		}
		kinds[right] = append(kinds[right], kind)
	}
	for right, i := range at {
		out[i] = strings.Join(kinds[right], ", ") + ": " + right
	}
	return out
}
