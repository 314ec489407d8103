package desktop

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/ui/kit"
)

func TestACallIsOfferedForTheLog(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	who := d.record(p)
	d.Do("call")
	if len(d.opened) != 1 || !strings.HasPrefix(d.opened[0], "tel:+4930") || !strings.HasPrefix(d.Toast(), "Call with Adaeze Okafor") {
		t.Fatalf("opened %q, toast %q", d.opened, d.Toast())
	}
	d.tap("Log")
	if q := d.QuickLog(); q == nil || !q.Shown() {
		t.Fatal("no log")
	}
	d.Do("log") // closes
	set := func(values crm.Values) {
		if _, err := d.app.Change(context.Background(), "", who.Ref(), values); err != nil {
			t.Fatal(err)
		}
	}
	set(crm.Values{"do_not_call": true})
	d.Do("call")
	if len(d.opened) != 1 || !strings.Contains(d.Toast(), "does not want to be called") {
		t.Errorf("opened %q, toast %q", d.opened, d.Toast())
	}
	d.Do("reach")
	if len(d.opened) != 2 || !strings.HasPrefix(d.opened[1], "mailto:") {
		t.Errorf("the other channel is not taken: %q", d.opened)
	}
	set(crm.Values{"do_not_call": false, "channel": "E-mail"})
	d.Do("reach")
	if len(d.opened) != 3 || !strings.HasPrefix(d.opened[2], "mailto:") {
		t.Errorf("the preferred channel is not first: %q", d.opened)
	}
}

// TestACellOfTheListIsCalled follows numbers and addresses in the list, by Ctrl and a press and from the row's menu.
func TestACellOfTheListIsCalled(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	choose := func(label string) {
		t.Helper()
		for _, item := range p.RowMenu() {
			if strings.HasPrefix(item.Label, label) {
				item.Action()
				d.run.Settle()
				return
			}
		}
		t.Fatalf("the menu has no %q", label)
	}
	choose("Call") // no number is shown: the record's own
	choose("Write an e-mail")
	p.ToggleColumn("phones")
	p.ToggleColumn("emails")
	d.run.Settle()
	choose("Call +49")
	choose("Write to ")
	var table *kit.Table
	walk(p.Content(), func(o fyne.CanvasObject) {
		if rows, ok := o.(*kit.Table); ok {
			table = rows
		}
	})
	phones := slices.Index(p.Columns(), "phones")
	if table.OnFollow(1, 0) || !table.OnFollow(1, phones) {
		t.Error("the cell of a number leads nowhere, or that of a name somewhere")
	}
	d.run.Settle()
	want := []string{"tel:", "mailto:", "tel:", "mailto:", "tel:"}
	if !slices.EqualFunc(d.opened, want, strings.HasPrefix) || !strings.HasPrefix(d.Toast(), "Call with Ana") {
		t.Errorf("opened %q, toast %q", d.opened, d.Toast())
	}
}
