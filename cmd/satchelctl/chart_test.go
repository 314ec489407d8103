package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"satchel/app/insight"
)

// TestEveryChartAgreesWithItsList walks all metrics on the sample: each point's filter lists as many records as the point says it stands
// on, and where the value is a count or a sum, the list's records add up to it.
func TestEveryChartAgreesWithItsList(t *testing.T) {
	d := newDesk(t)
	d.one(exitDone, "init", "--sample")
	d.one(exitDone, "add", "deal", "name=Abroad", "stage=Won", "amount=1000", "currency=USD", "source=Fair")
	d.one(exitDone, "add", "deal", "name=Far", "stage=Proposal", "amount=3000", "currency=USD")
	d.one(exitDone, "add", "deal", "name=Farther", "stage=Proposal", "amount=5", "currency=CHF")
	d.one(exitDone, "import", "rate", written(t, "currency,valid_from,value\nUSD,2020-01-01,0.5\nJPY,2020-01-01,0.006\n"))
	d.one(exitDone, "import", "deal", bought(t))
	seen := 0
	for _, m := range insight.Metrics() {
		before := seen
		c := d.one(exitDone, "chart", m.Name)
		rates, _ := c["rates"].([]any)
		sums := m.Unit == insight.Money && m.Name != "velocity" && m.Name != "clv"
		if sums && len(rates) == 0 {
			t.Errorf("%s was converted by %v", m.Name, rates)
		}
		if c["definition"] != m.Definition || c["as_of"] == "" {
			t.Errorf("%s: %v", m.Name, c)
		}
		for _, p := range c["series"].([]any) {
			p := p.(map[string]any)
			n := int(p["n"].(float64))
			list := d.lines(exitDone, "list", m.Entity, "--where", p["where"].(string))
			if len(list) != n {
				t.Errorf("%s, %s: %d in the list, n %d\n%s", m.Name, p["label"], len(list), n, p["where"])
			}
			seen += n
			value, known := number(p["value"])
			switch {
			case !known:
			case m.Unit == "" && int(value) != n:
				t.Errorf("%s, %s: %v of %d", m.Name, p["label"], value, n)
			case sums:
				sum := 0.0
				for _, r := range list {
					amount, _ := number(r["amount"])
					if p["currency"] == "EUR" {
						amount *= map[any]float64{"USD": 0.5, "JPY": 0.006, "EUR": 1, nil: 0}[r["currency"]]
					}
					if p["name"] == "Weighted" {
						amount = math.Round(amount*r["probability"].(float64)) / 100
					}
					sum += amount
				}
				if math.Abs(sum-value) > 0.005*float64(n+1) {
					t.Errorf("%s, %s: %v, the list adds up to %v", m.Name, p["label"], value, sum)
				}
			}
		}
		if seen == before {
			t.Errorf("%s counts nothing in the sample", m.Name)
		}
	}
	if seen < 200 {
		t.Errorf("only %d records were seen", seen)
	}
}

// bought writes what two customers bought every 30 days, one of whom does not any more.
func bought(t *testing.T) string {
	t.Helper()
	text := "name,stage,amount,currency,closed_at,organisation\n"
	for name, silent := range map[string]int{"Steady": 10, "Quiet": 200} {
		for ago := silent; ago < 500; ago += 30 {
			text += fmt.Sprintf("%s %d,Won,100,EUR,%s,%s\n", name, ago, time.Now().AddDate(0, 0, -ago).Format(time.RFC3339), name)
		}
	}
	return written(t, text)
}

// written is a file with a text.
func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case string:
		f, err := strconv.ParseFloat(v, 64)
		return f, err == nil
	}
	return 0, false
}

func TestSeveralNumbersSideBySideAsCSV(t *testing.T) {
	d := newDesk(t)
	d.one(exitDone, "init", "--sample")
	file := filepath.Join(t.TempDir(), "flow.csv")
	d.one(exitDone, "chart", "flow", "--csv", file)
	raw, err := os.ReadFile(file)
	if lines := strings.Split(string(raw), "\n"); err != nil || len(lines) != 1+2*12+1 || lines[0] != "series,label,currency,value,n" || !strings.HasPrefix(lines[1], "Created,") {
		t.Errorf("%v %s", err, raw)
	}
	var c map[string]any
	if _, out, _ := d.call("--json", "chart", "flow"); json.Unmarshal([]byte(out), &c) != nil || !strings.Contains(out, `"name":"Solved"`) {
		t.Error(out)
	}
}

// TestAReportOfAPersonIsAChart saves one as its list is saved, and asks for it by name.
func TestAReportOfAPersonIsAChart(t *testing.T) {
	d := newDesk(t)
	d.one(exitDone, "init", "--sample")
	d.one(exitDone, "add", "view", "name=Open by stage", "entity=deal", "filter=stage != \"Won\"", "counting=count by stage as table")
	dir := t.TempDir()
	c := d.one(exitDone, "chart", "open BY stage", "--xlsx", filepath.Join(dir, "r.xlsx"), "--pdf", filepath.Join(dir, "r.pdf"))
	n := 0
	for _, p := range c["series"].([]any) {
		p := p.(map[string]any)
		list := d.lines(exitDone, "list", "deal", "--where", p["where"].(string))
		if len(list) != int(p["n"].(float64)) {
			t.Errorf("%v: %d in the list", p, len(list))
		}
		n += len(list)
	}
	if n == 0 || n != int(c["n"].(float64)) {
		t.Errorf("%d of %v records", n, c["n"])
	}
	for file, magic := range map[string]string{"r.xlsx": "PK", "r.pdf": "%PDF"} {
		if raw, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !strings.HasPrefix(string(raw), magic) {
			t.Errorf("%s: %v", file, err)
		}
	}
}
