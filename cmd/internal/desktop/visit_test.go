package desktop

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"satchel/ui"
	"satchel/ui/page"
)

func TestAStartOpensWhatItPointsTo(t *testing.T) {
	d := open(t, true)
	ref, _ := d.list("contact").Record()
	d.Go(page.Route{Name: "today"})

	d.Do("log") // what lies over the window must not be in the way
	d.Visit([]string{ui.Scheme + ref.Entity + "/" + ref.ID})
	d.run.Settle()
	if got := d.Route(); got.Entity != "contact" || got.ID != ref.ID || d.QuickLog().Shown() {
		t.Errorf("an address opens %+v", got)
	}
	d.Visit([]string{ui.Scheme + "nonsense/1"})
	if d.Toast() == "" {
		t.Error("an address of nothing says nothing")
	}
	for target, want := range map[string]string{"tel:+49%2030%205550%200140": "Adaeze Okafor", "mailto:person0@example.org?subject=x": "Adaeze Okafor", "okafor": "Adaeze Okafor"} {
		d.Visit([]string{target})
		d.run.Settle()
		if got := d.Palette().Entries(); !d.Palette().Shown() || !slices.Contains(got, want) {
			t.Errorf("%s finds %q", target, got)
		}
	}
	file := filepath.Join(t.TempDir(), "customers.csv")
	if err := os.WriteFile(file, []byte("First name;Last name\nNew;Person\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Visit([]string{file})
	d.run.Settle()
	if _, ok := d.Page().(*page.Import); !ok || d.Palette().Shown() {
		t.Errorf("a file opens %T", d.Page())
	}
	here := d.Route()
	d.Visit(nil)
	if d.Route() != here {
		t.Error("a start without a target goes somewhere")
	}
}
