package storage

import (
	"context"
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"satchel/app/crm"
)

func TestBucketsFollowTheClockOfTheUsersZone(t *testing.T) {
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Skip("no time zone data on this machine")
		}
		f := open(t)
		f.opt.Zone = loc
		want := map[crm.Bucket]map[string]int64{}
		f.must(crm.FromSync, func(tx crm.Tx) error {
			for i := range 600 { // every 29 hours and 17 minutes over two years, and each hour around a change of the clock
				at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * (29*time.Hour + 17*time.Minute))
				if i >= 500 {
					at = time.Date(2025, 10, 26, i-550, 30, 0, 0, time.UTC)
				}
				r := crm.NewRecord("activity", tx.NewID())
				r.Values = crm.Values{"at": crm.InstantOf(at), "subject": "x"}
				if err := tx.Put(r); err != nil {
					return err
				}
				for _, b := range []crm.Bucket{crm.ByDay, crm.ByWeek, crm.ByMonth, crm.ByQuarter, crm.ByYear} {
					if want[b] == nil {
						want[b] = map[string]int64{}
					}
					want[b][crm.BucketOf(at.In(loc), b)]++
				}
			}
			return nil
		})
		for bucket, counts := range want {
			rows, err := f.Rows(context.Background(), crm.Query{Entity: "activity", Group: []crm.Group{{Field: "at", Bucket: bucket}}, Measure: []crm.Measure{{Fn: crm.Count}}})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int64{}
			for _, r := range rows {
				got[r.Keys[0].(string)] = r.Values[0].(int64)
			}
			if diff := cmp.Diff(counts, got); diff != "" {
				t.Errorf("%s by %s:\n%s", zone, bucket, diff)
			}
			if !sort.SliceIsSorted(rows, func(i, j int) bool { return rows[i].Keys[0].(string) < rows[j].Keys[0].(string) }) {
				t.Errorf("%s by %s: not in order of time", zone, bucket)
			}
		}
	}
}

func TestMeasures(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	org := f.add("organisation", crm.Values{"name": "O", "industry": "Steel"})
	for i, d := range []crm.Values{
		{"stage": "Won", "amount": int64(100), "currency": "EUR", "probability": 50.0, "organisation": org, "source": "Fair"},
		{"stage": "Won", "amount": int64(300), "currency": "EUR", "probability": 25.0, "source": "FAIR"},
		{"stage": "Won", "amount": int64(7), "currency": "JPY", "probability": 100.0, "source": "Web"},
		{"stage": "Lost"},
	} {
		d["name"] = fmt.Sprint(i)
		f.add("deal", d)
	}
	amount := func(fn crm.Fn) crm.Measure { return crm.Measure{Fn: fn, Field: "amount"} }
	rows, err := f.Rows(ctx, crm.Query{
		Entity: "deal", Group: []crm.Group{{Field: "currency"}},
		Measure: []crm.Measure{{Fn: crm.Count}, amount(crm.Count), amount(crm.Sum), amount(crm.Avg), amount(crm.Min), amount(crm.Max), {Fn: crm.Sum, Field: "amount", Weight: "probability"}},
	})
	want := []crm.Row{
		{Keys: []any{nil}, N: 1, Values: []any{int64(1), int64(0), nil, nil, nil, nil, nil}},
		{Keys: []any{"EUR"}, N: 2, Values: []any{int64(2), int64(2), int64(400), 200.0, int64(100), int64(300), 125.0}},
		{Keys: []any{"JPY"}, N: 1, Values: []any{int64(1), int64(1), int64(7), 7.0, int64(7), int64(7), 7.0}},
	}
	if diff := cmp.Diff(want, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, test := range []struct {
		group string
		want  map[any]int64
	}{
		{"source", map[any]int64{nil: 1, "Fair": 2, "Web": 1}},
		{"organisation.industry", map[any]int64{nil: 3, "Steel": 1}},
		{"organisation", map[any]int64{nil: 3, org: 1}},
		{"probability", map[any]int64{"0": 1, "25": 1, "50": 0, "100": 2}},
	} {
		rows, err := f.Rows(ctx, crm.Query{Entity: "deal", Group: []crm.Group{{Field: test.group}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			where := crm.Expr(crm.Cond{Path: test.group, Op: crm.Empty})
			if r.Keys[0] != nil {
				where = crm.Where(test.group, crm.Eq, r.Keys[0].(string))
			}
			n, err := f.Count(ctx, crm.Query{Entity: "deal", Where: where})
			if err != nil || n != r.N || test.group != "probability" && r.N != test.want[r.Keys[0]] {
				t.Errorf("%s = %v: group of %d, list of %d, %v", test.group, r.Keys[0], r.N, n, err)
			}
		}
	}
	none, err := f.Rows(ctx, crm.Query{Entity: "deal", Where: crm.Where("name", crm.Eq, "none"), Measure: []crm.Measure{{Fn: crm.Count}, {Fn: crm.Max, Field: "probability"}}})
	if diff := cmp.Diff([]crm.Row{{Keys: []any{}, Values: []any{int64(0), nil}}}, none); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := f.Rows(ctx, crm.Query{Entity: "deal", Measure: []crm.Measure{amount(crm.Sum)}}); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("sum over currencies: %v", err)
	}
}

func TestAnswersAreKeptOnlyWhileTheyHold(t *testing.T) {
	f := open(t)
	q := crm.Query{Entity: "contact", Where: crm.Where("organisation.name", crm.Eq, "New")}
	org := f.add("organisation", crm.Values{"name": "Old"})
	f.add("contact", crm.Values{"last_name": "A", "organisation": org})
	count := func(want int64) {
		t.Helper()
		if n, err := f.Count(context.Background(), q); n != want || err != nil {
			t.Errorf("%d, want %d, %v", n, want, err)
		}
	}
	count(0)
	count(0)
	f.set("organisation", org, crm.Values{"name": "New"})
	count(1)
	f.must(crm.FromUser, func(tx crm.Tx) error { return tx.Delete(crm.Ref{Entity: "organisation", ID: org}) })
	count(0)
}

func TestTimelineIsNewestFirstAndPages(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	id := f.add("contact", crm.Values{"last_name": "A"})
	now := crm.InstantOf(start)
	var want []string
	for i := range 20 {
		want = append(want, f.add("activity", crm.Values{"subject": "s", "contact": id, "about": id, "at": now - crm.Instant(i)*1000}))
	}
	f.add("activity", crm.Values{"subject": "planned", "contact": id, "at": now + 1_000_000_000})
	f.add("activity", crm.Values{"subject": "another's", "contact": "x", "at": now})
	ticket := f.add("ticket", crm.Values{"subject": "t", "contact": id})
	want = append([]string{ticket}, want...)
	var got []string
	for before := crm.Instant(0); ; {
		page, err := f.Timeline(ctx, crm.Ref{Entity: "contact", ID: id}, before, 6)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			e, err := f.Catalog().Entity(r.Entity)
			if err != nil {
				t.Fatal(err)
			}
			got, before = append(got, r.ID), r.Instant(e.Timeline.At)
		}
		if len(page) == 0 {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if ref, err := f.Resolve(ctx, ticket, []string{"deal", "ticket"}); err != nil || ref.Entity != "ticket" {
		t.Errorf("resolve: %v %v", ref, err)
	}
	if titles, err := f.Titles(ctx, "contact", []string{id, "none"}); err != nil || !cmp.Equal(titles, map[string]string{id: "A"}) {
		t.Errorf("titles: %v %v", titles, err)
	}
}

func TestSameFindsInNormalForm(t *testing.T) {
	f := open(t)
	id := f.add("contact", crm.Values{"first_name": "Zoë", "last_name": "Groß", "emails": mails("Zoe@X.org", "z@y.org"), "phones": mails("+49 (0)30 5550141"), "outside_id": "Ab1"})
	f.must(crm.FromUser, func(tx crm.Tx) error {
		for _, test := range []struct {
			field string
			value any
			want  bool
		}{
			{"emails", mails("other@x.org", "z@Y.ORG"), true},
			{"emails", mails("x.org"), false},
			{"phones", mails("030 5550141"), true},
			{"phones", mails("030 5550142"), false},
			{"name", "zoe gross", true},
			{"name", "Zoe", false},
			{"outside_id", "aB1", true},
			{"title", "", false},
			{"title", nil, false},
			{"emails", []crm.Reach{}, false},
		} {
			ids, err := tx.Same("contact", test.field, test.value)
			if err != nil || test.want != cmp.Equal(ids, []string{id}) {
				t.Errorf("%s %v: %v %v", test.field, test.value, ids, err)
			}
		}
		return nil
	})
}

func TestRanksAndTimesBetween(t *testing.T) {
	f := open(t)
	ctx := context.Background()
	from := crm.InstantOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	day := func(n float64) crm.Instant { return from + crm.Instant(n*86400000) }
	f.must(crm.FromSync, func(tx crm.Tx) error {
		for i, d := range []struct {
			source string
			days   float64 // open for so long; below 0 = not closed
			amount int64
		}{
			{"Fair", 1, 100},
			{"Fair", 2.5, 200},
			{"FAIR", 10, 900},
			{"Fair", -1, 0},
			{"Web", 3, 5},
			{"Web", 4, 7},
		} {
			r := crm.NewRecord("deal", tx.NewID())
			r.Values = crm.Values{"name": fmt.Sprint(i), "stage": "Won", "source": d.source, "amount": d.amount, "currency": "EUR", crm.FieldCreatedAt: from}
			if d.days >= 0 {
				r.Values["closed_at"] = day(d.days)
			}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	cycle := func(fn crm.Fn) crm.Measure { return crm.Measure{Fn: fn, Field: "closed_at", Since: crm.FieldCreatedAt} }
	rows, err := f.Rows(ctx, crm.Query{
		Entity: "deal", Group: []crm.Group{{Field: "currency"}, {Field: "source"}},
		Measure: []crm.Measure{cycle(crm.Median), cycle(crm.P90), cycle(crm.Avg), cycle(crm.Count), {Fn: crm.Median, Field: "amount"}},
	})
	want := []crm.Row{
		{Keys: []any{"EUR", "Fair"}, N: 4, Values: []any{2.5, 10.0, 4.5, int64(3), 150.0}},
		{Keys: []any{"EUR", "Web"}, N: 2, Values: []any{3.5, 4.0, 3.5, int64(2), 6.0}},
	}
	if diff := cmp.Diff(want, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
	all, err := f.Rows(ctx, crm.Query{Entity: "deal", Measure: []crm.Measure{cycle(crm.Median), cycle(crm.P90)}})
	if diff := cmp.Diff([]crm.Row{{Keys: []any{}, N: 6, Values: []any{3.0, 10.0}}}, all); diff != "" || err != nil {
		t.Error(diff, err)
	}
	none, err := f.Rows(ctx, crm.Query{Entity: "deal", Where: crm.Where("stage", crm.Eq, "Lost"), Measure: []crm.Measure{cycle(crm.Median)}})
	if diff := cmp.Diff([]crm.Row{{Keys: []any{}, Values: []any{nil}}}, none); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, m := range []crm.Measure{
		{Fn: crm.Median, Field: "name"}, {Fn: crm.Median, Field: "amount"}, {Fn: crm.Avg, Field: "closed_at", Since: "close_date"}, {Fn: crm.Avg, Field: "closed_at", Since: "nothing"},
	} {
		if _, err := f.Rows(ctx, crm.Query{Entity: "deal", Measure: []crm.Measure{m}}); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

// A time compares with another time of the same record, so that a list can show exactly what a number left out.
func TestTimesCompareWithEachOther(t *testing.T) {
	f := open(t)
	from := crm.InstantOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	f.must(crm.FromSync, func(tx crm.Tx) error {
		for name, closed := range map[string]any{"after": from + 1, "before": from - 1, "same": from, "open": nil} {
			r := crm.NewRecord("deal", tx.NewID())
			r.Values = crm.Values{"name": name, "stage": "Won", crm.FieldCreatedAt: from, "closed_at": closed}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	for text, want := range map[string]int64{
		"closed_at >= created_at": 2, "closed_at < created_at": 1, "closed_at = created_at": 1, "not closed_at >= created_at": 2, "closed_at != created_at": 3,
	} {
		where, err := crm.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := f.Count(context.Background(), crm.Query{Entity: "deal", Where: where}); n != want || err != nil {
			t.Errorf("%s: %d, %v; want %d", text, n, err, want)
		}
	}
	for _, text := range []string{"closed_at >= close_date", `closed_at >= "created_at"`, "amount >= created_at"} {
		where, err := crm.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Count(context.Background(), crm.Query{Entity: "deal", Where: where}); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAnUnknownPieceOfTimeIsRefused(t *testing.T) {
	f := open(t)
	_, err := f.Rows(context.Background(), crm.Query{Entity: "deal", Group: []crm.Group{{Field: "closed_at", Bucket: "hour"}}, Measure: []crm.Measure{{Fn: crm.Count}}})
	if crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("by hour: %v", err)
	}
}

// TestADayIsCutTwice by axes of the same days, each in pieces of its own.
func TestADayIsCutTwice(t *testing.T) {
	f := open(t)
	f.add("deal", crm.Values{"name": "D", "close_date": crm.Date("2026-11-22")})
	f.add("deal", crm.Values{"name": "E", "close_date": crm.Date("2026-11-22")})
	rows, err := f.Rows(context.Background(), crm.Query{
		Entity: "deal", Group: []crm.Group{{Field: "close_date", Bucket: crm.ByYear}, {Field: "close_date", Bucket: crm.ByMonth}}, Measure: []crm.Measure{{Fn: crm.Count}},
	})
	want := []crm.Row{{Keys: []any{"2026", "2026-11"}, Values: []any{int64(2)}, N: 2}}
	if diff := cmp.Diff(want, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
