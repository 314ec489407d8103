package match

// By is what tells for certain that two records are the same.
type By int

// What tells it, the surest first.
const (
	Nothing By = iota
	ByMail
	ByPhone
	ByName // at the same organisation, or of an organisation
)

// Sure tells whether two records are the same beyond what a person has to be asked about: they are reached alike or belong together, and
// their names agree but for a slip. The strength orders several that are.
func Sure(a, b Face) (By, int) {
	w := Compare(a, b)
	if w.Strength < samePhone || Alike(a.Words, b.Words) == Unlike || a.Firm != b.Firm {
		return Nothing, 0
	}
	switch {
	case common(a.Mails, b.Mails) != "":
		return ByMail, w.Strength
	case common(a.Phones, b.Phones) != "":
		return ByPhone, w.Strength
	}
	return ByName, w.Strength
}

// Index finds the records that may surely be the same as another one, of many that are in memory.
type Index struct {
	faces []Face
	by    map[string][]int
}

// Crowded is how many records may share one address, number or name and still be looked at one by one.
const crowded = 50

// NewIndex makes the index of some faces.
func NewIndex(faces []Face) *Index {
	x := &Index{faces: faces, by: map[string][]int{}}
	for i, f := range faces {
		for _, key := range keysOf(f) {
			x.by[key] = append(x.by[key], i)
		}
	}
	return x
}

// Candidates are the places, in the faces given, of those that share something with a face.
func (x *Index) Candidates(f Face) (out []int) {
	seen := map[int]bool{}
	for _, key := range keysOf(f) {
		list := x.by[key]
		if len(list) > crowded {
			list = list[:crowded]
		}
		for _, i := range list {
			if !seen[i] {
				seen[i] = true
				out = append(out, i)
			}
		}
	}
	return out
}

// keysOf are what two records that are surely the same have one of in common; the name beside, where many share the rest.
func keysOf(f Face) (out []string) {
	name := f.Name()
	for _, kind := range []struct {
		mark string
		keys []Key
	}{{"m", f.Mails}, {"p", f.Phones}} {
		for _, k := range kind.keys {
			out = append(out, kind.mark+k.Form+" "+name, kind.mark+k.Form)
		}
	}
	if name != "" {
		out = append(out, "n"+name+" "+f.Place, "n"+name)
	}
	return out
}
