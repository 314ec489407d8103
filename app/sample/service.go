package sample

import "satchel/app/crm"

// tickets: subject, contact, kind, status, priority, age in days, days until due, days it took (solved ones), and what was written:
// "<" from the customer, ">" an answer, "#" a note of the team.
var tickets = []struct {
	subject, contact, kind, status, priority string
	age, due, took                           float64
	text                                     []string
}{
	{"Invoice shows wrong VAT", "Okafor", "Complaint", crm.TicketOpen, "High", 1.9, 0.03, 0, []string{
		"<Your invoice 4471 shows 19 % instead of 7 %. Please correct it before Tuesday, our books close.",
		"#Books are 7 %. Accounting can reissue until noon.",
	}},
	{"Machine stops after 10 minutes", "Wiśniewski", "Fault", crm.TicketOpen, "Urgent", 0.9, -0.01, 0, []string{
		"<The press stops after ten minutes, display shows E-14.", ">Please check the filter behind the left cover. A technician calls you today.",
		"<The filter is clean.",
	}},
	{"Cannot sign in to portal", "Park", "Fault", crm.TicketNew, "Normal", 0.2, 0.05, 0, []string{"<비밀번호를 바꾼 뒤 로그인이 되지 않습니다. Sign-in fails since I changed my password."}},
	{"Wrong colour delivered", "Conti", "Complaint", crm.TicketOpen, "Normal", 2.5, 1, 0, []string{"<We ordered RAL 7016, the boxes hold RAL 7021.", ">We are sorry. Please send a photo of the label."}},
	{"How do I change the filter?", "Cohen", "Question", crm.TicketNew, "Low", 1, 2, 0, []string{"<Is there a manual for the filter change?"}},
	{"Spare part 88-2", "Sæther", "Request", crm.TicketWaiting, "Normal", 5, 3, 0, []string{"<We need part 88-2 twice.", ">Is it the 12 mm or the 14 mm version?"}},
	{"Second address for deliveries", "Petersen", "Request", crm.TicketWaiting, "Low", 8, 4, 0, []string{"<Please deliver to the yard from January.", ">Gladly. Which gate?"}},
	{"Pallet missing", "Volkov", "Complaint", crm.TicketOpen, "High", 0.6, 0.4, 0, []string{"<Pallet 3 of 5 has not arrived in Tallinn."}},
	{"Certificate for the lab set", "Al-Sayed", "Request", crm.TicketNew, "Normal", 0.4, 1.5, 0, []string{"<Could you send the ISO certificate?"}},
	{"Catalogue in Vietnamese", "Hoa", "Question", crm.TicketSolved, "Low", 14, 0, 3, []string{"<Có bản tiếng Việt không?", ">Yes, attached to this mail."}},
	{"Delivery dates for December", "Okafor", "Question", crm.TicketSolved, "Normal", 6, 0, 0.5, []string{"<Which dates in December can you deliver?", ">8th, 15th and 22nd."}},
	{"Scratched lens", "Weiß", "Complaint", crm.TicketSolved, "Normal", 19, 0, 2, []string{"<Eine Linse ist zerkratzt.", ">Ersatz ist unterwegs."}},
	{"Noise in the gearbox", "田中", "Fault", crm.TicketSolved, "High", 26, 0, 4, []string{"<ギアから異音がします。", ">A new bearing leaves today."}},
	{"Price of the service contract", "Adeyemi", "Question", crm.TicketClosed, "Normal", 33, 0, 1, []string{"<What does the contract cost in the second year?", ">The same as in the first."}},
	{"Reset of the controller", "Åkesson", "Fault", crm.TicketClosed, "Urgent", 47, 0, 0.2, []string{"<The controller does not start.", ">Hold both keys for ten seconds."}},
	{"Copy of invoice 4102", "Yıldız", "Request", crm.TicketClosed, "Low", 55, 0, 0.3, []string{"<Please send a copy.", ">Attached."}},
	{"Colour chart", "Lefèvre", "Request", crm.TicketClosed, "Low", 71, 0, 1.2, []string{"<Un nuancier, s'il vous plaît.", ">C'est parti."}},
	{"Box arrived open", "de la Fuente", "Complaint", crm.TicketClosed, "Normal", 88, 0, 5, []string{"<La caja llegó abierta.", ">Le enviamos otra."}},
}

// ratings are what customers said about some of them: the mark, what they wrote, and whether somebody called them back.
var ratings = map[string]struct {
	mark, comment string
	followedUp    bool
}{
	"Catalogue in Vietnamese": {"5", "", false}, "Delivery dates for December": {"5", "Quick as always.", false}, "Scratched lens": {"4", "", false},
	"Noise in the gearbox": {"2", "It took four days.", false}, "Price of the service contract": {"5", "", false},
	"Reset of the controller": {"4", "", false}, "Box arrived open": {"1", "Second time this year.", true}, "Colour chart": {"3", "", false},
}

// learnt are cause and remedy of the complaints that were settled.
var learnt = map[string][2]string{
	"Scratched lens":   {"A blister pack without foam", "Foam since May"},
	"Box arrived open": {"Tape of the wrong width", "Wide tape for boxes above 10 kg"},
}

// targets are by when the sample company answers and solves, in working hours.
func (b *builder) targets() {
	b.add("schedule", "Office", 100, crm.Values{"name": "Office", "hours": "Mon-Fri 8:00-18:00"})
	for _, t := range []struct {
		name, priority string
		answer, solve  int64
	}{{"All tickets", "", 16, 80}, {"Urgent tickets", "Urgent", 8, 40}} {
		b.add("target", t.name, 100, crm.Values{
			"name": t.name, "priority": t.priority, "schedule": b.id("schedule", "Office"), "answer_within": t.answer * 3600, "solve_within": t.solve * 3600,
		})
	}
}

func (b *builder) tickets() {
	b.targets()
	for _, t := range tickets {
		contact, organisation := b.who(t.contact)
		v := crm.Values{
			"subject": t.subject, "kind": t.kind, "status": t.status, "priority": t.priority, "contact": contact, "organisation": organisation,
			"promised_at": b.ago(-t.due), "description": t.text[0][1:], "cause": learnt[t.subject][0], "remedy": learnt[t.subject][1],
		}
		if t.took > 0 {
			v["promised_at"], v["solved_at"] = b.ago(t.age-3), b.ago(t.age-t.took)
		}
		if r, ok := ratings[t.subject]; ok {
			v["rating"], v["rating_comment"], v["followed_up"], v["rated_at"] = r.mark, r.comment, r.followedUp, b.ago(t.age-t.took-0.1)
		}
		if t.status == crm.TicketWaiting { // since the answer
			v["states"] = b.ago(t.age).String() + " " + crm.TicketOpen + "\n" + b.ago(t.age*0.6).String() + " " + crm.TicketWaiting
		}
		b.add("ticket", t.subject, t.age, v)
		span := t.age * 0.8
		if t.took > 0 {
			span = t.took
		}
		for i, text := range t.text {
			at := t.age - span*float64(i)/float64(len(t.text))
			direction := map[byte]string{'<': "in", '>': "out", '#': "internal"}[text[0]]
			b.add("message", text, at, crm.Values{"ticket": b.id("ticket", t.subject), "direction": direction, "body": text[1:], "at": b.ago(at)})
		}
	}
}

// activities: kind, direction, subject, contact, age in days (negative = planned), minutes, and what it is about.
var activities = []struct {
	kind, direction, subject, contact string
	age                               float64
	minutes                           int64
	about, body                       string
}{
	{"call", "out", "Wants a frame offer for 2027", "Okafor", 2, 12, "deal Frame 2027", "Anna called: three sizes, delivery in four parts, likes short mails."},
	{"email", "in", "Delivery dates for December", "Okafor", 4, 0, "", "Which dates in December can you deliver?"},
	{"note", "", "Met at the Leipzig fair", "Okafor", 21, 0, "", "Likes short mails. Decides together with Mr Brandt."},
	{"call", "in", "Asked about the renewal", "Adeyemi", 1, 8, "deal Renewal Kanco", "Ben took the call; wants the same terms and a second workshop day."},
	{"note", "", "The woman from Kanco asked for spare blades", "Eze", 7, 0, "", "… the woman from Kanco asked for spare blades and a price in naira."},
	{"task", "", "Call Olu Adeyemi", "Adeyemi", -0.1, 15, "deal Renewal Kanco", ""},
	{"meeting", "out", "Meeting with Delta Medical", "Al-Sayed", -0.05, 60, "deal Lab set", "Prepare: lab set, 61,000 EUR, proposal."},
	{"task", "", "Send the price list", "de la Fuente", -1, 0, "deal Packaging", ""},
	{"task", "", "Call Giulia Conti", "Conti", 11, 0, "deal Showroom", "Promised after the fair."},
	{"visit", "out", "Visit in Bergen", "Sæther", -20, 180, "deal Winter order", ""},
	{"meeting", "out", "Price talks, second round", "Etxeberria", -3, 90, "deal Fleet tools", ""},
	{"call", "out", "Price talks, first round", "Etxeberria", 4, 35, "deal Fleet tools", "Wants 4 % for prompt payment."},
	{"email", "out", "Offer for the spring catalogue", "Wiśniewski", 9, 0, "deal Spring catalogue", ""},
	{"call", "in", "Asked for two more pages", "Wiśniewski", 5, 6, "deal Spring catalogue", ""},
	{"call", "out", "E-14 on the display", "Wiśniewski", 0.4, 14, "ticket Machine stops after 10 minutes", "Technician is booked for tomorrow."},
	{"visit", "out", "Workshop and factory tour", "田中", 12, 240, "", "見学と打ち合わせ。 Very satisfied with the bearings."},
	{"email", "in", "Order confirmed", "田中", 9, 0, "", ""},
	{"call", "out", "No answer, try again", "Lefèvre", 22, 1, "", ""},
	{"email", "out", "Samples on the way", "Lefèvre", 24, 0, "", ""},
	{"meeting", "out", "Kick-off of the pilot", "Park", 0.5, 45, "deal Pilot", ""},
	{"email", "in", "List of users for the pilot", "Raghunathan", 0.8, 0, "deal Pilot", ""},
	{"call", "in", "Winter rates", "Volkov", 0.2, 18, "deal Renewal Baltic", "Ready to sign at the rates of last year."},
	{"email", "out", "Draft of the renewal", "Volkov", 3, 0, "deal Renewal Baltic", ""},
	{"call", "out", "Spare part: which version?", "Sæther", 2, 4, "ticket Spare part 88-2", ""},
	{"letter", "out", "Season's greetings", "Brandt", 28, 0, "", ""},
	{"call", "out", "Introduced the new lamps", "Weiß", 1, 16, "deal Press line", ""},
	{"email", "in", "Question about the upgrade", "Cohen", 14, 0, "deal Upgrade", ""},
	{"meeting", "out", "Talk at the fair", "Conti", 31, 30, "deal Showroom", "Wants to see the showroom plan."},
	{"call", "out", "Cotton prices", "Hoa", 3, 11, "deal Cotton trial", ""},
	{"visit", "in", "Came by with samples", "Minh", 16, 50, "", ""},
	{"email", "out", "Thanks for the visit", "Minh", 15, 0, "", ""},
	{"call", "in", "Order from the workshop", "Balogun", 13, 9, "", ""},
	{"call", "out", "Signed order still missing", "Petersen", 6, 3, "", ""},
	{"task", "", "Ask for the signed order", "Petersen", 2, 0, "", ""},
	{"call", "out", "Wind park: who decides?", "Åkesson", 5, 21, "deal Wind park spares", "Board decides in March."},
	{"email", "out", "Brochure", "Ó Briain", 10, 0, "", ""},
	{"note", "", "Speaks Portuguese and German", "da Silva", 40, 0, "", ""},
	{"meeting", "out", "First talk by video", "芳", 18, 40, "", ""},
	{"task", "", "Prepare the first meeting", "Παπαδοπούλου", -7, 30, "", ""},
	{"call", "out", "Opened the offer twice", "", 0.3, 5, "lead Kessler Bau", "No next step agreed yet."},
	{"email", "out", "Answer to the enquiry", "", 10, 0, "lead Amina Diallo", ""},
	{"call", "out", "Talked about the budget", "", 6, 13, "lead Tom Becker", ""},
	{"meeting", "out", "At the fair", "", 27, 25, "lead Isabel Moreira", ""},
	{"email", "out", "References", "", 8, 0, "lead Emily Carter", ""},
}

func (b *builder) activities() {
	for _, a := range activities {
		contact, organisation := b.who(a.contact)
		v := crm.Values{
			"kind": a.kind, "direction": a.direction, "subject": a.subject, "body": a.body, "at": b.ago(a.age),
			"contact": contact, "organisation": organisation, "about": b.ids[a.about], "done": a.age > 0 && a.kind != "task",
		}
		if a.minutes > 0 {
			v["duration"] = a.minutes * 60
		}
		b.add("activity", a.subject, max(a.age, 0)+0.01, v)
	}
}
