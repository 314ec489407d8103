package storage

import (
	"context"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
)

// A condition on a period must hold for one and the same activity, not for the beginning of one and the end of another.
func TestConditionsOnRecordsThatLinkHere(t *testing.T) {
	db := open(t)
	lead := func(days ...int) string {
		id := db.add("lead", crm.Values{"name": "L", "status": "New"})
		for _, d := range days {
			db.add("activity", crm.Values{"kind": "call", "subject": "S", "at": crm.InstantOf(start.AddDate(0, 0, d)), "about": id})
		}
		return id
	}
	quiet, both, fresh := lead(), lead(-40, 0), lead(-3)
	for filter, want := range map[string][]string{
		"activity.at in last 20 days":                   {fresh},
		"not activity.at in last 20 days":               {quiet, both},
		"not activity.at >= last 14 days":               {quiet},
		`activity.kind = "call"`:                        {both, fresh},
		`activity.kind = "call" and activity.at is set`: {both, fresh},
	} {
		where, err := crm.ParseFilter(filter)
		if err != nil {
			t.Fatal(err)
		}
		list, err := db.List(context.Background(), crm.Query{Entity: "lead", Where: where, Sort: []crm.Sort{{Field: crm.FieldCreatedAt}}})
		if err != nil {
			t.Fatalf("%s: %v", filter, err)
		}
		var got []string
		for _, r := range list {
			got = append(got, r.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", filter, got, want)
		}
	}
}

// Whoever was called, visited or written to was touched; a task, a note or a plan touches nobody. Before the first touch the day counts
// on which the record came.
func TestWhenARecordWasLastTouched(t *testing.T) {
	db := open(t)
	day := func(n int) crm.Instant { return crm.InstantOf(start.AddDate(0, 0, n)) }
	names := map[string]string{}
	for _, l := range []struct {
		name, kind string
		done       bool
		at         int
	}{{"fresh", "", false, 0}, {"called", "call", true, 3}, {"noted", "note", true, 40}, {"planned", "visit", false, 40}, {"visited", "visit", true, 40}} {
		id := db.add("lead", crm.Values{"name": l.name, "status": "New"})
		names[id] = l.name
		if l.kind != "" {
			db.add("activity", crm.Values{"kind": l.kind, "done": l.done, "subject": "S", "at": day(l.at), "about": id})
		}
	}
	for filter, want := range map[string]string{
		"touched >= 2026-12-30":                          "visited",
		"touched < 2026-12-30":                           "called fresh noted planned",
		"touched in 2026-11-25":                          "called",
		"touched > 2026-11-22 and touched <= 2026-11-25": "called",
		"not touched > 2026-11-22":                       "fresh noted planned",
		"touched is empty":                               "",
	} {
		where, err := crm.ParseFilter(filter)
		if err != nil {
			t.Fatal(err)
		}
		list, err := db.List(context.Background(), crm.Query{Entity: "lead", Where: where, Sort: []crm.Sort{{Field: "name"}}})
		if err != nil {
			t.Fatalf("%s: %v", filter, err)
		}
		var got []string
		for _, r := range list {
			got = append(got, names[r.ID])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s finds %v, want %q", filter, got, want)
		}
	}
}
