package crm

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFileNames(t *testing.T) {
	long := strings.Repeat("ü", 150)
	for in, want := range map[string]string{
		"offer.pdf":               "offer.pdf",
		"../../etc/passwd":        "passwd",
		`C:\Temp\..\plan.xlsx`:    "plan.xlsx",
		"a\x00b\x1b[2J\nc.txt":    "ab[2Jc.txt",
		"invoice\u202efdp.exe":    "invoicefdp.exe", // as written, not as shown
		"what? <this> is|it*.txt": "what_ _this_ is_it_.txt",
		"":                        "file",
		"..":                      "file",
		"/":                       "file",
		" . ":                     "file",
		".profile":                ".profile",
		"con.txt":                 "_con.txt",
		"COM1":                    "_COM1",
		"nul.tar.gz":              "_nul.tar.gz",
		"trailing. . ":            "trailing",
		"\xff\xfe.txt":            ".txt",
		long + ".pdf":             strings.Repeat("ü", 98) + ".pdf",
		"x." + long:               "x." + strings.Repeat("ü", 99),
	} {
		if got := FileName(in); got != want {
			t.Errorf("FileName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFileNamesFitEverySystem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := FileName(rapid.OneOf(rapid.String(), rapid.StringMatching(`[./\\ a-zA-Z:\x00]{0,300}`)).Draw(t, "name"))
		switch {
		case name == "" || name == "." || name == ".." || len(name) > mostFileName || !utf8.ValidString(name):
			t.Fatalf("%q is no name", name)
		case strings.ContainsAny(name, `/\:*?"<>|`) || strings.ContainsFunc(name, unicode.IsControl):
			t.Fatalf("%q holds what has a meaning", name)
		case FileName(name) != name:
			t.Fatalf("%q becomes %q", name, FileName(name))
		}
	})
}
