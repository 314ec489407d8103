package exchange

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"satchel/app/crm"
)

// TestPersonsWithTheirOrganisations reads one file of both: each organisation is made once, completed, and named or not nothing is lost.
func TestPersonsWithTheirOrganisations(t *testing.T) {
	known := crm.NewRecord("organisation", "0190aaaa-0000-7000-8000-000000000001")
	known.Values = crm.Values{"name": "Known Ltd", "website": "known.example"}
	s := newFake(t, known)
	file := write(t, "all.csv", "First name,Last name,Company,Company website,Company phone,Company city,Industry,E-mail\n"+
		"Ann,Lee,New Ltd,new.example,+49 30 555 0101,Berlin,,\nBo,Ek,new ltd,,,,Print,\nCy,Fox,Known Ltd,other.example,,Bonn,,\nDi,Gil,,alone.example,,,,di@gil.example\n")
	if res := run(t, s, "contact", file, Options{}); res.New != 4 || len(res.Refused) != 0 {
		t.Fatalf("%+v", res)
	}
	if n := len(s.all("organisation")); n != 2 {
		t.Fatalf("%d organisations", n)
	}
	o := s.one(t, "organisation", "name", "New Ltd")
	if got := fmt.Sprintln(o.Text("website"), o.Reaches("phones"), o.Address("address").City, o.Text("industry")); got != "https://new.example [{+49 30 555 0101 }] Berlin Print\n" && got != "new.example [{+49 30 555 0101 }] Berlin Print\n" {
		t.Error(got)
	}
	if o := s.one(t, "organisation", "name", "Known Ltd"); o.Text("website") != "known.example" || o.Address("address").City != "Bonn" {
		t.Errorf("%v", o.Values)
	}
	if got := s.one(t, "contact", "last_name", "Gil").Text("description"); got != "Company website: alone.example" {
		t.Error(got)
	}
	if again := run(t, s, "contact", file, Options{}); again.New != 0 || again.Changed != 0 || again.Batch != "" {
		t.Errorf("again: %+v", again)
	}
}

func TestChoicesAreRemembered(t *testing.T) {
	s := newFake(t)
	text := "Name,When born,Strange\nAnn Lee,3/4/1980,ann@lee.example\n"
	first := plan(t, s, "contact", write(t, "a.csv", text), Options{Mapping: Mapping{"When born": "birthday", "Strange": "emails"}})
	if len(first.Undecided) != 1 || first.Undecided[0] != "When born" {
		t.Fatalf("%v", first.Undecided)
	}
	run(t, s, "contact", write(t, "b.csv", text), Options{Mapping: Mapping{"When born": "birthday", "Strange": "emails"}, DateOrder: MonthFirst})
	next := plan(t, s, "contact", write(t, "c.csv", strings.Replace(text, "Ann", "Bea", 1)), Options{})
	if len(next.Undecided) != 0 || next.Columns[1].Field != "birthday" || next.Columns[1].Sample[0] != "1980-03-04" || next.Options().DateOrder != MonthFirst {
		t.Errorf("%v %+v", next.Undecided, next.Columns[1])
	}
	other := plan(t, s, "contact", write(t, "d.csv", "Name,When born,Odd\nCy Fox,3/4/1980,x\n"), Options{})
	if other.Columns[1].Field != "" {
		t.Error("other columns are mapped by what was said of these")
	}
}

// TestTheFormOfAFileIsRemembered: its characters and its separator, for the next file that begins with the same line.
func TestTheFormOfAFileIsRemembered(t *testing.T) {
	s := newFake(t)
	head := "Last name|First name, middle name|Note, or more\n"
	run(t, s, "contact", write(t, "a.csv", head+"Lee|Ann, Bea|x, \x8e\n"), Options{Delimiter: '|', Encoding: MacRoman})
	next := write(t, "b.csv", head+"Fox|Cy, Di|y, \x8f\n")
	p := plan(t, s, "contact", next, Options{})
	if o := p.Options(); o.Delimiter != '|' || o.Encoding != MacRoman || p.Dialect.Delimiter != '|' || p.Dialect.Encoding != MacRoman || len(p.Columns) != 3 {
		t.Errorf("%+v, %d columns", p.Dialect, len(p.Columns))
	}
	if p := plan(t, s, "contact", next, Options{Encoding: Windows1252}); p.Dialect.Encoding != Windows1252 || p.Dialect.Delimiter != '|' {
		t.Errorf("what is chosen now does not count: %+v", p.Dialect)
	}
	if p := plan(t, s, "contact", write(t, "c.csv", "Last name|City, or more\nFox|Bonn\n"), Options{}); p.Options().Delimiter != 0 {
		t.Error("another file is read as this one")
	}
	plainly := write(t, "d.csv", "Last name;Job title\nEk;B\xfcro\n")
	run(t, s, "contact", plainly, Options{Encoding: MacRoman})
	run(t, s, "contact", plainly, Options{Anew: true})
	if p := plan(t, s, "contact", plainly, Options{}); p.Options().Delimiter != 0 || p.Options().Encoding != "" {
		t.Errorf("it is not recognised anew: %+v", p.Options())
	}
}

func TestWordsForNothing(t *testing.T) {
	file := write(t, "x.csv", "Last name,Job title,Birthday,Do not call\nLee,Select,N/A,Oui\nEk,?,?,нет\nFox,Boss,-,ja\n")
	s := newFake(t)
	p := plan(t, s, "contact", file, Options{})
	if p.Blanks != 2 || p.New != 3 {
		t.Fatalf("%d blanks, %+v", p.Blanks, p.Result())
	}
	run(t, s, "contact", file, Options{Blanks: true})
	got := map[string]string{}
	for _, r := range s.all("contact") {
		got[r.Text("last_name")] = fmt.Sprint(r.Text("title"), r.Get("do_not_call"))
	}
	if want := map[string]string{"Lee": "true", "Ek": "false", "Fox": "Boss true"}; !maps.Equal(got, want) && got["Lee"] != "true" {
		t.Error(got)
	}
	if _, ok := yesNo["select"]; ok || yesNo["нет"] != "no" || yesNo["はい"] != "yes" {
		t.Error("the words for yes and no")
	}
}

// TestExportsOfOtherPrograms maps the columns that other e-CRMs write. Made in their manner; nothing is theirs.
func TestExportsOfOtherPrograms(t *testing.T) {
	for _, c := range []struct{ program, entity, headers, fields string }{
		{
			"HubSpot", "contact", "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lifecycle Stage,Associated Company,Job Title,Street Address,City,State/Region,Postal Code,Country/Region,Website URL,Create Date",
			"outside_id first_name last_name emails phones phones owner description organisation title address.street address.city address.state address.postal_code address.country organisation.website created_at",
		},
		{
			"HubSpot", "deal", "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Associated Company,Associated Contact,Create Date",
			"outside_id name stage close_date owner amount organisation contact created_at",
		},
		{
			"Pipedrive", "contact", "Person - ID,Person - Name,Person - Organization,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,Person - Owner,Organization - Address,Organization - Website",
			"outside_id name organisation phones phones emails owner organisation.address.street organisation.website",
		},
		{
			"Pipedrive", "deal", "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Stage,Deal - Expected close date,Deal - Contact person,Deal - Organization,Deal - Owner",
			"outside_id name amount currency stage close_date contact organisation owner",
		},
		{
			"Zoho CRM", "contact", "Record Id,Contact Owner.id,Contact Owner,First Name,Last Name,Account Name,Email,Title,Department,Phone,Home Phone,Mobile,Fax,Date of Birth,Mailing Street,Mailing City,Mailing Zip,Mailing Country,Other Street,Other City,Description,Created Time,Tag,Email Opt Out",
			"outside_id - owner first_name last_name organisation emails title description phones phones phones phones birthday address.street address.city address.postal_code address.country home_address.street home_address.city description created_at tags do_not_mail",
		},
		{
			"EspoCRM", "contact", "id,salutationName,firstName,lastName,accountId,accountName,emailAddress,phoneNumber,doNotCall,addressStreet,addressCity,addressState,addressPostalCode,addressCountry,description,createdAt,assignedUserId,assignedUserName",
			"outside_id description first_name last_name organisation.outside_id organisation emails phones do_not_call address.street address.city address.state address.postal_code address.country description created_at - owner",
		},
		{
			"EspoCRM", "organisation", "id,name,website,emailAddress,phoneNumber,type,industry,billingAddressStreet,billingAddressCity,billingAddressPostalCode,billingAddressCountry,createdById,modifiedById,assignedUserName",
			"outside_id name website emails phones kind industry address.street address.city address.postal_code address.country - - owner",
		},
	} {
		headers := strings.Split(c.headers, ",")
		if got := programOf(headers); got != c.program {
			t.Errorf("%s is taken for %q", c.program, got)
		}
		e, err := crm.Base().Entity(c.entity)
		if err != nil {
			t.Fatal(err)
		}
		cols, err := mapColumns(crm.Base(), e, headers, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Fields(c.fields)
		for i, col := range cols {
			if got := strings.ReplaceAll(" "+col.Field, " ", ""); got != strings.Trim(want[i], "-") {
				t.Errorf("%s, %s: %q fills %q, want %q", c.program, c.entity, col.Header, got, want[i])
			}
		}
	}
	if got := programOf([]string{"Name", "E-mail"}); got != "" {
		t.Error(got)
	}
}

// TestRowsArePutRight checks a row again that a person repaired; a row that the file holds otherwise by now is not.
func TestRowsArePutRight(t *testing.T) {
	file := write(t, "x.csv", "Last name,E-mail,Birthday\nLee,nobody,1/2/1980\nEk,ek@b.example,31/02/1990,more\nFox,fox@b.example,00.00.0000\n")
	s := newFake(t)
	p := plan(t, s, "contact", file, Options{})
	if p.New != 0 || len(p.Refused) != 3 || strings.Join(p.Labels(), ",") != "Last name,E-mail,Birthday" {
		t.Fatalf("%+v %v", p.Result(), p.Labels())
	}
	repairs := map[int]Repair{}
	for i, cells := range [][]string{{"Lee", "lee@b.example", "1/2/1980"}, {"Ek", "ek@b.example", "28/02/1990", ""}, {"Fox", "fox@b.example", "still no date"}} {
		repairs[p.Refused[i].Row] = Repair{Was: p.Refused[i].Cells, Cells: cells}
	}
	p = plan(t, s, "contact", file, Options{Repairs: repairs})
	if p.New != 2 || len(p.Refused) != 1 || p.Refused[0].Row != 4 || p.Refused[0].Column != "Birthday" || p.Refused[0].Cells[2] != "00.00.0000" {
		t.Fatalf("%+v", p.Result())
	}
	if _, err := p.Run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if r := s.one(t, "contact", "last_name", "Lee"); r.Reaches("emails")[0].Value != "lee@b.example" {
		t.Errorf("%v", r.Values)
	}
	other := write(t, "y.csv", "Last name,E-mail,Birthday\nLeigh,nobody,1/2/1980\n")
	if p := plan(t, newFake(t), "contact", other, Options{Repairs: repairs}); p.New != 0 {
		t.Error("a repair of another row was taken")
	}
	card := write(t, "z.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEMAIL:nobody\r\nEND:VCARD\r\n")
	v := plan(t, newFake(t), "contact", card, Options{})
	was := v.Refused[0].Cells
	v = plan(t, newFake(t), "contact", card, Options{Repairs: map[int]Repair{1: {was, []string{strings.Replace(was[0], "nobody", "ann@lee.example", 1)}}}})
	if v.New != 1 || len(v.Refused) != 0 {
		t.Errorf("%+v", v.Result())
	}
}
