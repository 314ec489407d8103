package storage

import (
	"context"
	"slices"
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
