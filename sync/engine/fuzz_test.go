package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"satchel/app/crm"
	"satchel/app/replica"
)

// FuzzMerge merges any values of a group with two fields, one of them a list. Nothing that was typed disappears without an edit, a
// conflict or the same value there, and merging the outcome again changes nothing.
func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"x":"a"}`), []byte(`{"x":"b","y":["1"]}`), []byte(`{"x":"c","y":["1","2"]}`), true, false)
	f.Add([]byte(`{"y":["a","b"]}`), []byte(`{"y":["b"]}`), []byte(`{"y":["a","c"]}`), true, true)
	f.Add([]byte(`{"x":" a "}`), []byte(`{"x":"a"}`), []byte(`{}`), false, false)
	canon := func(_ string, v any) any {
		if s, ok := v.(string); ok {
			if s = strings.TrimSpace(s); s != "" {
				return s
			}
			return nil
		}
		return v
	}
	f.Fuzz(func(t *testing.T, base, local, remote []byte, edited, sets bool) {
		b, l, r := side(base, sets), side(local, sets), side(remote, sets)
		g := group{local: l, remote: r, sets: sets, sent: func() bool { return false }}
		if edited {
			g.edit = &replica.Edit{Group: "g", Gen: 1, Base: b}
		}
		v := merge(g, canon)
		if edited && !sets && v.edit == nil && !v.conflict && !equal(r, l, r, canon) {
			t.Fatalf("what was typed is gone: %v of %v, there %v: %+v", l, b, r, v)
		}
		if sets && edited {
			for _, w := range words(l["y"]) {
				after := words(l["y"])
				if taken, ok := v.take["y"]; ok {
					after = words(taken)
				}
				if !slices.Contains(words(b["y"]), w) && !slices.Contains(after, w) {
					t.Fatalf("the added %q is gone: %+v", w, v)
				}
			}
		}
		for name, value := range v.take {
			l[name] = value
		}
		g.local, g.edit = l, v.edit
		if again := merge(g, canon); len(again.take) > 0 || again.conflict || (again.edit == nil) != (v.edit == nil) {
			t.Fatalf("a second merge changes %v: %+v", l, again)
		}
	})
}

// side makes the values of one side, both fields always present; a list holds no word twice.
func side(data []byte, sets bool) crm.Values {
	var in struct {
		X string   `json:"x"`
		Y []string `json:"y"`
	}
	_ = json.Unmarshal(data, &in)
	out := crm.Values{"y": nil}
	var list []string
	for _, w := range in.Y {
		if w != "" && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	if len(list) > 0 {
		out["y"] = list
	}
	if !sets {
		out["x"] = nil
		if in.X != "" {
			out["x"] = in.X
		}
	}
	return out
}
