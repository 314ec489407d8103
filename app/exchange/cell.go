package exchange

import (
	"strings"
	"time"

	"satchel/app/crm"
)

// format is how the cells of one column are read, decided over the whole column.
type format struct {
	order  DateOrder
	marks  marks
	zone   *time.Location
	now    time.Time
	blanks bool // words such as "Select" in texts stand for nothing
	own    bool // the file is an export of ours: every cell is in the text form of its kind and nothing is guessed
}

// absent are the words by which programs and people say that there is no value.
var absent = setOf("n/a", "#n/a", "n.a.", "n. a.", "na", "-", "--", "---", "—", "–", "?", "??", "???", "null", "nil", "none", "-none-", "--none--", "(none)", "k.a.", "k. a.",
	"keine angabe", "unknown", "unbekannt", "select", "select…", "select...", "-select-", "--select--", "- select -", "-- select --", "please select",
	"please select…", "please select...", "select one", "not set", "not specified", "not available", "bitte wählen", "bitte auswählen", "auswählen", "auswählen…", "(leer)", "(blank)", "(empty)",
	"undefined", "aucun", "aucune", "inconnu", "ninguno", "desconocido", "nessuno", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#wert!", "#bezug!", "#nv")

func setOf(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

// isAbsent tells whether a cell of a kind says "no value". Texts say what they say, unless told otherwise.
func isAbsent(kind crm.Kind, cell string) bool {
	switch kind {
	case crm.Text, crm.LongText, crm.Tags:
		return false
	}
	return isPlaceholder(cell)
}

// isPlaceholder tells whether a cell is one of the words for no value.
func isPlaceholder(cell string) bool {
	return len(cell) <= 30 && absent[strings.ToLower(strings.TrimSpace(cell))]
}

// isBlank tells whether a text is taken as empty because the person said so.
func (m format) isBlank(cell string) bool { return m.blanks && !m.own && isPlaceholder(cell) }

// yesNo are the words for yes and no that people and programs write, in the languages of most files.
var yesNo = func() map[string]string {
	out := map[string]string{}
	for _, w := range strings.Fields("yes y true t 1 on x ✓ ✔ ☑ checked ja j wahr oui o vrai sí si s verdadero sì vero sim verdadeiro waar tak prawda ano kyllä igen igaz да истина " +
		"так evet doğru ναι はい 是 真 예 כן نعم") {
		out[w] = "yes"
	}
	for _, w := range strings.Fields("no n false f 0 off ✗ ✘ ☐ unchecked nein falsch non faux falso não nao nee onwaar nie fałsz ne nepravda nej nei ei epätosi nem hamis нет ложь ні " +
		"hayır yanlış όχι いいえ 否 假 아니요 לא لا") {
		out[w] = "no"
	}
	return out
}()

// read turns a cell into the field's value; currency is what money without a sign of its own is in. Links stay text: see [links].
func (m format) read(f crm.Field, cell, currency string) (any, error) {
	if m.own {
		return crm.ParseText(f, cell, crm.Locale{Currency: currency})
	}
	cell = strings.TrimSpace(cell)
	if cell == "" || isAbsent(f.Kind, cell) {
		return nil, nil
	}
	switch f.Kind {
	case crm.Bool:
		if word, ok := yesNo[strings.ToLower(cell)]; ok {
			cell = word
		}
	case crm.Integer, crm.Decimal, crm.Percent, crm.Money:
		if !m.marks.grouped(cell) {
			return nil, crm.FieldErrorf(f.Name, "%s needs a number; %q is none.", crm.Term(f.Label), clip(cell))
		}
		cell = m.marks.plain(cell)
	case crm.Duration:
		if seconds, ok := parseDuration(cell); ok {
			return seconds, nil
		}
	case crm.Day:
		return m.day(f, cell)
	case crm.Moment:
		t, ok := parseTime(cell, m.order, m.where())
		if !ok {
			return nil, crm.FieldErrorf(f.Name, "%s needs a time like 2026-12-31 14:30; %q is none.", crm.Term(f.Label), clip(cell))
		}
		return crm.InstantOf(t), nil
	case crm.Emails:
		cell = manyEmails(cell)
	case crm.Phones:
		cell = strings.ReplaceAll(cell, ":::", ";")
	case crm.Tags, crm.MultiChoice:
		cell = strings.ReplaceAll(cell, ":::", ";")
		if !strings.Contains(cell, ";") {
			cell = strings.ReplaceAll(cell, ",", ";")
		}
	}
	return crm.ParseText(f, cell, crm.Locale{Zone: m.where(), Currency: currency})
}

func (m format) where() *time.Location {
	if m.zone == nil {
		return time.UTC
	}
	return m.zone
}

// day reads a day. Nobody is born in the future: a birthday with a two-digit year is of the last hundred years.
func (m format) day(f crm.Field, cell string) (any, error) {
	t, ok := parseTime(cell, m.order, m.where())
	if !ok {
		return nil, crm.FieldErrorf(f.Name, "%s: %q is not a date like 2026-12-31.", crm.Term(f.Label), clip(cell))
	}
	if f.Name == "birthday" && t.After(m.now) && !strings.Contains(cell, t.Format("2006")) {
		t = t.AddDate(-100, 0, 0)
	}
	return crm.DateOf(t), nil
}

// parseDuration reads "1:30" and "1:30:15" as hours, minutes and seconds.
func parseDuration(cell string) (int64, bool) {
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, cell); err == nil {
			return int64(t.Hour()*3600 + t.Minute()*60 + t.Second()), true
		}
	}
	return 0, false
}

// manyEmails makes the forms in which programs write several addresses one: "A B <a@b.org>, c@d.org" is "a@b.org; c@d.org". A
// label in brackets stays.
func manyEmails(cell string) string {
	cell = strings.ReplaceAll(cell, ":::", ";")
	if !strings.Contains(cell, ";") {
		cell = strings.ReplaceAll(cell, ",", ";")
	}
	parts := strings.Split(cell, ";")
	for i, p := range parts {
		if start, end := strings.IndexByte(p, '<'), strings.LastIndexByte(p, '>'); start >= 0 && end > start {
			p = p[start+1 : end]
		}
		parts[i] = strings.TrimPrefix(strings.TrimSpace(p), "mailto:")
	}
	return strings.Join(parts, ";")
}

// undefuse takes the apostrophe off that an export puts before a cell which a spreadsheet would run as a formula; see [defuse].
func undefuse(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); len(rest) < len(cell) && isFormula(rest) {
		return cell[1:]
	}
	return cell
}

// defuse puts an apostrophe before a text that a spreadsheet would run as a formula, also where the text begins with apostrophes
// already, so that undefuse gives back exactly what was. Phone numbers beginning with + are among them: a spreadsheet would
// otherwise compute +1-555-0100 to -654 or store +49305550141 as a number without its plus.
func defuse(cell string) string {
	if isFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

func isFormula(cell string) bool { return cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 }
