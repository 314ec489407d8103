package crm

import "slices"

// Merged is a record that went into another one of its entity.
type Merged struct {
	Ref
	Into      string // id of the record that it is now
	OutsideID string // its own, "" = none
}

// Linking calls f for every record that points to another one, and the field that does, whatever the entity. Of an entity that points to
// its own kind the record itself may be among them.
func Linking(tx Tx, c *Catalog, to Ref, f func(r Record, field Field) error) error {
	for _, e := range c.Entities() {
		for _, field := range e.Fields {
			if field.Kind != Link && field.Kind != Links || !slices.Contains(field.To, to.Entity) {
				continue
			}
			list, err := tx.List(Query{Entity: e.Name, Where: Where(field.Name, Eq, to.ID)})
			if err != nil {
				return err
			}
			for _, r := range list {
				if err := f(r, field); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Repoint is the value of a link, or of a list of links, that leads to one record in place of another.
func Repoint(v any, from, to string) any {
	list, ok := v.([]string)
	if !ok {
		return to
	}
	var out []string
	for _, id := range list {
		if id == from {
			id = to
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
