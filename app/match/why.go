package match

import (
	"slices"
	"strings"

	"satchel/app/crm"
)

// Why says by what two records were taken for the same.
type Why struct {
	Reasons  []crm.Said
	Strength int // more is surer; 0 = they were not taken for the same
}

// String is all reasons in English.
func (w Why) String() string {
	list := make([]string, len(w.Reasons))
	for i, r := range w.Reasons {
		list[i] = r.String()
	}
	return strings.Join(list, ", ")
}

// and adds a reason.
func (w Why) and(strength int, reason crm.Said) Why {
	return Why{append(slices.Clone(w.Reasons), reason), w.Strength + strength}
}

// How sure each reason is. Two of them add up.
const (
	sameMail  = 100
	sameName  = 60 // at the same organisation, or of an organisation
	samePhone = 50
	sameSite  = 40
	likeName  = 30
	onlyName  = 10
)

// Compare tells whether two records may be about the same, and why. Names alone tell it of organisations; of persons they do with the
// same organisation, and weakly where one of the two has none.
func Compare(a, b Face) (w Why) {
	if v := common(a.Mails, b.Mails); v != "" {
		w = w.and(sameMail, crm.Sayf("same mail %s", v))
	}
	if v := common(a.Phones, b.Phones); v != "" {
		w = w.and(samePhone, crm.Sayf("same phone %s", v))
	}
	if v := common(a.Sites, b.Sites); v != "" {
		w = w.and(sameSite, crm.Sayf("same website %s", v))
	}
	return names(w, a, b)
}

// common is what two records have in common, as the second one writes it.
func common(a, b []Key) string {
	for _, x := range b {
		if slices.ContainsFunc(a, func(k Key) bool { return k.Form == x.Form }) {
			return x.Written
		}
	}
	return ""
}

func names(w Why, a, b Face) Why {
	if len(a.Words) == 0 || len(b.Words) == 0 || a.Firm != b.Firm {
		return w
	}
	if a.Firm {
		return companies(w, a, b)
	}
	like := Alike(a.Words, b.Words)
	if like == Unlike || len(a.Words) == 1 && like != Same { // a family name with a slip says too little
		return w
	}
	unknown := a.Place+a.PlaceID == "" || b.Place+b.PlaceID == ""
	switch {
	case unknown && like == Same && len(a.Words) > 1:
		return w.and(onlyName, crm.Sayf("same name"))
	case unknown || !samePlace(a, b):
		return w
	case like == Same:
		return w.and(sameName, crm.Sayf("same name at the same organisation"))
	case like == Swapped:
		return w.and(likeName, crm.Sayf("names in another order, at the same organisation"))
	}
	return w.and(likeName, crm.Sayf("name with one letter else, at the same organisation"))
}

func samePlace(a, b Face) bool {
	if a.PlaceID != "" && b.PlaceID != "" {
		return a.PlaceID == b.PlaceID
	}
	return a.Place != "" && a.Place == b.Place
}

func companies(w Why, a, b Face) Why {
	switch like := Alike(a.Words, b.Words); {
	case like == Same && a.Legal == b.Legal:
		return w.and(sameName, crm.Sayf("same name"))
	case like == Same:
		return w.and(likeName+5, crm.Sayf("same name but for the legal form"))
	case a.Legal == b.Legal && len(a.Name()) >= 6 && like == Slipped:
		return w.and(likeName, crm.Sayf("name with one letter else"))
	}
	return w
}

// Likeness is how two names agree.
type Likeness int

// The likenesses.
const (
	Unlike  Likeness = iota
	Same             // word for word
	Swapped          // the same words in another order
	Slipped          // one letter differs
)

// Alike compares the words of two names.
func Alike(a, b []string) Likeness {
	if slices.Equal(a, b) {
		return Same
	}
	if len(a) != len(b) {
		if strings.Join(a, "") == strings.Join(b, "") { // "Becker Bau" and "Beckerbau"
			return Slipped
		}
		return Unlike
	}
	differ, at := 0, 0
	for i := range a {
		if a[i] != b[i] {
			differ, at = differ+1, i
		}
	}
	if differ == 1 {
		if slip(a[at], b[at]) {
			return Slipped
		}
		return Unlike
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	if slices.Equal(a, b) {
		return Swapped
	}
	return Unlike
}
