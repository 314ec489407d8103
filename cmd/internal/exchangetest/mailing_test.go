package exchangetest

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/exchange"
)

func TestWhoMustNotBeWrittenToIsInNoMailing(t *testing.T) {
	ctx, s, dir := context.Background(), open(t), t.TempDir()
	home := crm.Address{Street: "Lindenweg 4", PostalCode: "10115", City: "Berlin"}
	if _, err := s.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
		for _, v := range []crm.Values{
			{"first_name": "Ana", "last_name": "=cmd|' /C calc'!A0", "address": home, "emails": []crm.Reach{{Value: "ana@x.example"}}},
			{"last_name": "Never", "address": home, "do_not_mail": true},
			{"last_name": "Nowhere", "do_not_mail": false},
		} {
			r := crm.NewRecord("contact", tx.NewID())
			r.Values = v
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	q := crm.Query{Entity: "contact"}
	merge := filepath.Join(dir, "merge.csv")
	if n, err := exchange.MailMerge(ctx, s, q, merge, nil); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	f, err := os.Open(merge)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][2] != "'=cmd|' /C calc'!A0" || rows[1][5] != "ana@x.example" || rows[1][8] != "Berlin" || rows[2][0] != "Nowhere" {
		t.Errorf("%q %v", rows, err)
	}
	for _, sheet := range exchange.LabelSheets {
		file := filepath.Join(dir, sheet.Name+".pdf")
		if n, err := exchange.Labels(ctx, s, q, file, sheet, nil); n != 1 || err != nil {
			t.Errorf("%s: %d labels, %v", sheet.Name, n, err)
		}
		if raw, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(raw), "%PDF") {
			t.Errorf("%s: no PDF: %v", sheet.Name, err)
		}
		wide, high := 210.0, 297.0
		if sheet.Paper == "Letter" {
			wide, high = 215.9, 279.4
		}
		if sheet.Left+float64(sheet.Columns-1)*sheet.Right+sheet.Width > wide+0.1 || sheet.Top+float64(sheet.Rows-1)*sheet.Down+sheet.Height > high+0.1 {
			t.Errorf("%s does not fit its paper", sheet.Name)
		}
	}
	none := filepath.Join(dir, "none.pdf")
	if _, err := exchange.Labels(ctx, open(t), q, none, exchange.LabelSheets[0], nil); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("labels of nobody: %v", err)
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("half a file is left")
	}
	if _, err := exchange.Labels(ctx, s, crm.Query{Entity: "activity"}, none, exchange.LabelSheets[0], nil); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("labels of activities: %v", err)
	}
}

// TestWishesGoAlongWithEveryList: who refuses, by a mark or by a consent that was withdrawn, is in nothing that is made for writing to people,
// and every other list says so, on paper, in a spreadsheet and on a telephone.
func TestWishesGoAlongWithEveryList(t *testing.T) {
	ctx, s, dir := context.Background(), open(t), t.TempDir()
	add := func(entity string, v crm.Values) (id string) {
		t.Helper()
		if _, err := s.Do(ctx, crm.Action{Source: crm.FromUser}, func(tx crm.Tx) error {
			id = tx.NewID()
			r := crm.NewRecord(entity, id)
			r.Values = v
			return tx.Put(r)
		}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	home := crm.Address{Street: "Lindenweg 4", PostalCode: "10115", City: "Berlin"}
	ids := map[string]string{}
	for _, name := range []string{"Marked", "Withdrew", "Silent", "Open"} {
		ids[name] = add("contact", crm.Values{"last_name": name, "address": home, "emails": []crm.Reach{{Value: name + "@x.example"}}, "phones": []crm.Reach{{Value: "+49 30 555"}}, "do_not_mail": name == "Marked"})
	}
	for purpose, person := range map[string]string{"mailings": "Withdrew", "calls": "Silent"} {
		add("consent", crm.Values{"person": ids[person], "purpose": purpose, "state": "withdrawn", "source": "letter"})
	}
	q := crm.Query{Entity: "contact", Sort: []crm.Sort{{Field: "last_name"}}}
	file := func(name string) string { return filepath.Join(dir, name) }
	read := func(name string) string {
		t.Helper()
		raw, err := os.ReadFile(file(name))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if n, err := exchange.MailMerge(ctx, s, q, file("merge.csv"), nil); n != 2 || err != nil || strings.Contains(read("merge.csv"), "Withdrew") || strings.Contains(read("merge.csv"), "Marked") {
		t.Errorf("mail-merge: %d, %v: %s", n, err, read("merge.csv"))
	}
	if n, err := exchange.Labels(ctx, s, q, file("labels.pdf"), exchange.LabelSheets[0], nil); n != 2 || err != nil {
		t.Errorf("%d labels, %v", n, err)
	}
	for _, name := range []string{"list.csv", "list.xlsx", "list.vcf"} {
		if n, err := exchange.ExportList(ctx, s, q, file(name), nil); n != 4 || err != nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(read("list.csv"))).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatal(rows, err)
	}
	said := map[string]string{} // of each person: no mail, no call
	for _, row := range rows[1:] {
		v := map[string]string{}
		for i, name := range rows[0] {
			v[name] = row[i]
		}
		said[v["last_name"]] = v["do_not_mail"] + " " + v["do_not_call"]
	}
	for name, want := range map[string]string{"Marked": "yes ", "Withdrew": "yes ", "Silent": " yes", "Open": " "} {
		if strings.ReplaceAll(said[name], "no", "") != want {
			t.Errorf("the list says of %s: %q, want %q", name, said[name], want)
		}
	}
	for card, want := range map[string]string{"Marked": "Do not mail", "Withdrew": "Do not mail", "Silent": "Do not call", "Open": ""} {
		_, rest, _ := strings.Cut(read("list.vcf"), "FN:"+card)
		rest, _, _ = strings.Cut(rest, "END:VCARD")
		_, categories, _ := strings.Cut(rest, "CATEGORIES:")
		categories, _, _ = strings.Cut(categories, "\r\n")
		if categories != want {
			t.Errorf("the card of %s has the categories %q, want %q", card, categories, want)
		}
	}
	for _, name := range []string{"list.vcf", "list.xlsx", "list.csv"} { // on another computer
		other := open(t)
		plan, err := exchange.NewPlan(ctx, other, "contact", file(name), exchange.Options{})
		var res exchange.Result
		if err == nil {
			res, err = plan.Run(ctx, nil)
		}
		if err != nil || len(res.Refused) > 0 {
			t.Fatal(name, err, res.Refused)
		}
		list, err := other.List(ctx, q)
		if err != nil || len(list) != 4 {
			t.Fatal(name, list, err)
		}
		for _, r := range list {
			if who := r.Text("last_name"); r.Bool("do_not_mail") != (who == "Marked" || who == "Withdrew") || r.Bool("do_not_call") != (who == "Silent") || len(r.Strings("tags")) > 0 {
				t.Errorf("%s: %v", name, r.Values)
			}
		}
	}
}
