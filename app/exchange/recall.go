package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"

	"satchel/app/crm"
)

// choices are what a person decided about the columns of a file.
type choices struct {
	Mapping Mapping   `json:"mapping,omitempty"`
	Dates   DateOrder `json:"dates,omitempty"`
	Blanks  bool      `json:"blanks,omitempty"`
}

// recall takes the choices of the last import of a file with these headers, unless others are made now.
func (s *csvSource) recall(ctx context.Context, store Store, headers []string) error {
	sum := sha256.Sum256([]byte(strings.Join(headers, "\x00")))
	s.headings = "import/" + s.entity.Name + "/" + hex.EncodeToString(sum[:8])
	if s.o.Mapping != nil || s.o.DateOrder != DateAuto || s.o.Blanks {
		return nil
	}
	text, err := store.Setting(ctx, s.headings)
	if err != nil || text == "" {
		return err
	}
	var c choices
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return nil //nolint:nilerr // of another version; the columns are recognised anew
	}
	s.o.Mapping, s.o.DateOrder, s.o.Blanks = c.Mapping, c.Dates, c.Blanks
	if _, err := mapColumns(store.Catalog(), s.entity, headers, c.Mapping, false); err != nil {
		s.o.Mapping = nil // an own field is gone
		return nil        //nolint:nilerr // see above
	}
	s.assume(crm.Sayf("The columns are taken as in the last import of such a file."))
	return nil
}

// remember keeps the choices for the next file with these headers.
func (s *csvSource) remember(ctx context.Context, store Store) error {
	c := choices{Mapping: maps.Clone(s.o.Mapping), Dates: s.o.DateOrder, Blanks: s.o.Blanks}
	if s.headings == "" || len(c.Mapping) == 0 && c.Dates == DateAuto && !c.Blanks {
		return nil
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return store.SetSetting(ctx, s.headings, string(text))
}
