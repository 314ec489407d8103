package present

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"satchel/app"
	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/app/replica"
	"satchel/ui/words"
)

var day = time.Date(2026, time.November, 18, 14, 2, 0, 0, time.UTC)

func TestPeriodsAreWholeDays(t *testing.T) {
	for period, want := range map[string]insight.Span{
		"This month": {From: "2026-11-01", To: "2026-11-30"}, "This quarter": {From: "2026-10-01", To: "2026-12-31"},
		"This year": {From: "2026-01-01", To: "2026-12-31"}, "Last 12 months": {From: "2025-12-01", To: "2026-11-30"}, "All": {}, "nonsense": {},
	} {
		if got := Span(period, day); got != want {
			t.Errorf("%s: %+v, want %+v", period, got, want)
		}
	}
	if got := Span("Last 12 months", time.Date(2024, time.March, 31, 23, 0, 0, 0, time.UTC)); got != (insight.Span{From: "2023-04-01", To: "2024-03-31"}) {
		t.Errorf("at the end of a month: %+v", got)
	}
}

func TestWhatIsOpenIsCountedNow(t *testing.T) {
	month := Span("This month", day)
	for _, m := range insight.Metrics() {
		got := SpanOf(m, month)
		if m.Now != (got == insight.Span{}) || (m.Name == "pipeline" || m.Name == "tickets") && !m.Now {
			t.Errorf("%s is asked for %+v", m.Name, got)
		}
		if m.Gist == "" || m.Definition == "" || !slices.Contains(insight.Boards, m.Board) {
			t.Errorf("%s does not say what it counts", m.Name)
		}
	}
}

func TestBarsSayValueAndNumber(t *testing.T) {
	money, share := insight.Chart{Title: "Won by month", Unit: "money"}, insight.Chart{Unit: "%"}
	for _, c := range []struct {
		chart insight.Chart
		point insight.Point
		want  string
	}{
		{money, insight.Point{Label: "2026-11", Currency: "EUR", Value: 4_850_000, Known: true, N: 3}, "Nov 2026|48,500 EUR|n 3"},
		{money, insight.Point{Label: "2026-11", Currency: "JPY", Value: 1_850_000, Known: true, N: 1}, "Nov 2026|1,850,000 JPY|n 1"},
		{share, insight.Point{Label: "Fair", Value: 12.5, Known: true, N: 8}, "Fair|12.5 % (1 of 8)|n 8, n < 10"},
		{share, insight.Point{Label: "Fair", N: 0}, "Fair|–|n 0, n < 10"},
		{insight.Chart{}, insight.Point{Label: "over 30 days", Value: 1204, Known: true, N: 1204}, "over 30 days|1,204|n 1,204"},
	} {
		label, value, n := Bar(c.chart, c.point)
		if got := label + "|" + value + "|" + n; got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if got := BarTitle(money, insight.Point{Label: "2026-11", Currency: "EUR"}); got != "Won by month: Nov 2026, EUR" {
		t.Error(got)
	}
}

func TestNumbersAsCSV(t *testing.T) {
	var b bytes.Buffer
	err := WriteCSV(&b, insight.Chart{Unit: "money", Points: []insight.Point{
		{Label: "2026-11", Currency: "EUR", Value: 4_850_050, Known: true, N: 3}, {Label: "a, b", Currency: "EUR"},
	}})
	if want := "label,currency,value,n\n2026-11,EUR,48500.50,3\n\"a, b\",EUR,,0\n"; err != nil || b.String() != want {
		t.Errorf("%v %q", err, b.String())
	}
}

func TestClocksAndRounds(t *testing.T) {
	at := func(d time.Duration) crm.Instant { return crm.InstantOf(day.Add(-d)) }
	for want, i := range map[string]crm.Instant{
		"": 0, "today 14:00": at(2 * time.Minute), "yesterday 14:02": at(24 * time.Hour), "8 Nov 14:02": at(240 * time.Hour), "18 Nov 2024 14:02": at(2 * 365 * 24 * time.Hour),
	} {
		if got := Clock(i, day); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for want, r := range map[string]replica.Round{
		"today 14:02 · nothing new · 1 request, 0.1 s":                                   {Requests: 1, Ms: 80},
		"today 14:02 · 4 received, 1 sent · 1 needs you · 2 refused · 9 requests, 2.0 s": {Pulled: 4, Pushed: 1, Conflicts: 1, Refused: 2, Requests: 9, Ms: 2000},
		"today 14:02 · nothing new · 0 requests, 0.0 s · The server is away.":            {Failure: "The server is away."},
	} {
		r.Started = at(0)
		if got := RoundText(r, day); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for want, p := range map[string]app.Progress{
		"Reading: 1,200 of 5,000": {What: "Reading", Done: 1200, Total: 5000}, "Reading: 7": {What: "Reading", Done: 7}, "Reading": {What: "Reading"},
	} {
		if got := ProgressText(p); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhatTheSyncAsksIsSaidInTheLanguage(t *testing.T) {
	words.Use("de")
	t.Cleanup(func() { words.Use(words.English) })
	q := asker{catalog: crm.Base(), scene: Scene{Now: day}}
	lead, err := q.catalog.Entity("lead")
	if err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]replica.Conflict{
		"Name is taken. Als denselben Datensatz behandeln oder als weiteren anlegen?": {
			Kind: replica.MaybeTwice, Message: "Name is taken. Take it for the same record, or create it as another one?",
		},
		"2 davon sind dort älter": {Kind: replica.Rewound, Candidates: []string{"1", "2"}, Message: "Kept in English."},
		"Der Stand von dort wird beim nächsten Abgleich übernommen.": {
			Kind: replica.Rewound, Group: "theirs", Message: "What is there is taken with the next round.",
		},
	} {
		if got := q.ask(lead, c).Sentence; !strings.Contains(got, want) {
			t.Errorf("%s: %q lacks %q", c.Kind, got, want)
		}
	}
}

func TestEveryKindOfConflictAsksAndAnswers(t *testing.T) {
	q := asker{catalog: crm.Base(), people: map[string]string{"b": "Ben"}, scene: Scene{Now: day}}
	lead, err := q.catalog.Entity("lead")
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[replica.ConflictKind]string{
		replica.BothEdited: "Two people changed the status of Kessler", replica.GoneThere: "Lead “Kessler” was deleted by Ben, you edited it",
		replica.GoneHere: "You deleted lead “Kessler”, it was changed there by Ben", replica.MaybeTwice: "Lead “Kessler” may exist there already",
		replica.MaybeThere: "It is not certain that lead “Kessler” arrived there", replica.ManyMissing: "Many leads are missing there",
	} {
		got := q.ask(lead, replica.Conflict{
			Ref: crm.Ref{Entity: "lead", ID: "1"}, Kind: kind, Group: "status", Title: "Kessler", Who: "b",
			Base: crm.Values{"status": "New"}, Mine: crm.Values{"status": "Working"}, Theirs: crm.Values{},
		})
		if got.Title != want || got.Mineword == "" || got.Theirsay == "" || got.Mineword == got.Theirsay {
			t.Errorf("%s: %+v", kind, got)
		}
		if kind == replica.BothEdited && (got.Mine.Value != "Working" || got.Theirs.Value != "nothing" || got.Aside != "before: New") {
			t.Errorf("%+v", got)
		}
	}
	if got := q.ask(lead, replica.Conflict{Kind: replica.GoneThere, Who: "0190-nobody"}); strings.Contains(got.Title, "0190") || !strings.Contains(got.Title, "without a name") {
		t.Errorf("%q", got.Title)
	}
}

// A question about many records has its two answers, however many there are.
func TestOnlyOneRecordIsChosenAmongCandidates(t *testing.T) {
	lead, err := crm.Base().Entity("lead")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []replica.ConflictKind{replica.Rewound, replica.ManyMissing} {
		got, err := doubles(t.Context(), nil, lead, replica.Conflict{Kind: kind, Candidates: []string{"1", "2"}})
		if err != nil || got != nil {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
	}
}

func TestTargetsAreFieldsThatCanBeTyped(t *testing.T) {
	for _, e := range crm.Base().Entities() {
		seen := map[string]bool{}
		for _, target := range Targets(crm.Base(), e) {
			if seen[target.Path] || target.Label == "" {
				t.Errorf("%s: %+v", e.Name, target)
			}
			seen[target.Path] = true
		}
		if seen[crm.FieldID] || seen[crm.FieldCreatedAt] || !seen[""] {
			t.Errorf("%s: %v", e.Name, seen)
		}
	}
}

func TestOwnFieldsOfWhatWasTyped(t *testing.T) {
	f := NewOwnField(" Shoe size ", crm.Choice, "Small, Medium;small\n Large ,")
	if f.Name != "x_shoe_size" || f.Label != "Shoe size" || len(f.Options) != 3 || f.Options[2].Value != "Large" {
		t.Errorf("%+v", f)
	}
	if len(OwnKindLabels) != len(crm.OwnKinds) {
		t.Errorf("%d of %d kinds can be chosen", len(OwnKindLabels), len(crm.OwnKinds))
	}
	for _, k := range crm.OwnKinds {
		if KindLabel(k) == string(k) {
			t.Errorf("%s has no label", k)
		}
	}
}
