package worktime

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"satchel/app/crm"
)

// oracle knows minute by minute, from the wall clock alone, what is business time in a window.
type oracle struct {
	from crm.Instant
	sum  []int64 // business milliseconds before each minute
}

func newOracle(z *time.Location, h Hours, off map[string]bool, from time.Time, days int) oracle {
	o := oracle{from: crm.InstantOf(from), sum: []int64{0}}
	for m := range days * 24 * 60 {
		local := from.Add(time.Duration(m) * time.Minute).In(z)
		minute, works := local.Hour()*60+local.Minute(), int64(0)
		for _, s := range h[local.Weekday()] {
			if s.From <= minute && minute < s.To && !off[local.Format(time.DateOnly)] {
				works = msPerMinute
			}
		}
		o.sum = append(o.sum, o.sum[m]+works)
	}
	return o
}

// worked is the business time since the window began.
func (o oracle) worked(at crm.Instant) int64 {
	m, rest := int64(at-o.from)/msPerMinute, int64(at-o.from)%msPerMinute
	sum := o.sum[m]
	if o.sum[m+1] > sum {
		sum += rest
	}
	return sum
}

// add looks for the first minute at whose end enough is worked; false if that lies beyond the window.
func (o oracle) add(at crm.Instant, minutes int64) (crm.Instant, bool) {
	if minutes == 0 {
		return at, true
	}
	goal := o.worked(at) + minutes*msPerMinute
	for m := int64(at-o.from) / msPerMinute; m+1 < int64(len(o.sum)); m++ {
		if o.sum[m+1] >= goal {
			return o.from + crm.Instant(m*msPerMinute+goal-o.sum[m]), true
		}
	}
	return 0, false
}

// TestAgainstTheOracle compares SATCHEL_WORKTIME_CASES (100,000) random cases with counting single minutes, around the clock changes of
// zones with whole, half and quarter hours, over holidays and days off.
func TestAgainstTheOracle(t *testing.T) {
	cases := 100_000
	if n, err := strconv.Atoi(os.Getenv("SATCHEL_WORKTIME_CASES")); err == nil {
		cases = n
	}
	starts := map[string][]string{
		"Europe/Berlin":       {"2026-03-20", "2026-10-15", "2026-12-15"},
		"America/New_York":    {"2026-03-01", "2026-10-25"},
		"America/St_Johns":    {"2006-10-20", "2026-03-01"}, // changed a minute after midnight until 2011
		"Australia/Lord_Howe": {"2026-03-28", "2026-09-28"}, // by half an hour
		"Asia/Kathmandu":      {"2026-05-01"},
		"Pacific/Apia":        {"2011-12-20"}, // skipped 30 December
		"Africa/Casablanca":   {"2026-02-10"},
		"UTC":                 {"2026-02-10"},
	}
	names := []string{"Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "UTC"}
	const perCalendar, days = 5_000, 28
	done := 0
	for seed := uint64(1); done < cases; seed++ {
		rnd := rand.New(rand.NewPCG(seed, 7))
		name := names[rnd.IntN(len(names))]
		z, h := zone(t, name), randomHours(rnd)
		start, _ := time.Parse(time.DateOnly, starts[name][rnd.IntN(len(starts[name]))])
		off, days0 := map[string]bool{}, DaysOff{}
		for range rnd.IntN(5) {
			d := crm.DateOf(start.AddDate(0, 0, rnd.IntN(days)))
			off[string(d)], days0.Days = true, append(days0.Days, d)
		}
		c, err := New(z, h, days0)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		o := newOracle(z, h, off, start, days)
		for range perCalendar {
			done++
			at := o.from + crm.Instant(rnd.Int64N((days-1)*msPerDay))
			to := o.from + crm.Instant(rnd.Int64N((days-1)*msPerDay))
			if got, want := c.Between(at, to), time.Duration(o.worked(to)-o.worked(at))*time.Millisecond; got != want {
				t.Fatalf("seed %d, %s, %s, off %v: between %v and %v lie %v, counted %v", seed, name, h, off, at, to, got, want)
			}
			minutes := rnd.Int64N(3000)
			want, within := o.add(at, minutes)
			if !within {
				continue
			}
			got, err := c.Add(at, time.Duration(minutes)*time.Minute)
			if err != nil || got != want {
				t.Fatalf("seed %d, %s, %s, off %v: %v plus %d min is %v, %v; counted %v", seed, name, h, off, at, minutes, got, err, want)
			}
			if back := c.Between(at, got); back != time.Duration(minutes)*time.Minute {
				t.Fatalf("seed %d: %v plus %d min, and back: %v", seed, at, minutes, back)
			}
		}
	}
	t.Logf("%d cases", done)
}

func randomHours(rnd *rand.Rand) Hours {
	var h Hours
	for day := range h {
		at := rnd.IntN(600)
		for n := rnd.IntN(4); n > 0 && at < 24*60-1; n-- {
			to := at + 1 + rnd.IntN(24*60-at)
			h[day] = append(h[day], Span{at, to})
			at = to + rnd.IntN(120)
		}
	}
	if h.check() != nil {
		h[rnd.IntN(7)] = []Span{{0, 24 * 60}}
	}
	return h
}

func BenchmarkDue(b *testing.B) {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	c := calendar(b, z, "Mon-Fri 9:00-12:00, 13:00-17:00", "DE-BE")
	from := crm.InstantOf(time.Date(2026, 6, 5, 16, 50, 0, 0, z))
	for b.Loop() {
		if _, err := c.Add(from, 8*time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}
