// Package app holds the verbs of Satchel: what people and programs do with records, and the ports that this needs. It knows no
// database, no provider and no screen.
package app

import (
	"context"
	"time"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/app/replica"
)

// App is everything that a front end needs: the desktop and the command line drive the same one.
type App struct {
	Store
	Keys    Keychain
	Remotes Remotes
	Sync    Syncer
	Copies  Copies
	Now     func() time.Time
	Zone    *time.Location // the user's
	Secret  string         // of this process only, from the environment; "" = ask the keychain
	File    string         // of the database, for the settings page; "" = not told
	Charts  *Charts        // computed since the last commit; nil = every look computes anew
	OnTie   func()         // called after a connection was made or ended, so that the sync begins at once; nil = nobody
}

// Syncer is the sync with the connected provider.
type Syncer interface {
	// Round runs one complete round; the Round is valid also beside an error. CodeNotFound without a connection.
	Round(ctx context.Context, progress func(Progress)) (replica.Round, error)
	// Resolve carries out a person's answer to an item of the inbox. CodeConflict if the live value is no longer the one that the
	// person saw: nothing was done then.
	Resolve(ctx context.Context, conflict string, answer replica.Answer) error
	// Reopen takes an answer back: the item is in the inbox again, and the record is as it was before the answer. CodeConflict if that
	// is no longer possible.
	Reopen(ctx context.Context, conflict string) error
	// Retry lets a held record be sent again in the next round.
	Retry(ctx context.Context, ref crm.Ref) error
	// Unlink lets a new record that waits for another one be sent without the link to it, which follows once it is there.
	Unlink(ctx context.Context, ref crm.Ref) error
	// Conflicts returns the open items of the inbox, oldest first.
	Conflicts(ctx context.Context) ([]replica.Conflict, error)
	// Entities names the entities that the connected provider can hold; nil without a connection.
	Entities(ctx context.Context) ([]string, error)
	// State is what this process knows beyond what is stored. It asks nobody.
	State() SyncState
	// Coverage says what the connected CRM can store, as last learned; it makes no request. CodeNotFound without a connection.
	Coverage(ctx context.Context) (Coverage, error)
	// Still runs f while nothing is exchanged, by this program or another one; CodeBusy if another one is at it.
	Still(ctx context.Context, f func(ctx context.Context) error) error
	// Fetch brings the contents of a file that the online CRM has and this computer has not; nothing is done if they are here. progress
	// is told how many bytes came, of how many (-1 = not known), from the goroutine of the call; nil = nobody. CodeNotFound if nobody
	// has them.
	Fetch(ctx context.Context, file string, progress func(done, total int64)) error
	// Watch tells f at once and then of every change what the sync is doing, from any goroutine. f must be quick. The returned function
	// ends it.
	Watch(f func(Activity)) (cancel func())
}

// SyncState is what a process knows of its own rounds. Rounds that found nothing are not all stored.
type SyncState struct {
	Last    replica.Round // the last round of this process, zero before the first
	Offline crm.Instant   // since when the online CRM does not answer, 0 = it does
	Refused bool          // the key is refused: nothing is exchanged before a person has acted
}

// Activity is what the sync is doing at the moment.
type Activity struct {
	Running  bool      // a round is under way
	Progress Progress  // of it
	Next     time.Time // when the next one begins by itself; zero = not known, or not by itself
}

// Progress is how far long work is.
type Progress struct {
	What  string // sentence without the numbers: "Reading contacts"
	Done  int64
	Total int64 // 0 = unknown
	// Sending tells that Done counts records sent, of all that waited.
	Sending bool
}

// Remotes are the providers that can be connected.
type Remotes interface {
	// Providers lists them in the order of the wizard.
	Providers() []ProviderInfo
	// Check tests address and secret without keeping anything.
	Check(ctx context.Context, c replica.Connection, secret string) (Account, error)
	// Survey reads what an account shows without keeping anything; see [Survey] for f.
	Survey(ctx context.Context, c replica.Connection, secret string, f func(entity string, r crm.Record) error) error
	// ChangePassword gives the account another password and ends its other sign-ins; it returns the secret to keep from then on. A wrong
	// one is CodeInvalid with the field "old", a weak one with the field "new".
	ChangePassword(ctx context.Context, c replica.Connection, secret, old, fresh string) (kept string, err error)
	// SignOutOthers ends the account's sign-ins on other computers; it returns the secret to keep from then on.
	SignOutOthers(ctx context.Context, c replica.Connection, secret string) (kept string, err error)
	// Prepare makes the server ready as Account.Advice says, as its administrator; CodeDenied for others.
	Prepare(ctx context.Context, c replica.Connection, secret string) error
}

// ProviderInfo is what the wizard says about a provider.
type ProviderInfo struct {
	Name     string // "espocrm"
	Label    string // "EspoCRM"
	URLHint  string // example of an address
	UserHint string // label of an optional field for a login name: when to fill it; "" = there is none
	KeyHelp  string // where the key comes from, in sentences
	Invites  bool   // whoever works with it tells colleagues the address, rather than an administrator
	Keeps    bool   // its users change their own password, and sign out their other computers
	Meets    bool   // all that it shows is soon read, so what is on both sides can be told before anything is written
}

// Account is the answer of a connection test.
type Account struct {
	ID     string   `json:"id"`
	Server string   `json:"server"` // product and version
	User   string   `json:"user"`
	UserID string   `json:"-"`
	Rights []string `json:"rights"` // sentences
	Secret string   `json:"-"`      // to be kept in place of the one given; "" = that one

	Offers []Addition `json:"offers,omitempty"` // what its administrator added and this database does not have
	Admin  bool       `json:"admin"`            // may prepare the server
	Advice string     `json:"advice,omitempty"` // to an administrator: how to prepare it; "" = it is prepared
	// Guarantee says in sentences what the sync can promise with this provider.
	Guarantee []string `json:"guarantee"`
}

// Ask returns a copy of what charts need.
func (a *App) Ask() insight.Source {
	return insight.Source{Store: a.Store, Now: a.Now(), Zone: a.Zone, Catalog: a.Catalog(), Base: a.base}
}

// base is the currency that sums are said in.
func (a *App) base(ctx context.Context) (string, error) {
	loc, err := a.Locale(ctx)
	return loc.Currency, err
}

// Locale is the user's way of writing times; currency is that of new amounts.
func (a *App) Locale(ctx context.Context) (crm.Locale, error) {
	currency, err := a.Setting(ctx, SettingCurrency)
	if err != nil {
		return crm.Locale{}, err
	}
	if currency == "" {
		currency = "EUR"
	}
	return crm.Locale{Zone: a.Zone, Currency: currency}, nil
}
