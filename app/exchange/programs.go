package exchange

// programs are the e-CRMs whose exports are recognised, each by sets of headers that no other one writes together. What the columns mean
// is in the table of synonyms, as for everybody.
var programs = []struct {
	name  string
	marks [][]string
}{
	{"HubSpot", [][]string{{"recordid", "createdate"}, {"recordid", "associatedcompany"}, {"recordid", "companyowner"}, {"recordid", "dealowner"}, {"recordid", "contactowner", "lifecyclestage"}}},
	{"Pipedrive", [][]string{{"personname", "personid"}, {"personname", "personorganization"}, {"organizationname", "organizationid"}, {"dealtitle", "dealvalue"}, {"activitysubject", "activitytype"}}},
	{"Zoho CRM", [][]string{{"recordid", "createdtime"}, {"contactid", "createdtime"}, {"accountid", "createdtime"}, {"recordid", "contactownerid"}, {"recordid", "accountownerid"}, {"recordid", "dealownerid"}, {"recordid", "leadownerid"}}},
	{"EspoCRM", [][]string{{"id", "emailaddress", "assignedusername"}, {"id", "assigneduserid", "assignedusername"}, {"id", "createdbyid", "modifiedbyid"}}},
}

// programOf tells which e-CRM wrote a file, "" if none that is known.
func programOf(headers []string) string {
	have := map[string]bool{}
	for _, h := range headers {
		have[plainHeader(h)] = true
	}
	for _, p := range programs {
		for _, marks := range p.marks {
			all := true
			for _, m := range marks {
				all = all && have[m]
			}
			if all {
				return p.name
			}
		}
	}
	return ""
}
