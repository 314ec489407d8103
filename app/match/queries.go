package match

import (
	"slices"
	"strings"

	"satchel/app/crm"
)

// mostCandidates bounds what is read for one reason while somebody types.
const (
	mostCandidates = 50
	mostNamesakes  = 20
)

// Queries asks for the records that may be about the same as a face, each question answered by an index: those with its addresses and
// numbers, those of its organisation with one of its names, and those with its whole name. What they find is still to be compared.
func (k Kind) Queries(f Face, name string) []crm.Query {
	var out []crm.Query
	ask := func(where crm.Expr, sort crm.Sort) {
		most := mostCandidates
		if sort.Field == k.name {
			most = mostNamesakes
		}
		out = append(out, crm.Query{Entity: k.Entity.Name, Where: where, Sort: []crm.Sort{sort}, Fields: k.read(), Limit: most})
	}
	byID := crm.Sort{Field: crm.FieldID}
	for _, field := range k.mails {
		if len(f.Mails) > 0 {
			ask(crm.Where(field, crm.In, written(f.Mails)...), byID)
		}
	}
	for _, field := range k.phones {
		if len(f.Phones) > 0 {
			ask(crm.Where(field, crm.In, written(f.Phones)...), byID)
		}
	}
	if len(f.Words) == 0 {
		return out
	}
	byName := crm.Sort{Field: k.name} // in the order of the index: of a name that thousands have only the first are read
	if k.place == "" {
		for _, s := range beginnings(name) { // what follows is the legal form
			ask(crm.AllOf(crm.Where(k.name, crm.Ge, s), crm.Where(k.name, crm.Lt, s+"\U0010ffff")), byName)
		}
		return out
	}
	whole := append(spellings(f.Name()), name)
	if len(f.Words) > 1 { // a family name alone says too little
		ask(crm.Where(k.name, crm.In, whole...), byName)
	}
	if place, known := k.placeOf(f); known {
		by := crm.Sort{Field: k.place}
		if k.Link() {
			by = byID
		}
		ask(crm.AllOf(place, k.named(f, whole)), by)
	}
	return out
}

// placeOf asks for the organisation of a face.
func (k Kind) placeOf(f Face) (crm.Expr, bool) {
	if k.Link() {
		return crm.Where(k.place, crm.Eq, f.PlaceID), f.PlaceID != ""
	}
	return crm.Where(k.place, crm.In, spellings(f.Place)...), f.Place != ""
}

// named asks for one of the words of a name, where the entity keeps them apart.
func (k Kind) named(f Face, whole []string) crm.Expr {
	if len(k.parts) == 0 {
		return nil
	}
	or := crm.Or{crm.Where(k.name, crm.In, whole...)}
	for _, w := range f.Words {
		for _, part := range k.parts {
			or = append(or, crm.Where(part, crm.In, spellings(w)...))
		}
	}
	return or
}

func written(keys []Key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.Written
	}
	return out
}

// beginnings lists how the name of an organisation may begin where it is stored, without its legal form.
func beginnings(name string) []string {
	own, _ := Company(name)
	list := strings.Fields(name)
	for len(list) > 1 {
		if shorter, _ := Company(strings.Join(list[:len(list)-1], " ")); shorter != own {
			break
		}
		list = list[:len(list)-1]
	}
	out := []string{strings.Join(list, " ")}
	all := spellings(own)
	for _, s := range []string{all[0], all[len(all)-1]} {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
