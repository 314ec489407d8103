package desktop

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/cmd/internal/boot"
	"satchel/ui/kit"
	"satchel/ui/page"
)

func (d *desk) backups() *page.Backups {
	d.Helper()
	d.Do("backups")
	d.run.Settle()
	p, ok := d.Page().(*page.Backups)
	if !ok {
		d.Fatalf("the page is %T", d.Page())
	}
	return p
}

func TestABackupIsMadeLookedIntoAndTaken(t *testing.T) {
	d := open(t, true)
	contacts := d.count("contact")
	p := d.backups()
	p.BackUp()
	list, err := d.app.Backups()
	if err != nil || len(list) != 1 || list[0].Bytes == 0 || !strings.Contains(d.Toast(), filepath.Base(list[0].File)) {
		t.Fatalf("%+v, %v, toast %q", list, err, d.Toast())
	}
	if !d.shows("Checked when it was made") || !d.shows(list[0].File) {
		t.Error("the last backup is not told")
	}
	d.change(crm.Ref{Entity: "contact", ID: "since"}, crm.Values{"last_name": "Since"})
	p.Look(list[0].File)
	r := p.Restoring()
	if !r.Shown() || !d.shows("Sound") || !d.shows(fmt.Sprintf("%d in it, %d here now", contacts, contacts+1)) {
		t.Fatalf("it says %s", texts(d.window.Canvas().Overlays().Top()))
	}
	r.Ask()
	if !d.shows("satchel.db.before-restore") || d.restarted != 0 {
		t.Error("what is replaced is not told")
	}
	d.keysAreOn("Cancel")
	r.Go()
	if d.restarted != 1 {
		t.Fatalf("started anew %d times, toast %q", d.restarted, d.Toast())
	}
	if _, err := os.Stat(d.app.File + ".restoring"); err != nil {
		t.Error("no copy is ready:", err)
	}
	if d.count("contact") != contacts+1 {
		t.Error("the database in use was touched")
	}

	// The program starts anew.
	d.end()
	if err := d.app.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := boot.TakeReady(t.Context(), d.app.File)
	if err != nil || kept == "" {
		t.Fatalf("kept as %q, %v", kept, err)
	}
	if d.app, err = Open(t.Context(), filepath.Dir(d.app.File)); err != nil {
		t.Fatal(err)
	}
	d.start()
	if d.count("contact") != contacts || !d.shows("Today") {
		t.Errorf("%d contacts after the restart, want %d; it shows %s", d.count("contact"), contacts, texts(d.window.Content()))
	}
	before, end, err := boot.Open(t.Context(), boot.Options{File: kept})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := before.Count(t.Context(), crm.Query{Entity: "contact"}); err != nil || n != int64(contacts)+1 {
		t.Errorf("what was replaced has %d contacts, %v", n, err)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
}

func TestAnEncryptedBackupAsksForItsPassphrase(t *testing.T) {
	d := open(t, true)
	p := d.backups()
	p.Seal("passphrase")
	p.BackUp()
	if list, _ := d.app.Backups(); len(list) != 0 || !d.shows("Enter the passphrase") {
		t.Fatal("made without a passphrase")
	}
	p.Secret("correct horse")
	p.BackUp()
	list, err := d.app.Backups()
	if err != nil || len(list) != 1 || !list[0].Sealed || !d.shows("Encrypted") {
		t.Fatalf("%+v, %v, toast %q", list, err, d.Toast())
	}
	p.Look(list[0].File)
	r := p.Restoring()
	if r.Said() != "" || !d.shows("Passphrase or private key") {
		t.Fatalf("it says %q", r.Said())
	}
	r.Secret("wrong horse")
	r.Look()
	if !strings.Contains(r.Said(), "does not open this backup") {
		t.Fatalf("a wrong passphrase: %q", r.Said())
	}
	r.Secret("correct horse")
	r.Look()
	if !d.shows("Sound") || !d.shows("here now") {
		t.Errorf("it says %s", texts(d.window.Canvas().Overlays().Top()))
	}
	if out, _ := filepath.Glob(filepath.Join(p.Folder(), ".satchel-open*")); len(out) != 0 {
		t.Errorf("left open: %v", out)
	}
}

func TestABackupThatWasNotMadeIsTold(t *testing.T) {
	d := open(t, true)
	if err := d.app.SetSetting(t.Context(), app.SettingBackupFailed, "The disk is full. Nothing was changed; make room and try again."); err != nil {
		t.Fatal(err)
	}
	d.Go(page.Route{Name: "today"})
	if !d.shows("The last backup was not made: The disk is full.") {
		t.Error("the page of the day does not tell")
	}
	p := d.backups()
	if !d.shows("The last backup was not made: The disk is full.") {
		t.Error("the page of the backups does not tell")
	}
	p.BackUp()
	if d.setting(app.SettingBackupFailed) != "" || d.shows("was not made") {
		t.Error("still told after one was made")
	}
	p.SetDaily(false)
	if d.setting(app.SettingBackups) != "off" {
		t.Error("the daily ones are not off")
	}
	if made, err := d.app.DailyBackup(context.Background()); made != "" || err != nil {
		t.Errorf("made %q, %v", made, err)
	}
}

func TestCheckAndRepairSayWhatTheyFound(t *testing.T) {
	d := open(t, true)
	p := d.backups()
	p.Check()
	if !d.shows("The file is sound") {
		t.Error("a sound file is not told")
	}
	p.Repair()
	if !d.shows("Made anew; the file is sound") {
		t.Error("the repair is not told")
	}
	contacts := d.count("contact")
	p.Salvage()
	if !d.shows("Nothing is lost") || !p.Restoring().Shown() || !d.shows(fmt.Sprintf("%d in it, %d here now", contacts, contacts)) {
		t.Errorf("after the salvage: toast %q, %s", d.Toast(), texts(d.window.Content()))
	}
	if list, err := d.app.Backups(); err != nil || len(list) != 0 {
		t.Errorf("what was salvaged is taken for a backup: %v %v", list, err)
	}
}

// keysAreOn fails unless the button of this text has the keys.
func (d *desk) keysAreOn(text string) {
	d.Helper()
	if b, ok := d.window.Canvas().Focused().(*kit.Button); !ok || b.Text != text {
		d.Errorf("the keys are not on %q but on %T", text, d.window.Canvas().Focused())
	}
}

func TestWhatACheckFoundIsInView(t *testing.T) {
	d := open(t, true)
	d.window.Resize(fyne.NewSize(1024, 700))
	p := d.backups()
	p.Check()
	d.run.Advance(time.Second)
	found := d.drawn()["The file is sound"]
	if found == nil {
		t.Fatal("it says nothing")
	}
	driver := fyne.CurrentApp().Driver()
	if at := driver.AbsolutePositionForObject(found).Y; at < 0 || at+found.Size().Height > d.window.Canvas().Size().Height {
		t.Errorf("it stands at %v", at)
	}
}
