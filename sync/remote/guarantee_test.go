package remote_test

import (
	"strings"
	"testing"
	"time"

	"satchel/sync/remote"
)

func TestTheGuaranteeFollowsFromTheCapabilities(t *testing.T) {
	versioned, plain := remote.Feed{Name: "Case", Entity: "ticket", Update: true, Version: true}, remote.Feed{Name: "Contact", Entity: "contact", Update: true}
	for name, c := range map[string]struct {
		caps     remote.Capabilities
		has, not []string
	}{
		"poorest": {
			remote.Capabilities{Feeds: []remote.Feed{plain}, Lag: 3 * time.Second},
			[]string{"at most once", "you are asked", "in that second", "3 s late", "within about an hour"},
			[]string{"exactly once", "never overwritten"},
		},
		"marked": {remote.Capabilities{Marker: true, Feeds: []remote.Feed{plain, versioned}}, []string{"exactly once", "never overwritten unseen among tickets.", "Among contacts the record"}, []string{"you are asked"}},
		"richest": {
			remote.Capabilities{ClientID: true, Marker: true, ChangesFeed: true, DeletesFeed: true, Feeds: []remote.Feed{versioned}},
			[]string{"exactly once", "never overwritten unseen.", "none is skipped", "gone here with the next check"},
			[]string{"in that second", "about an hour"},
		},
		"files": {
			remote.Capabilities{Marker: true, Feeds: []remote.Feed{{Name: "Case", Entity: "ticket", Update: true, Version: true, Files: true}, {Name: "File", Entity: "file", Inside: true, Create: true, NoMarker: true}}},
			[]string{"Files of tickets are exchanged", "attaches at the same time stays"},
			[]string{"For some files"},
		},
		"read only": {remote.Capabilities{Feeds: []remote.Feed{{Name: "Contact"}}}, []string{"may not change"}, []string{"in that second"}},
	} {
		text := strings.Join(remote.Guarantee(c.caps), "\n")
		for _, want := range c.has {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, text)
			}
		}
		for _, wrong := range c.not {
			if strings.Contains(text, wrong) {
				t.Errorf("%s: %q is promised in\n%s", name, wrong, text)
			}
		}
	}
}

func TestGuaranteeNamesWhatBearsNoMark(t *testing.T) {
	caps := remote.Capabilities{Marker: true, Feeds: []remote.Feed{{Name: "Contact", Create: true}, {Name: "Note", Entity: "activity", Create: true, NoMarker: true}, {Name: "Article", NoMarker: true}}}
	if got := remote.Guarantee(caps)[0]; !strings.Contains(got, "exactly once") || !strings.Contains(got, "For some activities there is no place") {
		t.Error(got)
	}
}
