package crm

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseFilter reads the filter language:
//
//	stage = "Won" and amount >= 1000 and close_date in 2017-Q2
//	status in ("New", "Open") and not (owner = me or due_at is empty)
//	next_step_at in next 7 days and organisation.industry contains "steel"
//
// Blank text gives nil, the filter that lets everything pass. The error is a sentence that names the place. A filter may be at most
// 10,000 characters long and nest 50 deep.
func ParseFilter(text string) (Expr, error) {
	if len(text) > 10_000 {
		return nil, Errorf(CodeInvalid, "The filter is longer than 10,000 characters.")
	}
	p := &parser{text: text}
	p.next()
	if p.tok == "" && p.err == nil {
		return nil, nil
	}
	e := p.or(0)
	if p.err == nil && p.tok != "" {
		p.fail("and, or, or the end")
	}
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

// parser is a recursive descent over one token of look-ahead. After the first error every method returns at once.
type parser struct {
	text   string
	pos    int    // after tok
	start  int    // of tok
	tok    string // "" at the end
	quoted bool
	err    error
}

func (p *parser) or(depth int) Expr {
	list := Or{p.and(depth)}
	for p.word("or") {
		list = append(list, p.and(depth))
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) and(depth int) Expr {
	list := And{p.unary(depth)}
	for p.word("and") {
		list = append(list, p.unary(depth))
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) unary(depth int) Expr {
	if depth > 50 {
		p.err = Errorf(CodeInvalid, "The filter is nested deeper than 50 levels.")
	}
	if p.err != nil {
		return nil
	}
	if p.word("not") {
		return Not{p.unary(depth + 1)}
	}
	if p.word("(") {
		e := p.or(depth + 1)
		p.expect(")")
		return e
	}
	return p.cond()
}

func (p *parser) cond() Expr {
	if p.tok == "" || p.quoted || !isName(p.tok) {
		return p.fail("the name of a field")
	}
	c := Cond{Path: p.tok}
	p.next()
	switch {
	case p.word("is"):
		c.Op = NotEmpty
		if p.word("not") {
			p.expect("empty")
		} else if !p.word("set") {
			p.expect("empty")
			c.Op = Empty
		}
		return c
	case p.word("not"):
		p.expect("in")
		c.Op = NotIn
	case p.word("in"):
		c.Op = In
	default:
		for _, op := range []Op{Eq, Ne, Le, Lt, Ge, Gt, Contains, Starts} {
			if p.word(string(op)) {
				c.Op = op
				c.Args = []Arg{p.arg()}
				return c
			}
		}
		return p.fail("=, !=, <, <=, >, >=, in, contains, starts or is")
	}
	c.Args = p.list()
	return c
}

// list reads ("a", b) or one word or period.
func (p *parser) list() []Arg {
	if !p.word("(") {
		return []Arg{p.arg()}
	}
	args := []Arg{p.arg()}
	for p.word(",") {
		args = append(args, p.arg())
	}
	p.expect(")")
	return args
}

// arg reads one value; "next 7 days" and its like are one.
func (p *parser) arg() Arg {
	if p.err != nil || p.tok == "" || !p.quoted && strings.ContainsAny(p.tok, "(),=<>!") {
		p.fail("a value")
		return Arg{}
	}
	a := Arg{Text: p.tok, Quoted: p.quoted}
	p.next()
	if a.Quoted {
		return a
	}
	switch strings.ToLower(a.Text) {
	case "this", "last", "next":
		for range 2 {
			if p.tok != "" && !p.quoted && (isNumber(p.tok) || isUnit(p.tok)) {
				a.Text += " " + p.tok
				p.next()
			}
		}
	}
	return a
}

// word consumes the token if it is this unquoted word.
func (p *parser) word(w string) bool {
	if p.err != nil || p.quoted || !strings.EqualFold(p.tok, w) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(w string) {
	if !p.word(w) {
		p.fail(strconv.Quote(w))
	}
}

func (p *parser) fail(wanted string) Expr {
	if p.err == nil {
		found := "the end"
		if p.tok != "" {
			found = strconv.Quote(clip(p.tok))
		}
		p.err = Errorf(CodeInvalid, "The filter needs %s at character %d, where it has %s.", wanted, utf8.RuneCountInString(p.text[:p.start])+1, found)
	}
	return nil
}

func (p *parser) next() {
	rest := strings.TrimLeftFunc(p.text[p.pos:], unicode.IsSpace)
	p.start = len(p.text) - len(rest)
	p.quoted = false
	switch {
	case rest == "":
		p.tok, p.pos = "", p.start
	case rest[0] == '"':
		p.quotedToken(rest)
	default:
		n := tokenLength(rest)
		p.tok, p.pos = rest[:n], p.start+n
	}
}

func (p *parser) quotedToken(rest string) {
	raw, err := strconv.QuotedPrefix(rest)
	var text string
	if err == nil {
		text, err = strconv.Unquote(raw)
	}
	if err != nil {
		p.err = Errorf(CodeInvalid, "The quotation mark at character %d is not closed.", utf8.RuneCountInString(p.text[:p.start])+1)
		p.tok = ""
		return
	}
	p.tok, p.quoted, p.pos = text, true, p.start+len(raw)
}

func tokenLength(s string) int {
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">", "(", ")", ","} {
		if strings.HasPrefix(s, op) {
			return len(op)
		}
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(),=<>!\"", r) }); i > 0 {
		return i
	}
	if s[0] == '!' {
		return 1
	}
	return len(s)
}

func isName(s string) bool {
	for _, r := range s {
		if !(r == '_' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return false
		}
	}
	return true
}

func isNumber(s string) bool { _, err := strconv.Atoi(s); return err == nil }
