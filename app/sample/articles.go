package sample

import "satchel/app/crm"

// articles are a few texts of a knowledge base, as the team would have in the online CRM.
func (b *builder) articles() {
	for _, a := range []struct {
		name, status, category, summary, body string
		age                                   float64
	}{
		{
			"Resetting a forgotten password", "Published", "Accounts", "What to tell a customer who cannot log in.",
			"Ask for the e-mail address that the account was made with.\n\n- Send the link from the account's page.\n- It holds for one hour.\n" +
				"- If no e-mail arrives, look into the spam folder first.", 210,
		},
		{
			"What a delivery date promises", "In review", "Deliveries", "How firm the dates in our offers are.",
			"A date in an offer is an estimate. It becomes firm with the written confirmation of the order.", 12,
		},
		{
			"Answering a complaint", "Draft", "Service", "",
			"Thank for the message, repeat in your own words what went wrong, and name the next step with a day.", 3,
		},
		{
			"Prices of last year", "Archived", "Sales", "Kept for questions about old offers.",
			"The list of last year holds for offers that were accepted before January.", 400,
		},
	} {
		v := crm.Values{"name": a.name, "status": a.status, "categories": a.category, "language": "English", "summary": a.summary, "body": a.body}
		if a.status == "Published" || a.status == "Archived" {
			v["published_on"] = b.day(a.age)
		}
		b.add("article", a.name, a.age, v)
	}
}
