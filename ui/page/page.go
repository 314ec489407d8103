// Package page holds the screens. A page knows the use cases and the kit; it never touches the database, the network or a goroutine
// itself: work goes through async.Runner, and comes back on the UI goroutine.
package page

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/lock"
	"satchel/app/remind"
	"satchel/ui/async"
	"satchel/ui/form"
)

// Route says where the person is; navigation and its history are lists of routes.
type Route struct {
	Name   string // of a page: "today", "records", "insight", "inbox", "settings", "first", ...
	Entity string // of the records page
	View   string // key of a saved view of the entity, "" = the plain list
	ID     string // record shown in the detail, "" = none
	Filter string // filter language, "" = all
	With   string // what a new record begins with, as present.With writes it; saved or given up, the person is taken back
	Board  bool   // the list is shown as a board
	Count  string // the list is counted, as crm.Counting writes it; "" = as the view says, "list" = not
	Title  string // of a list opened from a number: "Open deals in Proposal"; "" = the entity's plural
}

// Page is one screen, built for one route and dropped when it is left.
type Page interface {
	// Content is built once and shown until the page is left.
	Content() fyne.CanvasObject
	// Refresh follows a commit; it must keep selection, scroll position and unsaved input.
	Refresh(b crm.Batch)
}

// Closer is a page that has something to end or keep when it is left.
type Closer interface{ Close() }

// Clocked is a page that tells times by how far they are away; it is asked once a minute to do so anew, and keeps what Refresh keeps.
type Clocked interface{ Minute() }

// Tabled is a page whose charts can be shown as numbers, and back.
type Tabled interface{ Tables() }

// Finder is a page with a list that Ctrl+F searches.
type Finder interface{ Find() }

// Stepper is a page where Alt+Down (+1) and Alt+Up (-1) go to the next and the previous record.
type Stepper interface{ Step(by int) }

// Lister is a page with a list that the arrow keys walk through.
type Lister interface{ FocusList() }

// Creator is a page where Ctrl+N makes something new of its own kind.
type Creator interface{ Create() }

// Opener is a page that can show another route in place, without being built anew.
type Opener interface{ Open(Route) bool }

// Located is a page that knows where the person is better than the route it was built for.
type Located interface{ Route() Route }

// Recorder is a page that shows one record.
type Recorder interface {
	// Record names the record shown; false if there is none or it is not saved yet.
	Record() (crm.Ref, bool)
	// Opening tells whether a record is on its way to the screen.
	Opening() bool
	// Edit opens the record's form; for one that is on its way, as soon as it is there.
	Edit()
	Delete()
	// Convert makes a customer of a lead.
	Convert()
}

// Saver is a page with something typed that Ctrl+S saves and Esc drops.
type Saver interface {
	Save()
	// Cancel ends the editing; false if there is nothing to end.
	Cancel() bool
}

// Env is what every page is given. Its functions are called on the UI goroutine.
type Env struct {
	App     *app.App
	Run     async.Runner
	Context context.Context // ends when the page is left
	Window  fyne.Window
	Go      func(Route)
	Back    func()                               // to where the person came from
	Say     func(text, undo string)              // toast; undo is a batch id, "" for no Undo button
	Offer   func(text, action string, do func()) // toast with a button
	Fail    func(err error)                      // shows an error's sentence
	Zone    *time.Location
	Remind  *remind.Service
	Log     func(about crm.Ref)               // opens the quick log, about a record or the zero Ref
	Reach   func(ref crm.Ref, address string) // opens a tel: or mailto: address of a record, its own if that is all, and offers to log it
	LogAs   func(LogPreset)                   // opens it with more known already
	Drafts  *Drafts                           // what was typed and not saved
	Asked   *Asked                            // the sync round that a person asked for
	Sample  func()                            // fills the database with sample data
	Letters *Letters                          // whether single letters are keys
	Speak   func(language string)             // says the whole window in a language, "" for the system's
	Lock    *lock.Lock                        // of the window
	LockNow func()                            // locks it, or leads to where a passphrase is chosen
	Restart func()                            // ends the program and starts it anew; nil = nobody can
}

// form is what editors need of it.
func (e Env) form() form.Env {
	return form.Env{App: e.App, Run: e.Run, Context: e.Context, Zone: e.Zone}
}

// Now is the moment as the program sees it.
func (e Env) Now() time.Time { return e.App.Now().In(e.Zone) }
