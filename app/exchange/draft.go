package exchange

import (
	"context"
	"slices"
	"strings"

	"satchel/app/crm"
)

// Refusal is a row that is not imported, and why.
type Refusal struct {
	Row    int    `json:"row"`    // as a spreadsheet counts: the header is row 1; for vCards the number of the card
	Column string `json:"column"` // header of the column at fault, "" for the row as a whole
	Reason string `json:"reason"` // a sentence
	Err    error  `json:"-"`      // what the sentence is from
	// Cells are what the row holds, for a person to put right: see Options.Repairs. Nil beyond the first thousand refusals.
	Cells []string `json:"-"`
}

// Repair is a row put right by hand. It counts as long as the file still holds the row as it was.
type Repair struct{ Was, Cells []string }

// mostRepairable is how many refusals keep their cells, and the most bytes of such a row.
const (
	mostRepairable = 1000
	mostRepairRow  = 64 << 10
)

// repaired gives the cells of a row, as they were put right by hand.
func (o Options) repaired(n int, cells []string) []string {
	if r, ok := o.Repairs[n]; ok && slices.Equal(r.Was, cells) {
		return slices.Clone(r.Cells)
	}
	return cells
}

// draft is what a row says about one record. Links are still what the file writes: a name, a number or an id.
type draft struct {
	was    []string // the row as the file holds it, for a person to put right
	id     string   // an id of ours that the file brings, "" none
	values crm.Values
	links  map[string]string     // field to text
	linked map[string]crm.Values // link field to what the row says about the record it names
}

// source is a file that yields drafts. It can be read several times and yields the same rows every time.
type source interface {
	// each calls f for every row with either a draft or a refusal.
	each(ctx context.Context, p Progress, f func(row int, d draft, bad *Refusal) error) error
	// names calls f for every text in a link column.
	names(ctx context.Context, f func(link crm.Field, text string)) error
	// about describes the columns; column names the one that fills a field, for refusals.
	about() []Column
	column(field string) string
	// linked are the link fields that rows may fill.
	linked() []crm.Field
	// exact tells that the file is ours and holds records as they were.
	exact() bool
	// notes are assumptions and warnings about how the file is read.
	notes() []crm.Said
	close() error
}

// refuse makes a refusal of an error about a field.
func refuse(row int, column string, err error) *Refusal {
	return &Refusal{Row: row, Column: column, Reason: err.Error(), Err: err}
}

// particles begin a family name of several words.
var particles = map[string]bool{
	"de": true, "del": true, "della": true, "da": true, "das": true, "di": true, "dos": true, "du": true, "la": true, "le": true, "van": true,
	"von": true, "vom": true, "zu": true, "zur": true, "den": true, "der": true, "ter": true, "ten": true, "al": true, "el": true, "bin": true,
	"ibn": true, "ben": true, "af": true, "av": true, "mac": true, "st.": true, "san": true,
}

// splitName cuts a whole name: "Doe, Jane" at the comma, otherwise before the last word or before the particles of the family name.
// One word is a family name.
func splitName(name string) (first, last string) {
	if last, first, ok := strings.Cut(name, ","); ok && strings.TrimSpace(last) != "" && strings.TrimSpace(first) != "" {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return "", strings.TrimSpace(name)
	}
	cut := len(words) - 1
	for cut > 1 && particles[strings.ToLower(words[cut-1])] {
		cut--
	}
	return strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
}

// appendValue adds what one more column says about a field: lists grow, texts of several columns are joined.
func appendValue(have, add any) any {
	switch add := add.(type) {
	case []crm.Reach:
		have, _ := have.([]crm.Reach)
		return unionReaches(have, add)
	case []string:
		have, _ := have.([]string)
		return unionWords(have, add)
	}
	return add
}

func unionReaches(have, add []crm.Reach) []crm.Reach {
	return union(have, add, func(r crm.Reach) string { return reachKey(r.Value) })
}

func unionWords(have, add []string) []string { return union(have, add, strings.ToLower) }

// union appends what is not there yet, by a key.
func union[T any](have, add []T, keyOf func(T) string) []T {
	out := have[:len(have):len(have)]
	seen := make(map[string]bool, len(have)+len(add))
	for _, v := range have {
		seen[keyOf(v)] = true
	}
	for _, v := range add {
		if key := keyOf(v); !seen[key] {
			seen[key] = true
			out = append(out, v)
		}
	}
	return out
}

// reachKey is the form in which addresses and numbers are compared.
func reachKey(value string) string {
	if strings.Contains(value, "@") {
		return crm.EmailKey(value)
	}
	if key := crm.PhoneKey(value); key != "" {
		return key
	}
	return crm.EmailKey(value)
}
