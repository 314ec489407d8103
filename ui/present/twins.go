package present

import (
	"context"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Twins finds people who have the same e-mail address or phone number as a new record, or the same full name. Why says which.
func Twins(ctx context.Context, a *app.App, r crm.Record) ([]crm.Hit, error) {
	var out []crm.Hit
	seen := map[crm.Ref]bool{}
	look := func(text, why string, same func(crm.Record) bool) error {
		hits, err := a.Search(ctx, text, 10)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if seen[h.Ref] || h.Ref == r.Ref() || (h.Entity != "contact" && h.Entity != "lead") {
				continue
			}
			other, err := a.Get(ctx, h.Ref)
			if err != nil {
				return err
			}
			if same(other) {
				seen[h.Ref] = true
				out = append(out, crm.Hit{Ref: h.Ref, Title: h.Title, Why: why})
			}
		}
		return nil
	}
	for field, key := range map[string]func(string) string{"emails": crm.EmailKey, "phones": crm.PhoneKey} {
		for _, mine := range r.Reaches(field) {
			if len(crm.PhoneKey(mine.Value)) < 5 && field == "phones" {
				continue
			}
			err := look(mine.Value, mine.Value, func(other crm.Record) bool {
				for _, theirs := range other.Reaches(field) {
					if key(theirs.Value) == key(mine.Value) {
						return true
					}
				}
				return false
			})
			if err != nil {
				return nil, err
			}
		}
	}
	name := fullName(r)
	if !strings.Contains(name, " ") {
		return out, nil // a family name alone says too little
	}
	err := look(name, words.T("the same name"), func(other crm.Record) bool { return strings.EqualFold(fullName(other), name) })
	return out, err
}

func fullName(r crm.Record) string {
	if r.Entity == "contact" {
		return strings.TrimSpace(r.Text("first_name") + " " + r.Text("last_name"))
	}
	return r.Text("name")
}
