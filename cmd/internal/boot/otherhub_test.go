package boot

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"

	"satchel/sync/hub/wire"
)

// otherHub is the way to a hub that, while active, knows nothing of a contact's title, of deals and of own fields, and more of contacts than
// we do.
type otherHub struct{ active atomic.Bool }

func (o *otherHub) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !o.active.Load() || res.StatusCode != http.StatusOK {
		return res, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	var answer any
	if json.Unmarshal(raw, &answer) == nil {
		if welcome, ok := answer.(map[string]any); ok && r.URL.Path == wire.Hello {
			older(welcome)
		} else {
			strip(answer)
		}
		if raw, err = json.Marshal(answer); err != nil {
			return nil, err
		}
	}
	res.Body = io.NopCloser(bytes.NewReader(raw))
	res.ContentLength = int64(len(raw))
	res.Header.Set("Content-Length", strconv.Itoa(len(raw)))
	return res, nil
}

// older makes a welcome that of the other version.
func older(welcome map[string]any) {
	delete(welcome, "defs")
	feeds, _ := welcome["feeds"].([]any)
	feeds = slices.DeleteFunc(feeds, func(f any) bool { return f.(map[string]any)["name"] == "deal" })
	for _, f := range feeds {
		feed := f.(map[string]any)
		delete(feed, "own")
		delete(feed, "dropped")
		if feed["name"] == "contact" {
			feed["fields"] = append(slices.DeleteFunc(feed["fields"].([]any), func(name any) bool { return name == "title" }), "aura")
		}
	}
	welcome["feeds"] = append(feeds, map[string]any{"name": "spaceship", "fields": []string{"name"}, "write": true})
}

// strip makes every record in an answer that of the other version.
func strip(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			strip(x)
		}
	case map[string]any:
		delete(v, "defs")
		if records, ok := v["records"].([]any); ok {
			v["records"] = slices.DeleteFunc(records, func(r any) bool { return r.(map[string]any)["feed"] == "deal" })
		}
		if values, ok := v["values"].(map[string]any); ok && v["feed"] == "contact" {
			delete(values, "title")
			delete(values, "x_size")
			values["aura"] = map[string]any{"colour": "blue"}
		}
		for _, x := range v {
			strip(x)
		}
	}
}
