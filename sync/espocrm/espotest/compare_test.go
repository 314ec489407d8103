package espotest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// uncompared are attributes that say when, not what.
var uncompared = []string{"cacheTimestamp", "appTimestamp", "microtime", "microtimeState", "lastAccess"}

// compare gives what differs between a recorded answer and the model's.
func (r *replayer) compare(t *testing.T, e exchange, response *http.Response, answer []byte) []string {
	t.Helper()
	w := &walker{r: r, shape: e.Compare == "shape", partial: strings.Contains(e.Note, "trimmed"), some: strings.Contains(e.Note, "first 2")}
	var recorded, own any
	page := isPage(e.Response.Headers["Content-Type"])
	if e.Response.BodyFile == "" && len(e.Response.Body) > 0 {
		if err := json.Unmarshal(e.Response.Body, &recorded); err != nil {
			t.Fatal(err)
		}
	}
	if json.Unmarshal(answer, &own) != nil {
		own = string(answer)
	}
	if m, is := own.(map[string]any); is && m["token"] != nil {
		r.token, _ = m["token"].(string)
		m["token"] = "<TOKEN>"
	}
	if e.Compare == "none" {
		w.walk("", recorded, own) // only to learn ids
		return nil
	}
	if response.StatusCode != e.Response.Status {
		w.differ("status", e.Response.Status, response.StatusCode)
	}
	w.header("X-Status-Reason", e, response)
	w.header("Content-Type", e, response)
	switch {
	case e.Response.BodyFile != "":
		w.metadata(t, e.Response.BodyFile, own)
	case page && recorded != "":
		if len(answer) == 0 {
			w.differ("body", "a page", "nothing")
		}
	default:
		w.walk("", recorded, own)
	}
	return w.diffs
}

// isPage tells pages made for people, whose wording does not matter.
func isPage(kind string) bool { return strings.HasPrefix(kind, "text/html") }

// walker goes through two bodies side by side.
type walker struct {
	r                    *replayer
	shape, partial, some bool
	diffs                []string
}

func (w *walker) differ(path string, recorded, own any) {
	w.diffs = append(w.diffs, fmt.Sprintf("%s: recorded %s, model %s", path, brief(recorded), brief(own)))
}

func brief(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return shorten(string(raw))
}

func (w *walker) header(name string, e exchange, response *http.Response) {
	recorded, was := e.Response.Headers[name]
	own, is := response.Header[name]
	if was != is || was && w.r.translate(recorded) != own[0] {
		w.differ(name, recorded, own)
	}
}

func (w *walker) walk(path string, recorded, own any) {
	switch a := recorded.(type) {
	case map[string]any:
		b, is := own.(map[string]any)
		if !is {
			w.differ(path, recorded, own)
			return
		}
		w.objects(path, a, b)
	case []any:
		b, is := own.([]any)
		if !is || len(a) != len(b) && !w.some && !w.shape {
			w.differ(path, recorded, own)
			return
		}
		for i := range min(len(a), len(b)) {
			w.walk(fmt.Sprintf("%s[%d]", path, i), a[i], b[i])
		}
	default:
		w.scalar(path, recorded, own)
	}
}

func (w *walker) objects(path string, recorded, own map[string]any) {
	for _, key := range sortedKeys(recorded) {
		name := w.r.translate(key)
		value, has := own[name]
		switch {
		case slices.Contains(uncompared, key):
		case !has && w.shape && anyID.MatchString(key):
		case !has:
			w.diffs = append(w.diffs, fmt.Sprintf("%s.%s: missing, recorded %s", path, key, brief(recorded[key])))
		default:
			w.walk(path+"."+key, recorded[key], value)
		}
	}
	if w.partial {
		return
	}
	back := map[string]bool{}
	for key := range recorded {
		back[w.r.translate(key)] = true
	}
	for _, key := range sortedKeys(own) {
		if !back[key] && !slices.Contains(uncompared, key) {
			w.diffs = append(w.diffs, fmt.Sprintf("%s.%s: not recorded, model %s", path, key, brief(own[key])))
		}
	}
}

func (w *walker) scalar(path string, recorded, own any) {
	if w.shape {
		if recorded != nil && own != nil && reflect.TypeOf(recorded) != reflect.TypeOf(own) {
			w.differ(path, recorded, own)
		}
		return
	}
	was, isText := recorded.(string)
	is, text := own.(string)
	if isText && text && len(was) == 17 && anyID.MatchString(was) && anyID.MatchString(is) {
		if bound, known := w.r.ids[was]; !known {
			w.r.ids[was] = is
		} else if bound != is {
			w.differ(path, was+"="+bound, own)
		}
		return
	}
	if strings.HasSuffix(path, ".number") && recorded != nil && own != nil && recorded != 999999.0 {
		w.number(path, recorded, own)
		return
	}
	if !reflect.DeepEqual(recorded, own) {
		w.differ(path, recorded, own)
	}
}

// number binds an automatic number to the model's, as ids are bound.
func (w *walker) number(path string, recorded, own any) {
	key, value := "number "+brief(recorded), brief(own)
	if bound, known := w.r.ids[key]; !known {
		w.r.ids[key] = value
	} else if bound != value {
		w.differ(path, recorded, own)
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// metadata compares definitions in what both have: the properties of fields
// that matter to a client, and the types of links.
func (w *walker) metadata(t *testing.T, name string, own any) {
	t.Helper()
	if !strings.HasPrefix(name, "metadata-") {
		w.differ("body", name, "not modelled")
		return
	}
	var recorded map[string]any
	readJSON(t, name, &recorded)
	model, is := own.(map[string]any)
	if !is {
		w.differ("body", name, own)
		return
	}
	for _, group := range []string{"fields", "links"} {
		was, _ := recorded[group].(map[string]any)
		is, _ := model[group].(map[string]any)
		for _, key := range sortedKeys(is) {
			a, known := was[key].(map[string]any)
			b, _ := is[key].(map[string]any)
			if known {
				w.properties(group+"."+key, a, b)
			}
		}
	}
	for _, key := range []string{"collection.orderBy", "collection.order", "optimisticConcurrencyControl"} {
		if a, b := at(recorded, key), at(model, key); !reflect.DeepEqual(a, b) {
			w.differ(key, a, b)
		}
	}
}

func (w *walker) properties(path string, recorded, own map[string]any) {
	for _, name := range []string{
		"type", "required", "maxLength", "readOnly", "pattern", "default", "entity", "min", "max", "typeList", "notActualOptions",
	} {
		a, b := recorded[name], own[name]
		if a == false {
			a = nil
		}
		if text, is := a.(string); is && name == "default" && strings.HasPrefix(text, "javascript:") {
			continue // a form of the web UI computes it
		}
		if !reflect.DeepEqual(a, b) {
			w.differ(path+"."+name, a, b)
		}
	}
	if own["options"] == nil && recorded["type"] == "duration" {
		return // lengths the web UI proposes
	}
	if a, b := recorded["options"], own["options"]; a != nil && !reflect.DeepEqual(a, b) {
		w.differ(path+".options", a, b)
	}
}

func at(m map[string]any, path string) any {
	var value any = m
	for _, name := range strings.Split(path, ".") {
		inner, _ := value.(map[string]any)
		value = inner[name]
	}
	return value
}
