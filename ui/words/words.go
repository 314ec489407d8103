// Package words says everything on the screen in the person's language. The English sentence is the key: it stands where it is used,
// and the catalogues in assets/words hold the other languages. It knows no toolkit.
package words

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"satchel/app/crm"
	"satchel/assets"
)

// English is the language of the keys.
const English = "en"

// Setting is the name under which the chosen language is kept; no value stands for the system's.
const Setting = "language"

// speech is how one language speaks; it never changes once made.
type speech struct {
	name      string
	texts     *i18n.Localizer
	decimal   string // mark between the whole and the fraction
	thousands string // mark between groups of three digits
}

var (
	catalogues = load(assets.Words())
	current    atomic.Pointer[speech]
)

func init() { Use(English) }

// Use chooses the language of the whole process by its name ("de", "de_AT.UTF-8", "en-GB"): the nearest that there is, English for
// all others. Texts asked for before stay as they are. Safe for concurrent use.
func Use(name string) { current.Store(speak(catalogues, name)) }

// Language returns the name of the language in use, as [Languages] has it.
func Language() string { return current.Load().name }

// Languages returns the names of all languages that there are, English first.
func Languages() []string {
	var out []string
	for _, t := range catalogues.LanguageTags() {
		out = append(out, t.String())
	}
	return out
}

// NameOf returns a language's own name of itself: "Deutsch".
func NameOf(name string) string { return display.Self.Name(language.Make(name)) }

func speak(bundle *i18n.Bundle, name string) *speech {
	name, _, _ = strings.Cut(name, ".") // without the encoding of a Unix locale
	asked, _ := language.Parse(name)    // an unknown one matches nothing
	tag := language.English
	if _, i, sure := language.NewMatcher(bundle.LanguageTags()).Match(asked); sure != language.No {
		tag = bundle.LanguageTags()[i]
	}
	marks := message.NewPrinter(tag).Sprint(number.Decimal(1234.5))
	return &speech{
		name: tag.String(), texts: i18n.NewLocalizer(bundle, tag.String()),
		thousands: strings.Trim(marks[:len(marks)-5], "1"), decimal: strings.Trim(marks[len(marks)-2:], "45"),
	}
}

// T says a text in the language in use: it looks the English format up and fills in the values as fmt does. Errors and [crm.Term]s
// among the values are said in that language too. Without values the text is taken as it is, so a label may hold a percent sign.
// A text that the catalogue lacks stays English. Where English has one word for two meanings, the key tells them apart after a bar that
// is not shown: "Open|verb".
func T(format string, args ...any) string { return current.Load().say(format, args) }

// Say says a sentence of the core in the language in use.
func Say(sentence crm.Said) string { return current.Load().said(sentence) }

func (s *speech) said(sentence crm.Said) string {
	format, args := sentence.Sentence()
	return s.say(format, args)
}

// Stored says a text that was kept with a record: as one, or else those of its sentences that the catalogue has, with whatever values
// are filled in. What a server said stays as it is.
func Stored(text string) string { return current.Load().stored(text) }

// StoredLabel says the label of an action that was kept. The core makes it, so that it needs no full stop to be known for a text of ours.
func StoredLabel(label string) string {
	s := current.Load()
	if said := s.fitting(label, labels()); said != "" {
		return said
	}
	return s.stored(label)
}

func (s *speech) stored(text string) string {
	if said := s.known(text); said != "" {
		return said
	}
	left := len(text) // what no sentence of ours said
	apart := sentences.ReplaceAllStringFunc(text, func(part string) string {
		bare := strings.TrimSpace(part)
		said := s.sentence(bare)
		if said == "" {
			return part
		}
		left -= len(part)
		return said + part[len(bare):]
	})
	if said := s.sentence(text); said != "" && left > 0 { // else a value of the first would swallow the others
		return said
	}
	return apart
}

var sentences = regexp.MustCompile(`\S.*?[.?!](?:\s+|$)`)

// sentence is a sentence of the catalogue, with its values if it has some; "" for any other.
func (s *speech) sentence(text string) string { return s.fitting(text, formats()) }

// fitting says a text with the first of the formats that it was made with.
func (s *speech) fitting(text string, all []format) string {
	if said := s.known(text); said != "" || s.name == English {
		return said
	}
	for _, f := range all {
		said := s.known(f.key)
		m := f.english.FindStringSubmatch(text)
		if said == "" || m == nil {
			continue
		}
		args := make([]any, len(m)-1)
		verbs := verb.FindAllString(f.key, -1)
		for i, value := range m[1:] {
			args[i] = s.value(value)
			if bare, err := strconv.Unquote(value); err == nil && strings.HasSuffix(verbs[i], "q") {
				args[i] = s.quote(bare)
			}
		}
		return fmt.Sprintf(verb.ReplaceAllString(said, "%${1}s"), args...)
	}
	return ""
}

// value says the name of a kind of record, and a list of them; any other value stays as it is.
func (s *speech) value(text string) string {
	if said := s.known(text); said != "" {
		return said
	}
	if head, last, ok := strings.Cut(text, " and "); ok {
		names := append(strings.Split(head, ", "), last)
		for i, name := range names {
			if names[i] = s.known(name); names[i] == "" {
				return text
			}
		}
		n := len(names) - 1
		return fmt.Sprintf(s.known("%s and %s"), strings.Join(names[:n], ", "), names[n])
	}
	return text
}

// format is a sentence with values, and how it looks when they are filled in.
type format struct {
	key     string
	english *regexp.Regexp
}

var verb = regexp.MustCompile(`%(\[\d+\])?[dqsvw]`)

// formats are the sentences with values of all catalogues, labels what begins with a word but is no sentence.
var (
	formats = sync.OnceValue(func() []format { return compiled(whole) })
	labels  = sync.OnceValue(func() []format {
		return compiled(func(key string) bool { return !whole(key) && strings.Index(key, "%") > 3 })
	})
)

// whole tells whether a text is a sentence, which may end with its cause.
func whole(key string) bool {
	return strings.HasSuffix(key, ".") || strings.HasSuffix(key, "?") || strings.HasSuffix(key, "%w")
}

// compiled are the chosen texts with values of all catalogues, longest first, so that none hides a more exact one.
func compiled(choose func(key string) bool) []format {
	var out []format
	for _, key := range formatsOf(assets.Words()) {
		if !choose(key) {
			continue
		}
		parts := verb.Split(key, -1)
		for i, p := range parts {
			parts[i] = regexp.QuoteMeta(p)
		}
		out = append(out, format{key, regexp.MustCompile("(?s)^" + strings.Join(parts, "(.*?)") + "$")})
	}
	slices.SortFunc(out, func(a, b format) int {
		return cmp.Or(cmp.Compare(len(b.key), len(a.key)), strings.Compare(a.key, b.key))
	})
	return out
}

// known is the text of a key without values, "" where the catalogue lacks it.
func (s *speech) known(key string) string {
	if key == "" {
		return ""
	}
	text, _ := s.texts.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateParser: template.IdentityParser{}})
	return text
}

// N says how many of what: one and many are English formats whose first value, a %s, is the number as the language writes it; args are
// the others. The catalogue's key is many.
func N(n int64, one, many string, args ...any) string {
	s := current.Load()
	format := s.find(&i18n.LocalizeConfig{PluralCount: n, DefaultMessage: &i18n.Message{ID: many, One: one, Other: many}}, many)
	return s.fill(format, append([]any{s.number(n)}, args...))
}

// Number writes a whole number with the thousands parted: 12,480.
func Number(n int64) string { return current.Load().number(n) }

// Group parts the thousands of a whole number written in digits.
func Group(digits string) string { return current.Load().group(digits) }

// Decimal writes a number with so many digits after the mark, -1 for as many as it has.
func Decimal(v float64, digits int) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', digits, 64), ".", current.Load().decimal, 1)
}

// Short writes a number in few characters: 950, 12.5 k, 406 k, 1.2 M.
func Short(v float64) string {
	decimal, _ := Marks()
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, " G"}, {1e6, " M"}, {1e3, " k"}} {
		if math.Abs(v) >= unit.size {
			digits := 0
			if math.Abs(v) < 100*unit.size {
				digits = 1
			}
			return strings.Replace(strings.TrimSuffix(strconv.FormatFloat(v/unit.size, 'f', digits, 64), ".0"), ".", decimal, 1) + unit.name
		}
	}
	return Decimal(math.Round(v*100)/100, -1)
}

// Small writes a text that stands inside another one with small letters, where the language does so: German nouns stay as they are.
func Small(said string) string {
	if Language() == English {
		return strings.ToLower(said)
	}
	return said
}

// Marks returns the language's decimal mark and the one between thousands.
func Marks() (decimal, thousands string) {
	s := current.Load()
	return s.decimal, s.thousands
}

func (s *speech) say(format string, args []any) string {
	text := s.find(&i18n.LocalizeConfig{MessageID: format}, format)
	if len(args) == 0 {
		return text
	}
	return s.fill(text, args)
}

func (s *speech) find(wanted *i18n.LocalizeConfig, english string) string {
	if english == "" {
		return ""
	}
	wanted.TemplateParser = template.IdentityParser{} // values are filled in by fmt
	text, _ := s.texts.Localize(wanted)               // what is missing stays English
	if text == "" {
		text, _, _ = strings.Cut(english, "|")
	}
	return text
}

func (s *speech) fill(format string, args []any) string {
	said := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case crm.Term:
			said[i] = s.say(string(a), nil)
		case crm.Said:
			said[i] = s.said(a)
		case error:
			said[i] = s.err(a)
		case string:
			said[i] = quotable{a, s}
		default:
			said[i] = a
		}
	}
	return fmt.Sprintf(strings.ReplaceAll(format, "%w", "%v"), said...)
}

// quotable is a text among the values: %q puts it between the quotation marks of the language.
type quotable struct {
	text string
	s    *speech
}

// Format implements [fmt.Formatter].
func (q quotable) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprint(f, q.s.quote(q.text))
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), q.text)
}

// quote shows a text between quotation marks, and what no one could read in it escaped.
func (s *speech) quote(text string) string {
	quoted := strconv.Quote(text)
	if s.name == English {
		return quoted
	}
	return fmt.Sprintf(s.known("“%s”"), strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`))
}

func (s *speech) number(n int64) string { return s.group(strconv.FormatInt(n, 10)) }

func (s *speech) group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + s.thousands + digits[i:]
	}
	return sign + digits
}
