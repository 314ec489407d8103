package hub

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"satchel/sync/hub/wire"
)

// TestAFullDatabase lets the database grow no further: whoever writes is told why, and reads are answered.
func TestAFullDatabase(t *testing.T) {
	s := serve(t)
	_, token := s.add("ann", wire.Member, "")
	grow := func(pages string) {
		_, err := s.app.NonconcurrentDB().NewQuery("PRAGMA max_page_count = " + pages).Execute()
		s.ok(err)
	}
	grow("1") // no fewer than there are
	values := map[string]json.RawMessage{"last_name": json.RawMessage(`"x"`), "description": json.RawMessage(`"` + strings.Repeat("x", 50_000) + `"`)}
	w := []wire.Write{{Verb: wire.Create, Feed: "contact", ID: uuid.NewString(), Values: values}}
	if code := s.ask(token, http.MethodPost, wire.Batch, w, nil); code != http.StatusInsufficientStorage {
		t.Errorf("a write is answered with %d", code)
	}
	if code := s.ask(token, http.MethodGet, wire.List+"contact", nil, nil); code != http.StatusOK {
		t.Errorf("a read is answered with %d", code)
	}
	grow("1000000")
	var out []wire.Answer
	if code := s.ask(token, http.MethodPost, wire.Batch, w, &out); code != http.StatusOK || out[0].Error != nil {
		t.Errorf("with room again the write is answered with %d, %+v", code, out)
	}
}
