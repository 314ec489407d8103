package desktop

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
	"satchel/ui/page"
)

// place finds a line of the sidebar, nil if it is not there.
func (d *desk) place(text string) (found *kit.NavItem) {
	walk(d.window.Content(), func(o fyne.CanvasObject) {
		if n, ok := o.(*kit.NavItem); ok && n.Text == text && !n.Sub {
			found = n
		}
	})
	return found
}

func TestArticlesAreInTheSidebarWhereThereAreSome(t *testing.T) {
	d := open(t, true)
	if d.place("Tickets") == nil || d.place("Articles") != nil {
		t.Fatal("without articles the sidebar has a place for them")
	}
	d.change(crm.Ref{Entity: "article", ID: "a"}, crm.Values{"name": "Reset the pump", "status": "Published"})
	d.run.Settle()
	n := d.place("Articles")
	if n == nil || n.Count != "1" || n.On {
		t.Fatalf("with an article the sidebar has %+v", n)
	}
	n.Tapped(nil)
	d.run.Settle()
	p, ok := d.Page().(*page.Records)
	if !ok || p.Route().Entity != "article" || p.Len() != 1 || !d.place("Articles").On {
		t.Errorf("the line opens %T", d.Page())
	}
}

// TestTheSidebarDoesNotJump: counting a large database takes a second after the start.
func TestTheSidebarDoesNotJump(t *testing.T) {
	d := open(t, true)
	d.change(crm.Ref{Entity: "article", ID: "a"}, crm.Values{"name": "Reset the pump", "status": "Published"})
	d.run.Settle()
	counted := d.Views()
	if len(counted) == 0 {
		t.Fatal("no view finds anything")
	}
	d.settle = time.Minute
	d.restart()
	if d.place("Articles") == nil || len(d.Views()) != len(counted) {
		t.Errorf("before it is counted the sidebar has %v, it had %v", d.Views(), counted)
	}
	d.run.Advance(time.Minute)
	if !slices.Equal(d.Views(), counted) {
		t.Errorf("once it is counted the sidebar has %v, it had %v", d.Views(), counted)
	}
}
