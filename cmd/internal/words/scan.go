package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// text is an English text of the code.
type text struct {
	where string // the first place that says it
	one   string // of a count: the format for one; the key is that for many
}

// findings are the texts of the code, and the literals that a person would read but that no catalogue is asked for.
type findings struct {
	texts  map[string]text
	silent []string
}

// spoken are the functions whose literals are looked up, with the place of the text among the arguments.
var spoken = map[string]int{
	"words.T": 0, "words.Key": 0, "words.Time": 1, "crm.Term": 0, "Term": 0, "crm.Sayf": 0, "Sayf": 0,
	"crm.Errorf": 1, "crm.FieldErrorf": 1, "Errorf": 1, "FieldErrorf": 1,
}

// walk reads all Go files of a folder, without tests and models of servers.
func (f *findings) walk(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err == nil && d.IsDir() && (strings.HasSuffix(name, "test") || name == "testdata" || path == filepath.FromSlash("ui/words")) {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path) //nolint:gosec // a source file
		if err != nil {
			return err
		}
		return f.scan(filepath.ToSlash(path), source)
	})
}

// scan reads one file.
func (f *findings) scan(path string, source []byte) error {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, path, source, 0)
	if err != nil {
		return err
	}
	where := func(n ast.Node) string { return fmt.Sprintf("%s:%d", path, files.Position(n.Pos()).Line) }
	heard := map[ast.Node]bool{} // literals that are looked up, or are no text
	ast.Inspect(tree, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			f.hear(call, where(call), heard)
		}
		return true
	})
	if strings.HasPrefix(path, "sync/") && !strings.HasPrefix(path, "sync/memory/") { // no person reads what the model of the tests says
		f.stored(tree, where, heard)
	}
	if strings.HasPrefix(path, "ui/") && unread[path] == "" {
		readable(tree, heard, func(n ast.Node, text string) {
			f.silent = append(f.silent, fmt.Sprintf("%s: %q does not go through words", where(n), text))
		})
	}
	return nil
}

// hear keeps the text of a call that looks one up.
func (f *findings) hear(call *ast.CallExpr, where string, heard map[ast.Node]bool) {
	name := nameOf(call.Fun)
	if name == "words.N" && len(call.Args) >= 3 {
		one, ok := literal(call.Args[1], heard)
		many, also := literal(call.Args[2], heard)
		if ok && also {
			f.add(many, text{where: where, one: one})
		}
		return
	}
	if at, ok := spoken[name]; ok && len(call.Args) > at {
		if english, ok := literal(call.Args[at], heard); ok {
			f.add(english, text{where: where})
		}
	}
}

// whole is a sentence that stands for itself.
var whole = regexp.MustCompile(`^\p{Lu}.* .*[.?]$`)

// stored adds the sentences that the sync keeps with a record: they are said when they are shown.
func (f *findings) stored(tree *ast.File, where func(ast.Node) string, heard map[ast.Node]bool) {
	ast.Inspect(tree, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok || heard[x] {
			return true
		}
		parts := map[ast.Node]bool{}
		english, ok := literal(x, parts)
		if ok {
			maps.Copy(heard, parts)
		}
		if ok && whole.MatchString(english) {
			f.add(english, text{where: where(n)})
		}
		return true
	})
}

// add keeps a text; one without letters, quotes and the year of a layout is the same in all languages.
func (f *findings) add(english string, t text) {
	if known, ok := f.texts[english]; ok && (known.one != "" || t.one == "") || !hasLetter(stripped(english)) && !strings.Contains(english, "“") && !strings.Contains(english, "2006-") {
		return
	}
	f.texts[english] = t
}

func nameOf(fun ast.Expr) string {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		if x, ok := fun.X.(*ast.Ident); ok {
			return x.Name + "." + fun.Sel.Name
		}
		return "." + fun.Sel.Name
	}
	return ""
}

// literal returns a text written in the source, also as a sum of literals.
func literal(x ast.Expr, heard map[ast.Node]bool) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		if x.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(x.Value)
		heard[x] = true
		return s, err == nil
	case *ast.ParenExpr:
		return literal(x.X, heard)
	case *ast.BinaryExpr:
		a, ok := literal(x.X, heard)
		b, also := literal(x.Y, heard)
		return a + b, ok && also && x.Op == token.ADD
	}
	return "", false
}
