package sample

import "satchel/app/crm"

// leads: name, company, job, status, source, amount in whole units, currency, age and days until the next step (0 = none).
var leads = []struct {
	name, company, job, status, source string
	amount                             int64
	currency                           string
	age, in                            float64
	step, lost                         string
}{
	{"Kessler Bau", "Kessler Bau KG", "", crm.LeadWorking, "Website", 12_000, "EUR", 4, 0, "", ""},
	{"Ólafur Helgason", "Reykjavík Maritime", "Buyer", crm.LeadNew, "Fair", 8_500, "EUR", 1, 2, "Send the brochure", ""},
	{"Amina Diallo", "Dakar Solaire", "Director", crm.LeadWorking, "Referral", 24_000, "EUR", 12, 1, "Call back after the board meets", ""},
	{"Tom Becker", "Becker & Sohn", "Owner", crm.LeadQualified, "Referral", 31_000, "EUR", 18, 4, "Prepare an offer", ""},
	{"Hana Nováková", "Praha Sklo", "Purchasing", crm.LeadNew, "Website", 5_400, "EUR", 2, 0, "", ""},
	{"Lars Nyström", "Nyström Marin", "Owner", crm.LeadWorking, "Fair", 16_800, "EUR", 23, -3, "Ask for the drawings", ""},
	{"Isabel Moreira", "Porto Cortiça", "Export", crm.LeadQualified, "Fair", 19_500, "EUR", 28, 6, "Visit the plant", ""},
	{"John Whitfield", "Whitfield & Daughters", "Owner", crm.LeadWorking, "Mailing", 14_000, "GBP", 16, 0, "", ""},
	{"Yuki Mori", "Mori 商店", "Buyer", crm.LeadNew, "Website", 900_000, "JPY", 0.3, 1, "Answer the enquiry", ""},
	{"Rania Haddad", "Beirut Paper", "Director", crm.LeadNew, "Cold call", 0, "", 6, 0, "", ""},
	{"Peter Lindqvist", "Norra Verkstad", "Workshop", crm.LeadLost, "Mailing", 4_000, "EUR", 60, 0, "", "No answer"},
	{"Sofia Marino", "Marino Ceramiche", "Owner", crm.LeadLost, "Website", 7_000, "EUR", 75, 0, "", "Price"},
	{"Karim Benali", "Atlas Export", "Director", crm.LeadLost, "Fair", 11_000, "EUR", 82, 0, "", "Timing"},
	{"Emily Carter", "Carter Supply", "Purchasing", crm.LeadWorking, "Referral", 22_000, "USD", 33, 2, "Send references", ""},
	{"Andrei Popescu", "Carpați Lemn", "Owner", crm.LeadQualified, "Website", 9_800, "EUR", 21, 3, "Check the credit", ""},
	{"Birgit Sommer", "Sommer Haustechnik", "Office", crm.LeadNew, "Referral", 3_200, "EUR", 3, 5, "Call", ""},
	{"Mehmet Demir", "Demir Makine", "Director", crm.LeadWorking, "Fair", 27_500, "EUR", 41, -6, "Send samples", ""},
	{"Julia Fischer", "Fischer Verlag", "Production", crm.LeadLost, "Cold call", 2_500, "EUR", 110, 0, "", "Competitor"},
	{"Noah van Dijk", "Van Dijk Bloemen", "Owner", crm.LeadWon, "Referral", 6_600, "EUR", 95, 0, "", ""},
	{"Elena Petrova", "София Текстил", "Buyer", crm.LeadWon, "Website", 13_400, "EUR", 130, 0, "", ""},
}

func (b *builder) leads() {
	for i, l := range leads {
		v := crm.Values{
			"name": l.name, "company": l.company, "title": l.job, "status": l.status, "source": l.source, "lost_reason": l.lost,
			"phones": []crm.Reach{{Value: phone(100 + i), Label: "work"}},
			"emails": []crm.Reach{{Value: "lead" + crm.FormatMoney(int64(i+1), "JPY") + "@enquiry.example", Label: "work"}},
		}
		b.money(v, l.amount, l.currency)
		if l.step != "" {
			v["next_step"], v["next_step_at"] = l.step, b.ago(-l.in)
		}
		if l.status == crm.LeadWon {
			v["converted_at"] = b.ago(l.age - 20)
		}
		b.add("lead", l.name, l.age, v)
	}
}

// money sets an amount of whole units.
func (b *builder) money(v crm.Values, whole int64, currency string) {
	if currency == "" {
		return
	}
	for range crm.MinorDigits(currency) {
		whole *= 10
	}
	v["amount"], v["currency"] = whole, currency
}

// deals: name, contact, stage, amount, currency, source, age, days until it closes or since it closed, next step.
var deals = []struct {
	name, contact, stage string
	amount               int64
	currency, source     string
	age, close           float64
	step, lost           string
}{
	{"Frame 2027", "Okafor", "Proposal", 36_000, "EUR", "Referral", 35, 24, "Call about the offer", ""},
	{"Reading lamps", "Okafor", "Qualified", 12_500, "EUR", "Referral", 12, 45, "", ""},
	{"Press line", "Weiß", "Qualified", 8_200, "EUR", "Website", 20, 40, "", ""},
	{"Pilot", "Park", "Qualified", 4_500, "USD", "Website", 9, 30, "Send the contract", ""},
	{"Spring catalogue", "Wiśniewski", "Proposal", 22_400, "EUR", "Fair", 44, 12, "Ask for a decision", ""},
	{"Lab set", "Al-Sayed", "Proposal", 61_000, "EUR", "Fair", 52, 18, "Present on Monday", ""},
	{"Fleet tools", "Etxeberria", "Negotiation", 48_500, "EUR", "Referral", 66, 9, "Negotiate the price", ""},
	{"Winter order", "Sæther", "Negotiation", 12_900, "EUR", "Referral", 31, 20, "Visit", ""},
	{"Upgrade", "Cohen", "Negotiation", 7_700, "USD", "Website", 58, 14, "", ""},
	{"Renewal Kanco", "Adeyemi", "Negotiation", 18_000, "EUR", "Referral", 27, 8, "Call tomorrow", ""},
	{"Renewal Baltic", "Volkov", "Negotiation", 33_000, "EUR", "Referral", 40, 5, "Agree on the rates", ""},
	{"Cotton trial", "Hoa", "Prospecting", 15_000, "USD", "Fair", 8, 70, "", ""},
	{"Showroom", "Conti", "Prospecting", 26_000, "EUR", "Fair", 15, 60, "Call after the fair", ""},
	{"Wind park spares", "Åkesson", "Prospecting", 54_000, "EUR", "Website", 5, 90, "", ""},
	{"Packaging", "de la Fuente", "Prospecting", 9_600, "EUR", "Mailing", 3, 55, "", ""},
	{"Autumn order", "Sæther", crm.DealWon, 14_200, "EUR", "Referral", 80, 21, "", ""},
	{"Starter kit", "Park", crm.DealWon, 3_900, "USD", "Website", 70, 33, "", ""},
	{"Workshop tools", "Balogun", crm.DealWon, 21_500, "EUR", "Referral", 120, 48, "", ""},
	{"Lenses 2026", "Weiß", crm.DealWon, 17_800, "EUR", "Fair", 140, 62, "", ""},
	{"Press parts", "田中", crm.DealWon, 1_850_000, "JPY", "Referral", 160, 75, "", ""},
	{"Catalogue 2026", "Wiśniewski", crm.DealWon, 24_300, "EUR", "Fair", 190, 104, "", ""},
	{"Cold store", "de la Fuente", crm.DealWon, 38_700, "EUR", "Mailing", 230, 131, "", ""},
	{"Harbour lights", "Åkesson", crm.DealWon, 42_100, "EUR", "Website", 260, 166, "", ""},
	{"Frame 2026", "Okafor", crm.DealWon, 34_000, "EUR", "Referral", 330, 205, "", ""},
	{"First order", "Adeyemi", crm.DealWon, 11_300, "EUR", "Cold call", 300, 240, "", ""},
	{"Fit-out", "Lefèvre", crm.DealLost, 19_000, "EUR", "Fair", 100, 17, "", "Price"},
	{"Truck service", "Volkov", crm.DealLost, 28_000, "EUR", "Referral", 130, 41, "", "Competitor"},
	{"Reagents", "Cohen", crm.DealLost, 8_800, "USD", "Website", 150, 58, "", "Price"},
	{"Looms", "Hoa", crm.DealLost, 64_000, "USD", "Fair", 210, 97, "", "Timing"},
	{"Door signs", "Petersen", crm.DealLost, 2_400, "EUR", "Mailing", 180, 122, "", "No answer"},
}

// judged are the forecast categories that the company's people gave.
var judged = map[string]string{
	"Renewal Kanco": "Commit", "Renewal Baltic": "Commit", "Fleet tools": "Best case", "Winter order": "Best case", "Lab set": "Pipeline", "Cotton trial": "Omitted",
}

func (b *builder) deals() {
	for _, d := range deals {
		contact, organisation := b.who(d.contact)
		v := crm.Values{
			"name": d.name, "stage": d.stage, "source": d.source, "contact": contact, "organisation": organisation, "lost_reason": d.lost,
			"forecast": judged[d.name],
		}
		b.money(v, d.amount, d.currency)
		if d.stage == crm.DealWon || d.stage == crm.DealLost {
			v["close_date"], v["closed_at"] = b.day(d.close), b.ago(d.close)
		} else {
			v["close_date"] = b.day(-d.close)
		}
		if d.step != "" {
			v["next_step"], v["next_step_at"] = d.step, b.ago(-d.close/3)
		}
		b.add("deal", d.name, d.age, v)
	}
}
