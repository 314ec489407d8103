package sample

import (
	"strings"

	"satchel/app/crm"
)

var organisations = []struct{ name, kind, industry, site, street, postal, city, country, phone string }{
	{"Lumen Handels AG", "Customer", "Wholesale", "lumen.example", "Lindenstraße 9", "10969", "Berlin", "Germany", "+49 30 5550 0140"},
	{"Cantabria Foods S.L.", "Customer", "Food", "cantabria.example", "Calle Burgos 12", "39008", "Santander", "Spain", "+34 942 555 010"},
	{"Nordlicht GmbH", "Customer", "Energy", "nordlicht.example", "Am Kai 4", "24103", "Kiel", "Germany", "+49 431 555 0120"},
	{"Atelier Lefèvre", "Customer", "Design", "lefevre.example", "18 rue des Tanneurs", "67000", "Strasbourg", "France", "+33 3 55 55 01 30"},
	{"Baltic Freight", "Partner", "Logistics", "balticfreight.example", "Sadama 7", "10111", "Tallinn", "Estonia", "+372 555 0144"},
	{"Hanok Systems", "Customer", "Software", "hanok.example", "Jong-ro 88", "03154", "Seoul", "South Korea", "+82 2 555 0101"},
	{"Delta Medical", "Customer", "Health care", "deltamedical.example", "14 Corniche Road", "21500", "Alexandria", "Egypt", "+20 3 555 0155"},
	{"Conti & Figli", "Customer", "Furniture", "contiefigli.example", "Via Roma 31", "20900", "Monza", "Italy", "+39 039 555 0166"},
	{"Fjordkraft", "Customer", "Energy", "fjordkraft.example", "Strandgaten 20", "5013", "Bergen", "Norway", "+47 55 55 01 77"},
	{"Bilbao Tools", "Reseller", "Machinery", "bilbaotools.example", "Gran Vía 45", "48011", "Bilbao", "Spain", "+34 944 555 018"},
	{"Weiß Optik", "Customer", "Optics", "weissoptik.example", "Goethestraße 3", "07743", "Jena", "Germany", "+49 3641 555 019"},
	{"Tanaka 製作所", "Partner", "Machinery", "tanaka.example", "本町 2-1", "541-0053", "大阪", "Japan", "+81 6 5550 0120"},
	{"Wisła Print", "Customer", "Printing", "wislaprint.example", "ul. Dobra 22", "00-388", "Warszawa", "Poland", "+48 22 555 01 21"},
	{"Cohen Labs", "Customer", "Chemistry", "cohenlabs.example", "5 HaNamal Street", "3303105", "Haifa", "Israel", "+972 4 555 0122"},
	{"Saigon Textiles", "Customer", "Textiles", "saigontextiles.example", "12 Lê Lợi", "700000", "Thành phố Hồ Chí Minh", "Vietnam", "+84 28 5550 123"},
	{"Kanco", "Customer", "Trade", "kanco.example", "27 Marina Road", "102273", "Lagos", "Nigeria", "+234 1 555 0124"},
}

func (b *builder) organisations() {
	for i, o := range organisations {
		b.add("organisation", o.name, 400-float64(i)*13, crm.Values{
			"name": o.name, "kind": o.kind, "industry": o.industry, "website": "www." + o.site,
			"emails": []crm.Reach{{Value: "office@" + o.site, Label: "work"}}, "phones": []crm.Reach{{Value: o.phone, Label: "work"}},
			"address": crm.Address{Street: o.street, PostalCode: o.postal, City: o.city, Country: o.country},
		})
	}
}

// people: given name, family name, organisation by number, job, mail name, next step, days until it (0 = none), tags.
var people = []struct {
	first, last string
	at          int
	job, mail   string
	step        string
	in          float64
	tags        string
}{
	{"Adaeze", "Okafor", 0, "Head of purchasing", "a.okafor", "Call about the frame offer", 3.8, "vip"},
	{"Thomas", "Brandt", 0, "Managing director", "t.brandt", "", 0, ""},
	{"Leyla", "Yıldız", 0, "Accounting", "l.yildiz", "", 0, ""},
	{"Ana María", "de la Fuente", 1, "Owner", "ana", "Send the new price list", 1, "vip fair"},
	{"Javier", "Ruiz", 1, "Warehouse", "j.ruiz", "", 0, ""},
	{"Björn", "Åkesson", 2, "Technical director", "b.akesson", "", 0, "fair"},
	{"Svenja", "Petersen", 2, "Purchasing", "s.petersen", "Ask for the signed order", -2, ""},
	{"Chloé", "Lefèvre", 3, "Founder", "chloe", "Show the samples", -4, "fair"},
	{"Dmitri", "Volkov", 4, "Head of sales", "d.volkov", "Agree on the winter rates", 5.7, "partner"},
	{"Liis", "Tamm", 4, "Customs", "l.tamm", "", 0, ""},
	{"Eun-ji", "Park", 5, "Chief technology officer", "ej.park", "", 0, ""},
	{"Min-jun", "Kim", 5, "Support", "mj.kim", "", 0, ""},
	{"Fatima", "Al-Sayed", 6, "Laboratory manager", "f.alsayed", "Present the lab set", 1.9, "vip"},
	{"أحمد", "منصور", 6, "Purchasing", "a.mansour", "", 0, ""},
	{"Giulia", "Conti", 7, "Owner", "giulia", "Call as promised after the fair", -11, "fair"},
	{"Marco", "Conti", 7, "Production", "marco", "", 0, ""},
	{"Håkon", "Sæther", 8, "Procurement", "h.saether", "Visit in Bergen", 20, ""},
	{"Ingrid", "Dahl", 8, "Finance", "i.dahl", "", 0, ""},
	{"Iñaki", "Etxeberria", 9, "Managing director", "inaki", "Negotiate the fleet price", 3, "partner"},
	{"Nerea", "Garai", 9, "Marketing", "n.garai", "", 0, ""},
	{"Jürgen", "Weiß", 10, "Owner", "j.weiss", "", 0, ""},
	{"Katharina", "Löwe", 10, "Optician", "k.loewe", "", 0, "no mailings"},
	{"Kenji", "田中", 11, "President", "k.tanaka", "Confirm the delivery date", 1.7, "partner"},
	{"美咲", "佐藤", 11, "Export", "m.sato", "", 0, ""},
	{"Łukasz", "Wiśniewski", 12, "Plant manager", "l.wisniewski", "Offer the spring catalogue", 4, ""},
	{"Zofia", "Kamińska", 12, "Purchasing", "z.kaminska", "", 0, ""},
	{"Maya", "Cohen", 13, "Scientific director", "maya", "", 0, ""},
	{"דוד", "לוי", 13, "Stores", "d.levi", "", 0, ""},
	{"Nguyễn Thị", "Hoa", 14, "Head of buying", "hoa.nguyen", "Ask about the cotton prices", 9, ""},
	{"Trần Văn", "Minh", 14, "Quality", "minh.tran", "", 0, ""},
	{"Olu", "Adeyemi", 15, "Head of operations", "o.adeyemi", "Call about the renewal", 0.1, "vip"},
	{"Grace", "Eze", 15, "Purchasing", "g.eze", "", 0, ""},
	{"Chidi", "Balogun", 15, "Workshop", "c.balogun", "", 0, ""},
	{"Priya", "Raghunathan", 5, "Project manager", "p.raghunathan", "Send the pilot contract", 5.2, ""},
	{"Дарья", "Соколова", 4, "Dispatch", "d.sokolova", "", 0, ""},
	{"Élodie", "Martin", 3, "Assistant", "elodie", "", 0, ""},
	{"Σοφία", "Παπαδοπούλου", -1, "Architect", "s.papadopoulou", "First meeting", 7, "fair"},
	{"王", "芳", -1, "Trade agent", "fang.wang", "", 0, "fair"},
	{"Seán", "Ó Briain", -1, "Consultant", "sean", "", 0, ""},
	{"João", "da Silva", -1, "Importer", "joao", "", 0, "no mailings"},
}

func (b *builder) contacts() {
	for i, p := range people {
		site, organisation, country, city := "mail.example", "", "", ""
		if p.at >= 0 {
			o := organisations[p.at]
			site, organisation, country, city = o.site, o.name, o.country, o.city
		}
		v := crm.Values{
			"first_name": p.first, "last_name": p.last, "title": p.job, "organisation": b.id("organisation", organisation),
			"emails": []crm.Reach{{Value: p.mail + "@" + site, Label: "work"}}, "source": sources[i%len(sources)],
			"phones":  []crm.Reach{{Value: phone(i), Label: "mobile"}},
			"address": crm.Address{City: city, Country: country}, "channel": []string{"", "Phone", "E-mail", "", "Visit"}[i%5],
		}
		if p.step != "" {
			v["next_step"], v["next_step_at"] = p.step, b.ago(-p.in)
		}
		if p.tags == "no mailings" {
			v["do_not_mail"] = true
		} else if p.tags != "" {
			v["tags"] = strings.Fields(p.tags)
		}
		if i%4 == 1 {
			v["birthday"] = crm.Date([]string{"1968-11-25", "1974-03-08", "1981-12-02", "1990-06-17", "1959-01-30"}[i/4%5])
		}
		if i%3 == 0 { // who was asked how gladly they recommend the company
			v["recommends"], v["recommends_at"] = []int64{9, 10, 8, 9, 6, 10, 7, 9, 3, 10}[i/3%10], b.ago(float64(2+11*i))
		}
		b.add("contact", p.last, 380-float64(i)*8.5, v)
	}
}

// phone is a mobile number that nobody has.
func phone(i int) string {
	d := crm.FormatMoney(int64(1000+i*7), "JPY")
	return "+49 171 555 " + d
}

// who is a contact by family name, with the organisation as the mock-up of a person's card shows it.
func (b *builder) who(last string) (contact, organisation string) {
	for _, p := range people {
		if p.last == last && p.at >= 0 {
			return b.id("contact", last), b.id("organisation", organisations[p.at].name)
		}
	}
	return b.id("contact", last), ""
}

var sources = []string{"Referral", "Fair", "Website", "Mailing", "Referral", "Website", "Cold call"}
