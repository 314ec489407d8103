package espocrm

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"satchel/app/crm"
)

func TestPlainText(t *testing.T) {
	for source, want := range map[string]string{
		"": "",
		`<p onclick="x()">Hi<script>alert(1)</script></p>`:          "Hi",
		"<h1>Reset</h1><p>Press  the\n <b>red</b> button.</p><p>A":  "Reset\n\nPress the red button.\n\nA",
		"one<br>two<br/>three<br><br>four":                          "one\ntwo\nthree\n\nfour",
		"<ul><li>a</li><li>b <i>c</i></li></ul>end":                 "- a\n- b c\n\nend",
		"<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>":   "1 2\n3",
		"5 &lt; 6 &amp; <style>p{}</style>7":                        "5 < 6 & 7",
		"<script>never closed":                                      "",
		"a < b, no tag":                                             "a < b, no tag",
		"<!-- hidden -->shown<svg><script>x</script><p>y</p></svg>": "shown",
	} {
		if got := plainText(source); got != want {
			t.Errorf("%q reads %q, want %q", source, got, want)
		}
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("<p>a<b>b</p><script><</script>")
	f.Add("<svg><svg></svg>a</svg>b")
	f.Fuzz(func(t *testing.T, source string) {
		got := plainText(source)
		if utf8.ValidString(source) && !utf8.ValidString(got) {
			t.Errorf("%q reads %q", source, got)
		}
		if got != strings.TrimSpace(got) && len(strings.Fields(got)) > 0 && strings.HasPrefix(got, "\n") {
			t.Errorf("%q begins with an empty line", got)
		}
	})
}

func TestEngineReadsArticles(t *testing.T) {
	w := newWorld(t, nil)
	id := w.make(typeArticle, map[string]any{
		"name": "Reset a password", "body": "<p>Press <b>red</b>.</p><p>Wait.</p>", "status": "Published", "publishDate": "2026-02-01", "description": "Short",
	})
	long := w.make(typeArticle, map[string]any{"name": "Long", "body": "<p>" + strings.Repeat("word ", 5000) + "</p>"})
	d := w.desk("ann")
	d.round()
	a := d.local("article", d.id("article", id))
	if a["name"] != "Reset a password" || a["body"] != "Press red.\n\nWait." || a["status"] != "Published" || a["published_on"] != crm.Date("2026-02-01") || a["summary"] != "Short" {
		t.Errorf("%v", a)
	}
	if l := d.local("article", d.id("article", long)); len(l["body"].(string)) < 24_000 || l["status"] != "Draft" {
		t.Error("the long article was cut off")
	}
	w.pass(10 * time.Minute)
	if err := w.server.Update("admin", typeArticle, id, map[string]any{"status": "Archived", "body": "<script>x</script>"}); err != nil {
		t.Fatal(err)
	}
	d.round()
	if a := d.local("article", d.id("article", id)); a["status"] != "Archived" || a["body"] != nil {
		t.Errorf("%v", a)
	}
	f, ok := w.Capabilities().Feed(typeArticle)
	if !ok || f.Create || f.Update || f.Delete {
		t.Errorf("%+v", f)
	}
}
