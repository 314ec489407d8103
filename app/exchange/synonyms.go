package exchange

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// synonyms are the names that other programs give our fields, by our path, written as [plainHeader] makes them. The first path
// that the entity has and no better column took is the target. A label after # says what kind of address or number a column holds.
var synonyms = map[string][]string{
	"firstname":  {"first_name", "name.first"},
	"lastname":   {"last_name", "name.last"},
	"fullname":   {"name"},
	"company":    {"company", "organisation", "name"},
	"title":      {"title", "subject", "name"},
	"email":      {"emails"},
	"emailwork":  {"emails#work"},
	"emailhome":  {"emails#home"},
	"phone":      {"phones"},
	"phonework":  {"phones#work"},
	"phonehome":  {"phones#home"},
	"mobile":     {"phones#mobile"},
	"fax":        {"phones#fax"},
	"street":     {"address.street"},
	"city":       {"address.city"},
	"state":      {"address.state"},
	"postalcode": {"address.postal_code"},
	"country":    {"address.country"},
	"website":    {"website", "organisation.website"},
	"notes":      {"description", "body"},
	"remark":     {"description", "body"},
	"homestreet": {"home_address.street", "address.street"},
	"homecity":   {"home_address.city", "address.city"},
	"homestate":  {"home_address.state", "address.state"},
	"homecode":   {"home_address.postal_code", "address.postal_code"},
	"homeland":   {"home_address.country", "address.country"},
	"tags":       {"tags"},
	"birthday":   {"birthday"},
	"owner":      {"owner"},
	"outsideid":  {"outside_id"},
	"created":    {"created_at"},
	"source":     {"source"},
	"industry":   {"industry", "organisation.industry"},
	"amount":     {"amount"},
	"currency":   {"currency"},
	"stage":      {"stage", "status"},
	"status":     {"status", "stage"},
	"priority":   {"priority"},
	"kind":       {"kind"},
	"closedate":  {"close_date", "closed_at"},
	"contact":    {"contact"},
	"subject":    {"subject", "name"},
	"language":   {"language"},
	"nextstep":   {"next_step"},
	"nextstepat": {"next_step_at"},
	"lost":       {"lost_reason"},
	"prob":       {"probability"},
	"number":     {"number", "outside_id"},
	"due":        {"promised_at"},
	"solved":     {"solved_at"},
	"when":       {"at"},
	"done":       {"done"},
	"duration":   {"duration"},
	"nocall":     {"do_not_call"},
	"nomail":     {"do_not_mail"},
	"parent":     {"parent"},
	"dealname":   {"name"},
	"direction":  {"direction"},
}

// spellings lists the headers of each word above, in English, German and the exports of address books and other e-CRMs.
var spellings = map[string]string{
	"firstname": "firstname givenname givennames forename vorname christianname namefirst first",
	"lastname":  "lastname surname familyname nachname familienname zuname namelast last",
	"fullname":  "name fullname displayname contactname vollname vollstandigername anzeigename kontakt leadname ansprechpartner",
	"company": "company companyname organisation organization organisationname organizationname organization1name account accountname firma " +
		"firmenname unternehmen employer arbeitgeber kunde customer client associatedcompany business",
	"title":      "jobtitle title position organization1title organizationtitle funktion berufsbezeichnung positionimunternehmen role titel",
	"email":      "email emails emailaddress mail mailaddress emailadresse mailadresse emailadressen primaryemail emailaddresses eposta epost",
	"emailwork":  "workemail businessemail emailwork emailgeschaftlich geschaftlicheemail",
	"emailhome":  "homeemail privateemail personalemail emailhome emailprivat privateemailadresse",
	"phone":      "phone phones phonenumber telephone telephonenumber telefon telefonnummer tel rufnummer primaryphone otherphone festnetz",
	"phonework":  "workphone phonework businessphone businessphonenumber companymainphone officephone telefongeschaftlich geschaftlich telefonarbeit directphone",
	"phonehome":  "homephone phonehome privatephone telefonprivat privat",
	"mobile":     "mobile mobilephone phonemobile mobilephonenumber cell cellphone mobil mobiltelefon handy handynummer mobilnummer telefonmobil",
	"fax":        "fax faxnumber businessfax workfax telefax faxgeschaftlich faxnummer",
	"street":     "street streetaddress address adresse addressstreet street1 addressline1 businessstreet mailingstreet billingstreet billingaddressstreet strasse str strasseundhausnummer anschrift address1street strassegeschaftlich  address1",
	"city":       "city town addresscity businesscity mailingcity billingcity billingaddresscity ort stadt wohnort address1city ortgeschaftlich ",
	"state":      "state province region county stateprovince stateregion addressstate businessstate mailingstate billingstate billingaddressstate bundesland kanton address1region ",
	"postalcode": "postalcode zip zipcode postcode zippostalcode addresspostalcode addresszip businesspostalcode mailingpostalcode mailingzip mailingzippostalcode billingzippostalcode billingaddresspostalcode plz postleitzahl address1postalcode postleitzahlgeschaftlich ",
	"country":    "country countryregion addresscountry businesscountryregion businesscountry mailingcountry billingcountry billingaddresscountry land landregion address1country  ",
	"website":    "website web webpage webseite url homepage internet internetseite website1value websiteurl companydomainname domain",
	"notes":      "notes note description comment comments notizen notiz bemerkung bemerkungen beschreibung kommentar anmerkung anmerkungen text body",
	"tags":       "tags tag categories category labels groupmembership kategorien kategorie schlagworte schlagworter stichworte",
	"remark": "department abteilung salutation salutationname anrede middlename zweitervorname suffix namesuffix namensuffix nickname spitzname assistant assistantname " +
		"assistent linkedin linkedinurl linkedinprofile twitter twitterhandle twitterusername skype skypeid spouse ehepartner children kinder profession beruf hobby " +
		"annualrevenue numberofemployees employees employeecount mitarbeiter mitarbeiterzahl jahresumsatz rating lifecyclestage sic siccode tickersymbol",
	"homestreet": "homestreet otherstreet privatestrasse strasseprivat homeaddressstreet",
	"homecity":   "homecity othercity ortprivat homeaddresscity",
	"homestate":  "homestate otherstate bundeslandkantonprivat",
	"homecode":   "homepostalcode homezip otherzip otherpostalcode postleitzahlprivat plzprivat",
	"homeland":   "homecountryregion homecountry othercountry othercountryregion landregionprivat landprivat",
	"birthday":   "birthday birthdate dateofbirth dob geburtstag geburtsdatum",
	"owner":      "owner assignedto assigneduser assignedusername contactowner companyowner dealowner ticketowner leadowner accountowner besitzer zustandig zustandiger verantwortlich verantwortlicher betreuer",
	"outsideid":  "outsideid externalid recordid uid uuid kundennummer kundennr customernumber customerid id systemid kennung debitorennummer",
	"created":    "created personcreated organizationcreated dealcreated addtime createdat createdon createdate creationdate createdtime datecreated erstellt erstelltam angelegtam erfasstam",
	"source":     "source leadsource origin originalsource quelle herkunft leadquelle",
	"industry":   "industry sector branche industrie",
	"amount":     "amount value dealvalue dealamount opportunityamount revenue betrag wert summe umsatz auftragswert",
	"currency":   "currency currencycode currencyofvalue amountcurrency wahrung dealcurrency",
	"stage":      "stage dealstage salesstage pipelinestage phase verkaufsphase stufe",
	"status":     "status state1 ticketstatus leadstatus zustand",
	"priority":   "priority prioritat dringlichkeit",
	"kind":       "kind type art typ accounttype activitytype",
	"closedate":  "closedate expectedclose expectedclosedate closingdate abschlussdatum erwarteterabschluss abschluss",
	"contact":    "contact contactperson primarycontact associatedcontact kontaktperson",
	"subject":    "subject betreff summary topic thema ticketname",
	"language":   "language preferredlanguage sprache",
	"nextstep":   "nextstep nachsterschritt wiedervorlagetext",
	"nextstepat": "nextstepat nextstepon nextstepdate followup followupdate nextactivitydate wiedervorlage wiedervorlageam",
	"lost":       "lostreason lostbecause closedlostreason verlustgrund ablehnungsgrund",
	"prob":       "probability wahrscheinlichkeit dealprobability",
	"number":     "number no nr nummer ticketnumber ticketno ticketnummer casenumber",
	"due":        "due dueat duedate deadline fallig falligam faelligam frist",
	"solved":     "solved solvedat resolvedat resolutiondate gelost gelostam",
	"when":       "at when date startdate datestart datum zeitpunkt termin activitydate",
	"done":       "done completed erledigt iscompleted",
	"duration":   "duration dauer",
	"nocall":     "donotcall nichtanrufen",
	"nomail":     "donotmail emailoptout optout donotemail unsubscribed keinewerbung keinemailings",
	"parent":     "parent parentaccount parentcompany partof muttergesellschaft konzern",
	"dealname":   "dealname opportunityname opportunity deal verkaufschance leadfullname",
	"direction":  "direction richtung",
}

// owners are the beginnings of headers that say of whom the column tells.
var owners = []struct{ prefix, entity string }{
	{"organization", "organisation"},
	{"organisation", "organisation"},
	{"company", "organisation"},
	{"account", "organisation"},
	{"firmen", "organisation"},
	{"firma", "organisation"},
	{"unternehmens", "organisation"},
	{"person", "contact"},
	{"contact", "contact"},
	{"kontakt", "contact"},
	{"deal", "deal"},
	{"opportunity", "deal"},
	{"lead", "lead"},
	{"ticket", "ticket"},
	{"activity", "activity"},
	{"task", "activity"},
	{"meeting", "activity"},
	{"call", "activity"},
}

// words finds the word above for a plain header.
var words = func() map[string]string {
	out := map[string]string{}
	for word, list := range spellings {
		for _, s := range strings.Fields(list) {
			out[s] = word
		}
	}
	return out
}()

// plainHeader makes spellings of a header equal: no case, accents, blanks, marks; ß is ss. Written out umlauts stay.
func plainHeader(header string) string {
	header = strings.ReplaceAll(strings.ToLower(header), "ß", "ss")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFD.String(header))
}
