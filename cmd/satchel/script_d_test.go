//go:build e2e

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"satchel/app/crm"
	"satchel/app/sample"
	"satchel/cmd/internal/boot"
	"satchel/cmd/internal/desktop"
	"satchel/sync/espocrm/espotest"
)

// company is what script D is about: more than 100,000 records.
var company = sample.Counts{Organisations: 5000, Contacts: 50_000, Leads: 10_000, Deals: 10_000, Tickets: 10_000, Activities: 20_000}

// TestScriptD is a manager who looks at charts.
func TestScriptD(t *testing.T) {
	p := newPerson(t)
	s := &script{person: p}
	defer s.write("script-d")
	fillCompany(p)
	p.start("Today")
	p.sees("Unassigned") // the sidebar has been counted, which brings the views that find something and moves what is below them
	p.settled()

	s.step("D1", "open the charts of 105,000 records: this quarter beside the one before", 5*time.Second, func(p *person) {
		begin := time.Now()
		p.clicks("Charts")
		p.until("all charts have their numbers", func() bool {
			all := p.now().all()
			return strings.Contains(all, "as of") && strings.Contains(all, "Open pipeline by stage n") && strings.Contains(all, "Won by month n")
		})
		if took := time.Since(begin); took > time.Second {
			p.Errorf("the charts took %v, may take 1 s", took)
		}
		p.clicks("Last 12 months")
		p.picks("This quarter")
		p.sees("compared with")
		p.settled()
		p.picture("d1-charts")
	})
	s.step("D2", "why is a month's forecast what it is: its deals, to the cent", 20*time.Second, looksBehindForecast)
	s.step("D3", "several currencies are converted or stand apart", 10*time.Second, func(p *person) {
		for _, b := range p.chart("pipeline").Points {
			var sum int64
			for _, d := range p.list("deal", b.Where) {
				if d["currency"] != b.Currency {
					p.Fatalf("%s: %v among the %s", b.Label, d["currency"], b.Currency)
				}
				sum += cents(p, d["amount"], b.Currency)
			}
			if b.N <= 1000 && sum != cents(p, b.Value, b.Currency) { // as many as are listed
				p.Errorf("%s: %v %s, the deals are %d", b.Label, b.Value, b.Currency, sum)
			}
		}
		p.sees("not drawn")
	})
	s.step("D4", "which source brings customers", 60*time.Second, func(p *person) {
		p.clicks("Marketing")
		p.sees("Lead source conversion", "Won by source")
		p.settled()
		p.does("show charts", "Show charts as numbers")
		p.sees("Referral", "Won by source n")
		p.settled()
		p.picture("d4-sources")
		for _, b := range p.chart("sources", "--from", quarter()).Points {
			if n := p.count("lead", b.Where); n != b.N {
				p.Errorf("%s: n %d, its list has %d", b.Label, b.N, n)
			}
		}
	})
	s.step("D5", "where do we lose, with small numbers marked", 20*time.Second, func(p *person) {
		p.does("charts", "Charts")
		p.clicks("Sales")
		p.settled()
		p.scrolls(900, 600)
		p.sees("Reasons for losses n", "lost deals of the period")
		p.settled()
		p.picture("d5-lost")
		for _, b := range p.chart("lost", "--from", quarter()).Points {
			if n := p.count("deal", b.Where); n != b.N {
				p.Errorf("%s: n %d, its list has %d", b.Label, b.N, n)
			}
		}
	})
	s.step("D6", "are we keeping our promises, and who does not", 60*time.Second, func(p *person) {
		p.clicks("Service")
		p.sees("Targets met", "Time to first answer", "working time, median and 90th percentile", "Open tickets by age")
		p.settled()
		p.picture("d6-service")
		p.clicks("Team")
		p.sees("Solutions in time per person")
		p.settled()
		p.picture("d6-team")
	})
	s.step("D7", "an own chart: won by industry in 12 months, kept, as picture and numbers", 90*time.Second, makesReport)
	s.step("D8", "the charts by keys alone, as numbers, to the records behind one", 20*time.Second, func(p *person) {
		p.does("charts", "Charts")
		p.see("Charts")
		p.does("show charts", "Show charts as numbers")
		p.settled()
		p.picture("d8-numbers")
		p.keys("Down", "Return")
		p.until("a list is open", func() bool { return p.now().Title != "Charts – Satchel" })
		p.keys("alt+Left")
		p.see("Charts")
	})
	p.quit()

	own, o := newPerson(t), newOffice(t, time.Now)
	s.person = own
	prepareSalesperson(own, o)
	s.step("D9", "a salesperson sees only what they may", 20*time.Second, func(p *person) {
		p.does("charts", "Charts")
		p.see("Charts")
		p.clicks("Sales")
		p.sees("Open pipeline by stage n 1")
		p.settled()
		p.picture("d9-own")
	})
	s.step("D10", "a deal changes elsewhere: the number follows with the next exchange", 60*time.Second, func(p *person) {
		o.update("Opportunity", o.find("Opportunity", "name", "Mine"), map[string]any{"amount": 2500, "stage": "Negotiation"})
		p.keys("F5")
		p.has(1, "deal", `stage = "Negotiation"`)
		p.until("the chart has it", func() bool {
			for _, b := range p.chart("pipeline").Points {
				if b.Label == "Negotiation" && b.N == 1 {
					return true
				}
			}
			return false
		})
		p.does("show charts", "Show charts as numbers")
		p.sees("2,500")
		p.settled()
		p.picture("d10-changed")
	})
}

// bar is a point of a chart as the command line prints it.
type bar struct {
	Label, Name, Currency, Where string
	Value                        any
	N                            int64
}

type chart struct {
	N      int64
	Points []bar `json:"series"`
}

// chart computes a chart or a saved report.
func (p *person) chart(name string, more ...string) (c chart) {
	p.Helper()
	p.read(&c, append([]string{"chart", name}, more...)...)
	return c
}

// cents reads an amount as the command line prints it.
func cents(p *person, v any, currency string) int64 {
	p.Helper()
	n, err := crm.ParseMoney(fmt.Sprint(v), currency)
	if err != nil {
		p.Fatal(err)
	}
	return n
}

// quarter is the first day of the running one.
func quarter() string {
	now := time.Now()
	return time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// chances are how likely deals are won, by their stage.
var chances = map[string]float64{"Prospecting": 10, "Qualified": 25, "Proposal": 50, "Negotiation": 75}

// fillCompany writes the company's records.
func fillCompany(p *person) {
	p.Helper()
	a, end, err := boot.Open(p.Context(), boot.Options{File: p.file, Keys: desktop.Keys{}})
	if err != nil {
		p.Fatal(err)
	}
	g := sample.Generator{Seed: 4, Counts: company, Now: time.Now()}
	_, err = a.Do(p.Context(), crm.Action{Label: "A company", Source: crm.FromSync}, func(tx crm.Tx) error {
		return g.Each(func(list []crm.Record) error {
			for _, r := range list {
				if share, open := chances[r.Text("stage")]; open {
					r.Set("probability", share)
				}
				if err := tx.Put(r); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		p.Fatal(err)
	}
	if err := end(); err != nil {
		p.Fatal(err)
	}
}

// looksBehindForecast opens the deals of next month's forecast.
func looksBehindForecast(p *person) {
	p.Helper()
	next := time.Now().AddDate(0, 0, 1-time.Now().Day()).AddDate(0, 1, 0)
	for _, b := range p.chart("forecast").Points {
		if b.Label != next.Format("2006-01") || b.Name != "Weighted" || b.Currency != "EUR" || b.N == 0 || cents(p, b.Value, "EUR") == 0 {
			continue
		}
		var sum float64
		deals := p.list("deal", b.Where)
		for _, d := range deals {
			share, _ := strconv.ParseFloat(fmt.Sprint(d["probability"]), 64)
			sum += float64(cents(p, d["amount"], "EUR")) * share / 100
		}
		if int64(len(deals)) != b.N || math.Abs(sum-float64(cents(p, b.Value, "EUR"))) > 1 {
			p.Errorf("%d deals with %.2f stand behind %d with %v", len(deals), sum/100, b.N, b.Value)
		}
		p.clicksNear("?", "Forecast by month")
		p.sees("amount × probability of open deals by the month")
		p.picture("d2-formula")
		p.clicksNear("?", "Forecast by month")
		p.clicksNear("Table", "Forecast by month")
		p.settled()
		p.picture("d2-table")
		p.clicks(next.Format("Jan 2006") + " · Weighted")
		p.keys("Return")
		p.see("Deals")
		p.sees(fmt.Sprintf("%d deals", b.N))
		p.settled()
		p.picture("d2-deals")
		p.keys("alt+Left")
		p.see("Charts")
		return
	}
	p.Fatalf("nothing is expected next month: %v", p.chart("forecast"))
}

// makesReport counts the won deals by industry, keeps that and writes it.
func makesReport(p *person) {
	p.Helper()
	p.goTo("ctrl+5", "Deals")
	p.clicks("+ Filter")
	p.sees("Add")
	add, _ := p.now().find("Add")
	field := add
	for _, t := range p.now().Texts {
		if t.Y > add.Y-8 && t.Y < add.Y+8 && t.X > 220 && t.X < field.X {
			field = t
		}
	}
	p.click(int(field.X+field.W/2), int(field.Y+field.H/2))
	p.picks("Write a filter")
	p.settled()
	p.types(`stage = "Won" and closed_at >= last 12 months`)
	p.keys("Return")
	p.clicks("Report")
	p.sees("Schedule")
	p.settled()
	p.clicks("by Stage")
	p.picks("of Organisation")
	p.picks("Industry")
	p.sees("by Organisation: Industry")
	p.does("save as a view", "Save as a view")
	p.settled()
	p.types("Won by industry")
	p.keys("Return")
	p.sees("Won by industry")
	p.settled()
	p.until("the report has its name", func() bool { t, ok := p.now().find("Won by industry"); return ok && !t.Over && t.X > 208 })
	p.picture("d7-report")
	for _, format := range []string{"Numbers (CSV)", "Picture (PNG)"} {
		p.clicks("Export")
		p.picks(format)
		p.picks("Save")
		p.toasted(map[string]string{"Numbers (CSV)": ".csv", "Picture (PNG)": ".png"}[format])
	}
	files, _ := filepath.Glob(filepath.Join(place.Home, "Won by industry *"))
	written := map[string][]byte{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			p.Fatal(err)
		}
		written[filepath.Ext(file)] = raw
	}
	if _, err := png.Decode(bytes.NewReader(written[".png"])); err != nil {
		p.Errorf("the picture: %v", err)
	}
	rows, err := csv.NewReader(bytes.NewReader(written[".csv"])).ReadAll()
	if err != nil || len(rows) < 2 {
		p.Fatalf("the numbers: %v (%v)", rows, err)
	}
	var n int64
	for _, b := range p.chart("Won by industry").Points {
		n += b.N
		if !bytes.Contains(written[".csv"], []byte(fmt.Sprint(b.Value))) {
			p.Errorf("%s %v is not among the numbers:\n%s", b.Label, b.Value, written[".csv"])
		}
	}
	if want := p.count("deal", `stage = "Won" and closed_at >= last 12 months`); n != want {
		p.Errorf("the report counts %d deals, the list %d", n, want)
	}
	months := 0
	for _, b := range p.chart("won", "--from", time.Now().AddDate(-1, 0, 0).Format(time.DateOnly)).Points {
		if b.Currency == "EUR" {
			months++
		}
	}
	if months < 12 {
		p.Errorf("won by month has %d months, want every one", months)
	}
}

// prepareSalesperson connects as somebody who may read what is assigned to them.
func prepareSalesperson(p *person, o *office) {
	p.Helper()
	o.SetRole("sync", espotest.OwnRole())
	me := o.find("User", "userName", "sync")
	if _, err := o.Create("ben", "Opportunity", map[string]any{"name": "Mine", "stage": "Proposal", "amount": 1000, "closeDate": "2027-01-31", "assignedUserId": me}); err != nil {
		p.Fatal(err)
	}
	p.start("")
	p.connect(o)
	p.has(1, "deal", "")
	p.settled()
}
