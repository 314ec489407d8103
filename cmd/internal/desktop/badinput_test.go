package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"satchel/ui/look"
)

func TestNoPastedTextIsLost(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	d.Do("edit")
	long := strings.Repeat("Ж👩‍👧 ", 2500)
	d.typeInto(p, "last_name", long)
	d.Do("save")
	if p.Form() == nil || !strings.Contains(p.Form().Note("last_name"), "at most 500") || d.typed(p, "last_name") != long {
		t.Fatalf("the form says %q", p.Form().Note("last_name"))
	}
	d.typeInto(p, "last_name", "\u202bعبد\u202c\x00\x07 \tالله👩‍👧\r\n")
	d.typeInto(p, "description", "one\r\n\ttwo\x0b\x1b[31m three")
	d.Do("save")
	r := d.record(p)
	if r.Text("last_name") != "\u202bعبد\u202c  الله👩‍👧" || r.Text("description") != "one\n\ttwo[31m three" {
		t.Errorf("saved %q and %q", r.Text("last_name"), r.Text("description"))
	}
}

// TestTypingSurvivesAKill types in a process of its own, which is killed a few seconds later.
func TestTypingSurvivesAKill(t *testing.T) {
	const place = "SATCHEL_TYPE_AND_DIE"
	if dir := os.Getenv(place); dir != "" {
		typeAndDie(t, dir)
		return
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTypingSurvivesAKill$")
	cmd.Env = append(os.Environ(), place+"="+dir)
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "typed and dying") {
		t.Fatalf("it was not killed: %v\n%s", err, out)
	}
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	a, err := Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, app: a}
	d.start()
	p := d.list("contact")
	d.Do("edit")
	if got := d.typed(p, "description"); got != "the note that was being typed" {
		t.Errorf("the form holds %q", got)
	}
	if err := errors.Join(d.Close(), a.Close()); err != nil {
		t.Error(err)
	}
}

// typeAndDie types a note in a field's place, waits no longer than may be lost, and ends without any farewell.
func typeAndDie(t *testing.T, dir string) {
	test.NewTempApp(t).Settings().SetTheme(&look.Theme{Variant: look.Light})
	a, err := Open(context.Background(), dir)
	if err == nil {
		err = Fill(context.Background(), a)
	}
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, app: a}
	d.start()
	p := d.list("contact")
	d.inline(p, "description").SetText("the note that was being typed")
	for range 4 { // seconds
		d.run.Settle()
	}
	fmt.Println("typed and dying")
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	select {}
}
