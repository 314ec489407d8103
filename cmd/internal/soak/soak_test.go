package main

import (
	"strings"
	"testing"
	"time"
)

func TestTwoDaysOfATeam(t *testing.T) {
	var out strings.Builder
	o := options{clients: 2, records: 10, seed: 1, length: time.Hour}
	team, err := newTeam(t.Context(), o, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer team.close()
	for range 2 {
		if err := team.day(); err != nil {
			t.Fatal(err)
		}
	}
	if err := team.restart(); err != nil {
		t.Fatal(err)
	}
	f := team.measure(2)
	if len(team.diverged) > 0 || f.ops < 40 || f.changes < 40 || f.files == 0 || f.records == 0 {
		t.Errorf("%s: %v", f, team.diverged)
	}
	if err := judge([]figure{f, f, f, f, f, f}, &out); err != nil {
		t.Errorf("what stays alike has grown: %v", err)
	}
	more := f
	more.goroutines *= 2
	if err := judge([]figure{f, f, f, f, f, more}, &out); err == nil || !strings.Contains(err.Error(), "goroutines") {
		t.Errorf("twice as many goroutines: %v", err)
	}
}
