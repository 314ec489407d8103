package exchange

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"satchel/app/crm"
)

func write(t testing.TB, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// plan checks a file and closes it with the test.
func plan(t testing.TB, s Store, entity, file string, o Options) *Plan {
	t.Helper()
	p, err := NewPlan(context.Background(), s, entity, file, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func run(t testing.TB, s Store, entity, file string, o Options) Result {
	t.Helper()
	res, err := plan(t, s, entity, file, o).Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestImportOfAGermanSpreadsheet(t *testing.T) {
	s := newFake(t)
	file := write(t, "kunden.csv", "Vorname;Nachname;Firma;E-Mail;Telefon;Handy;Straße;PLZ;Ort;Land;Geburtstag;Schuhgröße\r\n"+
		"Jürgen;Weiß;Weiß Optik;j.weiss@optik.example;030 5550141;0171 5550199;\"Hauptstr. 5\nHinterhaus\";10115;Berlin;Deutschland;31.12.1970;44\r\n"+
		"Anna;Groß;Weiß Optik;keine Adresse;;;;;;;;\r\n"+
		"\r\n"+
		"Eva;;;;;;;;;;;\r\n"+
		"Ben;Koch;Koch & Söhne;ben@koch.example;;;;;;;32.01.1980;\r\n")
	res := run(t, s, "contact", file, Options{})
	want := []Refusal{
		{Row: 3, Column: "E-Mail", Reason: `"keine Adresse" is not an e-mail address like anna@example.org.`},
		{Row: 5, Column: "Nachname", Reason: `Contact needs a value for Last name.`},
		{Row: 6, Column: "Geburtstag", Reason: `Birthday: "32.01.1980" is not a date like 2026-12-31.`},
	}
	if diff := cmp.Diff(want, res.Refused, cmpopts.IgnoreFields(Refusal{}, "Err", "Cells")); diff != "" {
		t.Error(diff)
	}
	if res.New != 1 || res.Existing != 0 || res.Batch == "" {
		t.Errorf("%+v", res)
	}
	r := s.one(t, "contact", "last_name", "Weiß")
	wantValues := crm.Values{
		"name": "Jürgen Weiß", "first_name": "Jürgen", "last_name": "Weiß",
		"emails":       []crm.Reach{{Value: "j.weiss@optik.example"}},
		"phones":       []crm.Reach{{Value: "030 5550141"}, {Value: "0171 5550199", Label: "mobile"}},
		"address":      crm.Address{Street: "Hauptstr. 5\nHinterhaus", PostalCode: "10115", City: "Berlin", Country: "Deutschland"},
		"birthday":     crm.Date("1970-12-31"),
		"organisation": s.one(t, "organisation", "name", "Weiß Optik").ID,
	}
	delete(r.Values, "created_at")
	delete(r.Values, "modified_at")
	if diff := cmp.Diff(wantValues, r.Values); diff != "" {
		t.Error(diff)
	}
	if n := len(s.all("organisation")); n != 1 {
		t.Errorf("%d organisations; a refused row must not make one", n)
	}
}

func TestSecondImportMakesNothingNew(t *testing.T) {
	s := newFake(t)
	var b strings.Builder
	b.WriteString("First Name,Last Name,E-mail Address,Company,Business Phone\n")
	bad := map[int]bool{}
	for i := range 1000 {
		mail := fmt.Sprintf("p%d@example.org", i)
		if i%50 == 7 {
			mail, bad[i+2] = "nobody", true
		}
		fmt.Fprintf(&b, "P%d,Person %d,%s,Firm %d,+49 30 555%04d\n", i, i, mail, i%40, i)
	}
	file := write(t, "people.csv", b.String())
	first := run(t, s, "contact", file, Options{})
	if first.New != 980 || first.Existing != 0 || len(first.Refused) != 20 {
		t.Fatalf("new %d existing %d refused %d", first.New, first.Existing, len(first.Refused))
	}
	for _, r := range first.Refused {
		if !bad[r.Row] || r.Column != "E-mail Address" {
			t.Errorf("refused %+v", r)
		}
	}
	before := len(s.records)
	second := run(t, s, "contact", file, Options{})
	if second.New != 0 || second.Existing != 980 || second.Changed != 0 || second.Batch != "" || len(s.records) != before {
		t.Errorf("second import: %+v, %d records before, %d after", second, before, len(s.records))
	}
}

func TestAFewRowsMeetManyRecords(t *testing.T) {
	var b strings.Builder
	b.WriteString("First Name,Last Name,E-mail,Company,Phone\n")
	for i := range 400 {
		fmt.Fprintf(&b, "P,Person %d,p%d@example.org,Firm %d,+49 30 555%04d\n", i, i, i%40, i)
	}
	s := newFake(t)
	run(t, s, "contact", write(t, "many.csv", b.String()), Options{})
	known := s.one(t, "contact", "last_name", "Person 9").ID
	res := run(t, s, "contact", write(t, "few.csv", "First Name,Last Name,E-mail,Company,Phone,Outside id\n"+
		"P,Person 5,P5@Example.org,,,\n"+ // by mail
		"P,Person 6,,,030 5550006,\n"+ // by number and name
		"p,PERSON 7,,firm 7,,\n"+ // by name and organisation
		"P,Whoever,,,,"+known+"\n"+ // by id
		"P,Person 8,,Firm 9,030 5550009,\n"), Options{}) // nobody
	if res.New != 1 || res.Existing != 4 {
		t.Errorf("%+v", res)
	}
}

func TestRowsThatMatchEachOtherAreOneRecord(t *testing.T) {
	s := newFake(t)
	res := run(t, s, "contact", write(t, "x.csv", "Name,E-mail,Phone,Tags\n"+
		"Ana María de la Fuente,ANA@cantabria.example,,vip\n"+
		"Ana de la Fuente,ana@cantabria.example,+34 942 555 010,\"vip, fair\"\n"), Options{})
	if res.New != 1 || res.Existing != 1 {
		t.Fatalf("%+v", res)
	}
	r := s.one(t, "contact", "last_name", "de la Fuente")
	if r.Text("first_name") != "Ana María" || len(r.Reaches("phones")) != 1 || strings.Join(r.Strings("tags"), "|") != "vip|fair" {
		t.Errorf("%v", r.Values)
	}
}

func TestExistingRecordsKeepWhatTheyHave(t *testing.T) {
	old := crm.Record{Entity: "contact", ID: "0190a0b0-0000-7000-8000-000000000009", Values: crm.Values{
		"name": "Olu Adeyemi", "first_name": "Olu", "last_name": "Adeyemi", "title": "Buyer", "emails": []crm.Reach{{Value: "olu@kanco.example"}},
	}}
	file := write(t, "x.csv", "email,last_name,title,language\nOlu@kanco.example,Other,Head of buying,English\n")
	for _, overwrite := range []bool{false, true} {
		s := newFake(t, old.Clone())
		res := run(t, s, "contact", file, Options{Overwrite: overwrite})
		if res.New != 0 || res.Existing != 1 || res.Changed != 1 {
			t.Errorf("%+v", res)
		}
		r := s.records[old.Ref()]
		want := "Buyer Adeyemi English"
		if overwrite {
			want = "Head of buying Other English"
		}
		if got := r.Text("title") + " " + r.Text("last_name") + " " + r.Text("language"); got != want {
			t.Errorf("overwrite %v: %s", overwrite, got)
		}
	}
}

func TestDealsWithMoneyDatesAndLinks(t *testing.T) {
	s := newFake(t,
		crm.Record{Entity: "user", ID: "0190a0b0-0000-7000-8000-00000000000a", Values: crm.Values{"name": "Anna Berg", "user_name": "anna"}},
		crm.Record{Entity: "organisation", ID: "0190a0b0-0000-7000-8000-00000000000b", Values: crm.Values{"name": "Fjordkraft", "outside_id": "C-17"}},
		crm.Record{Entity: "contact", ID: "0190a0b0-0000-7000-8000-00000000000c", Values: crm.Values{"name": "Håkon Sæther", "last_name": "Sæther"}},
	)
	file := write(t, "deals.csv", "Deal Name,Amount,Stage,Close Date,Company,Contact,Owner\n"+
		"Winter order,\"$1,234.50\",won,12/31/2025,fjordkraft,hakon saether,anna\n"+
		"Frame,\"2,000\",Proposal,1/2/2026,C-17,Håkon Sæther,Anna Berg\n"+
		"Pilot,\"(€ 5)\",Negotiation,3/4/2026,New Firm,,nobody\n"+
		"Wrong,12.345,Proposal,3/4/2026,,,\n"+
		"Worse,1,Dreaming,3/4/2026,,,\n"+
		"Lost link,1,Proposal,3/4/2026,,Nobody Known,\n")
	p := plan(t, s, "deal", file, Options{})
	if p.New != 3 || len(p.Refused) != 3 {
		t.Fatalf("%+v", p.Result())
	}
	for i, want := range []string{"Amount", "Stage", "Contact"} {
		if p.Refused[i].Column != want || p.Refused[i].Row != i+5 {
			t.Errorf("%+v", p.Refused[i])
		}
	}
	if len(s.records) != 3 || s.puts != 0 {
		t.Error("the check wrote something")
	}
	if _, err := p.Run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	r := s.one(t, "deal", "name", "Winter order")
	if r.Int("amount") != 123450 || r.Text("currency") != "USD" || r.Text("stage") != "Won" || r.Text("close_date") != "2025-12-31" ||
		r.Text("organisation")[35:] != "b" || r.Text("owner")[35:] != "a" {
		t.Errorf("%v", r.Values)
	}
	r = s.one(t, "deal", "name", "Frame")
	if r.Int("amount") != 200000 || r.Text("currency") != "EUR" || r.Text("close_date") != "2026-01-02" || r.Text("organisation")[35:] != "b" || r.Text("contact")[35:] != "c" {
		t.Errorf("%v", r.Values)
	}
	r = s.one(t, "deal", "name", "Pilot")
	if r.Int("amount") != -500 || r.Text("organisation") != s.one(t, "organisation", "name", "New Firm").ID || r.Text("owner") != "" {
		t.Errorf("%v", r.Values)
	}
	notes := fmt.Sprint(p.Notes)
	for _, want := range []string{"taken as EUR", `"nobody" is no user here`} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes lack %q:\n%s", want, notes)
		}
	}
}

func TestOrganisationsCanNameEachOther(t *testing.T) {
	s := newFake(t)
	res := run(t, s, "organisation", write(t, "o.csv", "Name,Parent company,Website\nChild,Mother,child.example\nMother,,\nOrphan,Stranger,not a web\n"), Options{})
	if res.New != 2 || len(res.Refused) != 1 || res.Refused[0].Column != "Website" {
		t.Fatalf("%+v", res)
	}
	if len(s.all("organisation")) != 2 || s.one(t, "organisation", "name", "Child").Text("parent") != s.one(t, "organisation", "name", "Mother").ID {
		t.Error("the parent is not the other row")
	}
}

func TestMappingByHand(t *testing.T) {
	s := newFake(t)
	m, err := ReadMapping(write(t, "map.json", `{"A":"last_name","B":"phones#fax","C":""}`))
	if err != nil {
		t.Fatal(err)
	}
	file := write(t, "x.csv", "A|B|C|E-mail 1 - Value\nPark|+82 2 555 0101|Firm|x@y.example\n")
	run(t, s, "contact", file, Options{Mapping: m})
	r := s.one(t, "contact", "last_name", "Park")
	if diff := cmp.Diff([]crm.Reach{{Value: "+82 2 555 0101", Label: "fax"}}, r.Reaches("phones")); diff != "" || len(r.Reaches("emails")) != 1 || r.Text("organisation") != "" {
		t.Errorf("%s %v", diff, r.Values)
	}
	for _, bad := range []Mapping{{"Z": "last_name"}, {"A": "no_such"}, {"A": "last_name", "B": "last_name"}} {
		if _, err := NewPlan(context.Background(), s, "contact", file, Options{Mapping: bad}); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestHeadersOfAddressBooks(t *testing.T) {
	for name, c := range map[string]struct {
		headers string
		want    map[string]string
	}{
		"google": {
			"Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title,Address 1 - City",
			map[string]string{
				"Given Name": "first_name", "Family Name": "last_name", "E-mail 1 - Value": "emails", "Phone 1 - Value": "phones",
				"Organization 1 - Name": "organisation", "Organization 1 - Title": "title", "Address 1 - City": "address.city",
			},
		},
		"outlook": {
			"Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Business Postal Code,Business Country/Region,Business Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday,Notes",
			map[string]string{
				"First Name": "first_name", "Last Name": "last_name", "Company": "organisation", "Job Title": "title", "Business Street": "address.street",
				"Business City": "address.city", "Business Postal Code": "address.postal_code", "Business Country/Region": "address.country",
				"Business Phone": "phones", "Mobile Phone": "phones", "E-mail Address": "emails", "E-mail 2 Address": "emails", "Birthday": "birthday", "Notes": "description",
			},
		},
	} {
		e, _ := crm.Base().Entity("contact")
		cols, err := mapColumns(crm.Base(), e, strings.Split(c.headers, ","), nil, false)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, col := range cols {
			if col.Field != "" {
				got[col.Header] = col.Field
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCancelAndFailureWriteNothing(t *testing.T) {
	s := newFake(t)
	file := write(t, "x.csv", "Last name\n"+strings.Repeat("Name\n", 600))
	p := plan(t, s, "contact", file, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := p.Run(ctx, func(int64, int64) { cancel() }); crm.CodeOf(err) != crm.CodeCanceled || len(s.records) != 0 {
		t.Errorf("%v, %d records", err, len(s.records))
	}
	if err := os.Chtimes(file, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Run(context.Background(), nil); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("a changed file: %v", err)
	}
}

func TestPreviewShowsWhatIsUnderstood(t *testing.T) {
	p := plan(t, newFake(t), "lead", write(t, "x.csv", "Vorname\tNachname\tWert\tWiedervorlage am\nMaya\tCohen\t1.234,50 €\t5.3.2026\n"), Options{})
	var got []string
	for _, c := range p.Columns {
		got = append(got, c.Field+"="+strings.Join(c.Sample, "|"))
	}
	want := "name.first=Maya Cohen, name.last=Maya Cohen, amount=1234.50, next_step_at=2026-03-05T00:00:00.000Z"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s", strings.Join(got, ", "))
	}
}
