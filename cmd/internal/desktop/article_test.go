package desktop

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"satchel/app/crm"
	"satchel/ui/page"
	"satchel/ui/present"
)

// TestMarkdownOfAnArticleIsHarmless: what is read neither runs nor loads anything, wherever in the text it stands.
func TestMarkdownOfAnArticleIsHarmless(t *testing.T) {
	s := newStage(t, false)
	text := "# Reset the lamp\n\nPress **twice**.\n\n<script>alert('run')</script>\n\n<img src=\"https://evil.example/i.png\">\n\n" +
		"![a picture](https://evil.example/i.png) and [![inner](http://evil.example/j.png)](https://evil.example)\n\n" +
		"- [bad](javascript:alert(1))\n- [file](file:///etc/passwd)\n  - ![deep](https://evil.example/k.png)\n\n> ![quoted](file:///etc/passwd)\n\n[the web](https://example.org)\n"
	article := s.add("article", crm.Values{"name": "Lamp", "status": "Published", "body": text})
	p := page.NewRecords(s.env, page.Route{Entity: "article", ID: article.ID}).(*page.Records)
	s.show(p)
	s.expect("Edit", "New article")
	found := 0
	walk(s.env.Window.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *page.Prose:
			plain := o.String()
			if !strings.Contains(plain, "Reset the lamp") {
				return
			}
			found++
			harmless(t, o.Segments)
			if !strings.Contains(plain, "twice") || strings.Contains(plain, "alert") {
				t.Errorf("%q", plain)
			}
		case *canvas.Image:
			if o.File != "" && strings.Contains(o.File, "evil") {
				t.Errorf("an image of %s", o.File)
			}
		}
	})
	if found != 1 {
		t.Fatalf("%d texts", found)
	}
}

func harmless(t *testing.T, segments []widget.RichTextSegment) {
	for _, seg := range segments {
		switch seg := seg.(type) {
		case *widget.ImageSegment:
			t.Errorf("an image of %s", seg.Source)
		case *widget.HyperlinkSegment:
			if seg.URL == nil || seg.URL.Scheme != "https" {
				t.Errorf("a link to %v", seg.URL)
			}
		case *widget.ListSegment:
			harmless(t, seg.Items)
		case *widget.ParagraphSegment:
			harmless(t, seg.Texts)
		}
	}
}

// TestAnArticleIsProposedWhileTyping: the words that are typed find it, a press puts its text in, and the ticket counts as answered by it.
func TestAnArticleIsProposedWhileTyping(t *testing.T) {
	s := newStage(t, false)
	article := s.add("article", crm.Values{"name": "Resetting the boiler", "status": "Published", "body": "Press twice."})
	s.add("article", crm.Values{"name": "Draft of the boiler", "status": "Draft", "body": "Do not."})
	ticket := s.add("ticket", crm.Values{"subject": "It is cold"})
	s.env.Back = func() {}
	p := page.NewRecords(s.env, page.Route{Entity: "message", ID: "new", With: present.With("ticket", ticket.ID, "direction", "out")}).(*page.Records)
	s.show(p)
	if s.sees("Resetting the boiler") {
		t.Fatal("nothing was typed that fits")
	}
	p.Form().Set("body", "About your boiler")
	s.run.Settle()
	s.pressChip("Resetting the boiler", 0)
	if s.sees("Draft of the boiler") {
		t.Error("a draft is proposed")
	}
	if got := p.Form().Text("body"); got != "About your boiler\n\nPress twice." {
		t.Errorf("%q", got)
	}
	p.Save()
	got, err := s.Get(context.Background(), ticket.Ref())
	if s.must(err); got.Text("article") != article.ID || got.Text("status") != crm.TicketOpen {
		t.Errorf("%+v", got.Values)
	}
}

// TestANewArticleIsWrittenHere: its form opens though articles of the online CRM are only read here.
func TestANewArticleIsWrittenHere(t *testing.T) {
	d := open(t, false)
	d.list("article")
	d.Do("new")
	d.run.Settle()
	p := d.Page().(*page.Records)
	if p.Form() == nil {
		t.Fatalf("no form: %s", d.Toast())
	}
	p.Form().Set("name", "When the press stops")
	p.Save()
	d.run.Settle()
	if d.count("article") != 1 {
		t.Errorf("it is not saved: %s", d.Toast())
	}
}
