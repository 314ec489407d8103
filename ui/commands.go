package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"satchel/app/crm"
	"satchel/app/match"
	"satchel/ui/async"
	"satchel/ui/page"
	"satchel/ui/present"
	"satchel/ui/words"
)

// table lists every command once. Menu, palette, shortcuts and cheat sheet are made of it.
func (s *Shell) table() []page.Command {
	list := []page.Command{
		{Name: "new", Label: words.T("New …"), Menu: words.Key("File"), Key: page.Ctrl(fyne.KeyN), Do: s.create},
		{Name: "import", Label: words.T("Import a file"), Menu: words.Key("File"), Do: func() { s.Go(page.Route{Name: "import", Entity: "contact"}) }, Enabled: s.has("import")},
		{Name: "sample", Label: words.T("Fill with sample data"), Menu: words.Key("File"), Do: s.loadSample, Enabled: func() bool { return s.config.Sample != nil }},
		{Name: "sample-remove", Label: words.T("Remove sample data"), Menu: words.Key("File"), Do: s.removeSample},
		{Name: "backups", Label: words.T("Backups, check and repair"), Menu: words.Key("File"), Do: func() { s.Go(page.Route{Name: "backups"}) }},
		{Name: "register", Label: words.T("Register of exports and erasures"), Menu: words.Key("File"), Do: func() { s.Go(page.Route{Name: "register"}) }},
		{Name: "lock", Label: words.T("Lock now"), Menu: words.Key("File"), Key: page.CtrlShift(fyne.KeyL), Do: s.lockNow},
		{Name: "settings", Label: words.T("Settings"), Menu: words.Key("File"), Key: page.Ctrl(fyne.KeyComma), Do: func() { s.Go(page.Route{Name: "settings"}) }, Enabled: s.has("settings")},

		{Name: "palette", Label: words.T("Find, go, do …"), Menu: words.Key("Go"), Key: page.Ctrl(fyne.KeyK), Do: s.openPalette},
		{Name: "sidebar", Label: words.T("Fold or unfold the sidebar"), Menu: words.Key("Go"), Key: page.Key{Name: fyne.KeyF9}, Do: func() { s.frame.Fold() }},
		{Name: "back", Label: words.T("Back"), Menu: words.Key("Go"), Key: page.Alt(fyne.KeyLeft), Do: s.Back, Enabled: func() bool { return len(s.router.past) > 0 }},
		{Name: "forward", Label: words.T("Forward"), Menu: words.Key("Go"), Key: page.Alt(fyne.KeyRight), Do: s.Forward, Enabled: func() bool { return len(s.router.next) > 0 }},
	}
	for i, r := range s.sections() {
		c := page.Command{Name: "go-" + r.Name + r.Entity, Label: s.label(r), Menu: words.Key("Go"), Do: func() { s.Go(r) }}
		if i < 9 {
			c.Key = page.Ctrl(fyne.KeyName(strconv.Itoa(i + 1)))
		}
		list = append(list, c)
	}
	for _, name := range []string{"insight", "inbox", "connect"} {
		r := page.Route{Name: name}
		list = append(list, page.Command{Name: "go-" + name, Label: s.label(r), Menu: words.Key("Go"), Do: func() { s.Go(r) }, Enabled: s.has(name)})
	}
	list = append(list, s.recordCommands()...)
	for _, l := range page.ListCommands() {
		if l.Name != "" {
			list = append(list, s.listCommand(l))
		}
	}
	for _, e := range s.config.App.Catalog().Entities() {
		switch {
		case e.ReadOnly:
			to := page.Route{Name: "records", Entity: e.Name}
			list = append(list, page.Command{Name: "go-records" + e.Name, Label: words.T(e.Plural), Menu: words.Key("Go"), Do: func() { s.Go(to) }})
			fallthrough
		case !e.Child && e.Makes():
			to := page.Route{Name: "records", Entity: e.Name, ID: "new"}
			list = append(list, page.Command{Name: "new-" + e.Name, Label: words.T("New %s", words.T(e.Label)), Do: func() { s.Go(to) }})
		}
	}
	for i, c := range list {
		list[i].Enabled = func() bool { return s.away == nil && c.Usable() }
	}
	return list
}

func (s *Shell) recordCommands() []page.Command {
	return []page.Command{
		{Name: "undo", Label: words.T("Undo"), Menu: words.Key("Edit"), Key: page.Ctrl(fyne.KeyZ), Do: s.undo},
		{Name: "duplicates", Label: words.T("Find duplicates"), Menu: words.Key("Edit"), Do: s.duplicates},
		{Name: "find", Label: words.T("Find in the list"), Menu: words.Key("Edit"), Key: page.Ctrl(fyne.KeyF), Do: on(s, page.Finder.Find), Enabled: can[page.Finder](s)},
		{Name: "board", Label: words.T("Show as a board or a list"), Menu: words.Key("Go"), Key: page.Ctrl(fyne.KeyB), Do: s.toggleBoard, Enabled: s.hasBoard},
		{Name: "tables", Label: words.T("Show charts as numbers or pictures"), Menu: words.Key("Go"), Do: on(s, page.Tabled.Tables), Enabled: can[page.Tabled](s)},
		{Name: "shift-right", Label: words.T("Move the card to the next column"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyRight), Do: on(s, func(p page.Boarder) { p.Shift(1) }), Enabled: s.hasCard},
		{Name: "shift-left", Label: words.T("Move the card to the column before"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyLeft), Do: on(s, func(p page.Boarder) { p.Shift(-1) }), Enabled: s.hasCard},
		{Name: "log", Label: words.T("Log an activity"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyL), Do: func() { s.openLog(s.record()) }},
		{Name: "reach", Label: words.T("Reach the way they prefer"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyE), Do: func() { s.reach(s.record(), present.Reach.Preferred) }, Enabled: s.hasRecord},
		{Name: "call", Label: words.T("Call"), Menu: words.Key("Record"), Do: func() { s.reach(s.record(), func(r present.Reach) string { return r.Phone }) }, Enabled: s.hasRecord},
		{Name: "mail", Label: words.T("Write an e-mail"), Menu: words.Key("Record"), Do: func() { s.reach(s.record(), func(r present.Reach) string { return r.Mail }) }, Enabled: s.hasRecord},
		{Name: "done", Label: words.T("Mark as done"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyD), Do: on(s, page.Doer.DoneHere), Enabled: can[page.Doer](s)},
		{Name: "tomorrow", Label: words.T("Put off to tomorrow"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyT), Do: on(s, func(p page.Doer) { p.PutOff(1) }), Enabled: can[page.Doer](s)},
		{Name: "next-week", Label: words.T("Put off by a week"), Menu: words.Key("Record"), Do: on(s, func(p page.Doer) { p.PutOff(7) }), Enabled: can[page.Doer](s)},
		{Name: "calendar-week", Label: words.T("Calendar: week"), Menu: words.Key("Go"), Do: on(s, func(p *page.Calendar) { p.Show(page.CalendarWeek) }), Enabled: can[*page.Calendar](s)},
		{Name: "calendar-month", Label: words.T("Calendar: month"), Menu: words.Key("Go"), Do: on(s, func(p *page.Calendar) { p.Show(page.CalendarMonth) }), Enabled: can[*page.Calendar](s)},
		{Name: "calendar-list", Label: words.T("Agenda of the next two weeks"), Menu: words.Key("Go"), Do: func() { s.Go(page.Route{Name: "calendar", Title: string(page.CalendarList)}) }},
		{Name: "export-everything", Label: words.T("Export everything (.zip) …"), Menu: words.Key("File"), Do: func() { page.ExportEverything(s.env(s.ctx)) }},
		{Name: "calendar-export", Label: words.T("Export the calendar (.ics) …"), Menu: words.Key("File"), Do: func() { page.ExportCalendar(s.env(s.ctx)) }},
		{Name: "calendar-today", Label: words.T("Calendar: today"), Menu: words.Key("Go"), Do: on(s, (*page.Calendar).Today), Enabled: can[*page.Calendar](s)},
		{Name: "calendar-next", Label: words.T("Calendar: next week or month"), Menu: words.Key("Go"), Do: on(s, func(p *page.Calendar) { p.Turn(1) }), Enabled: can[*page.Calendar](s)},
		{Name: "calendar-previous", Label: words.T("Calendar: previous week or month"), Menu: words.Key("Go"), Do: on(s, func(p *page.Calendar) { p.Turn(-1) }), Enabled: can[*page.Calendar](s)},
		{Name: "reminders", Label: words.T("Reminders"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyR), Do: s.openReminders},
		{Name: "edit", Label: words.T("Edit"), Menu: words.Key("Record"), Key: page.Key{Name: fyne.KeyF2}, Do: on(s, page.Recorder.Edit), Enabled: s.canEdit},
		{Name: "save", Label: words.T("Save"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyS), Do: s.save, Enabled: s.canSave},
		{Name: "save-close", Label: words.T("Save and close"), Menu: words.Key("Record"), Key: page.Ctrl(fyne.KeyReturn), Do: s.save, Enabled: s.canSave},
		{Name: "convert", Label: words.T("Convert lead to a customer"), Menu: words.Key("Record"), Do: on(s, page.Recorder.Convert), Enabled: func() bool { return s.record().Entity == "lead" }},
		{Name: "consent-given", Label: words.T("Consent given …"), Menu: words.Key("Record"), Do: on(s, func(p *page.Records) { p.NoteConsent("given") }), Enabled: s.hasPerson},
		{Name: "consent-withdrawn", Label: words.T("Consent withdrawn …"), Menu: words.Key("Record"), Do: on(s, func(p *page.Records) { p.NoteConsent("withdrawn") }), Enabled: s.hasPerson},
		{Name: "sheet", Label: words.T("Sheet of the person"), Menu: words.Key("Record"), Do: on(s, (*page.Records).WriteSheet), Enabled: s.hasPerson},
		{Name: "erase", Label: words.T("Erase a person for good …"), Menu: words.Key("Record"), Do: on(s, (*page.Records).Erase), Enabled: s.hasPerson},
		{Name: "delete", Label: words.T("Delete"), Menu: words.Key("Record"), Key: page.Key{Name: fyne.KeyDelete}, Do: on(s, page.Recorder.Delete), Enabled: s.hasRecord},
		{Name: "next", Label: words.T("Next record"), Menu: words.Key("Record"), Key: page.Alt(fyne.KeyDown), Do: s.step(1), Enabled: can[page.Stepper](s)},
		{Name: "previous", Label: words.T("Previous record"), Menu: words.Key("Record"), Key: page.Alt(fyne.KeyUp), Do: s.step(-1), Enabled: can[page.Stepper](s)},
		{Name: "sync", Label: words.T("Sync now"), Menu: words.Key("Record"), Key: page.Key{Name: fyne.KeyF5}, Do: s.syncNow},
		{Name: "guide", Label: words.T("Guide"), Menu: words.Key("Help"), Key: page.Key{Name: fyne.KeyF1}, Do: func() { s.Go(page.Route{Name: "guide"}) }, Enabled: s.has("guide")},
		{Name: "keys", Label: words.T("Keys"), Menu: words.Key("Help"), Key: page.Key{Name: "?"}, Do: s.openKeys},
		{Name: "practice", Label: words.T("Practice list"), Menu: words.Key("Help"), Do: func() { s.offerPractice(); s.Go(page.Route{Name: "today"}) }},
		{Name: "about", Label: words.T("About Satchel"), Menu: words.Key("Help"), Do: s.openAbout},
	}
}

// listCommand makes a command of what can be done with a list.
func (s *Shell) listCommand(l page.ListCommand) page.Command {
	return page.Command{Name: l.Name, Label: l.Label, Menu: words.Key("List"), Key: l.Key, Do: on(s, l.Do), Enabled: func() bool {
		p, ok := s.router.page.(*page.Records)
		return ok && (l.Enabled == nil || l.Enabled(p))
	}}
}

// on makes a command of something that the page in view may be able to do.
func on[T any](s *Shell, do func(T)) func() {
	return func() {
		if p, ok := s.router.page.(T); ok {
			do(p)
		}
	}
}

func can[T any](s *Shell) func() bool {
	return func() bool { _, ok := s.router.page.(T); return ok }
}

// duplicates looks for them among what is listed, or among the contacts.
func (s *Shell) duplicates() {
	to := page.Route{Name: "duplicates"}
	if e, err := s.config.App.Catalog().Entity(s.Route().Entity); err == nil {
		if _, ok := match.Of(e); ok {
			to.Entity = e.Name
		}
	}
	s.Go(to)
}

func (s *Shell) has(name string) func() bool { return func() bool { return s.pages[name] != nil } }

func (s *Shell) step(by int) func() { return on(s, func(p page.Stepper) { p.Step(by) }) }

// Commands lists what the program can do, in the order of the menus.
func (s *Shell) Commands() []page.Command { return s.commands }

// Do runs a command by its name; false if there is none or it cannot be done now.
func (s *Shell) Do(name string) bool {
	for _, c := range s.commands {
		if c.Name == name && c.Usable() {
			c.Do()
			return true
		}
	}
	return false
}

// create makes something new of the kind in view, else a contact.
func (s *Shell) create() {
	if p, ok := s.router.page.(page.Creator); ok {
		p.Create()
		return
	}
	s.Go(page.Route{Name: "records", Entity: "contact", ID: "new"})
}

func (s *Shell) record() crm.Ref {
	if p, ok := s.router.page.(page.Recorder); ok {
		if ref, ok := p.Record(); ok {
			return ref
		}
	}
	return crm.Ref{}
}

func (s *Shell) hasBoard() bool {
	p, ok := s.router.page.(page.Boarder)
	return ok && p.HasBoard()
}

// toggleBoard shows the list as a board or the board as a list, and gives it the keys.
func (s *Shell) toggleBoard() {
	on(s, page.Boarder.ToggleBoard)()
	on(s, (*page.Records).FocusList)()
}

func (s *Shell) hasCard() bool {
	p, ok := s.router.page.(page.Boarder)
	return ok && p.CanShift()
}

func (s *Shell) hasRecord() bool { return s.record().ID != "" }

// hasPerson tells whether the record in view is somebody.
func (s *Shell) hasPerson() bool {
	e, err := s.config.App.Catalog().Entity(s.record().Entity)
	return err == nil && e.Person
}

func (s *Shell) canEdit() bool {
	p, ok := s.router.page.(page.Recorder)
	return ok && (s.hasRecord() || p.Opening())
}

func (s *Shell) canSave() bool { return s.log != nil && s.log.Shown() || can[page.Saver](s)() }

// save stores what is being typed, in the quick log or in the page.
func (s *Shell) save() {
	if s.log != nil && s.log.Shown() {
		s.log.Save()
		return
	}
	on(s, page.Saver.Save)()
}

// undo takes the last action back.
func (s *Shell) undo() {
	s.reverse(func(ctx context.Context) (crm.Undone, error) { return s.config.App.UndoLast(ctx) })
}

func (s *Shell) takeBack(batch string) {
	s.reverse(func(ctx context.Context) (crm.Undone, error) { return s.config.App.TakeBack(ctx, batch) })
}

func (s *Shell) reverse(work func(context.Context) (crm.Undone, error)) {
	async.Run(s.ctx, s.config.Run, work, func(u crm.Undone, err error) {
		switch {
		case err != nil:
			s.fail(err)
		case len(u.Kept) > 0:
			s.say(words.N(int64(len(u.Kept)), "Undone, but %s record stays: it was changed since.", "Undone, but %s records stay: they were changed since."), "")
		default:
			s.say(words.T("Undone."), "")
		}
	})
}
