package desktop

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"satchel/app/crm"
	"satchel/ui/page"
	"satchel/ui/words"
)

// pressItem presses a shortcut as the window does: the menu comes first, then what has the keys, then the window.
func (d *desk) pressItem(item *fyne.MenuItem) {
	s := item.Shortcut.(*desktop.CustomShortcut)
	c := d.window.Canvas()
	focused := c.Focused()
	switch {
	case s.Modifier != 0:
		item.Action()
	case s.KeyName == "?" && focused != nil:
		focused.TypedRune('?')
	case s.KeyName == "?":
		c.OnTypedRune()('?')
	case focused != nil:
		focused.TypedKey(&fyne.KeyEvent{Name: s.KeyName})
	default:
		c.OnTypedKey()(&fyne.KeyEvent{Name: s.KeyName})
	}
	d.run.Settle()
}

// byName does a command through the palette, with keys alone.
func (d *desk) byName(item *fyne.MenuItem) error {
	d.Do("palette")
	d.Palette().Type(strings.TrimSuffix(item.Label, "…"))
	d.run.Settle()
	offers := d.Palette().Entries()
	at := slices.Index(offers, item.Label)
	if at < 0 {
		return fmt.Errorf("the palette offers %q", offers)
	}
	field := d.window.Canvas().Focused()
	if field == nil {
		return fmt.Errorf("the palette has not the keys")
	}
	for range at {
		field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	d.run.Settle()
	return nil
}

// look is all that a person could notice.
func (d *desk) look() string {
	c := d.window.Canvas()
	var b strings.Builder
	fmt.Fprintf(&b, "%+v %q %T %d %d\n", d.Route(), d.Toast(), c.Focused(), d.app.Version(), len(d.opened))
	fmt.Fprintln(&b, test.RenderToMarkup(c))
	return b.String()
}

// ready brings the program to where a command can be done, by the command's name.
func (d *desk) ready(name string) {
	list := func(entity string) *page.Records { p := d.list(entity); p.Select(1); d.run.Settle(); return p }
	go1 := func(r page.Route) { d.Go(r); d.run.Settle() }
	do := func(names ...string) {
		for _, n := range names {
			d.Do(n)
			d.run.Settle()
		}
	}
	switch {
	case name == "go-today" || name == "palette":
		go1(page.Route{Name: "settings"})
	case strings.HasPrefix(name, "go-"), slices.Contains([]string{"settings", "guide", "import", "new", "sample", "about", "practice"}, name):
		go1(page.Route{Name: "today"})
	case name == "back" || name == "forward":
		list("contact")
		go1(page.Route{Name: "settings"})
		if name == "forward" {
			d.Back()
		}
	case strings.HasPrefix(name, "calendar-"):
		go1(page.Route{Name: "calendar"})
		switch name {
		case "calendar-today":
			do("calendar-next")
		case "calendar-week":
			do("calendar-month")
		}
	case name == "tables":
		go1(page.Route{Name: "insight"})
	case name == "board" || strings.HasPrefix(name, "shift-"):
		list("deal")
		if name != "board" {
			do("board")
			d.cell(nil)
		}
	case name == "convert":
		list("lead")
	case name == "report-schedule":
		list("deal")
		do("report")
	case name == "done" || name == "tomorrow" || name == "next-week":
		go1(page.Route{Name: "today"})
		for i := 0; d.Page().(*page.Today).Line(i).Done == nil; i++ {
			do("next")
		}
		do("next")
	case name == "save" || name == "save-close":
		p := list("contact")
		do("edit")
		d.typeInto(p, "title", "Typed "+name)
	case strings.HasPrefix(name, "bulk-") || name == "select-none":
		list("contact")
		do("select-all")
	case name == "column-left":
		p := list("contact")
		do("find")
		d.cell(p)
		d.cell(p)
	case name == "columns-reset":
		list("contact")
		do("column-wider")
	case name == "previous":
		list("contact")
	case strings.HasPrefix(name, "column-") || name == "edit-cell":
		p := list("contact")
		p.Content()
		do("find")
		d.cell(p)
	case name == "view-save" || name == "view-reset" || name == "view-delete":
		d.ownView("Mine " + name)
		do("column-wider")
	case strings.HasPrefix(name, "view-"):
		if name == "view-down" {
			d.ownView("Mine below")
			d.ownView("Mine last")
			go1(page.Route{Name: "today"})
			d.Go(page.Route{Name: "records", Entity: "organisation", View: d.firstView()})
			d.run.Settle()
			return
		}
		d.ownView("Mine " + name)
	default:
		list("contact")
	}
}

// ownView saves a view of the organisations and opens it.
func (d *desk) ownView(name string) {
	d.Helper()
	v, _, err := d.app.SaveView(d.Context(), crm.View{Name: name, Entity: "organisation", Filter: `name is not empty`})
	if err != nil {
		d.Fatal(err)
	}
	d.run.Settle()
	d.Go(page.Route{Name: "records", Entity: "organisation", View: v.Key()})
	d.run.Settle()
}

// firstView is the first of the saved views of organisations.
func (d *desk) firstView() string {
	d.Helper()
	all, err := d.app.Views(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	for _, v := range all {
		if v.Entity == "organisation" && v.Origin == "" {
			return v.Key()
		}
	}
	d.Fatal("there is no view")
	return ""
}

// cell chooses a cell of the list by keys.
func (d *desk) cell(p *page.Records) {
	d.Helper()
	for range 2 {
		if f := d.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			d.run.Settle()
		}
	}
	if f := d.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	d.run.Settle()
}

// TestEveryCommandIsReachedByKeys walks the menus. Each command is done by its shortcut or, without one, by its name in the palette. It
// has to change something to be seen; what opens over the window takes the keys, and Esc leads back.
func TestEveryCommandIsReachedByKeys(t *testing.T) {
	d := open(t, true)
	names := map[string]string{}
	for _, c := range d.Commands() {
		names[c.Label] = c.Name
	}
	walked := 0
	for _, menu := range d.window.MainMenu().Items {
		for _, item := range menu.Items {
			name := names[item.Label]
			if name == "" || name == "sample-remove" { // done last
				continue
			}
			d.ready(name)
			before, focus := d.look(), d.window.Canvas().Focused()
			if item.Shortcut != nil {
				d.pressItem(item)
			} else if err := d.byName(item); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if d.look() == before {
				t.Errorf("%s: nothing is to be seen of it at %+v", name, d.Route())
			}
			d.leaves(name, focus)
			if name == "delete" || name == "bulk-delete" {
				d.Do("undo")
			}
			walked++
		}
	}
	if walked < 60 {
		t.Errorf("only %d commands were walked", walked)
	}
}

// leaves looks at what lies over the window: it has to have the keys, and Esc takes it away.
func (d *desk) leaves(name string, focus fyne.Focusable) {
	d.Helper()
	c := d.window.Canvas()
	for n := 0; c.Overlays().Top() != nil; n++ {
		if n > 3 {
			d.Errorf("%s: Esc does not take away what lies over the window", name)
			return
		}
		if f := c.Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		} else {
			d.Errorf("%s: what it opens has not the keys", name)
			c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
		}
		d.run.Settle()
	}
	if f := c.Focused(); focus != nil && f == nil && d.Page() != nil {
		d.Logf("%s: nothing has the keys any more", name)
	}
	for range 3 { // a form, a cell, a toast
		d.Escape()
		d.run.Settle()
	}
}

func TestSingleLettersCanBeTurnedOff(t *testing.T) {
	d := open(t, true)
	d.Go(page.Route{Name: "settings"})
	d.run.Settle()
	d.Page().(*page.Settings).SetLetters(page.LettersOff)
	d.restart() // kept
	c := d.window.Canvas()
	c.OnTypedRune()('?')
	if c.Overlays().Top() != nil {
		t.Error("? shows the keys")
	}
	d.Go(page.Route{Name: "today"})
	d.run.Settle()
	p := d.Page().(*page.Today)
	n := p.Len()
	d.Do("next")
	for _, key := range []fyne.KeyName{fyne.KeyD, fyne.KeyT, fyne.KeyW, fyne.KeyL} {
		c.Focused().TypedKey(&fyne.KeyEvent{Name: key})
		d.run.Settle()
	}
	if p.Len() != n || c.Overlays().Top() != nil {
		t.Errorf("letters do something: %d lines of %d", p.Len(), n)
	}
	d.Go(page.Route{Name: "calendar"})
	d.run.Settle()
	before := d.look()
	d.Do("keys")
	if c.Overlays().Top() == nil {
		t.Error("the sheet is not shown by its name")
	}
	d.Escape()
	if d.look() != before {
		t.Error("Esc does not lead back")
	}
	d.Go(page.Route{Name: "settings"})
	d.run.Settle()
	d.Page().(*page.Settings).SetLetters("")
	c.OnTypedRune()('?')
	if c.Overlays().Top() == nil {
		t.Error("turned on again, ? does nothing")
	}
}

func TestThePaletteComesBeforeTheQuickLogWithoutLosingItsLine(t *testing.T) {
	d := open(t, true)
	d.list("contact")
	d.Do("log")
	d.QuickLog().Type("called, wants an offer")
	d.Do("palette")
	if !d.Palette().Shown() || d.QuickLog().Shown() {
		t.Fatal("Ctrl+K does not open the palette over a quick log")
	}
	d.Escape()
	d.restart()
	d.Do("log")
	d.run.Settle()
	n := d.count("activity")
	d.Do("save")
	d.run.Settle()
	if d.count("activity") != n+1 || d.QuickLog().Shown() {
		t.Fatal("the line did not come back")
	}
	d.Do("log")
	d.Do("save")
	if !d.QuickLog().Shown() || d.count("activity") != n+1 {
		t.Error("what was saved comes back")
	}
	d.QuickLog().Type("never mind")
	d.Escape()
	d.Do("log")
	d.Do("save")
	if d.count("activity") != n+1 {
		t.Error("what was dropped comes back")
	}
}

func TestCtrlArrowsMoveInATextBeforeTheMenuTakesThem(t *testing.T) {
	d := open(t, true)
	p := d.list("contact")
	p.Find()
	field := d.window.Canvas().Focused()
	for _, r := range "anna weber" {
		field.TypedRune(r)
	}
	for _, menu := range d.window.MainMenu().Items {
		for _, item := range menu.Items {
			if s, ok := item.Shortcut.(*desktop.CustomShortcut); ok && s.KeyName == fyne.KeyLeft && s.Modifier == fyne.KeyModifierShortcutDefault {
				item.Action()
			}
		}
	}
	field.TypedRune('|')
	if got := texts(d.window.Content()); !strings.Contains(got, "anna |weber") {
		t.Error("the cursor did not move by a word")
	}
}

// TestArrowsWalkThroughAListThatWasJustOpened presses Down on a page where nothing has the keys yet.
func TestArrowsWalkThroughAListThatWasJustOpened(t *testing.T) {
	d := open(t, true)
	d.Do("go-recordscontact")
	d.run.Settle()
	p, ok := d.Page().(*page.Records)
	if !ok || d.window.Canvas().Focused() != nil {
		t.Fatalf("%T is open, and %T has the keys", d.Page(), d.window.Canvas().Focused())
	}
	before := p.Selected()
	d.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyDown})
	if p.Selected() != before+1 {
		t.Errorf("Down went from %d to %d", before, p.Selected())
	}
}

func TestTheDeleteKeyIsCalledAsOnTheKeyboard(t *testing.T) {
	words.Use("de")
	defer words.Use("en")
	if got := (page.Key{Name: fyne.KeyDelete}).String(); got != "Entf" {
		t.Errorf("it is called %q", got)
	}
}
