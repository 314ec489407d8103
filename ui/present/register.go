package present

import (
	"context"
	"encoding/json"
	"strings"

	"satchel/app"
	"satchel/app/crm"
	"satchel/ui/words"
)

// Noted is a line of the register.
type Noted struct {
	At    crm.Instant
	Who   string
	What  string
	Where string // file or folder of an export; how an erase was proved
}

// LoadRegister reads what left the database or was erased, newest first.
func LoadRegister(ctx context.Context, a *app.App) ([]Noted, error) {
	list, err := a.Register(ctx, 0)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, e := range list {
		people = append(people, e.Who)
	}
	names, err := a.Titles(ctx, "user", people)
	if err != nil {
		return nil, err
	}
	out := make([]Noted, len(list))
	for i, e := range list {
		out[i] = noted(e, a.Catalog())
		out[i].Who = names[e.Who]
	}
	return out, nil
}

func noted(e app.Entry, c *crm.Catalog) Noted {
	n := Noted{At: e.At, What: string(e.Kind)}
	switch e.Kind {
	case app.Exported:
		var x app.Export
		if json.Unmarshal(e.Body, &x) == nil { // of a later version: what is known of it
			n.What, n.Where = words.T("Exported: %s", exportedWhat(x, c)), x.Where
		}
	case app.Erased:
		var x app.Erasure
		if json.Unmarshal(e.Body, &x) == nil {
			n.What, n.Where = words.Say(x.Gone(c)), ""
			if x.Provider != "" {
				n.Where = words.T("%s was told", crm.Term(x.Provider))
			}
		}
	}
	return n
}

// exportedWhat says what a file holds, and how many records.
func exportedWhat(x app.Export, c *crm.Catalog) string {
	first, _, _ := strings.Cut(x.What, " ")
	what := x.What
	switch e, err := c.Entity(x.What); {
	case err == nil:
		what = words.T(e.Plural)
	case first == "sheet":
		what = words.T("Sheet of the person")
	case x.What == "everything":
		what = words.T("everything")
	}
	if x.Records > 0 {
		what += " · " + words.N(x.Records, "%s record", "%s records")
	}
	return what
}
