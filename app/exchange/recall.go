package exchange

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
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

// form is what a person decided about how the characters of a file are read.
type form struct {
	Encoding  Encoding `json:"encoding,omitempty"`
	Delimiter byte     `json:"delimiter,omitempty"`
}

// formOf is the key of the setting for files that begin like this one. What their first line says is not known before it is known how to
// read it, so its bytes count.
func formOf(f *os.File, e *crm.Entity) (string, error) {
	head := make([]byte, 4096)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fileError(f.Name(), err)
	}
	head = head[:n]
	end := 0
	for lines := 1; lines > 0 && end < n; lines-- {
		if bytes.HasPrefix(bytes.TrimPrefix(head, utf8BOM), []byte("sep=")) && end == 0 {
			lines++ // is the same in all files of a spreadsheet program
		}
		if line := bytes.IndexAny(head[end:], "\r\n"); line < 0 {
			end = n
		} else {
			end += line + 1
		}
	}
	sum := sha256.Sum256(head[:end])
	return "import/" + e.Name + "/form/" + hex.EncodeToString(sum[:8]), nil
}

// recallForm takes the form that was chosen for the last such file where none is chosen now.
func recallForm(ctx context.Context, store Store, key string, o *Options) (bool, error) {
	if o.Anew {
		return false, nil
	}
	text, err := store.Setting(ctx, key)
	var was form
	if err != nil || text == "" || json.Unmarshal([]byte(text), &was) != nil { // of another version: it is recognised
		return false, err
	}
	before := form{o.Encoding, o.Delimiter}
	o.Encoding, o.Delimiter = cmp.Or(o.Encoding, was.Encoding), cmp.Or(o.Delimiter, was.Delimiter)
	return before != form{o.Encoding, o.Delimiter}, nil
}

// rememberForm keeps how this file was read, or that it was recognised.
func (s *csvSource) rememberForm(ctx context.Context, store Store) error {
	now, text := (form{s.o.Encoding, s.o.Delimiter}), []byte(nil)
	if s.form == "" || !s.dialect.Header || now == (form{}) && !s.o.Anew {
		return nil
	}
	if now != (form{}) {
		var err error
		if text, err = json.Marshal(now); err != nil {
			return err
		}
	}
	return store.SetSetting(ctx, s.form, string(text))
}

// remember keeps the choices for the next file with these headers.
func (s *csvSource) remember(ctx context.Context, store Store) error {
	if err := s.rememberForm(ctx, store); err != nil {
		return err
	}
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
