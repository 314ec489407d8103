package engine

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"satchel/app/crm"
	"satchel/app/replica"
)

func plain(_ string, v any) any { return v }

func TestMerge(t *testing.T) {
	edit := func(base string) *replica.Edit {
		return &replica.Edit{Group: "name", Gen: 3, Base: crm.Values{"name": base}}
	}
	v := func(s string) crm.Values { return crm.Values{"name": s} }
	for name, c := range map[string]struct {
		edit          *replica.Edit
		local, remote string
		sent          bool
		want          verdict
	}{
		"clean takes theirs":           {nil, "a", "b", false, verdict{take: v("b")}},
		"clean and alike":              {nil, "a", "a", false, verdict{}},
		"typed alike on both sides":    {edit("a"), "b", "b", false, verdict{}},
		"nothing new there":            {edit("a"), "b", "a", false, verdict{edit: edit("a")}},
		"own echo, newer typed":        {edit("a"), "c", "b", true, verdict{edit: edit("b")}},
		"changed on both sides":        {edit("a"), "b", "c", false, verdict{take: v("c"), conflict: true}},
		"emptied there, edited here":   {edit("a"), "b", "", false, verdict{take: v(""), conflict: true}},
		"edited from empty, unchanged": {edit(""), "b", "", false, verdict{edit: edit("")}},
	} {
		t.Run(name, func(t *testing.T) {
			got := merge(group{edit: c.edit, local: v(c.local), remote: v(c.remote), sent: func() bool { return c.sent }}, plain)
			if d := cmp.Diff(c.want, got, cmp.AllowUnexported(verdict{})); d != "" {
				t.Fatal(d)
			}
		})
	}
}

func draw(t *rapid.T) group {
	word := rapid.SampledFrom([]string{"", "a", "b", "c"})
	side := func(name string) crm.Values {
		return crm.Values{"x": word.Draw(t, name+".x"), "y": word.Draw(t, name+".y")}
	}
	g := group{local: side("local"), remote: side("remote")}
	sent := rapid.Bool().Draw(t, "sent")
	g.sent = func() bool { return sent }
	if rapid.Bool().Draw(t, "edited") {
		g.edit = &replica.Edit{Group: "g", Gen: 1, Base: side("base")}
	}
	return g
}

// after is the group once a verdict was carried out.
func after(g group, v verdict) group {
	local := crm.Values{"x": g.local["x"], "y": g.local["y"]}
	for name, value := range v.take {
		local[name] = value
	}
	g.local, g.edit = local, v.edit
	return g
}

func TestMergingTwiceIsMergingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := draw(t)
		once := after(g, merge(g, plain))
		v := merge(once, plain)
		if v.take != nil || v.conflict || (v.edit == nil) != (once.edit == nil) {
			t.Fatalf("a second merge changes %+v: %+v", once, v)
		}
	})
}

func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := draw(t)
		v := merge(g, plain)
		out := after(g, v)
		alike := equal(g.remote, g.local, g.remote, plain)
		if g.edit != nil && !alike && v.edit == nil && !v.conflict {
			t.Fatal("an edit vanished")
		}
		if v.edit == nil && !equal(g.remote, out.local, g.remote, plain) {
			t.Fatal("both sides differ and nothing is to be sent")
		}
		if v.edit != nil && !equal(g.remote, out.local, g.local, plain) {
			t.Fatal("an edit to be sent lost its value")
		}
		if v.edit != nil && v.edit.Gen != g.edit.Gen {
			t.Fatal("a generation changed")
		}
	})
}

func TestSetsKeepAdditionsAndRemovalsOfBothSides(t *testing.T) {
	list := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 5, rapid.ID[string])
	rapid.Check(t, func(t *rapid.T) {
		base, local, remote := list.Draw(t, "base"), list.Draw(t, "local"), list.Draw(t, "remote")
		set := func(l []string) crm.Values { return crm.Values{"tags": l} }
		sorted := func(_ string, v any) any { return slices.Sorted(slices.Values(words(v))) }
		g := group{
			edit: &replica.Edit{Group: "tags", Gen: 1, Base: set(base)}, local: set(local), remote: set(remote), sets: true,
			sent: func() bool { return false },
		}
		v := merge(g, sorted)
		out := local
		if w, ok := v.take["tags"]; ok {
			out = words(w)
		}
		if v.conflict {
			t.Fatal("sets never clash")
		}
		for _, w := range []string{"a", "b", "c", "d", "e"} {
			was, mine, theirs := slices.Contains(base, w), slices.Contains(local, w), slices.Contains(remote, w)
			wanted := (mine && theirs) || (!was && (mine || theirs))
			if slices.Contains(out, w) != wanted && v.edit == nil {
				t.Fatalf("%s of %v, %v, %v in %v", w, base, local, remote, out)
			}
		}
	})
}
