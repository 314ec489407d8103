package desktop

import (
	"context"
	"strings"
	"testing"

	"satchel/app/crm"
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
