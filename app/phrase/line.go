package phrase

import (
	"regexp"
	"strings"
	"time"

	"satchel/app/crm"
)

// Line is what one line of the quick log says.
type Line struct {
	Kind      string      // of the activity, "" if the line does not say
	Direction string      // "in" where they came to us, "" if the line does not say
	At        crm.Instant // 0 = now; ahead: it is planned, not done
	Text      string      // what happened, with the names of people still in it
	Next      string      // the next step, "" = none
	NextAt    crm.Instant // 0 = no time set
}

// kindWords name the kind of an activity. Those of the second list are also ordinary words and count only at the beginning.
var kindWords = map[string]map[string]bool{
	"call":    set("call called calls phone phoned rang rings ring telephoned spoke anruf angerufen rief telefonat telefoniert telefonierte gesprochen"),
	"email":   set("email emailed e-mail mail mailed mails wrote mailte gemailt geschrieben schrieb"),
	"meeting": set("meeting met meet meets treffen getroffen traf termin besprechung besprochen"),
	"visit":   set("visit visited visits besuch besucht besuchte"),
	"letter":  set("letter brief post"),
	"note":    set("note notiz"),
	"task":    set("task todo to-do aufgabe"),
}

// fillers stand between the word for the kind and whom it was with.
var fillers = set("with to from at mit an von bei im the")

var (
	nextMark = regexp.MustCompile(`(?i)(?:^|[\s;,.])(?:next step|next|then|nächster schritt|als nächstes|dann|danach)\s*:\s*|\s*(?:->|→)\s*`)
	keyMark  = regexp.MustCompile(`(?i)^([a-z])\s*:\s*(.*)$`)
)

// kindKeys are the kinds by one letter and a colon at the beginning of the line.
var kindKeys = map[string]string{"c": "call", "e": "email", "m": "meeting", "v": "visit", "l": "letter", "n": "note", "t": "task"}

// Read understands a line as far as it is typed.
func Read(text string, now time.Time) Line {
	head, next := split(text, now)
	l := Line{}
	if next != "" {
		at, rest, _ := Find(next, now)
		l.Next, l.NextAt = clean(rest), at
		if l.Next == "" && at != 0 {
			l.Next = clean(next)
		}
	}
	if m := keyMark.FindStringSubmatch(strings.TrimSpace(head)); m != nil && kindKeys[strings.ToLower(m[1])] != "" {
		l.Kind, head = kindKeys[strings.ToLower(m[1])], m[2]
	}
	if at, rest, ok := Find(head, now); ok && clean(rest) != "" {
		l.At, head = at, rest
	}
	l.read(strings.Fields(head))
	return l
}

// split cuts off the next step: behind a word for it, or behind a semicolon if that part names a time.
func split(text string, now time.Time) (head, next string) {
	if at := nextMark.FindStringIndex(text); at != nil {
		return text[:at[0]], text[at[1]:]
	}
	if i := strings.LastIndexByte(text, ';'); i >= 0 {
		if _, _, ok := Find(text[i+1:], now); ok {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// read finds the kind in the first words and leaves the rest as the text.
func (l *Line) read(words []string) {
	for i := 0; i < min(4, len(words)) && l.Kind == ""; i++ {
		kind := kindOf(words[i])
		if kind == "" || i > 0 && !isPast(words[i]) {
			continue
		}
		l.Kind = kind
		if i > 0 && (kind == "call" || kind == "email") && !isGerman(words[i]) {
			l.Direction = "in" // "Anna called"
		}
		rest := append([]string{}, words[:i]...)
		after := words[i+1:]
		if i == 0 && len(after) > 0 && fillers[strings.ToLower(after[0])] {
			after = after[1:]
		}
		words = append(rest, after...)
	}
	l.Text = clean(strings.Join(words, " "))
}

func kindOf(word string) string {
	word = strings.ToLower(strings.Trim(word, ".,:;!"))
	for kind, words := range kindWords {
		if words[word] {
			return kind
		}
	}
	return ""
}

// isPast tells whether a word says what somebody did, so that it counts behind a name as well.
func isPast(word string) bool {
	return set("called phoned rang telephoned emailed mailed wrote met visited angerufen rief telefoniert gemailt geschrieben schrieb getroffen besucht")[strings.ToLower(strings.Trim(word, ".,:;!"))]
}

// isGerman tells whether a participle stands at the end, as in "Anna angerufen": there we called.
func isGerman(word string) bool {
	return set("angerufen telefoniert gemailt geschrieben getroffen besucht")[strings.ToLower(strings.Trim(word, ".,:;!"))]
}

// clean takes off what separates parts.
func clean(s string) string { return strings.Trim(strings.Join(strings.Fields(s), " "), " ,;:-–.") }
