package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"satchel/app/crm"
	"satchel/app/insight"
	"satchel/sync/all"
)

// forms are the texts of one entry: "other" alone, or one for each plural form.
type forms map[string]string

type catalogueFile map[string]forms

// UnmarshalJSON reads "Speichern" and {"one": "%s Kontakt", "other": "%s Kontakte"}.
func (f *forms) UnmarshalJSON(data []byte) error {
	var single string
	if json.Unmarshal(data, &single) == nil {
		*f = forms{"other": single}
		return nil
	}
	return json.Unmarshal(data, (*map[string]string)(f))
}

func readCatalogue(path string) (catalogueFile, error) {
	data, err := os.ReadFile(path) //nolint:gosec // a source file
	if err != nil {
		return nil, err
	}
	var c catalogueFile
	if err := c.read(data); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

func (c *catalogueFile) read(data []byte) error { return json.Unmarshal(data, c) }

// sorted writes one line for each entry, in the order of the keys.
func (c catalogueFile) sorted() []byte {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(c)) {
		f := c[key]
		value := quote(f["other"])
		if len(f) > 1 {
			value = `{"one": ` + quote(f["one"]) + `, "other": ` + value + `}`
		}
		lines = append(lines, "  "+quote(key)+": "+value)
	}
	return []byte("{\n" + strings.Join(lines, ",\n") + "\n}\n")
}

func quote(s string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string never fails
	return strings.TrimSpace(out.String())
}

// labels adds the words of the description, which are shown as they are: labels, answers, kinds of fields, the charts.
func (f *findings) labels() {
	add := func(where string, texts ...string) {
		for _, t := range texts {
			f.add(t, text{where: where})
		}
	}
	for _, e := range crm.Base().Entities() {
		add("app/crm "+e.Name, e.Label, e.Plural, strings.ToLower(e.Label), strings.ToLower(e.Plural))
		if p, err := crm.Base().Path(e.Name, crm.Touched); err == nil {
			add("app/crm Touched", p.Last().Label)
		}
		if e.Views != nil {
			for _, v := range e.Views(e) {
				add("app/crm "+v.Origin, v.Name)
			}
		}
		for _, field := range e.Fields {
			where := "app/crm " + e.Name + "." + field.Name
			add(where, field.Label, field.Help)
			for _, o := range field.Options {
				add(where, o.Label)
			}
		}
	}
	for _, part := range crm.AddressParts {
		add("app/crm AddressParts", strings.ToUpper(part[:1])+strings.ReplaceAll(part[1:], "_", " "))
	}
	add("ui/words", "“%s”") // around values
	add("sync/all", "Satchel hub")
	add("the operating system and the standard library", "no space left on device", "no such file or directory", "file does not exist",
		"permission denied", "read-only file system", "input/output error", "unexpected EOF", "zip: not a valid zip file", "connection refused", "context deadline exceeded")
	for d := time.Sunday; d <= time.Saturday; d++ {
		add("time", d.String(), d.String()[:3])
	}
	for m := time.January; m <= time.December; m++ {
		add("time", m.String(), m.String()[:3])
	}
	for _, p := range all.Providers() {
		add("sync/all "+p.Name, p.UserHint, p.KeyHelp)
	}
	add("app/insight Boards", insight.Boards...)
	add("app/insight Report", insight.None, insight.All)
	for _, m := range insight.Metrics() {
		add("app/insight "+m.Name, m.Words()...)
	}
}

// missing returns lines to be filled in.
func (f *findings) missing(german catalogueFile) string {
	var lines strings.Builder
	for _, key := range slices.Sorted(maps.Keys(f.texts)) {
		if _, ok := german[key]; ok {
			continue
		}
		value := `""`
		if one := f.texts[key].one; one != "" {
			value = `{"one": ` + quote(one) + `, "other": ""}`
		}
		fmt.Fprintf(&lines, "  %s: %s,\n", quote(key), value)
	}
	return lines.String()
}

// check returns all problems, each with its place.
func (f *findings) check(german catalogueFile) []string {
	problems := slices.Clone(f.silent)
	for _, key := range slices.Sorted(maps.Keys(f.texts)) {
		t := f.texts[key]
		said, ok := german[key]
		if !ok {
			problems = append(problems, fmt.Sprintf("%s: %q has no German", t.where, key))
			continue
		}
		wanted := []string{"other"}
		if t.one != "" {
			wanted = []string{"one", "other"}
			if values(t.one) != values(key) {
				problems = append(problems, fmt.Sprintf("%s: %q and %q fill in different values", t.where, t.one, key))
			}
		}
		if got := slices.Sorted(maps.Keys(said)); !slices.Equal(got, wanted) {
			problems = append(problems, fmt.Sprintf("%s: the German of %q has the forms %v and needs %v", t.where, key, got, wanted))
		}
		for _, form := range slices.Sorted(maps.Keys(said)) {
			switch {
			case said[form] == "":
				problems = append(problems, fmt.Sprintf("%s: the German of %q is empty", t.where, key))
			case values(said[form]) != values(key):
				problems = append(problems, fmt.Sprintf("%s: %q and %q fill in different values", t.where, key, said[form]))
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(german)) {
		if _, ok := f.texts[key]; !ok {
			problems = append(problems, fmt.Sprintf("%s: nobody says %q", catalogue, key))
		}
	}
	return problems
}

// values lists what a format fills in, in the order of the arguments: "1s 2d".
func values(format string) string {
	var out []string
	next := 1
	for _, m := range verbs.FindAllStringSubmatch(format, -1) {
		if strings.HasSuffix(m[2], "%") {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		out = append(out, strconv.Itoa(next)+m[2])
		next++
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}
