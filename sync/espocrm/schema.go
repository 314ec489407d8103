package espocrm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"satchel/app/crm"
)

// schema is what Check learned about one type on this server, for this user. Its object is a copy with the own fields that are
// taken.
type schema struct {
	*object
	def          *definition                // nil = not asked yet
	versions     bool                       // a stale change is refused
	marker       bool                       // an administrator has made the field that keeps the attempt's UUID
	options      map[string][]string        // words of its lists, by attribute
	taken        map[string]map[string]bool // words that an administrator added and the catalog has, by attribute
	offers       []crm.Field                // what the administrator added and we can hold, taken or not
	required     map[string]bool            // fields without which a new record is refused
	phoneTypes   []string
	phoneDefault string
	currency     string // of amounts that name none
	rights       rights
	levels       map[string]level
	hidden       map[string]bool // our fields that the user may not see
	locked       map[string]bool // our fields that the user may not change
}

// level is what a role allows with one field: "yes" or "no".
type level struct {
	Read string `json:"read"`
	Edit string `json:"edit"`
}

// newSchema is what is true of a type until Check says more.
func newSchema(o *object) *schema {
	own := *o
	s := &schema{object: &own, phoneTypes: []string{"Mobile", "Office", "Home", "Fax", "Other"}, phoneDefault: "Mobile"}
	if o.name == typeAccount {
		s.phoneDefault = "Office"
	}
	return s
}

func (s *schema) reads(field string) bool { return !s.hidden[field] }
func (s *schema) edits(field string) bool { return !s.hidden[field] && !s.locked[field] }

// rights are what a role allows with one type: "all", "team", "own", "no"; creating "yes" or "no".
type rights struct {
	Create string `json:"create"`
	Read   string `json:"read"`
	Edit   string `json:"edit"`
	Delete string `json:"delete"`
}

// UnmarshalJSON also takes true for everything and false for nothing, which types without levels have.
func (r *rights) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true":
		*r = allRights
		return nil
	case "false", "null":
		*r = rights{}
		return nil
	}
	type plain rights
	return json.Unmarshal(data, (*plain)(r))
}

var allRights = rights{Create: "yes", Read: "all", Edit: "all", Delete: "all"}

func allows(level string) bool { return level != "" && level != "no" }

// sentence says the rights for a person; things is the plural of the records.
func (r rights) sentence(things string) string {
	if !allows(r.Read) {
		return fmt.Sprintf("You may not see %s.", things)
	}
	whose := map[string]string{"team": "of your teams", "own": "assigned to you"}
	which := func(level string) string {
		if w := whose[level]; w != "" {
			return "those " + w
		}
		return "all"
	}
	may := []string{"see " + which(r.Read)}
	if allows(r.Create) {
		may = append(may, "create new ones")
	}
	if allows(r.Edit) {
		may = append(may, "change "+which(r.Edit))
	}
	if allows(r.Delete) {
		may = append(may, "delete "+which(r.Delete))
	}
	if len(may) > 1 {
		may = append(may[:len(may)-2], may[len(may)-2]+" and "+may[len(may)-1])
	}
	return fmt.Sprintf("%s: you may %s.", capital(things), strings.Join(may, ", "))
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// limit notes which of our fields a role hides or locks. Names are those of fields, which may stand for several attributes.
func (s *schema) limit() {
	s.hidden, s.locked = map[string]bool{}, map[string]bool{}
	for name, level := range s.levels {
		for _, m := range s.fields {
			if !slices.ContainsFunc(m.codec.attributes(), func(attr string) bool { return belongs(attr, name) }) {
				continue
			}
			s.hidden[m.field] = s.hidden[m.field] || level.Read == "no"
			s.locked[m.field] = s.locked[m.field] || level.Edit == "no"
		}
	}
}

// belongs tells whether an attribute is stored by a field of the server.
func belongs(attr, field string) bool {
	if _, isAddress := crmPart(attr, field); isAddress {
		return true
	}
	return attr == field || attr == field+"Id" || attr == field+"sIds"
}

// crmPart finds which part of an address an attribute is.
func crmPart(attr, field string) (string, bool) {
	i := slices.Index(postalParts, strings.TrimPrefix(attr, field))
	if !strings.HasPrefix(attr, field) || i < 0 {
		return "", false
	}
	return crm.AddressParts[i], true
}
