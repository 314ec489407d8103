package crash

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"satchel/sync/memory"
)

// server is one set of capabilities.
type server struct {
	name string
	set  memory.Settings
}

var servers = []server{
	{"plain", memory.Settings{}},
	{"marker", memory.Settings{Markers: true}},
	{"versions", memory.Settings{Versions: true}},
	{"both", memory.Settings{Versions: true, Markers: true, Alias: true}},
	{"own ids", memory.Settings{Versions: true, ClientIDs: true}},
	{"coarse", memory.Settings{Markers: true, Alias: true, Normalise: true, Grain: time.Second}},
	{"late", memory.Settings{Versions: true, Markers: true, Grain: time.Second, Lag: 3 * time.Second}},
	{"split", memory.Settings{Versions: true, Markers: true, Split: true, PageSize: 2}},
	{"batches", memory.Settings{Versions: true, Markers: true, Batch: 3}},
	{"sequence", memory.Settings{Versions: true, ClientIDs: true, ChangesFeed: true, DeletesFeed: true, Alias: true, Batch: 3, PageSize: 3}},
}

// Scenario is a story on one kind of server.
type Scenario struct {
	Name  string
	story story
	set   memory.Settings
}

// Scenarios returns all of them in a fixed order, or with every > 1 one of so many: every story is among them as long as that is no
// more than the kinds of servers, each time on another one.
func Scenarios(every int) (out []Scenario) {
	for i, st := range stories() {
		for k, sv := range servers {
			if (i+k)%every != 0 {
				continue
			}
			set := sv.set
			if st.on != nil {
				set = st.on(set)
			}
			out = append(out, Scenario{Name: st.name + " / " + sv.name, story: st, set: set})
		}
	}
	return out
}

// Play is a scenario as it goes without a crash.
type Play struct {
	Scenario
	Points int // moments at which the program can end
	clean  outcome
}

// Rehearse plays a scenario without a crash and counts its moments; faults are promises that break even so.
func (sc Scenario) Rehearse(open Opener) (p Play, faults []string) {
	out, err := sc.play(open, 0)
	if err != nil {
		return Play{Scenario: sc}, []string{err.Error()}
	}
	return Play{Scenario: sc, Points: out.points, clean: out}, out.faults
}

// At plays it again with the program ending at one moment, from 1 to Points, and returns what is worse than without.
func (p Play) At(point int, open Opener) []string {
	out, err := p.play(open, point)
	if err != nil {
		return []string{err.Error()}
	}
	faults, inbox := out.faults, p.clean.inbox
	if out.instead != nil {
		inbox = out.instead
	}
	for what, sides := range map[string][2][]string{"inbox": {inbox, out.inbox}, "there": {p.clean.there, out.there}} {
		if !slices.Equal(sides[0], sides[1]) {
			faults = append(faults, fmt.Sprintf("another outcome, %s:\n  expected: %s\n  got:      %s", what,
				strings.Join(sides[0], "\n            "), strings.Join(sides[1], "\n            ")))
		}
	}
	if len(faults) > 0 {
		faults = append([]string{fmt.Sprintf("ended at %d of %d (%s)", point, p.Points, out.kind)}, faults...)
	}
	return faults
}

func (b Boundary) String() string {
	return [...]string{"before a commit", "after a commit", "before a request", "before its answer", "after its answer"}[b]
}

func (sc Scenario) play(open Opener, end int) (out outcome, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v (ended at %d)", p, end)
		}
	}()
	s := newStage(sc.set, open, end)
	sc.story.play(s)
	return s.finish(), nil
}
