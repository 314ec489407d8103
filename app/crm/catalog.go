package crm

import (
	"slices"
	"strings"
)

// Catalog is the set of entities that a database knows: ours, with the fields that its users added. It is never changed once made.
type Catalog struct {
	entities []*Entity
	byName   map[string]*Entity
}

// Base returns the catalog without own fields. Parents come before the records that point to them.
func Base() *Catalog {
	return newCatalog([]*Entity{
		user(), organisation(), contact(), role(), lead(), consent(), deal(), schedule(), target(), ticket(), message(), template(), activity(), article(), rate(), file(), view(),
	})
}

func newCatalog(entities []*Entity) *Catalog {
	c := &Catalog{entities: entities, byName: make(map[string]*Entity, len(entities))}
	for _, e := range entities {
		c.byName[e.Name] = e
	}
	return c
}

// Entities returns all entities, parents first. The slice must not be changed.
func (c *Catalog) Entities() []*Entity { return c.entities }

// Entity finds an entity by name, label or plural, ignoring case; the error is for the person.
func (c *Catalog) Entity(name string) (*Entity, error) {
	if e, ok := c.byName[name]; ok {
		return e, nil
	}
	var names []string
	for _, e := range c.entities {
		if strings.EqualFold(e.Name, name) || strings.EqualFold(e.Label, name) || strings.EqualFold(e.Plural, name) {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return nil, Errorf(CodeInvalid, "There is no entity %q. There are: %s.", clip(name), strings.Join(names, ", "))
}

// OwnName makes the name of an own field from its label: "Shoe size" becomes x_shoe_size.
func OwnName(label string) string {
	word := func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}
	name := strings.Trim(strings.Map(word, strings.ToLower(strings.TrimSpace(label))), "_")
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	return OwnPrefix + name
}

// OwnKinds are the kinds that a user can choose for an own field.
var OwnKinds = []Kind{Text, LongText, Choice, MultiChoice, Bool, Integer, Decimal, Percent, Day, Moment, Duration, URL, Tags}

func checkOwn(e *Entity, f Field) error {
	switch {
	case !strings.HasPrefix(f.Name, OwnPrefix) || len(f.Name) == len(OwnPrefix) || f.Name != OwnName(f.Name[len(OwnPrefix):]):
		return FieldErrorf(f.Name, "An own field needs a label with letters or digits; %q has none.", clip(f.Label))
	case e.Has(f.Name):
		return FieldErrorf(f.Name, "%s already has a field named %q. Choose another label.", Term(e.Label), Term(f.Label))
	case !slices.Contains(OwnKinds, f.Kind):
		return FieldErrorf(f.Name, "A field of kind %q cannot be added.", f.Kind)
	case (f.Kind == Choice || f.Kind == MultiChoice) && len(f.Options) == 0:
		return FieldErrorf(f.Name, "The choice field %q needs at least one answer.", Term(f.Label))
	}
	return nil
}
