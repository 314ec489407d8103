package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// shown are the fields and setters whose text a person reads, whatever it looks like.
var shown = regexp.MustCompile(`(?:Label|Title|Text|Placeholder|PlaceHolder|Hint|Help|Tip|Note|Sentence|Why)$`)

// kits are constructors whose texts a person reads.
var kits = regexp.MustCompile(`^(?:kit\.(?:New|Empty|Bold|Small|Dim|Section)|section$|pick$|dimmed$|\.(?:Say|Offer|ShowToast|SetError|SetCount)$)`)

// sentence is a text that looks like language: words with a space between, or a word with a capital.
var sentence = regexp.MustCompile(`\p{L}{2,}[,;:…]? \p{L}|\p{L} \p{L}{2,}|^[^\p{L}]*\p{Lu}\p{Ll}{2,}`)

// allowed are literals that look like language and are none, each with its reason. What stands for a whole family is a pattern.
var allowed = []struct{ pattern, why string }{
	{`^(?:Mon|Monday|Jan|2|02)[ .,:]|^15:|^(?:Mon|Monday|January|Jan)$`, "a layout of the time package"},
	{`\(\?|\\d|\\s|\[\^`, "a regular expression"},
	{`^(?: – )?Satchel$`, "the name of the program"},
	{`^EUR$|^(?:n |%d h )?(?:%d min)?$`, "written alike in all languages: a currency, a count, minutes"},
	{`^(?:today|me|yes|no)$|^(?:this|last|next) (?:\d+ )?(?:day|week|month|quarter|year)s?$`, "a keyword of filters; on a screen present says it"},
	{`^Last 12 months$`, "compared with an entry of present.Periods"},
	{`^Liberation$|^Sans$`, "a typeface"},
	{`^<svg `, "a picture"},
}

// unread are files whose texts nobody reads on a screen.
var unread = map[string]string{
	"ui/tour.go":          "types sample text into the program as a person would",
	"ui/kit/shot/shot.go": "draws pictures for tests and tools",
}

// readable tells report every literal that a person would read and that is not looked up.
func readable(tree *ast.File, heard map[ast.Node]bool, report func(ast.Node, string)) {
	exempt(tree, heard)
	certain := map[ast.Node]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		for _, x := range displayed(n) {
			mark(x, certain)
		}
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING || heard[lit] {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil || !hasLetter(stripped(text)) || !certain[lit] && !sentence.MatchString(text) || isAllowed(text) {
			return true
		}
		report(lit, text)
		return true
	})
}

// displayed returns the expressions that a node shows to a person.
func displayed(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name := nameOf(n.Fun); kits.MatchString(name) || kits.MatchString(name[strings.LastIndex(name, ".")+1:]) ||
			strings.Contains(name, ".Set") && shown.MatchString(name) || kits.MatchString(name[max(strings.LastIndex(name, "."), 0):]) {
			return n.Args
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && shown.MatchString(key.Name) {
			return []ast.Expr{n.Value}
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if sel, ok := left.(*ast.SelectorExpr); ok && shown.MatchString(sel.Sel.Name) && i < len(n.Rhs) {
				return []ast.Expr{n.Rhs[i]}
			}
		}
	}
	return nil
}

// mark marks the literals that an expression is made of.
func mark(x ast.Expr, certain map[ast.Node]bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		certain[x] = true
	case *ast.BinaryExpr:
		mark(x.X, certain)
		mark(x.Y, certain)
	case *ast.ParenExpr:
		mark(x.X, certain)
	}
}

// exempt marks literals that are never shown: imports, tags, and what a program compares.
func exempt(tree *ast.File, heard map[ast.Node]bool) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			heard[n.Path] = true
		case *ast.Field:
			if n.Tag != nil {
				heard[n.Tag] = true
			}
		case *ast.CallExpr:
			if exemptCalls.MatchString(nameOf(n.Fun)) {
				for _, a := range n.Args {
					mark(a, heard)
				}
			}
		}
		return true
	})
}

// exemptCalls take names, patterns and layouts, not texts, or make causes that stand inside a sentence of crm.Errorf.
var exemptCalls = regexp.MustCompile(`^(?:panic|errors\.New|fmt\.Errorf|regexp\.MustCompile|time\.Parse(?:InLocation)?|strings\.(?:Has|Trim|Cut|Contains|Split|Index)\w*|\w*[lL]og(?:ger)?\.\w+)$`)

func isAllowed(text string) bool {
	for _, a := range allowed {
		if regexp.MustCompile(a.pattern).MatchString(text) {
			return true
		}
	}
	return false
}

// verbs are what fmt fills in: the flags and the letter.
var verbs = regexp.MustCompile(`%(?:\[(\d+)\])?([-+# 0-9.]*[a-zA-Z%])`)

func stripped(format string) string { return verbs.ReplaceAllString(format, "") }

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
