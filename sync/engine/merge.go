package engine

import (
	"slices"

	"satchel/app/crm"
	"satchel/app/replica"
)

// canonFunc gives the form in which values of a field are compared.
type canonFunc func(field string, value any) any

// group is one merge group of one record as the merge sees it. Local and remote hold the same fields: those of the group that the
// provider's answer is sure of.
type group struct {
	edit          *replica.Edit // the unsent edit, nil for none
	local, remote crm.Values
	sets          bool        // every field is a list without order, whose additions and removals merge
	texts         bool        // every field is a long text, whose lines merge
	sent          func() bool // whether remote is a value that this replica sent lately
}

// verdict is what becomes of a group.
type verdict struct {
	take     crm.Values    // to be stored here; nil = what is here stays
	edit     *replica.Edit // what remains to be sent; nil = nothing
	conflict bool          // mine goes to the inbox, theirs is live
}

// merge decides one group. It is a pure function, and merging its own outcome again changes nothing.
func merge(g group, canon canonFunc) verdict {
	same := func(a, b crm.Values) bool { return equal(g.remote, a, b, canon) }
	if g.edit == nil {
		return verdict{take: news(g.local, g.remote, canon)}
	}
	switch base := g.edit.Base; {
	case same(g.local, g.remote): // sent and arrived, or typed alike on both sides
		return verdict{take: news(g.local, g.remote, canon)}
	case same(g.remote, base): // nothing new there
		return verdict{edit: g.edit}
	case g.sent(): // our own earlier value comes back; a newer one is still to be sent
		return verdict{edit: rebase(g.edit, g.remote)}
	case g.sets:
		return mergeSets(g, canon)
	case g.texts:
		if v, ok := mergeTexts(g, canon); ok {
			return v
		}
	}
	return verdict{take: news(g.local, g.remote, canon), conflict: true}
}

func rebase(e *replica.Edit, base crm.Values) *replica.Edit {
	return &replica.Edit{Group: e.Group, Gen: e.Gen, Base: base}
}

// mergeSets keeps theirs, adds what was added here and takes out what was removed here.
func mergeSets(g group, canon canonFunc) verdict {
	merged := make(crm.Values, len(g.remote))
	for name := range g.remote {
		base, local, remote := words(g.edit.Base[name]), words(g.local[name]), words(g.remote[name])
		out := slices.DeleteFunc(slices.Clone(remote), func(w string) bool {
			return slices.Contains(base, w) && !slices.Contains(local, w)
		})
		for _, w := range local {
			if !slices.Contains(base, w) && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
		merged[name] = nil
		if len(out) > 0 {
			merged[name] = out
		}
	}
	return settled(g, merged, canon)
}

// settled is the verdict on a group whose two sides could be joined: the outcome is live here, and sent where it is news there.
func settled(g group, merged crm.Values, canon canonFunc) verdict {
	v := verdict{take: news(g.local, merged, canon)}
	if !equal(g.remote, merged, g.remote, canon) {
		v.edit = rebase(g.edit, g.remote)
	}
	return v
}

func words(v any) []string { w, _ := v.([]string); return w }

// equal compares the fields of one set of values in two others.
func equal(fields, a, b crm.Values, canon canonFunc) bool {
	for name := range fields {
		if !crm.Equal(canon(name, a[name]), canon(name, b[name])) {
			return false
		}
	}
	return true
}

// news returns the values of to that differ from those of from in the provider's form. Where they are alike, what is here stays as it
// was typed: the provider may have no exact word for it.
func news(from, to crm.Values, canon canonFunc) crm.Values {
	var out crm.Values
	for name, v := range differing(from, to) {
		if !crm.Equal(canon(name, from[name]), canon(name, v)) {
			if out == nil {
				out = crm.Values{}
			}
			out[name] = v
		}
	}
	return out
}

// differing returns the values of to that differ from those of from, nil for none.
func differing(from, to crm.Values) crm.Values {
	var out crm.Values
	for name, v := range to {
		if !crm.Equal(from[name], v) {
			if out == nil {
				out = crm.Values{}
			}
			out[name] = v
		}
	}
	return out
}
