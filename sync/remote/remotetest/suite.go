// Package remotetest is the conformance suite of providers: what the engine relies on, tested against any of them.
package remotetest

import (
	"context"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/sync/remote"
)

// Fixture is a fresh provider with an empty server behind it, and the hands of somebody else at that server. Functions that a server
// has no way for are nil; their cases are then skipped by name. Every function fails the test itself.
type Fixture struct {
	Provider remote.Provider
	Catalog  *crm.Catalog
	BadKey   remote.Provider // the same server with a wrong secret

	Create func(feed string, values crm.Values) (id string)          // values in wire form
	Change func(feed, id string, values crm.Values)                  //
	Delete func(feed, id string)                                     //
	Merge  func(feed, loser, survivor string)                        // the loser's id answers with the survivor
	Deny   func(feed, id string)                                     // hides a record from the provider's user
	Attach func(feed, id, name string, content []byte) (file string) // a file to a record
	Pass   func(d time.Duration)                                     // lets the server's time pass
	Lose   func()                                                    // the answer of the next create is lost
	Refuse func() (feed string, values crm.Values)                   // values that the server will not take
	Extra  func(feed, id string) (set func(), same func() bool)      // a field that Satchel does not know
}

// Run runs every case, each with a fresh fixture.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := &suite{T: t, Fixture: open(t), ctx: context.Background()}
			account, err := s.Provider.Check(s.ctx)
			s.ok("check", err)
			if account.ID == "" || account.UserID == "" {
				t.Fatalf("the account has no identity: %+v", account)
			}
			s.caps = s.Provider.Capabilities()
			c.run(s)
		})
	}
}

var cases = []struct {
	name string
	run  func(*suite)
}{
	{"capabilities are complete", (*suite).capabilities},
	{"every field of every feed round trips", (*suite).roundTrips},
	{"create returns the record as read back", (*suite).createReadsBack},
	{"update changes only the given fields", (*suite).updateIsPartial},
	{"update empties a field", (*suite).updateEmpties},
	{"a stale version is a conflict with the current record", (*suite).versions},
	{"get of a missing record is gone", (*suite).getGone},
	{"get of a hidden record is denied", (*suite).getDenied},
	{"get of a merged record answers with the survivor", (*suite).getMerged},
	{"delete can be repeated", (*suite).deleteTwice},
	{"a scan lists everything in order of id, in pages", (*suite).scanPages},
	{"a brief scan names ids, stamps and versions", (*suite).scanBrief},
	{"a window lists what changed in it", (*suite).scanWindow},
	{"a deleted record is not listed", (*suite).scanDeleted},
	{"a lost create is found", (*suite).findLost},
	{"a create that never was is not found", (*suite).findNothing},
	{"canonical form is stable and what comes back", (*suite).canon},
	{"links travel as references", (*suite).links},
	{"changes are told over all feeds, once", (*suite).changesOfAllFeeds},
	{"changes cover our own writes", (*suite).changesCoverOwnWrites},
	{"changes name what is gone", (*suite).changesNameTheGone},
	{"an unknown place in the changes is a reset", (*suite).changesReset},
	{"changes of hidden records are not told", (*suite).changesHideTheHidden},
	{"a batch creates, updates and deletes", (*suite).batchWrites},
	{"a stale entry of a batch is a conflict of its own", (*suite).batchStale},
	{"a refused entry of a batch stands alone, or nothing is carried out", (*suite).batchRefused},
	{"a create in a batch can be repeated", (*suite).batchRepeated},
	{"too large a batch is refused", (*suite).batchTooMany},
	{"a file travels, and shows inside its record", (*suite).fileTravels},
	{"files of others stay", (*suite).filesOfOthersStay},
	{"files are bounded", (*suite).filesAreBounded},
	{"a wrong key is an auth failure", (*suite).badKey},
	{"refused values hold the provider's words", (*suite).rejected},
	{"unknown fields are preserved", (*suite).unknown},
	{"a cancelled context ends every request", (*suite).canceled},
	{"every feed takes the records it names", (*suite).feedOf},
}

type suite struct {
	*testing.T
	Fixture
	ctx  context.Context
	caps remote.Capabilities
}

func (s *suite) ok(what string, err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("%s: %v", what, err)
	}
}

// class asserts the class of a failure.
func (s *suite) class(what string, err error, want remote.Class) {
	s.Helper()
	_ = s.failure(what, err, want)
}

// failure asserts the class of a failure and returns it.
func (s *suite) failure(what string, err error, want remote.Class) *remote.Error {
	s.Helper()
	if err == nil {
		s.Fatalf("%s: no failure, want %s", what, want)
	}
	e := remote.AsError(err)
	if e.Class != want {
		s.Fatalf("%s: %s (%v), want %s", what, e.Class, err, want)
	}
	if e.Message == "" {
		s.Fatalf("%s: the failure has no sentence", what)
	}
	return e
}

func (s *suite) pass(d time.Duration) {
	if s.Pass != nil {
		s.Pass(d)
	}
}

// settle waits until lists show everything.
func (s *suite) settle() { s.pass(s.caps.Lag + s.caps.Grain + time.Second) }

// writable returns the feeds in which this user may do everything.
func (s *suite) writable() []remote.Feed {
	var out []remote.Feed
	for _, f := range s.caps.Feeds {
		if f.Create && f.Update && f.Delete {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		s.Fatal("no feed can be written")
	}
	return out
}

// some is the feed that most cases use: organisations, or the first writable one.
func (s *suite) some() remote.Feed {
	for _, f := range s.writable() {
		if f.Entity == "organisation" {
			return f
		}
	}
	return s.writable()[0]
}

func (s *suite) create(f remote.Feed, values crm.Values) remote.Record {
	s.Helper()
	rec, err := s.Provider.Create(s.ctx, f.Name, NewID(), values)
	s.ok("create in "+f.Name, err)
	return rec
}

// same compares what came back with what was given, in canonical form.
func (s *suite) same(f remote.Feed, rec remote.Record, want crm.Values) {
	s.Helper()
	for name, v := range want {
		got, wanted := s.Provider.Canon(f.Name, name, rec.Values[name]), s.Provider.Canon(f.Name, name, v)
		if !equal(got, wanted) {
			s.Errorf("%s.%s came back as %#v, want %#v", f.Name, name, got, wanted)
		}
	}
}

// list reads a whole scan.
func (s *suite) list(scan remote.Scan) []remote.Record {
	s.Helper()
	var out []remote.Record
	for range 1000 {
		page, err := s.Provider.List(s.ctx, scan)
		s.ok("list", err)
		if page.At == 0 {
			s.Fatal("a page does not tell the provider's time")
		}
		for _, rec := range page.Records {
			if rec.ID <= scan.After {
				s.Fatalf("%q is listed after %q", rec.ID, scan.After)
			}
			scan.After = rec.ID
		}
		out = append(out, page.Records...)
		if !page.More {
			return out
		}
		if len(page.Records) == 0 {
			s.Fatal("an empty page says that more follows")
		}
	}
	s.Fatal("the scan does not end")
	return nil
}
